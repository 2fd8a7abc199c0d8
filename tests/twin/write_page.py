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
    for base in twin.families(server_process.LISTED):
        seen, complaints = comparison.play_all(base)
        print("\n".join(complaints) or f"{base}: as CPython")
        table = faithful.scenario_table(base, seen)
        page = faithful.replace_table(page, base, table)
    page = faithful.replace_table(page, "Deviations", faithful.deviation_table())
    with open(path, "w", encoding="utf-8") as file:
        file.write(page)


if __name__ == "__main__":
    main()
