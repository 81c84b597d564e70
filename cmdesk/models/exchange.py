"""What crossed the office door: imports and exports."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from cmdesk.kernel.periods import Period
from cmdesk.models.base import Base, Rooted, strict


class ImportRun(Rooted, Base):
    """One workbook taken in. `content_digest` tells a second arrival; `answers` what a person decided on the way."""

    __tablename__ = "import_run"

    kind: Mapped[str]
    period: Mapped[Period | None]
    file_name: Mapped[str]
    file_digest: Mapped[str]
    content_digest: Mapped[str]
    at: Mapped[datetime]
    by: Mapped[str] = mapped_column("imported_by")
    accepted: Mapped[int]
    changed: Mapped[int]
    unchanged: Mapped[int]
    controls: Mapped[dict[str, Any]]
    answers: Mapped[dict[str, Any]]


class ExportRun(Rooted, Base):
    """One file given out: same content keeps its edition (版次), changed content gets the next one."""

    __tablename__ = "export_run"
    __table_args__ = strict(UniqueConstraint("kind", "period", "edition"))

    kind: Mapped[str]
    period: Mapped[Period]
    edition: Mapped[int]
    content_digest: Mapped[str]
    file_digest: Mapped[str | None]
    at: Mapped[datetime]
    by: Mapped[str] = mapped_column("exported_by")


class HeadingMapping(Base):
    """A sender's headings, remembered by their fingerprint."""

    __tablename__ = "heading_mapping"

    fingerprint: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    mapping: Mapped[dict[str, Any]]
