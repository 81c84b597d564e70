"""The city file of a year: X2 to X4 with everybody's signed report; nobody may be missing."""

from __future__ import annotations

from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from factories.lived import Sample
from sqlalchemy import select

from cmdesk.desk import Desk
from cmdesk.documents.sign_fields import ORDER_BY_FORM, PlannedField, plan_fields
from cmdesk.documents.signing import SigningKey, sign
from cmdesk.kernel.errors import Rejected
from cmdesk.kernel.periods import Period
from cmdesk.models.grading import SeatQuota
from cmdesk.models.org import Person
from cmdesk.models.reports import Document
from cmdesk.sample.year import HEAD, RECORDER
from cmdesk.storage.journal import Deed
from cmdesk.usecases.exchange.make_package import MakePackage

YEAR = Period.parse("2025")
SIGNED = {
    "D25": ("inspector", "department_head"),
    "D18": ("vote_caller", "teller_1", "teller_2", "scrutineer_1", "scrutineer_2", "chair"),
}


def paper(form: str, key: SigningKey, *fields: str) -> bytes:
    """Give a one-page document of a form, signed in the fields named."""
    with pikepdf.new() as document:
        document.add_blank_page(page_size=(595, 842))
        written = BytesIO()
        document.save(written, deterministic_id=True)
    planned = [
        PlannedField(name=name, page=0, rect=(20, 20 + 25 * place, 61, 20), label=name, rank=rank)
        for place, (name, rank) in enumerate(ORDER_BY_FORM[form].items())
    ]
    pdf = plan_fields(written.getvalue(), planned)
    for field in fields:
        pdf = sign(pdf, key, field, when=datetime(2026, 1, 20, 0, 30, tzinfo=UTC))
    return pdf


def issued(sample: Sample, form: str, subject: str, pdf: bytes) -> None:
    """Record a signed document of the year."""
    with sample.desk.database.writing(Deed(actor=RECORDER, verb="desk.create", params={})) as writing:
        person = writing.session.scalar(select(Person.id).where(Person.staff_no == subject))
        writing.session.add(
            Document(
                form=form,
                period=YEAR,
                subject=subject,
                edition=1,
                number=f"140799-{form}-2025-{subject}-v1",
                person_id=person if form == "D25" else None,
                state="signed",
                standing="final",
                content={},
                digest="0" * 64,
                file_digest=sample.desk.database.files.put(pdf),
                pages=1,
                drawn_at=datetime(2026, 1, 19, tzinfo=UTC),
            )
        )


@pytest.fixture
def order(year: Sample, sealing: Any) -> MakePackage:
    """Give the order for the year's file, the papers of everybody but the last laid."""
    year.clock.set(date(2026, 1, 20))
    key = SigningKey.load(sealing.key.read_bytes(), sealing.password_file.read_text("utf-8"))
    for manager in year.managers[:-1]:
        issued(year, "D25", manager.staff_no, paper("D25", key, *SIGNED["D25"]))
    return MakePackage(
        period=YEAR, key=sealing.key, key_password_file=sealing.password_file, out=year.folder / "2025.asice"
    )


@pytest.mark.shows("105", "R46")
def test_that_a_year_needs_everybodys_signed_report_and_the_counts(
    year: Sample, sealing: Any, order: MakePackage
) -> None:
    last = year.managers[-1].staff_no
    with pytest.raises(Rejected) as refused:
        year.run(RECORDER, order, second=HEAD)
    assert {problem.code for problem in refused.value.problems} == {"document_missing", "count_report_missing"}
    assert not order.out.exists()
    key = SigningKey.load(sealing.key.read_bytes(), sealing.password_file.read_text("utf-8"))
    issued(year, "D25", last, paper("D25", key, *SIGNED["D25"]))
    issued(year, "D18", "1", paper("D18", key, *SIGNED["D18"]))
    done = year.run(RECORDER, order, second=HEAD)
    assert done.answer["documents"] == len(year.managers) + 1
    assert done.answer["books"] == [
        "books/X4-2025.xlsx",
        *(f"books/X2-2025-{month:02}.xlsx" for month in (1, 2, 3)),
        "books/X3-2025Q1.xlsx",
    ]
    answer = Desk.closed().check_package(order.out, sealing.roots)
    assert answer.problems == ()
    # Nine months and three quarters are not closed here: said, not refused.
    assert [warning.code for warning in answer.warnings].count("book_absent") == 12


def test_that_a_report_without_the_heads_signature_is_refused(
    year: Sample, sealing: Any, order: MakePackage, tmp_path: Path
) -> None:
    key = SigningKey.load(sealing.key.read_bytes(), sealing.password_file.read_text("utf-8"))
    issued(year, "D25", year.managers[-1].staff_no, paper("D25", key, "inspector"))
    issued(year, "D18", "1", paper("D18", key, *SIGNED["D18"]))
    with pytest.raises(Rejected, match="required_signature_missing"):
        year.run(RECORDER, order, second=HEAD)


def test_that_more_proposed_than_places_are_refused_by_name(year: Sample, sealing: Any, order: MakePackage) -> None:
    key = SigningKey.load(sealing.key.read_bytes(), sealing.password_file.read_text("utf-8"))
    issued(year, "D25", year.managers[-1].staff_no, paper("D25", key, *SIGNED["D25"]))
    issued(year, "D18", "1", paper("D18", key, *SIGNED["D18"]))
    from cmdesk.models.grading import Grading

    with year.desk.database.writing(Deed(actor=RECORDER, verb="desk.create", params={})) as writing:
        session = writing.session
        session.scalars(select(SeatQuota)).one().senior = 1
        for path in session.scalars(select(Grading)):
            path.final = path.ceiling = "senior-C"
    with pytest.raises(Rejected, match="cap_exceeded") as refused:
        year.run(RECORDER, order, second=HEAD)
    (problem,) = (problem for problem in refused.value.problems if problem.code == "cap_exceeded")
    assert year.managers[1].name in str(problem.params["names"])
