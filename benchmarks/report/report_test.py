"""Checks that the page says what the committed results say, and what they show."""

import contextlib
import io
import json
import os
import re
import unittest

from benchmarks.report import (
    charts,
    recording,
    report,
    results,
    summary,
    tables,
)

_RESULTS = "benchmarks/results"
_PAGE = "notes/benchmarks.md"


def _read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def _repetition(index=0, **figures):
    required = {"items_per_second": 1.0, "cpu_us": 1.0}
    return {"repetition_index": index} | required | figures


class PageTest(unittest.TestCase):
    def test_tables_are_what_the_results_give(self):
        page = _read(_PAGE)
        self.assertEqual(report.render(page, _RESULTS), page)
        shown = re.findall(r"<!-- table: (\w+) -->", page)
        self.assertEqual(sorted(shown), tables.names())

    def test_a_changed_number_is_seen(self):
        page = _read(_PAGE)
        changed = re.sub(r"\| 16 \| \d", "| 16 | 9,9", page, count=1)
        self.assertNotEqual(changed, page)
        self.assertNotEqual(report.render(changed, _RESULTS), changed)

    def test_charts_are_what_the_results_give(self):
        for name in charts.NAMES:
            with self.subTest(name):
                path = f"notes/images/benchmarks_{name}.svg"
                self.assertTrue(charts.is_current(name, _RESULTS, path))
                self.assertIn(f"images/benchmarks_{name}.svg", _read(_PAGE))

    def test_a_touched_chart_is_seen(self):
        text = _read("notes/images/benchmarks_hello.svg")
        path = os.path.join(os.environ["TEST_TMPDIR"], "touched.svg")
        with open(path, "w", encoding="utf-8") as file:
            file.write(text.replace("clients", "visitors", 1))
        self.assertFalse(charts.is_current("hello", _RESULTS, path))

    def test_the_summary_is_what_the_results_give(self):
        path = os.path.join(_RESULTS, "summary.json")
        self.assertEqual(_read(path), report.summary_text(_RESULTS))


class RowTest(unittest.TestCase):
    def test_a_figure_is_the_median_of_the_repetitions(self):
        row = results.Row(
            [_repetition(i, cpu_us=cpu) for i, cpu in enumerate((9, 1, 2))]
        )
        self.assertEqual(row.figure("cpu_us"), 2)

    def test_a_percentile_is_that_of_the_last_repetition(self):
        row = results.Row([_repetition(2, p99_us=7), _repetition(1), _repetition(0)])
        self.assertEqual(row.figure("p99_us"), 7)

    def test_what_was_not_measured_is_nothing(self):
        row = results.Row([_repetition()])
        self.assertIsNone(row.figure("p99_us"))
        self.assertIsNone(row.spread("items_per_second"))

    def test_over_sequential_is_the_difference_of_two_medians(self):
        measured = {
            key: results.Row([_repetition(cpu_us=cpu)])
            for key, cpu in (
                (("unix", "UnixStreamServer", 4), 10),
                (("unix", "ForkingUnixStreamServer", 4), 25),
                (("unix", "ForkingUnixStreamServer", 16), 26),
                (("unix", "thread_loop", 4), 27),
                (("hello", "CPythonTCPServer", 16), 28),
                (("hello", "CPythonForkingTCPServer", 16), 30),
                (("echo", "TCPServer", 1), 31),
            )
        }
        expected = (0, 15, None, None, 0, 2, None)
        for key, over in zip(measured, expected, strict=True):
            self.assertEqual(results.over_sequential(measured, key), over)

    def test_a_floor_has_stacks_of_the_same_size(self):
        rates = {
            "ThreadingTCPServer": 6,
            "AsioThreads": 6,
            "thread_loop_1MB": 4,
            "thread_loop": 3,
            "PocoTCPServer": 6,
            "TCPServer": 6,
        }
        measured = {
            ("hello", server, 16): results.Row([_repetition(items_per_second=rate)])
            for server, rate in rates.items()
        }
        floors = [results.to_its_floor(measured, key) for key in measured]
        self.assertEqual(floors, [1.5, 2, None, None, None, None])


class ChartTest(unittest.TestCase):
    def test_names_of_lines_that_end_together_are_kept_apart(self):
        places = charts.spread({"a": 0.5, "b": 0.51, "c": 0.9}, 0.1)
        self.assertEqual(places, {"a": 0.5, "b": 0.6, "c": 0.9})


