"""报表签章: which documents are shown, how their signatures stand, what a check of a file says. No widget."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from pathlib import Path
from typing import Any

from cmdesk.kernel.periods import Period, PeriodKind
from cmdesk.queries.reports import DocumentRow, SignatureRow
from cmdesk.ui import words
from cmdesk.ui.pages.org.presenter import long_period
from cmdesk.ui.pages.reports.orders import Composable

KINDS = {"electronic": "已签（数字签名）", "ink": "已签（纸签，扫描件已附）", "refused": "拒签"}
APPRAISED = "appraised"
_NAMED = 8
"""So many of those concerned are named in one line."""
_FEW_SIGNERS = 2
"""Of more signers the names alone are told."""
SHORT_KINDS = {"electronic": "已签", "ink": "纸签", "refused": "拒签"}


class Filter(Enum):
    """The filters over the list; their counts add up to the whole register."""

    ALL = "全部"
    OPEN = "待签"
    PARTLY = "部分签"
    SIGNED = "已签"
    VOID = "作废"


class StepState(Enum):
    """Where a signature stands in the chain."""

    DONE = "done"
    NOW = "now"
    LOCKED = "locked"
    CITY = "city"


@dataclass(frozen=True)
class SignStep:
    """One place of the chain: duty, who signed, one word, and one line of proof or condition."""

    field: str
    duty: str
    name: str
    word: str
    line: str
    state: StepState


@dataclass(frozen=True)
class Verdict:
    """What a check says: a state, the sentence, and at most four reasons."""

    state: str
    sentence: str
    reasons: tuple[str, ...]
    file: str


@dataclass
class ReportsState:
    """What the page shows."""

    rows: tuple[DocumentRow, ...] = ()
    filter: Filter = Filter.ALL
    form: str = ""
    turn: str = ""
    search: str = ""

    def visible(self) -> tuple[DocumentRow, ...]:
        """Give the documents that fit, the newest period first, void ones last."""
        fitting = [row for row in self.rows if self._fits(row) and self._is(row, self.filter)]
        newest = sorted(fitting, key=lambda row: row.period, reverse=True)
        return tuple(sorted(newest, key=lambda row: row.state == "void"))

    def counts(self) -> dict[Filter, int]:
        """Give how many each filter would show."""
        fitting = [row for row in self.rows if self._fits(row)]
        return {wanted: sum(self._is(row, wanted) for row in fitting) for wanted in Filter}

    def forms(self) -> tuple[str, ...]:
        """Give the forms that are there."""
        return tuple(sorted({row.form for row in self.rows}))

    def turns(self) -> tuple[tuple[str, int], ...]:
        """Give whose signature documents wait for, and how many: the most first."""
        waiting = Counter(place.duty for row in self.rows if (place := next_place(row)) is not None)
        return tuple(waiting.most_common())

    def heading(self) -> str:
        """Give the line below the title."""
        counts = self.counts()
        return f"共 {counts[Filter.ALL]} 份 · {counts[Filter.SIGNED]} 份已签齐，{counts[Filter.PARTLY]} 份签署中"

    def _fits(self, row: DocumentRow) -> bool:
        if self.form and row.form != self.form:
            return False
        if self.turn and ((place := next_place(row)) is None or place.duty != self.turn):
            return False
        wanted = self.search.strip().lower()
        return not wanted or any(wanted in (text or "").lower() for text in (row.number, row.name, row.staff_no))

    @staticmethod
    def _is(row: DocumentRow, wanted: Filter) -> bool:
        return wanted is Filter.ALL or filter_of(row) is wanted


def filter_of(row: DocumentRow) -> Filter:
    """Give the one filter that a document stands under."""
    if row.state == "void":
        return Filter.VOID
    if not row.signatures:
        return Filter.SIGNED if row.state == "signed" else Filter.OPEN
    if not row.open:
        return Filter.SIGNED
    # The register calls a document signed from its first signature on; here it is so once nobody is awaited.
    return Filter.PARTLY if any(place.kind is not None for place in row.signatures) else Filter.OPEN


def chip_of(row: DocumentRow) -> tuple[str, str]:
    """Give the chip of a document: word and state."""
    wanted = filter_of(row)
    states = {Filter.VOID: "bad", Filter.SIGNED: "ok", Filter.PARTLY: "warn", Filter.OPEN: "info"}
    return wanted.value, states[wanted]


def title_of(row: DocumentRow) -> str:
    """Give whom or what a document is about."""
    return row.name or words.FORMS.get(row.form, row.form)


def line_of(row: DocumentRow) -> str:
    """Give the quiet line of a document in the list."""
    form = words.FORMS.get(row.form, row.form)
    if row.form == "D25":
        form += "（确定）" if row.standing == "decided" else "（拟定）"
    return f"{form} · {period_text(row.period)}" if row.name else f"{period_text(row.period)} · {row.subject}"


def period_text(period: Period) -> str:
    """Give a period short: 2025 一季度."""
    return long_period(period)


def chain(row: DocumentRow, now: datetime) -> tuple[SignStep, ...]:
    """Give the signatures of a document as one chain: the first open place is the next one, the rest wait."""
    steps: list[SignStep] = []
    waiting: str | None = None
    for place in row.signatures:
        if place.kind is not None:
            steps.append(_done(place, now))
        elif row.state == "void":
            steps.append(SignStep(place.field, place.duty, "", "作废", "这一版已作废", StepState.LOCKED))
        elif place.city:
            steps.append(SignStep(place.field, place.duty, "", "在市局", "随上报包送市局后签", StepState.CITY))
        elif place.locked:
            line = "后面的人已用密钥签，这里只能纸上签、再登记"
            steps.append(SignStep(place.field, place.duty, "", "只能纸签", line, StepState.LOCKED))
        elif waiting is None:
            waiting = place.duty
            steps.append(SignStep(place.field, place.duty, "", "待签", "轮到这里", StepState.NOW))
        else:
            steps.append(SignStep(place.field, place.duty, "", "未到", f"等{waiting}签", StepState.LOCKED))
    return tuple(steps)


def next_place(row: DocumentRow | None) -> SignatureRow | None:
    """Give the place that is signed next, or None."""
    return next(iter(signable(row)), None) if row is not None else None


def signable(row: DocumentRow) -> tuple[SignatureRow, ...]:
    """Give the places that a key can still sign here, the next one first."""
    return () if row.state == "void" else tuple(place for place in row.open if not place.locked)


def inkable(row: DocumentRow) -> tuple[SignatureRow, ...]:
    """Give the places whose signature on paper can be noted: all that are open, those at the city too."""
    return () if row.state == "void" else tuple(place for place in row.signatures if place.kind is None)


@dataclass(frozen=True)
class LeftOut:
    """A place that signing locks while it is open, and who is concerned: names, or numbers of documents."""

    field: str
    duty: str
    who: tuple[str, ...]


@dataclass(frozen=True)
class Batch:
    """The selected documents that one key can sign together in one place, and how many of the selected it cannot.

    `left_out` are the places before it that are still open in them.
    """

    numbers: tuple[str, ...]
    place: SignatureRow
    left_over: int
    left_out: tuple[LeftOut, ...] = ()

    @property
    def fields_left_out(self) -> tuple[str, ...]:
        """Give the fields of the places left out."""
        return tuple(one.field for one in self.left_out)

    def duties_left_out(self) -> str:
        """Give the duties of the places left out: 督察组长、被考评人."""
        return "、".join(one.duty for one in self.left_out)

    def lines_left_out(self) -> tuple[str, ...]:
        """Give one line a place left out, with at most a few of the names: 被考评人 12 份：解晓东、尉迟静…."""
        return tuple(
            f"{one.duty} {len(one.who)} 份：{'、'.join(one.who[:_NAMED])}{'…' if len(one.who) > _NAMED else ''}"
            for one in self.left_out
        )

    def line(self) -> str:
        """Give the line below the chain; empty for a single document."""
        several = len(self.numbers) + self.left_over
        rest = f"，其中 {self.left_over} 份不归这一栏" if self.left_over else ""
        return f"选了 {several} 份{rest}" if several > 1 else ""


def batch_of(current: DocumentRow | None, selected: Sequence[DocumentRow], field: str = "") -> Batch | None:
    """Give what is signed together: everything selected whose next place is that of the current document.

    With `field` that later place is signed, though others before it are open. Each person appraised signs with a key
    of his own, so other people's documents stay out there.
    """
    if current is None:
        return None
    place = next((one for one in signable(current) if one.field == field), None) or next_place(current)
    if place is None:
        return None
    skips = place != next_place(current)
    fitting = [
        row
        for row in selected
        if (row.form == current.form or not skips)
        and any(
            (theirs.field, theirs.duty) == (place.field, place.duty)
            for theirs in (signable(row) if skips else signable(row)[:1])
        )
        and (place.field != APPRAISED or row.staff_no == current.staff_no)
    ] or [current]
    numbers = tuple(row.number for row in fitting)
    return Batch(numbers, place, max(0, len(selected) - len(numbers)), _left_out(fitting, place.field))


def _left_out(rows: Iterable[DocumentRow], field: str) -> tuple[LeftOut, ...]:
    """Give the places before `field` that are open in these documents, in signing order."""
    found: dict[str, tuple[str, list[str]]] = {}
    for row in rows:
        before = next(place.before for place in row.signatures if place.field == field)
        for place in row.signatures:
            if place.field in before:
                found.setdefault(place.field, (place.duty, []))[1].append(row.name or row.number)
    return tuple(LeftOut(code, duty, tuple(who)) for code, (duty, who) in found.items())


def composable(closed: Iterable[Period]) -> tuple[Composable, ...]:
    """Give what can be composed of the closed periods, the newest first."""
    forms = {PeriodKind.QUARTER: ("D13",), PeriodKind.YEAR: ("D25", "D18")}
    newest = sorted((period for period in closed if period.kind in forms), reverse=True)
    return tuple(Composable(form, period) for period in newest for form in forms[period.kind])


def composable_text(one: Composable) -> str:
    """Give the words of one choice: 季度考评结果通知单 · 2025 一季度."""
    return f"{one.form} {words.FORMS.get(one.form, '')} · {period_text(one.period)}"


def packet_periods(rows: Iterable[DocumentRow]) -> tuple[tuple[Period, str], ...]:
    """Give the periods that a packet can be bound of, the newest first, with their words."""
    bound = {"D13", "D18", "D25", "D04"}
    found = {row.period for row in rows if row.form in bound and row.state != "void"}
    years = {Period(PeriodKind.YEAR, period.year) for period in found if period.kind is not PeriodKind.MONTH}
    return tuple((period, f"{period_text(period)}卷宗") for period in sorted(found | years, reverse=True))


def verdict_of(found: Mapping[str, Any]) -> Verdict:
    """Give what a check says, from what `verify` answers: verdict, sentence, at most four reasons, the signers last."""
    state = {"valid": "ok", "invalid": "bad"}.get(str(found.get("verdict")), "warn")
    sentence = str(found["sentence"])
    # The gravest reason is the sentence itself.
    reasons = [text for reason in found.get("reasons", ()) if (text := str(reason["message"])) not in sentence]
    signed = [one for one in found.get("signatures", ()) if one.get("signer")]
    several = len(signed) > _FEW_SIGNERS
    named = (one["signer"] if several else f"{one['role']} {one['signer']}" for one in signed)
    signers = "、".join(dict.fromkeys(named))
    lines = (*reasons[:3], f"签署：{signers}") if signers else reasons
    return Verdict(state, sentence, tuple(lines[:4]), str(found.get("file", "")))


def no_pdf(path: Path) -> Verdict:
    """Give the verdict about a file that is no PDF."""
    ways = {
        ".zip": "上报包请到“数据上报”里核对。",
        ".asice": "上报包请到“数据上报”里核对。",
        ".ofd": "这里只验 PDF，OFD 请用签发它的程序验证。",
    }
    way = ways.get(path.suffix.lower(), "只有 PDF 能验签；请向送件人要签过的那份 PDF。")
    return Verdict("warn", f"不能判断：“{path.name}”不是 PDF 文件。", (way,), str(path))


def unread(path: Path, reason: str) -> Verdict:
    """Give the verdict about a file that cannot be read."""
    return Verdict("warn", "不能判断：文件读不出来。", (reason,), str(path))


def file_name(row: DocumentRow) -> str:
    """Give the name proposed for a file."""
    who = f"-{row.staff_no}{row.name}" if row.name else ""
    return f"{row.number}{who}-第{row.edition}版.pdf"


def _done(place: SignatureRow, now: datetime) -> SignStep:
    at = words.moment(place.at, now) if place.at else ""
    line = f"{at}，{KINDS.get(place.kind or '', '')}".strip("，")
    return SignStep(
        place.field, place.duty, place.name or "", SHORT_KINDS.get(place.kind or "", ""), line, StepState.DONE
    )
