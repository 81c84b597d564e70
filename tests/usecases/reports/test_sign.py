"""Signing: whose key signs where, in which order, and what a check says of it."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from cmdesk.desk import Desk
from cmdesk.kernel.errors import Forbidden, Rejected, Unavailable
from cmdesk.kernel.periods import Period
from cmdesk.queries.access_keys import SigningKeys
from cmdesk.queries.reports import DocumentFile, Documents, VerifyFiles
from cmdesk.runtime.sentences import message
from cmdesk.usecases.access.issue_key import IssueKey
from cmdesk.usecases.access.make_trial_authority import MakeTrialAuthority
from cmdesk.usecases.access.revoke_key import RevokeKey
from cmdesk.usecases.reports.compose import Compose
from cmdesk.usecases.reports.hand_out import HandOut
from cmdesk.usecases.reports.record_paper_signature import RecordPaperSignature
from cmdesk.usecases.reports.sign import Sign
from cmdesk.usecases.reports.void import Void

ADMINISTRATOR, HEAD, LEADER, RECORDER, INSPECTOR = "9009", "9001", "9003", "9013", "9004"
WHOLE = Period.parse("2025")
QUARTER = Period.parse("2025Q1")
HEAD_KEY, LEADER_KEY, OWN_KEY = (HEAD, "department_head"), (LEADER, "inspection_leader"), ("0001", "appraised")
OWN = "140799-D25-2025-0001-v1"


def composed(office: Any, form: str = "D25", period: Period = WHOLE, *people: str) -> tuple[str, ...]:
    """Compose and give the numbers."""
    numbers: tuple[str, ...] = office.run(HEAD, Compose(form=form, period=period, people=people)).ids  # type: ignore[arg-type]
    return numbers


def codes(refused: Any) -> set[str]:
    """Give the codes of a refusal."""
    return {problem.code for problem in refused.value.problems}


def written(office: Any, number: str, path: Path) -> Path:
    """Write a document's file."""
    path.write_bytes(office.ask(HEAD, DocumentFile(number=number)).data)
    return path


@pytest.mark.shows("85", "86", "91")
def test_that_three_duties_sign_in_order_and_the_open_place_is_named(office: Any, tmp_path: Path) -> None:
    numbers = composed(office)
    office.sign(LEADER, numbers, "inspector", LEADER_KEY)
    office.sign(RECORDER, (OWN,), "appraised", OWN_KEY)
    office.sign(HEAD, numbers, "department_head", HEAD_KEY, leave_out=("appraised",))
    file = written(office, OWN, tmp_path / "own.pdf")
    (verdict,) = office.ask(RECORDER, VerifyFiles(files=(file,)))
    assert verdict["verdict"] == "valid"
    assert verdict["number"] == OWN
    assert [one["field"] for one in verdict["signatures"]] == ["inspector", "appraised", "department_head"]
    assert [one["role"] for one in verdict["signatures"]] == ["督察组长", "被考评人", "营销部主任"]
    assert all(one["trial"] for one in verdict["signatures"])
    assert [one["field"] for one in verdict["open"]] == ["city_group"]
    other = written(office, numbers[1], tmp_path / "other.pdf")
    (closed,) = Desk.closed().verify([other], office.roots, clock=office.clock)
    assert closed["verdict"] == "valid"
    assert [one["field"] for one in closed["open"]] == ["appraised", "city_group"]
    rows = {row.number: row for row in office.ask(HEAD, Documents(form="D25"))}
    assert {row.state for row in rows.values()} == {"signed"}
    assert [one.field for one in rows[OWN].open] == []
    assert [one.field for one in rows[numbers[1]].open] == ["appraised"]


def test_that_a_signature_out_of_turn_is_refused_for_every_document(office: Any) -> None:
    numbers = composed(office)
    office.sign(HEAD, numbers[:2], "department_head", HEAD_KEY, leave_out=("inspector", "appraised"))
    with pytest.raises(Rejected) as refused:
        office.sign(LEADER, numbers, "inspector", LEADER_KEY)
    assert codes(refused) == {"field_out_of_order"}
    assert [problem.where.file for problem in refused.value.problems] == list(numbers[:2])
    signed = [row for row in office.ask(HEAD, Documents()) if row.state == "signed"]
    assert [row.number for row in signed] == list(numbers[:2])


