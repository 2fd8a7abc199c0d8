"""The pages of the chapters, and the terminals that each of them uses."""

import pathlib
import re

_CONSOLE = re.compile(r"^```console (\d+)\b", re.MULTILINE)


def names(clone):
    """The pages in the order in which they are read: "01_accept_loop", ..."""
    return sorted(path.stem for path in pathlib.Path(clone, "notes").glob("[0-9]*.md"))


def meant_by(argument, pages):
    """The pages that the reader may mean: one by its name, or a chapter's by number."""
    if argument in pages:
        return [argument]
    return [page for page in pages if page.split("_")[0] == argument]


def session_of(page, pages):
    """The name of the page's session: the same however the reader has named the page."""
    number = page.split("_")[0]
    first = meant_by(number, pages)[0]
    return "socketserver-" + (number if page == first else page)


def terminals(clone, page):
    """The numbers of the terminals in which the page has something typed."""
    text = pathlib.Path(clone, "notes", page + ".md").read_text(encoding="utf-8")
    return sorted({int(number) for number in _CONSOLE.findall(text)})
