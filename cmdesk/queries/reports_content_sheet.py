"""The content of D04: a blank form of the checklist in force, and finished inspection sheets."""

from __future__ import annotations

import base64
import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

from sqlalchemy import select

from cmdesk.documents.content import Content, Person
from cmdesk.documents.pictures import small
from cmdesk.documents.reports.d04_content import Answer as Shown
from cmdesk.documents.reports.d04_content import Duty, InspectionContent, ItemRow, PhotoRow
from cmdesk.exchange.sheets.vocabulary import VISIT
from cmdesk.kernel.errors import Problem, Where, refuse_any
from cmdesk.kernel.periods import Period
from cmdesk.models.inspections import InspectionSheet
from cmdesk.queries.inspections import WholeSheet, sheet_by_number, whole_sheet
from cmdesk.queries.inspections_entry import PhotoLine, photos_of
from cmdesk.queries.org import person_by_no
from cmdesk.queries.reports_identity import FINAL, Draft, Issue, Roster, identity
from cmdesk.queries.reports_words import day, short
from cmdesk.queries.scoring import rules_of
from cmdesk.rules import photo_times
from cmdesk.rules.codes import Visit
from cmdesk.rules.inspection_sheets import Answer, DeductionLine, ItemAnswer, line_points
from cmdesk.rules.photo_times import PhotoTime
from cmdesk.rules.ruleset import RuleSet
from cmdesk.rules.ruleset_work import ChecklistItem
from cmdesk.runtime.context import Context

FORM = "D04"
_DOUBTS = {
    PhotoTime.ON_DAY: "",
    PhotoTime.OTHER_DAY: "非检查当日拍摄",
    PhotoTime.UNKNOWN: "照片里没有拍摄时间",
}
BLANK = "0000"
"""The number that is kept for blank forms."""
FILLING_NOTE = (
    "填表说明：逐项在“是否适用”栏选一，不得空项；不适用的写明理由，其分值从总分中扣除后折算。扣分逐事实记，"
    "每项扣完为止；每项扣分须写明事实、时间、地点和证据编号（台帐、手册、PDA、照片）。写不下的另附事实附页，并注明项目编号。"
)
_EVIDENCE = {"ledger": "台帐", "manual": "手册", "handbook": "手册", "pda": "PDA", "photo": "照片", "other": "其他"}
_SHOWN = {
    Answer.MET: Shown.APPLIES,
    Answer.DEDUCTED: Shown.APPLIES,
    Answer.NOT_APPLICABLE: Shown.NOT_APPLICABLE,
    Answer.NOT_SEEN: Shown.NOT_SEEN,
}


def sheet_drafts(context: Context, period: Period, people: Iterable[str], sheet: str | None) -> tuple[Draft, ...]:
    """Give the finished sheets of a month, or of some people in it, or one of that number, by person and day.

    Raises Rejected `sheet_unknown`, `unknown_person`, `sheet_not_finished` for one asked for by its number.
    """
    rules = rules_of(context, period)
    roster = Roster(context, rules)
    return tuple(_draft(whole_sheet(context, found), roster) for found in _ids(context, period, people, sheet))


def _ids(context: Context, period: Period, people: Iterable[str], sheet: str | None) -> list[uuid.UUID]:
    if sheet is not None:
        row = sheet_by_number(context, sheet)
        where = Where(field="sheet")
        problems = []
        if row.state == "draft":
            problems.append(Problem("sheet_not_finished", where, {"number": sheet}))
        if not period.contains(row.visited_on):
            problems.append(Problem("sheet_of_other_month", where, {"number": sheet, "period": period.chinese}))
        refuse_any(problems)
        return [row.id]
    wanted = (
        select(InspectionSheet.id)
        .where(InspectionSheet.visited_on.between(period.first_day, period.last_day), InspectionSheet.state != "draft")
        .order_by(InspectionSheet.visited_on, InspectionSheet.number)
    )
    ids = [person_by_no(context, number, field="people") for number in people]
    if ids:
        wanted = wanted.where(InspectionSheet.person_id.in_(ids))
    return list(context.session.scalars(wanted))


def _draft(sheet: WholeSheet, roster: Roster) -> Draft:
    period = Period.month_of(sheet.row.visited_on)
    row = sheet.row

    def make(issue: Issue) -> Content:
        person = roster.on(row.visited_on)[sheet.person_id]
        photos = photos_of(roster.context, row.id)
        return InspectionContent(
            identity=identity(roster.context, FORM, period, row.number, issue, roster.rules),
            person=roster.block(person, row.visited_on),
            inspected_on=day(row.visited_on),
            kind=VISIT.word(row.kind),
            filling_note=FILLING_NOTE,
            duties=_duties(sheet.answers, roster.rules, photos),
            result=row.score or "",
            red_line=_red_line(sheet, roster.rules),
            refused=row.acknowledgement == "refused",
            refusal_reason=(sheet.note or "") if row.acknowledgement == "refused" else "",
            photos=tuple(photo_row(roster.context, photo, row.visited_on, roster.rules) for photo in photos),
        )

    return Draft(FORM, period, row.number, sheet.person_id, FINAL, make)


