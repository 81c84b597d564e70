"""The pages of the workspace in the order of the rail. Each is imported when it is first opened."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from dataclasses import dataclass

from cmdesk.ui.room import Page, Room
from cmdesk.ui.widgets.rail import RailItem

_WORK, _RESULT = "考评", "结果"


@dataclass(frozen=True)
class PageEntry:
    """A page: its code, word, icon, group, and the permission whose readers may open it.

    `module` holds a class `Page…` named by `maker`; `words` are what else it is found by. A `hidden` page has no place
    on the rail: others open it.
    """

    code: str
    text: str
    icon: str
    group: str
    permission: str
    module: str
    maker: str
    words: str = ""
    at_foot: bool = False
    hidden: bool = False

    def rail_item(self) -> RailItem:
        """Give what the rail shows."""
        return RailItem(self.code, self.text, self.icon, self.group, self.at_foot)

    def open(self, room: Room) -> Page:
        """Make the page."""
        made = getattr(importlib.import_module(f"cmdesk.ui.pages.{self.module}"), self.maker)(room)
        if not isinstance(made, Page):
            raise TypeError(self.maker)
        return made


PAGES: tuple[PageEntry, ...] = (
    PageEntry("home", "首页", "house", _WORK, "desk.home", "home.page", "HomePage", "shouye sy 待办 事项 今天"),
    PageEntry(
        "people", "人员", "users", _WORK, "org.change", "org.page", "PeoplePage", "renyuan ry 名单 花名册 客户经理"
    ),
    PageEntry(
        "plans",
        "计划",
        "calendar-check",
        _WORK,
        "plans.submit",
        "plans.page",
        "PlansPage",
        "jihua jh 月计划 三自定 重点 日程 工作日 D02 D03",
    ),
    PageEntry(
        "inspections",
        "督察检查",
        "clipboard-check",
        _WORK,
        "inspections.record",
        "inspections.page",
        "InspectionsPage",
        "ducha dc jiancha jcb 检查表 整改 拜访 D04 D05",
    ),
    PageEntry(
        "indicators",
        "指标",
        "chart-column",
        _WORK,
        "indicators.import",
        "indicators.page",
        "IndicatorsPage",
        "zhibiao zb 业绩 X1 销量 营销中心 预警",
    ),
    PageEntry(
        "evaluations",
        "五项评价",
        "star",
        _WORK,
        "evaluations.close",
        "evaluations.page",
        "EvaluationsPage",
        "wuxiangpingjia wxpj pj 满意度 工业企业 自评 审核 领导评 D10 D11",
    ),
    PageEntry(
        "peers",
        "同事互评",
        "users",
        _WORK,
        "peers.plan",
        "peers.page",
        "PeersPage",
        "tongshihuping tshp hp 互评 交表 票箱 D15",
    ),
    PageEntry(
        "exams",
        "考试",
        "graduation-cap",
        _WORK,
        "exams.enter",
        "exams.page",
        "ExamsPage",
        "kaoshi ks 成绩 理论 技能 补考 缓考 D14",
    ),
    PageEntry(
        "scoring",
        "计分",
        "calculator",
        _RESULT,
        "scoring.compute",
        "scoring.page",
        "ScoringPage",
        "jifen jf defen 得分 推导 关账 月度 季度 年度",
    ),
    PageEntry(
        "deliberation",
        "等级评定",
        "scale",
        _RESULT,
        "deliberation.prepare",
        "deliberation.page",
        "DeliberationPage",
        "dengjipingding djpd dj pingyihui pyh 评议会 计票 监票 dingjiban djb 定级板 投票 表决 民主测评 D08 D18",
    ),
    PageEntry(
        "pay",
        "薪酬测算",
        "wallet",
        _RESULT,
        "pay.compute",
        "pay.page",
        "PayPage",
        "xinchoucesuan xccs xc gongzi gz 工资 薪酬 发放 D19",
    ),
    PageEntry(
        "reports",
        "报表签章",
        "signature",
        _RESULT,
        "reports.render",
        "reports.page",
        "ReportsPage",
        "baobiao bb qianzhang 报告 签字 验证",
    ),
    PageEntry(
        "exchange",
        "数据上报",
        "send",
        _RESULT,
        "exchange.export",
        "exchange.page",
        "ExchangePage",
        "shujushangbao sb sjsb 上报包 市局 X2 X3 X4",
    ),
    PageEntry(
        "settings",
        "设置",
        "settings",
        _RESULT,
        "desk.home",
        "settings.page",
        "SettingsPage",
        "shezhi sz 用户 口令 备份 规则集 节假日 文字大小 深色",
        at_foot=True,
    ),
    PageEntry(
        "incoming",
        "导入预览",
        "upload",
        _WORK,
        "desk.home",
        "incoming.page",
        "IncomingPage",
        "daoru dr yulan 导入 收文件 X1 X5 X6 花名册 指标 调查 成绩 名额 决定",
        hidden=True,
    ),
)


def pages_for(may_read: Callable[[str], bool]) -> tuple[PageEntry, ...]:
    """Give the pages that somebody may open; `may_read(permission)` answers."""
    return tuple(entry for entry in PAGES if may_read(entry.permission))
