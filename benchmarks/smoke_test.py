"""Runs short slices of every row of the benchmarks, and reads what is printed."""

import json
import os
import re
import subprocess
import tempfile
import unittest

from benchmarks.report import recording, results, tables

_MODELS = ("", "Threading", "Forking")
_ROWS = (
    {
        f"{workload}/{model}TCPServer/clients:{clients}/real_time"
        for workload in ("hello", "wait", "compute")
        for model in _MODELS
        for clients in (1, 4, 16, 64)
    }
    | {f"unix/{model}UnixStreamServer/clients:16/real_time" for model in _MODELS}
    | {f"datagram/{model}UDPServer/clients:16/real_time" for model in _MODELS}
    | {
        f"hello/{floor}/clients:16/real_time"
        for floor in (
            "accept_loop",
            "poll_loop",
            "thread_loop",
            "thread_loop_1MB",
            "fork_loop",
            "fork_loop_libc_signals",
            "fork_loop_raw_signals",
            "fork_loop_static",
            "ForkingTCPServer_static",
            "ThreadPoolTCPServer",
            "PreforkTCPServer",
            "pool_loop",
            "leader_followers",
            "prefork_loop",
            "prefork_accept",
            "prefork_lock",
        )
    }
    | {
        f"wait/{pool}/clients:64/real_time"
        for pool in ("ThreadPoolTCPServer_64", "pool_loop_wait")
    }
    | {"echo/TCPServer/clients:1/real_time"}
    | {
        f"echo/{model}TCPServer/clients:{clients}/real_time"
        for model in ("Threading", "Forking")
        for clients in (1, 64)
    }
)


def run(*flags):
    """The throughput program with the shortest slices."""
    return subprocess.run(
        ["benchmarks/throughput", "--benchmark_min_time=0.003", *flags],
        capture_output=True,
        text=True,
        check=False,
    )


def printed_tables(text):
    """{workload: {head: cells of the column}} of what the program prints."""
    result = {}
    for part in re.split(r"\n(?=\w+\n\n)", text):
        workload, _, upper, lower, rule, *lines = part.rstrip("\n").split("\n")
        spans = [match.span() for match in re.finditer("-+", rule)]
        result[workload] = {
            f"{upper[start:end].strip()} {lower[start:end].strip()}".strip(): [
                line[start:end].strip() for line in lines
            ]
            for start, end in spans
        }
    return result


def page_table(name, folder):
    """The same of a table of the page."""
    lines = [
        [cell.strip().strip("`") for cell in line.strip("|").split("|")]
        for line in tables.render(name, folder).split("\n")
    ]
    return {head: cells for head, _, *cells in zip(*lines, strict=True)}


class EveryRowTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        with tempfile.TemporaryDirectory() as folder:
            out = os.path.join(folder, "throughput.json")
            done = run("--benchmark_repetitions=3", "--benchmark_out=" + out)
            with open(out, encoding="utf-8") as file:
                cls.rows = [
                    row
                    for row in json.load(file)["benchmarks"]
                    if row["run_type"] == "iteration"
                ]
            recording.record(out, folder)
            cls.printed = printed_tables(done.stdout)
            cls.page = {name: page_table(name, folder) for name in cls.printed}
        cls.status, cls.errors = done.returncode, done.stderr

    def test_nothing_fails_and_nothing_is_said(self):
        self.assertEqual((self.status, self.errors), (0, ""))

    def test_every_row_gives_its_figures(self):
        self.assertEqual({row["run_name"] for row in self.rows}, _ROWS)
        for row in self.rows:
            with self.subTest(row["name"]):
                self.assertNotIn("error_occurred", row)
                self.assertGreater(row["items_per_second"], 0)
                self.assertGreater(row["cpu_us"], 0)
                self.assertGreater(row["client_cpu_us"], 0)
                self.assertGreater(row["p50_us"], 0)

    def test_a_99th_percentile_is_one_of_a_thousand_requests_at_least(self):
        requests = dict.fromkeys(_ROWS, 0)
        for row in sorted(self.rows, key=lambda row: row["repetition_index"]):
            requests[row["run_name"]] += row["iterations"]
            with self.subTest(row["name"]):
                self.assertEqual("p99_us" in row, requests[row["run_name"]] >= 1000)
                self.assertGreaterEqual(row.get("p99_us", row["p50_us"]), row["p50_us"])

    def test_what_is_printed_is_what_the_page_shows(self):
        self.assertEqual(
            list(self.printed), ["hello", "wait", "compute", "unix", "datagram", "echo"]
        )
        elsewhere = {"hello": 16, "wait": 2}
        for name, printed in self.printed.items():
            with self.subTest(name):
                shown = self.page[name]
                # The page shows the floors and the pools, and columns that only they
                # have, in tables of their own.
                kept = [server in shown["server"] for server in printed["server"]]
                self.assertEqual(
                    [
                        (head, [cell for cell, keep in zip(cells, kept) if keep])
                        for head, cells in printed.items()
                        if head in shown or name not in elsewhere
                    ],
                    list(shown.items()),
                )
                self.assertEqual(kept.count(False), elsewhere.get(name, 0))


