"""Which file of a chapter includes which, as a graph for Graphviz."""

import glob
import os
import re

_INCLUDE = re.compile(r'^#include "chapters/(\w+)/(\w+)\.h"', re.MULTILINE)
CHAPTERS = ("02_selector_loop", "03_class_hierarchy", "04_mixins")
# What serves the programs, not the servers.
_LEFT_OUT = {"stage", "standard_streams", "server_stage", "mixin_stage", "lab_client"}


def source(root, chapter):
    """The graph of a chapter: its own headers, and those of earlier chapters."""
    edges = set()
    files = set()
    for path in glob.glob(os.path.join(root, "chapters", chapter, "*.h")):
        name = os.path.basename(path)[:-2]
        if name in _LEFT_OUT:
            continue
        files.add((chapter, name))
        with open(path, encoding="utf-8") as file:
            for other_chapter, other in _INCLUDE.findall(file.read()):
                if other not in _LEFT_OUT:
                    files.add((other_chapter, other))
                    edges.add((name, other))
    lines = [
        "digraph {",
        '  graph [bgcolor="white" fontname="sans-serif" fontsize="12" rankdir="LR" ranksep="0.4" nodesep="0.12"]',
        '  node [shape="box" fontname="sans-serif" fontsize="11" height="0.25"]',
        '  edge [arrowsize="0.6" color="#555555"]',
    ]
    for name in sorted({file[0] for file in files}):
        colour = "#cfe8ff" if name == chapter else "#eeeeee"
        lines += [f"  subgraph cluster_{name} {{", f'    label="{name}"']
        lines += [
            f'    {file} [style="filled" fillcolor="{colour}"]'
            for owner, file in sorted(files)
            if owner == name
        ]
        lines += ["  }"]
    lines += [f"  {a} -> {b}" for a, b in sorted(edges)]
    return "\n".join([*lines, "}"]) + "\n"
