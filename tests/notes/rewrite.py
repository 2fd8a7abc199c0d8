"""Rewrites the transcripts of the pages from what the programs print now, and
what is made from the sources: outlines, lists of files, pictures.

./bazelw run //tests/notes:rewrite             all pages
./bazelw run //tests/notes:rewrite -- PAGE...  these
"""

import os
import sys

from tests.notes import drawings
from tests.notes import page


def main(pages):
    """Rewrites each page in the reader's clone, and says which changed."""
    root = os.getcwd()  # Where `bazel run` puts the runfiles.
    clone = os.environ["BUILD_WORKSPACE_DIRECTORY"]
    drawings.draw_all(clone)
    for name in pages or ["README.md"] + sorted(
        os.path.join("notes", entry)
        for entry in os.listdir("notes")
        if entry.endswith(".md")
    ):
        path = os.path.join(clone, name)
        with open(path, encoding="utf-8") as file:
            before = file.read()
        after = page.rewrite(name, root)
        if after != before:
            with open(path, "w", encoding="utf-8") as file:
                file.write(after)
        print(f"{name}: {'unchanged' if after == before else 'rewritten'}")


if __name__ == "__main__":
    main(sys.argv[1:])
