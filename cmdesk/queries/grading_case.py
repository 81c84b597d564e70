"""One person of the quota board in full: the four moments with mover and day, ballot, certificate, pay (row 68)."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar

from sqlalchemy import func, select

from cmdesk.kernel.clock import CHINA
from cmdesk.kernel.errors import Where, reject
from cmdesk.kernel.periods import Period
from cmdesk.models.access import User
from cmdesk.models.grading import CityDecision, Grading, Objection, SpecialDecision
from cmdesk.models.journal import JournalEntry
from cmdesk.models.scoring import Result
from cmdesk.queries.deliberation_state import sitting_of
from cmdesk.queries.grading_certificate import Certificate, certificate_of, sensitivity_of
from cmdesk.queries.grading_outcome import UNEXPLAINED
from cmdesk.queries.grading_pay import PayStep, mean_months, pay_step, rural_on
from cmdesk.queries.grading_seats import base_of, seats_of
from cmdesk.queries.grading_votes import Voted, votes_of
from cmdesk.queries.org import numbers_by_id, person_by_no
from cmdesk.rules.grading import Bound
from cmdesk.rules.ladder import Rung
from cmdesk.runtime.context import Context
from cmdesk.runtime.registry import Query
from cmdesk.storage.resources import sentence

_SUGGESTING, _PROPOSING = ("grading.prepare",), ("grading.propose",)
_FINAL = ("grading.allocate", "grading.adjust", "grading.decide_specially")


@dataclass(frozen=True, kw_only=True)
class Moment:
    """One moment: rung (None before it has come), who moved to it, on which day, why. `fallen`: less than before."""

    code: str
    rung: str | None
    by: str
    on: date | None
    reason: str
    fallen: bool = False


@dataclass(frozen=True, kw_only=True)
class PayRow:
    """What one rung would change against the present one, 元 a month; None where the year has no M."""

    moment: str
    rung: str
    step: PayStep | None


@dataclass(frozen=True, kw_only=True)
class Special:
    """The special decision of a person: number, reason, and the names of who recorded and who confirmed it."""

    document_no: str
    reason: str
    recorded_by: str
    confirmed_by: str


@dataclass(frozen=True, kw_only=True)
class CasePage:
    """What the panel of the board shows of one person. `unexplained`: moved by hand, the reason is still missing.

    `valid` of `returned` ballots; `agree` of `needed` where a proposal was voted on. `suspended` are the numbers of
    the named, concrete objections that hold the person back. `ceiling_binds`: more than the one rung of every year
    holds the person down.
    """

    staff_no: str
    name: str
    employment: str
    line: str | None
    present: str
    score: str | None
    band: str | None
    rank: int | None
    ranked: int
    graded: bool
    valid: int | None
    returned: int | None
    agree: int | None
    needed: int | None
    moments: tuple[Moment, ...]
    ceiling: str
    ceiling_reasons: tuple[str, ...]
    ceiling_binds: bool
    certificate: Certificate | None
    sensitivity: str | None
    pay: tuple[PayRow, ...]
    special: Special | None
    unexplained: bool
    suspended: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class BoardCase(Query):
    """One person of the board of a year."""

    permission: ClassVar[str] = "grading.decide"

    year: Period
    staff_no: str

    def rows(self, context: Context) -> CasePage:
        """Give the page. Raises Rejected `unknown_person`, `not_prepared`."""
        person = person_by_no(context, self.staff_no)
        row = context.session.get(Grading, (self.year.year, person))
        if row is None:
            name = numbers_by_id(context)[person][1]
            raise reject("not_prepared", where=Where(field="staff_no"), staff_no=self.staff_no, name=name)
        return _Case(context, row).page()


class _Case:
    def __init__(self, context: Context, row: Grading) -> None:
        self.context, self.row, self.year = context, row, row.year
        session = context.session
        self.users = {row.number: row.name for row in session.execute(select(User.number, User.name))}
        period = Period.parse(str(row.year))
        self.result = session.scalar(select(Result).where(Result.period == period, Result.person_id == row.person_id))
        self.ranked = session.scalar(
            select(func.count()).select_from(Result).where(Result.period == period, Result.rank.is_not(None))
        )
        self.meeting = sitting_of(context, row.year, 2)
        self.graded, self.voted = self._vote(row.person_id)

    def _vote(self, person: uuid.UUID) -> tuple[bool, Voted | None]:
        items = votes_of(self.context, self.meeting) if self.meeting is not None else ()
        found = [(item.graded, one) for item in items for one in item.people if one.id == person]
        return found[0] if found else (False, None)

    def page(self) -> CasePage:
        row, context, result, voted = self.row, self.context, self.result, self.voted
        person = next(one for one in base_of(context, self.year) if one.id == row.person_id)
        rules = context.rule_set
        proposal = voted.ballot.result(rules) if voted is not None and not self.graded else None
        return CasePage(
            staff_no=person.staff_no,
            name=person.name,
            employment=person.employment,
            line=person.line,
            present=row.present,
            score=None if result is None else result.score,
            band=None if result is None else result.band,
            rank=None if result is None else result.rank,
            ranked=self.ranked or 0,
            graded=self.graded,
            valid=None if voted is None else sum(voted.ballot.grades()) if self.graded else voted.ballot.valid,
            returned=None if voted is None else voted.ballot.returned,
            agree=voted.ballot.marks.get("agree", 0) if proposal and voted else None,
            needed=proposal.needed if proposal else None,
            moments=self._moments(),
            ceiling=row.ceiling,
            ceiling_reasons=tuple(sentence(f"ceiling_{code}") for code in row.ceiling_reasons),
            ceiling_binds=set(row.ceiling_reasons) != {Bound.ONE_RUNG.value},
            certificate=certificate_of(row, person.name, seats_of(context, self.year), numbers_by_id(context), rules),
            sensitivity=None if voted is None else sensitivity_of(voted, graded=self.graded, rules=rules),
            pay=self._pay(rural=rural_on(person, rules)),
            special=self._special(),
            unexplained=(row.final_reason or {}).get("code") == UNEXPLAINED,
            suspended=self._suspended(),
        )

    def _moments(self) -> tuple[Moment, ...]:
        row = self.row
        made = [self._suggested(), self._proposed(), self._voted(), self._final()]
        if row.decided is not None:
            made.append(self._decided())
        return tuple(made)

    def _suggested(self) -> Moment:
        row = self.row
        code = "case_stays" if row.suggested == row.present else "case_moves"
        params = {"present": Rung(row.present).chinese, "suggested": Rung(row.suggested).chinese}
        on = self._latest(_SUGGESTING)
        return Moment(code="suggested", rung=row.suggested, by="系统", on=on, reason=sentence(code, params))

    def _proposed(self) -> Moment:
        row = self.row
        on = self._latest(_PROPOSING) if row.proposed_by else self._latest(_SUGGESTING)
        by = self.users.get(row.proposed_by or "", "营销部")
        reason = row.proposed_reason or sentence("case_as_suggested")
        fallen = row.proposed is not None and _lower(row.proposed, row.suggested)
        return Moment(code="proposed", rung=row.proposed, by=by, on=on, reason=reason, fallen=fallen)

    def _voted(self) -> Moment:
        row, on = self.row, self.meeting.held_on if self.meeting is not None and self.row.voted else None
        reason = "" if self.voted is None or row.voted is None else self._vote_words()
        fallen = row.voted is not None and _lower(row.voted, row.proposed)
        return Moment(
            code="voted", rung=row.voted, by="评议会" if row.voted else "", on=on, reason=reason, fallen=fallen
        )

    def _vote_words(self) -> str:
        voted = self.voted
        assert voted is not None
        if self.graded:
            grades = voted.ballot.grades()
            rung = Rung(self.row.voted or self.row.present)
            above = sum(grades[max(0, rung.place) :])
            params = {"valid": sum(grades), "above": above, "rung": rung.chinese}
            return sentence("case_graded", params)
        result = voted.ballot.result(self.context.rule_set)
        agree = voted.ballot.marks.get("agree", 0)
        return sentence("case_proposal", {"agree": agree, "needed": result.needed, "valid": voted.ballot.valid})

    def _final(self) -> Moment:
        row = self.row
        if row.final is None:
            return Moment(code="final", rung=None, by="", on=None, reason="")
        reason = row.final_reason or {}
        on = self._latest(_FINAL if row.final_by else ("grading.allocate",))
        by = self.users.get(row.final_by or "", sentence("case_seats_full" if row.certificate else "case_allocated"))
        # The certificate below says the rest of it.
        code = "case_no_seat" if row.certificate is not None else f"why_{reason.get('code')}"
        words = sentence(code, {"final": Rung(row.final).chinese, **reason}) if reason else ""
        fallen = _lower(row.final, row.voted)
        return Moment(code="final", rung=row.final, by=by, on=on, reason=words, fallen=fallen)

    def _decided(self) -> Moment:
        row = self.row
        found = self.context.session.scalar(
            select(CityDecision)
            .where(CityDecision.year == self.year, CityDecision.person_id == row.person_id)
            .order_by(CityDecision.decided_on.desc(), CityDecision.document_no.desc())
            .limit(1)
        )
        on = None if found is None else found.decided_on
        reason = "" if found is None else f"{found.document_no}　{found.reason or ''}".strip()
        fallen = _lower(row.decided, row.final)
        return Moment(code="decided", rung=row.decided, by="市局", on=on, reason=reason, fallen=fallen)

    def _latest(self, verbs: tuple[str, ...]) -> date | None:
        """Give the day of the newest standing order of these kinds that speaks of the year and this person."""
        entries = self.context.session.execute(
            select(JournalEntry.seq, JournalEntry.at, JournalEntry.params)
            .where(JournalEntry.verb.in_(verbs), JournalEntry.undoes.is_(None))
            .order_by(JournalEntry.seq.desc())
        ).all()
        undone = set(self.context.session.scalars(select(JournalEntry.undoes).where(JournalEntry.undoes.is_not(None))))
        number = numbers_by_id(self.context)[self.row.person_id][0]
        for entry in entries:
            orders: Iterable[Mapping[str, Any]] = entry.params.get("commands", ())
            speaks = any(
                order.get("year") == str(self.year) and order.get("staff_no") in (None, number) for order in orders
            )
            if speaks and entry.seq not in undone:
                at: datetime = entry.at
                return at.astimezone(CHINA).date()
        return None

    def _pay(self, *, rural: bool) -> tuple[PayRow, ...]:
        row = self.row
        month = mean_months(self.context, self.year).get(row.person_id)
        named: Iterable[tuple[str, str | None]] = (
            ("proposed", row.proposed) if row.voted is None else ("voted", row.voted),
            ("final", row.final),
            ("decided", row.decided),
        )
        return tuple(
            PayRow(
                moment=moment,
                rung=rung,
                step=pay_step(Rung(row.present), Rung(rung), rural=rural, month=month, rule_set=self.context.rule_set),
            )
            for moment, rung in named
            if rung is not None
        )

    def _special(self) -> Special | None:
        found = self.context.session.get(SpecialDecision, (self.year, self.row.person_id))
        if found is None:
            return None
        return Special(
            document_no=found.document_no,
            reason=found.reason,
            recorded_by=self.users.get(found.recorded_by, found.recorded_by),
            confirmed_by=self.users.get(found.confirmed_by, found.confirmed_by),
        )

    def _suspended(self) -> tuple[str, ...]:
        return tuple(
            self.context.session.scalars(
                select(Objection.number).where(
                    Objection.year == self.year,
                    Objection.person_id == self.row.person_id,
                    Objection.kind == "objection",
                    Objection.concrete,
                    Objection.objector.is_not(None),
                    Objection.answered_on.is_(None),
                )
            )
        )


def _lower(rung: str | None, before: str | None) -> bool:
    return rung is not None and before is not None and Rung(rung).place < Rung(before).place


def money(amount: Decimal | None) -> str:
    """Give a change of pay as printed, with its sign; 待定 where it is not known."""
    if amount is None:
        return "待定"
    return f"{'−' if amount < 0 else '+' if amount > 0 else ''}{abs(amount):,.2f}"
