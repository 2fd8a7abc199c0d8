"""What becomes of a missing tmux: the only programs there are those of the test."""

import contextlib
import io
import os
import stat
import sys
import tempfile
import unittest
import unittest.mock

from chapters.terminals import install

_INSTALLS = """\
#!/bin/sh
echo "$@" >> "{folder}/asked"
"""
_FAILS = """\
#!/bin/sh
echo "Reading package lists..."
echo "E: Unable to locate package tmux"
exit 100
"""


class InstallTest(unittest.TestCase):
    """apt-get is a script of the test's."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        os.symlink("/usr/bin/env", os.path.join(self.folder, "env"))
        path = unittest.mock.patch.dict(os.environ, {"PATH": self.folder})
        path.start()
        self.addCleanup(path.stop)

    def be(self, user):
        """Has the process take itself for this user."""
        patch = unittest.mock.patch("os.geteuid", return_value=user)
        patch.start()
        self.addCleanup(patch.stop)

    def write(self, name, script):
        """Puts a program there."""
        path = os.path.join(self.folder, name)
        with open(path, "w", encoding="utf-8") as file:
            file.write(script.format(folder=self.folder))
        os.chmod(path, os.stat(path).st_mode | stat.S_IXUSR)

    def asked(self):
        """What apt-get was asked for."""
        with open(os.path.join(self.folder, "asked"), encoding="utf-8") as file:
            return file.read().splitlines()

    def assert_fails(self, *parts):
        """It ends with one line that says all this."""
        with self.assertRaises(SystemExit) as raised:
            with contextlib.redirect_stderr(io.StringIO()):
                install.install("tmux")
        self.assertNotIn("\n", raised.exception.code)
        for part in parts:
            self.assertIn(part, raised.exception.code)

    def test_what_is_there_is_not_installed(self):
        self.write("tmux", "#!/bin/sh\n")
        self.write("apt-get", _FAILS)
        install.install("tmux")

    def test_root_installs_it(self):
        self.be(0)
        self.write("apt-get", _INSTALLS)
        with contextlib.redirect_stderr(io.StringIO()) as errors:
            install.install("tmux")
        self.assertEqual(errors.getvalue(), "terminals: installing tmux\n")
        self.assertEqual(
            self.asked(), ["-qq update", "-qq install --no-install-recommends tmux"]
        )

    def test_others_install_it_by_sudo(self):
        self.be(1000)
        self.write("apt-get", _INSTALLS)
        self.write("sudo", '#!/bin/sh\necho sudo >> "{folder}/asked"\nexec "$@"\n')
        with contextlib.redirect_stderr(io.StringIO()):
            install.install("tmux")
        self.assertEqual(self.asked()[::2], ["sudo", "sudo"])

    def test_without_sudo_it_says_what_to_type(self):
        self.be(1000)
        self.write("apt-get", _INSTALLS)
        self.assert_fails("no sudo", "run: apt-get install tmux")

    def test_where_there_is_no_apt_get_it_says_so(self):
        self.assert_fails("no Debian or Ubuntu: install tmux")

    def test_what_apt_get_complains_about_is_told(self):
        self.be(0)
        self.write("apt-get", _FAILS)
        self.assert_fails("apt-get update: Unable to locate package tmux")


if __name__ == "__main__":
    sys.exit(unittest.main())
