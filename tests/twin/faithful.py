"""The tables of notes/faithful.md, made from the scenarios and what they show."""

import re

from tests.notes import blocks
from tests.twin import comparison
from tests.twin import deviations
from tests.twin import scenario as scenarios

PAGE = "notes/faithful.md"


def _code(text):
    """With the bytes that a client gets set as code."""
    return re.sub(r"'(?:[^'\\]|\\.)*'", lambda match: f"`{match[0]}`", text)


def scenario_table(base, seen):
    """One row a scenario; `seen` has what CPython's clients see, by its name."""
    rows = [
        f"| {known.title} | `{known.handler}` "
        f"| {_cell(base, seen[known.name])}{_mark(known.name, base)} |"
        for known in comparison.scenarios_of(base)
    ]
    return ["| scenario | handler | what the clients see |", "|---|---|---|"] + rows


def _cell(base, seen):
    """What the base's clients see, and those of other servers if that differs."""
    cell = _sentence(seen[base])
    for server, sentences in sorted(seen.items(), reverse=True):
        if sentences != seen[base]:
            cell += f"<br>`{server}`: {_sentence(sentences)}"
    return cell


def _sentence(sentences):
    return _code("; ".join(sentences))


def _mark(name, base):
    return " (*)" if deviations.of(name, base) else ""


def deviation_table():
    """One row a deviation."""
    rows = [
        f"| {scenarios.ALL[known.scenario].title} | {_bases(known.bases)} "
        f"| {_code(known.python)} "
        f"| {_code(known.ours or 'nothing of it')} | {known.reason} "
        f"| {known.museum} | `{known.test}` |"
        for known in deviations.ALL
    ]
    return [
        "| scenario | servers | CPython | ours | why | see | held by the test |",
        "|---|---|---|---|---|---|---|",
    ] + rows


def _bases(bases):
    return ", ".join(f"`{base}`" for base in bases)


def table_in(page, what):
    """The lines of the table about `what`: a base, or the deviations."""
    return blocks.content(page, "twins", what).split("\n")


def render(page, by_what):
    """The page with the tables that `by_what` has."""
    return blocks.render(page, {"twins": lambda what: "\n".join(by_what[what])})
