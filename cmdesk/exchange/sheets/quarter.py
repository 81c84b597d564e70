"""Writing X3 季度综合业绩上报表: the results of a closed quarter and where each came from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cmdesk.exchange.sheets.vocabulary import EMPLOYMENT, Words, letter_of, level_word
from cmdesk.exchange.sheets.writer import Form, OutColumn, OutSheet, Shape, Stamp, out_sheet, workbook
from cmdesk.kernel.amounts import Exact
from cmdesk.kernel.periods import Period

FORM = Form("X3", "季度综合业绩上报表")
SOURCES = Words(
    (
        ("performance", "经营业绩"),
        ("customer", "客户满意度"),
        ("industry", "工业企业评价"),
        ("self", "自我评价"),
        ("department", "营销部审核评价"),
    )
)
HANDLING = Words((("used", "采用"), ("redistributed", "按权重分摊"), ("county_mean", "取县均值")))
BAND_STATE = Words((("graded", "已评"), ("ungraded", "不定等次")))


@dataclass(frozen=True, kw_only=True)
class QuarterLine:
    """One person's quarter; scores 0–100, None = no figure. `missing` are identifiers of the five sources."""

    unit: str
    staff_no: str
    name: str
    period: Period
    employment: str
    rung: str | None
    performance: Exact | None
    customer: Exact | None
    industry: Exact | None
    self_score: Exact | None
    department: Exact | None
    adjustment: Exact | None
    score: Exact | None
    state: str
    missing: tuple[str, ...] = ()
    months: int = 3
    gaps: str | None = None
    training: str | None = None
    note: str | None = None


@dataclass(frozen=True, kw_only=True)
class SourceLine:
    """One source of one person's quarter; weights in percent, `used_weight` after what is missing was shared out."""

    staff_no: str
    source: str
    sample: int | None
    score: Exact | None
    weight: Exact
    used_weight: Exact | None
    handling: str


def sheets(people: Sequence[QuarterLine], sources: Sequence[SourceLine]) -> tuple[OutSheet, ...]:
    """Give the two sheets, each in the order of 工号, sources in the order of R21."""
    order = [identifier for identifier, *_ in SOURCES.entries]
    return (
        out_sheet("季度考评", _PEOPLE, sorted(people, key=lambda line: line.staff_no), numbered=True),
        out_sheet("来源明细", _SOURCES, sorted(sources, key=lambda line: (line.staff_no, order.index(line.source)))),
    )


def write(people: Sequence[QuarterLine], sources: Sequence[SourceLine], stamp: Stamp) -> bytes:
    """Give X3 as a file."""
    return workbook(sheets(people, sources), stamp, FORM)


def _figure(heading: str, name: str, *, total: bool = True) -> OutColumn:
    return OutColumn(heading, lambda row: getattr(row, name), Shape.FIGURE, total=total)


_PEOPLE = (
    OutColumn("单位", lambda row: row.unit),
    OutColumn("工号", lambda row: row.staff_no, Shape.CODE),
    OutColumn("姓名", lambda row: row.name),
    OutColumn("期间", lambda row: str(row.period)),
    OutColumn("用工性质", lambda row: EMPLOYMENT.word(row.employment)),
    OutColumn("现级", lambda row: level_word(row.rung)),
    OutColumn("现档", lambda row: letter_of(row.rung)),
    _figure("经营业绩", "performance"),
    _figure("客户满意度", "customer"),
    _figure("工业企业评价", "industry"),
    _figure("自我评价", "self_score"),
    _figure("营销部审核评价", "department"),
    _figure("审核调整", "adjustment"),
    _figure("季度得分", "score"),
    OutColumn("评定状态", lambda row: BAND_STATE.word(row.state)),
    OutColumn("缺失来源", lambda row: "、".join(SOURCES.word(source) for source in row.missing)),
    OutColumn("月数", lambda row: row.months, Shape.INTEGER),
    OutColumn("差距", lambda row: row.gaps),
    OutColumn("培训需求", lambda row: row.training),
    OutColumn("备注", lambda row: row.note),
)
_SOURCES = (
    OutColumn("工号", lambda row: row.staff_no, Shape.CODE),
    OutColumn("来源", lambda row: SOURCES.word(row.source)),
    OutColumn("样本数", lambda row: row.sample, Shape.INTEGER),
    _figure("得分", "score"),
    _figure("权重", "weight", total=False),
    _figure("折算权重", "used_weight", total=False),
    OutColumn("处理方式", lambda row: HANDLING.word(row.handling)),
)
