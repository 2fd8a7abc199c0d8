"""Plays every scenario of one base class against both twins."""

import os
import sys
import unittest

from tests.twin import comparison
from tests.twin import faithful


class TwinTest(unittest.TestCase):
    """The class is named by the environment variable BASE."""

    maxDiff = None

    def test_clients_see_the_same_and_the_page_says_what(self):
        base = os.environ["BASE"]
        seen, complaints = comparison.play_all(base)
        self.assertFalse(complaints, "\n" + "\n".join(complaints))
        with open(faithful.PAGE, encoding="utf-8") as file:
            table = faithful.table_in(file.read(), base)
        self.assertEqual(table, faithful.scenario_table(base, seen))


if __name__ == "__main__":
    sys.exit(unittest.main())
