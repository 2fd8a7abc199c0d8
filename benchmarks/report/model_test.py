"""Checks what the parts of a request predict for the rows of the benchmarks."""

import json
import os
import tempfile
import unittest

from benchmarks.report import model, results

_RESULTS = "benchmarks/results"


class ModelTest(unittest.TestCase):
    """With parts of round numbers, in µs."""

    PARTS = {
        "hello": 10,
        "switch": 5,
        "thread": 20,
        "process": 180,
        "sleep_late": 100,
        "compute": 200,
    }

    def predicted(self, *key):
        """Requests a second, with two processors."""
        with tempfile.TemporaryDirectory() as folder:
            rows = [{"part": name, "us": us} for name, us in self.PARTS.items()]
            with open(
                os.path.join(folder, "parts.json"), "w", encoding="utf-8"
            ) as file:
                json.dump({"context": {"num_cpus": 2}, "rows": rows}, file)
            return model.predictions(folder)[key]

    def assert_takes(self, time, *key):
        """A request takes that long, in µs, on the average."""
        self.assertAlmostEqual(self.predicted(*key), 1e6 / time)

    def test_on_one_processor_times_add_up(self):
        for clients in results.CLIENTS:
            self.assert_takes(20, "hello", "TCPServer", clients)
            self.assert_takes(40, "hello", "ThreadingTCPServer", clients)
            self.assert_takes(200, "hello", "ForkingTCPServer", clients)

    def test_waits_overlap_until_the_processors_have_no_more_time(self):
        self.assert_takes(1120, "wait", "TCPServer", 64)
        self.assert_takes(1140 / 16, "wait", "ThreadingTCPServer", 16)
        self.assert_takes(1300 / 4, "wait", "ForkingTCPServer", 4)
        self.assert_takes(200 / 2, "wait", "ForkingTCPServer", 16)

    def test_computing_has_two_processors(self):
        self.assert_takes(220, "compute", "TCPServer", 1)
        self.assert_takes(200, "compute", "TCPServer", 4)
        self.assert_takes(240, "compute", "ThreadingTCPServer", 1)
        self.assert_takes(240 / 2, "compute", "ThreadingTCPServer", 4)

    def test_without_parts_nothing_is_predicted(self):
        self.assertEqual(model.predictions(os.environ["TEST_TMPDIR"]), {})

    def test_the_file_for_the_programs_has_a_line_for_each_row(self):
        lines = model.lines(_RESULTS).splitlines()
        self.assertEqual(len(lines), len(model.predictions(_RESULTS)))
        self.assertRegex(lines[0], r"^hello TCPServer 1 \d+$")


if __name__ == "__main__":
    unittest.main()
