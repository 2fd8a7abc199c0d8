"""Checks that every measured number of a page names the data it comes from.

A number with a unit is either a setting, and stands as code (`200 ms`), or a
measurement, and is a link to a committed JSON file whose title is the path of
the value in it: [4.2 µs](../benchmarks/results/wakeup.json "wakeup.median").
"""

import json
import os
import re

_UNIT = r"(?:ns|µs|us|ms|s|seconds?|kB|MB|GB|%|system calls?|instructions?)"
_LINK = re.compile(r'\[(?P<text>[^\]]*)\]\((?P<to>[^)\s]+\.json) "(?P<key>[^"]*)"\)')
_NUMBER = re.compile(rf"(?<![\w.])(?P<value>\d[\d,]*(?:\.\d+)?) ?{_UNIT}(?!\w)")
_CODE = re.compile(r"`[^`\n]*`")


def check(page, prose, root):
    """The list of the numbers of `page` without, or at odds with, their data."""
    problems = []

    def check_link(match):
        line = prose.count("\n", 0, match.start()) + 1
        problem = _check_value(page, match, root)
        if problem:
            problems.append(f"{page}:{line}: {problem}")
        return " " * len(match[0])

    def blank(match):
        return " " * len(match[0])

    rest = _LINK.sub(check_link, prose)
    for match in _NUMBER.finditer(_CODE.sub(blank, rest)):
        line = prose.count("\n", 0, match.start()) + 1
        problems.append(
            f"{page}:{line}: {match[0]!r} names no data; link it to what was "
            "measured, or write a setting as code"
        )
    return problems


def _check_value(page, match, root):
    path = os.path.normpath(os.path.join(os.path.dirname(page), match["to"]))
    try:
        with open(os.path.join(root, path), encoding="utf-8") as file:
            value = json.load(file)
        for key in match["key"].split("."):
            value = value[key]
    except (OSError, KeyError, TypeError) as error:
        return f"{path} has no {match['key']!r} ({type(error).__name__})"
    shown = re.search(r"\d[\d,]*(?:\.\d+)?", match["text"])
    if not shown:
        return f"{match['text']!r} holds no number"
    digits = len(shown[0].partition(".")[2])
    expected = f"{value:,.{digits}f}"
    if shown[0] not in (expected, expected.replace(",", "")):
        return f"{match['text']!r}, but {path} says {value} for {match['key']!r}"
    return None
