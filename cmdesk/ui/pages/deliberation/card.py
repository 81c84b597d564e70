"""A card of the run sheet as plain values: figures, and what can be done, the next lawful act first."""

from __future__ import annotations

from dataclasses import dataclass

from cmdesk.queries.deliberation_run import MeetingRun
from cmdesk.ui.pages.deliberation.presenter import STATES


@dataclass(frozen=True)
class Act:
    """Something to press: `code` names it, `enabled` is false where its words say what is missing."""

    code: str
    text: str
    icon: str = ""
    key: str = ""
    enabled: bool = True


@dataclass(frozen=True)
class Tile:
    """A figure with its derivation; `sound` shows a tick."""

    label: str
    value: str
    note: str
    sound: bool = False


@dataclass(frozen=True)
class StepCard:
    """The card: what it is about, who leaves, figures, sheets back of how many, acts, `rest` in a menu."""

    title: str
    chip: tuple[str, str] = ("", "none")
    right: str = ""
    about: str = ""
    lines: tuple[str, ...] = ()
    leaving: tuple[str, ...] = ()
    tiles: tuple[Tile, ...] = ()
    back: tuple[int, int] | None = None
    blue: Act | None = None
    acts: tuple[Act, ...] = ()
    rest: tuple[Act, ...] = ()
    note: tuple[str, str] = ("", "second")


def state_chip(run: MeetingRun) -> tuple[str, str]:
    """Give word and tint of the state of a meeting."""
    state = run.page.row.state
    return STATES[state], "info" if state in {"called", "open"} else "ok"


def room_tiles(run: MeetingRun) -> tuple[Tile, ...]:
    """Give the figures of the room: 应到, 实到, 法定人数."""
    quorum = run.page.quorum
    return (
        Tile("应到", str(quorum.expected), "名单上有表决权的人"),
        Tile("实到", str(quorum.present), "现在场内"),
        Tile("法定人数", str(quorum.needed), "达到" if quorum.reached else "未达到", quorum.reached),
        Tile("还差", str(max(0, quorum.needed - quorum.present)), "人"),
    )
