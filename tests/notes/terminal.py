"""A terminal with a shell in it, driven as a reader drives one."""

import codecs
import os
import pty
import re
import select
import signal
import termios
import time

_PROMPT = "\x01ready\x02"
_CONTROL = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\r")


def _switch_echo_off(fd):
    """What is typed must not come back as if a program had printed it."""
    attributes = termios.tcgetattr(fd)
    attributes[3] &= ~(termios.ECHO | termios.ECHOCTL)  # 3: the local modes.
    termios.tcsetattr(fd, termios.TCSANOW, attributes)


def _environment(home):
    """The same for everybody, whatever shell the test was started from."""
    return {
        "COLUMNS": "80",
        "HOME": home,
        "LC_ALL": "C.UTF-8",
        # The distribution's tools first, as on the machines of the pages.
        "PATH": f"/usr/sbin:/usr/bin:/sbin:/bin:{os.environ['PATH']}",
        "PS1": _PROMPT,
        "PS2": "",
        "PYTHONUNBUFFERED": "1",
        "TERM": "dumb",
    }


def _forget_where_we_come_from():
    """Undoes what a process inherits beside the environment."""
    os.closerange(3, 65536)
    os.umask(0o022)
    for number in signal.valid_signals() - {signal.SIGKILL, signal.SIGSTOP}:
        signal.signal(number, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_SETMASK, ())


class Terminal:
    """Runs commands in one bash on a terminal of its own."""

    PATIENCE = 20  # Seconds. Nothing that a page shows takes longer.

    def __init__(self, folder):
        # A character may arrive in two pieces.
        self._decode = codecs.getincrementaldecoder("utf-8")("replace").decode
        self._pid, self._fd = pty.fork()
        if self._pid == 0:
            _switch_echo_off(0)
            _forget_where_we_come_from()
            os.chdir(folder)
            os.execve(
                "/bin/bash",
                ["bash", "--norc", "--noprofile", "--noediting"],
                _environment(folder),
            )
        self._text = ""
        self._skipped = ""  # What is no line at the beginning of the text.
        self.wait(self.at_prompt)

    def run(self, command):
        """Types a command. REQUIRES: the shell is at its prompt."""
        self._text = ""
        self._skipped = ""
        os.write(self._fd, command.encode() + b"\n")

    def interrupt(self):
        """Types Ctrl-C."""
        os.write(self._fd, b"\x03")

    def at_prompt(self):
        """Whether the last command has ended."""
        return self._text.endswith(_PROMPT)

    def lines(self):
        """What was printed and not taken, without blank lines at the end.

        The last line may still grow.
        """
        text = self._text.replace(_PROMPT, "").lstrip(self._skipped)
        lines = [line.rstrip() for line in text.split("\n")]
        while lines and not lines[-1]:
            lines.pop()
        return lines

    def take(self, count):
        """Forgets the first `count` lines, and blank ones after them."""
        prompt = _PROMPT if self.at_prompt() else ""
        text = self._text.removesuffix(_PROMPT).lstrip(self._skipped)
        rest = text.split("\n")[count:]
        self._text = "\n".join(rest) + prompt
        self._skipped = "\n"  # Also the end of the last line, if it comes later.

    def wait(self, fact, patience=PATIENCE):
        """Reads what comes until `fact()` holds; reports whether it does."""
        deadline = time.monotonic() + patience
        while not fact():
            if not self._read(deadline - time.monotonic()):
                return fact()
        return True

    def read_available(self):
        """Reads what has been printed by now."""
        while self._read(0):
            pass

    def _read(self, timeout):
        if timeout < 0 or not select.select([self._fd], [], [], timeout)[0]:
            return False
        try:
            data = os.read(self._fd, 65536)
        except OSError:  # The shell has gone.
            return False
        self._text += _CONTROL.sub("", self._decode(data))
        return True

    def close(self):
        """Ends what still runs, the shell too."""
        if not self.at_prompt():
            self.interrupt()
            self.wait(self.at_prompt)
        os.close(self._fd)  # The shell gets SIGHUP.
        os.kill(self._pid, signal.SIGKILL)
        os.waitpid(self._pid, 0)
