"""The table of sheets that were keyed a second time."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005_v0_1_0"
down_revision = "0004_v0_1_0"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "second_keying",
        sa.Column("sheet_id", sa.LargeBinary(), nullable=False),
        sa.Column("keyed_by", sa.Text(), nullable=False),
        sa.Column("keyed_on", sa.Text(), nullable=False),
        sa.Column("keyed", sa.Text(), nullable=False),
        sa.Column("settled", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["sheet_id"],
            ["inspection_sheet.id"],
            name=op.f("fk_second_keying_sheet_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("sheet_id", name=op.f("pk_second_keying")),
        sqlite_strict=True,
    )
