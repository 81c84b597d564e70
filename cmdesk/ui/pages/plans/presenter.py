"""What the page of the plans says, without widgets."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from cmdesk.queries.plans_board import PlanBoard, PlanLine
from cmdesk.ui import words
from cmdesk.ui.forms.form import DateSpec, NotesSpec, NumberSpec
from cmdesk.ui.forms.specs import FieldSpec

FILTERS: dict[str, Callable[[PlanLine], bool]] = {
    "没有交": lambda row: row.plan.state == "missing",
    "等确认": lambda row: row.plan.state == "submitted",
    "已确认": lambda row: row.plan.state == "confirmed",
    "全部": lambda row: True,
}
_FIGURE_PLACES = 2


def state_of(row: PlanLine) -> tuple[str, str]:
    """Give the state of a plan as (word, state)."""
    if row.plan.state == "missing":
        return ("逾期没有交", "bad") if row.late else ("没有交", "none")
    if row.plan.state == "submitted":
        return ("晚交，等确认", "warn") if row.late else ("等确认", "info")
    return ("已确认（晚交）", "ok") if row.late else ("已确认", "ok")


def month_line(board: PlanBoard, today: date) -> str:
    """Give the line below the title: how many are in, how many confirmed, by when."""
    total = len(board.rows)
    handed = sum(row.plan.state != "missing" for row in board.rows)
    confirmed = sum(row.plan.state == "confirmed" for row in board.rows)
    parts = [f"{handed} / {total} 人已交", f"{confirmed} 人已确认"]
    if board.due is not None:
        parts.append(f"{words.day(board.due, today=today)}前交齐")
    if late := sum(row.late and row.plan.state == "missing" for row in board.rows):
        parts.append(f"{late} 人逾期")
    return " · ".join(parts)


def specs_of(board: PlanBoard, today: date) -> tuple[FieldSpec, ...]:
    """Give the fields of a plan as the rule set asks for them: figures, one text a focus, the lines of emphasis."""
    figures = tuple(
        NumberSpec(f"target_{one.code}", one.name, _FIGURE_PLACES, unit=one.unit, required=True)
        for one in board.targets
    )
    texts = tuple(NotesSpec(f"part_{one.code}", one.name, lines=2, most=400, required=True) for one in board.focuses)
    lines = NotesSpec("focus", "工作重点", lines=board.focus_lines, hint=f"一行一条，最多 {board.focus_lines} 条")
    return (DateSpec("submitted_on", "交表日期", near=today, latest=today, required=True), *figures, *texts, lines)


def values_of(board: PlanBoard, row: PlanLine, today: date) -> dict[str, Any]:
    """Give what the form shows of a plan, every field of it; a new one is handed in today."""
    plan = row.plan
    values: dict[str, Any] = {"submitted_on": plan.submitted_on or today, "focus": "\n".join(plan.focus) or None}
    values |= {f"target_{one.code}": plan.targets.get(one.code) for one in board.targets}
    values |= {f"part_{one.code}": plan.parts.get(one.code) for one in board.focuses}
    return values


def order_of(board: PlanBoard, row: PlanLine, values: dict[str, Any]) -> Any:
    """Give the order that hands the plan in."""
    from cmdesk.usecases.plans.submit import Submit

    focus = tuple(line.strip() for line in (values["focus"] or "").splitlines() if line.strip())
    return Submit(
        staff_no=row.plan.staff_no,
        period=board.period,
        submitted_on=values["submitted_on"],
        targets={
            one.code: Decimal(figure) for one in board.targets if (figure := values[f"target_{one.code}"]) is not None
        },
        parts={one.code: values[f"part_{one.code}"] for one in board.focuses if values[f"part_{one.code}"]},
        focus=focus,
    )


def fact_lines(board: PlanBoard, row: PlanLine) -> list[tuple[str, str]]:
    """Give a plan as (label, text) where it can only be read."""
    plan = row.plan
    lines = [
        (one.name, f"{plan.targets[one.code].normalize():,f} {one.unit}".strip())
        for one in board.targets
        if one.code in plan.targets
    ]
    lines += [(one.name, plan.parts[one.code]) for one in board.focuses if one.code in plan.parts]
    return lines + [(f"重点 {number}", text) for number, text in enumerate(plan.focus, 1)]


def monday_of(day: date) -> date:
    """Give the Monday of a day's week."""
    return day - timedelta(days=day.weekday())
