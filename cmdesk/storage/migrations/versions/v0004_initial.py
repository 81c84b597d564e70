"""The first tables, part 4, as of version 0.1.0. A later step has a file of its own."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004_v0_1_0"
down_revision = "0003_v0_1_0"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables of this part."""
    op.create_table(
        "user_duty",
        sa.Column("user_id", sa.LargeBinary(), nullable=False),
        sa.Column("duty", sa.Text(), nullable=False),
        sa.Column("since", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_user_duty_user_id")),
        sa.PrimaryKeyConstraint("user_id", "duty", name=op.f("pk_user_duty")),
        sqlite_strict=True,
    )
    op.create_table(
        "deduction",
        sa.Column("sheet_id", sa.LargeBinary(), nullable=False),
        sa.Column("item", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("line", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("times", sa.BigInteger(), nullable=False),
        sa.Column("points", sa.BigInteger(), nullable=False),
        sa.Column("fact", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("happened_on", sa.Text(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("evidence_no", sa.Text(), nullable=True),
        sa.Column("problem", sa.Text(), nullable=True),
        sa.CheckConstraint("points > 0", name=op.f("ck_deduction_points_positive")),
        sa.ForeignKeyConstraint(
            ["sheet_id", "item"],
            ["sheet_answer.sheet_id", "sheet_answer.item"],
            name=op.f("fk_deduction_sheet_id_item"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("sheet_id", "item", "line", name=op.f("pk_deduction")),
        sqlite_strict=True,
    )
