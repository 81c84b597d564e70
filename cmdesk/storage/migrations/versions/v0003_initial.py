"""The first tables, part 3, as of version 0.1.0. A later step has a file of its own."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003_v0_1_0"
down_revision = "0002_v0_1_0"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables of this part."""
    op.create_table(
        "pay_line",
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("person_id", sa.LargeBinary(), nullable=False),
        sa.Column("rung", sa.Text(), nullable=False),
        sa.Column("pay_rung", sa.Text(), nullable=False),
        sa.Column("coefficient", sa.Text(), nullable=False),
        sa.Column("month_score", sa.Text(), nullable=True),
        sa.Column("base", sa.Text(), nullable=False),
        sa.Column("floating", sa.Text(), nullable=False),
        sa.Column("seniority", sa.Text(), nullable=False),
        sa.Column("performance", sa.Text(), nullable=True),
        sa.Column("total", sa.Text(), nullable=True),
        sa.Column("differences", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_pay_line_person_id")),
        sa.PrimaryKeyConstraint("period", "person_id", name=op.f("pk_pay_line")),
        sqlite_strict=True,
    )
    op.create_table(
        "peer_figure",
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("ratee_id", sa.LargeBinary(), nullable=False),
        sa.Column("valid", sa.BigInteger(), nullable=False),
        sa.Column("dropped", sa.BigInteger(), nullable=False),
        sa.Column("score", sa.Text(), nullable=True),
        sa.Column("abilities", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["ratee_id"], ["person.id"], name=op.f("fk_peer_figure_ratee_id")),
        sa.PrimaryKeyConstraint("period", "ratee_id", name=op.f("pk_peer_figure")),
        sqlite_strict=True,
    )
    op.create_table(
        "peer_pair",
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("rater_id", sa.LargeBinary(), nullable=False),
        sa.Column("ratee_id", sa.LargeBinary(), nullable=False),
        sa.Column("group_name", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["ratee_id"], ["person.id"], name=op.f("fk_peer_pair_ratee_id")),
        sa.ForeignKeyConstraint(["rater_id"], ["person.id"], name=op.f("fk_peer_pair_rater_id")),
        sa.PrimaryKeyConstraint("period", "rater_id", "ratee_id", name=op.f("pk_peer_pair")),
        sqlite_strict=True,
    )
    op.create_table(
        "peer_rating",
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("ratee_id", sa.LargeBinary(), nullable=False),
        sa.Column("line", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("scores", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["ratee_id"], ["person.id"], name=op.f("fk_peer_rating_ratee_id")),
        sa.PrimaryKeyConstraint("period", "ratee_id", "line", name=op.f("pk_peer_rating")),
        sqlite_strict=True,
    )
    op.create_table(
        "peer_turn_in",
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("rater_id", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["rater_id"], ["person.id"], name=op.f("fk_peer_turn_in_rater_id")),
        sa.PrimaryKeyConstraint("period", "rater_id", name=op.f("pk_peer_turn_in")),
        sqlite_strict=True,
    )
    op.create_table(
        "post_spell",
        sa.Column("person_id", sa.LargeBinary(), nullable=False),
        sa.Column("start", sa.Text(), nullable=False),
        sa.Column("post", sa.Text(), nullable=False),
        sa.Column("until", sa.Text(), nullable=True),
        sa.CheckConstraint("until IS NULL OR until >= start", name=op.f("ck_post_spell_date_order")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_post_spell_person_id")),
        sa.PrimaryKeyConstraint("person_id", "start", name=op.f("pk_post_spell")),
        sqlite_strict=True,
    )
    op.create_table(
        "prior_result",
        sa.Column("person_id", sa.LargeBinary(), nullable=False),
        sa.Column("year", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("score", sa.Text(), nullable=True),
        sa.Column("band", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_prior_result_person_id")),
        sa.PrimaryKeyConstraint("person_id", "year", name=op.f("pk_prior_result")),
        sqlite_strict=True,
    )
    op.create_table(
        "questionnaire",
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("person_id", sa.LargeBinary(), nullable=False),
        sa.Column("area", sa.Text(), nullable=True),
        sa.Column("answers", sa.Text(), nullable=False),
        sa.Column("asked_on", sa.Text(), nullable=True),
        sa.Column("surveyor", sa.Text(), nullable=True),
        sa.Column("valid", sa.BigInteger(), nullable=False),
        sa.Column("invalid_reason", sa.Text(), nullable=True),
        sa.Column("import_id", sa.LargeBinary(), nullable=True),
        sa.Column("source_row", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["import_id"], ["import_run.id"], name=op.f("fk_questionnaire_import_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_questionnaire_person_id")),
        sa.PrimaryKeyConstraint("period", "number", name=op.f("pk_questionnaire")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_questionnaire_person_id"), "questionnaire", ["person_id"], unique=False)
    op.create_table(
        "result",
        sa.Column("person_id", sa.LargeBinary(), nullable=False),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("score", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("band", sa.Text(), nullable=True),
        sa.Column("rank", sa.BigInteger(), nullable=True),
        sa.Column("figures", sa.Text(), nullable=False),
        sa.Column("notes", sa.Text(), nullable=False),
        sa.Column("inputs_digest", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_result_person_id")),
        sa.PrimaryKeyConstraint("person_id", "period", name=op.f("pk_result")),
        sqlite_strict=True,
    )
    op.create_index("ix_result_period", "result", ["period"], unique=False)
    op.create_table(
        "route_spell",
        sa.Column("person_id", sa.LargeBinary(), nullable=False),
        sa.Column("start", sa.Text(), nullable=False),
        sa.Column("urban", sa.BigInteger(), nullable=True),
        sa.Column("rural", sa.BigInteger(), nullable=True),
        sa.Column("line", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_route_spell_person_id")),
        sa.PrimaryKeyConstraint("person_id", "start", name=op.f("pk_route_spell")),
        sqlite_strict=True,
    )
    op.create_table(
        "rung_spell",
        sa.Column("person_id", sa.LargeBinary(), nullable=False),
        sa.Column("start", sa.Text(), nullable=False),
        sa.Column("rung", sa.Text(), nullable=False),
        sa.Column("start_known", sa.BigInteger(), nullable=False),
        sa.Column("decided", sa.BigInteger(), nullable=False),
        sa.Column("document_no", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_rung_spell_person_id")),
        sa.PrimaryKeyConstraint("person_id", "start", name=op.f("pk_rung_spell")),
        sqlite_strict=True,
    )
    op.create_table(
        "special_decision",
        sa.Column("year", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("person_id", sa.LargeBinary(), nullable=False),
        sa.Column("from_rung", sa.Text(), nullable=False),
        sa.Column("to_rung", sa.Text(), nullable=False),
        sa.Column("document_no", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("recorded_by", sa.Text(), nullable=False),
        sa.Column("confirmed_by", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_special_decision_person_id")),
        sa.PrimaryKeyConstraint("year", "person_id", name=op.f("pk_special_decision")),
        sqlite_strict=True,
    )
    op.create_table(
        "status_spell",
        sa.Column("person_id", sa.LargeBinary(), nullable=False),
        sa.Column("start", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_status_spell_person_id")),
        sa.PrimaryKeyConstraint("person_id", "start", name=op.f("pk_status_spell")),
        sqlite_strict=True,
    )
    op.create_table(
        "survey_summary",
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("person_id", sa.LargeBinary(), nullable=False),
        sa.Column("issued", sa.BigInteger(), nullable=False),
        sa.Column("returned", sa.BigInteger(), nullable=False),
        sa.Column("valid", sa.BigInteger(), nullable=False),
        sa.Column("sums", sa.Text(), nullable=False),
        sa.Column("import_id", sa.LargeBinary(), nullable=True),
        sa.Column("source_row", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("valid <= returned AND returned <= issued", name=op.f("ck_survey_summary_counts")),
        sa.ForeignKeyConstraint(["import_id"], ["import_run.id"], name=op.f("fk_survey_summary_import_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_survey_summary_person_id")),
        sa.PrimaryKeyConstraint("period", "person_id", name=op.f("pk_survey_summary")),
        sqlite_strict=True,
    )
    op.create_table(
        "training_attendance",
        sa.Column("event_id", sa.LargeBinary(), nullable=False),
        sa.Column("person_id", sa.LargeBinary(), nullable=False),
        sa.Column("result", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["event_id"], ["training_event.id"], name=op.f("fk_training_attendance_event_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_training_attendance_person_id")),
        sa.PrimaryKeyConstraint("event_id", "person_id", name=op.f("pk_training_attendance")),
        sqlite_strict=True,
    )
    op.create_table(
        "training_plan",
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("person_id", sa.LargeBinary(), nullable=False),
        sa.Column("line", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("gap", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("measure", sa.Text(), nullable=False),
        sa.Column("due", sa.Text(), nullable=True),
        sa.Column("done_on", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_training_plan_person_id")),
        sa.PrimaryKeyConstraint("period", "person_id", "line", name=op.f("pk_training_plan")),
        sqlite_strict=True,
    )
    op.create_table(
        "user",
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("person_id", sa.LargeBinary(), nullable=True),
        sa.Column("active", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.LargeBinary(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_user_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user")),
        sa.UniqueConstraint("number", name=op.f("uq_user_number")),
        sqlite_strict=True,
    )
    op.create_table(
        "work_day",
        sa.Column("person_id", sa.LargeBinary(), nullable=False),
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("day_type", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("done", sa.BigInteger(), nullable=False),
        sa.Column("result", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_work_day_person_id")),
        sa.PrimaryKeyConstraint("person_id", "day", name=op.f("pk_work_day")),
        sqlite_strict=True,
    )
    op.create_table(
        "corrective_action",
        sa.Column("sheet_id", sa.LargeBinary(), nullable=False),
        sa.Column("item", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("demand", sa.Text(), nullable=False),
        sa.Column("due", sa.Text(), nullable=False),
        sa.Column("done_on", sa.Text(), nullable=True),
        sa.Column("measure", sa.Text(), nullable=True),
        sa.Column("verified_on", sa.Text(), nullable=True),
        sa.Column("verified_by", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["sheet_id"], ["inspection_sheet.id"], name=op.f("fk_corrective_action_sheet_id")),
        sa.PrimaryKeyConstraint("sheet_id", "item", name=op.f("pk_corrective_action")),
        sqlite_strict=True,
    )
    op.create_table(
        "document_signature",
        sa.Column("document_id", sa.LargeBinary(), nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("duty", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("certificate", sa.Text(), nullable=True),
        sa.Column("scan_digest", sa.Text(), nullable=True),
        sa.Column("witnesses", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_document_signature_document_id")),
        sa.PrimaryKeyConstraint("document_id", "field", name=op.f("pk_document_signature")),
        sqlite_strict=True,
    )
    op.create_table(
        "industry_rating",
        sa.Column("form_no", sa.Text(), nullable=False),
        sa.Column("person_id", sa.LargeBinary(), nullable=False),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("scores", sa.Text(), nullable=False),
        sa.Column("opinion", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["form_no"], ["form_issue.number"], name=op.f("fk_industry_rating_form_no")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_industry_rating_person_id")),
        sa.PrimaryKeyConstraint("form_no", "person_id", name=op.f("pk_industry_rating")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_industry_rating_period"), "industry_rating", ["period"], unique=False)
    op.create_table(
        "member_recusal",
        sa.Column("meeting_id", sa.LargeBinary(), nullable=False),
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("person_id", sa.LargeBinary(), nullable=False),
        sa.Column("ground", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_id", "number"],
            ["meeting_member.meeting_id", "meeting_member.number"],
            name=op.f("fk_member_recusal_meeting_id_number"),
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_member_recusal_person_id")),
        sa.PrimaryKeyConstraint("meeting_id", "number", "person_id", name=op.f("pk_member_recusal")),
        sqlite_strict=True,
    )
    op.create_table(
        "plan_part",
        sa.Column("plan_id", sa.LargeBinary(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["plan_id"], ["month_plan.id"], name=op.f("fk_plan_part_plan_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("plan_id", "code", name=op.f("pk_plan_part")),
        sqlite_strict=True,
    )
    op.create_table(
        "plan_target",
        sa.Column("plan_id", sa.LargeBinary(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("target", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["month_plan.id"], name=op.f("fk_plan_target_plan_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("plan_id", "code", name=op.f("pk_plan_target")),
        sqlite_strict=True,
    )
    op.create_table(
        "presence",
        sa.Column("meeting_id", sa.LargeBinary(), nullable=False),
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("came", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_id", "number"],
            ["meeting_member.meeting_id", "meeting_member.number"],
            name=op.f("fk_presence_meeting_id_number"),
        ),
        sa.PrimaryKeyConstraint("meeting_id", "number", "at", name=op.f("pk_presence")),
        sqlite_strict=True,
    )
    op.create_table(
        "self_rating",
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("person_id", sa.LargeBinary(), nullable=False),
        sa.Column("scores", sa.Text(), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("form_no", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["form_no"], ["form_issue.number"], name=op.f("fk_self_rating_form_no")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_self_rating_person_id")),
        sa.PrimaryKeyConstraint("period", "person_id", name=op.f("pk_self_rating")),
        sqlite_strict=True,
    )
    op.create_table(
        "sheet_answer",
        sa.Column("sheet_id", sa.LargeBinary(), nullable=False),
        sa.Column("item", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["sheet_id"], ["inspection_sheet.id"], name=op.f("fk_sheet_answer_sheet_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("sheet_id", "item", name=op.f("pk_sheet_answer")),
        sqlite_strict=True,
    )
    op.create_table(
        "sheet_photo",
        sa.Column("sheet_id", sa.LargeBinary(), nullable=False),
        sa.Column("line", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("item", sa.BigInteger(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["sheet_id"], ["inspection_sheet.id"], name=op.f("fk_sheet_photo_sheet_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("sheet_id", "line", name=op.f("pk_sheet_photo")),
        sqlite_strict=True,
    )
    op.create_table(
        "tally",
        sa.Column("meeting_id", sa.LargeBinary(), nullable=False),
        sa.Column("item", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("paper", sa.Text(), nullable=False),
        sa.Column("round", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("person_id", sa.LargeBinary(), nullable=False),
        sa.Column("marks", sa.Text(), nullable=False),
        sa.Column("teller", sa.Text(), nullable=False),
        sa.Column("scrutineer", sa.Text(), nullable=False),
        sa.CheckConstraint("teller <> scrutineer", name=op.f("ck_tally_two_people")),
        sa.ForeignKeyConstraint(
            ["meeting_id", "item", "paper", "round"],
            ["paper.meeting_id", "paper.item", "paper.paper", "paper.round"],
            name=op.f("fk_tally_meeting_id_item_paper_round"),
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_tally_person_id")),
        sa.PrimaryKeyConstraint("meeting_id", "item", "paper", "round", "person_id", name=op.f("pk_tally")),
        sqlite_strict=True,
    )
