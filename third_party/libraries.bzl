"""googletest, Google Benchmark and CLI11: Debian's packages, or archives.

Each library is taken from the distribution's package where that is installed,
and from a pinned archive elsewhere, under the name that it has in the Bazel
Central Registry. libseccomp, and Asio and POCO, which only the benchmarks' peers
use, are taken from the packages or not at all.
"""

def _system_or_archive_impl(ctx):
    if ctx.path(ctx.attr.system_path).exists:
        ctx.symlink(ctx.attr.system_path, ctx.attr.link_as)
        ctx.symlink(ctx.attr.build_file, "BUILD.bazel")
        return
    ctx.download_and_extract(
        url = ctx.attr.url,
        sha256 = ctx.attr.sha256,
        stripPrefix = ctx.attr.strip_prefix,
    )
    if not ctx.attr.archive_has_build_file:
        ctx.delete("BUILD.bazel")
        ctx.symlink(ctx.attr.build_file, "BUILD.bazel")

_system_or_archive = repository_rule(
    doc = "A library from the system where it is there, else downloaded.",
    implementation = _system_or_archive_impl,
    attrs = {
        "system_path": attr.string(
            doc = "The folder whose presence means: use the system's copy.",
            mandatory = True,
        ),
        "link_as": attr.string(
            doc = "Where that folder appears in the repository.",
            mandatory = True,
        ),
        "build_file": attr.label(
            doc = "The BUILD file for the system's copy.",
            mandatory = True,
        ),
        "archive_has_build_file": attr.bool(
            doc = "Whether the archive's own BUILD file is used.",
        ),
        "url": attr.string(mandatory = True),
        "sha256": attr.string(mandatory = True),
        "strip_prefix": attr.string(mandatory = True),
    },
)

def _system_library_impl(ctx):
    if not ctx.path(ctx.attr.system_path).exists:
        fail("no %s. As root, run: apt-get install %s" %
             (ctx.attr.system_path, ctx.attr.package))
    ctx.symlink(ctx.attr.system_path, ctx.attr.link_as)
    ctx.symlink(ctx.attr.build_file, "BUILD.bazel")

system_library = repository_rule(
    doc = "A library from the system; asked for only by whoever builds its users.",
    implementation = _system_library_impl,
    attrs = {
        "system_path": attr.string(
            doc = "The library's header, or the folder of its headers.",
            mandatory = True,
        ),
        "link_as": attr.string(
            doc = "Where that folder appears in the repository.",
            mandatory = True,
        ),
        "build_file": attr.label(
            doc = "The BUILD file for the system's copy.",
            mandatory = True,
        ),
        "package": attr.string(
            doc = "Debian's package of the library.",
            mandatory = True,
        ),
    },
)

def library_repositories():
    """Declares all of them."""
    _system_or_archive(
        name = "googletest",
        system_path = "/usr/src/googletest/googletest",
        link_as = "googletest",
        build_file = "//third_party:googletest.BUILD",
        url = "https://github.com/google/googletest/archive/refs/tags/v1.14.0.tar.gz",
        sha256 = "8ad598c73ad796e0d8280b082cebd82a630d73e73cd3c70057938a6501bba5d7",
        strip_prefix = "googletest-1.14.0",
    )
    _system_or_archive(
        name = "google_benchmark",
        system_path = "/usr/include/benchmark",
        link_as = "include/benchmark",
        build_file = "//third_party:google_benchmark.BUILD",
        archive_has_build_file = True,
        url = "https://github.com/google/benchmark/archive/refs/tags/v1.8.3.tar.gz",
        sha256 = "6bc180a57d23d4d9515519f92b0c83d61b05b5bab188961f36ac7b06b0d9e9ce",
        strip_prefix = "benchmark-1.8.3",
    )
    _system_or_archive(
        name = "cli11",
        system_path = "/usr/include/CLI",
        link_as = "include/CLI",
        build_file = "//third_party:cli11.BUILD",
        url = "https://github.com/CLIUtils/CLI11/archive/refs/tags/v2.3.2.tar.gz",
        sha256 = "aac0ab42108131ac5d3344a9db0fdf25c4db652296641955720a4fbe52334e22",
        strip_prefix = "CLI11-2.3.2",
    )
    system_library(
        name = "asio",
        system_path = "/usr/include/asio",
        link_as = "include/asio",
        build_file = "//third_party:asio.BUILD",
        package = "libasio-dev",
    )
    system_library(
        name = "poco",
        system_path = "/usr/include/Poco",
        link_as = "include/Poco",
        build_file = "//third_party:poco.BUILD",
        package = "libpoco-dev",
    )
    system_library(
        name = "libseccomp",
        system_path = "/usr/include/seccomp.h",
        link_as = "include/seccomp.h",
        build_file = "//third_party:libseccomp.BUILD",
        package = "libseccomp-dev",
    )
