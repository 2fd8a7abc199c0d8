"""Opens the terminals of a page in tmux, side by side.

./bazelw run //:terminals -- 02     the reader types, in the terminals of chapter 02
./bazelw run //:terminals -- 04_mixins_forking     a page in full
"""

import os
import sys

from chapters.terminals import install
from chapters.terminals import pages
from chapters.terminals import session


def main(arguments):
    """Opens those of the page that the one argument names."""
    clone = os.environ.get("BUILD_WORKSPACE_DIRECTORY", os.getcwd())
    all_pages = pages.names(clone)
    meant = pages.meant_by(arguments[0], all_pages) if len(arguments) == 1 else []
    if not meant:
        print(
            f"usage: ./bazelw run //:terminals -- PAGE, which is one of "
            f"{', '.join(all_pages)}, or its number",
            file=sys.stderr,
        )
        return 2
    page, *others = meant
    install.install("tmux")
    name = pages.session_of(page, all_pages)
    if not session.exists(name):
        session.create(name, page, clone, pages.terminals(clone, page))
    notice = f"notes/{page}.md"
    if others:
        notice += f" (there is also {', '.join(others)})"
    print(notice)
    session.show(name, notice + ". Ctrl-b o: the next terminal, Ctrl-b d: leave.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
