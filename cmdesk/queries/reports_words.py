"""How figures, days and codes are written on the forms."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

from cmdesk.exchange.sheets.vocabulary import EDUCATION, EMPLOYMENT
from cmdesk.kernel.amounts import Exact, exact, printed, rounded
from cmdesk.kernel.clock import CHINA
from cmdesk.rules.ladder import Rung
from cmdesk.rules.ruleset import RuleSet

NONE = "—"
CUT = "≈"
DUTIES = {
    "administrator": "系统管理员",
    "auditor": "审计员",
    "inspector": "督察员",
    "inspection_leader": "督察组长",
    "recorder": "录入员",
    "department_head": "营销部主任",
    "county_leader": "县局（分公司）负责人",
    "pay_clerk": "劳资员",
    "appraised": "被考评人",
    "member": "评议会工作人员",
    "unit_seal": "单位电子签章",
}
"""Duties of keys and comments, as certificates and pages name them."""


def part(value: Exact | None, *, least: int = 2, most: int = 4) -> str:
    """Give a part of a sum: exact with `least` to `most` decimals; what had to be cut is marked ≈ (B.8.1)."""
    if value is None:
        return NONE
    number = exact(value)
    for places in range(least, most + 1):
        if exact(rounded(number, places)) == number:
            return printed(number, places) or NONE
    return f"{CUT}{printed(number, most)}"


def figure(text: str | None) -> str:
    """Give a printed figure, or — where there is none."""
    return NONE if text is None else text


def short(value: Exact) -> str:
    """Give a number without trailing zeros, at most four decimals: 50, 0.5, 66.6667."""
    text = f"{rounded(value, 4):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def percent(value: Decimal | Fraction) -> str:
    """Give a share in percent with one decimal where it has any: 12.5, 10."""
    text = printed(value, 1) or ""
    return text.removesuffix(".0")


def day(value: date | None) -> str:
    """Give a day as forms write it: 2026年4月8日; empty for none."""
    return "" if value is None else f"{value.year}年{value.month}月{value.day}日"


def day_of(moment: datetime) -> str:
    """Give the day of an instant in China."""
    return day(moment.astimezone(CHINA).date())


def moment_text(moment: datetime) -> str:
    """Give an instant as signatures show it: 2026-04-08 09:12:40."""
    return f"{moment.astimezone(CHINA):%Y-%m-%d %H:%M:%S}"


def grade(rung: str | None) -> str:
    """Give a rung: 中级B, 见习; — where it is not known."""
    return Rung(rung).chinese if rung else NONE


def education(code: str | None) -> str:
    """Give 学历; — where it is not known."""
    return EDUCATION.word(code) if code else NONE


def employment(code: str) -> str:
    """Give 用工性质."""
    return EMPLOYMENT.word(code)


def certificate(code: str | None, rules: RuleSet) -> str:
    """Give 职业资格 by its name and level: 高级营销员（三级）; 无, or — where it is not known."""
    if code is None:
        return NONE
    level = code.removeprefix("level_")
    if not level.isdigit():
        return "无"
    name = next((c.name for c in rules.exam.certificates if c.grade == int(level)), "")
    return f"{name}（{'一二三四五'[int(level) - 1]}级）"
