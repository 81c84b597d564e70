"""Who may sit in a meeting, and who may count its ballots (B.12.1, B.12.5)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from cmdesk.kernel.errors import Problem, Where


def member_problems(members: Sequence[str], *, least: int, most: int) -> tuple[Problem, ...]:
    """Give what is wrong with the list of 应到: `members_too_few`, `members_too_many`, `members_even` (B.12.1)."""
    count, where = len(members), Where(field="members")
    found: list[Problem] = []
    if count < least:
        found.append(Problem("members_too_few", where, {"count": count, "least": least}))
    if count > most:
        found.append(Problem("members_too_many", where, {"count": count, "most": most}))
    if count % 2 == 0:
        found.append(Problem("members_even", where, {"count": count}))
    return tuple(found)


class Duty(StrEnum):
    """What somebody does at a count."""

    CHAIR = "chair"
    SCRUTINEER = "scrutineer"
    TELLER = "teller"
    VOTE_CALLER = "vote_caller"


@dataclass(frozen=True)
class Officer:
    """Somebody with a duty at a count."""

    person: str
    duty: Duty


def officer_problems(
    officers: Sequence[Officer],
    *,
    candidates: Collection[str],
    kin: Iterable[tuple[str, str]],
    scrutineers: int = 2,
    tellers: int = 2,
) -> tuple[Problem, ...]:
    """Give what is wrong with 监票, 计票, 唱票 and 主持 (B.12.5).

    `officers_too_few` for fewer 监票 or 计票 than asked; `officer_is_candidate`; `officer_is_kin` (the chair may be);
    `officer_twice` for one person with two duties, except a teller who also calls the votes.
    """
    related = {frozenset(pair) for pair in kin}
    found: list[Problem] = []
    for duty, least in ((Duty.SCRUTINEER, scrutineers), (Duty.TELLER, tellers)):
        count = len({officer.person for officer in officers if officer.duty is duty})
        if count < least:
            params = {"duty": _DUTY_NAMES[duty], "count": count, "least": least}
            found.append(Problem("officers_too_few", Where(field="officers"), params))
    for place, officer in enumerate(officers):
        where, params = Where(field=f"officers.{place}"), {"person": officer.person, "duty": _DUTY_NAMES[officer.duty]}
        kindred = any(frozenset((officer.person, candidate)) in related for candidate in candidates)
        if officer.person in candidates:
            found.append(Problem("officer_is_candidate", where, params))
        elif kindred and officer.duty is not Duty.CHAIR:
            found.append(Problem("officer_is_kin", where, params))
        earlier = {other.duty for other in officers[:place] if other.person == officer.person}
        if earlier and earlier | {officer.duty} != {Duty.TELLER, Duty.VOTE_CALLER}:
            found.append(Problem("officer_twice", where, params))
    return tuple(found)


_DUTY_NAMES = {Duty.CHAIR: "主持人", Duty.SCRUTINEER: "监票人", Duty.TELLER: "计票人", Duty.VOTE_CALLER: "唱票人"}
