"""cmdesk demo DIR: the sample county's whole year through the real use cases."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cmdesk.cli import answers
from cmdesk.kernel.errors import Problem, Unavailable, Where, reject
from cmdesk.runtime.sentences import message

_FEWEST, _MOST = 6, 999
_UNFINISHED = "还没有做完.txt"
"""Lies in the folder until everything stands: what a broken-off run leaves cannot be gone on with."""
HELP = "演示县的全年：从花名册到签章报告、卷宗和上报包，全部走真实的流程"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what this command takes."""
    parser.add_argument("folder", type=Path, metavar="文件夹", help="放结果的文件夹（新建，或是空的）")
    parser.add_argument("--people", type=int, default=71, metavar="人数", help="客户经理人数（默认 71）")
    parser.add_argument("--year", type=int, default=2025, metavar="年", help="考评年度（默认 2025；次年须有节假日表）")
    parser.add_argument("--seed", default="cmdesk", metavar="种子", help="同一种子给出同样的内容")


def run(options: argparse.Namespace) -> int:
    """Live the year and print where everything lies."""
    from cmdesk.sample.whole import live

    if not _FEWEST <= options.people <= _MOST:
        raise reject("out_of_range", where=Where(field="--people"), value=options.people, least=_FEWEST, most=_MOST)
    with _marked(options.folder):
        outcome = live(
            options.folder,
            people=options.people,
            year=options.year,
            seed=options.seed,
            progress=answers.Bar(quiet=options.quiet),
        )
    answers.say(outcome)
    if not options.json:
        answers.complain(f"卷宗：{outcome['packet']}")
    return 0


@contextmanager
def _marked(folder: Path) -> Iterator[None]:
    """Mark a folder as unfinished until the block ends well.

    Raises Unavailable `demo_unfinished` for a marked folder and `target_exists` for one with a sample county. Nothing
    but the mark is ever taken away: whatever else lies there may be somebody's.
    """
    from cmdesk.sample.year import DATABASE

    mark = folder / _UNFINISHED
    if mark.exists():
        raise Unavailable("demo_unfinished", path=str(folder))
    if (folder / DATABASE).exists():
        raise Unavailable("target_exists", path=str(folder / DATABASE))
    new = not folder.exists()
    folder.mkdir(parents=True, exist_ok=True)
    mark.touch()
    try:
        yield
    except BaseException:
        if list(folder.iterdir()) == [mark]:
            mark.unlink()
            if new:
                folder.rmdir()
        else:
            answers.complain(message(Problem("demo_broken_off", params={"path": str(folder)})))
        raise
    mark.unlink()
