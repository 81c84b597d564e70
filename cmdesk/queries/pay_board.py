"""The pay of a month beside that of the month before: who gets more or less, from when, and why (B.14)."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import ClassVar

from sqlalchemy import select

from cmdesk.kernel.periods import Period, PeriodKind
from cmdesk.models.access import User
from cmdesk.models.org import Person, RungSpell
from cmdesk.models.pay import PayLine, PayRelease
from cmdesk.models.scoring import PeriodState
from cmdesk.queries.org import PersonOn, managers_on
from cmdesk.queries.pay import post_spells
from cmdesk.queries.scoring_state import is_closed
from cmdesk.rules.codes import Employment, RuleSetState
from cmdesk.rules.ladder import Rung
from cmdesk.rules.pay import full_years
from cmdesk.runtime.context import Context
from cmdesk.runtime.permissions import Duty
from cmdesk.runtime.registry import Query
from cmdesk.storage.resources import sentence

SEES_AMOUNTS = frozenset({Duty.PAY_CLERK, Duty.COUNTY_LEADER})
"""Who sees amounts of pay; the others who may open the page see who and why, never how much."""
COMPONENTS = ("base", "floating", "seniority", "performance")


@dataclass(frozen=True)
class PayMonth:
    """A closed month: computed or not, released on a day by two people or not yet."""

    period: Period
    computed: int
    released_on: date | None
    released_by: str
    confirmed_by: str


@dataclass(frozen=True, kw_only=True)
class PayMonths(Query):
    """The closed months, newest first, with what has become of their pay."""

    permission: ClassVar[str] = "pay.compute"

    def rows(self, context: Context) -> tuple[PayMonth, ...]:
        """Give one row a month."""
        session = context.session
        closed = [
            period
            for period in session.scalars(select(PeriodState.period).where(PeriodState.state == "closed"))
            if period.kind is PeriodKind.MONTH
        ]
        counts: dict[Period, int] = {}
        for period in session.scalars(select(PayLine.period)):
            counts[period] = counts.get(period, 0) + 1
        releases = {row.period: row for row in session.scalars(select(PayRelease))}
        users = {row.number: row.name for row in session.execute(select(User.number, User.name))}
        found = []
        for period in sorted({*closed, *releases}, reverse=True):
            row = releases.get(period)
            found.append(
                PayMonth(
                    period,
                    counts.get(period, 0),
                    None if row is None else row.released_on,
                    "" if row is None else users.get(row.released_by, row.released_by),
                    "" if row is None else users.get(row.confirmed_by, row.confirmed_by),
                )
            )
        return tuple(found)


@dataclass(frozen=True, kw_only=True)
class PayPerson:
    """One person of a month. Amounts are None where they are 待定, or where the reader may not see them.

    `why` says in sentences what differs from the month before; `moved`: a component other than 效益工资 by score alone
    has changed; `pending`: no score, so 待定; `differences` are amounts owed for earlier months, by month.
    """

    staff_no: str
    name: str
    search_keys: str
    line: str | None
    employment: str
    rung: str
    pay_rung: str
    coefficient: str
    month_score: str | None
    base: Decimal | None
    floating: Decimal | None
    seniority: Decimal | None
    performance: Decimal | None
    total: Decimal | None
    owed: Decimal | None
    differences: tuple[tuple[Period, Decimal | None], ...]
    before: Decimal | None
    change: Decimal | None
    why: tuple[str, ...]
    moved: bool
    pending: bool


@dataclass(frozen=True, kw_only=True)
class PayBoard:
    """The month: its people in order of 工号, sums by component, and the sum of the month before.

    `change` adds up who has a sum in both months. `visible`: the reader may see amounts. `trial_rules`: under rules on
    trial nothing is released.
    """

    month: PayMonth
    closed: bool
    visible: bool
    trial_rules: bool
    previous: Period
    people: tuple[PayPerson, ...]
    sums: Mapping[str, Decimal | None]
    before: Decimal | None
    change: Decimal | None
    pending: int
    moved: int


@dataclass(frozen=True, kw_only=True)
class PayOfMonth(Query):
    """The pay of a month beside the month before. Amounts only for 劳资员 and 负责人."""

    permission: ClassVar[str] = "pay.compute"

    period: Period

    def rows(self, context: Context) -> PayBoard:
        """Give the page; without people before the month is computed."""
        return board_of(context, self.period)


def board_of(context: Context, period: Period) -> PayBoard:
    """Give the page of a month."""
    previous = period.previous()
    people = _people(context, period, previous)
    visible = bool(context.actor.duties & SEES_AMOUNTS)
    months = {month.period: month for month in PayMonths().rows(context)}
    before = _sum(person.before for person in people)
    shown = people if visible else tuple(_masked(person) for person in people)
    sums = {name: _sum(getattr(person, name) for person in shown) for name in (*COMPONENTS, "total", "owed")}
    return PayBoard(
        month=months.get(period, PayMonth(period, len(people), None, "", "")),
        closed=is_closed(context, period),
        visible=visible,
        trial_rules=context.rule_set.meta.state is not RuleSetState.IN_FORCE,
        previous=previous,
        people=shown,
        sums=sums,
        before=before if visible else None,
        change=_sum(person.change for person in shown),
        pending=sum(person.pending for person in people),
        moved=sum(person.moved for person in people),
    )


def _sum(amounts: Iterable[Decimal | None]) -> Decimal | None:
    known = [amount for amount in amounts if amount is not None]
    return sum(known, Decimal("0.00")) if known else None


def _masked(person: PayPerson) -> PayPerson:
    return replace(
        person,
        base=None,
        floating=None,
        seniority=None,
        performance=None,
        total=None,
        owed=None,
        before=None,
        change=None,
        differences=tuple((month, None) for month, _ in person.differences),
    )


def _people(context: Context, period: Period, previous: Period) -> tuple[PayPerson, ...]:
    session = context.session
    lines = _lines(context, period)
    older = _lines(context, previous)
    on_day = {person.id: person for person in managers_on(context, period.first_day)}
    names = {row.id: row for row in session.scalars(select(Person).where(Person.id.in_(lines)))}
    whys = _Whys(context, period, previous)
    found = []
    for person, line in lines.items():
        before = older.get(person)
        found.append(_person(names[person], on_day.get(person), line, before, whys))
    return tuple(sorted(found, key=lambda one: one.staff_no))


def _lines(context: Context, period: Period) -> dict[uuid.UUID, PayLine]:
    rows = context.session.scalars(select(PayLine).where(PayLine.period == period))
    return {row.person_id: row for row in rows}


def _person(person: Person, on_day: PersonOn | None, line: PayLine, before: PayLine | None, whys: _Whys) -> PayPerson:
    total, old = _amount(line.total), None if before is None else _amount(before.total)
    differences = tuple((Period.parse(one["period"]), Decimal(one["amount"])) for one in line.differences)
    why, moved = whys.of(person.id, line, before)
    return PayPerson(
        staff_no=person.staff_no,
        name=person.name,
        search_keys=person.search_keys,
        line=None if on_day is None else on_day.line,
        employment=person.employment,
        rung=line.rung,
        pay_rung=line.pay_rung,
        coefficient=line.coefficient,
        month_score=line.month_score,
        base=_amount(line.base),
        floating=_amount(line.floating),
        seniority=_amount(line.seniority),
        performance=_amount(line.performance),
        total=total,
        owed=_sum(amount for _, amount in differences),
        differences=differences,
        before=old,
        change=None if total is None or old is None else total - old,
        why=why,
        moved=moved,
        pending=line.total is None,
    )


def _amount(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


class _Whys:
    """Says why a line differs from that of the month before; the facts of everybody are read once."""

    def __init__(self, context: Context, period: Period, previous: Period) -> None:
        self.period, self.previous = period, previous
        self.spells = post_spells(context)
        self.rungs: dict[uuid.UUID, RungSpell] = {}
        for spell in context.session.scalars(
            select(RungSpell)
            .where(RungSpell.start > previous.first_day, RungSpell.start <= period.first_day)
            .order_by(RungSpell.start)
        ):
            self.rungs[spell.person_id] = spell

    def of(self, person: uuid.UUID, line: PayLine, before: PayLine | None) -> tuple[tuple[str, ...], bool]:
        """Give the sentences, and whether more than the score has changed."""
        if before is None:
            return (sentence("pay_why_new", {"month": self.previous.chinese}),), True
        moved = [*self._rung(person, line, before), *self._seniority(person, line, before)]
        if line.base != before.base:
            moved.append(sentence("pay_why_base", {"old": before.base, "new": line.base}))
        score = []
        if line.month_score != before.month_score:
            params = {"old": before.month_score or "待定", "new": line.month_score or "待定"}
            score.append(sentence("pay_why_score", params))
        return (*moved, *score), bool(moved)

    def _rung(self, person: uuid.UUID, line: PayLine, before: PayLine) -> list[str]:
        if line.rung != before.rung:
            spell = self.rungs.get(person)
            params = {
                "old": Rung(before.rung).chinese,
                "new": Rung(line.rung).chinese,
                "start": self.period.first_day if spell is None else spell.start,
                "document_no": "" if spell is None else spell.document_no or "",
            }
            return [sentence("pay_why_rung", params)]
        if line.pay_rung != before.pay_rung:
            params = {"old": Rung(before.pay_rung).chinese, "new": Rung(line.pay_rung).chinese}
            return [sentence("pay_why_rural", params)]
        if line.coefficient != before.coefficient or line.floating != before.floating:
            return [sentence("pay_why_scale")]
        return []

    def _seniority(self, person: uuid.UUID, line: PayLine, before: PayLine) -> list[str]:
        if line.seniority == before.seniority:
            return []
        years = [full_years(self.spells.get(person, ()), month) for month in (self.previous, self.period)]
        return [sentence("pay_why_years", {"old": years[0], "new": years[1]})]


@dataclass(frozen=True, kw_only=True)
class PayPart:
    """A component with how it comes about; `amount` is None where it is 待定."""

    name: str
    how: str
    amount: Decimal | None
    before: Decimal | None


@dataclass(frozen=True, kw_only=True)
class PayCase:
    """One person's slip: the parts, the sum, what is owed for earlier months. `adds_up`: the parts give the sum."""

    person: PayPerson
    visible: bool
    parts: tuple[PayPart, ...]
    clause: str
    clause_text: str
    adds_up: bool
    slip: Decimal | None


