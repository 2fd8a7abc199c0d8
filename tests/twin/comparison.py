"""Plays scenarios against both twins and says where they differ."""

from concurrent import futures

# Importing them is what registers the scenarios.
# pylint: disable=unused-import
from tests.twin import conversation_scenarios as _conversation_scenarios
from tests.twin import crowd_scenarios as _crowd_scenarios
from tests.twin import datagram_scenarios as _datagram_scenarios
from tests.twin import deviations
from tests.twin import failure_scenarios as _failure_scenarios
from tests.twin import life_scenarios as _life_scenarios
from tests.twin import scenario as scenarios
from tests.twin import server_process
from tests.twin import twin


def scenarios_of(base):
    """The scenarios of the servers that are built on `base`."""
    return [known for known in scenarios.ALL.values() if base in known.bases]


def play_all(base):
    """What CPython's clients see by scenario and server, and all complaints."""
    seen = {scenario.name: {} for scenario in scenarios_of(base)}
    complaints = []

    def play(scenario, server):
        theirs, problem = compare(scenario, base, server)
        seen[scenario.name][server] = theirs
        if problem:
            complaints.append(f"{server}: {problem}")

    # Two at a time: most of them wait for something most of the time.
    with futures.ThreadPoolExecutor(max_workers=2) as pool:
        played = [
            pool.submit(play, scenario, server)
            for scenario in scenarios_of(base)
            for server in servers_of(scenario, base)
        ]
    for each in played:
        each.result()  # Raises what play has raised.
    return seen, complaints


def servers_of(scenario, base):
    """The servers built on `base` that `scenario` is played with."""
    return [
        s
        for s in twin.families(server_process.LISTED)[base]
        if scenario.concerns(base, s)
    ]


def compare(scenario, base, server, ours=server_process.our_command):
    """What CPython's clients see, and the complaint about ours, or None."""
    # At the same time, each with clients of its own.
    with futures.ThreadPoolExecutor() as pool:
        theirs = pool.submit(twin.run, scenario, server_process.python_command, server)
        seen = pool.submit(twin.run, scenario, ours, server)
    return theirs.result(), complaint(
        scenario.name, base, theirs.result(), seen.result()
    )


def complaint(name, base, theirs, ours):
    """What is wrong with `ours`, or None."""
    deviation = deviations.of(name, base)
    if deviation is None:
        if ours == theirs:
            return None
        return f"{name}: CPython: {theirs}; ours: {ours}; that is not on the list"
    if deviation.python not in theirs:
        return f"{name}: CPython: {theirs}; not what the list says: {deviation.python}"
    if ours == theirs:
        return f"{name}: no longer a deviation: {theirs}"
    if ours != deviation.applied_to(theirs):
        return f"{name}: CPython: {theirs}; ours: {ours}; the list says otherwise"
    return None
