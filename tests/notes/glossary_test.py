"""Checks that each term of the glossary is there, and is met where its entry says.

The first page that uses a term must be the one that the entry names, and lead to
the entry at that place.
"""

import unittest

from tests.notes import glossary

# Each term, so that none gets lost, and the ways to use it.
TERMS = {
    "abstract name": "abstract space|abstract names?",
    "accept": "`accept`|accepts?|accepted|accepting",
    "accept queue": "accept queues?|SYN queues?",
    "address": "address|addresses",
    "atomic": "atomic",
    "backlog": "backlogs?",
    "bind": "`bind`|binds?|bound",
    "blocking": "blocking|blocks",
    "C10K": "C10K problem|C10K",
    "child": "child|children",
    "close-on-exec": "close-on-exec|`SOCK_CLOEXEC`",
    "closed loop": "closed[- ]loop",
    "concept": "concepts?",
    "condition variable": "condition variables?",
    "connect": "`connect`|connects?",
    "connection": "connections?",
    "copy-on-write": "copy-on-write|made page by page",
    "coroutine": "coroutines?",
    "data race": "data races?",
    "datagram": "datagrams?",
    "deadline": "deadlines?",
    "descriptor": "descriptors?",
    "EAGAIN": "`EAGAIN`",
    "EINTR": "`EINTR`",
    "end of file": "end of file",
    "epoll": "`epoll`",
    "errno": "errno|`errno`",
    "event loop": "event loops?",
    "eventfd": "eventfds?|`eventfd`",
    "exit status": "exit status|exit codes?",
    "floor": "floors?",
    "foreground group": "foreground group",
    "fork": "`fork`|forks?|forked|forking",
    "GIL": "GIL",
    "guard page": "guard pages?",
    "handler": "handlers?",
    "handshake": "handshakes?",
    "hard limit": "hard limit",
    "hook": "hooks?",
    "interface": "interfaces?",
    "io_uring": "io_uring",
    "join": "joins?|joined",
    "kernel": "kernels?",
    "layer": "layers?",
    "level-triggered": "level-triggered|edge-triggered",
    "lingering close": "lingering close|lingering",
    "listen": "`listen`|listening sockets?|listeners?",
    "loopback": "loopback",
    "lost update": "lost updates?",
    "mapping": "mappings?",
    "method resolution order": "method resolution order",
    "mix-in": "mix-ins?",
    "mutex": "mutex|mutexes",
    "Nagle's algorithm": "Nagle's algorithm|Nagle",
    "nc": "nc|`nc`",
    "non-blocking": "non-blocking",
    "p99": "p99|p50",
    "packet": "packets?",
    "page fault": "page faults?",
    "page table": "page tables?",
    "parameterised inheritance": "parameterised inheritance",
    "pid": "pids?",
    "pidfd": "pidfds?",
    "pipe": "pipes?",
    "poll": "`poll`|polls|polled",
    "pool": "pools?",
    "port": "ports?",
    "prefork": "prefork|preforks|preforked|preforking|fork before the client comes",
    "process": "process|processes",
    "process control time": "process control time|control time",
    "readable": "readable",
    "reap": "reaps?|reaped|reaping",
    "request": "requests?",
    "reset": "resets?",
    "SCM_RIGHTS": "`SCM_RIGHTS`",
    "selector": "selectors?",
    "shutdown": "`shutdown`|shutdown|shuts down|shutting down",
    "SIGCHLD": "`SIGCHLD`",
    "signal": "signals?",
    "signal handler": "signal handlers?",
    "signal mask": r"signals are \*blocked\*|signal masks?|mask",
    "signalfd": "`signalfd`",
    "SIGPIPE": "`SIGPIPE`|`EPIPE`",
    "SO_REUSEADDR": "`SO_REUSEADDR`",
    "SO_REUSEPORT": "`SO_REUSEPORT`|`allow_reuse_port`",
    "socket": "sockets?",
    "ss": "ss|`ss`",
    "stack": "stacks?",
    "stage": "stages?",
    "strace": "strace|`strace`",
    "system call": "system calls?",
    "TCP": "TCP",
    "thread": "threads?",
    "thundering herd": "thundering herd",
    "tid": "tids?",
    "time-out": "time-outs?",
    "TIME_WAIT": "TIME_WAIT",
    "timer slack": "timer slack",
    "UDP": "UDP",
    "Unix socket": "Unix sockets?",
    "virtual machine": "virtual machines?",
    "zombie": "zombies?",
}

