"""What the user wants."""

import argparse
import os
import re

_DEFAULT_RUNS = "200,1200"


def parse():
    """The options of the command line."""
    parser = argparse.ArgumentParser(
        prog="cost",
        description="What a request costs in system calls and instructions.",
    )
    parser.add_argument(
        "--json", metavar="FILE", type=_path, help="also write the rows there"
    )
    parser.add_argument(
        "--filter",
        metavar="REGEX",
        type=_pattern,
        default="",
        help="only the programs or servers in whose name it is found",
    )
    parser.add_argument(
        "--runs",
        metavar="LOW,HIGH",
        type=_two_numbers,
        default=_DEFAULT_RUNS,
        help="how many requests the two runs have (%(default)s)",
    )
    return parser.parse_args()


def as_command(options):
    """What to type for the same measurement."""
    words = ["./bazelw run //benchmarks:cost", "--"]
    if options.runs != _two_numbers(_DEFAULT_RUNS):
        words += ["--runs", "{},{}".format(*options.runs)]
    if options.filter.pattern:
        words += ["--filter", f"'{options.filter.pattern}'"]
    return " ".join(words).removesuffix(" --")


def _path(text):
    """Fails now if nothing could be written there when all is measured."""
    # bazel run starts this in the runfiles, not where the user is.
    path = os.path.join(os.environ.get("BUILD_WORKING_DIRECTORY", ""), text)
    if not os.access(os.path.dirname(path) or ".", os.W_OK):
        raise argparse.ArgumentTypeError(f"{text}: no folder to write to")
    return path


def _pattern(text):
    try:
        return re.compile(text)
    except re.error as error:
        raise argparse.ArgumentTypeError(f"{text}: {error}") from error


def _two_numbers(text):
    match = re.fullmatch(r"([1-9]\d*),([1-9]\d*)", text)
    if not match or int(match[1]) >= int(match[2]):
        raise argparse.ArgumentTypeError(
            f"{text}: not two numbers, the lower one first"
        )
    return int(match[1]), int(match[2])
