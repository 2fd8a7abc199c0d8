"""The pictures that Graphviz draws: those of notes/images/*.dot."""

import glob
import os

from tests.notes import pictures


def _drawn(root):
    """(source, path of the picture) of each."""
    for path in sorted(glob.glob(os.path.join(root, "notes", "images", "*.dot"))):
        with open(path, encoding="utf-8") as file:
            yield file.read(), path.removesuffix(".dot") + ".svg"


def draw_all(root):
    """Draws each .dot file of the notes."""
    for graph, path in _drawn(root):
        pictures.draw(["dot", "-Tsvg"], "graphviz", graph, path)


def check(root):
    """The list of the pictures that the sources don't give any more."""
    return [
        f"{path} is stale; run //tests/notes:rewrite"
        for graph, path in _drawn(root)
        if not pictures.is_current(graph, path)
    ]
