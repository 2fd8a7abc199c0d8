"""The two tests of an exercise: on its starter, and on its solution."""

load("@rules_cc//cc:defs.bzl", "cc_library", "cc_test")

def exercise(name, deps, tags = []):
    """Makes NAME_test, red until it is solved, and NAME_solution_test.

    The first is manual, so that `bazel test //...` leaves it alone. Both include
    exercise.h; for the second its regions are those of solution.inc.

    Args:
      name: of the folder with exercise.h and solution.inc, and of NAME_test.cc.
      deps: what the test and exercise.h include, but for gtest.
      tags: of both tests.
    """
    solved = name + "/solved/exercise.h"
    native.genrule(
        name = name + "_solved",
        srcs = [
            name + "/exercise.h",
            name + "/solution.inc",
        ],
        outs = [solved],
        cmd = "$(execpath :solve) $(SRCS) > $@",
        tools = [":solve"],
    )
    for suffix, header, prefix, own_tags in [
        ("", name + "/exercise.h", name, ["manual"]),
        ("_solution", solved, name + "/solved", []),
    ]:
        cc_library(
            name = name + suffix,
            hdrs = [header],
            include_prefix = "chapters/exercises/" + name,
            strip_include_prefix = prefix,
            tags = own_tags,
            deps = deps,
        )
        cc_test(
            name = name + suffix + "_test",
            size = "small",
            srcs = [name + "_test.cc"],
            tags = tags + own_tags,
            deps = deps + [
                ":" + name + suffix,
                "@googletest//:gtest",
                "@googletest//:gtest_main",
            ],
        )
