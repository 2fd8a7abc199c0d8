"""Checks that the code a page shows is the code that stands in the file.

A fence of code names its file: ```cpp chapters/01_accept_loop/accept_loop.cc.
Its lines must occur there verbatim and in order, as one run; comments and blank
lines may be missing, and a line `...` (however indented) leaves out anything.
"""

import os
import re

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
    try:
        place(fence, read_lines(path))
    except LookupError as problem:
        return [str(problem)]
    return []


def read_lines(path):
    """The lines of a file."""
    with open(path, encoding="utf-8") as file:
        return file.read().split("\n")


def place(fence, source):
    """Where in `source` each line of the fence stands, as a set of indices.

    Raises LookupError for a line that doesn't stand there.
    """
    places = set()
    at = 0  # Where in the source the next run may begin.
    for offset, run in _runs(fence.lines):
        found, longest = _find(source, run, at)
        if found is None:
            raise LookupError(
                f"{fence.where(offset + longest + 1)}: the page shows\n"
                f"    {run[longest]}\n"
                f"  which does not stand in {fence.words[0]} at that place; "
                "mend the page"
            )
        places.update(found)
        at = found[-1] + 1
    return places


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


# What a listing may leave out.
_SILENT = re.compile(r"\s*(//.*)?$")


def _find(source, run, start):
    """Where the lines of the run stand, or None and how many of them do."""
    longest = 0
    for at in range(start, len(source)):
        found = []
        while len(found) < len(run) and at < len(source):
            if source[at] == run[len(found)]:
                found.append(at)
            elif not found or not _SILENT.match(source[at]):
                break
            at += 1
        if len(found) == len(run):
            return found, len(found)
        longest = max(longest, len(found))
    return None, longest
