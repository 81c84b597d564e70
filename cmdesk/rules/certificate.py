"""Re-checking the outcome of a graded ballot: four conditions that together allow only one outcome (methods c).

Written apart from the seating on purpose: it looks at the outcome alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cmdesk.kernel.errors import Problem, Where
from cmdesk.rules.ladder import LADDER, LEVELS, Level, Rung, level_rank


def certificate_problems(
    *,
    order: Sequence[str],
    voted: Mapping[str, Rung],
    final: Mapping[str, Rung],
    caps: Mapping[Level, int | None],
    ceilings: Mapping[str, Rung],
    present: Mapping[str, Rung] | None = None,
) -> tuple[Problem, ...]:
    """Give every breach of the certificate; nothing for a lawful outcome.

    `caps`: None where a level has none that binds. (i) `certificate_over_cap`: no level over its cap, keepers aside;
    (ii) `certificate_passed_over`: nobody moved out of a level ranks above one who won a seat in it; (iii)
    `certificate_seat_empty`: a level somebody was moved out of is full; (iv) `certificate_above_entitled`: nobody
    above voted rung or ceiling. With `present`: `certificate_level_lost`: nobody is below the present level who was
    voted into it or higher. `certificate_rung`: whoever sits in the voted level has exactly the voted rung.
    """
    entitled = {person: min(voted[person], ceilings.get(person, voted[person]), key=LADDER.index) for person in order}
    found: list[Problem] = []
    for level in LEVELS:
        found += _level_problems(level, caps.get(level), order, entitled, final, present)
    for person in order:
        found += _person_problems(person, entitled[person], final[person], present)
    return tuple(found)


def _level_problems(
    level: Level,
    cap: int | None,
    order: Sequence[str],
    entitled: Mapping[str, Rung],
    final: Mapping[str, Rung],
    present: Mapping[str, Rung] | None,
) -> list[Problem]:
    where = Where(field=f"final.{level}")
    seated = [person for person in order if final[person].level is level]
    winners = [person for person in seated if present is None or _rank(present[person]) < level_rank(level)]
    moved = [
        person
        for person in order
        if _rank(final[person]) < level_rank(level) <= _rank(entitled[person])
        and (present is None or _rank(present[person]) < level_rank(level))
    ]
    found: list[Problem] = []
    if cap is not None and len(seated) > cap and winners:
        found.append(
            Problem("certificate_over_cap", where, {"level": level.chinese, "seated": len(seated), "cap": cap})
        )
    if moved and (cap is None or len(seated) < cap):
        params = {"level": level.chinese, "seated": len(seated), "person": moved[0]}
        found.append(Problem("certificate_seat_empty", where, params))
    if moved and winners and order.index(moved[0]) < order.index(winners[-1]):
        params = {"level": level.chinese, "person": moved[0], "other": winners[-1]}
        found.append(Problem("certificate_passed_over", where, params))
    return found


def _person_problems(person: str, entitled: Rung, final: Rung, present: Mapping[str, Rung] | None) -> list[Problem]:
    where, params = Where(field=f"final.{person}"), {"person": person, "final": final.chinese}
    found: list[Problem] = []
    if final.place > entitled.place:
        found.append(Problem("certificate_above_entitled", where, {**params, "entitled": entitled.chinese}))
    elif final.level is entitled.level and final is not entitled:
        found.append(Problem("certificate_rung", where, {**params, "entitled": entitled.chinese}))
    if present is not None and _rank(final) < min(_rank(present[person]), _rank(entitled)):
        found.append(Problem("certificate_level_lost", where, {**params, "present": present[person].chinese}))
    return found


def _rank(rung: Rung) -> int:
    return level_rank(rung.level)
