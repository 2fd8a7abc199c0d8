"""A fuzz target and its corpus."""

load("@rules_cc//cc:defs.bzl", "cc_binary", "cc_library", "cc_test")

def fuzz_target(name, deps):
    """Two programs of NAME.cc, which defines LLVMFuzzerTestOneInput.

    NAME, for --config=fuzz, has libFuzzer think of inputs; NAME_test replays those
    in corpus/NAME with any compiler.

    Args:
      name: of the target; the source is NAME.cc, the corpus corpus/NAME.
      deps: what the source includes.
    """
    corpus = native.glob(["corpus/%s/*" % name])
    cc_library(
        name = name + "_target",
        testonly = True,
        srcs = [name + ".cc"],
        deps = deps + [":fuzz_target"],
        alwayslink = True,
    )
    cc_binary(
        name = name,
        testonly = True,
        linkopts = ["-fsanitize=fuzzer"],
        tags = ["manual"],
        deps = [":%s_target" % name],
    )
    cc_test(
        name = name + "_test",
        size = "small",
        srcs = ["replay.cc"],
        args = ["$(execpath %s)" % file for file in corpus],
        data = corpus,
        deps = [
            ":fuzz_target",
            ":%s_target" % name,
        ],
    )
