"""Checks that the page says what the committed results say, and what they show."""

import contextlib
import io
import json
import os
import re
import unittest

from benchmarks.report import charts, report, results, tables

_FIGURES = ("items_per_second", "p50_us", "p99_us", "cpu_us")
_RESULTS = "benchmarks/results"
_PAGE = "notes/benchmarks.md"


def _read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


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


class ResultsTest(unittest.TestCase):
    """What the page says in words about the order of the models."""

    def setUp(self):
        rows = results.rows(results.load(_RESULTS, "throughput"))
        self.rate = {key: row.median("items_per_second") for key, row in rows.items()}

    def test_next_to_no_work_is_won_by_the_sequential_server(self):
        for clients in results.CLIENTS:
            one_by_one = self.rate["hello", "TCPServer", clients]
            for model in ("Threading", "Forking"):
                self.assertGreater(
                    one_by_one, self.rate["hello", model + "TCPServer", clients]
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
            for model in ("Threading", "Forking"):
                self.assertLess(
                    self.rate["compute", model + "TCPServer", clients], limit
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
                self.assertLess(mine.median("cpu_us"), other.median("cpu_us"))
                self.assertGreater(
                    mine.median("items_per_second"),
                    other.median("items_per_second"),
                )

    def test_over_sequential_is_the_difference_of_two_medians(self):
        def row(cpu_us):
            return results.Row([{**dict.fromkeys(_FIGURES, 1.0), "cpu_us": cpu_us}])

        measured = {
            ("unix", "UnixStreamServer", 4): row(10),
            ("unix", "ForkingUnixStreamServer", 4): row(25),
            ("unix", "ForkingUnixStreamServer", 16): row(26),
        }
        for key, over in zip(measured, (0, 15, None), strict=True):
            self.assertEqual(results.over_sequential(measured, key), over)

    def test_a_reader_can_record_and_compare(self):
        folder = os.environ["TEST_TMPDIR"]
        row = {
            "run_type": "iteration",
            "name": "hello/TCPServer/clients:16/real_time",
            "repetition_index": 0,
            "iterations": 10,
        }
        row |= dict.fromkeys(_FIGURES, 1.0)
        context = {"host_name": "mine", "executable": "/x", "num_cpus": 2}
        raw = {"context": context, "benchmarks": [row]}
        source = os.path.join(folder, "source", "throughput.json")
        os.makedirs(os.path.dirname(source), exist_ok=True)
        with open(source, "w", encoding="utf-8") as file:
            json.dump(raw, file)
        results.record(source, folder)
        recorded = _read(os.path.join(folder, "throughput.json"))
        self.assertNotIn("mine", recorded)
        self.assertNotIn("executable", recorded)
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            report.beside(_RESULTS, folder)
        self.assertIn("hello/TCPServer/clients:16", printed.getvalue())

    def test_no_machine_is_named(self):
        for name in ("throughput", "peers", "cost"):
            text = _read(os.path.join(_RESULTS, name + ".json"))
            for word in ("host_name", "executable", "/root", "/home"):
                self.assertNotIn(word, text)
            for word in ("processor", "kernel", "compiler", "date", "command"):
                self.assertIn(f'"{word}"', text)


if __name__ == "__main__":
    unittest.main()
