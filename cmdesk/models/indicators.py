"""Monthly figures of the 营销中心 (X1)."""

from __future__ import annotations

import uuid
from decimal import Decimal

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from cmdesk.kernel.periods import Period
from cmdesk.models.base import Base, strict


class IndicatorFigure(Base):
    """One person's figure of one indicator and month: target and actual where given, and the rate of B.3 (x).

    `import_id` and `source_row` lead back to the cell it came from.
    """

    __tablename__ = "indicator_figure"
    __table_args__ = strict(Index("ix_indicator_figure_period", "period"))

    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)
    period: Mapped[Period] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(primary_key=True)
    target: Mapped[Decimal | None]
    actual: Mapped[Decimal | None]
    rate: Mapped[Decimal | None]
    figure: Mapped[str | None]
    import_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("import_run.id"))
    source_row: Mapped[int | None]


class IndicatorMonth(Base):
    """That X1 of a month is in, and by which import. A month without this row cannot close."""

    __tablename__ = "indicator_month"

    unit_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("unit.id"), primary_key=True)
    period: Mapped[Period] = mapped_column(primary_key=True)
    import_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("import_run.id"))
