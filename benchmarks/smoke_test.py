"""Runs one short slice of every row of the benchmarks, so that none rots."""

import json
import os
import subprocess
import tempfile
import unittest

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
        )
    }
    | {"echo/TCPServer/clients:1/real_time"}
    | {
        f"echo/{model}TCPServer/clients:{clients}/real_time"
        for model in ("Threading", "Forking")
        for clients in (1, 64)
    }
)


class SmokeTest(unittest.TestCase):
    def test_every_row_gives_its_figures(self):
        with tempfile.TemporaryDirectory() as folder:
            out = os.path.join(folder, "out.json")
            subprocess.run(
                [
                    "benchmarks/throughput",
                    "--benchmark_repetitions=1",
                    "--benchmark_min_time=0.001",
                    "--benchmark_out=" + out,
                ],
                check=True,
                stdout=subprocess.DEVNULL,
            )
            with open(out, encoding="utf-8") as file:
                rows = json.load(file)["benchmarks"]
        self.assertEqual({row["name"] for row in rows}, _ROWS)
        for row in rows:
            with self.subTest(row["name"]):
                self.assertNotIn("error_occurred", row)
                self.assertGreater(row["items_per_second"], 0)
                self.assertGreater(row["cpu_us"], 0)
                self.assertGreaterEqual(row["p99_us"], row["p50_us"])
                self.assertIn("over_sequential_us", row)


if __name__ == "__main__":
    unittest.main()
