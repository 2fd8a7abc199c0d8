"""Every starter builds, and its test is red: there is something to solve."""

import concurrent.futures
import os
import subprocess
import sys
import unittest

_STARTERS = sys.argv[1:]
_TIME_LIMIT = 50  # Seconds.


def _run(starter):
    return subprocess.run(
        [starter],
        env={},  # What Bazel tells a test is not meant for these.
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        timeout=_TIME_LIMIT,
        check=False,
    )


class StartersTest(unittest.TestCase):
    """The command line names the tests of the starters."""

    def test_there_are_two_for_each_page_of_a_chapter(self):
        chapters = [os.path.basename(starter)[:2] for starter in _STARTERS]
        pages = ["01", "02", "03", "04", "04", "05"]
        self.assertEqual(sorted(chapters), sorted(pages * 2))

    def test_each_is_red(self):
        with concurrent.futures.ThreadPoolExecutor(len(_STARTERS)) as pool:
            for starter, run in zip(_STARTERS, pool.map(_run, _STARTERS)):
                with self.subTest(starter):
                    self.assertEqual(run.returncode, 1, run.stdout)
                    self.assertIn("[  FAILED  ]", run.stdout)


if __name__ == "__main__":
    sys.exit(unittest.main(argv=sys.argv[:1]))
