"""The table of what a week plan says of each kind of activity."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006_v0_1_0"
down_revision = "0005_v0_1_0"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "week_activity",
        sa.Column("person_id", sa.LargeBinary(), nullable=False),
        sa.Column("monday", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_week_activity_person_id")),
        sa.PrimaryKeyConstraint("person_id", "monday", "code", name=op.f("pk_week_activity")),
        sqlite_strict=True,
    )
