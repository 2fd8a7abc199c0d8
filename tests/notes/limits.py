"""What a lesson's pages must show, and how much they may ask of a reader.

Each check returns the list of what is wrong.
"""

import collections
import re

from tests.notes import lesson
from tests.notes import snippets

LONGEST_LISTING = 25
# The path of one request must be seen in one piece.
LONGEST_EXCEPTION = ("chapters/03_class_hierarchy/base_server.cc", 40)
MOST_NOT_SHOWN = 0.05
LEAST_UNFOLDED = 0.35
LAST_OF_PART_ONE = 4
# Words and minutes of the main line: of part one, and of each chapter after it.
MOST_OF_PART_ONE = (6500, 115)
MOST_OF_A_CHAPTER = (2200, 40)
MOST_PARENTHESES = 3  # Per thousand words.
MOST_STOPS = 20  # Semicolons and colons, likewise.
MOST_STOPS_IN_A_GLOSSARY = 30
MOST_QUOTED_LINES = 12  # Of CPython's, in a block.
MOST_QUOTED_IN_ALL = 80

# Lines that no page shows, by file: which, and why that is no loss.
NOT_SHOWN = {
    "chapters/01_accept_loop/connection.h": (
        r"accept_connection|sendall",
        "shown with their bodies",
    ),
    "chapters/01_accept_loop/hello_handler.h": (r"handle", "shown with its body"),
    "chapters/01_accept_loop/patient_accept.h": (
        r"accept_patiently",
        "shown with its body",
    ),
}

# What must stand in the main line: functions by their first words, and whole
# files.
MAIN_LINE = [
    ("chapters/01_accept_loop/accept_loop.cc", "void accept_loop("),
    ("chapters/02_selector_loop/selector_loop.cc", "void selector_loop("),
    ("chapters/03_class_hierarchy/server_loop.cc", "void ServerLoop::serve_forever("),
    (
        "chapters/03_class_hierarchy/server_loop.cc",
        "bool ServerLoop::wait_for_request(",
    ),
    (
        "chapters/03_class_hierarchy/base_server.cc",
        "void BaseServer::handle_request_noblock(",
    ),
    ("chapters/03_class_hierarchy/base_server.cc", "void BaseServer::pass_on("),
    ("chapters/03_class_hierarchy/base_server.cc", "void BaseServer::process_request("),
    ("chapters/03_class_hierarchy/base_server.cc", "void BaseServer::finish_request("),
    (
        "chapters/03_class_hierarchy/tcp_server.cc",
        "ClientRequest TCPServer::get_request(",
    ),
    (
        "chapters/03_class_hierarchy/udp_server.cc",
        "ClientRequest UDPServer::get_request(",
    ),
    ("chapters/04_mixins/threading_mix_in.h", None),
    ("chapters/04_mixins/forking_mix_in.h", None),
    ("chapters/05_pools/worker_threads.cc", "void WorkerThreads::give("),
    ("chapters/05_pools/worker_threads.cc", "void* WorkerThreads::run("),
    ("chapters/05_pools/prefork.cc", "void Prefork::run("),
    ("chapters/05_pools/prefork.cc", "void Prefork::serve_in_child("),
]


class Book:
    """The pages of all lessons, and the sources that they are about."""

    def __init__(self, root, pages_by_chapter):
        self.root = root
        self.pages = {
            chapter: [lesson.Page(page, root) for page in pages]
            for chapter, pages in pages_by_chapter.items()
        }
        self.main = {}
        self.everything = {}
        for pages in self.pages.values():
            main, everything = lesson.shown(pages, root)
            self.main.update(main)
            self.everything.update(everything)

    def all_pages(self):
        """In the order in which they are read."""
        return self.pages_of(self.pages)

    def pages_of(self, chapters):
        """Likewise, of some chapters."""
        return [page for chapter in chapters for page in self.pages[chapter]]

    def parts(self):
        """The chapters that a limit holds for as a whole: lists of them."""
        part_one = [
            chapter for chapter in self.pages if int(chapter[:2]) <= LAST_OF_PART_ONE
        ]
        later = [[chapter] for chapter in self.pages if chapter not in part_one]
        return [part for part in [part_one, *later] if part]

    def sources(self, chapters=None):
        """Each file of the chapters, with its lines."""
        for chapter in self.pages if chapters is None else chapters:
            for path in lesson.sources(self.root, chapter):
                yield path, snippets.read_lines(f"{self.root}/{path}")


def check_coverage(book, not_shown=None):
    """Every line of code stands on a page, but for a few with a reason."""
    not_shown = NOT_SHOWN if not_shown is None else not_shown
    return sum((_check_part(book, part, not_shown) for part in book.parts()), [])


