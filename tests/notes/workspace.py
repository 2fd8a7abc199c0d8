"""A folder in which the commands of a page work as in the reader's clone.

Bazel can't run inside Bazel, so `./bazelw run //X -- ARGS` becomes a call of the
program that the test has among its runfiles. Everything else is the real thing.
"""

import os
import stat

_BAZELW = """\
#!/bin/bash
# ./bazelw run TARGET [-- ARGUMENTS]
if [[ $1 != run ]]; then
  echo "bazelw $1: not inside a test" >&2
  exit 1
fi
target=${2#//}
shift 2
[[ ${1-} == -- ]] && shift
case $target in
  :tour) target=chapters/tour ;;
esac
package=${target%:*}
name=${target##*[:/]}
export BUILD_WORKING_DIRECTORY=$PWD
exec "$PWD/$package/$name" "$@"
"""


def make(root, folder):
    """Makes `folder` look like a clone whose files are those of `root`."""
    for entry in os.listdir(root):
        os.symlink(os.path.join(root, entry), os.path.join(folder, entry))
    path = os.path.join(folder, "bazelw")
    if os.path.islink(path):
        os.unlink(path)
    with open(path, "w", encoding="utf-8") as file:
        file.write(_BAZELW)
    os.chmod(path, os.stat(path).st_mode | stat.S_IXUSR)
