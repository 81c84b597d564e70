"""From codes to Chinese sentences, with the place in front."""

from __future__ import annotations

from typing import Any

from cmdesk.kernel.errors import CmdeskError, Problem, Rejected, Where
from cmdesk.storage.resources import sentence


def place(where: Where) -> str:
    """Give the place as a clerk reads it: file, sheet, row, column or field; empty for nowhere."""
    parts = (
        f"文件“{where.file}”" if where.file else "",
        f"工作表“{where.sheet}”" if where.sheet else "",
        f"第 {where.row} 行" if where.row is not None else "",
        f"“{where.column}”列" if where.column else "",
        f"“{where.field}”" if where.field and not where.column else "",
    )
    return "，".join(part for part in parts if part)


def message(problem: Problem) -> str:
    """Give the whole sentence of a problem or warning."""
    before = place(problem.where)
    said = sentence(problem.code, problem.params)
    return f"{before}：{said}" if before else said


def error_message(error: CmdeskError) -> str:
    """Give what a user reads of an error; every problem of a refusal stands on its own line."""
    if isinstance(error, Rejected) and error.problems:
        return "\n".join(message(problem) for problem in error.problems)
    return sentence(error.code, error.params)


def problem_json(problem: Problem) -> dict[str, Any]:
    """Give a problem as the command line prints it."""
    return {"code": problem.code, "where": problem.where.as_json(), "message": message(problem)}
