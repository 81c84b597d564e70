"""What bars the close of a period, and what is only said about it (B.8.9)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from cmdesk.kernel.errors import Problem, refuse_any
from cmdesk.kernel.periods import Period
from cmdesk.rules.codes import Source
from cmdesk.rules.ruleset import RuleSet


@dataclass(frozen=True)
class CloseCheck:
    """Everything that bars a close, and everything to be said; `problems` empty: it may be closed."""

    problems: tuple[Problem, ...]
    warnings: tuple[Problem, ...]

    def refuse(self) -> None:
        """Raise Rejected with all problems (and the warnings) where anything bars the close."""
        refuse_any(self.problems, self.warnings)


@dataclass(frozen=True, kw_only=True)
class SheetState:
    """How far one inspection sheet of a month has come."""

    label: str
    finished: bool
    approved: bool
    signed_or_refused: bool
    red_line_without_basis: bool = False


@dataclass(frozen=True, kw_only=True)
class PersonMonth:
    """One person in a month that is to be closed."""

    no: str
    name: str
    performance: Decimal | None
    sheets: tuple[SheetState, ...]
    overdue_corrections: int = 0
    plan_in: bool = True


@dataclass(frozen=True, kw_only=True)
class MonthState:
    """What the close of a month looks at. `unseen_items`: checklist numbers that no sheet of the month looked at."""

    period: Period
    open_before: tuple[Period, ...]
    indicators_in: bool
    people: tuple[PersonMonth, ...]
    unseen_items: tuple[int, ...] = ()


def check_month(state: MonthState, rule_set: RuleSet) -> CloseCheck:
    """Say whether a month may be closed (B.8.9)."""
    problems = [*_earlier_open(state.period, state.open_before)]
    if not state.indicators_in:
        problems.append(Problem("indicators_not_in", params={"period": state.period.chinese}))
    for person in state.people:
        problems += _sheet_problems(person)
    warnings = [problem for person in state.people for problem in _person_warnings(person, rule_set)]
    if state.unseen_items:
        listed = "、".join(str(no) for no in state.unseen_items)
        warnings.append(Problem("items_not_seen", params={"items": listed, "count": len(state.unseen_items)}))
    return CloseCheck(tuple(problems), tuple(warnings))


def _earlier_open(period: Period, earlier: Iterable[Period]) -> list[Problem]:
    return [
        Problem("earlier_period_open", params={"period": period.chinese, "open": other.chinese})
        for other in sorted(earlier)
    ]


def _sheet_problems(person: PersonMonth) -> list[Problem]:
    wrong: Sequence[tuple[str, Callable[[SheetState], bool]]] = (
        ("month_sheet_is_draft", lambda sheet: not sheet.finished),
        ("sheet_not_approved", lambda sheet: sheet.finished and not sheet.approved),
        ("sheet_not_signed", lambda sheet: sheet.finished and not sheet.signed_or_refused),
        ("red_line_without_basis", lambda sheet: sheet.red_line_without_basis),
    )
    return [
        _of(person, code, sheet=sheet.label) for sheet in person.sheets for code, is_wrong in wrong if is_wrong(sheet)
    ]


def _person_warnings(person: PersonMonth, rule_set: RuleSet) -> list[Problem]:
    wanted = rule_set.inspections.sheets_a_month
    found = []
    if person.performance is None:
        found.append(_of(person, "no_performance"))
    if not person.sheets:
        found.append(_of(person, "no_sheet"))
    elif len(person.sheets) < wanted:
        found.append(_of(person, "few_sheets", found=len(person.sheets), wanted=wanted))
    if person.overdue_corrections:
        found.append(_of(person, "corrections_overdue", count=person.overdue_corrections))
    if not person.plan_in:
        found.append(_of(person, "plan_missing"))
    return found


def _of(person: PersonMonth | PersonQuarter | PersonHalf | PersonYear, code: str, **params: object) -> Problem:
    return Problem(code, params={"no": person.no, "name": person.name, **params})


@dataclass(frozen=True, kw_only=True)
class PersonQuarter:
    """One person in a quarter: missing sources, whether the quarter is 不定等次, and whether a talk is due."""

    no: str
    name: str
    missing: tuple[Source, ...] = ()
    ungraded: bool = False
    talk_required: bool = False


@dataclass(frozen=True, kw_only=True)
class QuarterState:
    """What the close of a quarter looks at. `open_rounds`: sources (C, G, S, R) whose round is open."""

    period: Period
    open_months: tuple[Period, ...]
    open_rounds: tuple[Source, ...]
    people: tuple[PersonQuarter, ...]


def check_quarter(state: QuarterState, rule_set: RuleSet) -> CloseCheck:
    """Say whether a quarter may be closed (B.8.9)."""
    problems = _earlier_open(state.period, state.open_months)
    problems += [
        Problem("round_open", params={"source": source.chinese, "at": str(source)}) for source in state.open_rounds
    ]
    warnings = []
    for person in state.people:
        warnings += [
            _of(person, "source_missing", source=source.chinese, policy=_policy(source, rule_set))
            for source in person.missing
        ]
        if person.ungraded:
            warnings.append(_of(person, "person_ungraded", reason="不足规定的月数"))
        if person.talk_required:
            warnings.append(_of(person, "talk_required", over=rule_set.department.talk_over))
    return CloseCheck(tuple(problems), tuple(warnings))


_POLICY_NAMES = {
    "redistribute": "其权重分给其余来源",
    "county_mean": "取全县平均分",
    "hold": "等待补齐",
    "fixed": "按固定分",
}


def _policy(source: Source, rule_set: RuleSet) -> str:
    if source is Source.PERFORMANCE:
        return _POLICY_NAMES["redistribute"]
    return _POLICY_NAMES[getattr(rule_set.missing_sources, source.value).policy.value]


@dataclass(frozen=True, kw_only=True)
class PersonHalf:
    """One person in a half-year: whether the exam was put off (缓考)."""

    no: str
    name: str
    deferred: bool = False


@dataclass(frozen=True, kw_only=True)
class HalfYearState:
    """What the close of a half-year looks at."""

    period: Period
    marks_published: bool
    people: tuple[PersonHalf, ...]


def check_half_year(state: HalfYearState) -> CloseCheck:
    """Say whether a half-year may be closed (B.8.9)."""
    missing = Problem("marks_not_published", params={"period": state.period.chinese})
    warnings = tuple(_of(person, "exam_deferred") for person in state.people if person.deferred)
    return CloseCheck(() if state.marks_published else (missing,), warnings)


@dataclass(frozen=True, kw_only=True)
class Round:
    """The state of a round of the competency assessment: closed, or recorded as not held."""

    code: str
    name: str
    closed: bool
    not_held: bool = False


@dataclass(frozen=True, kw_only=True)
class PersonYear:
    """One person in a year: why 不定等次, or None."""

    no: str
    name: str
    ungraded_because: str | None = None


@dataclass(frozen=True, kw_only=True)
class YearState:
    """What the close of a year looks at: periods still open, and the rounds of peers, leaders and rating."""

    period: Period
    open_periods: tuple[Period, ...]
    rounds: tuple[Round, ...]
    seats_in: bool
    people: tuple[PersonYear, ...]


def check_year(state: YearState) -> CloseCheck:
    """Say whether a year may be closed (B.8.9). Missing seats (X5) only bar rises, so they are only said."""
    problems = _earlier_open(state.period, state.open_periods)
    problems += [
        Problem("rating_not_counted", params={"round": entry.name, "way": entry.code})
        for entry in state.rounds
        if not entry.closed and not entry.not_held
    ]
    warnings = [
        _of(person, "person_ungraded", reason=person.ungraded_because)
        for person in state.people
        if person.ungraded_because
    ]
    if not state.seats_in:
        warnings.append(Problem("seats_not_in", params={"period": state.period.chinese}))
    return CloseCheck(tuple(problems), tuple(warnings))
