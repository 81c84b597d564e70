"""Writing X4 等级评定上报表: the proposals of a year, one row a person of the base, and the places they take."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from cmdesk.exchange.sheets.vocabulary import BANDS, EDUCATION, EMPLOYMENT, LEVELS, letter_of, level_word, yes_no
from cmdesk.exchange.sheets.writer import Form, OutColumn, OutSheet, Shape, Stamp, out_sheet, workbook
from cmdesk.kernel.amounts import Exact

FORM = Form("X4", "等级评定上报表", check_sheet="规则版本与校验")


@dataclass(frozen=True, kw_only=True)
class LevelLine:
    """One person of the base (appraisal rules D). Marks are as sat: absent 0, deferred None with a word in `notes`."""

    unit: str
    staff_no: str
    name: str
    employment: str
    education: str | None
    post_since: date | None
    full_years: int | None
    rural: bool
    present_rung: str | None
    quarters: tuple[Exact | None, Exact | None, Exact | None, Exact | None]
    quarters_mean: Exact | None
    theory: tuple[Exact | None, Exact | None]
    practice: tuple[Exact | None, Exact | None]
    competency: Exact | None
    score: Exact | None
    band: str
    agreed: int | None
    expected: int | None
    final_rung: str | None
    pay_coefficient: Exact | None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class SeatLine:
    """The places of one level: `seats` as issued (None = not issued), people who hold it now and after."""

    unit: str
    base_date: date
    headcount: int
    trainees: int
    level: str
    seats: int | None
    present: int
    proposed: int
    note: str | None = None

    @property
    def over(self) -> int | None:
        """Give how many of the proposed are above the places."""
        return None if self.seats is None else max(0, self.proposed - self.seats)

    @property
    def free(self) -> int | None:
        """Give how many places stay empty."""
        return None if self.seats is None else max(0, self.seats - self.proposed)


@dataclass(frozen=True, kw_only=True)
class LevelFacts:
    """The further lines of the last sheet, as texts."""

    weights: str
    cap_rounding: str
    base: str
    ballot_method: str
    seats_document: str | None
    meeting: str | None

    def lines(self) -> tuple[tuple[str, str | None], ...]:
        """Give the lines in their order."""
        return (
            ("权重", self.weights),
            ("上限取整", self.cap_rounding),
            ("基数口径", self.base),
            ("计票办法", self.ballot_method),
            ("X5文号", self.seats_document),
            ("会议编号", self.meeting),
        )


@dataclass(frozen=True)
class _Sum:
    """The row 合计 under the levels."""

    lines: Sequence[SeatLine]

    def of(self, name: str) -> int | None:
        figures = [figure for line in self.lines if (figure := getattr(line, name)) is not None]
        return sum(figures) if figures else None


def sheets(people: Sequence[LevelLine], seats: Sequence[SeatLine]) -> tuple[OutSheet, ...]:
    """Give 明细 in the order of 工号 and 汇总 with one row a level and one 合计."""
    details = out_sheet("明细", _DETAILS, sorted(people, key=lambda line: line.staff_no), numbered=True)
    return details, out_sheet("汇总", _SUMMARY, [*seats, _Sum(seats)])


def write(people: Sequence[LevelLine], seats: Sequence[SeatLine], facts: LevelFacts, stamp: Stamp) -> bytes:
    """Give X4 as a file."""
    return workbook(sheets(people, seats), stamp, FORM, facts.lines())


def _figure(heading: str, name: str, index: int | None = None) -> OutColumn:
    if index is None:
        return OutColumn(heading, lambda row: getattr(row, name), Shape.FIGURE, total=True)
    return OutColumn(heading, lambda row: getattr(row, name)[index], Shape.FIGURE, total=True)


_DETAILS = (
    OutColumn("单位", lambda row: row.unit),
    OutColumn("工号", lambda row: row.staff_no, Shape.CODE),
    OutColumn("姓名", lambda row: row.name),
    OutColumn("用工性质", lambda row: EMPLOYMENT.word(row.employment)),
    OutColumn("学历", lambda row: EDUCATION.word(row.education) if row.education else None),
    OutColumn("任职年月", lambda row: f"{row.post_since:%Y-%m}" if row.post_since else None),
    OutColumn("任职满年", lambda row: row.full_years, Shape.INTEGER),
    OutColumn("是否农村线路", lambda row: yes_no(row.rural)),
    OutColumn("现级", lambda row: level_word(row.present_rung)),
    OutColumn("现档", lambda row: letter_of(row.present_rung)),
    *(_figure(f"Q{number}", "quarters", number - 1) for number in range(1, 5)),
    _figure("年度业绩", "quarters_mean"),
    _figure("理论1", "theory", 0),
    _figure("理论2", "theory", 1),
    _figure("技能1", "practice", 0),
    _figure("技能2", "practice", 1),
    _figure("综合评议", "competency"),
    _figure("年度得分", "score"),
    OutColumn("评定等次", lambda row: BANDS.word(row.band)),
    OutColumn("同意票", lambda row: row.agreed, Shape.INTEGER),
    OutColumn("应到", lambda row: row.expected, Shape.INTEGER),
    OutColumn("拟定级", lambda row: level_word(row.final_rung)),
    OutColumn("拟定档", lambda row: letter_of(row.final_rung)),
    OutColumn("套改系数", lambda row: row.pay_coefficient, Shape.FIGURE, places=1, total=True),
    OutColumn("备注", lambda row: "；".join(row.notes)),
)


def _of_level(heading: str, name: str, shape: Shape) -> OutColumn:
    return OutColumn(heading, lambda row: None if isinstance(row, _Sum) else getattr(row, name), shape)


def _summed(heading: str, name: str) -> OutColumn:
    return OutColumn(heading, lambda row: row.of(name) if isinstance(row, _Sum) else getattr(row, name), Shape.INTEGER)


_SUMMARY = (
    OutColumn("单位", lambda row: "合计" if isinstance(row, _Sum) else row.unit),
    _of_level("基准日", "base_date", Shape.DATE),
    _of_level("基准人数", "headcount", Shape.INTEGER),
    _of_level("其中见习", "trainees", Shape.INTEGER),
    OutColumn("级别", lambda row: None if isinstance(row, _Sum) else LEVELS.word(row.level)),
    _summed("名额", "seats"),
    _summed("现有人数", "present"),
    _summed("拟定人数", "proposed"),
    _summed("超出", "over"),
    _summed("空缺", "free"),
    _of_level("备注", "note", Shape.TEXT),
)
