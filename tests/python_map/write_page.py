"""Rewrites notes/python_map.md, and the lines of the Python that runs this.

    ./bazelw run //tests/python_map:write_page
"""

import json
import os
import sys

from tests.python_map import page, python_side


def main():
    root = os.environ["BUILD_WORKSPACE_DIRECTORY"]
    known = page.python_lines()
    known["{}.{}".format(*sys.version_info)] = python_side.installed_lines()
    with open(
        os.path.join(root, "tests/python_map/lines.json"), "w", encoding="utf-8"
    ) as file:
        file.write(_as_json(known))
    path = os.path.join(root, page.PAGE)
    with open(path, encoding="utf-8") as file:
        text = page.render(file.read(), root)  # Which may fail.
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


def _as_json(known):
    """A line for each name, so that a difference shows what moved."""
    versions = [
        json.dumps(version)
        + ": {\n"
        + ",\n".join(f"{json.dumps(n)}: {json.dumps(s)}" for n, s in names.items())
        + "}"
        for version, names in sorted(known.items())
    ]
    return "{" + ",\n".join(versions) + "}\n"


if __name__ == "__main__":
    main()
