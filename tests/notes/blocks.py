"""The generated parts of a page, which stand between comments that Markdown hides:

    <!-- KIND: WHAT -->
    what is made of it
    <!-- end -->
"""

import re

_BLOCK = re.compile(
    r"(?P<begin><!-- (?P<kind>\w+): (?P<what>[^>]*) -->\n)(?P<content>.*?)(?P<end><!-- end -->)",
    re.DOTALL,
)


def render(text, makers):
    """The page `text` with each block as it should be.

    `makers` has, by the kind of a block, a function of what it is about that
    returns its text. Blocks of other kinds stay as they are.
    """

    def make(match):
        if match["kind"] not in makers:
            return match[0]
        block = makers[match["kind"]](match["what"])
        return f"{match['begin']}\n{block}\n\n{match['end']}"

    return _BLOCK.sub(make, text)


def content(text, kind, what):
    """The text of one block. Raises KeyError if there is none."""
    for match in _BLOCK.finditer(text):
        if (match["kind"], match["what"]) == (kind, what):
            return match["content"].strip()
    raise KeyError(f"{kind}: {what}")
