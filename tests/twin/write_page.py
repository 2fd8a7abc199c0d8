"""Writes the tables of notes/faithful.md anew: ./bazelw run //tests/twin:write_page"""

import os

from tests.twin import comparison
from tests.twin import faithful
from tests.twin import server_process
from tests.twin import twin


def main():
    """Plays everything, and changes the page in the reader's clone."""
    path = os.path.join(os.environ["BUILD_WORKSPACE_DIRECTORY"], faithful.PAGE)
    with open(path, encoding="utf-8") as file:
        page = file.read()
    by_what = {"deviations": faithful.deviation_table()}
    for base in twin.families(server_process.LISTED):
        seen, complaints = comparison.play_all(base)
        print("\n".join(complaints) or f"{base}: as CPython")
        by_what[base] = faithful.scenario_table(base, seen)
    with open(path, "w", encoding="utf-8") as file:
        file.write(faithful.render(page, by_what))


if __name__ == "__main__":
    main()
