"""What a user has typed and not kept yet: by user and form, never in the journal, never anybody else's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select

from cmdesk.models.settings import Draft
from cmdesk.storage import database as stored
from cmdesk.storage.journal import Deed

_VERB = "desk.draft"


@dataclass(frozen=True)
class DraftRow:
    """That there is a draft of a form, and since when."""

    form: str
    saved_at: datetime


def keep(database: stored.Opened, user_no: str, form: str, body: Mapping[str, Any], at: datetime) -> datetime:
    """Store a draft in the place of the one before, and give when. Raises Unavailable like any write (disk full …)."""
    with database.writing(Deed(actor=user_no, verb=_VERB, params={}), even_unchanged=False) as transaction:
        transaction.session.merge(Draft(user_no=user_no, form=form, body=dict(body), saved_at=at))
    return at


def read(database: stored.Opened, user_no: str, form: str) -> tuple[dict[str, Any], datetime] | None:
    """Give a user's draft of a form with the instant of its saving, or None."""
    with database.reading() as session:
        row = session.get(Draft, (user_no, form))
        return None if row is None else (dict(row.body), row.saved_at)


def drop(database: stored.Opened, user_no: str, form: str) -> None:
    """Remove a user's draft of a form; none there is no fault."""
    with database.writing(Deed(actor=user_no, verb=_VERB, params={}), even_unchanged=False) as transaction:
        transaction.session.execute(delete(Draft).where(Draft.user_no == user_no, Draft.form == form))


def all_of(database: stored.Opened, user_no: str) -> tuple[DraftRow, ...]:
    """Give every draft of a user, newest first."""
    with database.reading() as session:
        found = session.execute(
            select(Draft.form, Draft.saved_at).where(Draft.user_no == user_no).order_by(Draft.saved_at.desc())
        )
        return tuple(DraftRow(form, at) for form, at in found)
