"""Reading lists past the ORM: a list of thousands of lines is mostly the work that is done on each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Executable

from cmdesk.runtime.context import Context


def columns(context: Context, wanted: Executable, **params: Any) -> Sequence[Any]:
    """Give the rows of a select of columns (never of entities); what a running command has changed counts.

    `params` are the values of its bound parameters, for a select that is built once.
    """
    session = context.session
    if session.autoflush:
        session.flush()
    return session.connection().execute(wanted, params).all()
