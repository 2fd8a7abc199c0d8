"""Checks that the translated pages are translations of the pages as they are."""

import os
import tempfile
import unittest

from tests.notes import translation

_ORIGINAL = "# A title\n\nA paragraph.\n\n```console 1\n$ true\n```\n\n- an item\n"


def _stamped(block, text):
    return f"<!-- of {translation.digest(block)} -->\n{text}"


_TRANSLATION = "\n".join(
    [
        _stamped("# A title\n", "# Ein Titel\n"),
        _stamped("A paragraph.\n", "Ein Absatz.\n"),
        "```console 1\n$ true\n```\n",
        _stamped("- an item\n", "- ein Punkt\n"),
    ]
)


class TranslationTest(unittest.TestCase):
    def check(self, original, translated):
        """What is wrong with two pages of these texts."""
        with tempfile.TemporaryDirectory() as folder:
            for name, text in (("a.md", original), ("b.md", translated)):
                with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
                    file.write(text)
            return translation.check(folder, "a.md", "b.md")

    def test_the_chinese_readme_is_the_readme(self):
        problems = translation.check(".", "README.md", "README.zh.md")
        self.assertFalse(problems, "\n" + "\n".join(problems))

    def test_a_faithful_translation(self):
        self.assertEqual(self.check(_ORIGINAL, _TRANSLATION), [])

    def test_a_paragraph_that_has_changed_is_named(self):
        changed = _ORIGINAL.replace("A paragraph.", "Another paragraph.")
        (problem,) = self.check(changed, _TRANSLATION)
        self.assertIn("b.md:4: stale; translate a.md:3", problem)

    def test_a_paragraph_without_a_stamp_is_named(self):
        unstamped = _TRANSLATION.replace(
            _stamped("A paragraph.\n", "Ein Absatz.\n"), "Ein Absatz.\n"
        )
        (problem,) = self.check(_ORIGINAL, unstamped)
        self.assertIn("b.md:4: stale", problem)

    def test_another_fence_is_named(self):
        other = _TRANSLATION.replace("$ true", "$ false")
        (problem,) = self.check(_ORIGINAL, other)
        self.assertIn("b.md:7: not the fence of a.md:5", problem)

    def test_what_is_added_is_named(self):
        (problem,) = self.check(_ORIGINAL, _TRANSLATION + "\nMehr.\n")
        self.assertEqual(problem, "b.md:14: not in a.md")

    def test_what_is_left_out_is_named(self):
        (problem,) = self.check(_ORIGINAL + "\nMore.\n", _TRANSLATION)
        self.assertEqual(problem, "a.md:11: not in b.md")


if __name__ == "__main__":
    unittest.main()
