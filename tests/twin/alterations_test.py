"""Shows that the comparison can fail: servers that cheat, and lists that lie."""

import glob
import re
import sys
import unittest

from tests.twin import comparison
from tests.twin import deviations
from tests.twin import faithful
from tests.twin import scenario as scenarios
from tests.twin import server_process

# How the server cheats, and the scenarios that must notice.
ALTERATIONS = {
    "altered-byte": ["hello", "hello_to_an_empty_datagram"],
    "altered-end": ["hello", "hello_to_an_empty_datagram"],
    "altered-no-answer": ["hello", "hello_to_an_empty_datagram"],
    "altered-no-close": ["hello"],
    "altered-reset": ["hello"],
    "altered-order": ["two_clients_at_once", "two_datagrams_at_once"],
    "altered-late": ["two_clients_at_once", "two_datagrams_at_once"],
    "altered-no-report": ["reset_before_the_answer"],
}


class AlterationsTest(unittest.TestCase):
    """What must be noticed is noticed."""

    def test_a_server_that_cheats_is_found_out(self):
        for rig, names in ALTERATIONS.items():
            for name in names:
                scenario = scenarios.ALL[name]
                with self.subTest(rig=rig, scenario=name):
                    _, complaint = comparison.compare(
                        scenario,
                        scenario.bases[0],
                        scenario.bases[0],
                        server_process.altered(rig),
                    )
                    self.assertIsNotNone(complaint)

    def test_a_deviation_must_be_listed_there_and_as_it_says(self):
        known = deviations.ALL[0]
        theirs = ["before", known.python, "after"]
        ours = ["before", known.ours, "after"]

        def complaint(name, theirs, ours):
            return comparison.complaint(name, known.bases[0], theirs, ours)

        self.assertIsNone(complaint(known.scenario, theirs, ours))
        self.assertIsNotNone(complaint("hello", theirs, ours))
        self.assertIsNotNone(complaint(known.scenario, theirs, theirs))
        self.assertIsNotNone(complaint(known.scenario, ours, ours))
        self.assertIsNotNone(complaint(known.scenario, theirs, ours[:2]))

    def test_every_deviation_is_a_scenario_and_has_its_test(self):
        tests = set()
        for path in glob.glob("tests/*/*.cc"):
            with open(path, encoding="utf-8") as file:
                tests.update(re.findall(r"^TEST.*, (\w+)\)", file.read(), re.M))
        for known in deviations.ALL:
            self.assertIn(known.scenario, scenarios.ALL)
            self.assertIn(known.test, tests)

    def test_the_page_shows_the_deviations(self):
        with open(faithful.PAGE, encoding="utf-8") as file:
            table = faithful.table_in(file.read(), "deviations")
        self.assertEqual(table, faithful.deviation_table())


if __name__ == "__main__":
    sys.exit(unittest.main())
