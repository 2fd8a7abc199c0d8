"""Checks that every relative link, anchor and image of a page resolves."""

import os
import re

from tests.notes import fences

_LINK = re.compile(r"(?P<image>!?)\[(?P<text>[^\]]*)\]\((?P<to>[^)\s]+)[^)]*\)")
_HEADING = re.compile(r"^#+ (?P<title>.*)$", re.MULTILINE)
_CODE = re.compile(r"`[^`\n]*`")


def anchors(text):
    """The anchors that a forge makes of the headings of a page."""
    _, prose = fences.find_fences("", text)
    return {
        re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-")
        for title in _HEADING.findall(prose)
    }


def check(page, prose, root):
    """The list of the links of `page` that lead nowhere."""
    problems = []
    prose = _CODE.sub(lambda match: " " * len(match[0]), prose)
    for match in _LINK.finditer(prose):
        line = prose.count("\n", 0, match.start()) + 1
        where = f"{page}:{line}"
        target, _, anchor = match["to"].partition("#")
        if re.match(r"\w+:", target):
            continue
        if match["image"] and not match["text"]:
            problems.append(f"{where}: the image {target} has no alt text")
        path = os.path.normpath(os.path.join(os.path.dirname(page), target))
        path = page if not target else path
        if not os.path.exists(os.path.join(root, path)):
            problems.append(f"{where}: {match['to']}: there is no {path}")
        elif anchor and not _has_anchor(os.path.join(root, path), anchor):
            problems.append(f"{where}: {path} has no heading #{anchor}")
    return problems


def _has_anchor(path, anchor):
    with open(path, encoding="utf-8") as file:
        text = file.read()
    if path.endswith(".md"):
        return anchor in anchors(text)
    # A line of a source, as a forge numbers it.
    number = re.fullmatch(r"L(\d+)", anchor)
    return bool(number) and int(number[1]) <= text.count("\n")
