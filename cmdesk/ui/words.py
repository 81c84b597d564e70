"""The Chinese words of codes that several pages show, and how dates and instants are written."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from pathlib import Path

from cmdesk.kernel.clock import CHINA

PRODUCT = "客户经理考评"
DUTIES = {
    "administrator": "系统管理员",
    "auditor": "审计员",
    "inspector": "督察员",
    "inspection_leader": "督察组长",
    "recorder": "录入员",
    "department_head": "营销部主任",
    "county_leader": "负责人",
    "pay_clerk": "劳资员",
}
LEVELS = {"senior": "高级", "intermediate": "中级", "junior": "初级", "trainee": "见习"}
EMPLOYMENT = {"regular": "在册", "contract": "聘用"}
POSTS = {
    "account_manager": "客户经理",
    "market_supervisor": "市场经理",
    "inspector": "督察员",
    "inspection_leader": "督察组长",
    "department_head": "营销部主任",
    "deputy_head": "营销部副主任",
    "pay_clerk": "劳资员",
    "other": "其他",
}
STATUS = {
    "in_post": "在岗",
    "sick_leave": "长病假",
    "standby": "待岗",
    "left": "离职",
    "retired": "退休",
    "transferred": "转岗",
}
EDUCATION = {
    "below": "初中及以下",
    "high_school": "高中",
    "vocational": "中专",
    "college": "大专",
    "bachelor": "本科",
    "postgraduate": "研究生",
}
QUALIFICATION = {
    "none": "无",
    "level_5": "五级营销员",
    "level_4": "四级营销员",
    "level_3": "三级营销员",
    "level_2": "二级营销师",
    "level_1": "一级营销师",
}
FORMS = {
    "D01": "基本情况登记表",
    "D02": "月度目标计划表",
    "D03": "工作流程记录",
    "D04": "督察检查表",
    "D05": "整改通知单",
    "D06": "督察结果汇总表",
    "D07": "营销目标考评表",
    "D08": "评议会纪要",
    "D09": "客户满意度汇总",
    "D10": "工业企业评价表",
    "D11": "自我评价表",
    "D12": "审核评价表",
    "D13": "季度考评表",
    "D14": "考试成绩登记表",
    "D15": "同事互评表",
    "D16": "综合评议汇总表",
    "D17": "测评表决票",
    "D18": "计票结果报告单",
    "D19": "薪酬套档计算表",
    "D20": "申报审批表",
    "D21": "公示",
    "D22": "结果告知书",
    "D23": "复核申诉书",
    "D24": "变动审批表",
    "D25": "年度考评报告",
    "D26": "归档目录",
    "KP": "考评卷宗",
}
SEX = {"male": "男", "female": "女"}
_WEEK = "一二三四五六日"


def duties(codes: Iterable[str]) -> str:
    """Give the names of duties, the most telling ones first."""
    order = list(DUTIES)
    return "、".join(
        DUTIES.get(code, code) for code in sorted(codes, key=lambda c: order.index(c) if c in order else 99)
    )


def rung(code: str | None, *, short: bool = False) -> str:
    """Give a rung as people say it: 中级 B, short 中B; 见习; — where nothing is known."""
    if code is None:
        return "—"
    level, _, letter = code.partition("-")
    word = LEVELS.get(level, level)
    if not letter:
        return word
    return f"{word[:1]}{letter}" if short else f"{word} {letter}"


def day(value: date, *, today: date | None = None) -> str:
    """Give a day: 7月8日, with the year where it is another one than today's."""
    if today is not None and value.year != today.year:
        return f"{value.year}年{value.month}月{value.day}日"
    return f"{value.month}月{value.day}日"


def weekday(value: date, *, long: bool = False) -> str:
    """Give 周三, or 星期三."""
    return f"{'星期' if long else '周'}{_WEEK[value.weekday()]}"


def near_day(value: date, today: date) -> str:
    """Give 今天, 昨天 or the day."""
    if value == today:
        return "今天"
    if value == today - timedelta(days=1):
        return "昨天"
    return day(value, today=today)


def moment(at: datetime, now: datetime) -> str:
    """Give an instant as people say it: 今天 9:00, 昨天 17:38, 7月6日."""
    here, present = at.astimezone(CHINA), now.astimezone(CHINA)
    said = near_day(here.date(), present.date())
    return f"{said} {here:%H:%M}" if said in {"今天", "昨天"} else said


def size(count: int) -> str:
    """Give a number of bytes: 18 MB, 1.2 GB."""
    if count >= 1024**3:
        return f"{count / 1024**3:.1f} GB"
    if count >= 1024**2:
        return f"{count / 1024**2:.0f} MB"
    return f"{max(1, count // 1024)} KB"


def short_path(path: Path, most: int = 48) -> str:
    """Give a path for a narrow place: a long one keeps its beginning and its last two parts."""
    whole = str(path)
    if len(whole) <= most:
        return whole
    return str(Path(path.anchor, "…", *path.parts[-2:]))
