"""Puts the regions of a solution in the places of the starter's.

solve.py STARTER SOLUTION  prints the starter, solved.
"""

import re
import sys

# A region of either file: from the line that names it to its end.
_REGION = re.compile(r"^ *// region: (.*)\n(?:.*\n)*?^ *// end\n", re.MULTILINE)


def solve(starter, solution):
    """The text of the starter with each region as the solution has it.

    Ends the program with a line if they haven't the same regions.
    """
    regions = {match[1]: match[0] for match in _REGION.finditer(solution)}
    places = [match[1] for match in _REGION.finditer(starter)]
    if sorted(regions) != sorted(places):
        sys.exit(f"regions: {places} in exercise.h, {list(regions)} in solution.inc")
    return _REGION.sub(lambda match: regions[match[1]], starter)


def main(paths):
    """Prints the first of two files, solved as the second says."""
    texts = []
    for path in paths:
        with open(path, encoding="utf-8") as file:
            texts.append(file.read())
    starter, solution = texts
    print(solve(starter, solution), end="")


if __name__ == "__main__":
    main(sys.argv[1:])
