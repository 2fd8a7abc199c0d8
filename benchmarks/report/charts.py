"""The charts of the page: throughput over clients, drawn by gnuplot."""

from benchmarks.report import results
from tests.notes import pictures

NAMES = ("hello", "wait", "compute")
_COLOURS = {
    "TCPServer": "#0072b2",
    "ThreadingTCPServer": "#b84c00",
    "ForkingTCPServer": "#00795a",
}
# The least distance of two names, as a part of the chart's height.
_GAP = 0.07


def can_be_drawn(name, folder):
    """Reports whether the results in `folder` have all rows of it."""
    rows = results.rows(results.load(folder, "throughput"))
    return all(
        (name, model, clients) in rows
        for model in _COLOURS
        for clients in results.CLIENTS
    )


def script(name, folder):
    """What gnuplot is told: the figures of a workload and how to draw them."""
    rows = results.rows(results.load(folder, "throughput"))
    rates = {
        model: [
            rows[name, model, clients].figure("items_per_second")
            for clients in results.CLIENTS
        ]
        for model in _COLOURS
    }
    top = 1.1 * max(map(max, rates.values()))
    ends = spread({model: line[-1] / top for model, line in rates.items()}, _GAP)
    lines = [
        "set terminal svg size 640,360 background '#ffffff' font 'sans-serif,14'",
        "set logscale x 2",
        "set xrange [0.9:66]",
        f"set yrange [0:{top:.1f}]",
        "set xtics (1, 4, 16, 64)",
        "set xlabel 'clients'",
        "set ylabel 'requests a second'",
        "set rmargin 20",
        "set border 3",
        "set tics nomirror",
        "set grid ytics",
        "unset key",
    ]
    for model, colour in _COLOURS.items():
        lines.append(f"${model} << EOD")
        for clients, rate in zip(results.CLIENTS, rates[model]):
            lines.append(f"{clients} {rate:.1f}")
        lines.append("EOD")
        lines.append(
            f"set label '{model}' at graph 1.02, graph {ends[model]:.3f} "
            f"textcolor rgb '{colour}'"
        )
    lines.append(
        "plot "
        + ", ".join(
            f"${model} with linespoints lw 2 pt 7 lc '{colour}'"
            for model, colour in _COLOURS.items()
        )
    )
    return "\n".join(lines) + "\n"


def spread(places, gap):
    """The places {name: from 0 to 1}, each moved up until it is `gap` above the next."""
    result = {}
    lowest = 0
    for name in sorted(places, key=places.get):
        result[name] = max(places[name], lowest)
        lowest = result[name] + gap
    return result


def draw(name, folder, path):
    """Draws a chart into the file `path`."""
    pictures.draw(["gnuplot"], "gnuplot-nox", script(name, folder), path)


def is_current(name, folder, path):
    """Reports whether the picture in `path` is the one that the results give."""
    return pictures.is_current(script(name, folder), path)
