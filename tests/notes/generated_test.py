"""A part of a page that the sources don't give is seen, and where it is."""

import os
import tempfile
import unittest

from tests.notes import generated

_HEADER = """\
// A: a class.
//
// More of it.
class A {
 public:
  void call() { f(1); }
  virtual void hook();

 private:
  void hidden();
};
"""


class GeneratedTest(unittest.TestCase):
    """The book has one chapter of one header, and two programs."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self._root = folder.name
        os.makedirs(os.path.join(folder.name, "chapters", "one"))
        for path, text in (
            ("chapters/one/a.h", _HEADER),
            ("old.cc", "int one;\nint two;\n"),
            ("new.cc", "int one;\nint three;\n"),
        ):
            with open(os.path.join(folder.name, path), "w", encoding="utf-8") as file:
                file.write(text)

    def _page(self, part, body):
        return f"<!-- {part} -->\n\n{body}\n\n<!-- end -->\n"

    def _assert_only(self, part, body):
        """This body is right, and one with another word or line is not."""
        self.assertEqual(
            generated.check("p.md", self._page(part, body), self._root), []
        )
        for stale in (body.replace("o", "0"), body + "\nmore"):
            (problem,) = generated.check("p.md", self._page(part, stale), self._root)
            self.assertIn("p.md:", problem)

    def test_outline(self):
        body = "```text\nA\n    calls  call\n    hooks  hook\n```"
        self._assert_only("outline: one", body)

    def test_files(self):
        row = "| [`a.h`](../chapters/one/a.h) | A: a class. |"
        self._assert_only("files: one", "| file | what it is |\n|---|---|\n" + row)

    def test_diff(self):
        body = (
            "```diff\n--- old.cc\n+++ new.cc\n@@ -1,2 +1,2 @@\n"
            " int one;\n-int two;\n+int three;\n```"
        )
        self._assert_only("diff: old.cc new.cc", body)


if __name__ == "__main__":
    unittest.main()