class PredictionsTest(unittest.TestCase):
    def run_with(self, text, *flags):
        """The program with a file of predictions. Returns the file's name as well."""
        path = os.path.join(os.environ["TEST_TMPDIR"], "predictions")
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        return path, run("--predictions", path, "--benchmark_repetitions=1", *flags)

    def test_a_guess_stands_beside_the_measurement(self):
        _, done = self.run_with(
            "# mine\n\nhello TCPServer 4 12345.6 # a guess\n",
            "--benchmark_filter=hello/(TCP|ThreadingTCP)Server/clients:4/",
        )
        table = printed_tables(done.stdout)["hello"]
        self.assertEqual(table["predicted"], ["12,346", ""])
        rate = int(table["requests a second"][0].replace(",", ""))
        factor, nothing = table["measured / predicted"]
        self.assertAlmostEqual(float(factor), rate / 12345.6, delta=0.006)
        self.assertEqual(nothing, "")

    def test_a_line_that_is_wrong_ends_it_before_it_begins(self):
        for line, reason in (
            ("hello TCPServer 16", "not WORKLOAD SERVER CLIENTS NUMBER"),
            ("hello TCPServer many 1", "CLIENTS must be"),
            ("hello TCPServer 16 -1", "NUMBER must be"),
            ("hello TCPServer 16 1,000", "NUMBER must be"),
            ("hello TCPServer 5 1000", "there is no row hello/TCPServer/clients:5"),
            ("hello TCPServer 1 7", "this row is predicted twice"),
        ):
            with self.subTest(line):
                path, done = self.run_with(f"hello TCPServer 1 7\n{line}\n")
                self.assertEqual((done.returncode, done.stdout), (2, ""))
                self.assertRegex(done.stderr, rf"\A.*{reason}.*\n\Z")
                self.assertIn(f'{path}:2: "{line}": ', done.stderr)

    def test_a_file_that_is_not_there_ends_it_too(self):
        done = run("--predictions=/none")
        self.assertEqual((done.returncode, done.stdout), (2, ""))
        self.assertEqual(done.stderr, "/none: No such file or directory\n")


class PartsTest(unittest.TestCase):
    def test_each_part_takes_its_time(self):
        with tempfile.TemporaryDirectory() as folder:
            out = os.path.join(folder, "parts.json")
            printed = subprocess.run(
                ["benchmarks/parts", "--json", out],
                check=True,
                capture_output=True,
                text=True,
            ).stdout
            recording.record(out, folder)
            parts = results.load(folder, "parts")["rows"]
            page = page_table("parts", folder)
        times = {part["part"]: part["us"] for part in parts}
        self.assertGreater(min(times.values()), 0)
        # What is asked for takes that at least.
        self.assertGreaterEqual(times["compute"], 200)
        self.assertEqual(printed_tables("parts\n\n" + printed)["parts"], page)


class OtherRowsTest(unittest.TestCase):
    def test_nothing_is_over_a_sequential_server_that_was_not_run(self):
        done = run(
            "--benchmark_repetitions=1",
            "--benchmark_filter=hello/TCPServer/clients:1/|"
            "hello/ThreadingTCPServer/clients:4/",
        )
        table = printed_tables(done.stdout)["hello"]
        self.assertEqual(table["over sequential, µs"], ["0.0", ""])


if __name__ == "__main__":
    unittest.main()