class ResultsTest(unittest.TestCase):
    """What the page says in words about the order of the models."""

    def setUp(self):
        rows = results.rows(results.load(_RESULTS, "throughput"))
        self.rate = {key: row.figure("items_per_second") for key, row in rows.items()}

    def test_next_to_no_work_is_won_by_the_sequential_server(self):
        for clients in results.CLIENTS:
            one_by_one = self.rate["hello", "TCPServer", clients]
            for mix_in in ("Threading", "Forking"):
                self.assertGreater(
                    one_by_one, self.rate["hello", mix_in + "TCPServer", clients]
                )

    def test_waiting_is_won_by_threads(self):
        sequential = self.rate["wait", "TCPServer", 16]
        forking = self.rate["wait", "ForkingTCPServer", 16]
        threading = self.rate["wait", "ThreadingTCPServer", 16]
        self.assertGreater(threading, forking)
        self.assertGreater(forking, sequential)
        self.assertGreater(threading, 10 * sequential)

    def test_computing_is_limited_by_the_processors(self):
        processors = results.load(_RESULTS, "throughput")["context"]["num_cpus"]
        for clients in results.CLIENTS:
            limit = processors * self.rate["compute", "TCPServer", clients]
            for mix_in in ("Threading", "Forking"):
                self.assertLess(
                    self.rate["compute", mix_in + "TCPServer", clients], limit
                )

    def test_each_model_costs_less_than_the_same_model_elsewhere(self):
        peers = results.rows(results.load(_RESULTS, "peers"))
        for ours, theirs in (
            ("TCPServer", "CPythonTCPServer"),
            ("ThreadingTCPServer", "CPythonThreadingTCPServer"),
            ("ThreadingTCPServer", "AsioThreads"),
            ("ForkingTCPServer", "CPythonForkingTCPServer"),
        ):
            with self.subTest(theirs):
                mine, other = (peers["hello", name, 16] for name in (ours, theirs))
                self.assertLess(mine.figure("cpu_us"), other.figure("cpu_us"))
                self.assertGreater(results.ratio(mine, other), 1)

    def test_a_reader_can_record_and_compare(self):
        folder = os.environ["TEST_TMPDIR"]
        names = ("hello/TCPServer", "hello/poll_loop")
        raw = {
            "context": {"host_name": "mine", "executable": "/x", "num_cpus": 2},
            "benchmarks": [
                _repetition(items_per_second=rate)
                | {
                    "run_type": "iteration",
                    "name": name + "/clients:16/real_time",
                    "iterations": 10,
                }
                for name, rate in zip(names, (300.0, 200.0))
            ],
        }
        source = os.path.join(folder, "source", "throughput.json")
        os.makedirs(os.path.dirname(source), exist_ok=True)
        with open(source, "w", encoding="utf-8") as file:
            json.dump(raw, file)
        recording.record(source, folder)
        recorded = _read(os.path.join(folder, "throughput.json"))
        self.assertNotIn("mine", recorded)
        self.assertNotIn("executable", recorded)
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            report.beside(_RESULTS, folder)
        self.assertRegex(printed.getvalue(), r"hello/TCPServer/clients:16 .* 300 ")
        ours = self.rate["hello", "TCPServer", 16] / self.rate["hello", "poll_loop", 16]
        off = f"{100 * (1.5 / ours - 1):+.0f}"
        self.assertRegex(printed.getvalue(), rf"sequential_to_floor .* 1\.50 +\{off}\n")
        self.assertRegex(printed.getvalue(), rf"without the sign +{off[1:]}\n")

    def test_two_runs_agree(self):
        off = summary.differences({"a": 2.0, "b": 1.0}, {"a": 1.0, "c": 1.0})
        self.assertEqual(off, {"a": -50})
        repeated = json.loads(report.summary_text(_RESULTS))["repeat"]
        self.assertLess(repeated["median_percent"], 5)

    def test_no_machine_is_named(self):
        earlier = [
            os.path.join(summary.EARLIER, name) for name in ("throughput", "peers")
        ]
        for name in ("throughput", "peers", "cost", "parts", *earlier):
            text = _read(os.path.join(_RESULTS, name + ".json"))
            for word in ("host_name", "executable", "/root", "/home"):
                self.assertNotIn(word, text)
            for word in ("processor", "kernel", "compiler", "date", "command"):
                self.assertIn(f'"{word}"', text)


if __name__ == "__main__":
    unittest.main()
