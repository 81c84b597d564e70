"""Reading 市局决定表: what the city decided on each proposal of one X4."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from cmdesk.exchange.sheets.controls import PEOPLE
from cmdesk.exchange.sheets.fields import Field, Kind, Layout, Need
from cmdesk.exchange.sheets.intake import Asked, Intake, Sheet, Values
from cmdesk.exchange.sheets.person_fields import NAME, NOTE, PERIOD, STAFF_NO, UNIT, UNIT_CODE, required
from cmdesk.exchange.sheets.reading import Reading, Row
from cmdesk.exchange.sheets.table import named_sheet
from cmdesk.exchange.sheets.vocabulary import DECISION, LETTERS, LEVELS, letter_of, level_word, rung_of
from cmdesk.kernel.errors import Problem, Rejected, Where
from cmdesk.kernel.periods import Period, PeriodKind
from cmdesk.kernel.text import folded

_DIGEST = re.compile(r"[0-9a-f]{64}")
_DIGEST_LABEL = "上报摘要"
_CHECK_SHEETS = ("校验", "规则版本与校验")


@dataclass(frozen=True, kw_only=True)
class DecisionRow(Row):
    """The city's decision on one person. `decision`: `agreed`, `adjusted`, `deferred` or `refused`.

    `proposed_rung` is ours as sent back, None where the file leaves it out; `decided_rung` is None for the last two
    decisions, which leave the present rung. `effect` is the month after `decided_on` (Q21).
    """

    year: Period
    staff_no: str
    name: str
    decision: str
    document_number: str
    decided_on: date
    effect: Period
    unit_code: str | None = None
    proposed_rung: str | None = None
    decided_rung: str | None = None
    reason: str | None = None


def _level(name: str, heading: str, *aliases: str, need: Need = Need.OPTIONAL) -> Field:
    return Field(name=name, heading=heading, aliases=aliases, kind=Kind.CHOICE, choices=LEVELS, need=need)


def _letter(name: str, heading: str, *aliases: str, need: Need = Need.OPTIONAL) -> Field:
    return Field(name=name, heading=heading, aliases=aliases, kind=Kind.CHOICE, choices=LETTERS, need=need)


SHEET = Layout(
    names=("决定", "等级评定结果", "批复"),
    fields=(
        replace(PERIOD, heading="年度", aliases=("期间", "考评期间"), need=Need.VALUE),
        required(STAFF_NO),
        required(NAME),
        UNIT_CODE,
        UNIT,
        _level("proposed_level", "拟定级"),
        _letter("proposed_letter", "拟定档"),
        Field(name="decision", heading="决定", kind=Kind.CHOICE, choices=DECISION, need=Need.VALUE),
        _level("decided_level", "确定级", need=Need.COLUMN),
        _letter("decided_letter", "确定档", need=Need.COLUMN),
        Field(name="reason", heading="理由", aliases=("原因",), length=400),
        Field(name="document_number", heading="决定文号", aliases=("文号",), need=Need.VALUE, length=60),
        Field(name="decided_on", heading="决定日期", kind=Kind.DATE, need=Need.VALUE),
        Field(name="effect", heading="生效月份", aliases=("执行月份",), kind=Kind.PERIOD, need=Need.VALUE),
        Field(name="digest", heading=_DIGEST_LABEL, length=64),
        NOTE,
    ),
)


def read(
    path: Path,
    *,
    period: Period | None = None,
    mapping: Mapping[str, Any] | None = None,
    controls: Mapping[str, Decimal] | None = None,
    has_glyph: Callable[[str], bool] | None = None,
) -> Reading[DecisionRow]:
    """Read a decision. `head["上报摘要"]` holds the digest of the X4 answered (without it: warning `not_bound`).

    Own problems: `decision_inconsistent`, `effect_month_wrong`, `rung_missing`, `trainee_with_rung`.
    """
    asked = Asked(period=period, mapping=mapping, controls=controls, has_glyph=has_glyph)
    intake = Intake(path, asked, (SHEET,))
    sheet = intake.main(SHEET)
    if sheet is None:
        return intake.reading(None, ())
    for values in sheet.values:
        _check(values)
    intake.twice(sheet)
    digest = _bound_to(intake, sheet)
    totals = intake.control(sheet, _counts(sheet))
    rows = [_row(values) for values in sheet.values if values.sound]
    reading = intake.reading(sheet, rows, controls=totals)
    return replace(reading, head={**reading.head, _DIGEST_LABEL: digest}) if digest else reading


def _check(values: Values) -> None:
    year, effect, day = values["period"], values["effect"], values["decided_on"]
    if year is not None and year.kind is not PeriodKind.YEAR:
        values.problem("value_not_allowed", "period", value=str(year), allowed="年度，如 2026")
    if effect is not None and day is not None and effect != Period.month_of(day).next():
        expected = str(Period.month_of(day).next())
        values.problem("effect_month_wrong", "effect", value=str(effect), expected=expected)
    proposed = _rung(values, "proposed")
    decided = _rung(values, "decided")
    decision = values["decision"]
    if decision in ("agreed", "adjusted"):
        values.need("decided_level")
    if decision in ("adjusted", "refused"):
        values.need("reason")
    if decision == "agreed" and proposed and decided and proposed != decided:
        params = {"decision": DECISION.word(decision), "proposed": _said(proposed), "decided": _said(decided)}
        values.problem("decision_inconsistent", "decided_level", **params)
    if decision == "adjusted" and proposed and proposed == decided:
        params = {"decision": DECISION.word(decision), "proposed": _said(proposed), "decided": _said(decided)}
        values.problem("decision_inconsistent", "decision", **params)


def _rung(values: Values, which: str) -> str | None:
    level, letter = values[f"{which}_level"], values[f"{which}_letter"]
    if level == "trainee" and letter:
        values.problem("trainee_with_rung", f"{which}_letter", value=letter)
    elif level not in (None, "trainee") and letter is None and not values.refused(f"{which}_letter"):
        values.problem("rung_missing", f"{which}_letter", value=LEVELS.word(level))
    return rung_of(level, letter)


def _said(rung: str) -> str:
    return f"{level_word(rung)}{letter_of(rung) or ''}"


def _counts(sheet: Sheet) -> dict[str, Decimal]:
    """Give the people and, for the figures typed from the paper, how many stand in each decided level."""
    levels = Counter(values["decided_level"] for values in sheet.values)
    counts = {PEOPLE: Decimal(len(sheet.values))}
    return counts | {LEVELS.word(level): Decimal(levels[level]) for level in ("senior", "intermediate", "junior")}


def _bound_to(intake: Intake, sheet: Sheet) -> str | None:
    found: set[str] = {values["digest"].lower() for values in sheet.values if values["digest"]}
    found |= {sheet.table.head[_DIGEST_LABEL].lower()} if _DIGEST_LABEL in sheet.table.head else set()
    found |= _on_check_sheet(intake)
    where = Where(file=intake.file, sheet=sheet.table.sheet, field="digest")
    if len(found) == 1 and _DIGEST.fullmatch(next(iter(found))):
        return found.pop()
    if found:
        params = {"heading": _DIGEST_LABEL, "value": "、".join(sorted(found)), "allowed": "同一个 64 位十六进制数"}
        sheet.cells.problems.append(Problem("value_not_allowed", where, params))
    else:
        sheet.cells.warnings.append(Problem("not_bound", where))
    return None


def _on_check_sheet(intake: Intake) -> set[str]:
    name = named_sheet(intake.book, _CHECK_SHEETS) if intake.book else None
    if name is None or intake.book is None:
        return set()
    try:
        rows = intake.book.cells(name).rows
    except Rejected as refused:
        intake.problems += refused.problems
        return set()
    texts = [[str(cell.value).strip() for cell in row if cell.value is not None] for row in rows]
    return {line[1].lower() for line in texts if len(line) > 1 and folded(line[0]) == _DIGEST_LABEL}


def _row(values: Values) -> DecisionRow:
    keeps = values["decision"] in ("deferred", "refused")
    return DecisionRow(
        place=values.place,
        year=values["period"],
        staff_no=values["staff_no"],
        name=values["name"],
        decision=values["decision"],
        document_number=values["document_number"],
        decided_on=values["decided_on"],
        effect=values["effect"],
        unit_code=values["unit_code"],
        proposed_rung=rung_of(values["proposed_level"], values["proposed_letter"]),
        decided_rung=None if keeps else rung_of(values["decided_level"], values["decided_letter"]),
        reason=values["reason"],
    )
