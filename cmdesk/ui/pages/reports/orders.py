"""What 报表签章 orders: compose, sign and hand out many documents, bind a packet. Runs on a worker's thread."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, cast

from cmdesk.kernel.periods import Period
from cmdesk.kernel.progress import Progress
from cmdesk.ui.secret_files import secret_files

if TYPE_CHECKING:
    from cmdesk.desk import Desk


@dataclass(frozen=True)
class Composable:
    """A form and a closed period for which documents can be composed."""

    form: str
    period: Period


@dataclass(frozen=True)
class PacketWish:
    """Which packet, written where; with the unit's key and its password where it shall be sealed."""

    period: Period
    out: Path
    key: Path | None = None
    password: str = ""


def compose(desk: Desk, wanted: Composable, progress: Progress) -> Any:
    """Compose everybody's document of a closed period."""
    from cmdesk.usecases.reports.compose import Compose

    form = cast(Literal["D13", "D25"], wanted.form)
    return desk.run(Compose(form=form, period=wanted.period), progress=progress)


def sign(desk: Desk, numbers: tuple[str, ...], field: str, key: Path, password: str, progress: Progress) -> Any:
    """Sign documents in one field with one key."""
    from cmdesk.usecases.reports.sign import Sign

    with secret_files(password) as (secret,):
        order = Sign(numbers=numbers, field=field, key=key, key_password_file=secret)
        return desk.run(order, progress=progress)


def hand_out(desk: Desk, numbers: tuple[str, ...], folder: Path, progress: Progress) -> Any:
    """Write each document into a folder."""
    from cmdesk.usecases.reports.hand_out import HandOut

    return desk.run(HandOut(numbers=numbers, out=folder), progress=progress)


def bind(desk: Desk, wish: PacketWish, progress: Progress) -> Any:
    """Write a packet."""
    from cmdesk.usecases.reports.write_packet import WritePacket

    if wish.key is None:
        return desk.run(WritePacket(period=wish.period, out=wish.out), progress=progress)
    with secret_files(wish.password) as (secret,):
        order = WritePacket(period=wish.period, out=wish.out, key=wish.key, key_password_file=secret)
        return desk.run(order, progress=progress)
