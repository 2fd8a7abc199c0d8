"""Runs the measurement with a few requests: does it count, and does it say so?

No number is compared with what it should be: that differs from one libc to the
next.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import unittest

# By its file: the program that Bazel makes of it needs more than Python on its PATH.
COST = [sys.executable, os.path.join(os.path.dirname(__file__), "cost.py")]
SERVERS = [("01_accept_loop", "accept loop"), ("05_pools", "ThreadingTCPServer")]


class CostTest(unittest.TestCase):
    """Every test has a folder, which is where the user would be."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self._folder = folder.name

    def _run(self, *arguments, **environment):
        return subprocess.run(
            [*COST, *arguments],
            env={**os.environ, "BUILD_WORKING_DIRECTORY": self._folder, **environment},
            capture_output=True,
            text=True,
            check=False,
        )

    def _measure(self, **environment):
        """The lines of the table, the rows of the file, and what went to stderr."""
        result = self._run(
            "--filter=^(01_accept_loop|ThreadingTCPServer)$",
            "--runs=2,6",
            "--json=cost.json",
            **environment,
        )
        self.assertEqual(result.returncode, 0, result.stderr)
        with open(os.path.join(self._folder, "cost.json"), encoding="utf-8") as file:
            rows = json.load(file)["rows"]
        self.assertEqual([(row["program"], row["server"]) for row in rows], SERVERS)
        for row in rows:
            # accept, send and close at least, and no more than a few for each.
            self.assertGreaterEqual(row["system_calls"], 3)
            self.assertLess(row["system_calls"], 100)
        self.assertEqual(rows[0]["system_calls"] % 1, 0)  # The same for each.
        return result.stdout.splitlines(), rows, result.stderr

    def _path_with(self, *tools):
        """A PATH on which there are these and nothing else."""
        path = os.path.join(self._folder, "bin")
        os.mkdir(path)
        for name in tools:
            os.symlink(shutil.which(name), os.path.join(path, name))
        return path

    def test_a_row_for_every_server_in_the_table_and_in_the_file(self):
        (heading, *lines), rows, _ = self._measure()
        self.assertRegex(heading, "program +server +system calls +instructions")
        self.assertEqual(len(lines), len(SERVERS))
        for line, row in zip(lines, rows):
            self.assertIn(row["server"], line)
            self.assertIn(f" {row['system_calls']:,.1f} ", line)
            if shutil.which("valgrind"):
                self.assertGreater(row["instructions"], 0)
                self.assertTrue(line.endswith(f" {row['instructions']:,.0f}"), line)

    def test_without_valgrind_the_system_calls_are_counted_all_the_same(self):
        (_, *lines), rows, said = self._measure(PATH=self._path_with("strace"))
        self.assertIn("apt-get install valgrind", said)
        for line, row in zip(lines, rows):
            self.assertIsNone(row["instructions"])
            self.assertIn("not counted", line)

    def test_without_strace_one_line_says_what_to_install(self):
        result = self._run(PATH=self._path_with())
        self.assertEqual(result.returncode, 1)
        self.assertEqual(len(result.stderr.splitlines()), 1, result.stderr)
        self.assertIn("apt-get install strace", result.stderr)


if __name__ == "__main__":
    sys.exit(unittest.main())
