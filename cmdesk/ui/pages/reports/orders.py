"""What 报表签章 orders: compose, sign and hand out many documents, bind a packet. Runs on a worker's thread."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, cast

from cmdesk.kernel.errors import Cancelled
from cmdesk.kernel.periods import Period
from cmdesk.kernel.progress import Progress
from cmdesk.ui.secret_files import secret_files

if TYPE_CHECKING:
    from cmdesk.desk import Desk
    from cmdesk.ui.pages.reports.remarks import RemarkWish

TOGETHER = 4
"""So many documents are signed in one step: what a stop can undo."""


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


@dataclass(frozen=True)
class SignedSome:
    """The numbers that were signed, and those that are left because the work was stopped."""

    signed: tuple[str, ...]
    left: tuple[str, ...] = ()


def compose(desk: Desk, wanted: Composable, progress: Progress) -> Any:
    """Compose everybody's document of a closed period."""
    from cmdesk.usecases.reports.compose import Compose

    form = cast(Literal["D13", "D18", "D25"], wanted.form)
    return desk.run(Compose(form=form, period=wanted.period), progress=progress)


@dataclass(frozen=True)
class SignWish:
    """Which documents are signed in which field with whose key; `leave_out` are the fields that nobody waits for.

    `opinion` is what a person appraised says of the result: agreed, objected, or empty.
    """

    numbers: tuple[str, ...]
    field: str
    key: Path
    password: str
    leave_out: tuple[str, ...] = ()
    opinion: str = ""


@dataclass(frozen=True)
class PaperWish:
    """A signature in ink or a refusal that is to be noted, as `reports.record_paper_signature` takes it."""

    number: str
    field: str
    kind: str
    name: str
    on: date | None
    scan: Path | None
    witnesses: tuple[str, ...]


def sign(desk: Desk, wish: SignWish, progress: Progress) -> SignedSome:
    """Sign documents in one field with one key, a few at a time: where it is stopped, those that are signed stay so.

    Raises Cancelled where none was signed yet, and what `reports.sign` refuses.
    """
    from cmdesk.usecases.reports.sign import Sign

    done, numbers = 0, wish.numbers
    opinion = cast(Literal["agreed", "objected"] | None, wish.opinion or None)
    with secret_files(wish.password) as (secret,):
        while done < len(numbers):
            few = numbers[done : done + TOGETHER]
            order = Sign(
                numbers=few,
                field=wish.field,
                key=wish.key,
                key_password_file=secret,
                leave_out=wish.leave_out,
                opinion=opinion,
            )
            try:
                desk.run(order, progress=_Part(progress, done, len(numbers)))
            except Cancelled:
                if not done:
                    raise
                break
            done += len(few)
    return SignedSome(numbers[:done], numbers[done:])


class _Part:
    """Tells the steps of a part as steps of the whole."""

    def __init__(self, whole: Progress, before: int, total: int) -> None:
        self._whole, self._before, self._total = whole, before, total

    def step(self, done: int, total: int, label: str) -> None:
        self._whole.step(self._before + done, self._total, label)


def note_paper(desk: Desk, wish: PaperWish, progress: Progress) -> Any:
    """Note a signature on paper, or a refusal."""
    from cmdesk.usecases.reports.record_paper_signature import RecordPaperSignature

    assert wish.on is not None
    order = RecordPaperSignature(
        number=wish.number,
        field=wish.field,
        kind=cast(Literal["ink", "refused"], wish.kind),
        name=wish.name,
        on=wish.on,
        scan=wish.scan,
        witnesses=wish.witnesses,
    )
    return desk.run(order, progress=progress)


def void(desk: Desk, numbers: tuple[str, ...], reason: str, progress: Progress) -> Any:
    """Declare documents void."""
    from cmdesk.usecases.reports.void import Void

    return desk.run(Void(numbers=numbers, reason=reason), progress=progress)


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


def write_remark(desk: Desk, wish: RemarkWish, progress: Progress) -> Any:
    """Write into a box of a person's year; a report that is drawn but not signed is composed anew with it."""
    from cmdesk.usecases.reports.compose import Compose
    from cmdesk.usecases.reports.write_comment import WriteComment

    duty = cast(Literal["department_head", "inspection_leader", "appraised"], wish.duty)
    order = WriteComment(period=wish.period, staff_no=wish.staff_no, duty=duty, text=wish.text)
    done = desk.run(order, progress=progress)
    if wish.redraw:
        desk.run(Compose(form="D25", period=wish.period, people=(wish.staff_no,)), progress=progress)
    return done
