"""The rule repositories that Debian's Bazel would otherwise download.

Debian builds Bazel without a version string, and its copies of the rule
repositories don't load under it. The rules that this project uses are still
native there, so a stub that re-exports them is enough. An upstream Bazel
knows its version and fetches the real repositories.
"""

load("@bazel_tools//tools/build_defs/repo:http.bzl", "http_archive")

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
    "rules_python": {
        "python/BUILD.bazel": "",
        "python/defs.bzl": _re_export([
            "py_binary",
            "py_library",
            "py_test",
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
    version = native.bazel_version
    if not version:
        for name in _STUBS:
            _stub_repository(name = name)
    elif int(version.split(".")[0]) < 7:
        # The only one of them that these versions don't bring themselves.
        http_archive(
            name = "rules_python",
            sha256 = "b6d46438523a3ec0f3cead544190ee13223a52f6a6765a29eae7b7cc24cc83a0",
            url = "https://github.com/bazelbuild/rules_python/releases/download/0.1.0/rules_python-0.1.0.tar.gz",
        )
