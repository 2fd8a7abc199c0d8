"""Pictures that belong to a source: drawing them, and telling when they don't.

A picture carries the fingerprints of its source and of itself, so that a test can
tell a stale or a touched one without the tool that draws it.
"""

import hashlib
import re
import subprocess

_STAMP = re.compile(r"<!-- source (\w+) picture (\w+) -->\n$")


def draw(command, package, source, path):
    """Has `command` draw `source` as an SVG into the file `path`."""
    try:
        picture = subprocess.run(
            command, input=source, capture_output=True, text=True, check=True
        ).stdout
    except FileNotFoundError:
        raise SystemExit(f"no {command[0]}: apt-get install {package}") from None
    with open(path, "w", encoding="utf-8") as file:
        file.write(
            f"{picture}<!-- source {_digest(source)} picture {_digest(picture)} -->\n"
        )


def is_current(source, path):
    """Reports whether the picture in `path` is the one that was drawn from `source`."""
    with open(path, encoding="utf-8") as file:
        text = file.read()
    stamp = _STAMP.search(text)
    return bool(stamp) and stamp.groups() == (
        _digest(source),
        _digest(text[: stamp.start()]),
    )


def _digest(text):
    return hashlib.sha256(text.encode()).hexdigest()[:16]
