"""The Chinese words of codes that several pages show, and how dates and instants are written."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

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
    "department_head": "营销部主任",
    "county_leader": "负责人",
    "recorder": "录入员",
    "pay_clerk": "劳资员",
}
STATUS = {
    "in_post": "在岗",
    "sick_leave": "病假",
    "leave": "休假",
    "standby": "待岗",
    "left": "离职",
    "retired": "退休",
    "transferred": "调出",
}
EDUCATION = {
    "below": "高中以下",
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


VERBS = {
    "access.add_user": "新增用户",
    "evaluations.close_round": "关闭评价轮次",
    "evaluations.enter_leader": "录入领导评",
    "evaluations.import_survey": "导入客户满意度",
    "evaluations.lead": "领导评",
    "evaluations.open_round": "开启评价轮次",
    "evaluations.review": "审核评价",
    "exams.import_marks": "导入考试成绩",
    "exams.publish": "公布考试成绩",
    "grading.import_seats": "导入级别名额",
    "indicators.import_month": "导入经营业绩",
    "inspections.approve": "审定检查表",
    "inspections.correct": "整改",
    "inspections.finish": "检查表录毕",
    "inspections.import_sheets": "导入检查表",
    "inspections.record": "录检查表",
    "inspections.reopen": "重开检查表",
    "inspections.verify": "整改复查",
    "org.import_roster": "导入花名册",
    "peers.close": "关闭互评",
    "peers.count_box": "清点互评票箱",
    "peers.enter": "录互评表",
    "peers.not_held": "不开展互评",
    "peers.plan": "安排互评",
    "peers.turn_in": "互评交表登记",
    "plans.confirm": "确认月计划",
    "plans.submit": "提交月计划",
    "settings.activate_rule_set": "启用规则集",
    "training.plan": "培训计划",
    "training.record": "培训记录",
}
"""What each order is called in the undo menu and in the journal, by `area.verb`."""


def verb(name: str) -> str:
    """Give the Chinese name of an order."""
    return VERBS.get(name, name)
