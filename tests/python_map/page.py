"""The page notes/python_map.md, from the rows, Python's lines and our sources."""

import json
import os

from tests.notes import blocks
from tests.python_map import rows

_FOLDER = os.path.dirname(os.path.abspath(__file__))
LINES = os.path.join(_FOLDER, "lines.json")
PAGE = "notes/python_map.md"


def python_lines():
    """{version: {name: [first, last]}}, as it was written down."""
    with open(LINES, encoding="utf-8") as file:
        return json.load(file)


def our_line(root, path, declaration):
    """The number of the one line of `path` that holds `declaration`."""
    with open(os.path.join(root, path), encoding="utf-8") as file:
        found = [
            number for number, line in enumerate(file, start=1) if declaration in line
        ]
    if len(found) != 1:
        raise ValueError(f"{path}: {declaration!r} stands there {len(found)} times")
    return found[0]


def render(text, root):
    """The page `text` with both of its tables as they should be."""
    makers = {"python": _by_python, "ours": _by_ours}
    return blocks.render(text, {"map": lambda side: makers[side](root)})


def _by_python(root):
    known = python_lines()
    versions = sorted(known)
    table = [
        "| Python | " + " | ".join(versions) + " | here | the difference |",
        "|---|" + "---:|" * len(versions) + "---|---|",
    ]
    for name, path, declaration, difference in rows.ROWS:
        lines = " | ".join(_span(known[version].get(name)) for version in versions)
        here = _link(root, path, declaration) if path else "-"
        table.append(f"| `{name}` | {lines} | {here} | {difference or 'none'} |")
    return "\n".join(table)


def _by_ours(root):
    table = ["| here | Python |", "|---|---|"]
    names = {}
    for name, path, declaration, _ in rows.ROWS:
        if path:
            place = (path, our_line(root, path, declaration), declaration)
            names.setdefault(place, []).append(f"`{name}`")
    for path, _, declaration in sorted(names):
        place = (path, our_line(root, path, declaration), declaration)
        table.append(
            f"| {_link(root, path, declaration)} | {', '.join(names[place])} |"
        )
    return "\n".join(table)


def _link(root, path, declaration):
    line = our_line(root, path, declaration)
    return f"[{path.removeprefix('chapters/')}:{line}](../{path}#L{line})"


def _span(lines):
    if lines is None:
        return "-"
    first, last = lines
    return str(first) if first == last else f"{first}-{last}"