@dataclass(frozen=True, kw_only=True)
class PaySlip(Query):
    """One person's pay of a month, component by component, as it can be added up by hand."""

    permission: ClassVar[str] = "pay.compute"

    period: Period
    staff_no: str

    def rows(self, context: Context) -> PayCase | None:
        """Give the slip; None for who is not on the list."""
        previous = self.period.previous()
        people = {one.staff_no: one for one in _people(context, self.period, previous)}
        person = people.get(self.staff_no)
        if person is None:
            return None
        key = context.session.scalar(select(Person.id).where(Person.staff_no == self.staff_no))
        before = _lines(context, previous).get(key) if key is not None else None
        years = full_years(post_spells(context).get(key, ()) if key is not None else (), self.period)
        visible = bool(context.actor.duties & SEES_AMOUNTS)
        parts = _parts(context, person, before, years) if visible else ()
        known = [part.amount for part in parts if part.amount is not None]
        return PayCase(
            person=person if visible else _masked(person),
            visible=visible,
            parts=parts,
            clause=context.rule_set.pay.clause,
            clause_text=context.rule_set.pay.text,
            adds_up=person.total is None or sum(known, Decimal(0)) == person.total,
            slip=None if person.total is None or not visible else person.total + (person.owed or Decimal(0)),
        )


def _parts(context: Context, person: PayPerson, before: PayLine | None, years: int) -> tuple[PayPart, ...]:
    rules = context.rule_set.pay
    level = Rung(person.rung).level.chinese
    contract = person.employment == Employment.CONTRACT
    performance = {
        "base": f"{rules.performance_base:f}",
        "coefficient": person.coefficient,
        "score": person.month_score or "",
        "rung": Rung(person.pay_rung).chinese,
    }
    hows = {
        "base": sentence("pay_how_base"),
        "floating": sentence("pay_how_floating", {"level": level}),
        "seniority": sentence("pay_how_years" if contract else "pay_how_regular", {"years": years}),
        "performance": sentence("pay_how_performance" if person.month_score else "pay_how_pending", performance),
    }
    names: Sequence[tuple[str, str]] = (
        ("base", "基本岗位工资"),
        ("floating", "岗位浮动工资"),
        ("seniority", "年功工资"),
        ("performance", "效益工资"),
    )
    return tuple(
        PayPart(
            name=name,
            how=hows[code],
            amount=getattr(person, code),
            before=None if before is None else _amount(getattr(before, code)),
        )
        for code, name in names
    )
