"""Checks that the drawn pictures are what their sources give."""

import os
import unittest

from tests.notes import dependencies
from tests.notes import drawings
from tests.notes import pictures

_PICTURE = "notes/images/04_mixins_dependencies.svg"


class DrawingsTest(unittest.TestCase):
    def test_pictures_are_current(self):
        self.assertEqual(drawings.check("."), [])

    def test_a_touched_picture_is_seen(self):
        path = os.path.join(os.environ["TEST_TMPDIR"], "touched.svg")
        with open(_PICTURE, encoding="utf-8") as file:
            text = file.read()
        with open(path, "w", encoding="utf-8") as file:
            file.write(text.replace("forking", "spooning", 1))
        source = dependencies.source(".", "04_mixins")
        self.assertFalse(pictures.is_current(source, path))

    def test_a_new_dependency_is_seen(self):
        source = dependencies.source(".", "04_mixins") + "a -> b\n"
        self.assertFalse(pictures.is_current(source, _PICTURE))

    def test_no_cycle_and_no_way_to_a_later_chapter(self):
        self.assertEqual(dependencies.faults(dependencies.graph(".")), [])

    def test_a_cycle_and_a_way_through_support_are_seen(self):
        needs = {
            ("01_a", "a"): {("support", "s")},
            ("support", "s"): {("02_b", "b")},
            ("02_b", "b"): {("02_b", "c")},
            ("02_b", "c"): {("02_b", "b")},
        }
        problems = dependencies.faults(needs)
        self.assertIn("('01_a', 'a') needs ('02_b', 'b'), of a later chapter", problems)
        self.assertIn("('02_b', 'b'): a cycle", problems)


if __name__ == "__main__":
    unittest.main()
