"""Each limit is exceeded once, and says so."""

import os
import tempfile
import unittest

from tests.notes import limits

_SOURCE = "".join(f"int f{i}();\n" for i in range(50)) + "void run() {\n  f1();\n}\n"
_ALL = ["int f%d();" % i for i in range(50)] + ["void run() {", "  f1();", "}"]


def fence(lines, sentence="It is so for a reason."):
    """A listing of these lines, with a sentence before it."""
    return "\n".join([sentence, "", "```cpp chapters/01/main.cc", *lines, "```", ""])


def whole(folded=False):
    """All lines, in three listings with a sentence each."""
    parts = [
        fence(_ALL[at : at + 20], f"This is the reason for part {at}.")
        for at in (0, 20, 40)
    ]
    text = "\n".join(parts)
    return (
        f"<details><summary>All</summary>\n\n{text}\n</details>\n" if folded else text
    )


class LimitsTest(unittest.TestCase):
    """A book of one page about one file."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = folder.name

    def book(self, page, chapter="01"):
        """The book whose page this is."""
        for path, text in {"chapters/01/main.cc": _SOURCE, "notes/01.md": page}.items():
            path = os.path.join(self.root, path)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "w", encoding="utf-8") as file:
                file.write(text)
        return limits.Book(self.root, {chapter: ["notes/01.md"]})

    def coverage(self, page, not_shown=None):
        """What is wrong with the coverage of this page."""
        return limits.check_coverage(self.book(page), not_shown or {})

    def assert_one(self, problems, part):
        """There is one problem, which says this."""
        self.assertEqual(len(problems), 1, problems)
        self.assertIn(part, problems[0])

    def test_all_is_well(self):
        book = self.book(whole())
        self.assertEqual(limits.check_coverage(book, {}), [])
        self.assertEqual(limits.check_listings(book), [])
        self.assertEqual(limits.check_length(book), [])
        self.assertEqual(limits.check_prose(book.all_pages()[0]), [])

    def test_a_line_on_no_page(self):
        page = whole().replace("int f7();\n", "...\n")
        self.assert_one(self.coverage(page), "main.cc:8: on no page: int f7();")

    def test_an_excuse_for_a_line_that_is_shown(self):
        excuse = {"chapters/01/main.cc": ("f7", "why")}
        self.assert_one(self.coverage(whole(), excuse), "although it is on the list")

    def test_too_many_excuses(self):
        page = whole().replace("int f7();\nint f8();\nint f9();\n", "...\n")
        excuse = {"chapters/01/main.cc": (r"\bf[789]\(", "why")}
        self.assert_one(self.coverage(page, excuse), "3 of 52 lines are not shown")

    def test_too_much_is_folded(self):
        self.assert_one(self.coverage(whole(folded=True)), "0 of 52 lines are unfolded")

    def test_what_matters_is_folded(self):
        wanted = [("chapters/01/main.cc", "void run(")]
        book = self.book(whole(folded=True))
        self.assertEqual(len(limits.check_main_line(book, wanted)), 2)
        self.assertEqual(limits.check_main_line(self.book(whole()), wanted), [])
        self.addCleanup(setattr, limits, "MAIN_LINE", limits.MAIN_LINE)
        limits.MAIN_LINE = wanted
        folded = self.book(whole(folded=True))
        self.assertEqual(len(limits.check_main_line(folded)), 2)

    def test_a_listing_that_is_too_long(self):
        book = self.book(fence(_ALL[:26]))
        self.assert_one(limits.check_listings(book), "longer than 25 lines")

    def test_the_one_listing_that_may_be_longer(self):
        path, most = limits.LONGEST_EXCEPTION
        self.addCleanup(setattr, limits, "LONGEST_EXCEPTION", (path, most))
        limits.LONGEST_EXCEPTION = ("chapters/01/main.cc", most)
        for lines, problems in ((most, 0), (most + 1, 1)):
            book = self.book(fence(_ALL[:lines]))
            self.assertEqual(len(limits.check_listings(book)), problems)

    def test_a_listing_without_a_sentence(self):
        for sentence in ("", "## Title", "The code.", "That is the rest of the file."):
            book = self.book(fence(_ALL[:2], sentence))
            self.assert_one(limits.check_listings(book), "no sentence leads to it")

    def test_a_sentence_that_stands_twice(self):
        book = self.book(fence(_ALL[:2]) + fence(_ALL[2:4]))
        self.assert_one(limits.check_listings(book), "its sentence stands twice")

    def test_too_many_words(self):
        book = self.book("word " * 6501)
        self.assert_one(limits.check_length(book), "6501 words")
        folded = f"<details><summary>All</summary>\n{'word ' * 6501}\n</details>\n"
        self.assertEqual(limits.check_length(self.book(folded)), [])

    def test_a_later_chapter_has_limits_of_its_own(self):
        self.assert_one(limits.check_length(self.book("word " * 2201, "05")), "2201")
        commands = "```console 1\n" + "$ true\n" * 41 + "```\n"
        self.assert_one(limits.check_length(self.book(commands, "05")), "41 minutes")

    def test_what_one_part_shows_is_no_excuse_for_another(self):
        book = self.book(whole(folded=True))
        path = os.path.join(self.root, "chapters", "05", "more.cc")
        os.makedirs(os.path.dirname(path))
        with open(path, "w", encoding="utf-8") as file:
            file.write("int g();\n")
        book.pages["05"] = []
        book.main["chapters/05/more.cc"] = book.everything["chapters/05/more.cc"] = {0}
        self.assert_one(limits.check_coverage(book, {}), "0 of 52 lines are unfolded")

    def test_too_many_minutes(self):
        commands = "```console 1\n" + "$ true\n" * 116 + "```\n"
        self.assert_one(limits.check_length(self.book(commands)), "116 minutes")

    def test_too_many_parentheses(self):
        (page,) = self.book("word (aside) " * 3 + "word " * 994).all_pages()
        self.assert_one(limits.check_prose(page), "3.0 parentheses")

    def test_too_many_semicolons(self):
        (page,) = self.book("word; " * 20 + "word " * 980).all_pages()
        self.assert_one(limits.check_prose(page), "20.0 semicolons and colons")

    def test_a_wrong_time(self):
        text = "about 5 minutes\n" + "word " * 1997
        pages = self.book(text).all_pages()
        right, wrong = (f"| [01](notes/01.md) | {n} |" for n in (10, 15))
        self.assert_one(limits.check_times(pages, right), "notes/01.md takes 10")
        self.assertEqual(len(limits.check_times(pages, wrong)), 2)
        pages = self.book(text.replace("5 min", "10 min")).all_pages()
        self.assertEqual(limits.check_times(pages, right), [])

    def test_the_colon_before_a_fence_is_free(self):
        page = "word " * 10 + "so:\n\n```text\n```\n"
        self.assertEqual(limits.check_prose(self.book(page).all_pages()[0]), [])

    def test_a_quotation_that_is_too_long(self):
        quote = (
            "```console 1\n$ sed -n '/def a/,/^$/p' socketserver.py\n"
            + "x\n" * 13
            + "```\n"
        )
        self.assert_one(
            limits.check_quotations(self.book(quote).all_pages()), "13 lines"
        )

    def test_a_quotation_by_number(self):
        quote = "```console 1\n$ sed -n '7,9p' socketserver.py\nx\n```\n"
        self.assert_one(
            limits.check_quotations(self.book(quote).all_pages()), "by number"
        )

    def test_too_many_quotations(self):
        quote = (
            "```console 1\n$ sed -n '/def a/,/^$/p' socketserver.py\n"
            + "x\n" * 12
            + "```\n"
        )
        problems = limits.check_quotations(self.book(quote * 7).all_pages())
        self.assert_one(problems, "84 lines are quoted in all")


if __name__ == "__main__":
    unittest.main()
