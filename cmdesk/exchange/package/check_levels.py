"""The level file X4 against its own summary, the places of the city (X5), and the people of the base."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from cmdesk.exchange.package.content import Cell, PackageContent, Table
from cmdesk.exchange.package.findings import Findings, at
from cmdesk.kernel.errors import Problem

DETAILS, SUMMARY = "明细", "汇总"
LEVELS = ("见习", "初级", "中级", "高级")
HARD = ("高级", "中级")
"""Caps that refuse; 初级 is advice (Q04)."""
_TOTAL_ROW = "合计"


def level_findings(content: PackageContent, seats: Mapping[str, int | None] | None) -> Findings:
    """Check the level file of a yearly package.

    `seats` are the places of X5 by level (高级, 中级, 初级), None = not issued; without them those that the file
    itself names count. Problems: `levels_sheet_missing`, `summary_differs` (the summary does not add up),
    `seats_differ` (not those of X5), `seats_missing`, `cap_exceeded` (people rise into a level that is full, R37,
    B.11). Warnings: `over_run_inherited` (B.11.3a), `cap_advice_exceeded`.
    """
    found = Findings()
    year = str(content.header.period)
    details, summary = content.sheet("X4", year, DETAILS), content.sheet("X4", year, SUMMARY)
    if details is None or summary is None:
        missing = DETAILS if details is None else SUMMARY
        found.add([Problem("levels_sheet_missing", params={"sheet": missing})])
        return found
    lines = _summary_lines(summary)
    found.add(_summary_problems(details, summary, lines))
    found.add(_seat_problems(summary, lines, seats))
    issued = dict(seats) if seats is not None else {level: _count(line.get("名额")) for level, line in lines.items()}
    for level in LEVELS[1:]:
        found.add(*_cap(details, level, issued.get(level)))
    return found


def _summary_lines(summary: Table) -> dict[str, dict[str, Cell]]:
    rows = [dict(zip(summary.columns, row, strict=True)) for row in summary.rows]
    return {row["级别"]: row for row in rows if row.get("级别") and row.get("单位") != _TOTAL_ROW}  # type: ignore[misc]


def _summary_problems(details: Table, summary: Table, lines: Mapping[str, Mapping[str, Cell]]) -> Iterator[Problem]:
    present, proposed = Counter(details.column("现级")), Counter(details.column("拟定级"))
    trainees = present["见习"]
    for level, line in lines.items():
        wanted = {
            "基准人数": len(details.rows),
            "其中见习": trainees,
            "现有人数": present[level],
            "拟定人数": proposed[level],
        }
        seats = _count(line.get("名额"))
        if seats is not None:
            wanted |= {"超出": max(0, proposed[level] - seats), "空缺": max(0, seats - proposed[level])}
        for heading, count in wanted.items():
            if _count(line.get(heading)) != count:
                place = at(summary.path, SUMMARY, column=heading)
                params = {"level": level, "item": heading, "said": line.get(heading) or "空", "found": count}
                yield Problem("summary_differs", place, params)


def _seat_problems(
    summary: Table, lines: Mapping[str, Mapping[str, Cell]], seats: Mapping[str, int | None] | None
) -> Iterator[Problem]:
    for level in LEVELS[1:]:
        said = _count(lines.get(level, {}).get("名额"))
        if seats is not None and said != seats.get(level):
            params = {"level": level, "said": _shown(said), "issued": _shown(seats.get(level))}
            yield Problem("seats_differ", at(summary.path, SUMMARY, column="名额"), params)
        elif seats is None and said is None and level in HARD:
            yield Problem("seats_missing", at(summary.path, SUMMARY, column="名额"), {"level": level})


def _cap(details: Table, level: str, seats: int | None) -> tuple[list[Problem], list[Problem]]:
    """Give problems and warnings of one level; nobody loses a level by arithmetic, but nobody rises into a full one."""
    rows = [dict(zip(details.columns, row, strict=True)) for row in details.rows]
    holders = [row for row in rows if row.get("拟定级") == level]
    if seats is None or len(holders) <= seats:
        return [], []
    params = {"level": level, "seats": seats, "count": len(holders)}
    place = at(details.path, DETAILS, column="拟定级")
    if level not in HARD:
        return [], [Problem("cap_advice_exceeded", place, params)]
    risen = [row for row in holders if _order(row.get("现级")) < _order(level)]
    if not risen:
        return [], [Problem("over_run_inherited", place, params)]
    names = "、".join(f"{row.get('姓名')}（{row.get('工号')}）" for row in risen)
    return [Problem("cap_exceeded", place, {**params, "names": names})], []


def _order(level: Cell) -> int:
    return LEVELS.index(level) if level in LEVELS else -1


def _count(text: Cell) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() else None


def _shown(count: int | None) -> str:
    return "未下达" if count is None else str(count)
