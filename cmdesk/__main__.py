"""The first door: `cmdesk` opens the window, `cmdesk VERB` stays headless."""

from __future__ import annotations

import io
import os
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager


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
    try:
        with _ended_at_once():
            from cmdesk.cli.main import run
        return run(arguments)
    except KeyboardInterrupt:
        # It came between the start-up and the command's own care for it: nothing was begun or all was rolled back.
        sys.stderr.write(f"{_CANCELLED}\n")
        return _CANCELLED_STATUS


_CANCELLED = "已取消。"
_CANCELLED_STATUS = 130
"""That of `Cancelled`, which is not imported yet while this is needed."""


@contextmanager
def _ended_at_once() -> Iterator[None]:
    """Let Ctrl+C end the program while it still loads: nothing is done yet, and half an import can say nothing."""

    def end(*_: object) -> None:
        os.write(2, f"{_CANCELLED}\n".encode())
        os._exit(_CANCELLED_STATUS)

    if signal.getsignal(signal.SIGINT) is not signal.default_int_handler:
        # Started in the background, or by a program that cares for it itself.
        yield
        return
    try:
        before = signal.signal(signal.SIGINT, end)
    except ValueError:
        # Only the main thread may ask for signals.
        yield
        return
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


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
