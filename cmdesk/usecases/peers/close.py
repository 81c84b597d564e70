"""Close a peer round: judge sheets, rewrite ratings per person in random order, drop the sheets (B.5a)."""

from __future__ import annotations

import json
import uuid
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from sqlalchemy import delete, func, insert, select

from cmdesk.kernel.amounts import fraction_text, mean, printed
from cmdesk.kernel.errors import Problem, Where, refuse_any, reject
from cmdesk.kernel.ids import shuffled
from cmdesk.kernel.periods import Period
from cmdesk.models.peers import PeerCount, PeerFigure, PeerRating, PeerSheet
from cmdesk.queries.org import ids_by_no
from cmdesk.queries.peers import pairs_of, round_of
from cmdesk.rules.leniency import Rating
from cmdesk.rules.peer_scores import peer_score
from cmdesk.rules.raters import identical_sheets, rater_figures
from cmdesk.rules.ruleset import RuleSet
from cmdesk.runtime.context import Context, Done
from cmdesk.runtime.registry import Command, Undo, UseCase
from cmdesk.usecases.peers.enter import PURPOSE, judge

Sheet = Mapping[str, tuple[Decimal, ...]]


@dataclass(frozen=True, kw_only=True)
class ClosePeers(Command):
    """Close the round of a group: nothing comes in any more, and nothing leads from a rating to a sheet.

    Refused: `box_not_counted`, `not_all_keyed`, `peer_round_state`, and `nobody_scored` where so many sheets are
    invalid or missing that nobody of the group gets a figure, unless `without_score` says that this is known. Warned:
    `peers_unscored` (how many get none). Cannot be undone.
    """

    period: Period
    group: str
    without_score: bool = False


def handle(context: Context, command: ClosePeers) -> Done:
    """Judge the sheets, write ratings and figures per person, delete the sheets."""
    round_ = round_of(context, command.period, command.group, "open")
    refuse_any(_problems(context, command))
    sheets = _open_sheets(context, command)
    valid = {number: sheet for number, sheet in sheets.items() if judge(sheet, context.rule_set).valid}
    ratings: dict[str, list[tuple[Decimal, ...]]] = defaultdict(list)
    for sheet in valid.values():
        for staff_no, scores in sheet.items():
            ratings[staff_no].append(scores)
    known = ids_by_no(context)
    asked = {ratee for _, ratee in pairs_of(context, command.period, command.group)}
    numbers = {found: number for number, found in known.items()}
    unscored = sum(len(ratings[numbers[ratee]]) < context.rule_set.peers.least_used for ratee in asked)
    _tell_unscored(context, command, unscored, len(asked), len(sheets) - len(valid))
    for ratee in sorted(asked, key=lambda found: numbers[found]):
        _write_person(context, command.period, ratee, ratings[numbers[ratee]])
    round_.state = "closed"
    round_.closed_by = context.actor.number
    round_.sheets_valid = len(valid)
    round_.sheets_invalid = len(sheets) - len(valid)
    round_.rater_figures = _rater_figures(sheets, context.rule_set)
    context.session.flush()
    context.session.execute(
        delete(PeerSheet).where(PeerSheet.period == command.period, PeerSheet.group == command.group)
    )
    return Done(count=len(sheets), answer={"valid": len(valid), "invalid": len(sheets) - len(valid)})


def _tell_unscored(context: Context, command: ClosePeers, unscored: int, asked: int, invalid: int) -> None:
    params = {"people": unscored, "invalid": invalid, "least": context.rule_set.peers.least_used}
    if unscored == asked and not command.without_score:
        raise reject("nobody_scored", where=Where(field="group"), **params)
    if unscored:
        context.warn(Problem("peers_unscored", Where(field="group"), params))


def _rater_figures(sheets: Mapping[str, Sheet], rules: RuleSet) -> dict[str, Any]:
    """Give mean, spread and agreement by sheet number, and look-alike sheets (rows 14, 27); nobody is named."""
    totals = [
        Rating(number, staff_no, sum(scores, Decimal(0)))
        for number, sheet in sheets.items()
        for staff_no, scores in sheet.items()
    ]
    cells = {
        number: {(staff_no, str(place)): s for staff_no, scores in sheet.items() for place, s in enumerate(scores)}
        for number, sheet in sheets.items()
    }
    mode = rules.rounding_mode
    return {
        "sheets": {
            one.rater: [one.count, printed(one.mean, 2, mode), printed(one.spread), printed(one.agreement, 2, mode)]
            for one in rater_figures(totals)
        },
        "identical": [list(pair) for pair in identical_sheets(cells)],
    }


def counting_ratings(ratings: list[tuple[Decimal, ...]], rules: RuleSet) -> list[tuple[Decimal, ...]]:
    """Give the ratings that count: one with the highest and one with the lowest total dropped (B.5)."""
    ordered = sorted(ratings, key=lambda scores: (sum(scores), scores))
    return ordered[1:-1] if len(ordered) > rules.peers.drop_above else ordered


def _write_person(context: Context, period: Period, ratee: uuid.UUID, ratings: list[tuple[Decimal, ...]]) -> None:
    mixed = shuffled(ratings)
    if mixed:
        context.session.execute(
            insert(PeerRating),
            [
                {"period": period, "ratee_id": ratee, "line": line, "scores": [str(s) for s in scores]}
                for line, scores in enumerate(mixed, 1)
            ],
        )
    score = peer_score([sum(scores, Decimal(0)) for scores in ratings], context.rule_set)
    counting = counting_ratings(ratings, context.rule_set) if score.exact is not None else []
    means: list[Fraction] = [found for column in zip(*counting, strict=True) if (found := mean(column)) is not None]
    context.session.add(
        PeerFigure(
            period=period,
            ratee_id=ratee,
            valid=len(ratings),
            dropped=len(score.dropped),
            score=None if score.exact is None else fraction_text(score.exact),
            abilities=[fraction_text(value) for value in means],
        )
    )


def _open_sheets(context: Context, command: ClosePeers) -> dict[str, Sheet]:
    sheets: dict[str, Sheet] = {}
    for number, sealed in context.session.execute(
        select(PeerSheet.number, PeerSheet.sealed).where(
            PeerSheet.period == command.period, PeerSheet.group == command.group
        )
    ):
        content = json.loads(context.vault.unseal(sealed, purpose=PURPOSE, number=number))
        sheets[number] = {staff_no: tuple(Decimal(s) for s in scores) for staff_no, scores in content.items()}
    return sheets


def _problems(context: Context, command: ClosePeers) -> list[Problem]:
    box = context.session.get(PeerCount, (command.period, command.group))
    if box is None:
        return [Problem("box_not_counted", Where(field="group"))]
    keyed = context.session.scalar(
        select(func.count())
        .select_from(PeerSheet)
        .where(PeerSheet.period == command.period, PeerSheet.group == command.group)
    )
    if keyed != box.papers:
        return [Problem("not_all_keyed", Where(field="group"), {"keyed": keyed, "box": box.papers})]
    return []


use_case = UseCase(command=ClosePeers, permission="peers.close", handle=handle, undo=Undo.BARRIER, closes_secret=True)
