"""What stands here for each name of CPython's socketserver: the rows of rows.txt."""

import os
from typing import NamedTuple, Optional

_FILE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "rows.txt")


class Row(NamedTuple):
    """A name of Python's, and where ours is; without one, `path` is None."""

    name: str
    path: Optional[str]
    declaration: Optional[str]  # The text that stands in one line of the file.
    difference: Optional[str]


def _read():
    with open(_FILE, encoding="utf-8") as file:
        for line in file:
            if not line.startswith("#"):
                name, *rest = line.rstrip("\n").split(" | ")
                path, declaration, difference = (
                    None if cell == "-" else cell for cell in rest
                )
                yield Row(name, path and "chapters/" + path, declaration, difference)


ROWS = list(_read())
