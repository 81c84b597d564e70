"""The words of a sheet: titles, sums, rates, states, dates, as its entry and its list show them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from cmdesk.kernel.amounts import fraction_text
from cmdesk.kernel.errors import Problem
from cmdesk.queries.inspections_entry import EntrySheet
from cmdesk.rules.inspection_running import Running, Standing
from cmdesk.rules.inspection_sheets import Answer
from cmdesk.rules.ruleset_work import ChecklistItem, DeductionStep
from cmdesk.runtime.sentences import message
from cmdesk.ui import words
from cmdesk.ui.pages.inspections.keying import Sheet
from cmdesk.ui.pages.inspections.typed import Gap

VISITS = {"desk": "内业", "field": "外业", "combined": "综合"}
STATES = {"draft": ("草稿", "info"), "finished": ("待审定", "warn"), "approved": ("已审定", "ok")}
EVIDENCE = (("ledger", "台帐"), ("manual", "手册"), ("pda", "PDA"), ("photo", "照片"), ("other", "其他"))
USUAL_REASON = "本线路没有这项业务"
MINUS = "\u2212"
SHOWN_PROBLEMS = 5
"""How many problems of a file stand in the line across the page."""
_HEAD = re.compile(r"[（：；，]")


def number(value: Decimal | Fraction | int) -> str:
    """Give a figure as short as it is exact: 1.8, 2, 0.2."""
    return fraction_text(value)


def title(item: ChecklistItem) -> str:
    """Give the first words of an item; the whole text is its standard."""
    return head_of(item.text)


def head_of(text: str) -> str:
    """Give the first words of a standard, up to its first comma or bracket."""
    return _HEAD.split(text, maxsplit=1)[0].strip()


def evidence(code: str, number: str) -> str:
    """Give a piece of evidence: 台帐 第 18 页; a number that names its kind itself stands alone."""
    kind = dict(EVIDENCE).get(code, code)
    return number if number.startswith(kind) else f"{kind} {number}".rstrip()


def rate(step: DeductionStep) -> str:
    """Give what a rate costs: 每户扣 0.6 分."""
    if step.points is None:
        return "按实扣分，写明理由"
    return f"每{step.unit}扣 {number(step.points)} 分"


def rule(item: ChecklistItem) -> str:
    """Give the deduction rule of an item in one sentence."""
    steps = [step for step in item.steps if step.points is not None]
    if not steps:
        return "有红线情形的按 R，整张表为 0 分；其他情形按实扣分"
    said = rate(steps[0]) if len(steps) == 1 else "；".join(f"{step.text}{rate(step)}" for step in steps)
    return f"{said}，扣完 {number(item.points)} 分为止；每处要写明事实、地点、日期和证据"


def total(found: Standing) -> str:
    """Give the sum that leads to what is left: 3−2×0.6; empty where nothing was taken."""
    if not found.parts:
        return ""
    said = [f"{part.times}×{number(part.points)}" if part.times > 1 else number(part.points) for part in found.parts]
    return f"{number(found.points)}{MINUS}{MINUS.join(said)}"


def result(sheet: Sheet, no: int) -> tuple[str, str, str]:
    """Give the result of an item in the list: a quiet word, the figure, its tone."""
    given, entry = sheet.answer(no), sheet.entries[no]
    if given is None:
        return "", "暂放" if entry.parked else "", "second"
    if given.answer is Answer.MET:
        return "", "满分", "ok"
    if given.answer is Answer.NOT_APPLICABLE:
        return "", "不适用", "second"
    if given.answer is Answer.NOT_SEEN:
        return "", "未查", "second"
    found = sheet.standing(no)
    count = sum(line.times for line in given.deductions)
    missing = {gap.kind for gap in sheet.gaps_of(no)}
    quiet = f"{count} 处"
    if missing:
        quiet = "缺事实" if "fact" in missing else "缺扣分" if "points" in missing else "缺证据"
    return quiet, f"{MINUS}{number(found.points - found.left)}", "warn"


def icon(sheet: Sheet, no: int) -> tuple[str, str]:
    """Give icon and tone of an item's state."""
    given = sheet.answer(no)
    if given is None:
        return "circle", "ctl"
    if given.answer is Answer.MET:
        return "circle-check", "ok"
    if given.answer is Answer.DEDUCTED:
        return "circle-alert", "warn"
    return "minus", "second"


def formula(found: Running) -> str:
    """Give how the score in work comes about: (98−4.1)÷98×100."""
    if found.score is None:
        return "没有一项计分"
    if found.score.red_line:
        return "有红线情形，整张表为 0 分"
    base = number(found.base)
    lost = f"({base}{MINUS}{number(found.lost)})" if found.lost else base
    return f"未录的先按满分：{lost}÷{base}×100"


def missing_lines(sheet: Sheet, gaps: tuple[Gap, ...]) -> tuple[tuple[str, str], ...]:
    """Give what is still missing, at most a line a kind, with a note."""
    found: list[tuple[str, str]] = []
    blank = [gap.item for gap in gaps if gap.kind == "blank"]
    if blank:
        parked = [no for no in blank if sheet.entries[no].parked]
        note = (
            f"含 {parked[0]} 暂放"
            if len(parked) == 1
            else f"含暂放 {len(parked)} 项"
            if parked
            else f"从 {blank[0]} 起"
        )
        found.append((f"{len(blank)} 项未录", note))
    names = {"fact": "缺事实或地点", "points": "缺扣分", "evidence": "缺证据"}
    for kind, name in names.items():
        mine = [gap for gap in gaps if gap.kind == kind]
        if mine:
            first = mine[0]
            note = "正在录" if first.item == sheet.current else f"共 {len(mine)} 处" if len(mine) > 1 else ""
            found.append((f"{first.item} 第 {max(1, first.line)} 处{name}", note))
    if any(gap.kind == "red" for gap in gaps):
        found.append(("红线缺事实或证据", "没写全不计"))
    open_ones = [gap.item for gap in gaps if gap.kind == "finding"]
    if open_ones:
        found.append((f"上次督察 {len(open_ones)} 项未答", "、".join(map(str, open_ones[:3]))))
    return tuple(found)


def heading(entry: EntrySheet, *, short: bool) -> tuple[str, str]:
    """Give what stands beside the name (7 月第 1 次) and below it: rung, line, inspectors, day, number."""
    whole, person = entry.whole, entry.person
    on = whole.row.visited_on
    known = [words.rung(person.rung), words.EMPLOYMENT.get(person.employment, ""), person.line or ""] if person else []
    parts = [
        *([] if short else known),
        "督察员 " + "、".join(name for _, name in whole.inspectors),
        words.day(on) if short else f"{on.year}年{on.month}月{on.day}日",
        whole.row.number if short else f"检查表 {whole.row.number}",
    ]
    return f"{on.month} 月第 {entry.nth} 次", " · ".join(part for part in parts if part)


def across(problems: Sequence[Problem]) -> str:
    """Give the first problems of a file, a line each, and how many more there are."""
    said = [message(problem) for problem in problems[:SHOWN_PROBLEMS]]
    more = len(problems) - SHOWN_PROBLEMS
    return "\n".join([*said, *([f"还有 {more} 处"] if more > 0 else [])])
