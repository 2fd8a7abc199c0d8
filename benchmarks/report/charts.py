"""The charts of the page: throughput over clients, drawn by gnuplot."""

from benchmarks.report import results
from tests.notes import pictures

NAMES = ("hello", "wait", "compute")
_MODELS = ("TCPServer", "ThreadingTCPServer", "ForkingTCPServer")
_COLOURS = ("#0072b2", "#d55e00", "#009e73")


def script(name, folder):
    """What gnuplot is told: the figures of a workload and how to draw them."""
    rows = results.rows(results.load(folder, "throughput"))
    lines = [
        "set terminal svg size 640,360 background '#ffffff' font 'sans-serif,14'",
        "set logscale x 2",
        "set xrange [0.9:72]",
        "set yrange [0:*]",
        "set xtics (1, 4, 16, 64)",
        "set xlabel 'clients'",
        "set ylabel 'requests a second'",
        "set key outside top center horizontal",
        "set grid ytics",
    ]
    plots = []
    for model, colour in zip(_MODELS, _COLOURS):
        lines.append(f"${model} << EOD")
        for clients in results.CLIENTS:
            row = rows[name, model, clients]
            lines.append(f"{clients} {row.figure('items_per_second'):.1f}")
        lines.append("EOD")
        plots.append(
            f"${model} with linespoints lw 2 pt 7 lc '{colour}' title '{model}'"
        )
    lines.append("plot " + ", ".join(plots))
    return "\n".join(lines) + "\n"


def draw(name, folder, path):
    """Draws a chart into the file `path`."""
    pictures.draw(["gnuplot"], "gnuplot-nox", script(name, folder), path)


def is_current(name, folder, path):
    """Reports whether the picture in `path` is the one that the results give."""
    return pictures.is_current(script(name, folder), path)
