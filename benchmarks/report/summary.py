"""The results in short: what the text links to, and what it speaks of."""

import os
import statistics

from benchmarks.report import model, results

# A folder in that of the results: the run before, to tell how far both agree.
EARLIER = "earlier"

# The ratios of throughputs that the text speaks of: of the first row to the second.
_RATIOS = {
    "throughput": {
        "sequential_to_floor": ("hello/TCPServer/16", "hello/poll_loop/16"),
        "threading_to_floor": ("hello/ThreadingTCPServer/16", "hello/thread_loop/16"),
        "threading_to_small_floor": (
            "hello/ThreadingTCPServer/16",
            "hello/thread_loop_1MB/16",
        ),
        "small_stacks": ("hello/thread_loop_1MB/16", "hello/thread_loop/16"),
        "threading_64_to_16": (
            "hello/ThreadingTCPServer/64",
            "hello/ThreadingTCPServer/16",
        ),
        "forking_to_floor": ("hello/ForkingTCPServer/16", "hello/fork_loop/16"),
        "signals_through_libc": (
            "hello/fork_loop_libc_signals/16",
            "hello/fork_loop/16",
        ),
        "signals_by_number": ("hello/fork_loop_raw_signals/16", "hello/fork_loop/16"),
        "static_forking": (
            "hello/ForkingTCPServer_static/16",
            "hello/ForkingTCPServer/16",
        ),
        "threading_while_waiting": ("wait/ThreadingTCPServer/16", "wait/TCPServer/16"),
        "threading_while_computing": (
            "compute/ThreadingTCPServer/16",
            "compute/TCPServer/16",
        ),
        "forking_while_computing": (
            "compute/ForkingTCPServer/16",
            "compute/TCPServer/16",
        ),
        "unix_to_tcp": ("unix/UnixStreamServer/16", "hello/TCPServer/16"),
        "datagram_to_tcp": ("datagram/UDPServer/16", "hello/TCPServer/16"),
        "pool_to_floor": ("hello/ThreadPoolTCPServer/16", "hello/pool_loop/16"),
        "pool_to_threading": (
            "hello/ThreadPoolTCPServer/16",
            "hello/ThreadingTCPServer/16",
        ),
        "pool_of_many_to_floor": (
            "wait/ThreadPoolTCPServer_64/64",
            "wait/pool_loop_wait/64",
        ),
        "pool_of_many_to_threading": (
            "wait/ThreadPoolTCPServer_64/64",
            "wait/ThreadingTCPServer/64",
        ),
        "prefork_to_floor": ("hello/PreforkTCPServer/16", "hello/prefork_loop/16"),
        "prefork_to_forking": (
            "hello/PreforkTCPServer/16",
            "hello/ForkingTCPServer/16",
        ),
        "prefork_loop_to_accept": ("hello/prefork_loop/16", "hello/prefork_accept/16"),
        "echo_forking_to_threading": (
            "echo/ForkingTCPServer/64",
            "echo/ThreadingTCPServer/64",
        ),
    },
    "peers": {
        "cpython_sequential": ("hello/CPythonTCPServer/16", "hello/TCPServer/16"),
        "cpython_threading": (
            "hello/CPythonThreadingTCPServer/16",
            "hello/ThreadingTCPServer/16",
        ),
        "cpython_forking": (
            "hello/CPythonForkingTCPServer/16",
            "hello/ForkingTCPServer/16",
        ),
        "cpython_threading_while_computing": (
            "compute/CPythonThreadingTCPServer/16",
            "compute/CPythonTCPServer/16",
        ),
        "asio_to_floor": ("hello/AsioThreads/16", "hello/thread_loop/16"),
        "pool_to_poco": ("hello/ThreadPoolTCPServer/16", "hello/PocoTCPServer_4/16"),
        "cpython_pool": (
            "hello/CPythonThreadPoolTCPServer/16",
            "hello/ThreadPoolTCPServer/16",
        ),
        "poco_to_sequential": ("hello/PocoTCPServer/16", "hello/TCPServer/16"),
    },
}


def ratios(folder):
    """{name: ratio} of those of whose rows the results in `folder` have both."""
    result = {}
    for program, pairs in _RATIOS.items():
        rows = results.rows(results.load(folder, program))
        for name, pair in pairs.items():
            row, base = (rows.get(_key(text)) for text in pair)
            if row and base:
                result[name] = results.ratio(row, base)
    return result


def summary(folder):
    """The figures of all results, keyed by names: what the text links to."""
    result = {}
    for program in ("throughput", "peers"):
        raw = results.load(folder, program)
        measured = results.rows(raw)
        for key in measured:
            workload, server, clients = key
            place = result.setdefault(program, {}).setdefault(workload, {})
            place.setdefault(server, {})[str(clients)] = {
                name: round(figure, 2)
                for name, figure in _figures(measured, key, raw["context"]).items()
                if figure is not None
            }
    result["ratios"] = {name: round(ratio, 4) for name, ratio in ratios(folder).items()}
    result["parts"] = model.parts(folder)
    if result["parts"]:
        result["rounds"] = model.rounds(folder)
    repeated = os.path.join(folder, EARLIER)
    if os.path.exists(repeated):
        off = differences(ratios(repeated), result["ratios"])
        sizes = [abs(percent) for percent in off.values()]
        result["repeat"] = {
            "median_percent": statistics.median(sizes),
            "max_percent": max(sizes),
        }
    for row in results.load(folder, "cost")["rows"]:
        place = result.setdefault("cost", {})
        place[row["server"]] = {
            "system_calls": row["system_calls"],
            "instructions": row["instructions"],
        }
    return result


def differences(ratios_before, ratios_now):
    """{name: how many per cent a ratio differs} of those that both runs have."""
    return {
        name: 100 * (ratios_now[name] / ratio - 1)
        for name, ratio in ratios_before.items()
        if name in ratios_now
    }


def _figures(measured, key, context):
    """What the text may say of a row."""
    row = measured[key]
    rate = row.figure("items_per_second")
    figures = {name: row.figure(name) for name in results.FIGURES}
    figures["over_sequential_us"] = results.over_sequential(measured, key)
    figures["to_its_floor"] = results.to_its_floor(measured, key)
    figures["round_us"] = 1e6 / rate
    cpu_us = [row.figure(name) for name in ("cpu_us", "client_cpu_us")]
    if None not in cpu_us:
        # How many processors both sides keep busy, and how many requests a second
        # all processors would have time for.
        figures["busy"] = rate * sum(cpu_us) / 1e6
        figures["cpu_bound"] = 1e6 * context["num_cpus"] / sum(cpu_us)
    return figures


def _key(text):
    workload, server, clients = text.split("/")
    return workload, server, int(clients)
