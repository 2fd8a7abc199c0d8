"""Checks notes/python_map.md against CPython's source and against ours."""

import sys
import unittest

from tests.python_map import page, python_side, rows

_VERSION = "{}.{}".format(*sys.version_info)


class PythonMapTest(unittest.TestCase):
    def test_the_page_is_what_the_sources_give(self):
        with open(page.PAGE, encoding="utf-8") as file:
            text = file.read()
        self.assertEqual(page.render(text, "."), text)

    def test_the_lines_are_those_of_the_installed_python(self):
        known = page.python_lines()
        installed = python_side.installed_lines()
        if _VERSION in known:
            self.assertEqual(known[_VERSION], installed)
            return
        newest = max(known, key=lambda version: int(version.split(".")[1]))
        print(
            f"note: the page has no column for Python {_VERSION}: its names are "
            f"compared with those of {newest}, its lines with nothing"
        )
        self.assertEqual(set(known[newest]) - set(installed), set())

    def test_every_name_has_one_row(self):
        names = [row.name for row in rows.ROWS]
        self.assertEqual(len(names), len(set(names)))
        for version, lines in page.python_lines().items():
            self.assertEqual(set(lines) - set(names), set(), version)
        known = set().union(*page.python_lines().values())
        self.assertEqual(set(names) - known, set())

    def test_a_row_without_a_symbol_says_why(self):
        for row in rows.ROWS:
            self.assertTrue(row.path or row.difference, row.name)

    def test_a_declaration_that_is_gone_is_seen(self):
        with self.assertRaises(ValueError):
            page.our_line(".", "chapters/03_class_hierarchy/base_server.h", "nowhere")


if __name__ == "__main__":
    unittest.main()
