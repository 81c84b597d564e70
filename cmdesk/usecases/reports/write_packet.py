"""Write the packet of a period: cover, contents, every valid document drawn anew, one signature of the unit."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cmdesk.documents.packet import draw_packet
from cmdesk.documents.reports.packet_content import PacketContent
from cmdesk.kernel.errors import Problem, Where, refuse_any, reject
from cmdesk.kernel.periods import Period, PeriodKind
from cmdesk.models.reports import Document
from cmdesk.queries.reports_content_packet import Materials, chain_head, materials_of, slim
from cmdesk.queries.reports_identity import FINAL, PACKET, WHOLE, Draft, Issue
from cmdesk.queries.reports_signers import SEAL
from cmdesk.queries.reports_words import DUTIES
from cmdesk.runtime.context import Context, Done
from cmdesk.runtime.registry import Command, Undo, UseCase
from cmdesk.usecases.reports.document_store import DRAWN, VOID, Register, content_digest, this_second
from cmdesk.usecases.reports.hand_out import write_files
from cmdesk.usecases.reports.sign import Sealing, load_key


@dataclass(frozen=True, kw_only=True)
class WritePacket(Command):
    """Write the packet of a year (D18, then each person's D25 and D13), a quarter (D13) or a month (D04) to `out`.

    It is drawn anew from the frozen contents, so no signature is touched; what is signed, on paper or still open is
    printed as text. `separate` names a folder for one packet a person. With `key` (the unit's) each is signed in
    `unit_seal`. The same content keeps its edition. Refused: `period_kind_wrong`, `nothing_to_pack`,
    `key_password_needed`, `key_of_other_duty` and what `reports.sign` says of keys. Warned: `papers_missing`. Cannot
    be undone.
    """

    period: Period
    out: Path
    separate: Path | None = None
    key: Path | None = None
    key_password_file: Path | None = None


def handle(context: Context, command: WritePacket) -> Done:
    """Gather, draw, seal, store, write."""
    if command.period.kind is PeriodKind.HALF_YEAR:
        params = {"form": PACKET, "period": command.period.chinese, "wanted": "月、季度或年度"}
        raise reject("period_kind_wrong", where=Where(field="period"), **params)
    materials = materials_of(context, command.period)
    if not materials.papers:
        raise reject("nothing_to_pack", where=Where(field="period"), period=command.period.chinese)
    sealing = _sealing(context, command)
    packer = _Packer(context, materials, sealing)
    whole = packer.packet(WHOLE)
    files = [(command.out, context.files.get(whole.file_digest or ""))]
    if command.separate is not None:
        for person in materials.people:
            row = packer.packet(f"P{person.staff_no}", person.staff_no)
            path = command.separate / f"{person.staff_no}-{person.name}.pdf"
            files.append((path, context.files.get(row.file_digest or "")))
    context.session.flush()
    if materials.missing:
        people = len({number for number, _ in materials.missing})
        context.warn(Problem("papers_missing", params={"people": people, "papers": len(materials.missing)}))
    written = write_files(context, files)
    return Done(count=len(written), ids=(whole.number,), answer=_answer(materials, whole, written))


def _answer(materials: Materials, whole: Document, written: list[Path]) -> dict[str, Any]:
    return {
        "packet": str(written[0]),
        "number": whole.number,
        "pages": whole.pages,
        "people": len(materials.people),
        "papers": materials.papers,
        "sealed": whole.state != DRAWN,
        "separate": [str(path) for path in written[1:]],
    }


def _sealing(context: Context, command: WritePacket) -> Sealing | None:
    if command.key is None:
        return None
    if command.key_password_file is None:
        raise reject("key_password_needed", where=Where(field="key_password_file"))
    key, record = load_key(context, command.key, command.key_password_file)
    if record.duty != SEAL:
        held = DUTIES.get(record.duty, record.duty)
        params = {"holder": record.holder, "held": held, "duty": "单位电子签章", "wanted": "本单位"}
        refuse_any([Problem("key_of_other_duty", Where(field="key"), params)])
    return Sealing(context, key)


class _Packer:
    """Makes the packets of one period; a packet whose content is unchanged keeps its edition."""

    def __init__(self, context: Context, materials: Materials, sealing: Sealing | None) -> None:
        self.context = context
        self.materials = materials
        self.sealing = sealing
        self.head = chain_head(context)
        self.register = Register(context, PACKET, materials.period)

    def packet(self, subject: str, only: str | None = None) -> Document:
        """Give the document of a packet, drawn and sealed as far as need be."""
        row = self._standing(subject, only) or self._new(subject, only)
        if self.sealing is not None and row.state == DRAWN:
            self.sealing.all([row], SEAL)
        return row

    def _content(self, issue: Issue, subject: str, head: str, only: str | None) -> PacketContent:
        return self.materials.content(issue, subject, head, only)

    def _standing(self, subject: str, only: str | None) -> Document | None:
        """Give the newest edition if it still says the same; that the chain has grown is no change."""
        latest = self.register.latest(subject)
        if latest is None or latest.state == VOID:
            return None
        issue = Issue(latest.edition, latest.drawn_at)
        content = self._content(issue, subject, latest.content["chain_head"], only)
        return latest if content_digest(content) == latest.digest else None

    def _new(self, subject: str, only: str | None) -> Document:
        latest = self.register.latest(subject)
        created = this_second(self.context)
        content = self._content(Issue(1 if latest is None else latest.edition + 1, created), subject, self.head, only)
        draft = Draft(PACKET, self.materials.period, subject, None, FINAL, lambda issue: content)
        pdf = draw_packet(content, self.context.progress)
        row = self.register.add(draft, content, created, pdf, kept=slim(content))
        self.register.supersede(row)
        return row


use_case = UseCase(command=WritePacket, permission="reports.render", handle=handle, undo=Undo.NEVER)
