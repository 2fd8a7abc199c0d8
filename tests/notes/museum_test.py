"""Compares the tables of notes/bug_museum.md with the tests that exist."""

import glob
import re
import sys
import unittest

# What a production server needs beyond the four chapters.
LATER = {"B32", "B35", "B39", "B42", "B43"}


def rows():
    """The names of the tests in each row of both tables, by the bug's number."""
    with open("notes/bug_museum.md", encoding="utf-8") as file:
        found = re.findall(r"^\| ([BO]\d+) \|.*\|([^|]*)\|$", file.read(), re.M)
    return {bug: re.findall(r"`(\w+)`", tests) for bug, tests in found}


def all_tests():
    """The names of all tests in C++."""
    names = []
    for path in glob.glob("tests/*/*.cc"):
        with open(path, encoding="utf-8") as file:
            names += re.findall(
                r"^(?:TYPED_)?TEST(?:_F|_P)?\(\w+,\s*(\w+)\)", file.read(), re.M
            )
    return names


class MuseumTest(unittest.TestCase):
    """The page and the tests say the same."""

    def test_every_bug_has_its_row(self):
        theirs = [f"B{i}" for i in range(1, 47)]
        ours = [f"O{i}" for i in range(1, 22)]
        self.assertEqual(list(rows()), theirs + ours)

    def test_every_bug_has_its_test_unless_it_is_left_for_later(self):
        for bug, tests in rows().items():
            self.assertEqual(not tests, bug in LATER, bug)

    def test_the_tests_that_the_page_names_exist(self):
        named = {test for tests in rows().values() for test in tests}
        self.assertEqual(named - set(all_tests()), set())

    def test_those_that_are_named_after_a_bug_stand_in_its_row(self):
        by_number = re.compile(r"([BO]\d+)[A-Z]")
        theirs = [name for name in all_tests() if by_number.match(name)]
        self.assertGreater(len(theirs), 46)
        for name in theirs:
            self.assertIn(name, rows()[by_number.match(name)[1]])


if __name__ == "__main__":
    sys.exit(unittest.main())
