"""The first days of a county in the window: a database of its own, its users, its rules and its roster."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path

from office import ADMINISTRATOR, HEAD, LEADER, RECORDER, UNIT, YEAR, Office, password_of
from PySide6.QtWidgets import QAbstractButton, QCheckBox, QLineEdit

from cmdesk.desk import Desk
from cmdesk.sample import books
from cmdesk.ui import words

FIRST_DAY = date(YEAR, 1, 2)


def first_start(office: Office) -> None:
    """Make the database on an empty computer; the recovery key is copied by hand and two groups prove the copy."""
    mouse = office.mouse
    mouse.rest()
    mouse.click("下一步，选放在哪里")
    assert mouse.says("6 位数字")
    administrator = office.users[ADMINISTRATOR]
    for name, text in (
        ("单位代码（6 位）", UNIT[0]),
        ("单位名称", UNIT[1]),
        ("系统管理员工号", administrator.number),
        ("系统管理员姓名", administrator.name),
        ("口令（至少 6 位）", administrator.password),
        ("再输一遍口令", administrator.password),
    ):
        mouse.fill(name, text)
    mouse.click("下一步，选放在哪里")
    mouse.fill("数据文件夹", str(office.folder / "data"))
    mouse.click("建数据库，打印密钥")
    groups = _copied_key(office)
    for field in list(mouse.seen(QLineEdit)):
        name = field.accessibleName()
        if name.startswith("恢复密钥第"):
            mouse.fill(name, groups[name.split()[1]])
    mouse.click("开始使用")
    assert mouse.says("先把花名册收进来")
    office.present = ADMINISTRATOR


def _copied_key(office: Office) -> dict[str, str]:
    mouse, groups = office.mouse, {}
    mouse.click("没有打印机，手抄")
    while True:
        shown = next(found for text in mouse.texts() if (found := re.match(r"第 (\d) 组：(\S+)", text)))
        groups[shown[1]] = shown[2]
        button = next(
            one for one in mouse.seen(QAbstractButton) if one.accessibleName().startswith(("下一组", "抄好了"))
        )
        last = button.accessibleName() == "抄好了"
        mouse.press(button)
        if last:
            return groups


def add_users(office: Office, *, numbers: tuple[str, ...], in_roster: bool) -> None:
    """Add users by the form; each types his own password into the second one."""
    mouse = office.mouse
    mouse.page("设置")
    mouse.row("设置的各部分", "用户与职责")
    for number in numbers:
        user = office.users[number]
        mouse.click("新增用户")
        mouse.fill("工号", number)
        mouse.fill("姓名", user.name)
        if in_roster:
            mouse.fill("花名册工号", number)
        for duty in user.duties:
            mouse.click(words.DUTIES[duty], QCheckBox)
        mouse.click("下一步：本人输入口令")
        secret = mouse.find("新口令").parentWidget()
        mouse.fill("新口令", password_of(number))
        mouse.fill("新口令再输一遍", password_of(number))
        mouse.click("新增用户", within=secret)
        mouse.row("用户", number)


def first_user(office: Office) -> None:
    """Add the one who takes the roster in."""
    add_users(office, numbers=(RECORDER,), in_roster=False)


def other_users(office: Office) -> None:
    """Add everybody else, each tied to his row of the roster."""
    office.sit(ADMINISTRATOR)
    others = tuple(number for number in office.users if number not in {ADMINISTRATOR, RECORDER})
    add_users(office, numbers=others, in_roster=True)


def import_roster(office: Office) -> None:
    """Take the roster in: 首页 asks for it, 导入预览 shows it, one press writes it whole."""
    mouse = office.mouse
    office.sit(RECORDER)
    office.books.mkdir(exist_ok=True)
    kin = [(office.managers[2].staff_no, office.managers[3].staff_no, "夫妻")]
    mouse.answer(books.roster_book(office.books / "X6-花名册.xlsx", [*office.managers, *office.staff], kin))
    mouse.click("导入花名册")
    mouse.click("全部写入")
    mouse.page("人员")
    assert mouse.says(f"客户经理 {len(office.managers)}")


def activate_rules(office: Office) -> None:
    """Put the city's rule set in force: looked at first, then confirmed by a second person."""
    mouse = office.mouse
    office.sit(HEAD)
    mouse.page("设置")
    mouse.row("设置的各部分", "规则集")
    mouse.answer(_rule_set(office.folder))
    mouse.click("看另一份规则集")
    mouse.click("启用这一份")
    office.confirm(LEADER)
    mouse.click("版本")
    assert mouse.says("规则集 2026.1 已启用")


def _rule_set(folder: Path) -> Path:
    raw = json.loads(json.dumps(Desk.closed().rule_set_json()))
    raw["meta"] |= {
        "state": "in_force",
        "passed_on": f"{YEAR - 1}-12-10",
        "document_no": f"榆烟〔{YEAR - 1}〕88号",
        "published_on": f"{YEAR - 1}-12-20",
    }
    path = folder / "规则集.json"
    path.write_text(json.dumps(raw, ensure_ascii=False), encoding="utf-8")
    return path
