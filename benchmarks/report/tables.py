"""The tables of the page, in Markdown, from the results."""

from benchmarks.report import model, results

_MIX_INS = ("", "Threading", "Forking")


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


def _number(figure, digits):
    return "" if figure is None else f"{figure:,.{digits}f}"


def _figure(name, digits):
    return lambda rows, key: _number(rows[key].figure(name), digits)


def _spread(rows, key):
    spread = rows[key].spread("items_per_second")
    return _number(spread and 100 * spread, 0)


# Those of workload_table.cc: what the program prints is what the page shows. With
# --predictions that has the last two of _predicted as well.
_COLUMNS = {
    "server": lambda rows, key: f"`{key[1]}`",
    "clients": lambda rows, key: str(key[2]),
    "requests a second": _figure("items_per_second", 0),
    "± %": _spread,
    "p50, µs": _figure("p50_us", 0),
    "p99, µs": _figure("p99_us", 0),
    "server's CPU, µs": _figure("cpu_us", 1),
    "clients' CPU, µs": _figure("client_cpu_us", 1),
    "over sequential, µs": lambda rows, key: _number(
        results.over_sequential(rows, key), 1
    ),
    "to its floor": lambda rows, key: _number(results.to_its_floor(rows, key), 2),
}


def _rows(rows, keys, before=(), after=()):
    """A line for each of `keys`; no column that would be empty."""
    columns = {
        head: [cell(rows, key) for key in keys]
        for head, cell in (dict(before) | _COLUMNS | dict(after)).items()
    }
    shown = {head: cells for head, cells in columns.items() if any(cells) or not keys}
    return _table(list(shown), zip(*shown.values()))


def _predicted(folder):
    predictions = model.predictions(folder)

    def reached(rows, key):
        rate = predictions.get(key)
        return _number(rate and rows[key].figure("items_per_second") / rate, 2)

    return {
        "predicted": lambda rows, key: _number(predictions.get(key), 0),
        "measured / predicted": reached,
    }


def _models(workload, base):
    def table(folder):
        rows = results.rows(results.load(folder, "throughput"))
        keys = [
            (workload, mix_in + base, clients)
            for clients in results.CLIENTS
            for mix_in in _MIX_INS
        ]
        return _rows(
            rows, [key for key in keys if key in rows], after=_predicted(folder)
        )

    return table


# What a floor is the floor of.
_FLOORS = {
    "poll_loop": "TCPServer",
    "thread_loop": "ThreadingTCPServer",
    "thread_loop_1MB": "ThreadingTCPServer",
    "fork_loop": "ForkingTCPServer",
    "fork_loop_static": "ForkingTCPServer_static",
    "pool_loop": "ThreadPoolTCPServer",
    "prefork_loop": "PreforkTCPServer",
    "prefork_accept": "PreforkTCPServer",
}


def _floors(folder):
    rows = results.rows(results.load(folder, "throughput"))
    lines = []
    for floor, server in _FLOORS.items():
        bare, ours = (rows.get(("hello", name, 16)) for name in (floor, server))
        if bare and ours:
            lines.append(
                [
                    f"`{floor}`",
                    f"`{server}`",
                    *(_number(row.figure("cpu_us"), 1) for row in (bare, ours)),
                    *(
                        _number(row.figure("items_per_second"), 0)
                        for row in (bare, ours)
                    ),
                    _number(results.ratio(ours, bare), 2),
                ]
            )
    return _table(
        [
            "floor",
            "server",
            "floor's CPU, µs",
            "server's CPU, µs",
            "floor, a second",
            "server, a second",
            "ratio",
        ],
        lines,
    )


# As the program adds them: each model with its floors, and then the same elsewhere.
_PEERS = (
    "TCPServer",
    "poll_loop",
    "CPythonTCPServer",
    "ThreadingTCPServer",
    "thread_loop_1MB",
    "thread_loop",
    "CPythonThreadingTCPServer",
    "AsioThreads",
    "PocoTCPServer",
    "ForkingTCPServer",
    "fork_loop",
    "CPythonForkingTCPServer",
    "ThreadPoolTCPServer",
    "pool_loop",
    "CPythonThreadPoolTCPServer",
    "PocoTCPServer_4",
    "PreforkTCPServer",
    "prefork_loop",
    "prefork_accept",
)


def _peers(folder):
    rows = results.rows(results.load(folder, "peers"))
    keys = [
        (workload, server, 16)
        for workload in ("hello", "wait", "compute")
        for server in _PEERS
    ]
    return _rows(
        rows,
        [key for key in keys if key in rows],
        before={"workload": lambda rows, key: key[0]},
    )


def _parts(folder):
    return _table(
        ["part", "µs", "± %"],
        [
            [row["what"], f"{row['us']:,.1f}", f"{100 * row['spread']:.0f}"]
            for row in results.load(folder, "parts")["rows"]
        ],
    )


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


# Those that stay, beside those that are made for each request.
_POOLS = (
    ("hello", "TCPServer", 16),
    ("hello", "ThreadingTCPServer", 16),
    ("hello", "ThreadPoolTCPServer", 16),
    ("hello", "ForkingTCPServer", 16),
    ("hello", "PreforkTCPServer", 16),
    ("wait", "ThreadingTCPServer", 64),
    ("wait", "ThreadPoolTCPServer_64", 64),
)


def _pools(folder):
    rows = results.rows(results.load(folder, "throughput"))
    return _rows(
        rows,
        [key for key in _POOLS if key in rows],
        before={"workload": lambda rows, key: key[0]},
    )


_TABLES = {
    "machine": _machine,
    "hello": _models("hello", "TCPServer"),
    "wait": _models("wait", "TCPServer"),
    "compute": _models("compute", "TCPServer"),
    "echo": _models("echo", "TCPServer"),
    "unix": _models("unix", "UnixStreamServer"),
    "datagram": _models("datagram", "UDPServer"),
    "pools": _pools,
    "floors": _floors,
    "peers": _peers,
    "parts": _parts,
    "cost": _cost,
}
