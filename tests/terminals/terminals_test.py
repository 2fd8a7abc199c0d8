"""The terminals of a page, opened in a tmux of the test's own."""

import os
import pty
import select
import shutil
import subprocess
import sys
import tempfile
import time
import unittest

from chapters.terminals import pages

_PROGRAM = os.path.abspath("chapters/terminals/terminals")
_PATIENCE = 20  # Seconds.
_PAGES = {
    "01_one.md": "```console 2\n$ a\n```\n```console 1 pids\n$ b\n```\n",
    "02_two.md": (
        "```console 1\n$ a\n```\n```console ci\n$ b\n```\n"
        "<details>\n\n```console 3\n$ c\n```\n\n</details>\n"
    ),
    "02_two_more.md": "".join(f"```console {n}\n$ a\n```\n" for n in range(1, 6)),
    "other.md": "```console 7\n$ a\n```\n",
}


class PagesTest(unittest.TestCase):
    """The pages of this book."""

    def test_each_has_its_terminals(self):
        self.assertEqual(
            {page: pages.terminals(".", page) for page in pages.names(".")},
            {
                "01_accept_loop": [1, 2, 3],
                "02_selector_loop": [1, 2, 3],
                "03_class_hierarchy": [1, 2, 3],
                "04_mixins": [1, 2, 3, 4],
                "04_mixins_forking": [1, 2, 3],
                "05_pools": [1, 2, 3],
            },
        )


@unittest.skipUnless(shutil.which("tmux"), "no tmux")
class TerminalsTest(unittest.TestCase):
    """A clone with pages of the test's."""

    def setUp(self):
        # Below /tmp, since the path of a socket is short.
        folder = tempfile.TemporaryDirectory(dir="/tmp")
        self.addCleanup(folder.cleanup)
        self.folder = os.path.realpath(folder.name)
        self.environment = {
            "BUILD_WORKSPACE_DIRECTORY": self.folder,
            "HOME": self.folder,
            "LC_ALL": "C.UTF-8",
            # The distribution's Python and tmux first.
            "PATH": f"/usr/bin:/bin:{os.environ['PATH']}",
            "SHELL": "/bin/sh",
            "TERM": "xterm",
            "TMUX_TMPDIR": self.folder,
        }
        os.mkdir(os.path.join(self.folder, "notes"))
        for name, text in _PAGES.items():
            path = os.path.join(self.folder, "notes", name)
            with open(path, "w", encoding="utf-8") as file:
                file.write(text)
        self.addCleanup(self.tmux, "kill-server", check=False)

    def tmux(self, *arguments, check=True):
        """The lines that the test's tmux prints."""
        run = subprocess.run(
            ["tmux", *arguments],
            env=self.environment,
            capture_output=True,
            encoding="utf-8",
            check=check,
            timeout=_PATIENCE,
        )
        return run.stdout.splitlines()

    def open(self, *arguments):
        """What comes of it without a terminal."""
        return subprocess.run(
            [_PROGRAM, *arguments],
            env=self.environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            check=False,
            timeout=_PATIENCE,
        )

    def start(self, *command):
        """Starts a program on a terminal of its own, which goes with the test."""
        pid, fd = pty.fork()
        if pid == 0:
            os.execvpe(command[0], command, self.environment)
        self.addCleanup(os.waitpid, pid, 0)
        self.addCleanup(os.close, fd)  # Before that, which ends it.
        return fd

    def panes(self, session, what="#{@terminal}"):
        """A line for each pane."""
        return self.tmux("list-panes", "-s", "-t", f"={session}:", "-F", what)

    def wait_for_clients(self, fd, *sessions):
        """Until tmux's clients look at these, while what they draw is read."""
        deadline = time.monotonic() + _PATIENCE
        seen = None
        while seen != list(sessions):
            self.assertLess(time.monotonic(), deadline, seen)
            if select.select([fd], [], [], 0.05)[0]:
                os.read(fd, 65536)
            seen = self.tmux("list-clients", "-F", "#{client_session}", check=False)

    def test_a_pane_for_each_terminal(self):
        run = self.open("02_two")
        self.assertEqual(run.returncode, 0, run.stderr)
        self.assertIn("tmux attach-session -t socketserver-02\n", run.stdout)
        self.assertEqual(self.tmux("list-sessions", "-F", "#S"), ["socketserver-02"])
        self.assertEqual(self.panes("socketserver-02"), ["terminal 1", "terminal 3"])
        self.assertEqual(
            self.panes("socketserver-02", "#{pane_start_path} #{pane_start_command}"),
            [self.folder + " "] * 2,
        )
        self.assertEqual(
            self.panes("socketserver-02", "#{pane-border-status} #{pane_active}"),
            ["top 1", "top 0"],
        )
        border = self.panes("socketserver-02", "#{T:pane-border-format}")
        self.assertEqual(border, [" terminal 1 ", " terminal 3 "])

    def test_its_shells_know_nothing_of_bazel(self):
        self.open("01")
        variables = self.tmux("show-environment", "-g")
        self.assertIn("HOME=" + self.folder, variables)
        for variable in variables:
            self.assertNotRegex(variable, "^(BUILD_|RUNFILES_|PYTHONPATH=)")

    def test_a_number_means_the_first_page_and_names_the_others(self):
        run = self.open("02")
        self.assertIn("notes/02_two.md (there is also 02_two_more)", run.stdout)
        self.assertEqual(self.panes("socketserver-02"), ["terminal 1", "terminal 3"])
        self.assertIn("notes/02_two_more.md\n", self.open("02_two_more").stdout)
        self.assertEqual(
            self.panes("socketserver-02_two_more"),
            [f"terminal {number}" for number in range(1, 6)],
        )

    def test_what_is_open_is_not_opened_again(self):
        self.open("02_two_more")  # Whose session's name begins like the next one's.
        self.open("02")
        before = self.panes("socketserver-02", "#{pane_id}")
        again = self.open("02_two")
        self.assertEqual(again.returncode, 0, again.stderr)
        self.assertEqual(self.panes("socketserver-02", "#{pane_id}"), before)

    def test_a_wrong_argument_is_told_what_there_is(self):
        for arguments in [[], ["03"], ["other"], ["02", "01"]]:
            run = self.open(*arguments)
            self.assertEqual(run.returncode, 2)
            self.assertEqual(run.stdout, "")
            self.assertEqual(run.stderr.count("\n"), 1)
            self.assertIn("01_one, 02_two, 02_two_more", run.stderr)

    def test_on_a_terminal_the_reader_is_in_it(self):
        fd = self.start(_PROGRAM, "01")
        self.wait_for_clients(fd, "socketserver-01")
        # And comes back when leaving.
        self.tmux("detach-client", "-s", "=socketserver-01")
        self.wait_for_clients(fd)
        self.assertEqual(self.panes("socketserver-01"), ["terminal 1", "terminal 2"])

    def test_inside_tmux_the_reader_is_led_there(self):
        fd = self.start("tmux", "new-session", "-s", "own")
        self.wait_for_clients(fd, "own")
        self.tmux("set-environment", "-g", "BUILD_WORKSPACE_DIRECTORY", self.folder)
        self.tmux("respawn-pane", "-k", "-t", "=own:", _PROGRAM + " 01; exec cat")
        self.wait_for_clients(fd, "socketserver-01")


if __name__ == "__main__":
    if not shutil.which("tmux"):
        print("SKIPPED: no tmux")
    sys.exit(unittest.main())
