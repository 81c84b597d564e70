"""Signing in planned fields: the file grows, earlier signatures stay, the order is kept, the archive form survives."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pikepdf
import pikepdf.pdfa
import pypdfium2
import pytest

from cmdesk.documents.sign_appearance import drawn
from cmdesk.documents.sign_fields import PlannedField, plan_fields
from cmdesk.documents.signing import SigningKey, sign, sign_detached, time_service
from cmdesk.documents.trial_ca import TrialRoot, issue_time_key
from cmdesk.documents.verify import verify
from cmdesk.kernel.clock import SetClock
from cmdesk.kernel.errors import Damaged, Rejected, Unavailable

NAMES = ("inspector", "appraised", "department_head", "city_group")


def codes(refused: pytest.ExceptionInfo[Rejected]) -> list[str]:
    return [problem.code for problem in refused.value.problems]


def test_that_planning_fields_twice_gives_the_same_bytes(unsigned: bytes, planned: bytes, sample: Any) -> None:
    assert plan_fields(unsigned, sample.yearly_fields()) == planned


def test_that_a_plan_tells_every_mistake_at_once(planned: bytes, sample: Any) -> None:
    wrong = [
        PlannedField(name="chair", page=7, rect=(10, 10, 61, 20), label="主持人", rank=1),
        PlannedField(name="chair", page=0, rect=(10, 40, 61, 20), label="主持人", rank=1),
    ]
    with pytest.raises(Rejected) as refused:
        plan_fields(planned, wrong)
    assert codes(refused) == ["fields_planned_already", "field_twice", "field_page_unknown"]


@pytest.mark.shows("86")
def test_that_a_field_shows_its_duty_and_stands_where_it_was_planned(planned: bytes) -> None:
    with pikepdf.open(io.BytesIO(planned)) as document:
        fields = list(document.Root.AcroForm.Fields)
        assert [(str(field.T), str(field.TU)) for field in fields] == list(
            zip(NAMES, ("督察员", "被考评人", "营销部主任", "考评组"), strict=True)
        )
        assert document.pages[1].obj == fields[0].P
        left, bottom, right, top = (float(edge) * 25.4 / 72 for edge in fields[0].Rect)
    assert (left, 297 - top, right - left, top - bottom) == pytest.approx((123, 42.4, 61, 20), abs=0.05)


@pytest.mark.shows("85")
def test_that_every_earlier_byte_stays(signed: list[bytes]) -> None:
    for before, after in pairwise(signed):
        assert after.startswith(before)


def test_that_the_page_shows_name_words_and_instant(signed: list[bytes]) -> None:
    document = pypdfium2.PdfDocument(signed[4])
    document.init_forms()
    page = document[1]
    page.flatten()
    page.close()
    text = re.sub(r"\s", "", document[1].get_textpage().get_text_range())
    document.close()
    for name in ("韩立群", "张𬭎𠮷", "王喆", "古丽娜尔·买买提江"):
        assert name in text
    assert text.count("电子签名2026-01-2010:30:15+08:00") == 4


@pytest.mark.parametrize(
    ("name", "lines"), [("王喆", 1), ("欧阳若琳", 1), ("白玛·次仁", 1), ("古丽娜尔·买买提江", 2), ("𬭎𠮷𪚥", 1)]
)
def test_that_a_name_stays_in_its_place(name: str, lines: int, sample: Any) -> None:
    look = drawn(name=name, when=sample.WHEN, issuer="客户经理考评试用根证书", serial="49EFE7092D", width=61, height=20)
    shown = [line for line in look.content.decode().split("BT ")[1:] if float(line.split()[3]) < 33 * 72 / 25.4]
    sizes = {float(line.split()[1]) for line in shown if float(line.split()[1]) > 7.5}
    heights = {line.split()[4] for line in shown if float(line.split()[1]) > 7.5}
    assert len(heights) == lines
    assert min(sizes) >= 11


@pytest.mark.parametrize(("width", "height"), [(61, 20), (53.07, 13.3), (53.07, 9.8), (59.4, 9.8)])
def test_that_no_line_of_a_signature_runs_into_another(width: float, height: float, sample: Any) -> None:
    look = drawn(
        name="古丽娜尔·买买提江", when=sample.WHEN, issuer="试用根证书", serial="49EFE7092D", width=width, height=height
    )
    lines = [line.split() for line in look.content.decode().split("BT ")[1:]]
    right = [float(line[4]) for line in lines if float(line[3]) > width / 2 * 72 / 25.4]
    assert {float(line[1]) for line in lines} >= {7.0, 7.5}
    assert all(upper - lower >= 7.5 for upper, lower in pairwise(sorted(right, reverse=True)) if upper != lower)
    assert min(right) >= 1
    assert max(right) + 7.5 <= height * 72 / 25.4


def test_that_a_signed_file_is_an_archive_but_for_its_signature_entries(signed: list[bytes]) -> None:
    """The validator knows no form fields; all else, with every appearance drawn as page content, must pass 3b."""
    report = pikepdf.pdfa.validate_written(io.BytesIO(signed[4]), "3b")
    assert {finding.kind for finding in report.findings} == {"unsupported"}
    with pikepdf.open(io.BytesIO(signed[4])) as document:
        page = document.pages[1]
        for number, widget in enumerate(page.obj.Annots):
            page.add_resource(widget.AP.N, pikepdf.Name.XObject, pikepdf.Name(f"/Look{number}"))
            page.contents_add(f"q 1 0 0 1 {widget.Rect[0]} {widget.Rect[1]} cm /Look{number} Do Q".encode())
        assert len(page.obj.Annots) == 4
        for owner, key in ((page.obj, "/Annots"), (document.Root, "/AcroForm"), (document.Root, "/Perms")):
            del owner[key]
        assert str(document.Root.Version) == "/1.7"
        del document.Root["/Extensions"]
        bare = io.BytesIO()
        document.save(bare)
    assert pikepdf.pdfa.validate_written(io.BytesIO(bare.getvalue()), "3b").findings == []


def test_that_fields_are_signed_in_their_order(planned: bytes, people: Any, sample: Any) -> None:
    after = sign(planned, people.head, "department_head", when=sample.WHEN)
    with pytest.raises(Rejected) as refused:
        sign(after, people.appraised, "appraised", when=sample.WHEN)
    assert codes(refused) == ["field_out_of_order"]
    assert refused.value.problems[0].params["later"] == "营销部主任"


@pytest.fixture(scope="module")
def counted(unsigned: bytes, keys: Callable[..., SigningKey], sample: Any) -> bytes:
    """A count signed by six: caller, two tellers, two scrutineers, chair; tellers and scrutineers swapped."""
    ranks = sample.ORDER_BY_FORM["D18"]
    fields = [
        PlannedField(name=name, page=0, rect=(23, 30 + 22 * at, 54.67, 20), label=name, rank=rank)
        for at, (name, rank) in enumerate(ranks.items())
    ]
    pdf = plan_fields(unsigned, fields)
    for name in ("vote_caller", "teller_2", "teller_1", "scrutineer_2", "scrutineer_1", "chair"):
        pdf = sign(pdf, keys(f"员{name[-1]}", name), name, when=sample.WHEN)
    return pdf


@pytest.mark.shows("85", "86")
def test_that_fields_of_one_rank_are_signed_in_either_order(counted: bytes, sample: Any) -> None:
    verdict = verify(counted, [sample.root_pem], when=sample.WHEN)
    assert (verdict.verdict, len(verdict.signatures), verdict.open) == ("valid", 6, ())


@pytest.mark.shows("85")
def test_that_poppler_finds_six_signatures_valid(counted: bytes, tmp_path: Path) -> None:
    if shutil.which("pdfsig") is None:
        pytest.skip("pdfsig (poppler) is not installed here")
    (tmp_path / "counted.pdf").write_bytes(counted)
    done = subprocess.run(["pdfsig", "counted.pdf"], cwd=tmp_path, check=False, capture_output=True, text=True)
    assert done.stdout.count("Signature is Valid.") == 6


def test_that_a_field_is_signed_once_and_only_if_planned(signed: list[bytes], people: Any, sample: Any) -> None:
    with pytest.raises(Rejected) as again:
        sign(signed[1], people.inspector, "inspector", when=sample.WHEN)
    with pytest.raises(Rejected) as unknown:
        sign(signed[1], people.inspector, "chair", when=sample.WHEN)
    assert (codes(again), codes(unknown)) == (["field_signed_already"], ["field_not_planned"])
    assert unknown.value.problems[0].params["planned"] == "inspector、appraised、department_head、city_group"


def test_that_every_reason_against_signing_is_told_at_once(signed: list[bytes], people: Any, sample: Any) -> None:
    with pytest.raises(Rejected) as refused:
        sign(signed[1], people.head, "inspector", when=sample.WHEN + timedelta(days=4000), name="李四")
    assert codes(refused) == ["field_signed_already", "key_expired", "key_of_other_person"]


def test_that_nobody_signs_what_was_changed_since_the_last_signature(
    signed: list[bytes], people: Any, sample: Any
) -> None:
    with pytest.raises(Rejected) as refused:
        sign(signed[2] + b"\n", people.head, "department_head", when=sample.WHEN)
    assert codes(refused) == ["changed_after_signing"]


def test_that_a_file_that_is_no_document_is_not_signed(people: Any, sample: Any) -> None:
    with pytest.raises(Damaged):
        sign(b"no document", people.head, "department_head", when=sample.WHEN)


@pytest.mark.shows("86")
def test_that_a_seal_alone_closes_the_document(keys: Callable[..., SigningKey], sample: Any) -> None:
    field = PlannedField(name="unit_seal", page=0, rect=(123, 42, 61, 20), label="单位签章", rank=1)
    pdf = sign(plan_fields(sample.report(), [field]), keys("榆次区营销部", "单位"), "unit_seal", when=sample.WHEN)
    with pikepdf.open(io.BytesIO(pdf)) as document:
        assert document.Root.Perms.DocMDP.Reference[0].TransformParams.P == 1
    assert verify(pdf, [sample.root_pem], when=sample.WHEN).verdict == "valid"


@pytest.mark.shows("88")
def test_that_a_time_stamp_makes_the_signature_b_t_and_proves_its_time(
    planned: bytes, people: Any, root: TrialRoot, sample: Any
) -> None:
    stamper = sample.local_time(root)
    pdf = sign(planned, people.inspector, "inspector", when=sample.WHEN, timestamper=stamper)
    found = verify(pdf, [root.certificate_pem], when=sample.WHEN).signatures[0]
    assert (found.level, found.time_proven, found.verdict) == ("B-T", True, "valid")
    assert "time_not_proven" not in {reason.code for reason in found.reasons}


def test_that_a_time_stamp_keeps_a_signature_good_after_its_certificate(
    planned: bytes, people: Any, root: TrialRoot, sample: Any
) -> None:
    plain = sign(planned, people.inspector, "inspector", when=sample.WHEN)
    stamped = sign(planned, people.inspector, "inspector", when=sample.WHEN, timestamper=sample.local_time(root))
    later = sample.WHEN + timedelta(days=366 * 12)
    judged = [verify(pdf, [root.certificate_pem], when=later) for pdf in (plain, stamped)]
    assert [verdict.verdict for verdict in judged] == ["undetermined", "valid"]
    assert judged[0].headline.code == "certificate_expired_since"


def test_that_a_key_for_time_stamps_is_needed_to_stamp(
    planned: bytes, people: Any, root: TrialRoot, sample: Any
) -> None:
    wrong = sample.LocalTimeService(people.head, SetClock(sample.WHEN).now)
    pdf = sign(planned, people.inspector, "inspector", when=sample.WHEN, timestamper=wrong)
    found = verify(pdf, [root.certificate_pem], when=sample.WHEN).signatures[0]
    assert (found.level, found.time_proven) == ("B-B", False)


@pytest.mark.parametrize("address", ["http://127.0.0.1:9/stamp", "ftp://127.0.0.1/stamp"])
def test_that_a_silent_time_service_leaves_the_file_unsigned(
    address: str, planned: bytes, people: Any, sample: Any
) -> None:
    with pytest.raises(Unavailable) as refused:
        sign(planned, people.inspector, "inspector", when=sample.WHEN, timestamper=time_service(address))
    assert refused.value.code == "time_service_unavailable"


def test_that_openssl_reads_the_time_stamp(
    planned: bytes, people: Any, root: TrialRoot, tmp_path: Path, sample: Any
) -> None:
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not installed here")
    from asn1crypto import cms

    pdf = sign(planned, people.inspector, "inspector", when=sample.WHEN, timestamper=sample.local_time(root))
    blob, _ = sample.signature_and_content(pdf, 0)
    info = cms.ContentInfo.load(blob)["content"]["signer_infos"][0]
    token = next(a for a in info["unsigned_attrs"] if a["type"].native == "signature_time_stamp_token")["values"][0]
    (tmp_path / "token.der").write_bytes(token.dump())
    (tmp_path / "data").write_bytes(info["signature"].native)
    (tmp_path / "root.pem").write_bytes(root.certificate_pem)
    at = str(int(sample.WHEN.timestamp()) + 60)
    command = ["openssl", "ts", "-verify", "-token_in", "-in", "token.der", "-data", "data"]
    command += ["-CAfile", "root.pem", "-attime", at]
    done = subprocess.run(command, cwd=tmp_path, check=False, capture_output=True, text=True)
    assert "Verification: OK" in done.stdout + done.stderr


@pytest.mark.shows("93")
def test_that_a_detached_signature_is_the_same_each_time(people: Any, sample: Any) -> None:
    data = b"<manifest/>"
    first = sign_detached(data, people.head, when=sample.WHEN)
    assert first == sign_detached(data, people.head, when=sample.WHEN)
    assert first != sign_detached(data, people.head, when=sample.WHEN + timedelta(seconds=1))


def test_that_a_time_key_is_no_name_of_a_person(root: TrialRoot, sample: Any) -> None:
    issued = issue_time_key(root, unit=sample.UNIT, password=sample.PASSWORD, when=sample.WHEN)
    assert SigningKey.load(issued.pkcs12, sample.PASSWORD).holder.name == "试用时间戳"


def test_that_naming_the_doors_loads_no_heavy_library() -> None:
    doors = (
        "cmdesk.documents.signing, cmdesk.documents.verify, cmdesk.documents.trial_ca, cmdesk.exchange.package.checks"
    )
    heavy = "{'pyhanko', 'cryptography', 'pikepdf', 'pypdfium2', 'openpyxl'}"
    program = f"import sys, {doors}; sys.exit(' '.join({heavy} & set(sys.modules)) or 0)"
    done = subprocess.run([sys.executable, "-c", program], check=False, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
