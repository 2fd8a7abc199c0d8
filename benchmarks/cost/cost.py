"""What a request costs in system calls and instructions: two numbers that are
the same on a busy machine as on an idle one.

    ./bazelw run //benchmarks:cost
"""

import datetime
import json
import os
import platform
import signal
import sys

from benchmarks.cost import counters
from benchmarks.cost import options
from benchmarks.cost import servers

NOT_OF_FORKS = "not counted: valgrind has no pidfd_open"
NO_VALGRIND = "not counted: valgrind is not installed"


def measured(server, low, high):
    """The row of a server; None stands for what can't be counted."""
    row = {
        "program": server.program,
        "server": server.name,
        "system_calls": counters.SYSTEM_CALLS.per_request(server, low, high),
        "instructions": None,
    }
    # valgrind 3.19 answers ENOSYS to pidfd_open, without which ForkingMixIn goes
    # other ways than it does for a reader.
    if counters.INSTRUCTIONS.is_installed() and not server.forks:
        row["instructions"] = counters.INSTRUCTIONS.per_request(server, low, high)
    return row


def line_of(row):
    """A row as a line of the table."""
    instructions = NO_VALGRIND
    if row["instructions"] is not None:
        instructions = f"{row['instructions']:>12,.0f}"
    elif counters.INSTRUCTIONS.is_installed():
        instructions = NOT_OF_FORKS
    return (
        f"{row['program']:<17} {row['server']:<28} "
        f"{row['system_calls']:>12,.1f}  {instructions}"
    )


def context(wanted):
    """Where the numbers come from, and nothing that says whose machine it was."""
    return {
        "date": datetime.datetime.now(datetime.timezone.utc).isoformat(
            timespec="seconds"
        ),
        "kernel": f"{platform.system()} {platform.release()}",
        "machine": platform.machine(),
        "cpus": os.cpu_count(),
        "command": options.as_command(wanted),
    }


def main():
    """Measures one server after the other, and shows each as soon as it's known."""
    # An exception instead of the end, so that the server doesn't outlive this.
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda number, _: sys.exit(128 + number))
    wanted = options.parse()
    if not counters.SYSTEM_CALLS.is_installed():
        sys.exit("cost: strace is missing: apt-get install strace")
    if not counters.INSTRUCTIONS.is_installed():
        print(
            "cost: valgrind is missing, so the instructions are left out: "
            "apt-get install valgrind",
            file=sys.stderr,
        )
    chosen = [
        server
        for server in servers.all_servers()
        if any(map(wanted.filter.search, (server.program, server.name)))
    ]
    if not chosen:
        sys.exit(f"cost: no program or server is like {wanted.filter.pattern}")
    print(
        f"{'program':<17} {'server':<28} {'system calls':>12}  instructions", flush=True
    )
    rows = []
    for server in chosen:
        rows.append(measured(server, *wanted.runs))
        print(line_of(rows[-1]), flush=True)
    if wanted.json:
        with open(wanted.json, "w", encoding="utf-8") as output:
            json.dump({"context": context(wanted), "rows": rows}, output, indent=2)
            output.write("\n")


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
