"""The committed results: recording them, and the medians that are read from them."""

import datetime
import json
import os
import platform
import re
import statistics
import subprocess

# How many there are in the rows of the three workloads that the page draws.
CLIENTS = (1, 4, 16, 64)

# What a row of Google Benchmark's and of the cost program's results is kept for.
_KEPT_CONTEXT = ("date", "num_cpus", "mhz_per_cpu", "library_build_type")
_KEPT_ROW = (
    "name",
    "repetition_index",
    "iterations",
    "items_per_second",
    "p50_us",
    "p99_us",
    "cpu_us",
)
_FIGURES = ("items_per_second", "p50_us", "p99_us", "cpu_us")

# The ratios of throughputs that the text speaks of.
_RATIOS = {
    "sequential_to_floor": (
        ("hello", "TCPServer", "16"),
        ("hello", "poll_loop", "16"),
    ),
    "threading_to_floor": (
        ("hello", "ThreadingTCPServer", "16"),
        ("hello", "thread_loop", "16"),
    ),
    "threading_to_small_floor": (
        ("hello", "ThreadingTCPServer", "16"),
        ("hello", "thread_loop_1MB", "16"),
    ),
    "small_stacks": (
        ("hello", "thread_loop_1MB", "16"),
        ("hello", "thread_loop", "16"),
    ),
    "forking_to_floor": (
        ("hello", "ForkingTCPServer", "16"),
        ("hello", "fork_loop", "16"),
    ),
    "signals_through_libc": (
        ("hello", "fork_loop_libc_signals", "16"),
        ("hello", "fork_loop", "16"),
    ),
    "signals_by_number": (
        ("hello", "fork_loop_raw_signals", "16"),
        ("hello", "fork_loop", "16"),
    ),
    "static_forking": (
        ("hello", "ForkingTCPServer_static", "16"),
        ("hello", "ForkingTCPServer", "16"),
    ),
    "threading_while_waiting": (
        ("wait", "ThreadingTCPServer", "16"),
        ("wait", "TCPServer", "16"),
    ),
    "threading_while_computing": (
        ("compute", "ThreadingTCPServer", "16"),
        ("compute", "TCPServer", "16"),
    ),
}


def record(source, folder):
    """Copies a program's JSON into `folder`, without the name of the machine.

    The context says what a stranger needs to know: the processor, the kernel, the
    compiler, the date and the command.
    """
    with open(source, encoding="utf-8") as file:
        raw = json.load(file)
    name = os.path.basename(source)
    context = {
        key: raw["context"][key] for key in _KEPT_CONTEXT if key in raw["context"]
    }
    context.update(
        date=context.get("date", datetime.date.today().isoformat())[:10],
        processor=_processor(),
        kernel=platform.system() + " " + platform.release(),
        compiler=_first_line(["gcc", "--version"]),
        command=f"./bazelw run //benchmarks:{os.path.splitext(name)[0]}",
    )
    if "benchmarks" in raw:
        iterations = [
            {key: _rounded(row[key]) for key in _KEPT_ROW if key in row}
            for row in raw["benchmarks"]
            if row.get("run_type") == "iteration"
        ]
        iterations.sort(key=lambda row: (row["name"], row["repetition_index"]))
        result = {"context": context, "benchmarks": iterations}
    else:
        result = {"context": context, "rows": raw["rows"]}
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
        file.write(_lines(result))


def load(folder, name):
    """The contents of one result file; an empty result if it isn't there."""
    path = os.path.join(folder, name + ".json")
    if not os.path.exists(path):
        return {"context": {}, "benchmarks": [], "rows": []}
    with open(path, encoding="utf-8") as file:
        return json.load(file)


class Row:
    """The repetitions of one row: the median of each figure, and its spread."""

    def __init__(self, repetitions):
        self._values = {
            figure: [row[figure] for row in repetitions] for figure in _FIGURES
        }

    def median(self, figure):
        """Of the repetitions."""
        return statistics.median(self._values[figure])

    def spread(self, figure):
        """Half the distance of the quartiles, as a part of the median."""
        low, _, high = statistics.quantiles(self._values[figure], n=4)
        return (high - low) / 2 / self.median(figure)


def rows(result):
    """{(workload, server, clients): Row} of a result of Google Benchmark."""
    repetitions = {}
    for row in result["benchmarks"]:
        match = re.fullmatch(r"(\w+)/(\w+)/clients:(\d+)/real_time", row["name"])
        key = (match[1], match[2], int(match[3]))
        repetitions.setdefault(key, []).append(row)
    return {key: Row(values) for key, values in repetitions.items()}


def over_sequential(measured, key):
    """What a row's server spends on a request beyond the sequential one, in µs.

    Stevens' process control time. None if there is no such row with as many clients.
    """
    workload, server, clients = key
    sequential = (workload, re.sub("^(Threading|Forking)", "", server), clients)
    if sequential not in measured:
        return None
    return measured[key].median("cpu_us") - measured[sequential].median("cpu_us")


def summary(folder):
    """The medians of all results, keyed by names: what the text links to."""
    result = {}
    for name in ("throughput", "peers"):
        measured = rows(load(folder, name))
        for key, row in measured.items():
            workload, server, clients = key
            figures = {figure: round(row.median(figure), 2) for figure in _FIGURES}
            over = over_sequential(measured, key)
            if over is not None:
                figures["over_sequential_us"] = round(over, 2)
            place = result.setdefault(name, {}).setdefault(workload, {})
            place.setdefault(server, {})[str(clients)] = figures
    for name, (row, base) in _RATIOS.items():
        rate = [
            result["throughput"][workload][server][clients]["items_per_second"]
            for workload, server, clients in (row, base)
        ]
        result.setdefault("ratios", {})[name] = round(rate[0] / rate[1], 3)
    for row in load(folder, "cost")["rows"]:
        place = result.setdefault("cost", {})
        place[row["server"]] = {
            "system_calls": row["system_calls"],
            "instructions": row["instructions"],
        }
    return result


def _rounded(value):
    return round(value, 2) if isinstance(value, float) else value


def _processor():
    with open("/proc/cpuinfo", encoding="utf-8") as file:
        names = re.findall(r"model name\s*: (.*)", file.read())
    return f"{names[0] if names else platform.machine()}, {os.cpu_count()} of them"


def _first_line(command):
    result = subprocess.run(command, capture_output=True, text=True, check=True)
    return result.stdout.splitlines()[0]


def _lines(result):
    """JSON with a line for each row: readable, and a difference shows what moved."""
    key = "benchmarks" if "benchmarks" in result else "rows"
    body = ",\n".join("  " + json.dumps(row) for row in result[key])
    context = json.dumps(result["context"], indent=2, ensure_ascii=False)
    return f'{{"context": {context},\n"{key}": [\n{body}\n]}}\n'
