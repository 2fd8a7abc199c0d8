"""Checks that the code a page shows is the code that stands in the file.

A fence of code names its file: ```cpp chapters/01_accept_loop/accept_loop.cc.
Its lines must occur there verbatim and in order, as one run; a line `...`
(however indented) leaves something out.
"""

import os

# What a fence may be. Anything else is a mistake, a fence without a kind too.
CODE = {"cpp", "python", "sh", "starlark"}
OTHER = {"console", "diff", "text"}


def check(fences, root):
    """The list of what is wrong with the fences of code."""
    problems = []
    for fence in fences:
        if fence.kind in CODE:
            problems += _check_snippet(fence, root)
        elif fence.kind not in OTHER:
            problems.append(
                f"{fence.where()}: a fence must say what it is: console, text, "
                f"or a language and a file; not {fence.kind!r}"
            )
    return problems


def _check_snippet(fence, root):
    if len(fence.words) != 1:
        return [f"{fence.where()}: a fence of code names its file"]
    path = os.path.join(root, fence.words[0])
    if not os.path.isfile(path):
        return [f"{fence.where()}: there is no file {fence.words[0]}"]
    with open(path, encoding="utf-8") as file:
        source = file.read().split("\n")
    at = 0  # Where in the source the next run may begin.
    for offset, run in _runs(fence.lines):
        found = _find(source, run, at)
        if found is None:
            number, line = _first_difference(source, run, at)
            return [
                f"{fence.where(offset + number + 1)}: the page shows\n"
                f"    {line}\n"
                f"  which does not stand in {fence.words[0]} at that place; "
                "mend the page"
            ]
        at = found + len(run)
    return []


def _runs(lines):
    """The runs of lines between the ellipses, each with its offset."""
    runs = []
    current = []
    for offset, line in enumerate(lines):
        if line.strip() == "...":
            runs.append((offset - len(current), current))
            current = []
        else:
            current.append(line)
    runs.append((len(lines) - len(current), current))
    return [(offset, run) for offset, run in runs if run]


def _find(source, run, start):
    for at in range(start, len(source) - len(run) + 1):
        if source[at : at + len(run)] == run:
            return at
    return None


def _first_difference(source, run, start):
    """The first line of the run that no longer match of it has."""
    longest = 0
    for at in range(start, len(source)):
        length = 0
        while (
            length < len(run)
            and at + length < len(source)
            and source[at + length] == run[length]
        ):
            length += 1
        longest = max(longest, length)
    return longest, run[longest]
