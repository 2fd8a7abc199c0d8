"""The pictures that Graphviz draws: those of notes/images/*.dot, and the graph of
each chapter's dependencies.
"""

import glob
import os

from tests.notes import dependencies
from tests.notes import pictures


def _drawn(root):
    """(source, path of the picture) of each."""
    images = os.path.join(root, "notes", "images")
    for chapter in dependencies.chapters(root)[1:]:
        yield dependencies.source(root, chapter), os.path.join(
            images, f"{chapter}_dependencies.svg"
        )
    yield dependencies.whole(root), os.path.join(images, "dependencies.svg")
    for path in sorted(glob.glob(os.path.join(images, "*.dot"))):
        with open(path, encoding="utf-8") as file:
            yield file.read(), path.removesuffix(".dot") + ".svg"


def draw_all(root):
    """Draws what is drawn from the sources, and each .dot file of the notes."""
    for graph, path in _drawn(root):
        pictures.draw(["dot", "-Tsvg"], "graphviz", graph, path)


def check(root):
    """The list of the pictures that the sources don't give any more."""
    return [
        f"{path} is stale; run //tests/notes:rewrite"
        for graph, path in _drawn(root)
        if not pictures.is_current(graph, path)
    ]
