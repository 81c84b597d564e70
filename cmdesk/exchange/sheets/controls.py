"""Control totals: what the sender's paper or the 合计 row says, against what was read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from cmdesk.kernel.errors import Problem, Where, refuse_any
from cmdesk.kernel.text import folded

PEOPLE = "人数"
QUESTIONNAIRES = "问卷数"
SHEETS = "检查单数"
_OTHER_NAMES = {
    "people": PEOPLE,
    "count": PEOPLE,
    "questionnaires": QUESTIONNAIRES,
    "问卷": QUESTIONNAIRES,
    "sheets": SHEETS,
    "检查单": SHEETS,
    "regular": "在册",
    "contract": "聘用",
    "senior": "高级",
    "intermediate": "中级",
    "junior": "初级",
    "trainee": "见习",
}


@dataclass(frozen=True)
class Control:
    """One figure over the file. `stated` is what the sender's paper says, `total` what his 合计 row does; None where
    they say nothing."""

    name: str
    found: Decimal
    stated: Decimal | None = None
    total: Decimal | None = None

    @property
    def agrees(self) -> bool:
        """Say whether the sender's figure, if any, is ours."""
        return self.stated is None or self.stated == self.found


def parse_controls(written: Iterable[str]) -> dict[str, Decimal]:
    """Read `NAME=VALUE` as typed after `--control`. Raises Rejected `control_unreadable` with every bad one."""
    found: dict[str, Decimal] = {}
    problems: list[Problem] = []
    for text in written:
        name, sign, value = text.partition("=")
        try:
            number = Decimal(folded(value).replace(",", ""))
        except InvalidOperation:
            number = Decimal("NaN")
        if not sign or not name.strip() or not number.is_finite():
            problems.append(Problem("control_unreadable", Where(field=name), {"value": text}))
        else:
            found[name.strip()] = number
    refuse_any(problems)
    return found


def compared(
    stated: Mapping[str, Decimal], found: Mapping[str, Decimal], where: Where
) -> tuple[tuple[Control, ...], list[Problem]]:
    """Hold the typed figures against `found` (name → figure); a name may also be that of its count or heading.

    Problems: `control_total_differs`, and `control_unknown` for a name that this file has no figure for.
    """
    problems: list[Problem] = []
    by_name = {folded(name): name for name in found}
    said: dict[str, Decimal] = {}
    for name, value in stated.items():
        plain = folded(name)
        known = by_name.get(plain) or by_name.get(_OTHER_NAMES.get(plain.lower(), plain))
        if known is None:
            params = {"name": name, "known": "、".join(found)}
            problems.append(Problem("control_unknown", Where(file=where.file, sheet=where.sheet), params))
            continue
        said[known] = value
        if value != found[known]:
            problems.append(differs(known, value, found[known], Where(file=where.file, sheet=where.sheet)))
    return tuple(Control(name, figure, said.get(name)) for name, figure in found.items()), problems


def differs(name: str, stated: Decimal, found: Decimal, where: Where) -> Problem:
    """Give the problem of a control total that is not the figure found."""
    params = {"name": name, "stated": stated, "found": found, "difference": found - stated}
    return Problem("control_total_differs", where, params)


_PEOPLE = re.compile(r"共?(\d+)人")


def people_in(text: str) -> int | None:
    """Give the count of people that a cell of the 合计 row states (71人, 共71人), or None."""
    match = _PEOPLE.search(folded(text))
    return int(match[1]) if match else None