def _check_part(book, chapters, not_shown):
    problems = []
    lines = left_out = unfolded = 0
    for path, source in book.sources(chapters):
        pattern, _ = not_shown.get(path, ("$.", ""))
        everything = book.everything.get(path, set())
        for at in sorted(lesson.code_lines(source)):
            lines += 1
            unfolded += at in book.main.get(path, set())
            excused = re.search(pattern, source[at])
            left_out += bool(excused)
            if excused and at in everything:
                problems.append(f"{path}:{at + 1}: shown, although it is on the list")
            elif not excused and at not in everything:
                problems.append(f"{path}:{at + 1}: on no page: {source[at].strip()}")
    if left_out > MOST_NOT_SHOWN * lines:
        problems.append(f"{left_out} of {lines} lines are not shown")
    if unfolded < LEAST_UNFOLDED * lines:
        problems.append(f"{unfolded} of {lines} lines are unfolded, too few")
    return problems


def check_main_line(book, wanted=None):
    """What the book is about is not folded."""
    problems = []
    for path, function in MAIN_LINE if wanted is None else wanted:
        source = snippets.read_lines(f"{book.root}/{path}")
        first = 0
        last = len(source)
        if function:
            first = next(
                at for at, line in enumerate(source) if line.startswith(function)
            )
            last = source.index("}", first)
        for at in sorted(lesson.code_lines(source) & set(range(first, last))):
            if at not in book.main.get(path, set()):
                problems.append(
                    f"{path}:{at + 1}: not in the main line: {source[at].strip()}"
                )
    return problems


def check_listings(book):
    """A listing is short, and a sentence of its own says why it is as it is."""
    problems = []
    sentences = collections.Counter()
    for page in book.all_pages():
        for listing in page.listings:
            path, longer = LONGEST_EXCEPTION
            longest = longer if listing.path == path else LONGEST_LISTING
            if len(listing.fence.lines) > longest:
                problems.append(f"{listing.fence.where()}: longer than {longest} lines")
            sentence = re.split(r"(?<=[.?!]) ", listing.before)[-1]
            sentences[sentence] += 1
            if len(sentence.split()) < 4 or re.search(
                r"\brest of the file\b", sentence
            ):
                problems.append(f"{listing.fence.where()}: no sentence leads to it")
            elif sentences[sentence] > 1:
                problems.append(f"{listing.fence.where()}: its sentence stands twice")
    return problems


def check_length(book):
    """The main line of all lessons is short."""
    problems = []
    for part in book.parts():
        pages = book.pages_of(part)
        words = sum(page.words() for page in pages)
        minutes = sum(page.minutes() for page in pages)
        is_part_one = int(part[0][:2]) <= LAST_OF_PART_ONE
        most = MOST_OF_PART_ONE if is_part_one else MOST_OF_A_CHAPTER
        if words > most[0]:
            problems.append(f"{part[0]}: the main line has {words} words")
        if minutes > most[1]:
            problems.append(f"{part[0]}: the main line takes {minutes:.0f} minutes")
    return problems


def check_prose(page):
    """Few parentheses, and few semicolons and colons."""
    parentheses, stops = lesson.marks_per_thousand(page.main_line(headings=False))
    most_stops = (
        MOST_STOPS_IN_A_GLOSSARY if page.name.endswith("glossary.md") else MOST_STOPS
    )
    problems = []
    if parentheses >= MOST_PARENTHESES:
        problems.append(f"{page.name}: {parentheses:.1f} parentheses in 1,000 words")
    if stops >= most_stops:
        problems.append(
            f"{page.name}: {stops:.1f} semicolons and colons in 1,000 words"
        )
    return problems


def check_times(pages, readme):
    """Each page says how long its main line takes, and so does the README's table."""
    problems = []
    for page in pages:
        minutes = max(5, 5 * round(page.minutes() / 5))
        said = re.search(r"about\s(\d+)\sminutes", page.main_line())
        row = re.search(rf"\({page.name}\).*\| (\d+) \|$", readme, re.MULTILINE)
        for where, found in ((page.name, said), ("README.md", row)):
            if not found or int(found[1]) != minutes:
                problems.append(f"{where}: {page.name} takes {minutes} minutes")
    return problems


_QUOTES = re.compile(r"^\$ .*socketserver\.py")


def check_quotations(pages):
    """Of CPython's source only short pieces, found by a pattern."""
    problems = []
    in_all = 0
    for page in pages:
        for fence in page.fences:
            if fence.kind != "console" or not any(map(_QUOTES.match, fence.lines)):
                continue
            quoted = [line for line in fence.lines if not re.match(r"[$>] ", line)]
            in_all += len(quoted)
            if len(quoted) > MOST_QUOTED_LINES:
                problems.append(f"{fence.where()}: quotes {len(quoted)} lines")
            if any(re.search(r"\bsed -n '?\d", line) for line in fence.lines):
                problems.append(f"{fence.where()}: quotes by number")
    if in_all > MOST_QUOTED_IN_ALL:
        problems.append(f"{in_all} lines are quoted in all")
    return problems
