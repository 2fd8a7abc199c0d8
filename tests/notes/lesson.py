"""What the pages of a lesson show of its code, and what they ask of a reader.

A line of code is one that is neither blank nor a comment, an include, a guard, a
namespace or a lone brace. A part of a page between <details> and </details> is
folded; the rest is its main line.
"""

import dataclasses
import glob
import os
import re

from tests.notes import fences
from tests.notes import snippets

# The pages of each chapter, in the order in which they are read.
PAGES = {
    "01_accept_loop": ["notes/01_accept_loop.md"],
    "02_selector_loop": ["notes/02_selector_loop.md"],
    "03_class_hierarchy": ["notes/03_class_hierarchy.md"],
    "04_mixins": ["notes/04_mixins.md", "notes/04_mixins_forking.md"],
    "05_pools": ["notes/05_pools.md"],
}

_SILENT = re.compile(
    r"\s*(?://.*|#(?:include|ifndef|define|endif)\b.*|[{}();,]*(?:\s*//.*)?"
    r"|namespace\b.*\{)?$"
)
_WORD = re.compile(r"[^\W\d_][\w'-]*|\d[\d,.]*")


def code_lines(source):
    """The indices of the lines of code of a file."""
    return {at for at, line in enumerate(source) if not _SILENT.match(line)}


def sources(root, chapter):
    """The files of a chapter, relative to the root."""
    folder = os.path.join(root, "chapters", chapter)
    found = glob.glob(os.path.join(folder, "*.h")) + glob.glob(
        os.path.join(folder, "*.cc")
    )
    return sorted(os.path.relpath(path, root) for path in found)


@dataclasses.dataclass
class Listing:
    """A fence with lines of a file."""

    fence: fences.Fence
    folded: bool
    before: str  # The text since the last fence, heading or summary.

    @property
    def path(self):
        """The file that it shows."""
        return self.fence.words[0]


class Page:
    """A page, taken apart."""

    def __init__(self, page, root):
        with open(os.path.join(root, page), encoding="utf-8") as file:
            text = file.read()
        self.name = page
        self.fences, prose = fences.find_fences(page, text)
        self._prose = prose.split("\n")
        self._folded = _folded_lines(self._prose)
        self.listings = [
            Listing(fence, fence.line in self._folded, self._before(fence))
            for fence in self.fences
            if fence.kind in snippets.CODE
        ]

    def _before(self, fence):
        lines = []
        ends = {other.line + len(other.lines) + 1 for other in self.fences}
        for number in range(fence.line - 1, 0, -1):
            line = self._prose[number - 1]
            if number in ends or re.match(r"#|<details|<summary|\||<!--", line):
                break
            lines.insert(0, line)
        return " ".join(lines).strip()

    def main_fences(self):
        """Those that stand in the main line."""
        return [fence for fence in self.fences if fence.line not in self._folded]

    def main_line(self, headings=True):
        """The prose that a reader can't skip, without tables and link targets."""
        before_fence = {fence.line for fence in self.fences}
        lines = []
        for number, line in enumerate(self._prose, start=1):
            if number in self._folded or re.match(r"\||<!--", line):
                continue
            if line.startswith("#") and not headings:
                continue
            line = re.sub(r"\]\([^)]*\)", "]", line)
            # The colon that leads to a fence is none of the prose.
            if line.endswith(":") and {number + 1, number + 2} & before_fence:
                line = line[:-1]
            lines.append(line)
        return "\n".join(lines)

    def words(self):
        """How many words the main line has, headings too."""
        return len(_WORD.findall(self.main_line()))

    def minutes(self):
        """How long the main line takes: 200 words a minute, or 25 lines of code,
        or one command."""
        lines = sum(
            len(code_lines(fence.lines))
            for fence in self.main_fences()
            if fence.kind in snippets.CODE
        )
        commands = sum(
            line.startswith("$ ")
            for fence in self.main_fences()
            if fence.kind == "console"
            for line in fence.lines
        )
        return self.words() / 200 + lines / 25 + commands


def _folded_lines(lines):
    folded = set()
    depth = 0
    for number, line in enumerate(lines, start=1):
        depth += line.count("<details")
        if depth:
            folded.add(number)
        depth -= line.count("</details")
    return folded


def shown(pages, root):
    """What the pages show: the indices of lines by file, in the main line and all."""
    main = {}
    everything = {}
    for page in pages:
        for listing in page.listings:
            source = snippets.read_lines(os.path.join(root, listing.path))
            places = snippets.place(listing.fence, source)
            everything.setdefault(listing.path, set()).update(places)
            if not listing.folded:
                main.setdefault(listing.path, set()).update(places)
    return main, everything


def marks_per_thousand(text):
    """Parentheses, and semicolons with colons, per thousand words of prose."""
    text = re.sub(r"`[^`]*`", "code", text)
    words = len(_WORD.findall(text))
    return 1000 * text.count("(") / words, 1000 * len(re.findall("[;:]", text)) / words
