"""Starting the window: letters and colours first, the database's library in a thread while the user types."""

from __future__ import annotations

import faulthandler
import logging
import os
import sys
from functools import partial
from pathlib import Path
from typing import TextIO

from PySide6.QtCore import QSettings, Qt, QTimer
from PySide6.QtWidgets import QApplication

from cmdesk.kernel.clock import SystemClock
from cmdesk.kernel.places import default_database, user_data, user_logs
from cmdesk.ui import words
from cmdesk.ui.theme.look import STYLE, Look
from cmdesk.ui.window import Window

LOG_BYTES, LOG_FILES = 1_000_000, 5
FIRST_PICTURE_MS = 150
SETTLED_MS, PAGE_EVERY_MS = 2000, 50


def start(path: Path | None = None) -> int:
    """Open the window on a database and run until it is closed; gives the exit status."""
    _choose_input_method()
    app = QApplication.instance() or QApplication([*sys.argv[:1], *STYLE])
    if not isinstance(app, QApplication):
        raise TypeError("a window needs a QApplication")
    app.setApplicationName("cmdesk")
    app.setApplicationDisplayName(words.PRODUCT)
    settings = open_settings()
    chosen = settings.value("window/database")
    window = Window(Look(app), SystemClock(), path or Path(str(chosen or default_database())), settings, "")
    window.failures.install()
    window.start()
    window.show()
    crash_file = _crash_file()
    # Not before the first picture: they would fight for the interpreter.
    QTimer.singleShot(FIRST_PICTURE_MS, partial(_after_first_picture, app, window))
    status = app.exec()
    if crash_file is not None:
        faulthandler.disable()
        crash_file.close()
    return status


def _after_first_picture(app: QApplication, window: Window) -> None:
    from cmdesk.ui.warming import QtWarming, all_pages, first_page, warm_up

    speak_chinese(app)
    _log()
    window.show_version(program_version())
    window.take_keys()
    warm_up()
    QtWarming(window, first_page())
    load_pages = partial(QtWarming, window, all_pages(), PAGE_EVERY_MS)
    # Not before 首页 stands and what it wanted is read.
    window.opened.connect(lambda _: QTimer.singleShot(SETTLED_MS, load_pages), Qt.ConnectionType.SingleShotConnection)


def open_settings() -> QSettings:
    """Give the settings of the window: a file in the user's data folder, never the registry."""
    return QSettings(str(user_data() / "window.ini"), QSettings.Format.IniFormat)


def speak_chinese(app: QApplication) -> None:
    """Let Qt's own buttons and menus speak Chinese."""
    from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator

    QLocale.setDefault(QLocale(QLocale.Language.Chinese, QLocale.Country.China))
    translator = QTranslator(app)
    if translator.load("qtbase_zh_CN", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        app.installTranslator(translator)


def program_version() -> str:
    """Give the version of the program."""
    # The name of the folder tells it; Python's own reader would load a library for letters (email) with it.
    for folder in filter(None, sys.path):
        for found in Path(folder).glob("cmdesk-*.dist-info"):
            return found.stem.removeprefix("cmdesk-")
    return "0"


def _crash_file() -> TextIO | None:
    folder = user_logs()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        crash_file = (folder / "crash.log").open("a", encoding="utf-8")
    except OSError:
        # A full or read-only disk must not keep the window shut; it will say so itself.
        return None
    faulthandler.enable(crash_file)
    return crash_file


def _log() -> None:
    from logging.handlers import RotatingFileHandler

    try:
        handler = RotatingFileHandler(
            user_logs() / "window.log", maxBytes=LOG_BYTES, backupCount=LOG_FILES, encoding="utf-8"
        )
    except OSError:
        return
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    logging.getLogger("cmdesk").addHandler(handler)


def _choose_input_method() -> None:
    # The wheel brings no fcitx plug-in: without this only Latin letters could be typed where fcitx is set.
    if "fcitx" in os.environ.get("QT_IM_MODULE", ""):
        os.environ["QT_IM_MODULE"] = "ibus"
