"""Where the pages use a term of the glossary first, and whether that leads there.

What counts is prose: no fence, no generated part, no heading, table or summary,
no picture, and no link to elsewhere.
"""

import dataclasses
import os
import re

from tests.notes import fences
from tests.notes import lesson
from tests.notes import links

# The pages in the order in which they are read.
READING_ORDER = [
    "README.md",
    *sum(lesson.PAGES.values(), []),
    "notes/benchmarks.md",
    "notes/designs.md",
    "notes/exercises.md",
    "notes/faithful.md",
    "notes/bug_museum.md",
    "notes/python_map.md",
    "notes/system_calls.md",
    "CONTRIBUTING.md",
]

_TO_GLOSSARY = re.compile(
    r"\[(?P<text>[^\]]*)\]\((?:notes/)?glossary\.md#(?P<to>.*?)\)"
)
_NOT_PROSE = [
    re.compile(r"^<!-- \w+: .*?^<!-- end -->", re.DOTALL | re.MULTILINE),
    re.compile(r"<!--.*?-->", re.DOTALL),
    re.compile(r"^[#|].*$", re.MULTILINE),
    re.compile(r"<summary>.*?</summary>", re.DOTALL),
    re.compile(r"!\[[^\]]*\]\([^)]*\)"),
    re.compile(r"\[[^\]]*\]\((?!(?:notes/)?glossary\.md#)[^)]*\)"),
    re.compile(r"(?<=\])\([^)]*\)"),
]
_CODE = re.compile(r"`[^`\n]*`")
_PARAGRAPH = re.compile(r"\n\s*\n|\n(?=\s*(?:[-*|#<]|\d+\.) )")


@dataclasses.dataclass
class Use:
    """A term on a page, from one offset in its text to another."""

    term: str
    start: int
    end: int


def anchor(term):
    """What a link to the term's entry ends with."""
    (name,) = links.anchors("## " + term)
    return name


def entries(text):
    """Each term of the glossary, with its entry."""
    parts = re.split(r"^## ", text, flags=re.MULTILINE)[1:]
    return {term: entry for term, _, entry in (part.partition("\n") for part in parts)}


def named_page(entry):
    """The page that an entry names at its end."""
    target = re.findall(r"\]\(([\w./]+\.md)\)", entry)[-1]
    return os.path.normpath(os.path.join("notes", target))


def first_uses(text, terms):
    """The first use of each term on a page, by term.

    `terms` has the ways to use each: regular expressions, of which those in
    backticks are whole code spans. Inside a longer term a shorter one isn't used.
    """
    with_code = _prose(text)
    without_code = _CODE.sub(_blank, with_code)
    uses = [
        Use(term, match.start(), match.end())
        for term, pattern in terms.items()
        for match in _matches(pattern, with_code, without_code)
    ]
    names = {anchor(term): term for term in terms}
    uses += [
        Use(names[link["to"]], link.start("text"), link.end("text"))
        for link in _TO_GLOSSARY.finditer(text)
        if link["to"] in names
    ]
    uses.sort(key=lambda use: (use.start, -use.end))
    found = {}
    end = 0
    for use in uses:
        if use.end > end:
            found.setdefault(use.term, use)
            end = use.end
    return found


def is_linked(text, use):
    """Whether a link to its entry stands at the use, or before it in its paragraph."""
    ends = [match.end() for match in _PARAGRAPH.finditer(text, 0, use.start)]
    start = ends[-1] if ends else 0
    return any(
        link["to"] == anchor(use.term)
        for link in _TO_GLOSSARY.finditer(text, start)
        if link.start() <= use.start
    )


def check(pages, entry_of, terms, announced):
    """What is wrong with the terms' first uses; `pages` are texts by name, in order.

    On a page that only announces a term nothing leads to it.
    """
    problems = []
    uses = {page: first_uses(text, terms) for page, text in pages.items()}
    for term in terms:
        using = [page for page in pages if term in uses[page]]
        for page in announced.get(term, {}):
            if page not in using:
                problems.append(f"{term}: {page} doesn't even announce it")
        using = [page for page in using if page not in announced.get(term, {})]
        if not using:
            problems.append(f"{term}: no page uses it")
            continue
        page = using[0]
        use = uses[page][term]
        line = pages[page].count("\n", 0, use.start) + 1
        if term not in entry_of:
            problems.append(f"{term}: has no entry")
        elif named_page(entry_of[term]) != page:
            problems.append(f"{term}: its entry doesn't name {page}:{line}")
        if not is_linked(pages[page], use):
            problems.append(f"{term}: {page}:{line} doesn't lead to its entry")
    return problems


def read(root):
    """The texts of all pages, by name."""
    pages = {}
    for page in READING_ORDER:
        with open(os.path.join(root, page), encoding="utf-8") as file:
            pages[page] = file.read()
    return pages


def _matches(pattern, with_code, without_code):
    for way in pattern.split("|"):
        text = with_code if way.startswith("`") else without_code
        way = way.replace(" ", r"\s+")
        yield from re.finditer(rf"(?<![\w-]){way}(?![\w-])", text, re.IGNORECASE)


def _prose(text):
    """The text, as long as it was, with all blanked out that is none."""
    _, outside = fences.find_fences("", text)
    text = "\n".join(
        old if old == new else "\0" * len(old)
        for old, new in zip(text.split("\n"), outside.split("\n"))
    )
    for pattern in _NOT_PROSE:
        text = pattern.sub(_blank, text)
    return text


def _blank(match):
    return re.sub(r"[^\n]", "\0", match[0])