# Where a term stands before it is met, by term and page: why nothing leads from
# there to its entry.
_LISTED = "a list of what the chapters explain, each where it comes"
_TROUBLE = "help for somebody who has come back from the chapters"
_THANKS = "thanks for the idea that is the whole of chapter 04"
_PICTURE = "says in plain words how to read the picture above"
ANNOUNCED = {
    "connect": {"README.md": _PICTURE},
    "descriptor": {"README.md": _LISTED},
    "hook": {"README.md": _LISTED},
    "lost update": {"README.md": _LISTED},
    "mix-in": {"README.md": _THANKS},
    "port": {"README.md": _TROUBLE},
    "process": {"README.md": _LISTED},
    "reset": {"README.md": _LISTED},
    "socket": {"README.md": "says that nobody needs to know"},
    "ss": {"README.md": _TROUBLE},
    "strace": {"README.md": _TROUBLE},
    "system call": {"README.md": "leads to the sheet of them"},
    "thread": {"README.md": _LISTED},
    "zombie": {"README.md": _LISTED},
}


class GlossaryTest(unittest.TestCase):
    def setUp(self):
        with open("notes/glossary.md", encoding="utf-8") as file:
            self.entries = glossary.entries(file.read())

    def test_no_term_is_lost_and_none_unknown(self):
        self.assertEqual(list(self.entries), list(TERMS))

    def test_terms_are_in_order(self):
        self.assertEqual(list(TERMS), sorted(TERMS, key=str.casefold))

    def test_each_term_is_met_where_its_entry_says(self):
        problems = glossary.check(glossary.read("."), self.entries, TERMS, ANNOUNCED)
        self.assertFalse(problems, "\n" + "\n".join(problems))


class RuleTest(unittest.TestCase):
    """That each way to break the rule is found."""

    LINKED = "Some *[words](glossary.md#word)*, and words."
    NOT_LINKED = "word: notes/0.md:%d doesn't lead to its entry"
    NOT_USED = "word: no page uses it"

    def problems(self, *texts, announced=None, **terms):
        """Of pages with these texts, and entries that all name the first one."""
        terms = terms or {"word": "words?"}
        return glossary.check(
            {f"notes/{n}.md": text for n, text in enumerate(texts)},
            {term: "Is this. [Page](0.md)." for term in terms},
            terms,
            announced or {},
        )

    def test_a_link_at_the_first_use_is_enough(self):
        self.assertEqual(self.problems(self.LINKED), [])

    def test_so_is_one_before_it_in_the_paragraph(self):
        self.assertEqual(self.problems("[It](glossary.md#word) is\na word."), [])

    def test_a_use_without_a_link_is_found(self):
        for text, line in [
            (f"Yes.\n\nA Word.\n\n{self.LINKED}", 3),
            (f"- words\n- {self.LINKED}", 1),
            (f"Words. {self.LINKED}", 1),
        ]:
            with self.subTest(text):
                self.assertEqual(self.problems(text), [self.NOT_LINKED % line])

    def test_a_use_on_another_page_is_found(self):
        wrong = ["word: its entry doesn't name notes/1.md:1"]
        self.assertEqual(self.problems("Nothing.", self.LINKED), wrong)

    def test_a_term_that_no_page_uses_is_found(self):
        self.assertEqual(self.problems("Swords, word-like."), [self.NOT_USED])

    def test_a_term_without_an_entry_is_found(self):
        pages = {"notes/0.md": self.LINKED}
        seen = glossary.check(pages, {}, {"word": "words?"}, {})
        self.assertEqual(seen, ["word: has no entry"])

    def test_only_prose_counts(self):
        for text in [
            "## A word",
            "| a word |",
            "```text\na word\n```",
            "`a word`",
            "<details><summary>A word</summary>",
            "![A word](word.svg)",
            "[a\nword](elsewhere.md)",
            "<!-- table: word -->\nA word.\n<!-- end -->",
        ]:
            with self.subTest(text):
                self.assertEqual(self.problems(text), [self.NOT_USED])

    def test_a_code_span_counts_where_it_is_a_way_to_use_the_term(self):
        wrong = [self.NOT_LINKED % 1]
        self.assertEqual(self.problems("Call `word`.", word="words?|`word`"), wrong)
        linked = "Call [`word`](glossary.md#word)."
        self.assertEqual(self.problems(linked, word="words?|`word`"), [])

    def test_a_term_inside_a_longer_one_is_not_used(self):
        terms = {"word": "words?", "bad word": "bad words?"}
        text = "[Bad\nwords](glossary.md#bad-word)"
        self.assertEqual(self.problems(text, **terms), [self.NOT_USED])

    def test_an_announcement_needs_no_link_but_must_be_one(self):
        announced = {"word": {"notes/0.md": "why"}}
        wrong = ["word: its entry doesn't name notes/1.md:1"]
        seen = self.problems("Words.", self.LINKED, announced=announced)
        self.assertEqual(seen, wrong)
        wrong = ["word: notes/0.md doesn't even announce it", *wrong]
        seen = self.problems("", self.LINKED, announced=announced)
        self.assertEqual(seen, wrong)


if __name__ == "__main__":
    unittest.main()
