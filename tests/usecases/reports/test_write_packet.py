"""The packet: true page numbers, bookmarks, what is signed as text, one signature of the unit."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from cmdesk.documents.assembly import archival_faults
from cmdesk.kernel.errors import Rejected
from cmdesk.kernel.periods import Period
from cmdesk.queries.reports import Documents, VerifyFiles
from cmdesk.usecases.reports.compose import Compose
from cmdesk.usecases.reports.write_comment import WriteComment
from cmdesk.usecases.reports.write_packet import WritePacket

HEAD, LEADER, RECORDER = "9001", "9003", "9013"
WHOLE = Period.parse("2025")
SEAL = (RECORDER, "unit_seal")


def filled(office: Any) -> None:
    """Compose a year's D25, D18 and two quarters, and sign some."""
    done = office.run(HEAD, Compose(form="D25", period=WHOLE))
    office.run(RECORDER, Compose(form="D18", period=WHOLE))
    for quarter in ("2025Q1", "2025Q2"):
        office.run(HEAD, Compose(form="D13", period=Period.parse(quarter)))
    office.sign(LEADER, done.ids, "inspector", (LEADER, "inspection_leader"))


def sealed(office: Any, out: Path, **more: Any) -> Any:
    """Write the year's packet with the unit's seal."""
    order = WritePacket(
        period=WHOLE, out=out, key=office.key(*SEAL), key_password_file=office.folder / "password", **more
    )
    return office.run(RECORDER, order)


@pytest.mark.shows("97", "136")
def test_that_a_years_packet_numbers_its_pages_truly_and_bears_one_seal(
    office: Any, tmp_path: Path, pages_of: Any
) -> None:
    filled(office)
    out = tmp_path / "packet.pdf"
    done = sealed(office, out)
    assert [warning.code for warning in done.warnings] == ["papers_missing"]
    assert done.answer["people"] == 6
    assert done.answer["papers"] == 6 * 3 + len(office.ask(HEAD, Documents(form="D18")))
    pages = pages_of(out.read_bytes())
    assert done.answer["pages"] == len(pages)
    materials = pages[2:]
    for number, page in enumerate(materials, start=1):
        assert f"卷内第{number}页" in page
    contents = pages[1]
    for row in office.ask(HEAD, Documents(form="D25")):
        start = next(at for at, page in enumerate(materials, 1) if row.number in page and "第1页共4页" in page)
        assert re.search(rf"{row.staff_no}\D*.*?{start}", contents)
    assert "尚未签字" in "".join(materials)
    assert "电子签名" in "".join(materials)
    with pikepdf.open(out) as document:
        assert [str(field.T) for field in document.Root.AcroForm.Fields] == ["unit_seal"]
        with document.open_outline() as outline:
            titles = [item.title for item in outline.root]
            papers = [item.title for item in outline.root[-1].children]
    assert titles[:3] == ["封面", "目录", "综合材料"]
    assert len(titles) == 3 + 6
    assert papers == ["2025年度考评报告", "一季度综合业绩考评表", "二季度综合业绩考评表"]
    (verdict,) = office.ask(RECORDER, VerifyFiles(files=(out,)))
    assert verdict["verdict"] == "valid"
    assert [one["signer"] for one in verdict["signatures"]] == ["演示县营销部"]
    assert verdict["open"] == []
    assert archival_faults(out.read_bytes()) == ()


@pytest.mark.shows("94")
def test_that_an_unchanged_packet_keeps_its_edition_and_a_signature_more_makes_the_next(
    office: Any, tmp_path: Path
) -> None:
    filled(office)
    first = sealed(office, tmp_path / "1.pdf")
    with pytest.raises(Rejected, match="remark_after_signing"):
        office.run(HEAD, WriteComment(period=WHOLE, staff_no="0001", duty="department_head", text="全年表现稳定。"))
    again = sealed(office, tmp_path / "2.pdf")
    assert again.ids == first.ids == ("140799-KP-2025-0001-v1",)
    assert (tmp_path / "1.pdf").read_bytes() == (tmp_path / "2.pdf").read_bytes()
    numbers = tuple(row.number for row in office.ask(HEAD, Documents(form="D25")))
    office.sign(HEAD, numbers, "department_head", (HEAD, "department_head"), leave_out=("appraised",))
    later = sealed(office, tmp_path / "3.pdf")
    assert later.ids == ("140799-KP-2025-0001-v2",)
    states = {row.number: row.state for row in office.ask(HEAD, Documents(form="KP", void_too=True))}
    assert states == {"140799-KP-2025-0001-v1": "void", "140799-KP-2025-0001-v2": "signed"}


def test_that_every_person_may_have_a_packet_of_his_own(office: Any, tmp_path: Path, pages_of: Any) -> None:
    filled(office)
    done = sealed(office, tmp_path / "packet.pdf", separate=tmp_path / "people")
    files = sorted((tmp_path / "people").iterdir())
    assert [str(path) for path in files] == sorted(done.answer["separate"])
    assert len(files) == 6
    text = "".join(pages_of(files[0].read_bytes()))
    names = [row.name for row in office.ask(HEAD, Documents(form="D25"))]
    assert names[0] in text
    assert not any(name in text for name in names[1:])
    with pikepdf.open(BytesIO(files[0].read_bytes())) as document:
        assert len(document.pages) == 2 + 1 + 4 + 2


def test_that_a_quarter_holds_d13_and_a_month_its_sheets_by_person_and_day(
    office: Any, tmp_path: Path, pages_of: Any
) -> None:
    quarter, month = Period.parse("2025Q3"), Period.parse("2025-05")
    office.run(HEAD, Compose(form="D13", period=quarter))
    office.run(LEADER, Compose(form="D04", period=month))
    done = office.run(RECORDER, WritePacket(period=quarter, out=tmp_path / "q.pdf"))
    assert (done.answer["papers"], done.answer["sealed"], done.warnings) == (6, False, ())
    done = office.run(RECORDER, WritePacket(period=month, out=tmp_path / "m.pdf"))
    assert done.answer["papers"] == 12
    text = "".join(pages_of((tmp_path / "m.pdf").read_bytes()))
    places = [text.index(f"140799-D04-2025-05-{number}-v1") for number in ("0001-1", "0001-2", "0002-1")]
    assert places == sorted(places)


@pytest.mark.parametrize(("period", "code"), [("2025H1", "period_kind_wrong"), ("2025Q4", "nothing_to_pack")])
def test_that_an_empty_packet_is_refused(office: Any, tmp_path: Path, period: str, code: str) -> None:
    with pytest.raises(Rejected) as refused:
        office.run(RECORDER, WritePacket(period=Period.parse(period), out=tmp_path / "x.pdf"))
    assert refused.value.code == code
    assert not (tmp_path / "x.pdf").exists()


def test_that_only_the_units_key_seals_a_packet(office: Any, tmp_path: Path) -> None:
    filled(office)
    order = WritePacket(
        period=WHOLE,
        out=tmp_path / "x.pdf",
        key=office.key(HEAD, "department_head"),
        key_password_file=office.folder / "password",
    )
    with pytest.raises(Rejected) as refused:
        office.run(HEAD, order)
    assert refused.value.code == "key_of_other_duty"
