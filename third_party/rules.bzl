"""The rule repositories that Debian's Bazel would otherwise download.

Debian builds Bazel without a version string, and its copies of the rule
repositories don't load under it. The rules that this project uses are still
native there, so a stub that re-exports them is enough. An upstream Bazel
knows its version and fetches the real repositories.
"""

def _re_export(rules):
    return "".join(["%s = native.%s\n" % (rule, rule) for rule in rules])

# Repository, then file, then what is in it. The toolchain rules are loaded by
# Bazel's own tools.
_STUBS = {
    "rules_cc": {
        "cc/BUILD.bazel": "",
        "cc/defs.bzl": _re_export([
            "cc_binary",
            "cc_import",
            "cc_library",
            "cc_test",
            "cc_toolchain",
            "cc_toolchain_suite",
        ]),
    },
    "rules_java": {
        "java/BUILD.bazel": "",
        "java/defs.bzl": _re_export([
            "java_binary",
            "java_import",
            "java_library",
            "java_runtime",
            "java_test",
            "java_toolchain",
        ]),
    },
    "remote_coverage_tools": {
        "BUILD.bazel": """
filegroup(
    name = "coverage_report_generator",
    visibility = ["//visibility:public"],
)
""",
    },
}

def _stub_repository_impl(ctx):
    ctx.file("WORKSPACE.bazel", "workspace(name = \"%s\")\n" % ctx.name)
    for path, content in _STUBS[ctx.name].items():
        ctx.file(path, content)

_stub_repository = repository_rule(
    doc = "One of the stub repositories above, chosen by its name.",
    implementation = _stub_repository_impl,
)

def rules_repositories():
    """Declares the stubs where Bazel can't say which version it is."""
    if native.bazel_version:
        return
    for name in _STUBS:
        _stub_repository(name = name)
