"""One inspection sheet (B.4): what is wrong with it, and what it scores."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from cmdesk.kernel.errors import Problem, Where
from cmdesk.rules import inspections
from cmdesk.rules.inspections import SheetScore, sheet_score
from cmdesk.rules.ruleset import RuleSet
from cmdesk.rules.ruleset_work import Checklist, ChecklistItem, DeductionStep, RedLines

FREE_STEP = "other"
RED_LINE_ITEM = 1103
FINDINGS_ITEM = 1101
SHORTEST_FACT = 2


class Answer(StrEnum):
    """The four answers to an item. 不适用 needs a reason; 未查 needs none. Both leave the base."""

    MET = "met"
    DEDUCTED = "deducted"
    NOT_APPLICABLE = "not_applicable"
    NOT_SEEN = "not_seen"


@dataclass(frozen=True, kw_only=True)
class DeductionLine:
    """One deduction: a step of the item so many times (or a free figure), with fact, place, day and evidence."""

    step: str
    times: int = 1
    points: Decimal | None = None
    fact: str
    place: str
    happened_on: date
    evidence: str
    evidence_no: str | None = None
    problem: str | None = None


@dataclass(frozen=True, kw_only=True)
class ItemAnswer:
    """The answer to one item with its deductions."""

    item: int
    answer: Answer
    reason: str | None = None
    deductions: tuple[DeductionLine, ...] = ()


@dataclass(frozen=True, kw_only=True)
class RedLine:
    """A red line (B.15): its kind, the fact and the evidence. Counts only with all three."""

    kind: str
    fact: str
    evidence: str


def finding_key(sheet: str, item: int) -> str:
    """Give what a deduction of item 1101 writes as its evidence: the finding of the visit before that it is about."""
    return f"{sheet}/{item}"


def line_points(line: DeductionLine, item: ChecklistItem) -> Decimal | None:
    """Give what a deduction costs: the step times its number, or the free figure of 其他; None for an unknown step."""
    step = step_of(item, line.step)
    if step is None:
        return None
    if step.points is None:
        return line.points
    return step.points * line.times


def step_of(item: ChecklistItem, code: str) -> DeductionStep | None:
    """Give the step with that code, or None."""
    return next((step for step in item.steps if step.code == code), None)


def scored(answers: Iterable[ItemAnswer], *, red_line: bool, rule_set: RuleSet) -> SheetScore:
    """Give the score of complete answers (B.4), by the same function as the rule set's worked examples.

    Raises Rejected `no_applicable_item` where no item counts.
    """
    checklist = rule_set.checklist
    return sheet_score(
        [
            inspections.ItemAnswer(
                no=item.no,
                points=item.points,
                deductions=tuple(line_points(line, item) or Decimal(0) for line in answer.deductions),
                applicable=answer.answer in {Answer.MET, Answer.DEDUCTED},
                not_seen=answer.answer is Answer.NOT_SEEN,
            )
            for answer in answers
            if (item := checklist.item(answer.item)) is not None
        ],
        red_line=red_line,
        rule_set=rule_set,
    )


def base_share(answers: Sequence[ItemAnswer], checklist: Checklist) -> Fraction:
    """Give the share of points that count among the items looked at; 未查 does not lower it (B.4)."""
    points = {item.no: item.points for item in checklist.items}
    seen = [a for a in answers if a.answer is not Answer.NOT_SEEN and a.item in points]
    whole = sum((points[a.item] for a in seen), Decimal(0))
    kept = sum((points[a.item] for a in seen if a.answer is not Answer.NOT_APPLICABLE), Decimal(0))
    return Fraction(kept) / Fraction(whole) if whole else Fraction(1)


def check_answers(
    answers: Sequence[ItemAnswer], checklist: Checklist, *, evidence_kinds: Sequence[str], problem_codes: Sequence[str]
) -> tuple[list[Problem], list[Problem]]:
    """Give every problem and warning of the answers given so far; blanks are not counted here."""
    problems: list[Problem] = []
    warnings: list[Problem] = []
    seen: set[int] = set()
    for answer in answers:
        where = Where(field=str(answer.item))
        item = checklist.item(answer.item)
        if item is None:
            problems.append(Problem("item_unknown", where, {"item": answer.item}))
            continue
        if answer.item in seen:
            problems.append(Problem("item_twice", where, {"item": answer.item}))
        seen.add(answer.item)
        problems += _answer_problems(answer, where)
        for number, line in enumerate(answer.deductions, 1):
            at = Where(field=f"{answer.item}/{number}")
            problems += _line_problems(line, item, at, evidence_kinds, problem_codes)
        taken = sum((line_points(line, item) or Decimal(0) for line in answer.deductions), Decimal(0))
        if taken > item.points:
            params = {"item": answer.item, "deducted": taken, "points": item.points}
            warnings.append(Problem("deduction_above_points", where, params))
    return problems, warnings


def blank_items(answers: Iterable[ItemAnswer], checklist: Checklist) -> tuple[Problem, ...]:
    """Give `blank_item` for each item without an answer: every sheet has all items."""
    given = {answer.item for answer in answers}
    return tuple(
        Problem("blank_item", Where(field=str(item.no)), {"item": item.no, "text": item.text})
        for item in checklist.items
        if item.no not in given
    )


def check_red_line(red_line: RedLine | None, rules: RedLines) -> list[Problem]:
    """Give what a red line lacks: a known kind, a fact, evidence (row 9)."""
    if red_line is None:
        return []
    where = Where(field="red_line")
    problems = []
    if red_line.kind not in {kind.code for kind in rules.kinds}:
        problems.append(Problem("red_line_unknown", where, {"kind": red_line.kind}))
    if not red_line.fact.strip() or not red_line.evidence.strip():
        problems.append(Problem("red_line_without_fact", where))
    return problems


def unseen_items(sheets: Iterable[Iterable[ItemAnswer]], checklist: Checklist) -> tuple[int, ...]:
    """Give the items that no sheet looked at, in order: listed at the close (B.4)."""
    looked: dict[int, bool] = defaultdict(bool)
    for answers in sheets:
        for answer in answers:
            looked[answer.item] |= answer.answer is not Answer.NOT_SEEN
    return tuple(item.no for item in checklist.items if not looked[item.no])


def _answer_problems(answer: ItemAnswer, where: Where) -> list[Problem]:
    params = {"item": answer.item}
    if answer.answer is Answer.DEDUCTED and not answer.deductions:
        return [Problem("deduction_missing", where, params)]
    if answer.answer is not Answer.DEDUCTED and answer.deductions:
        return [Problem("item_not_marked", where, params)]
    if answer.answer is Answer.NOT_APPLICABLE and not (answer.reason or "").strip():
        return [Problem("reason_missing", where, params)]
    return []


def _line_problems(
    line: DeductionLine, item: ChecklistItem, where: Where, kinds: Sequence[str], codes: Sequence[str]
) -> list[Problem]:
    params = {"item": item.no}
    problems = []
    step = step_of(item, line.step)
    if step is None:
        problems.append(Problem("step_unknown", where, {**params, "step": line.step}))
    elif step.points is None and (line.points is None or line.points <= 0):
        problems.append(Problem("points_missing", where, params))
    elif step.points is not None and line.points is not None and line.points != step.points * line.times:
        expected = step.points * line.times
        problems.append(Problem("points_not_step", where, {**params, "given": line.points, "expected": expected}))
    if line.times < 1:
        problems.append(Problem("times_too_small", where, params))
    if len(line.fact.strip()) < SHORTEST_FACT or not line.place.strip():
        problems.append(Problem("fact_missing", where, params))
    if line.evidence not in kinds or (line.evidence != "other" and not (line.evidence_no or "").strip()):
        problems.append(Problem("evidence_missing", where, params))
    if line.problem is not None and line.problem not in codes:
        problems.append(Problem("problem_code_unknown", where, {**params, "code": line.problem}))
    return problems
