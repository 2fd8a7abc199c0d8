"""Everything that is checked about one page of the notes."""

import os
import tempfile

from tests.notes import fences
from tests.notes import generated
from tests.notes import links
from tests.notes import numbers
from tests.notes import snippets
from tests.notes import terminal
from tests.notes import transcripts
from tests.notes import workspace


def _read(page, root):
    with open(os.path.join(root, page), encoding="utf-8") as file:
        return file.read()


def check_text(page, root):
    """What is wrong with the page's fences, generated parts, links and numbers."""
    text = _read(page, root)
    found, prose = fences.find_fences(page, text)
    return (
        snippets.check(found, root)
        + generated.check(page, text, root)
        + links.check(page, prose, root)
        + numbers.check(page, prose, root)
    )


def run_transcripts(page, root):
    """Executes the page's console blocks; returns the finished session."""
    found, _ = fences.find_fences(page, _read(page, root))
    with tempfile.TemporaryDirectory() as folder:
        workspace.make(root, folder)
        session = transcripts.Session(lambda: terminal.Terminal(folder))
        try:
            for fence in found:
                # Bazel can't run here, and `console ci` needs it.
                if fence.kind == "console" and fence.words != ["ci"]:
                    session.run(fence)
        finally:
            session.close(page)
    return session


def rewrite(page, root):
    """The page's text with every transcript as it came out just now.

    Where the page's lines still hold they are kept, so that ports and times
    don't change for nothing.
    """
    session = run_transcripts(page, root)
    wrong = {
        int(problem.split(":")[1])
        for problem in session.problems
        if " shows\n" in problem
    }
    text = _read(page, root)
    found, _ = fences.find_fences(page, text)
    lines = text.split("\n")
    for fence in reversed(found):
        if fence.kind != "console":
            continue
        for step in reversed(transcripts.steps_of(fence)):
            if step.line in wrong:
                end = step.line + len(step.expected)
                lines[step.line : end] = session.seen[step.line]
    return generated.render("\n".join(lines), root)
