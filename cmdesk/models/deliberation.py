"""The meeting (评议会): members, presence, items, papers, accounts and totals; never a single ballot."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from cmdesk.models.base import Base, Rooted, strict
from cmdesk.models.peers import SECRET
from cmdesk.models.types import LargeBinary


class Meeting(Rooted, Base):
    """One sitting of a year (1: democratic rating, 2: votes). State: called, open, closed, minuted.

    `seed` is the public text typed before the first ballot opens (methods of lots). `minutes` stand once they are
    finished; `minutes_draft` is what the program wrote, so that every edit by hand can be marked.
    """

    __tablename__ = "meeting"
    __table_args__ = strict(UniqueConstraint("year", "sitting"))

    number: Mapped[str]
    year: Mapped[int]
    sitting: Mapped[int]
    state: Mapped[str]
    held_on: Mapped[date]
    place: Mapped[str]
    seed: Mapped[str | None]
    minutes: Mapped[str | None]
    minutes_draft: Mapped[str | None]
    minuted_by: Mapped[str | None]
    opened_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]


class MeetingMember(Base):
    """Somebody on the 应到 list (or an observer), by name; `person_id` where he stands in the roster.

    `ticket` is the rating class A, B or C; members of the second sitting need none.
    """

    __tablename__ = "meeting_member"

    meeting_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("meeting.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    name: Mapped[str]
    person_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id"))
    position: Mapped[str]
    ticket: Mapped[str | None]
    observer: Mapped[bool] = mapped_column(default=False)


class MemberRecusal(Base):
    """A member who leaves for one person (B.12.15), with the ground."""

    __tablename__ = "member_recusal"
    __table_args__ = strict(
        ForeignKeyConstraint(["meeting_id", "number"], ["meeting_member.meeting_id", "meeting_member.number"])
    )

    meeting_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)
    ground: Mapped[str]


class Presence(Base):
    """A member coming (`came`) or going, at an instant."""

    __tablename__ = "presence"
    __table_args__ = strict(
        ForeignKeyConstraint(["meeting_id", "number"], ["meeting_member.meeting_id", "meeting_member.number"])
    )

    meeting_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(primary_key=True)
    came: Mapped[bool]


class MeetingDuty(Base):
    """A duty of one meeting (chair, secretary, vote_caller, teller, scrutineer), approved by it.

    `pin_hash` (argon2id) is set by the holder who has no account; `user_no` by one who has.
    """

    __tablename__ = "meeting_duty"

    meeting_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("meeting.id"), primary_key=True)
    duty: Mapped[str] = mapped_column(primary_key=True)
    line: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    name: Mapped[str]
    person_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id"))
    user_no: Mapped[str | None]
    pin_hash: Mapped[str | None]


class AgendaItem(Base):
    """One item: kind democratic_rating, proposal_vote or graded_ballot, and whom it is about (person ids as text)."""

    __tablename__ = "agenda_item"

    meeting_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("meeting.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[str]
    title: Mapped[str]


class ItemPerson(Base):
    """A person of an agenda item, with the rungs frozen when its first ballot opened.

    `paper` is the paper of the first ballot; empty before it opens and for a rating, where every class has them all.
    """

    __tablename__ = "item_person"
    __table_args__ = strict(
        ForeignKeyConstraint(["meeting_id", "item"], ["agenda_item.meeting_id", "agenda_item.number"])
    )

    meeting_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    item: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)
    line: Mapped[int]
    paper: Mapped[str]
    present: Mapped[str | None]
    ceiling: Mapped[str | None]
    proposed: Mapped[str | None]


class Paper(Base):
    """One ballot paper of an item and round: its account. Papers: 票一 …, A/B/C, and 二次票一 … of a second ballot.

    `kind`: first or second ballot. State: open, sealed, agreed (both counts in and equal, still sealed), counted,
    void. `people` are those on the paper (ids as text, in order), `away` the member numbers who are never handed it;
    `opened_present` and `sealed_present` the member numbers who were there. `quorum` is what the paper needed.
    Counts: printed = issued + unissued + spoiled; issued = returned + unreturned; returned = valid + invalid.
    """

    __tablename__ = "paper"
    __table_args__ = strict(
        ForeignKeyConstraint(["meeting_id", "item"], ["agenda_item.meeting_id", "agenda_item.number"])
    )

    meeting_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    item: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    paper: Mapped[str] = mapped_column(primary_key=True)
    round: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[str]
    state: Mapped[str]
    people: Mapped[list[Any]]
    away: Mapped[list[Any]]
    quorum: Mapped[int]
    expected: Mapped[int]
    recused: Mapped[int]
    present: Mapped[int]
    opened_at: Mapped[datetime | None]
    opened_present: Mapped[list[Any]]
    sealed_at: Mapped[datetime | None]
    sealed_present: Mapped[list[Any]]
    printed: Mapped[int | None]
    spoiled: Mapped[int | None]
    issued: Mapped[int | None]
    returned: Mapped[int | None]
    invalid: Mapped[int | None]
    abstained: Mapped[int | None]
    unreturned_reasons: Mapped[list[Any]]
    witnesses: Mapped[list[Any]]
    void_reason: Mapped[str | None]


class SealedEntry(Base):
    """The first keying of a paper, encrypted until the second is in and equal; then gone."""

    __tablename__ = "sealed_entry"
    __table_args__ = ({"sqlite_strict": True, "sqlite_with_rowid": False, "info": SECRET},)

    key: Mapped[str] = mapped_column(primary_key=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)


class Tally(Base):
    """The totals of one person on one counted paper: marks by name (agree …, excellent …, or nine rungs)."""

    __tablename__ = "tally"
    __table_args__ = strict(
        CheckConstraint("teller <> scrutineer", name="two_people"),
        ForeignKeyConstraint(
            ["meeting_id", "item", "paper", "round"],
            ["paper.meeting_id", "paper.item", "paper.paper", "paper.round"],
        ),
    )

    meeting_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    item: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    paper: Mapped[str] = mapped_column(primary_key=True)
    round: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)
    marks: Mapped[dict[str, Any]]
    teller: Mapped[str]
    scrutineer: Mapped[str]


class MeetingEvent(Base):
    """What happened, for the minutes: code and parameters of a sentence. Never a count before the release."""

    __tablename__ = "meeting_event"

    meeting_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("meeting.id"), primary_key=True)
    line: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    code: Mapped[str]
    params: Mapped[dict[str, Any]]


class BallotCustody(Base):
    """The sealed ballots of an item after the count: seal, keeper, and when and by whom they were destroyed."""

    __tablename__ = "ballot_custody"
    __table_args__ = strict(
        ForeignKeyConstraint(["meeting_id", "item"], ["agenda_item.meeting_id", "agenda_item.number"])
    )

    meeting_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    item: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    seal_no: Mapped[str]
    keeper: Mapped[str]
    kept_on: Mapped[date]
    destroyed_on: Mapped[date | None]
    destroyed_by: Mapped[list[Any]]
    basis: Mapped[str | None]
