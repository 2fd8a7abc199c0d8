"""A new row in a servers.h is all that a new class needs, to be wherever the
others are: in the stage, in the tour, in what a request costs, in the twins.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import unittest

from benchmarks.cost import servers as measured
from chapters.support import stages
from tests.twin import twin

_HERE = os.path.dirname(__file__)
_TOUR = os.path.join(_HERE, "..", "..", "chapters", "tour", "tour")


class RegistryTest(unittest.TestCase):
    """A book with one chapter more, whose stage has two rows of its own."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.chapters = os.path.join(folder.name, "chapters")
        self.stage = self._install(os.path.join(_HERE, "extra_stage"), "99_extra")
        self.tour = self._install(_TOUR, "tour")

    def _install(self, program, name):
        path = os.path.join(self.chapters, name, name)
        os.makedirs(os.path.dirname(path))
        return shutil.copy(program, path)

    def test_the_stage_offers_and_lists_it(self):
        listed = {row.name: row for row in stages.listed_servers(self.stage)}
        self.assertEqual(len(listed), 12 + 2)
        extra = listed["ExtraUnixDatagramServer"]
        self.assertEqual((extra.address, extra.request), ("unix", "datagram"))
        self.assertEqual(extra.model, "extra")

    def test_the_tour_visits_it(self):
        shown = subprocess.run(
            [self.tour, "--clients", "1"], capture_output=True, text=True, check=True
        ).stdout
        for name in ("ExtraTCPServer", "ExtraUnixDatagramServer"):
            self.assertIn(f"99_extra, {name}: 1 clients", shown)
        self.assertEqual(shown.count("1 of 1 answered"), 12 + 2)

    def test_its_cost_is_counted(self):
        extra = [s for s in measured.all_servers(self.chapters) if "Extra" in s.name]
        self.assertEqual(
            [s.name for s in extra], ["ExtraTCPServer", "ExtraUnixDatagramServer"]
        )
        self.assertEqual([s.program for s in extra], ["99_extra", "99_extra"])
        self.assertIn("--path", extra[1].command("/tmp"))

    def test_the_twins_play_it_where_cpython_has_it(self):
        rows = stages.listed_servers(self.stage)
        families = twin.families(rows)
        self.assertEqual(
            families["TCPServer"],
            ["TCPServer", "ThreadingTCPServer", "ForkingTCPServer"],
        )
        without = [row for row in rows if row.name != "ThreadingTCPServer"]
        self.assertEqual(
            twin.families(without)["TCPServer"], ["TCPServer", "ForkingTCPServer"]
        )


if __name__ == "__main__":
    sys.exit(unittest.main())
