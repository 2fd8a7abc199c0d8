"""The rules that the BUILD files load, where WORKSPACE is read.

The Bazel of a distribution has no version string and must not need a network.
That of Debian 12 and 13, version 4, has the rules built in, and a stub that
re-exports them is enough. Version 7, of later releases, comes with packages of
rules. Upstream's Bazel has a version string, and fetches what it needs.
"""

load("@bazel_tools//tools/build_defs/repo:http.bzl", "http_archive")

# Repository -> where the packages of Debian's Bazel 7 install it.
_PACKAGES = {
    "bazel_features": "tools/features",
    "bazel_skylib": "tools/skylib",
    "platforms": "tools/platforms",
    "rules_cc": "rules/cc",
    "rules_java": "rules/java",
    "rules_license": "rules/license",
    "rules_proto": "rules/proto",
    "rules_python": "rules/python",
}

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

# It makes many repositories, so it has no name to give.
# buildifier: disable=unnamed-macro
def rules_repositories():
    """Declares the repositories of rules that this Bazel doesn't bring itself."""
    version = native.bazel_version
    if version:
        if int(version.split(".")[0]) < 7:
            http_archive(
                name = "rules_python",
                sha256 = "b6d46438523a3ec0f3cead544190ee13223a52f6a6765a29eae7b7cc24cc83a0",
                url = "https://github.com/bazelbuild/rules_python/releases/download/0.1.0/rules_python-0.1.0.tar.gz",
            )
        return

    # What Bazel 4 has not yet tells the distribution's two apart.
    if hasattr(native, "package_relative_label"):
        for name, path in _PACKAGES.items():
            native.local_repository(
                name = name,
                path = "/usr/share/bazel/" + path,
            )
    else:
        for name in _STUBS:
            _stub_repository(name = name)
