"""Shows which exercises are solved: ./bazelw run //chapters/exercises:progress"""

import os
import pathlib
import re
import subprocess
import sys

_PACKAGE = "//chapters/exercises:"
_SECTION = re.compile(
    rf"^## (.*)\n(?:(?!## ).*\n)*?\$ .*{_PACKAGE}(\w+)_test$", re.MULTILINE
)
# A line of what `bazel test` says at its end.
_RESULT = re.compile(
    rf"^{_PACKAGE}(\w+)_test +(?:\(cached\) )?([A-Z ]+?)(?: in .*)?$", re.MULTILINE
)
_STATES = {
    "PASSED": "green",
    "FAILED TO BUILD": "does not compile",
    "NO STATUS": "not run",
    "TIMEOUT": "hangs",
}


def exercises(clone):
    """The exercises of the folder with their titles, in the order of their page."""
    page = pathlib.Path(clone, "notes", "exercises.md").read_text(encoding="utf-8")
    titles = {name: title for title, name in _SECTION.findall(page)}
    order = list(titles)
    starters = pathlib.Path(clone, "chapters", "exercises").glob("*/exercise.h")
    names = sorted(path.parent.name for path in starters)
    names.sort(key=lambda name: order.index(name) if name in order else len(order))
    return {name: titles.get(name, "") for name in names}


def states(output):
    """What `bazel test` says of each exercise: green, red, does not compile."""
    return {
        name: _STATES.get(result, "red") for name, result in _RESULT.findall(output)
    }


def table(titles, found):
    """A line for each exercise, and how many are green."""
    width = max(map(len, titles))
    state = max(map(len, _STATES.values()))
    lines = [
        f"{name:{width}}  {found.get(name, 'not run'):{state}}  {title}".rstrip()
        for name, title in titles.items()
    ]
    green = sum(found.get(name) == "green" for name in titles)
    return "\n".join([*lines, f"{green} of {len(titles)} green"])


def main():
    """Runs the test of each exercise, whatever becomes of the others."""
    # `bazel run` has let go of its lock when it starts a program.
    clone = os.environ["BUILD_WORKSPACE_DIRECTORY"]
    titles = exercises(clone)
    print(f"running {len(titles)} tests, which takes a minute or two", flush=True)
    run = subprocess.run(
        ["./bazelw", "test", "--keep_going", "--noshow_progress"]
        + ["--test_output=summary", "--test_summary=short"]
        + [f"{_PACKAGE}{name}_test" for name in titles],
        cwd=clone,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    found = states(run.stdout)
    if not found:  # Bazel itself has failed, and says why.
        print(run.stdout, end="", file=sys.stderr)
        return 1
    print(table(titles, found))
    return 0


if __name__ == "__main__":
    sys.exit(main())
