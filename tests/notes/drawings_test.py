"""Checks that the drawn pictures are what their sources give."""

import os
import shutil
import tempfile
import unittest

from tests.notes import drawings
from tests.notes import pictures

_SOURCE = "notes/images/classes.dot"
_PICTURE = "notes/images/classes.svg"


def _read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


class DrawingsTest(unittest.TestCase):
    def test_pictures_are_current(self):
        self.assertEqual(drawings.check("."), [])

    def test_a_stale_picture_is_named(self):
        with tempfile.TemporaryDirectory() as folder:
            images = os.path.join(folder, "notes", "images")
            os.makedirs(images)
            shutil.copy(_PICTURE, images)
            with open(
                os.path.join(images, "classes.dot"), "w", encoding="utf-8"
            ) as new:
                new.write(_read(_SOURCE) + "//")
            (problem,) = drawings.check(folder)
            self.assertIn("classes.svg is stale", problem)

    def test_a_touched_picture_is_seen(self):
        path = os.path.join(os.environ["TEST_TMPDIR"], "touched.svg")
        with open(path, "w", encoding="utf-8") as file:
            file.write(_read(_PICTURE).replace("Forking", "Spooning", 1))
        self.assertFalse(pictures.is_current(_read(_SOURCE), path))

    def test_a_source_that_has_changed_is_seen(self):
        self.assertTrue(pictures.is_current(_read(_SOURCE), _PICTURE))
        self.assertFalse(pictures.is_current(_read(_SOURCE) + "//", _PICTURE))


if __name__ == "__main__":
    unittest.main()
