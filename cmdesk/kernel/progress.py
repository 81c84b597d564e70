"""How long work tells how far it is, and where it is cancelled."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """Taken by work that takes time."""

    def step(self, done: int, total: int, label: str) -> None:
        """Say that `done` of `total` steps of `label` (a catalogue code or a Chinese phrase) are behind.

        Raises Cancelled where the user has asked to stop: the one place where work is cancelled.
        """


class Silent:
    """A Progress that nobody watches and nobody cancels."""

    def step(self, done: int, total: int, label: str) -> None:
        """Do nothing."""


SILENT = Silent()
