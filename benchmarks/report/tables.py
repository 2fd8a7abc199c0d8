"""The tables of the page, in Markdown, from the results."""

from benchmarks.report import results

_MODELS = ("", "Threading", "Forking")


def render(name, folder):
    """The table called `name`. Raises KeyError for one that there isn't."""
    return _TABLES[name](folder)


def names():
    """Of the tables that there are."""
    return sorted(_TABLES)


def _table(head, lines):
    rule = ["---"] + ["---:"] * (len(head) - 1)
    return "\n".join("| " + " | ".join(cells) + " |" for cells in [head, rule, *lines])


def _machine(folder):
    context = results.load(folder, "throughput")["context"]
    return _table(
        ["processor", "kernel", "compiler", "date"],
        [[context[key] for key in ("processor", "kernel", "compiler", "date")]],
    ).replace("---:", "---")


def _models(workload, base):
    def table(folder):
        rows = results.rows(results.load(folder, "throughput"))
        lines = []
        for clients in results.CLIENTS:
            for model in _MODELS:
                key = (workload, model + base, clients)
                if key in rows:
                    over = results.over_sequential(rows, key)
                    line = _line(f"`{key[1]}`", clients, rows[key])
                    lines.append([*line, f"{over:,.1f}"])
        return _table([*_HEAD, "over sequential, µs"], lines)

    return table


_HEAD = [
    "server",
    "clients",
    "requests a second",
    "± %",
    "p50, µs",
    "p99, µs",
    "server's CPU, µs",
]


def _line(name, clients, row):
    return [
        name,
        str(clients),
        f"{row.median('items_per_second'):,.0f}",
        f"{100 * row.spread('items_per_second'):.0f}",
        f"{row.median('p50_us'):,.0f}",
        f"{row.median('p99_us'):,.0f}",
        f"{row.median('cpu_us'):,.1f}",
    ]


# What a floor is the floor of.
_FLOORS = {
    "poll_loop": "TCPServer",
    "thread_loop": "ThreadingTCPServer",
    "thread_loop_1MB": "ThreadingTCPServer",
    "fork_loop": "ForkingTCPServer",
    "fork_loop_static": "ForkingTCPServer_static",
}


def _floors(folder):
    rows = results.rows(results.load(folder, "throughput"))
    lines = []
    for floor, server in _FLOORS.items():
        ours = rows["hello", server, 16].median("items_per_second")
        bare = rows["hello", floor, 16].median("items_per_second")
        lines.append(
            [
                f"`{floor}`",
                f"`{server}`",
                f"{bare:,.0f}",
                f"{ours:,.0f}",
                f"{ours / bare:.2f}",
            ]
        )
    return _table(
        ["floor", "server", "floor, a second", "server, a second", "ratio"], lines
    )


def _peers(folder):
    rows = results.rows(results.load(folder, "peers"))
    lines = []
    for workload in ("hello", "wait", "compute"):
        for (row_workload, server, clients), row in rows.items():
            if row_workload == workload:
                lines.append([workload, *_line(f"`{server}`", clients, row)])
    return _table(["workload", *_HEAD], lines)


def _cost(folder):
    lines = []
    for row in results.load(folder, "cost")["rows"]:
        instructions = row["instructions"]
        lines.append(
            [
                f"`{row['program']}`",
                f"`{row['server']}`",
                f"{row['system_calls']:.1f}",
                "not counted" if instructions is None else f"{instructions:,.0f}",
            ]
        )
    return _table(
        ["program", "server", "system calls", "instructions, without the kernel's"],
        lines,
    )


def _echo(folder):
    rows = results.rows(results.load(folder, "throughput"))
    return _table(
        _HEAD,
        [
            _line(f"`{server}`", clients, row)
            for (workload, server, clients), row in rows.items()
            if workload == "echo"
        ],
    )


_TABLES = {
    "machine": _machine,
    "hello": _models("hello", "TCPServer"),
    "wait": _models("wait", "TCPServer"),
    "compute": _models("compute", "TCPServer"),
    "echo": _echo,
    "unix": _models("unix", "UnixStreamServer"),
    "datagram": _models("datagram", "UDPServer"),
    "floors": _floors,
    "peers": _peers,
    "cost": _cost,
}
