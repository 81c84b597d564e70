"""cmdesk export KIND: write a workbook that goes out."""

from __future__ import annotations

import argparse
from pathlib import Path

from cmdesk.cli import answers, opened
from cmdesk.cli.usage import UsageError
from cmdesk.desk import Desk
from cmdesk.kernel.errors import Where, reject
from cmdesk.kernel.periods import Period
from cmdesk.runtime.registry import Command

HELP = "写出一份工作簿：花名册、上报表、票数账、检查表模板、评价表、自评表、薪酬套档表，或一份空白的来件模板"
PLAIN = ("roster", "month", "quarter", "levels", "ballots-account")
TEMPLATE = "-template"
INCOMING = ("roster", "indicators", "survey", "survey-summary", "exams", "seats", "decision", "holidays")
KINDS = (*PLAIN, "checklist", "industry-forms", "self-forms", "pay", *(f"{kind}{TEMPLATE}" for kind in INCOMING))


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what this command takes."""
    parser.add_argument("kind", metavar="种类", help=f"{'、'.join(KINDS)}（-template 是空白模板，不用数据库）")
    parser.add_argument("--period", metavar="期间", help="2026-03、2026Q1 或 2026；除了 checklist 和空白模板，都要写明")
    parser.add_argument("--out", type=Path, required=True, metavar="文件", help="写到哪里（自评表是一个文件夹）")
    parser.add_argument("--company", metavar="名称", help="评价表：哪家工业企业")
    parser.add_argument("--rater", metavar="姓名", help="评价表：哪位评价人")


def run(options: argparse.Namespace) -> int:
    """Write the file and print what it is."""
    if options.kind not in KINDS:
        raise UsageError("kind_unknown", value=options.kind, known="、".join(KINDS))
    if options.kind.endswith(TEMPLATE):
        sheets = Desk.closed().write_template(options.kind.removesuffix(TEMPLATE), options.out)
        answers.say({"file": str(options.out), "sheets": sheets, "problems": [], "warnings": []})
        return 0
    command = order(options)
    with opened.open_desk(options) as desk:
        done = desk.run(command, progress=answers.Bar(quiet=options.quiet))
    answers.say({"done": done.count, "ids": done.ids, **done.answer, "problems": [], "warnings": []})
    return 0


def order(options: argparse.Namespace) -> Command:
    """Give the order of a kind. Raises Rejected `period_needed`, `period_unknown`."""
    from cmdesk.usecases.evaluations.issue_industry import IssueIndustryForm
    from cmdesk.usecases.evaluations.issue_self import IssueSelfForms
    from cmdesk.usecases.exchange.export import Export
    from cmdesk.usecases.exchange.export_checklist import ExportChecklist
    from cmdesk.usecases.exchange.export_pay import ExportPay

    if options.kind == "checklist":
        return ExportChecklist(out=options.out)
    if not options.period:
        raise reject("period_needed", where=Where(field="--period"), kind=options.kind)
    period = Period.parse(options.period)
    if options.kind == "pay":
        return ExportPay(period=period, out=options.out)
    if options.kind == "self-forms":
        return IssueSelfForms(period=period, folder=options.out)
    if options.kind == "industry-forms":
        company, rater = options.company or "", options.rater or ""
        return IssueIndustryForm(period=period, company=company, rater=rater, out=options.out)
    return Export(kind=options.kind, period=period, out=options.out)
