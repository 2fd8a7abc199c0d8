"""Installs a package in the manner of bazelw, which leaves out what it can."""

import os
import shutil
import subprocess
import sys


def _fail(line):
    sys.exit("terminals: " + line)


def _apt_get(as_root, *arguments):
    """Says nothing, but why if it fails."""
    run = subprocess.run(
        [*as_root, "apt-get", "-qq", *arguments],
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    if run.returncode != 0:
        lines = (run.stdout + run.stderr).splitlines() or [f"status {run.returncode}"]
        errors = [line for line in lines if line.startswith("E: ")]
        reason = (errors or lines[-1:])[0].removeprefix("E: ")
        _fail(
            f"apt-get {arguments[0]}: {reason}; "
            "once that is mended (the network?), run this again"
        )


def install(package):
    """Sees to it that there is the program of this name, or ends with a line."""
    if shutil.which(package):
        return
    if not shutil.which("apt-get"):
        _fail(f"no Debian or Ubuntu: install {package}")
    as_root = ["env", "DEBIAN_FRONTEND=noninteractive"]
    if os.geteuid() != 0:
        if not shutil.which("sudo"):
            _fail(f"not root, and no sudo. As root, run: apt-get install {package}")
        as_root.insert(0, "sudo")
    print(f"terminals: installing {package}", file=sys.stderr)
    _apt_get(as_root, "update")
    _apt_get(as_root, "install", "--no-install-recommends", package)