@pytest.mark.parametrize(
    ("user", "field", "key", "code"),
    [
        (LEADER, "department_head", LEADER_KEY, "key_of_other_duty"),
        (HEAD, "inspector", HEAD_KEY, "key_of_other_duty"),
        (HEAD, "city_group", HEAD_KEY, "field_for_city"),
        (HEAD, "chair", HEAD_KEY, "field_unknown"),
        (RECORDER, "department_head", (RECORDER, "unit_seal"), "key_of_other_duty"),
    ],
)
def test_that_a_key_signs_only_where_its_duty_stands(
    office: Any, user: str, field: str, key: tuple[str, str], code: str
) -> None:
    numbers = composed(office, "D25", WHOLE, "0001")
    with pytest.raises(Rejected) as refused:
        office.sign(user, numbers, field, key)
    assert codes(refused) == {code}


def test_that_a_signature_that_would_lock_out_others_names_them_and_signs_nothing(office: Any, tmp_path: Path) -> None:
    numbers = composed(office)
    office.sign(LEADER, numbers, "inspector", LEADER_KEY)
    scan = tmp_path / "scan.jpg"
    scan.write_bytes(b"a scan")
    paper = RecordPaperSignature(
        number=OWN, field="appraised", kind="ink", name="解晓东", on=date(2026, 1, 19), scan=scan
    )
    office.run(RECORDER, paper)
    with pytest.raises(Rejected) as refused:
        office.sign(HEAD, numbers, "department_head", HEAD_KEY)
    assert codes(refused) == {"earlier_places_open"}
    # What is signed on paper is waited for no more.
    assert [problem.where.file for problem in refused.value.problems] == [n for n in numbers if n != OWN]
    said = message(refused.value.problems[0])
    assert "“被考评人”还没有签" in said
    assert "leave_out" in said
    assert all(len(row.open) >= 1 for row in office.ask(HEAD, Documents(form="D25")))
    office.sign(HEAD, (OWN,), "department_head", HEAD_KEY)
    with pytest.raises(Rejected) as refused:
        office.sign(RECORDER, (OWN,), "inspector", ("9014", "member"))
    assert codes(refused) == {"field_signed_already"}


def test_that_who_was_left_out_is_told_to_sign_on_paper_in_words_without_codes(office: Any) -> None:
    (number,) = composed(office, "D13", QUARTER, "0001")
    office.sign(HEAD, (number,), "department_head", HEAD_KEY, leave_out=("appraised",))
    with pytest.raises(Rejected) as refused:
        office.sign(RECORDER, (number,), "appraised", OWN_KEY)
    (problem,) = refused.value.problems
    assert problem.code == "field_out_of_order"
    said = message(problem)
    assert "appraised" not in said
    assert "营销部主任已经签在后面" in said
    (row,) = office.ask(HEAD, Documents(form="D13"))
    assert row.signatures[0].locked
    assert not row.signatures[1].locked


def test_that_a_person_appraised_says_whether_he_objects_in_the_signature(office: Any, tmp_path: Path) -> None:
    agreed, objected = composed(office, "D13", QUARTER, "0001", "0002")
    office.sign(RECORDER, (agreed,), "appraised", OWN_KEY, opinion="objected")
    file = written(office, agreed, tmp_path / "d13.pdf")
    with pikepdf.open(file) as document:
        (signature,) = (field.V for field in document.Root.AcroForm.Fields if "/V" in field)
        assert str(signature.Reason) == "被考评人；有异议"
    with pytest.raises(Rejected) as refused:
        office.sign(HEAD, (objected,), "department_head", HEAD_KEY, opinion="agreed", leave_out=("appraised",))
    assert codes(refused) == {"opinion_not_here"}


def test_that_the_duty_needed_stands_in_the_refusal(office: Any) -> None:
    numbers = composed(office, "D25", WHOLE, "0001")
    with pytest.raises(Rejected) as refused:
        office.sign(HEAD, numbers, "inspector", HEAD_KEY)
    said = message(refused.value.problems[0])
    assert "“督察组长”由督察组长的密钥签；这把是刘志强的“营销部主任”密钥" in said


def test_that_nobody_signs_for_another_person(office: Any) -> None:
    numbers = composed(office)
    office.sign(LEADER, numbers, "inspector", LEADER_KEY)
    with pytest.raises(Rejected) as refused:
        office.sign(RECORDER, numbers, "appraised", OWN_KEY)
    assert codes(refused) == {"key_of_other_duty"}
    assert len(refused.value.problems) == len(numbers) - 1
    with pytest.raises(Forbidden) as forbidden:
        office.sign(RECORDER, numbers, "department_head", HEAD_KEY)
    assert forbidden.value.code == "key_of_other_user"


