"""A page in another language, and whether it still says what the original says.

Each of its blocks, a paragraph, a list, a table, a heading, begins with a comment
that holds a hash of the block that it translates. Fences are the same in both.
"""

import hashlib
import itertools
import os
import re

from tests.notes import fences

_STAMP = re.compile(r"<!-- of (\w+) -->\n")


def digest(block):
    """The hash by which a translation knows its original."""
    return hashlib.sha256(block.encode()).hexdigest()[:8]


def _parts(root, page):
    """(line, text) of each block and each fence, in order."""
    with open(os.path.join(root, page), encoding="utf-8") as file:
        text = file.read()
    found, prose = fences.find_fences(page, text)
    parts = [
        (fence.line, "\n".join(["```", fence.kind, *fence.words, *fence.lines]))
        for fence in found
    ]
    for match in re.finditer(r"(?:^.+\n)+", prose, re.MULTILINE):
        parts.append((prose.count("\n", 0, match.start()) + 1, match[0]))
    return sorted(parts)


def check(root, original, translation):
    """The list of the places where the translation is not the original's any more."""
    problems = []
    pairs = itertools.zip_longest(_parts(root, original), _parts(root, translation))
    for ours, theirs in pairs:
        if theirs is None:
            problems.append(f"{original}:{ours[0]}: not in {translation}")
        elif ours is None:
            problems.append(f"{translation}:{theirs[0]}: not in {original}")
        elif ours[1].startswith("```"):
            if theirs[1] != ours[1]:
                problems.append(
                    f"{translation}:{theirs[0]}: not the fence of {original}:{ours[0]}"
                )
        else:
            stamp = _STAMP.match(theirs[1])
            if not stamp or stamp[1] != digest(ours[1]):
                problems.append(
                    f"{translation}:{theirs[0]}: stale; translate "
                    f"{original}:{ours[0]} and stamp it <!-- of {digest(ours[1])} -->"
                )
    return problems
