"""A session of tmux: one pane for each terminal of a page."""

import os
import subprocess
import sys


def _environment():
    """The reader's own, without what `bazel run` and its Python have added.

    The first session starts tmux's server, whose environment all shells get.
    """
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("BUILD_", "RUNFILES_"))
    }
    paths = kept.pop("PYTHONPATH", "").split(os.pathsep)
    own = os.pathsep.join(path for path in paths if path and ".runfiles" not in path)
    return {**kept, "PYTHONPATH": own} if own else kept


def _tmux(*arguments):
    """What tmux prints; ends the program with what it complains about."""
    run = subprocess.run(
        ["tmux", *arguments],
        env=_environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        check=False,
    )
    if run.returncode != 0:
        sys.exit(f"tmux {arguments[0]}: {run.stderr.strip()}")
    return run.stdout.strip()


def exists(name):
    """Whether there is a session of this name."""
    # Without the "=" tmux takes any session whose name begins so.
    command = ["tmux", "has-session", "-t", "=" + name]
    run = subprocess.run(command, stderr=subprocess.DEVNULL, check=False)
    return run.returncode == 0


def create(name, window, folder, terminals):
    """Makes the session: a shell in `folder` for each terminal, and nothing typed."""
    new_session = ["new-session", "-d", "-s", name, "-n", window]
    panes = []
    for terminal in terminals:
        where = ["split-window", "-t", panes[-1]] if panes else new_session
        pane = _tmux(*where, "-c", folder, "-P", "-F", "#{pane_id}")
        # Not the pane's own title, which a shell may change.
        _tmux("set-option", "-p", "-t", pane, "@terminal", f"terminal {terminal}")
        # After each, or there is soon no room for another.
        _tmux("select-layout", "-t", pane, "tiled")
        panes.append(pane)
    _tmux("set-option", "-w", "-t", panes[0], "pane-border-status", "top")
    _tmux("set-option", "-w", "-t", panes[0], "pane-border-format", " #{@terminal} ")
    _tmux("select-pane", "-t", panes[0])


def show(name, notice):
    """Brings the reader there; `notice` stands in the status line for a moment.

    Without a terminal it says how to get there. May not return.
    """
    target = "=" + name
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        print(f"to see it: tmux attach-session -t {name}")
        return
    # A session inside a session would have two of everything.
    command = "switch-client" if "TMUX" in os.environ else "attach-session"
    told = ["display-message", "-d", "10000", notice]
    sys.stdout.flush()
    os.execvpe("tmux", ["tmux", command, "-t", target, ";", *told], _environment())
