"""The two tests of an exercise: on its starter, and on its solution."""

load("@rules_cc//cc:defs.bzl", "cc_test")

def exercise(name, deps):
    """Makes NAME_test, red until it is solved, and NAME_solution_test.

    The first is manual, so that `bazel test //...` leaves it alone.

    Args:
      name: of the folder with exercise.h and solution.h, and of NAME_test.cc.
      deps: what the test and the two headers include, but for gtest.
    """
    for suffix, header, defines, tags in [
        ("_test", "exercise.h", ["EXERCISE_STARTER"], ["manual"]),
        ("_solution_test", "solution.h", [], []),
    ]:
        cc_test(
            name = name + suffix,
            size = "small",
            srcs = [
                name + "_test.cc",
                name + "/" + header,
            ],
            local_defines = defines,
            tags = tags,
            deps = deps + [
                "@googletest//:gtest",
                "@googletest//:gtest_main",
            ],
        )
