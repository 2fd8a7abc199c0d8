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

    def test_no_arrow_leads_from_03_to_04(self):
        self.assertNotIn("04_mixins", dependencies.source(".", "03_class_hierarchy"))


if __name__ == "__main__":
    unittest.main()
