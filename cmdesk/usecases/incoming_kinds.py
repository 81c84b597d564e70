"""The kinds of file that are taken in: their word, the order that takes them, and the span that they are about."""

from __future__ import annotations

import inspect
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cmdesk.kernel.periods import Period, PeriodKind
from cmdesk.runtime.registry import Command, UseCase, field_names, use_case_named


@dataclass(frozen=True)
class Kind:
    """One kind: `span` is the length of the period it is about, None where it is about none; `sender` who sends it.

    `permission` is the use case's own, said here too: a list of kinds would otherwise load every import.
    """

    code: str
    word: str
    verb: str
    permission: str
    span: PeriodKind | None
    sender: str

    @property
    def entry(self) -> UseCase:
        """Give the use case that takes it in."""
        return use_case_named(self.verb)


KINDS = {
    kind.code: kind
    for kind in (
        Kind(
            "indicators",
            "经营业绩指标（X1）",
            "indicators.import_month",
            "indicators.import",
            PeriodKind.MONTH,
            "营销中心",
        ),
        Kind("roster", "花名册（X6）", "org.import_roster", "org.import", None, "营销部"),
        Kind(
            "survey", "客户满意度调查", "evaluations.import_survey", "evaluations.enter", PeriodKind.QUARTER, "营销中心"
        ),
        Kind(
            "industry",
            "工业企业评价表（D10）",
            "evaluations.import_industry",
            "evaluations.enter",
            PeriodKind.QUARTER,
            "工业企业",
        ),
        Kind(
            "self", "自我评价表（D11）", "evaluations.import_self", "evaluations.enter", PeriodKind.QUARTER, "客户经理"
        ),
        Kind("exams", "考试成绩（D14）", "exams.import_marks", "exams.enter", PeriodKind.HALF_YEAR, "市局"),
        Kind("sheets", "督察检查单（D04）", "inspections.import_sheets", "inspections.record", None, "督察组"),
        Kind("seats", "名额分配表（X5）", "grading.import_seats", "indicators.import", PeriodKind.YEAR, "市局"),
        Kind("decision", "市局决定表", "grading.import_decision", "grading.confirm", PeriodKind.YEAR, "市局"),
        Kind("holidays", "节假日表", "settings.import_holidays", "settings.change", PeriodKind.YEAR, "市局"),
    )
}


def order_of(kind: str, files: Sequence[Path], period: Period | None, **further: Any) -> Command:
    """Give the order that takes files in; `further` (controls, answers) goes as far as the order knows it."""
    command = KINDS[kind].entry.command
    names = field_names(command)
    given: dict[str, Any] = {name: value for name, value in further.items() if name in names}
    given["files" if "files" in names else "file"] = tuple(files) if "files" in names else files[0]
    if "period" in names and period is not None:
        given["period"] = period
    return command(**given)


def kind_of(order: Command) -> Kind:
    """Give the kind that an order takes in."""
    module = inspect.getmodule(type(order))
    name = module.__name__.removeprefix("cmdesk.usecases.") if module else ""
    return next(kind for kind in KINDS.values() if kind.verb == name)
