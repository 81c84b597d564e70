"""cmdesk report FORM: compose documents and write them as PDF."""

from __future__ import annotations

import argparse
import base64
from pathlib import Path

from cmdesk.cli import answers, opened
from cmdesk.kernel.errors import Unavailable, Where, reject
from cmdesk.kernel.periods import Period
from cmdesk.queries.reports import BlankSheet
from cmdesk.rules.codes import Visit
from cmdesk.usecases.reports.compose import Compose

HELP = "出具一种表：d04 检查表（不写 --person 是空白表）、d13 季度表、d18 计票结果报告单、d25 年度报告"
_VISITS = "空白 d04 的检查方式：desk 内业、field 外业、combined 综合"
FORMS = ("D04", "D13", "D18", "D25")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what this command takes."""
    parser.add_argument("form", metavar="表号", help="表号，例如 d25")
    parser.add_argument("--person", metavar="工号", action="append", default=[], help="只出这个人的，可写多次")
    parser.add_argument("--period", metavar="期间", help="例如 2025-03、2025Q1、2025")
    parser.add_argument("--sheet", metavar="单号", help="d04：只出这一张检查表")
    parser.add_argument("--visit", choices=[str(visit) for visit in Visit], metavar="方式", help=_VISITS)
    parser.add_argument(
        "--out", type=Path, required=True, metavar="文件", help="写到这个 .pdf 文件；多件时写到这个文件夹"
    )


def run(options: argparse.Namespace) -> int:
    """Compose and write; print the documents."""
    form = options.form.upper()
    if form not in FORMS:
        raise reject("form_not_built", where=Where(field="form"), form=options.form, known="、".join(FORMS))
    period = Period.parse(options.period) if options.period else None
    if form == "D04" and not options.person and options.sheet is None:
        return _blank(options, period)
    if period is None:
        raise reject("period_needed", where=Where(field="--period"), form=form)
    command = Compose(form=form, period=period, people=tuple(options.person), sheet=options.sheet, out=options.out)
    with opened.open_desk(options) as desk:
        done = desk.run(command, progress=answers.Bar(quiet=options.quiet))
    answers.say(dict(done.answer))
    answers.complain_of(done.warnings)
    return 0


def _blank(options: argparse.Namespace, period: Period | None) -> int:
    visit = Visit(options.visit) if options.visit else None
    with opened.open_desk(options) as desk:
        pdf = desk.ask(BlankSheet(period=period, visit=visit))
    try:
        options.out.write_bytes(base64.b64decode(pdf.base64))
    except OSError as error:
        raise Unavailable("out_unwritable", path=str(options.out), reason=str(error.strerror or error)) from error
    answers.say({"documents": [{"number": pdf.number, "blank": True}], "files": [str(options.out)]})
    return 0
