"""The table of the day that a sample county lives on."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007_v0_1_0"
down_revision = "0006_v0_1_0"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "demo_day",
        sa.Column("unit_id", sa.LargeBinary(), nullable=False),
        sa.Column("day", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_demo_day_unit_id")),
        sa.PrimaryKeyConstraint("unit_id", name=op.f("pk_demo_day")),
        sqlite_strict=True,
    )
