"""下调说明: why somebody has no seat in a level, in sentences and with the two rows of ballots (methods c)."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cmdesk.models.grading import Grading
from cmdesk.queries.grading_seats import Seats
from cmdesk.queries.grading_votes import Voted
from cmdesk.rules.ballot_walk import row_of, walk_until_parting
from cmdesk.rules.ballots import one_ballot_away, voted_grade
from cmdesk.rules.ladder import LADDER, Level, Rung
from cmdesk.rules.ruleset import RuleSet
from cmdesk.rules.voting import VoteState
from cmdesk.storage.resources import sentence

CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"


@dataclass(frozen=True, kw_only=True)
class Strips:
    """The ballots of two people, low to high, the seated one first. `walk`: the places in the order in which the middle
    ballots are taken off, the parting pair last; empty where the rows are not compared place by place."""

    names: tuple[str, str]
    rows: tuple[tuple[str, ...], tuple[str, ...]]
    walk: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class Certificate:
    """The certificate: lines of (label, sentence), and the strips of ballots where they may be shown."""

    lines: tuple[tuple[str, str], ...]
    strips: Strips | None


def certificate_of(
    row: Grading, name: str, seats: Seats, names: Mapping[uuid.UUID, tuple[str, str]], rules: RuleSet
) -> Certificate | None:
    """Give the certificate of somebody whom the seats gave less than the vote; None for all others."""
    kept = row.certificate
    if kept is None:
        return None
    known = dict(names.values())
    if kept["kind"] == "proposal":
        return Certificate(lines=_proposal_lines(kept, known, seats, rules), strips=None)
    lines: list[tuple[str, str]] = []
    strips = None
    for lost in kept["levels"]:
        strips = strips or _strips(kept, lost, name)
        lines += [
            ("名额", _cap_words(lost["level"], lost["places"], lost["outside"] + lost["seated"], seats, rules)),
            ("末位", _last_words(lost)),
        ]
        if lost["last"]:
            lines.append(("排序依据", _order_words(kept, lost, _strips(kept, lost, name))))
    return Certificate(lines=tuple(lines), strips=strips)


def _cap_words(code: str, places: int | None, held: int, seats: Seats, rules: RuleSet) -> str:
    level = Level(code)
    params: dict[str, Any] = {"level": level.chinese, "places": places, "held": held, "base": seats.headcount}
    if seats.document_no is None:
        share = getattr(rules.caps.shares, level.value)
        return sentence("certificate_computed", params | {"share": f"{share.normalize():f}"})
    return sentence("certificate_issued", params | {"document_no": seats.document_no})


def _last_words(lost: Mapping[str, Any]) -> str:
    if not lost["last"]:
        return sentence("certificate_keepers")
    return sentence("certificate_last", {"last": lost["last_name"], "score": lost["last_score"] or "—"})


def _order_words(kept: Mapping[str, Any], lost: Mapping[str, Any], strips: Strips | None) -> str:
    if lost["decided_by"] == "score":
        return sentence("certificate_by_score", {"seated": lost["last_score"] or "—", "own": kept["score"] or "—"})
    if lost["decided_by"] == "lot":
        return sentence("certificate_by_lot")
    if lost["first"] is None or lost["second"] is None:
        return sentence("certificate_by_rung")
    params = {"first": Rung(lost["first"]).chinese, "second": Rung(lost["second"]).chinese}
    if strips is None or not strips.walk:
        return sentence("certificate_by_share", params)
    count = len(strips.walk)
    if count == 1:
        return sentence("certificate_by_middle", params | {"number": CIRCLED[0]})
    same = CIRCLED[: count - 1] if count <= 4 else f"{CIRCLED[0]}至{CIRCLED[count - 2]}"
    return sentence("certificate_by_ballots", params | {"same": same, "number": CIRCLED[count - 1]})


def _strips(kept: Mapping[str, Any], lost: Mapping[str, Any], name: str) -> Strips | None:
    seated, own = lost["last_row"], kept["row"]
    if not seated or not own or max(sum(seated), sum(own)) > len(CIRCLED):
        return None
    rows = tuple(tuple(LADDER[grade].value for grade in row_of(counts)) for counts in (seated, own))
    walk = walk_until_parting(seated, own) if lost["decided_by"] == "majority_value" else None
    return Strips(names=(lost["last_name"], name), rows=(rows[0], rows[1]), walk=walk or ())


def _proposal_lines(
    kept: Mapping[str, Any], known: Mapping[str, str], seats: Seats, rules: RuleSet
) -> tuple[tuple[str, str], ...]:
    held = (kept["cap"] or 0) - kept["free"]
    lines = [
        ("名额", _cap_words(kept["level"], kept["cap"], held, seats, rules)),
        ("竞争", sentence("certificate_passed", {"passed": kept["passed"], "free": kept["free"]})),
    ]
    if kept["last"] is None:
        lines.append(("末位", sentence("certificate_keepers")))
    else:
        params = {"last": known.get(kept["last"], kept["last"]), "votes": kept["last_agree"], "agree": kept["agree"]}
        lines.append(("排序依据", sentence("certificate_by_votes", params)))
    if kept["second"] is not None:
        lines.append(("二次票", sentence("certificate_second", {"agree": kept["second"]})))
    return tuple(lines)


def sensitivity_of(voted: Voted, *, graded: bool, rules: RuleSet) -> str | None:
    """Say what one ballot fewer or more would have given; None where so few ballots would betray the voters."""
    if not graded:
        result = voted.ballot.result(rules)
        agree = voted.ballot.marks.get("agree", 0)
        if result.state is VoteState.PASSED:
            return sentence("sensitivity_passed", {"count": agree - result.needed + 1})
        return sentence("sensitivity_failed", {"count": max(0, result.needed - agree)})
    grades, rule = voted.ballot.grades(), rules.graded_ballot
    if sum(grades) < rule.few_ballots:
        return None
    now = LADDER[voted_grade(grades, rule.grade_rule)]
    near = one_ballot_away(grades, rule.grade_rule)
    fewer = now if near.fewer is None else LADDER[near.fewer]
    more = now if near.more is None else LADDER[near.more]
    code = f"sensitivity_{'stays' if fewer is now else 'falls'}_{'stays' if more is now else 'rises'}"
    return sentence(code, {"fewer": fewer.chinese, "more": more.chinese, "now": now.chinese})
