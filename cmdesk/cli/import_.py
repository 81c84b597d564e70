"""cmdesk import KIND FILE: take in a workbook, all or nothing."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from cmdesk.cli import answers, opened
from cmdesk.cli.usage import UsageError
from cmdesk.desk import Desk
from cmdesk.kernel.errors import Problem, Rejected, Where, reject
from cmdesk.kernel.periods import Period
from cmdesk.runtime.context import Done
from cmdesk.runtime.registry import Command, UseCase, field_names, needed_fields, use_case_named
from cmdesk.runtime.sentences import problem_json

HELP = "读入一份工作簿；有一个问题就一行也不写；空白模板用 export 种类-template 写出"
KINDS = {
    "roster": "org.import_roster",
    "indicators": "indicators.import_month",
    "survey": "evaluations.import_survey",
    "industry": "evaluations.import_industry",
    "self": "evaluations.import_self",
    "exams": "exams.import_marks",
    "seats": "grading.import_seats",
    "holidays": "settings.import_holidays",
    "decision": "grading.import_decision",
    "sheets": "inspections.import_sheets",
}
_KINDS = (
    "roster 花名册、indicators 经营业绩指标、survey 满意度调查、industry 工业企业评价表、self 自评表、exams 考试成绩、"
    "seats 名额、holidays 节假日、decision 市局决定、sheets 检查单"
)
_OPTIONS = {"mapping": "--mapping", "controls": "--control"}
COUNTS = ("accepted", "changed", "unchanged")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what this command takes."""
    parser.add_argument("kind", metavar="种类", help=_KINDS)
    parser.add_argument("files", nargs="+", type=Path, metavar="文件", help="工作簿（自评表可以写多份）")
    parser.add_argument("--period", metavar="期间", help="2026-03、2026Q1、2026H1 或 2026")
    parser.add_argument("--dry-run", action="store_true", help="只试，不写入；所答与真读入时相同")
    parser.add_argument("--annotated", type=Path, metavar="文件", help="把问题标在来件的副本上，写到这里")


def run(options: argparse.Namespace) -> int:
    """Take the file in and print the counts; a refusal prints the same shape and gives exit status 2."""
    if options.kind not in KINDS:
        raise UsageError("kind_unknown", value=options.kind, known="、".join(KINDS))
    entry = use_case_named(KINDS[options.kind])
    commands = orders(entry, options)
    refuse_marking_the_source(options)
    with opened.open_desk(options) as desk:
        try:
            done = desk.run_all(
                commands,
                second=opened.second_person(options, desk),
                progress=answers.Bar(quiet=options.quiet),
                dry_run=options.dry_run,
            )
        except Rejected as refused:
            mark(options, refused.problems, refused.warnings)
            answers.refuse(refused, as_json=not answers.for_people(), counts=dict.fromkeys(COUNTS, 0))
            return refused.exit_status
    warnings = [warning for one in done for warning in one.warnings]
    mark(options, (), warnings)
    answers.say(answer_of(done, warnings))
    answers.complain_of(warnings)
    return 0


def orders(entry: UseCase, options: argparse.Namespace) -> list[Command]:
    """Give the orders of a use case for the files of the options.

    Raises Rejected `period_needed`, `period_unknown`, `control_wrong`, `option_unused`.
    """
    names = field_names(entry.command)
    given: dict[str, Any] = {
        "period": Period.parse(options.period) if options.period else None,
        "mapping": Path(options.mapping) if options.mapping else None,
        "controls": opened.controls(options),
    }
    if given["period"] is None and "period" in needed_fields(entry.command):
        raise reject("period_needed", where=Where(field="--period"), kind=options.kind)
    unused = [name for name, value in given.items() if value and name not in names and name != "period"]
    if unused:
        raise reject("option_unused", kind=options.kind, options="、".join(_OPTIONS[name] for name in unused))
    common = {name: value for name, value in given.items() if name in names and value}
    make: Callable[..., Command] = entry.command
    if "files" in names:
        return [make(files=tuple(options.files), **common)]
    return [make(file=file, **common) for file in options.files]


def refuse_marking_the_source(options: argparse.Namespace) -> None:
    """Raise Rejected `annotated_is_source` where the marked copy would replace a file of the sender."""
    target: Path | None = options.annotated
    if target is not None and any(target.resolve() == file.resolve() for file in options.files):
        raise reject("annotated_is_source", where=Where(field="--annotated"), path=str(target))


def mark(options: argparse.Namespace, problems: Sequence[Problem], warnings: Sequence[Problem]) -> None:
    """Write the marked copy where one is asked for and there is something to mark; of several files, into a folder."""
    target: Path | None = options.annotated
    if target is None or not (problems or warnings):
        return
    files: list[Path] = options.files
    for file in files:
        ours = [[p for p in found if p.where.file in {None, file.name}] for found in (problems, warnings)]
        copy = target if len(files) == 1 else target / f"{file.stem}.xlsx"
        Desk.closed().annotate(file, copy, problems=ours[0], warnings=ours[1])
    answers.complain(f"标注好的副本：{target}")


def answer_of(done: Sequence[Done], warnings: Sequence[Problem]) -> dict[str, Any]:
    """Give the answer of an import as the command line prints it."""
    return {
        **{name: sum(int(one.answer.get(name, 0)) for one in done) for name in COUNTS},
        "problems": [],
        "warnings": [problem_json(warning) for warning in warnings],
    }
