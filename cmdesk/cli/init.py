"""cmdesk init PATH: a new database with its unit, first user, rule set and trial CA."""

from __future__ import annotations

import argparse
from pathlib import Path

from cmdesk.cli import answers, opened
from cmdesk.desk import Desk, NewUnit
from cmdesk.kernel.errors import Problem, Where, reject
from cmdesk.rules.codes import RuleSetState
from cmdesk.runtime.sentences import message
from cmdesk.usecases.access.make_trial_authority import MakeTrialAuthority

HELP = "建一个新数据库：单位、第一个用户（系统管理员）、规则集、试用签发机构；恢复密钥只在标准错误上显示一次"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what this command takes."""
    parser.add_argument("path", type=Path, metavar="数据库", help="数据库文件，例如 我县.db")
    parser.add_argument("--unit-code", required=True, metavar="代码", help="单位代码")
    parser.add_argument("--unit", required=True, metavar="名称", help="单位名称")
    parser.add_argument("--name", required=True, metavar="姓名", help="第一个用户的姓名（--user 是工号）")
    parser.add_argument("--rule-set", type=Path, metavar="文件", help="规则集文件（默认：随程序的规则集）")
    parser.add_argument("--roots", type=Path, metavar="文件", help="把试用根证书写到这个文件（PEM），核对签名时用")
    parser.add_argument("--covers-city", action="store_true", help="本单位就是全市（自己计算比例上限）")


def run(options: argparse.Namespace) -> int:
    """Make the database and print where it is."""
    if not options.user:
        raise reject("user_needed", where=Where(field="--user"))
    created = Desk.create(
        options.path,
        unit=NewUnit(code=options.unit_code, name=options.unit, covers_city=options.covers_city),
        user=options.user,
        name=options.name,
        password=opened.password(options.password_file, f"请给 {options.name} 设口令："),
        rule_set=options.rule_set,
    )
    try:
        created.desk.run(MakeTrialAuthority(roots=options.roots))
    except BaseException:
        created.discard()
        raise
    created.desk.close()
    answers.complain(
        f"恢复密钥（只显示这一次，请抄在纸上，两人签字后封存）：\n\n    {created.recovery_key}\n\n"
        "口令都忘了时，只有它能打开数据。"
    )
    meta = Desk.closed().rule_set_json(options.rule_set)["meta"]
    if meta["state"] == RuleSetState.TRIAL:
        answers.complain(message(Problem("rule_set_begins_on_trial", params={"version": meta["version"]})))
    answers.say(
        {
            "database": str(options.path),
            "unit": options.unit_code,
            "user": options.user,
            "roots": str(options.roots) if options.roots else None,
            "rule_set": {"version": meta["version"], "state": meta["state"]},
        }
    )
    return 0
