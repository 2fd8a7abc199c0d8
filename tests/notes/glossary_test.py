"""Checks that each term of the glossary is linked to, from the page that it names."""

import re
import unittest

from tests.notes import links


class GlossaryTest(unittest.TestCase):
    def test_each_term_is_linked_to_where_it_is_met_first(self):
        with open("notes/glossary.md", encoding="utf-8") as file:
            text = file.read()
        entries = re.split(r"^## ", text, flags=re.MULTILINE)[1:]
        self.assertGreater(len(entries), 10)
        for entry in entries:
            term = entry.partition("\n")[0]
            with self.subTest(term):
                page = re.findall(r"\]\((\w+\.md)\)", entry)[-1]
                (anchor,) = links.anchors("## " + term)
                with open(f"notes/{page}", encoding="utf-8") as file:
                    self.assertIn(f"](glossary.md#{anchor})", file.read())

    def test_terms_are_in_order(self):
        with open("notes/glossary.md", encoding="utf-8") as file:
            terms = re.findall(r"^## (.*)$", file.read(), flags=re.MULTILINE)
        self.assertEqual(terms, sorted(terms, key=str.casefold))


if __name__ == "__main__":
    unittest.main()
