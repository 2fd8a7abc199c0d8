"""The parts of a page that are made from the sources, and the check of them.

    files: CHAPTER    the chapter's headers, each with its first sentence
    outline: CHAPTER  its classes, and what can be called and overridden
    diff: OLD NEW     what was rewritten from one program to the next
"""

import difflib
import glob
import os
import re

from tests.notes import blocks

_CLASS = re.compile(
    r"^(?:class|struct) (?P<name>\w+)(?: final)?"
    r"(?: : public (?P<base>\w+))? \{\n(?P<body>.*?)^\};",
    re.DOTALL | re.MULTILINE,
)
# A member function: its name, and whether a derived class may replace it.
_FUNCTION = re.compile(
    r"^  (?! )(?P<head>[^\n(=]*?)\b(?P<name>[a-z]\w*)\((?P<tail>[^;{]*)",
    re.MULTILINE,
)


def render(text, root):
    """The page `text` with these parts as the sources give them."""
    makers = {"files": _files, "outline": _outline, "diff": _diff}
    return blocks.render(
        text,
        {
            kind: lambda what, maker=maker: maker(root, *what.split())
            for kind, maker in makers.items()
        },
    )


def check(page, text, root):
    """The list of the parts of `page` that are not what the sources give."""
    current = render(text, root)
    if current == text:
        return []
    pairs = zip(text.split("\n"), current.split("\n"))
    line = next(n for n, (old, new) in enumerate(pairs, start=1) if old != new)
    return [f"{page}:{line}: not what the sources give; run //tests/notes:rewrite"]


def _headers(root, chapter):
    return sorted(glob.glob(os.path.join(root, "chapters", chapter, "*.h")))


def _read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def _files(root, chapter):
    lines = ["| file | what it is |", "|---|---|"]
    for path in _headers(root, chapter):
        comment = re.match(r"((?://.*\n)+)", _read(path))[1]
        prose = " ".join(line[2:].strip() for line in comment.splitlines())
        sentence = re.split(r"(?<=\.)\s", prose.strip())[0]
        name = os.path.basename(path)
        lines.append(f"| [`{name}`](../chapters/{chapter}/{name}) | {sentence} |")
    return "\n".join(lines)


def _outline(root, chapter):
    lines = ["```text"]
    for path in _headers(root, chapter):
        source = re.sub(r" *//.*", "", _read(path))
        for match in _CLASS.finditer(source):
            calls, hooks = _members(match["name"], match["body"])
            if calls or hooks:
                base = f" : {match['base']}" if match["base"] else ""
                lines.append(match["name"] + base)
                lines += [f"    calls  {' '.join(calls)}"] if calls else []
                lines += [f"    hooks  {' '.join(hooks)}"] if hooks else []
    return "\n".join([*lines, "```"])


def _members(name, body):
    """The functions that a class offers, and those that may be overridden."""
    calls = []
    hooks = []
    body = re.sub(r"\{(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*\}", ";", body)
    shown = body.partition("\n private:")[0]
    public = shown.partition("\n protected:")[0]
    for match in _FUNCTION.finditer(shown):
        is_hook = "virtual" in match["head"] or "override" in match["tail"]
        function = match["name"]
        if re.search(r"~|\boperator\b", match["head"]) or function == name:
            continue
        if is_hook and function not in hooks:
            hooks.append(function)
        elif not is_hook and match.start() < len(public) and function not in calls:
            calls.append(function)
    return calls, hooks


def _diff(root, old, new):
    lines = difflib.unified_diff(
        _read(os.path.join(root, old)).splitlines(),
        _read(os.path.join(root, new)).splitlines(),
        old,
        new,
        lineterm="",
    )
    return "\n".join(["```diff", *(line or " " for line in lines), "```"])
