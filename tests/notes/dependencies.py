"""Which file of the chapters includes which, as graphs for Graphviz.

A header and its source are one node, as they are one target of Bazel's.
"""

import glob
import os
import re

_INCLUDE = re.compile(r'^#include "chapters/(\w+)/(\w+)\.h"', re.MULTILINE)
_SUPPORT = "support"
_STYLE = [
    '  graph [bgcolor="white" fontname="sans-serif" fontsize="12" rankdir="LR"'
    ' ranksep="0.4" nodesep="0.12"]',
    '  node [shape="box" fontname="sans-serif" fontsize="11" height="0.25"]',
    '  edge [arrowsize="0.6" color="#555555"]',
]


def chapters(root):
    """The chapters, in order."""
    folders = glob.glob(os.path.join(root, "chapters", "[0-9]*"))
    return sorted(map(os.path.basename, folders))


def graph(root):
    """The targets that have a header, (folder, name), each with those it needs."""
    needs = {}
    for folder in [*chapters(root), _SUPPORT]:
        for path in glob.glob(os.path.join(root, "chapters", folder, "*.h")):
            target = (folder, os.path.basename(path)[:-2])
            needs[target] = set()
            for part in (path, path[:-2] + ".cc"):
                if os.path.exists(part):
                    with open(part, encoding="utf-8") as file:
                        needs[target] |= set(_INCLUDE.findall(file.read()))
            needs[target].discard(target)
    return needs


def reached(needs, target):
    """All that `target` needs, and what that needs, and so on."""
    seen = set()
    pending = [target]
    while pending:
        for other in needs[pending.pop()] - seen:
            seen.add(other)
            pending.append(other)
    return seen


def faults(needs):
    """The cycles, and the targets of a chapter that reach a later one."""
    problems = []
    for target in sorted(needs):
        for other in sorted(reached(needs, target)):
            if other == target:
                problems.append(f"{target}: a cycle")
            elif _SUPPORT not in (target[0], other[0]) and other[0] > target[0]:
                problems.append(f"{target} needs {other}, of a later chapter")
    return problems


def source(root, chapter):
    """The headers of a chapter, and those of earlier chapters that they include."""
    edges = set()
    files = set()
    for path in glob.glob(os.path.join(root, "chapters", chapter, "*.h")):
        target = (chapter, os.path.basename(path)[:-2])
        files.add(target)
        with open(path, encoding="utf-8") as file:
            for other in _INCLUDE.findall(file.read()):
                if other[0] != _SUPPORT:
                    files.add(other)
                    edges.add((target, other))
    return _drawn(files, edges, chapter)


def whole(root):
    """All targets, without the arrows that others imply."""
    needs = graph(root)
    edges = {
        (target, other)
        for target, others in needs.items()
        for other in others
        if not any(other in reached(needs, third) for third in others - {other})
    }
    return _drawn(set(needs), edges, _SUPPORT)


def _drawn(files, edges, highlighted):
    lines = ["digraph {", *_STYLE]
    for folder in sorted({file[0] for file in files}):
        colour = "#cfe8ff" if folder == highlighted else "#eeeeee"
        lines += [f"  subgraph cluster_{folder} {{", f'    label="{folder}"']
        lines += [
            f'    {_id(file)} [label="{file[1]}" style="filled" fillcolor="{colour}"]'
            for file in sorted(files)
            if file[0] == folder
        ]
        lines += ["  }"]
    lines += [f"  {_id(a)} -> {_id(b)}" for a, b in sorted(edges)]
    return "\n".join([*lines, "}"]) + "\n"


def _id(file):
    return "n" + "_".join(file)
