"""Takes what the programs have measured into the results."""

import datetime
import json
import os
import platform
import re
import subprocess

# What a row of Google Benchmark's and of the other programs' results is kept for.
_KEPT_CONTEXT = ("date", "num_cpus", "mhz_per_cpu", "library_build_type")
_KEPT_ROW = (
    "name",
    "repetition_index",
    "iterations",
    "items_per_second",
    "p50_us",
    "p99_us",
    "cpu_us",
    "client_cpu_us",
)


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
