"""Checks one page: its fences, links and numbers, and every transcript."""

import os
import sys
import unittest

from tests.notes import page


class PageTest(unittest.TestCase):
    """The page is named by the environment variable PAGE."""

    def setUp(self):
        self.page = os.environ["PAGE"]
        self.root = os.path.join(
            os.environ["TEST_SRCDIR"], os.environ["TEST_WORKSPACE"]
        )

    def test_what_the_page_says_is_so(self):
        problems = page.check_text(self.page, self.root)
        self.assertFalse(problems, "\n" + "\n".join(problems))

    def test_the_commands_print_what_the_page_shows(self):
        problems = page.run_transcripts(self.page, self.root).problems
        self.assertFalse(problems, "\n" + "\n".join(problems))


if __name__ == "__main__":
    sys.exit(unittest.main())
