"""Finds the fenced blocks of a Markdown page."""

import dataclasses
import re

_OPEN = re.compile(r"^(?P<fence>`{3,})(?P<info>.*)$")


@dataclasses.dataclass
class Fence:
    """A fenced block: its kind, the words after it, and what it holds."""

    page: str
    line: int  # Of the opening fence, counted from 1.
    kind: str  # The first word of the info string: "cpp", "console", ...
    words: list[str]  # The rest of it.
    lines: list[str]

    def where(self, offset=0):
        """PAGE:LINE of the fence, or of its OFFSETth line."""
        return f"{self.page}:{self.line + offset}"


def find_fences(page, text):
    """The fences of `text` in order, and the text with them blanked out."""
    fences = []
    prose = []
    current = None
    ticks = ""
    for number, line in enumerate(text.split("\n"), start=1):
        if current is None:
            match = _OPEN.match(line)
            if match:
                ticks = match["fence"]
                kind, *words = match["info"].split() or [""]
                current = Fence(page, number, kind, words, [])
            prose.append("" if match else line)
        elif line == ticks:
            fences.append(current)
            current = None
            prose.append("")
        else:
            current.lines.append(line)
            prose.append("")
    if current is not None:
        raise ValueError(f"{current.where()}: the fence is never closed")
    return fences, "\n".join(prose)
