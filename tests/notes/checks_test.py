"""Each check rejects a page that is wrong, and says where and why."""

import os
import sys
import tempfile
import unittest

from tests.notes import page

_SOURCE = """\
int main() {
  int one = 1;
  int two = 2;
  return one + two;
}
"""


class ChecksTest(unittest.TestCase):
    """Every test writes a page into a book of one file, and has it checked."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = folder.name
        self.write("main.cc", _SOURCE)
        self.write("data.json", '{"wake": {"median": 4.237}}')
        self.write("other.md", "# The other page\n\n## It's here: a part\n")

    def write(self, path, text):
        """Puts a file into the book."""
        path = os.path.join(self.root, path)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)

    def text_problems(self, text):
        """What the checks of the text say about the page."""
        self.write("page.md", text)
        return page.check_text("page.md", self.root)

    def run_problems(self, text):
        """What the check of the transcripts says about the page."""
        self.write("page.md", text)
        return page.run_transcripts("page.md", self.root).problems

    def assert_problem(self, problems, *parts):
        """There is one problem, and it says all of `parts`."""
        self.assertEqual(len(problems), 1, problems)
        for part in parts:
            self.assertIn(part, problems[0])

    # Snippets.

    def test_a_snippet_as_it_stands_is_right(self):
        text = "```cpp main.cc\n  int one = 1;\n...\n  return one + two;\n```"
        self.assertEqual(self.text_problems(text), [])

    def test_a_changed_word_in_a_snippet(self):
        text = "```cpp main.cc\n  int one = 1;\n  int two = 3;\n```"
        self.assert_problem(
            self.text_problems(text), "page.md:3:", "int two = 3;", "main.cc"
        )

    def test_a_changed_source_under_a_snippet(self):
        text = "```cpp main.cc\n  int one = 1;\n  int two = 2;\n```"
        self.assertEqual(self.text_problems(text), [])
        self.write("main.cc", _SOURCE.replace("two", "three"))
        self.assert_problem(
            self.text_problems(text), "page.md:3:", "int two = 2;", "mend the page"
        )

    def test_a_line_left_out_without_saying_so(self):
        text = "```cpp main.cc\n  int one = 1;\n  return one + two;\n```"
        self.assert_problem(self.text_problems(text), "page.md:3:", "return")

    def test_lines_in_the_wrong_order(self):
        text = "```cpp main.cc\n  int two = 2;\n  ...\n  int one = 1;\n```"
        self.assert_problem(self.text_problems(text), "page.md:4:", "int one")

    def test_a_snippet_of_a_file_that_is_not_there(self):
        self.assert_problem(
            self.text_problems("```cpp gone.cc\n```"), "page.md:1:", "gone.cc"
        )

    def test_code_without_a_file(self):
        self.assert_problem(
            self.text_problems("```cpp\nint one;\n```"), "page.md:1:", "names"
        )

    def test_a_fence_that_says_nothing(self):
        self.assert_problem(
            self.text_problems("text\n\n```\nint one;\n```"), "page.md:3:", "''"
        )

    def test_a_fence_that_is_never_closed(self):
        with self.assertRaisesRegex(ValueError, "page.md:1: .* never closed"):
            self.text_problems("```text\nno end")

    # Links.

    def test_links_that_resolve_are_right(self):
        text = (
            "[a](other.md) [b](other.md#its-here-a-part) [c](#top) "
            "[d](https://example.org)\n\n# Top\n"
        )
        self.assertEqual(self.text_problems(text), [])

    def test_a_link_to_nowhere(self):
        self.assert_problem(
            self.text_problems("\n[a](gone.md)"), "page.md:2:", "gone.md"
        )

    def test_an_anchor_that_is_not_there(self):
        self.assert_problem(
            self.text_problems("[a](other.md#elsewhere)"),
            "page.md:1:",
            "other.md has no heading #elsewhere",
        )

    def test_a_line_that_is_not_there(self):
        self.write("source.h", "one\ntwo\n")
        self.assertEqual(self.text_problems("[a](source.h#L2)"), [])
        self.assert_problem(self.text_problems("[a](source.h#L3)"), "page.md:1:", "#L3")

    def test_an_image_that_is_not_there(self):
        self.assert_problem(
            self.text_problems("![a picture](gone.svg)"), "page.md:1:", "gone.svg"
        )

    def test_an_image_without_alt_text(self):
        self.write("here.svg", "")
        self.assert_problem(
            self.text_problems("![](here.svg)"), "page.md:1:", "alt text"
        )

    # Numbers.

    def test_a_number_that_is_what_the_data_say_is_right(self):
        text = 'in [4.2 ms](data.json "wake.median"), with a setting of `20 ms`'
        self.assertEqual(self.text_problems(text), [])

    def test_a_number_without_data(self):
        self.assert_problem(
            self.text_problems("It took\n4.2 ms."), "page.md:2:", "'4.2 ms'"
        )

    def test_a_number_at_odds_with_its_data(self):
        self.assert_problem(
            self.text_problems('[4.3 ms](data.json "wake.median")'),
            "page.md:1:",
            "'4.3 ms'",
            "4.237",
        )

    def test_a_number_whose_data_are_not_there(self):
        self.assert_problem(
            self.text_problems('[4.2 ms](data.json "wake.mean")'),
            "page.md:1:",
            "'wake.mean'",
        )

    # Transcripts.

    def test_a_transcript_as_it_happens_is_right(self):
        text = (
            "```console 1\n$ sh -c 'echo ready; cat'\nready\n```\n"
            "```console 2\n$ echo one; echo two; echo three\none\n...\nthree\n```\n"
            "```console 1\n^C\n$ echo '\n> four'\n\nfour\n```\n"
        )
        self.assertEqual(self.run_problems(text), [])

    def test_a_changed_word_in_a_transcript(self):
        self.assert_problem(
            self.run_problems("```console 1\n$ echo hello world\nhello word\n```"),
            "page.md:2: terminal 1 shows\n    hello world\n",
            "and not\n    hello word\n",
        )

    def test_a_line_that_the_page_does_not_show(self):
        self.assert_problem(
            self.run_problems("```console 1\n$ echo one; echo two\none\n$ true\n```"),
            "shows more than the page",
            "    two",
        )

    def test_a_line_that_does_not_come(self):
        self.assert_problem(
            self.run_problems("```console 1\n$ echo one\none\ntwo\n```"),
            "page.md:2:",
            "    two",
        )

    def test_what_takes_a_moment_is_looked_at_again(self):
        block = "```console 1{}\n$ echo >> looks; wc -l < looks\n3\n```"
        self.assertEqual(self.run_problems(block.format(" soon")), [])
        self.assert_problem(self.run_problems(block.format("")), "page.md:2:")

    def test_what_varies_is_compared_only_where_the_block_says_so(self):
        for marks, number in (("", 1), (" ports", 0)):
            text = (
                f"```console 1{marks}\n"
                "$ echo 127.0.0.1:4711 served\n127.0.0.1:4712 served\n```"
            )
            self.assertEqual(len(self.run_problems(text)), number, marks)

    def test_a_time_may_be_longer_but_not_half_as_long(self):
        for shown, number in ((100, 0), (399, 0), (401, 1)):
            text = f"```console 1 ms\n$ echo 200 ms\n{shown} ms\n```"
            self.assertEqual(len(self.run_problems(text)), number, shown)

    def test_the_port_of_the_page_stands_for_a_free_one(self):
        text = "```console 1 port=8080\n$ echo :8080\n:8080\n```"
        self.assertEqual(self.run_problems(text), [])

    def test_an_unknown_mark(self):
        self.assert_problem(
            self.run_problems("```console 1 everything\n$ true\n```"),
            "page.md:1:",
            "everything",
        )

    def test_a_block_that_names_no_terminal(self):
        self.assert_problem(
            self.run_problems("```console\n$ true\n```"), "page.md:1:", "terminal"
        )

    # Rewriting.

    def test_rewriting_mends_what_is_wrong_and_nothing_else(self):
        self.write(
            "page.md",
            "```console 1 ports\n"
            "$ echo 127.0.0.1:1\n127.0.0.1:2\n"
            "$ echo hello; echo world\nhello\nmoon\n```\nend\n",
        )
        self.assertEqual(
            page.rewrite("page.md", self.root),
            "```console 1 ports\n"
            "$ echo 127.0.0.1:1\n127.0.0.1:2\n"
            "$ echo hello; echo world\nhello\nworld\n```\nend\n",
        )


if __name__ == "__main__":
    sys.exit(unittest.main())
