"""Makes notes/benchmarks.md say what the results are.

    report record FILE...   take a program's JSON into the results
    report page             rewrite the tables and the charts of the page
    report predict          print what the parts predict, for the programs'
                            --predictions
    report beside FOLDER    print the committed results and those in FOLDER, and how
                            far their ratios agree

--results FOLDER works on other results than the committed ones, and --page FILE
on another page: a reader's own.
"""

import argparse
import json
import os
import statistics
import sys

from benchmarks.report import charts, model, recording, results, summary, tables
from tests.notes import blocks


def render(text, folder):
    """The page `text` with its tables as the results in `folder` give them."""
    return blocks.render(text, {"table": lambda name: tables.render(name, folder)})


def summary_text(folder):
    """The results of `folder` in short, as JSON."""
    return json.dumps(summary.summary(folder), indent=1) + "\n"


def write_page(folder, page, template):
    """Writes the page, its charts beside it, and the summary that it links to."""
    with open(template, encoding="utf-8") as file:
        text = render(file.read(), folder)
    images = os.path.join(os.path.dirname(page), "images")
    os.makedirs(images, exist_ok=True)
    with open(page, "w", encoding="utf-8") as file:
        file.write(text)
    with open(os.path.join(folder, "summary.json"), "w", encoding="utf-8") as file:
        file.write(summary_text(folder))
    for name in filter(lambda name: charts.can_be_drawn(name, folder), charts.NAMES):
        charts.draw(name, folder, os.path.join(images, f"benchmarks_{name}.svg"))


def beside(ours, theirs):
    """Prints two runs side by side: the rows, and the ratios that the text speaks of.

    Levels differ from machine to machine; whether the text holds, the ratios say.
    """
    print(f"{'requests a second':48} {'committed':>10} {'yours':>10} {'ratio':>6}")
    for program in ("throughput", "peers"):
        left, right = (
            results.rows(results.load(folder, program)) for folder in (ours, theirs)
        )
        for key in [key for key in left if key in right]:
            a, b = (rows[key].figure("items_per_second") for rows in (left, right))
            name = f"{key[0]}/{key[1]}/clients:{key[2]}"
            print(f"{name:48} {a:10,.0f} {b:10,.0f} {b / a:6.2f}")
    left, right = summary.ratios(ours), summary.ratios(theirs)
    off = summary.differences(left, right)
    if off:
        print(f"\n{'ratios':48} {'committed':>10} {'yours':>10} {'off, %':>6}")
        for name, percent in off.items():
            print(f"{name:48} {left[name]:10.2f} {right[name]:10.2f} {percent:+6.0f}")
        middle = statistics.median(map(abs, off.values()))
        print(f"{'median, without the sign':70} {middle:6.0f}")


def main():
    root = os.environ.get("BUILD_WORKSPACE_DIRECTORY", ".")
    os.chdir(os.environ.get("BUILD_WORKING_DIRECTORY", "."))
    committed = os.path.join(root, "benchmarks", "results")
    committed_page = os.path.join(root, "notes", "benchmarks.md")
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--results", default=committed)
    parser.add_argument("--page", default=committed_page)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("record").add_argument("files", nargs="+")
    commands.add_parser("page")
    commands.add_parser("predict")
    commands.add_parser("beside").add_argument("folder")
    options = parser.parse_args()
    if options.command == "record":
        for file in options.files:
            recording.record(file, options.results)
    elif options.command == "page":
        write_page(options.results, options.page, committed_page)
    elif options.command == "predict":
        print(model.lines(options.results), end="")
    else:
        beside(options.results, options.folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
