"""A model on a napkin: what the rows should do, from parts that were measured alone.

None of its figures comes from a row that it predicts.
"""

from benchmarks.report import results

_BASE = "TCPServer"
_SLEEP_US = 1000  # Of the handler that waits.


def parts(folder):
    """{part: µs}; empty if they were not measured."""
    return {row["part"]: row["us"] for row in results.load(folder, "parts")["rows"]}


def rounds(folder):
    """{server: µs} of a request of hello, both sides together."""
    part = parts(folder)
    # There and back is two switches between client and server.
    sequential = part["hello"] + 2 * part["switch"]
    return {
        _BASE: sequential,
        "Threading" + _BASE: sequential + part["thread"],
        "Forking" + _BASE: sequential + part["process"],
    }


def predictions(folder):
    """{(workload, server, clients): requests a second}; empty without the parts."""
    part = parts(folder)
    if not part:
        return {}
    processors = results.load(folder, "parts")["context"]["num_cpus"]
    result = {}
    for server, round_us in rounds(folder).items():
        for clients in results.CLIENTS:
            at_once = 1 if server == _BASE else clients
            # One processor: a request takes its round, whoever waits beside it.
            result["hello", server, clients] = 1e6 / round_us
            # All processors: as many at once as there are clients, or as the
            # processors have time for.
            alone = _SLEEP_US + part["sleep_late"] + round_us
            result["wait", server, clients] = 1e6 * min(
                at_once / alone, processors / round_us
            )
            # A sequential server computes on one, while the clients have another.
            alone = part["compute"] + (round_us if at_once == clients else 0)
            result["compute", server, clients] = 1e6 * min(
                at_once / alone, processors / (part["compute"] + round_us)
            )
    return result


def lines(folder):
    """The same as a file for the program's --predictions."""
    return "".join(
        f"{workload} {server} {clients} {rate:.0f}\n"
        for (workload, server, clients), rate in predictions(folder).items()
    )
