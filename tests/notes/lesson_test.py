"""Checks that the lessons' pages show all of their code, and are not too long."""

import glob
import unittest

from tests.notes import lesson
from tests.notes import limits

# Pages whose text is made by programs.
GENERATED = {"notes/faithful.md", "notes/python_map.md"}
# Those that say how long they take, beside the lessons.
TIMED = ["notes/benchmarks.md", "notes/designs.md"]


class LessonTest(unittest.TestCase):
    """The book as it stands."""

    @classmethod
    def setUpClass(cls):
        cls.book = limits.Book(".", lesson.PAGES)

    def assert_none(self, problems):
        """There is nothing wrong."""
        self.assertFalse(problems, "\n" + "\n".join(problems))

    def test_every_line_of_code_stands_on_a_page(self):
        self.assert_none(limits.check_coverage(self.book))

    def test_what_the_book_is_about_is_not_folded(self):
        self.assert_none(limits.check_main_line(self.book))

    def test_a_sentence_of_its_own_leads_to_each_short_listing(self):
        self.assert_none(limits.check_listings(self.book))

    def test_the_main_line_is_short(self):
        self.assert_none(limits.check_length(self.book))

    def test_the_prose_has_few_parentheses_and_colons(self):
        pages = ["README.md", "CONTRIBUTING.md", *sorted(glob.glob("notes/*.md"))]
        for page in pages:
            if page not in GENERATED:
                with self.subTest(page):
                    self.assert_none(limits.check_prose(lesson.Page(page, ".")))

    def test_the_times_are_honest(self):
        pages = [*self.book.all_pages(), *(lesson.Page(page, ".") for page in TIMED)]
        with open("README.md", encoding="utf-8") as file:
            self.assert_none(limits.check_times(pages, file.read()))

    def test_cpython_is_quoted_shortly(self):
        self.assert_none(limits.check_quotations(self.book.all_pages()))


def print_table():
    """The figures of each chapter, for whoever wants them."""
    book = limits.Book(".", lesson.PAGES)
    counts = {}
    for path, source in book.sources():
        chapter = path.split("/")[1]
        lines = lesson.code_lines(source)
        everything = book.everything.get(path, set())
        main = book.main.get(path, set())
        row = counts.setdefault(chapter, [0, 0, 0])
        row[0] += len(lines)
        row[1] += len(lines & main)
        row[2] += len(lines & everything - main)
    for chapter, (lines, main, folded) in counts.items():
        print(
            f"{chapter}: {lines} lines, {main} shown, {folded} folded, "
            f"{lines - main - folded} not shown"
        )
    for page in book.all_pages():
        print(f"{page.name}: {page.words()} words, {page.minutes():.0f} minutes")


if __name__ == "__main__":
    print_table()
    unittest.main()