def test_that_an_officer_of_a_meeting_without_an_account_signs_at_another_desk(office: Any) -> None:
    numbers = composed(office, "D18", WHOLE)
    office.sign(RECORDER, numbers, "vote_caller", ("9014", "member"))
    office.sign(RECORDER, numbers, "teller_2", ("9014", "member"))
    with pytest.raises(Rejected) as refused:
        office.sign(HEAD, numbers, "teller_1", HEAD_KEY)
    assert codes(refused) == {"key_of_other_duty"}
    with pytest.raises(Rejected) as refused:
        office.sign(HEAD, numbers, "chair", HEAD_KEY)
    assert codes(refused) == {"earlier_places_open"}
    assert refused.value.problems[0].params["open"] == "计票人（一）、监票人（一）、监票人（二）"
    office.sign(HEAD, numbers, "chair", HEAD_KEY, leave_out=("teller_1", "scrutineer_1", "scrutineer_2"))
    row = office.ask(HEAD, Documents(form="D18"))[0]
    assert [one.name for one in row.signatures if one.kind == "electronic"] == ["罗志远", "罗志远", "刘志强"]


@pytest.mark.shows("90")
def test_that_a_changed_file_and_one_rolled_back_are_invalid(office: Any, tmp_path: Path) -> None:
    (number,) = composed(office, "D25", WHOLE, "0001")
    office.sign(LEADER, (number,), "inspector", LEADER_KEY)
    earlier = written(office, number, tmp_path / "earlier.pdf")
    office.sign(HEAD, (number,), "department_head", HEAD_KEY, leave_out=("appraised",))
    whole = written(office, number, tmp_path / "whole.pdf")
    changed = tmp_path / "changed.pdf"
    data = bytearray(whole.read_bytes())
    data[len(data) // 3] ^= 1
    changed.write_bytes(bytes(data))
    verdicts = office.ask(RECORDER, VerifyFiles(files=(whole, earlier, changed)))
    assert [one["verdict"] for one in verdicts] == ["valid", "invalid", "invalid"]
    assert verdicts[1]["reasons"][0]["code"] == "signatures_fewer_than_recorded"
    (alone,) = Desk.closed().verify([earlier], office.roots, clock=office.clock)
    assert alone["verdict"] == "valid"


def test_that_a_signer_of_an_unknown_root_cannot_be_judged(office: Any, tmp_path: Path) -> None:
    (number,) = composed(office, "D13", QUARTER, "0001")
    office.sign(RECORDER, (number,), "appraised", OWN_KEY)
    file = written(office, number, tmp_path / "d13.pdf")
    (verdict,) = Desk.closed().verify([file], clock=office.clock)
    assert verdict["verdict"] == "undetermined"
    assert verdict["reasons"][0]["code"] == "no_roots"


def test_that_a_document_is_signed_once_and_never_after_it_is_void(office: Any) -> None:
    (number,) = composed(office, "D13", QUARTER, "0001")
    office.sign(RECORDER, (number,), "appraised", OWN_KEY)
    with pytest.raises(Rejected) as refused:
        office.sign(RECORDER, (number,), "appraised", OWN_KEY)
    assert codes(refused) == {"field_signed_already"}
    office.run(HEAD, Void(numbers=(number,), reason="工号写错"))
    with pytest.raises(Rejected) as refused:
        office.sign(HEAD, (number,), "department_head", HEAD_KEY)
    assert codes(refused) == {"document_void"}
    assert composed(office, "D13", QUARTER, "0001") == ("140799-D13-2025Q1-0001-v2",)


@pytest.mark.shows("82", "96")
def test_that_a_signature_on_paper_needs_its_scan_and_a_refusal_two_witnesses(office: Any, tmp_path: Path) -> None:
    first, second = composed(office, "D13", QUARTER, "0001", "0002")
    today = date(2026, 1, 19)
    ink = RecordPaperSignature(number=first, field="appraised", kind="ink", name="解晓东", on=today)
    with pytest.raises(Rejected) as refused:
        office.run(RECORDER, ink)
    assert codes(refused) == {"scan_missing"}
    scan = tmp_path / "scan.jpg"
    scan.write_bytes(b"a scan")
    office.run(
        RECORDER,
        RecordPaperSignature(number=first, field="appraised", kind="ink", name="解晓东", on=today, scan=scan),
    )
    refusal = RecordPaperSignature(
        number=second, field="appraised", kind="refused", name="尉迟静", on=today, witnesses=("冯丽华", "尉迟静")
    )
    with pytest.raises(Rejected) as refused:
        office.run(RECORDER, refusal)
    assert codes(refused) == {"witnesses_too_few"}
    office.run(
        RECORDER,
        RecordPaperSignature(
            number=second, field="appraised", kind="refused", name="尉迟静", on=today, witnesses=("冯丽华", "孙永平")
        ),
    )
    rows = {row.number: row.signatures[0] for row in office.ask(HEAD, Documents(form="D13"))}
    assert (rows[first].kind, rows[first].has_scan) == ("ink", True)
    assert rows[second].kind == "refused"
    with pytest.raises(Rejected) as refused:
        office.sign(RECORDER, (first,), "appraised", OWN_KEY)
    assert codes(refused) == {"field_signed_already"}


def test_that_keys_are_issued_to_holders_of_a_duty_only_and_end_when_revoked(office: Any, tmp_path: Path) -> None:
    password = office.folder / "password"
    with pytest.raises(Rejected) as refused:
        office.run(
            ADMINISTRATOR,
            IssueKey(number=INSPECTOR, duty="department_head", password_file=password, out=tmp_path / "x.p12"),
        )
    assert codes(refused) == {"duty_not_held"}
    with pytest.raises(Rejected) as refused:
        office.run(
            ADMINISTRATOR,
            IssueKey(number=HEAD, duty="department_head", password_file=password, out=office.key(*HEAD_KEY)),
        )
    assert codes(refused) == {"key_file_exists"}
    with pytest.raises(Rejected) as refused:
        office.run(ADMINISTRATOR, MakeTrialAuthority())
    assert codes(refused) == {"authority_exists"}
    (number,) = composed(office, "D25", WHOLE, "0001")
    row = next(key for key in office.ask(ADMINISTRATOR, SigningKeys()) if key.duty == "inspection_leader")
    office.run(ADMINISTRATOR, RevokeKey(fingerprint=row.fingerprint))
    with pytest.raises(Rejected) as refused:
        office.sign(LEADER, (number,), "inspector", LEADER_KEY)
    assert codes(refused) == {"key_revoked"}


@pytest.mark.shows("89")
def test_that_a_key_revoked_later_spoils_what_it_signed_without_a_proven_time(office: Any, tmp_path: Path) -> None:
    (number,) = composed(office, "D25", WHOLE, "0001")
    office.sign(LEADER, (number,), "inspector", LEADER_KEY)
    file = written(office, number, tmp_path / "file.pdf")
    row = next(key for key in office.ask(ADMINISTRATOR, SigningKeys()) if key.duty == "inspection_leader")
    office.run(ADMINISTRATOR, RevokeKey(fingerprint=row.fingerprint))
    (verdict,) = office.ask(RECORDER, VerifyFiles(files=(file,)))
    assert verdict["verdict"] == "invalid"
    assert verdict["reasons"][0]["code"] == "signer_revoked"


def test_that_a_wrong_key_password_signs_nothing(office: Any, tmp_path: Path) -> None:
    (number,) = composed(office, "D13", QUARTER, "0001")
    wrong = tmp_path / "wrong"
    wrong.write_text("不是这个", encoding="utf-8")
    order = Sign(numbers=(number,), field="appraised", key=office.key(*OWN_KEY), key_password_file=wrong)
    with pytest.raises(Unavailable) as refused:
        office.run(RECORDER, order)
    assert refused.value.code == "key_password_wrong"
    assert office.ask(HEAD, Documents())[0].state == "drawn"


def test_that_a_plain_file_is_signed_without_a_database(office: Any, tmp_path: Path) -> None:
    (number,) = composed(office, "D13", QUARTER, "0001")
    file = tmp_path / "d13.pdf"
    office.run(RECORDER, HandOut(numbers=(number,), out=file))
    before = file.read_bytes()
    answer = Desk.closed().sign(file, office.key(*HEAD_KEY), "签名口令一二", "department_head", clock=office.clock)
    assert answer["signer"] == "刘志强"
    assert file.read_bytes().startswith(before)
    (verdict,) = Desk.closed().verify([file], office.roots, clock=office.clock)
    assert verdict["verdict"] == "valid"
    with pytest.raises(Rejected) as refused:
        Desk.closed().sign(file, office.key(*OWN_KEY), "签名口令一二", "appraised", clock=office.clock)
    assert codes(refused) == {"field_out_of_order"}