def blank_form(context: Context, period: Period, visit: Visit | None, issue: Issue) -> InspectionContent:
    """Give an empty form; one for 内业 or 外业 says 未查 in advance at what such a visit leaves out."""
    rules = context.rule_set
    skipped = {Visit.DESK: Visit.FIELD, Visit.FIELD: Visit.DESK}.get(visit) if visit is not None else None

    def row(item: ChecklistItem) -> ItemRow:
        answer = Shown.NOT_SEEN if skipped is not None and item.seen_at is skipped else Shown.BLANK
        return ItemRow(number=str(item.no), standard=item.text, points=item.points, rule=rule_text(item), answer=answer)

    return InspectionContent(
        identity=identity(context, FORM, period, BLANK, issue, rules),
        blank=True,
        person=Person(name="", staff_no=""),
        kind=VISIT.word(visit) if visit is not None else "",
        filling_note=FILLING_NOTE,
        duties=tuple(
            Duty(
                number=str(group.no),
                name=group.name,
                items=tuple(row(item) for item in rules.checklist.in_group(group.no)),
            )
            for group in rules.checklist.groups
        ),
    )


def rule_text(item: ChecklistItem) -> str:
    """Give what a fact costs, as the narrow column holds it: 1户扣0.5, or 迟交1天扣1；未交1次扣3."""
    steps = [step for step in item.steps if step.points is not None]
    if not steps:
        return "整表计0分"
    said = [f"1{step.unit}扣{short(step.points or 0)}" for step in steps]
    if len(steps) == 1:
        return said[0]
    return "；".join(f"{step.text}{cost}" for step, cost in zip(steps, said, strict=True))


def _duties(answers: Iterable[ItemAnswer], rules: RuleSet, photos: Iterable[PhotoLine]) -> tuple[Duty, ...]:
    given = {answer.item: answer for answer in answers}
    shown: dict[int | None, list[str]] = defaultdict(list)
    for photo in photos:
        shown[photo.item].append(f"照{photo.line}")
    complaints = {one.code: one.name for one in rules.problem_codes.items}
    checklist = rules.checklist
    return tuple(
        Duty(
            number=str(group.no),
            name=group.name,
            items=tuple(
                _item(item, given[item.no], shown[item.no], complaints)
                for item in checklist.in_group(group.no)
                if item.no in given
            ),
        )
        for group in checklist.groups
    )


def _item(item: ChecklistItem, answer: ItemAnswer, photos: Iterable[str], complaints: Mapping[str, str]) -> ItemRow:
    lines = answer.deductions
    return ItemRow(
        number=str(item.no),
        standard=item.text,
        points=item.points,
        rule=rule_text(item),
        answer=_SHOWN[answer.answer],
        deduction=sum((line_points(line, item) or Decimal(0) for line in lines), Decimal(0)),
        fact=answer.reason or ""
        if answer.answer is Answer.NOT_APPLICABLE
        else "；".join(_fact(line, complaints) for line in lines),
        evidence="；".join((*map(_evidence, lines), *photos)),
    )


def _fact(line: DeductionLine, complaints: Mapping[str, str]) -> str:
    on = line.happened_on
    said = f"，客户问题：{complaints.get(line.problem, line.problem)}" if line.problem else ""
    return f"{line.fact}（{on.month}月{on.day}日，{line.place}{said}）"


def _evidence(line: DeductionLine) -> str:
    kind, number = _EVIDENCE.get(line.evidence, line.evidence), line.evidence_no or ""
    return number if number.startswith(kind) else f"{kind}{number}"


def photo_row(context: Context, photo: PhotoLine, visited_on: date, rules: RuleSet) -> PhotoRow:
    """Give a photo as D04 prints it; one that cannot be drawn leaves its frame empty and says so.

    Raises what the store of files raises.
    """
    data = context.files.get(photo.digest)
    taken = photo_times.taken_at(data)
    item = rules.checklist.item(photo.item) if photo.item is not None else None
    said = f"第{item.no}项　{item.text}" if item is not None else "检查现场"
    doubts = [_DOUBTS[photo_times.checked(taken, visited_on)]]
    doubts += [f"与{photo.elsewhere}重复"] if photo.elsewhere else []
    jpeg = small(data)
    doubts += [] if jpeg else ["照片打不开"]
    return PhotoRow(
        number=f"照{photo.line}",
        caption=f"{said}　{photo.note or ''}".rstrip("　"),
        time=f"{taken:%Y-%m-%d %H:%M}拍摄" if taken else "",
        doubt="；".join(filter(None, doubts)),
        digest=photo.digest,
        jpeg=base64.b64encode(jpeg).decode("ascii"),
    )


def _red_line(sheet: WholeSheet, rules: RuleSet) -> str:
    """Give the place of the red line in the rule set's list."""
    if sheet.red_line is None:
        return ""
    kinds = [kind.code for kind in rules.red_lines.kinds]
    return str(kinds.index(sheet.red_line.kind) + 1) if sheet.red_line.kind in kinds else sheet.red_line.kind
