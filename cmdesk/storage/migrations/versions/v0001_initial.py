"""The first tables, part 1, as of version 0.1.0. A later step has a file of its own."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001_v0_1_0"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables of this part."""
    op.create_table(
        "collective_decision",
        sa.Column("year", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("held_on", sa.Text(), nullable=False),
        sa.Column("document_no", sa.Text(), nullable=False),
        sa.Column("minutes", sa.Text(), nullable=False),
        sa.Column("recorded_by", sa.Text(), nullable=False),
        sa.Column("confirmed_by", sa.Text(), nullable=False),
        sa.Column("confirmed_at", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("year", name=op.f("pk_collective_decision")),
        sqlite_strict=True,
    )
    op.create_table(
        "draft",
        sa.Column("user_no", sa.Text(), nullable=False),
        sa.Column("form", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("saved_at", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("user_no", "form", name=op.f("pk_draft")),
        info={"unjournalled": True},
        sqlite_strict=True,
    )
    op.create_table(
        "evaluation_round",
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("due", sa.Text(), nullable=True),
        sa.Column("closed_by", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("period", "source", name=op.f("pk_evaluation_round")),
        sqlite_strict=True,
    )
    op.create_table(
        "exam_release",
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("published_on", sa.Text(), nullable=False),
        sa.Column("published_by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("period", name=op.f("pk_exam_release")),
        sqlite_strict=True,
    )
    op.create_table(
        "export_run",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("edition", sa.BigInteger(), nullable=False),
        sa.Column("content_digest", sa.Text(), nullable=False),
        sa.Column("file_digest", sa.Text(), nullable=True),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("exported_by", sa.Text(), nullable=False),
        sa.Column("id", sa.LargeBinary(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_export_run")),
        sa.UniqueConstraint("kind", "period", "edition", name=op.f("uq_export_run_kind_period_edition")),
        sqlite_strict=True,
    )
    op.create_table(
        "heading_mapping",
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("mapping", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("fingerprint", name=op.f("pk_heading_mapping")),
        sqlite_strict=True,
    )
    op.create_table(
        "holiday",
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("document_no", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_holiday")),
        sqlite_strict=True,
    )
    op.create_table(
        "import_run",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("period", sa.Text(), nullable=True),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("file_digest", sa.Text(), nullable=False),
        sa.Column("content_digest", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("imported_by", sa.Text(), nullable=False),
        sa.Column("accepted", sa.BigInteger(), nullable=False),
        sa.Column("changed", sa.BigInteger(), nullable=False),
        sa.Column("unchanged", sa.BigInteger(), nullable=False),
        sa.Column("controls", sa.Text(), nullable=False),
        sa.Column("answers", sa.Text(), nullable=False),
        sa.Column("id", sa.LargeBinary(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_run")),
        sqlite_strict=True,
    )
    op.create_table(
        "journal_entry",
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("second", sa.Text(), nullable=True),
        sa.Column("verb", sa.Text(), nullable=False),
        sa.Column("params", sa.Text(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("undoes", sa.BigInteger(), nullable=True),
        sa.Column("previous", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.CheckConstraint("length(digest) = 64", name=op.f("ck_journal_entry_digest_length")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_journal_entry")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_journal_entry_verb"), "journal_entry", ["verb"], unique=False)
    op.create_table(
        "journal_head",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_journal_head_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journal_head")),
        sqlite_strict=True,
    )
    op.create_table(
        "meeting",
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("year", sa.BigInteger(), nullable=False),
        sa.Column("sitting", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("held_on", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("seed", sa.Text(), nullable=True),
        sa.Column("minutes", sa.Text(), nullable=True),
        sa.Column("minutes_draft", sa.Text(), nullable=True),
        sa.Column("minuted_by", sa.Text(), nullable=True),
        sa.Column("opened_at", sa.Text(), nullable=True),
        sa.Column("closed_at", sa.Text(), nullable=True),
        sa.Column("id", sa.LargeBinary(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting")),
        sa.UniqueConstraint("year", "sitting", name=op.f("uq_meeting_year_sitting")),
        sqlite_strict=True,
    )
    op.create_table(
        "pay_release",
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("released_on", sa.Text(), nullable=False),
        sa.Column("released_by", sa.Text(), nullable=False),
        sa.Column("confirmed_by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("period", name=op.f("pk_pay_release")),
        sqlite_strict=True,
    )
    op.create_table(
        "peer_count",
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("group_name", sa.Text(), nullable=False),
        sa.Column("papers", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("period", "group_name", name=op.f("pk_peer_count")),
        sqlite_strict=True,
    )
    op.create_table(
        "peer_round",
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("group_name", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("seed", sa.Text(), nullable=True),
        sa.Column("plan_digest", sa.Text(), nullable=True),
        sa.Column("last_day", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("closed_by", sa.Text(), nullable=True),
        sa.Column("sheets_valid", sa.BigInteger(), nullable=True),
        sa.Column("sheets_invalid", sa.BigInteger(), nullable=True),
        sa.Column("rater_figures", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("period", "group_name", name=op.f("pk_peer_round")),
        sqlite_strict=True,
    )
    op.create_table(
        "peer_sheet",
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("group_name", sa.Text(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_peer_sheet")),
        info={"unjournalled": True},
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "period_state",
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("rule_version", sa.Text(), nullable=False),
        sa.Column("rule_digest", sa.Text(), nullable=False),
        sa.Column("inputs_digest", sa.Text(), nullable=False),
        sa.Column("closed_at", sa.Text(), nullable=True),
        sa.Column("closed_by", sa.Text(), nullable=True),
        sa.Column("reopened_reason", sa.Text(), nullable=True),
        sa.Column("said", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("period", name=op.f("pk_period_state")),
        sqlite_strict=True,
    )
    op.create_table(
        "public_notice",
        sa.Column("year", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("edition", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("posted_on", sa.Text(), nullable=False),
        sa.Column("ends_on", sa.Text(), nullable=False),
        sa.Column("contact", sa.Text(), nullable=False),
        sa.Column("telephone", sa.Text(), nullable=False),
        sa.Column("posted_by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("year", "edition", name=op.f("pk_public_notice")),
        sqlite_strict=True,
    )
    op.create_table(
        "rule_set",
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("activated_at", sa.Text(), nullable=False),
        sa.Column("activated_by", sa.Text(), nullable=False),
        sa.Column("notes", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_rule_set")),
        sqlite_strict=True,
    )
    op.create_table(
        "sealed_entry",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_sealed_entry")),
        info={"unjournalled": True},
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "seat_quota",
        sa.Column("year", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("unit_code", sa.Text(), nullable=False),
        sa.Column("base_date", sa.Text(), nullable=False),
        sa.Column("headcount", sa.BigInteger(), nullable=False),
        sa.Column("senior", sa.BigInteger(), nullable=True),
        sa.Column("intermediate", sa.BigInteger(), nullable=True),
        sa.Column("junior", sa.BigInteger(), nullable=True),
        sa.Column("document_no", sa.Text(), nullable=False),
        sa.Column("edition", sa.BigInteger(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("year", "unit_code", name=op.f("pk_seat_quota")),
        sqlite_strict=True,
    )
    op.create_table(
        "signing_key",
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("holder_no", sa.Text(), nullable=False),
        sa.Column("holder", sa.Text(), nullable=False),
        sa.Column("duty", sa.Text(), nullable=False),
        sa.Column("pem", sa.Text(), nullable=False),
        sa.Column("issued_on", sa.Text(), nullable=False),
        sa.Column("revoked_on", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("fingerprint", name=op.f("pk_signing_key")),
        sqlite_strict=True,
    )
    op.create_table(
        "training_event",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=True),
        sa.Column("held_on", sa.Text(), nullable=False),
        sa.Column("hours", sa.BigInteger(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("id", sa.LargeBinary(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_event")),
        sqlite_strict=True,
    )
    op.create_table(
        "trial_authority",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("root_pem", sa.Text(), nullable=False),
        sa.Column("sealed_key", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trial_authority")),
        sqlite_strict=True,
    )
    op.create_table(
        "unit",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("short_name", sa.Text(), nullable=False),
        sa.Column("own", sa.BigInteger(), nullable=False),
        sa.Column("covers_city", sa.BigInteger(), nullable=False),
        sa.Column("demo", sa.BigInteger(), nullable=False),
        sa.Column("time_stamp_service", sa.Text(), nullable=True),
        sa.Column("root_pem", sa.Text(), nullable=True),
        sa.Column("id", sa.LargeBinary(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit")),
        sa.UniqueConstraint("code", name=op.f("uq_unit_code")),
        sqlite_strict=True,
    )
    op.create_table(
        "agenda_item",
        sa.Column("meeting_id", sa.LargeBinary(), nullable=False),
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_agenda_item_meeting_id")),
        sa.PrimaryKeyConstraint("meeting_id", "number", name=op.f("pk_agenda_item")),
        sqlite_strict=True,
    )
    op.create_table(
        "indicator_month",
        sa.Column("unit_id", sa.LargeBinary(), nullable=False),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("import_id", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["import_id"], ["import_run.id"], name=op.f("fk_indicator_month_import_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_indicator_month_unit_id")),
        sa.PrimaryKeyConstraint("unit_id", "period", name=op.f("pk_indicator_month")),
        sqlite_strict=True,
    )
    op.create_table(
        "meeting_event",
        sa.Column("meeting_id", sa.LargeBinary(), nullable=False),
        sa.Column("line", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("params", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_meeting_event_meeting_id")),
        sa.PrimaryKeyConstraint("meeting_id", "line", name=op.f("pk_meeting_event")),
        sqlite_strict=True,
    )
    op.create_table(
        "person",
        sa.Column("unit_id", sa.LargeBinary(), nullable=False),
        sa.Column("staff_no", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("pinyin", sa.Text(), nullable=False),
        sa.Column("search_keys", sa.Text(), nullable=False),
        sa.Column("employment", sa.Text(), nullable=False),
        sa.Column("sex", sa.Text(), nullable=True),
        sa.Column("birth_month", sa.Text(), nullable=True),
        sa.Column("id_number", sa.LargeBinary(), nullable=True),
        sa.Column("id_number_index", sa.LargeBinary(), nullable=True),
        sa.Column("working_since", sa.Text(), nullable=True),
        sa.Column("education", sa.Text(), nullable=True),
        sa.Column("qualification", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("id", sa.LargeBinary(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_person_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("unit_id", "staff_no", name=op.f("uq_person_unit_id_staff_no")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_person_pinyin"), "person", ["pinyin"], unique=False)
