"""What `bazel test` has said once, and what the reader is shown of it."""

import os
import sys
import tempfile
import unittest

from chapters.exercises import progress

_SAID = """\
INFO: Analyzed 5 targets (7 packages loaded, 153 targets configured).
FAIL: //chapters/exercises:01_time_server_test (see /tmp/testlogs/test.log)
INFO: Elapsed time: 53.142s, Critical Path: 40.95s
//chapters/exercises:04_chat_room_test                          (cached) PASSED in 2.8s
//chapters/exercises:01_backlog_test                            FAILED TO BUILD
//chapters/exercises:02_two_listeners_test                      NO STATUS
//chapters/exercises:04_fork_test                                        PASSED in 0.1s
//chapters/exercises:01_time_server_test                                 FAILED in 0.1s
  /tmp/testlogs/chapters/exercises/01_time_server_test/test.log
//chapters/exercises:02_end_of_input_test                               TIMEOUT in 60.1s
  /tmp/testlogs/chapters/exercises/02_end_of_input_test/test.log

Executed 4 out of 6 tests: 2 tests pass, 1 fails to build and 2 fail locally.
"""
_STATES = {
    "01_backlog": "does not compile",
    "01_time_server": "red",
    "02_end_of_input": "hangs",
    "02_two_listeners": "not run",
    "04_chat_room": "green",
    "04_fork": "green",
}
_PAGE = """\
# Exercises

$ ./bazelw test //chapters/exercises:01_time_server_test

## Chapter 01: the time

Text.

$ ./bazelw test //chapters/exercises:01_time_server_test

## Chapter 01: the backlog

$ ./bazelw test //chapters/exercises:01_backlog_test
$ ./bazelw test --config=tsan //chapters/exercises:01_backlog_test

## Chapter 09: one that is gone

$ ./bazelw test //chapters/exercises:09_gone_test
"""


class ProgressTest(unittest.TestCase):
    """A clone with exercises of the test's, and the real one."""

    def test_each_result_has_its_word(self):
        self.assertEqual(progress.states(_SAID), _STATES)

    def test_where_bazel_fails_there_is_no_result(self):
        self.assertEqual(progress.states("ERROR: no such package '@cli11//'\n"), {})

    def test_the_exercises_come_in_the_order_of_their_page(self):
        with tempfile.TemporaryDirectory() as clone:
            os.mkdir(os.path.join(clone, "notes"))
            page = os.path.join(clone, "notes", "exercises.md")
            with open(page, "w", encoding="utf-8") as file:
                file.write(_PAGE)
            for name in ("01_backlog", "01_time_server", "02_new", "support"):
                os.makedirs(os.path.join(clone, "chapters", "exercises", name))
            for name in ("01_backlog", "01_time_server", "02_new"):
                starter = os.path.join(
                    clone, "chapters", "exercises", name, "exercise.h"
                )
                with open(starter, "w", encoding="utf-8"):
                    pass
            self.assertEqual(
                list(progress.exercises(clone).items()),
                [
                    ("01_time_server", "Chapter 01: the time"),
                    ("01_backlog", "Chapter 01: the backlog"),
                    ("02_new", ""),
                ],
            )

    def test_the_table_ends_with_the_count(self):
        titles = {"01_time_server": "The time", "04_fork": "A fork", "05_new": ""}
        self.assertEqual(
            progress.table(titles, _STATES).splitlines(),
            [
                "01_time_server  red               The time",
                "04_fork         green             A fork",
                "05_new          not run",
                "1 of 3 green",
            ],
        )

    def test_every_exercise_is_on_the_page(self):
        titles = progress.exercises(".")
        self.assertGreaterEqual(len(titles), 10)
        self.assertEqual([name for name, title in titles.items() if not title], [])


if __name__ == "__main__":
    sys.exit(unittest.main())
