"""The only place that asks for a file or a folder; tests put their own answers here."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget


def ask_open(parent: QWidget, title: str, kinds: str, start: Path | None = None) -> Path | None:
    """Ask for an existing file; `kinds` is a Qt filter. None where the user leaves."""
    from PySide6.QtWidgets import QFileDialog

    name, _ = QFileDialog.getOpenFileName(parent, title, str(start or ""), kinds)
    return Path(name) if name else None


def ask_open_many(parent: QWidget, title: str, kinds: str, start: Path | None = None) -> tuple[Path, ...]:
    """Ask for any number of existing files. Empty where the user leaves."""
    from PySide6.QtWidgets import QFileDialog

    names, _ = QFileDialog.getOpenFileNames(parent, title, str(start or ""), kinds)
    return tuple(Path(name) for name in names)


def ask_save(parent: QWidget, title: str, kinds: str, proposal: Path) -> Path | None:
    """Ask where to write a file, with a proposed name. None where the user leaves."""
    from PySide6.QtWidgets import QFileDialog

    name, _ = QFileDialog.getSaveFileName(parent, title, str(proposal), kinds)
    return Path(name) if name else None


def ask_folder(parent: QWidget, title: str, start: Path | None = None) -> Path | None:
    """Ask for a folder. None where the user leaves."""
    from PySide6.QtWidgets import QFileDialog

    name = QFileDialog.getExistingDirectory(parent, title, str(start or ""))
    return Path(name) if name else None
