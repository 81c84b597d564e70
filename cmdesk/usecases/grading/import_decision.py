"""Take in the city's decision file: only this changes the assessed rung (B.12a)."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from sqlalchemy import select

from cmdesk.exchange.sheets import decision
from cmdesk.exchange.sheets.decision import DecisionRow
from cmdesk.exchange.sheets.reading import Reading
from cmdesk.kernel.errors import Problem, Where
from cmdesk.kernel.periods import Period
from cmdesk.kernel.text import folded
from cmdesk.models.exchange import ExportRun
from cmdesk.models.grading import CityDecision, Grading
from cmdesk.models.org import RungSpell
from cmdesk.models.pay import PayRelease
from cmdesk.queries.grading_outcome import decision_of, gradings_of
from cmdesk.queries.grading_seats import seats_of
from cmdesk.queries.org import PersonOn, numbers_by_id
from cmdesk.rules.ladder import LEVELS, Rung
from cmdesk.runtime.context import Context, Done
from cmdesk.runtime.registry import Command, UseCase
from cmdesk.usecases import incoming
from cmdesk.usecases.incoming import Answers, Intake, Part, RowChange, Weighed

KEEPS = frozenset({"deferred", "refused"})
_CONTROLS = {
    "人数": {"people", "count", "人数"},
    "高级": {"senior", "高级"},
    "中级": {"intermediate", "中级"},
    "初级": {"junior", "初级"},
}
_DIGEST = "上报摘要"


@dataclass(frozen=True, kw_only=True)
class ImportDecision(Command):
    """Take in 市局决定表 of a year; it answers our newest X4, and 营销部主任 confirms.

    Control totals are typed from the paper: people, and how many 高级, 中级, 初级. A decided rung begins on the first
    day of the effect month; 暂缓 and 不同意 leave the present one. Other content comes only under a new 决定文号.
    Refused: shape and values of the file, `control_missing`, `not_decided_here`, `not_submitted`,
    `answers_other_file`, `proposal_differs`, `person_missing`, `not_nominated`, `decision_inconsistent`,
    `effect_month_wrong`, `decision_document_used`, `pay_released`, `unknown_person`, `name_differs`. Warned:
    `not_bound`, `over_city_seats`. One undo step.
    """

    file: Path
    period: Period
    mapping: Path | None = None
    controls: Mapping[str, Decimal] = field(default_factory=dict)
    answers: Answers = field(default_factory=Answers)


@dataclass(frozen=True)
class _Decided:
    row: DecisionRow
    person: PersonOn
    grading: Grading

    @property
    def rung(self) -> Rung:
        """Give the rung that stands after the decision: 暂缓 and 不同意 leave the present one."""
        if self.row.decision in KEEPS or self.row.decided_rung is None:
            return Rung(self.grading.present)
        return Rung(self.row.decided_rung)


def handle(context: Context, command: ImportDecision) -> Done:
    """Read, hold against what was sent, refuse or write."""
    return incoming.take(context, weigh(context, command))


def weigh(context: Context, command: ImportDecision) -> Weighed:
    """Read and compare; nothing is written yet."""
    reading = decision.read(
        command.file,
        period=command.period,
        mapping=incoming.headings(command.mapping, command.answers),
        controls=command.controls,
        has_glyph=context.has_glyph,
    )
    year = command.period.year
    decided, problems = _matched(context, reading, command.period, command.answers)
    problems = [
        *_control_problems(command),
        *_submission_problems(context, command.period, reading),
        *problems,
        *_absent_problems(context, year, reading),
    ]
    before = _standing(context, year)
    intake = Intake([_change(one, before.get(one.person.id)) for one in decided])
    changed = [one for one, row in zip(decided, intake.rows, strict=True) if row.state != "unchanged"]
    problems += _later_problems(context, year, changed)
    _warn_seats(context, year, decided)

    def write(run: uuid.UUID) -> None:
        for one in changed:
            _write(context, year, one, run)

    return Weighed(
        kind="decision",
        period=command.period,
        parts=[Part(reading=reading, intake=intake, write=write)],
        problems=problems,
        answers=command.answers,
    )


def _matched(
    context: Context, reading: Reading[DecisionRow], period: Period, answers: Answers
) -> tuple[list[_Decided], list[Problem]]:
    roll = incoming.Roll.on(context, period, answers)
    found: list[_Decided] = []
    problems: list[Problem] = []
    for row in reading.rows:
        person, wrong, odd = roll.find(row.staff_no, row.name, row.place)
        problems += wrong
        context.warn(odd)
        if person is None:
            continue
        grading = context.session.get(Grading, (period.year, person.id))
        if grading is None or grading.final is None:
            params = {"staff_no": person.staff_no, "name": person.name}
            problems.append(Problem("not_nominated", row.place, params))
            continue
        problems += _row_problems(context, row, grading)
        found.append(_Decided(row, person, grading))
    return found, problems


def _row_problems(context: Context, row: DecisionRow, grading: Grading) -> list[Problem]:
    problems = []
    final = Rung(grading.final or grading.present)
    if row.proposed_rung is not None and row.proposed_rung != final:
        params = {"what": "拟定级、拟定档", "given": Rung(row.proposed_rung).chinese, "ours": final.chinese}
        problems.append(Problem("proposal_differs", row.place, params))
    if row.unit_code is not None and row.unit_code != context.unit.code:
        params = {"what": "单位代码", "given": row.unit_code, "ours": context.unit.code}
        problems.append(Problem("proposal_differs", row.place, params))
    agreed, same = row.decision == "agreed", row.decided_rung == final
    if row.decided_rung is not None and row.proposed_rung is None and agreed is not same:
        params = {
            "decision": "同意" if agreed else "调整",
            "proposed": final.chinese,
            "decided": Rung(row.decided_rung).chinese,
        }
        problems.append(Problem("decision_inconsistent", row.place, params))
    return problems


def _control_problems(command: ImportDecision) -> list[Problem]:
    typed = {folded(name).lower() for name in command.controls}
    return [
        Problem("control_missing", Where(field="controls"), {"name": name})
        for name, words in _CONTROLS.items()
        if not typed & words
    ]


def _submission_problems(context: Context, period: Period, reading: Reading[DecisionRow]) -> list[Problem]:
    where = Where(file=reading.file)
    problems = []
    if decision_of(context, period.year) is None:
        problems.append(Problem("not_decided_here", where, {"year": period.year}))
    ours = context.session.scalar(
        select(ExportRun.content_digest)
        .where(ExportRun.kind == "levels", ExportRun.period == period)
        .order_by(ExportRun.edition.desc())
        .limit(1)
    )
    given = reading.head.get(_DIGEST)
    if ours is None:
        problems.append(Problem("not_submitted", where, {"year": period.year}))
    elif given is not None and given != ours:
        problems.append(Problem("answers_other_file", where, {"given": given[:16], "ours": ours[:16]}))
    return problems


def _absent_problems(context: Context, year: int, reading: Reading[DecisionRow]) -> list[Problem]:
    """Give `person_missing` for everybody of our X4 of whom the file says nothing."""
    names = numbers_by_id(context)
    given = {person.staff_no for person in reading.people}
    missing = sorted(names[row.person_id] for row in gradings_of(context, year) if row.final is not None)
    return [
        Problem("person_missing", Where(file=reading.file), {"staff_no": number, "name": name})
        for number, name in missing
        if number not in given
    ]


def _standing(context: Context, year: int) -> dict[uuid.UUID, CityDecision]:
    """Give the latest decision on each person."""
    rows = context.session.scalars(
        select(CityDecision)
        .where(CityDecision.year == year)
        .order_by(CityDecision.decided_on, CityDecision.document_no)
    )
    return {row.person_id: row for row in rows}


def _change(one: _Decided, before: CityDecision | None) -> RowChange:
    number, name, line = one.person.staff_no, one.person.name, one.row.place.row
    if before is None:
        return RowChange(number, name, "new", row=line)
    old = {
        "decision": before.verdict,
        "rung": before.rung,
        "reason": before.reason or "",
        "document_number": before.document_no,
        "decided_on": before.decided_on.isoformat(),
        "effect": str(before.effective),
    }
    new = {
        "decision": one.row.decision,
        "rung": str(one.rung.value),
        "reason": one.row.reason or "",
        "document_number": one.row.document_number,
        "decided_on": one.row.decided_on.isoformat(),
        "effect": str(one.row.effect),
    }
    changes = {key: (old[key], value) for key, value in new.items() if old[key] != value}
    return RowChange(number, name, "changed" if changes else "unchanged", changes, line)


def _later_problems(context: Context, year: int, changed: Sequence[_Decided]) -> list[Problem]:
    """Refuse other content under a document that was taken in, and an effect in a month whose pay is released."""
    used = set(context.session.scalars(select(CityDecision.document_no).where(CityDecision.year == year).distinct()))
    released = set(context.session.scalars(select(PayRelease.period)))
    problems = []
    for one in changed:
        if one.row.document_number in used:
            params = {"document_no": one.row.document_number, "name": one.person.name}
            problems.append(Problem("decision_document_used", one.row.place, params))
        if any(month >= one.row.effect for month in released):
            params = {"effect": one.row.effect.chinese, "month": max(released).chinese}
            problems.append(Problem("pay_released", one.row.place, params))
    return problems


def _warn_seats(context: Context, year: int, decided: Sequence[_Decided]) -> None:
    counts = Counter(one.rung.level for one in decided)
    seats = seats_of(context, year)
    for level in LEVELS:
        cap = seats.binding(level)
        if seats.known and cap is not None and counts[level] > cap:
            params = {"level": level.chinese, "count": counts[level], "cap": cap}
            context.warn(Problem("over_city_seats", params=params))


def _write(context: Context, year: int, one: _Decided, run: uuid.UUID) -> None:
    context.session.add(
        CityDecision(
            year=year,
            document_no=one.row.document_number,
            person_id=one.person.id,
            verdict=one.row.decision,
            rung=one.rung,
            reason=one.row.reason,
            decided_on=one.row.decided_on,
            effective=one.row.effect,
            import_id=run,
        )
    )
    start = one.row.effect.first_day
    held = context.session.scalar(
        select(RungSpell.rung)
        .where(RungSpell.person_id == one.person.id, RungSpell.start <= start)
        .order_by(RungSpell.start.desc())
        .limit(1)
    )
    one.grading.decided = one.rung
    if held != one.rung:
        context.session.merge(
            RungSpell(
                person_id=one.person.id,
                start=start,
                rung=one.rung,
                start_known=True,
                decided=True,
                document_no=one.row.document_number,
            )
        )


use_case = UseCase(command=ImportDecision, permission="grading.confirm", handle=handle, second="grading.confirm")
