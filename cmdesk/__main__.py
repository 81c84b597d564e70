"""The first door: `cmdesk` opens the window, `cmdesk VERB` stays headless."""

from __future__ import annotations

import io
import sys
from collections.abc import Sequence


def main(argv: Sequence[str] | None = None) -> int:
    """Run what the command line asks for and give the exit status of `cmdesk.kernel.errors`.

    No arguments open the window, `pictures` draws its pages, everything else needs no screen. Qt is imported only in
    the first two, so that a server without its libraries runs every other verb.
    """
    arguments = list(sys.argv[1:] if argv is None else argv)
    _speak_utf8()
    if not arguments:
        from cmdesk.ui.opening import hold_collector, load_qt

        hold_collector()
        load_qt()
        from cmdesk.ui import app

        return app.start()
    if arguments[0] == "pictures":
        from cmdesk.ui import pictures

        return pictures.run(arguments[1:])
    from cmdesk.cli.main import run

    return run(arguments)


def _speak_utf8() -> None:
    """Let every Chinese sentence out, whatever encoding the terminal or pipe was opened with.

    A Windows pipe is opened in the system's code page and a POSIX locale in ASCII: both lose names with rare
    characters. JSON for another program is UTF-8 by promise. Under a window launcher there are no streams at all.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            terminal = stream.isatty()
            stream.reconfigure(encoding=None if terminal else "utf-8", errors="backslashreplace")


if __name__ == "__main__":
    sys.exit(main())
