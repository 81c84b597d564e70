"""What opening a database and reading from it will need, made ready while a password is still being typed."""

from __future__ import annotations

from sqlalchemy.orm import configure_mappers

from cmdesk.storage import resources
from cmdesk.storage.passwords import load_library
from cmdesk.storage.shape import shipped_shape


def prepare() -> None:
    """Build what is built once in a program: mappers, shape and tables; parse a rule set. Any thread may call it."""
    load_library()
    shipped_shape()
    configure_mappers()
    resources.tables()
    resources.load_rule_set()
