"""Checks the sheet of the system calls against the sources of the chapters."""

import errno
import glob
import os
import re
import unittest

SHEET = "notes/system_calls.md"
MOST_ROWS = 45  # Or it is no sheet any more.

# Calls that stand on no row, and why that is no loss.
NOT_ON_THE_SHEET = {
    "__fpending": "looks into a buffer of the C library",
    "pthread_attr_destroy": "frees what pthread_attr_init has made",
    "pthread_attr_init": "fills a struct",
    "pthread_self": "reads the thread's own memory",
    "sigaddset": "changes a set in memory",
    "sigemptyset": "changes a set in memory",
    "sigfillset": "changes a set in memory",
    "strnlen": "counts bytes",
}

# `::name(`, but for `std::name(`; and what glibc has no function for, or not in
# every version.
_CALL = re.compile(r"(?<![\w>:])::([a-z_]\w*)\(|\bSYS_(\w+)")


def calls(source):
    """The names of the calls of the system that a source makes."""
    code = re.sub(r"//.*", "", source)
    found = {name or number for name, number in _CALL.findall(code)}
    return found - {"syscall"}


def rows(sheet):
    """The rows of the sheet: the calls of each, the files, and the errors."""
    for row in re.findall(r"^\| `.*\|$", sheet, re.MULTILINE):
        cells = row.strip("|").split(" | ")
        yield (
            re.findall(r"`(\w+)`", cells[0]),
            re.findall(r"\]\(\.\./(chapters/[^)]*)\)", cells[2]),
            re.findall(r"`(E[A-Z0-9]+)`", cells[3]),
        )


def check(sheet, sources, not_on_the_sheet):
    """What is wrong with a sheet; `sources` are texts by path."""
    problems = []
    on_the_sheet = set()
    made_in = {path: calls(source) for path, source in sources.items()}
    for names, files, errors in rows(sheet):
        on_the_sheet.update(names)
        for name in names:
            if not any(name in made_in.get(path, ()) for path in files):
                problems.append(f"{name}: not made in {', '.join(files)}")
        for path in files:
            if not made_in.get(path, set()) & set(names):
                problems.append(f"{path}: makes none of {', '.join(names)}")
        for error in errors:
            if not hasattr(errno, error):
                problems.append(f"{', '.join(names)}: Python knows no {error}")
    lesson = {path for path in sources if re.match(r"chapters/\d", path)}
    made = set().union(*(made_in[path] for path in lesson))
    for name in sorted(made - on_the_sheet - set(not_on_the_sheet)):
        where = min(path for path in lesson if name in made_in[path])
        problems.append(f"{name}: made in {where}, and not on the sheet")
    for name in sorted(set(not_on_the_sheet) - made):
        problems.append(f"{name}: an exception that nobody makes any more")
    for name in sorted(set(not_on_the_sheet) & on_the_sheet):
        problems.append(f"{name}: an exception that is on the sheet")
    return problems


def _read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


class SystemCallsTest(unittest.TestCase):
    def setUp(self):
        self.sources = {
            path: _read(path)
            for folder in ["[0-9]*", "support"]
            for path in glob.glob(os.path.join("chapters", folder, "*.[hc]*"))
        }
        self.sheet = _read(SHEET)

    def test_the_sheet_has_what_the_chapters_call(self):
        problems = check(self.sheet, self.sources, NOT_ON_THE_SHEET)
        self.assertFalse(problems, "\n" + "\n".join(problems))

    def test_it_is_one_sheet(self):
        self.assertGreater(len(list(rows(self.sheet))), 20)
        self.assertLessEqual(len(list(rows(self.sheet))), MOST_ROWS)


class CheckTest(unittest.TestCase):
    """That each way for the sheet to be wrong is found."""

    SOURCES = {
        "chapters/01_one/one.cc": "check(::poll(x)); std::move(y); ::syscall(SYS_z);"
        "  // ::kill(me)",
        "chapters/support/two.h": "::connect(z);",
    }
    SHEET = (
        "| `poll`, `z` | waits | [01](1.md), [`one.cc`](../chapters/01_one/one.cc)"
        " | `EINTR`: why |\n"
    )

    def problems(self, old="", new="", exceptions=()):
        """Of the sheet, after a change."""
        return check(self.SHEET.replace(old, new), self.SOURCES, exceptions)

    def test_a_right_sheet_is_right(self):
        self.assertEqual(self.problems(), [])

    def test_a_call_that_is_missing(self):
        missing = "z: made in chapters/01_one/one.cc, and not on the sheet"
        self.assertEqual(self.problems(", `z`"), [missing])
        self.assertEqual(self.problems(", `z`", exceptions=["z"]), [])

    def test_a_call_that_is_not_made_there(self):
        wrong = "kill: not made in chapters/01_one/one.cc"
        self.assertEqual(self.problems("`z`", "`z`, `kill`"), [wrong])
        more = "(../chapters/01_one/one.cc), [`two.h`](../chapters/support/two.h)"
        wrong = "chapters/support/two.h: makes none of poll, z"
        self.assertEqual(self.problems("(../chapters/01_one/one.cc)", more), [wrong])

    def test_an_error_that_there_is_not(self):
        wrong = "poll, z: Python knows no EINTER"
        self.assertEqual(self.problems("EINTR", "EINTER"), [wrong])

    def test_an_exception_that_is_none(self):
        wrong = "kill: an exception that nobody makes any more"
        self.assertEqual(self.problems(exceptions=["kill"]), [wrong])
        wrong = "poll: an exception that is on the sheet"
        self.assertEqual(self.problems(exceptions=["poll"]), [wrong])


if __name__ == "__main__":
    unittest.main()
