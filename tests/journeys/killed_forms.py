"""The forms in whose middle the window is killed: how they are opened and typed into, and read again afterwards."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from mouse import Mouse
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit
from working import press_tile

from cmdesk.desk import Desk
from cmdesk.ui.forms.form import Form
from cmdesk.ui.forms.people import PersonField

DAY = date(2025, 5, 9)
WHO = "单雄信"
FACT = "工作日志有三天没有填写，与 PDA 记录不一致；客户“百信百货”说没有来过"
PLAN = {
    "销量": "118.5",
    "经营客户": "每户每月实地拜访不少于一次\n弱势客户重点帮扶，一户一策",
    "工作重点": "新品推介\n明码标",
}


@dataclass(frozen=True)
class KilledForm:
    """A form: `type` opens it and types, `is_stored` says whether all of it is in a draft, `read` what it shows."""

    user: str
    type: Callable[[Mouse], Any]
    is_stored: Callable[[Desk, Any], bool]
    read: Callable[[Mouse], Any]


def _type_sheet(mouse: Mouse) -> Any:
    mouse.page("督察检查")
    mouse.row("检查安排", WHO)
    mouse.click("录检查表（内业、外业）")
    form = next(mouse.seen(Form))
    mouse.choose("方式", "综合", within=form)
    second = next(one for one in mouse.seen(PersonField, form) if one.accessibleName() == "督察员二")
    mouse.pick_person(second, "周海燕")
    mouse.fill("地点", "城关镇新世纪便利店", within=form)
    mouse.press(form.keep)
    for _ in range(4):
        press_tile(mouse, "full")
    press_tile(mouse, "1")
    mouse.fill("第 1 处事实", FACT)
    mouse.click("第 1 处证据类型")
    mouse.fill("第 1 处编号 / 页码", "PDA7")
    return _shown_sheet(mouse)


def _read_sheet(mouse: Mouse) -> Any:
    mouse.page("督察检查")
    mouse.click("检查表 1")
    mouse.row("检查表", WHO)
    mouse.click("接着录")
    return _shown_sheet(mouse)


def _shown_sheet(mouse: Mouse) -> Any:
    shown = {name: mouse.find(name, QLineEdit).text() for name in ("第 1 处事实", "第 1 处编号 / 页码")}
    return shown | {"目前": next(name for name in mouse.names() if name.startswith("目前得分"))}


def _type_plan(mouse: Mouse) -> Any:
    mouse.page("计划")
    mouse.row("月计划", WHO)
    for name, text in PLAN.items():
        mouse.fill(name, text)
    return dict(PLAN)


def _read_plan(mouse: Mouse) -> Any:
    mouse.page("计划")
    mouse.row("月计划", WHO)
    form = next(mouse.seen(Form))
    shown: dict[str, str] = {}
    for name in PLAN:
        field = mouse.find(name, within=form)
        shown[name] = field.toPlainText() if isinstance(field, QPlainTextEdit) else str(field.property("text"))
    return shown


def _holds(desk: Desk, typed: Any) -> bool:
    bodies = [desk.draft(row.form) for row in desk.drafts()]
    stored = _texts([body for body in bodies if body is not None])
    wanted = [FACT, "PDA7"] if "目前" in typed else list(typed.values())
    return all(any(text == one for one in stored) for text in wanted)


def _texts(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [text for part in value.values() for text in _texts(part)]
    if isinstance(value, list | tuple):
        return [text for part in value for text in _texts(part)]
    return [value] if isinstance(value, str) else []


FORMS = {
    "sheet": KilledForm("9005", _type_sheet, _holds, _read_sheet),
    "plan": KilledForm("9013", _type_plan, _holds, _read_plan),
}
