"""The results: what was measured of each row, and what compares the rows."""

import json
import os
import re
import statistics

# How many there are in the rows of the three workloads that the page draws.
CLIENTS = (1, 4, 16, 64)

FIGURES = ("items_per_second", "p50_us", "p99_us", "cpu_us", "client_cpu_us")

# Each repetition has them of all requests up to its end.
_OF_ALL_REQUESTS = ("p50_us", "p99_us")

# The same model in bare system calls, with stacks of the same size.
_FLOORS = {
    "TCPServer": "poll_loop",
    "ThreadingTCPServer": "thread_loop_1MB",
    "ForkingTCPServer": "fork_loop",
    "ForkingTCPServer_static": "fork_loop_static",
    "CPythonTCPServer": "poll_loop",
    "CPythonThreadingTCPServer": "thread_loop",
    "CPythonForkingTCPServer": "fork_loop",
    "AsioThreads": "thread_loop",
    "ThreadPoolTCPServer": "pool_loop",
    "ThreadPoolTCPServer_64": "pool_loop_wait",
    "PreforkTCPServer": "prefork_loop",
    "PocoTCPServer_4": "pool_loop",
    "CPythonThreadPoolTCPServer": "pool_loop",
}


def load(folder, name):
    """The contents of one result file; an empty result if it isn't there."""
    path = os.path.join(folder, name + ".json")
    if not os.path.exists(path):
        return {"context": {}, "benchmarks": [], "rows": []}
    with open(path, encoding="utf-8") as file:
        return json.load(file)


class Row:
    """The repetitions of one row."""

    def __init__(self, repetitions):
        self._repetitions = sorted(
            repetitions, key=lambda repetition: repetition["repetition_index"]
        )

    def figure(self, name):
        """Of the row as a whole: the median, or a percentile of all requests.

        None if it was not measured, as a p99 of less than 1,000 requests.
        """
        values = self._values(name)
        if not values:
            return None
        return values[-1] if name in _OF_ALL_REQUESTS else statistics.median(values)

    def spread(self, name):
        """Half the distance of the quartiles, as a part of the median.

        None if there is one repetition.
        """
        values = self._values(name)
        if len(values) < 2:
            return None
        low, _, high = statistics.quantiles(values, n=4)
        return (high - low) / 2 / statistics.median(values)

    def _values(self, name):
        return [row[name] for row in self._repetitions if name in row]


def rows(result):
    """{(workload, server, clients): Row} of a result of Google Benchmark."""
    repetitions = {}
    for row in result["benchmarks"]:
        match = re.fullmatch(r"(\w+)/(\w+)/clients:(\d+)/real_time", row["name"])
        key = (match[1], match[2], int(match[3]))
        repetitions.setdefault(key, []).append(row)
    return {key: Row(values) for key, values in repetitions.items()}


# workload_table.cc and row_name.cc have the next two as well.


def over_sequential(measured, key):
    """What a row's server spends on a request beyond the sequential one, in µs.

    Stevens' process control time. None if it is no variant of one in `measured`, or
    keeps its connections, so that nothing is started for a request.
    """
    workload, server, clients = key
    match = re.fullmatch(
        "((?:CPython)?)(?:Threading|Forking|ThreadPool|Prefork)?"
        "((?:TCP|UDP|UnixStream)Server)",
        server,
    )
    if workload == "echo" or not match:
        return None
    sequential = measured.get((workload, match[1] + match[2], clients))
    return sequential and measured[key].figure("cpu_us") - sequential.figure("cpu_us")


def to_its_floor(measured, key):
    """A row's throughput as a multiple of its floor's; None without one."""
    workload, server, clients = key
    floor = measured.get((workload, _FLOORS.get(server), clients))
    return floor and ratio(measured[key], floor)


def ratio(row, base):
    """Of the throughputs of two rows."""
    return row.figure("items_per_second") / base.figure("items_per_second")
