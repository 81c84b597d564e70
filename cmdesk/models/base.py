"""The one metadata of all tables, with names for every constraint."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar

from sqlalchemy import MetaData
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column

from cmdesk.kernel.ids import new_id
from cmdesk.kernel.periods import Period
from cmdesk.models.types import Day, Fixed, JsonText, Moment, PeriodText, Text, Uid

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """Base of every table. Annotations choose the exact types."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        uuid.UUID: Uid,
        date: Day,
        datetime: Moment,
        Decimal: Fixed,
        Period: PeriodText,
        str: Text,
        dict[str, Any]: JsonText,
        list[Any]: JsonText,
    }

    @declared_attr.directive
    def __table_args__(cls) -> Any:  # noqa: N805
        """Make every table STRICT on SQLite."""
        return {"sqlite_strict": True}


class Rooted:
    """A row with an id of its own that is unique across units, and a version for optimistic locking."""

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    version: Mapped[int] = mapped_column(default=1)

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:  # noqa: N805
        """Count the version up at every change; two writers of one row meet as a conflict."""
        return {"version_id_col": cls.version}


def strict(*constraints: Any) -> tuple[Any, ...]:
    """Give `__table_args__` with constraints, on a STRICT table."""
    return (*constraints, {"sqlite_strict": True})
