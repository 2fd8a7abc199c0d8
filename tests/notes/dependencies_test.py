"""Checks that the pictures of the dependencies are what the sources give."""

import os
import unittest

from tests.notes import dependencies
from tests.notes import pictures


class DependenciesTest(unittest.TestCase):
    def test_pictures_are_current(self):
        self.assertEqual(dependencies.check("."), [])

    def test_a_touched_picture_is_seen(self):
        chapter = "04_mixins"
        path = os.path.join(os.environ["TEST_TMPDIR"], "touched.svg")
        with open(dependencies.path_of(".", chapter), encoding="utf-8") as file:
            text = file.read()
        with open(path, "w", encoding="utf-8") as file:
            file.write(text.replace("forking", "spooning", 1))
        source = dependencies.source(".", chapter)
        self.assertFalse(pictures.is_current(source, path))

    def test_a_new_dependency_is_seen(self):
        chapter = "04_mixins"
        source = dependencies.source(".", chapter) + "a -> b\n"
        path = dependencies.path_of(".", chapter)
        self.assertFalse(pictures.is_current(source, path))

    def test_no_arrow_leads_from_03_to_04(self):
        self.assertNotIn("04_mixins", dependencies.source(".", "03_class_hierarchy"))


if __name__ == "__main__":
    unittest.main()
