"""What the check answers about honest files: the word, the sentence, who signed, what stays open, whom to trust."""

from __future__ import annotations

import json
import shutil
import string
import subprocess
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from cmdesk.documents.sign_fields import plan_fields
from cmdesk.documents.signing import SigningKey, sign, sign_detached
from cmdesk.documents.trial_ca import TrialRoot, make_root, revocation_list
from cmdesk.documents.verify import Verdict, verify, verify_detached
from cmdesk.kernel import places
from cmdesk.kernel.errors import Problem, Rejected

SENTENCES = json.loads((places.resources() / "locale" / "zh_CN" / "signing.json").read_text("utf-8"))
NAMES = ("inspector", "appraised", "department_head", "city_group")


def say(problem: Problem) -> str:
    return str(SENTENCES[problem.code]).format(**problem.params)


def reasons(verdict: Verdict) -> list[str]:
    return [reason.code for reason in verdict.reasons]


@pytest.mark.shows("85", "91")
def test_that_four_good_signatures_are_one_sentence(signed: list[bytes], sample: Any) -> None:
    verdict = verify(signed[4], [sample.root_pem], when=sample.WHEN, required=NAMES)
    assert verdict.sentence(say) == "有效：4 处签名完好，签后无改动。"
    assert [found.field for found in verdict.signatures] == list(NAMES)
    assert [found.changes_after.value for found in verdict.signatures] == ["signatures"] * 3 + ["none"]
    assert [found.covers_whole_file for found in verdict.signatures] == [False] * 3 + [True]
    assert {found.level for found in verdict.signatures} == {"B-B"}
    assert verdict.signatures[1].signer == "张𬭎𠮷"
    assert verdict.signatures[1].role == "被考评人"
    assert verdict.signatures[0].time == sample.WHEN
    assert reasons(verdict) == ["revocations_unknown", "time_not_proven", "certificate_trial"]


@pytest.mark.shows("86", "91")
def test_that_a_field_left_for_ink_stays_open_and_is_named(planned: bytes, people: Any, sample: Any) -> None:
    pdf = sign(planned, people.inspector, "inspector", when=sample.WHEN)
    pdf = sign(pdf, people.head, "department_head", when=sample.WHEN)
    verdict = verify(pdf, [sample.root_pem], when=sample.WHEN)
    assert [place.label for place in verdict.open] == ["被考评人", "考评组"]
    assert verdict.sentence(say) == "有效：2 处签名完好，签后无改动；被考评人、考评组处未签，留待手签。"


def test_that_an_unsigned_file_cannot_be_judged(planned: bytes, unsigned: bytes, sample: Any) -> None:
    judged = [verify(pdf, [sample.root_pem], when=sample.WHEN) for pdf in (planned, unsigned)]
    assert [verdict.verdict for verdict in judged] == ["undetermined", "undetermined"]
    assert judged[0].sentence(say) == "不能判断：文件上还没有电子签名。"
    assert judged[1].headline.code == "no_signature_field"


@pytest.mark.shows("89")
def test_that_without_roots_nothing_can_be_judged(signed: list[bytes], sample: Any) -> None:
    verdict = verify(signed[4], [], when=sample.WHEN)
    assert verdict.sentence(say) == "不能判断：缺签发机构的根证书。"


def test_that_a_root_of_the_same_name_is_not_the_root(signed: list[bytes], sample: Any) -> None:
    twin = make_root(sample.UNIT, when=sample.WHEN)
    verdict = verify(signed[4], [twin.certificate_pem], when=sample.WHEN)
    assert (verdict.verdict, verdict.headline.code) == ("undetermined", "signer_unknown")
    both = verify(signed[4], [twin.certificate_pem + sample.root_pem], when=sample.WHEN)
    assert both.verdict == "valid"


@pytest.mark.shows("89")
def test_that_a_revoked_signer_makes_the_file_invalid(
    signed: list[bytes], people: Any, root: TrialRoot, sample: Any
) -> None:
    revoked = revocation_list(root, [(people.head.serial, sample.WHEN)], when=sample.WHEN + timedelta(days=3))
    verdict = verify(signed[4], [sample.root_pem], when=sample.WHEN, revocations=[revoked])
    assert (verdict.verdict, verdict.headline.code) == ("invalid", "signer_revoked")
    assert verdict.sentence(say) == "无效：王喆的证书已于 2026-01-20 吊销。"
    assert "revocations_as_of" in reasons(verdict)


@pytest.mark.shows("89")
def test_that_the_verdict_says_which_revocation_date_it_rests_on(
    signed: list[bytes], root: TrialRoot, sample: Any
) -> None:
    empty = revocation_list(root, [], when=sample.WHEN + timedelta(days=3))
    verdict = verify(signed[4], [sample.root_pem], when=sample.WHEN, revocations=[empty])
    assert verdict.verdict == "valid"
    assert "吊销名单截至 2026-01-23。" in [say(reason) for reason in verdict.reasons]


def test_that_a_list_of_another_root_revokes_nobody(signed: list[bytes], people: Any, sample: Any) -> None:
    twin = make_root(sample.UNIT, when=sample.WHEN)
    forged = revocation_list(twin, [(people.head.serial, sample.WHEN)], when=sample.WHEN)
    verdict = verify(signed[4], [sample.root_pem], when=sample.WHEN, revocations=[forged])
    assert verdict.verdict == "valid"
    assert "revocations_unknown" in reasons(verdict)


def test_that_a_key_revoked_after_a_proven_time_still_counts(
    planned: bytes, people: Any, root: TrialRoot, sample: Any
) -> None:
    pdf = sign(planned, people.inspector, "inspector", when=sample.WHEN, timestamper=sample.local_time(root))
    lists = [
        revocation_list(root, [(people.inspector.serial, sample.WHEN + timedelta(hours=hours))], when=sample.WHEN)
        for hours in (1, -1)
    ]
    judged = [verify(pdf, [sample.root_pem], when=sample.WHEN, revocations=[one]).verdict for one in lists]
    assert judged == ["valid", "invalid"]


def test_that_a_signature_from_tomorrow_waits(planned: bytes, people: Any, sample: Any) -> None:
    pdf = sign(planned, people.inspector, "inspector", when=sample.WHEN + timedelta(days=3))
    verdict = verify(pdf, [sample.root_pem], when=sample.WHEN)
    assert (verdict.verdict, verdict.headline.code) == ("undetermined", "signed_in_future")


def test_that_a_later_trial_root_does_not_vouch_for_an_earlier_day(
    planned: bytes, keys: Callable[..., SigningKey], sample: Any
) -> None:
    late = make_root(sample.UNIT, when=sample.WHEN + timedelta(days=40))
    key = keys("韩立群", "督察组长", authority=late, when=sample.WHEN)
    pdf = sign(planned, key, "inspector", when=sample.WHEN)
    verdict = verify(pdf, [late.certificate_pem], when=sample.WHEN + timedelta(days=50))
    assert (verdict.verdict, verdict.headline.code) == ("invalid", "certificate_not_valid_then")


def test_that_the_record_binds_file_and_content(signed: list[bytes], sample: Any) -> None:
    good = verify(signed[4], [sample.root_pem], when=sample.WHEN)
    assert good.digest is not None
    same = verify(signed[4], [sample.root_pem], when=sample.WHEN, expected_digest=good.digest)
    other = verify(signed[4], [sample.root_pem], when=sample.WHEN, expected_digest="0" * 64)
    assert (same.verdict, other.verdict, other.headline.code) == ("valid", "invalid", "content_digest_differs")


def test_that_a_page_that_prints_another_digest_is_found(people: Any, sample: Any) -> None:
    pdf = plan_fields(sample.report(footer="0123 4567 89ab cdef"), sample.yearly_fields())
    verdict = verify(sign(pdf, people.inspector, "inspector", when=sample.WHEN), [sample.root_pem], when=sample.WHEN)
    assert (verdict.verdict, verdict.headline.code) == ("invalid", "printed_digest_differs")


@pytest.mark.parametrize("data", [b"", b"junk", b"%PDF-1.7\n%%EOF\n", b"%PDF-1.7\n" + bytes(5000)])
def test_that_a_broken_file_is_answered_never_raised(data: bytes, sample: Any) -> None:
    verdict = verify(data, [sample.root_pem], when=sample.WHEN)
    assert verdict.sentence(say) == "无效：文件损坏。"


def test_that_unreadable_roots_are_refused(signed: list[bytes], sample: Any) -> None:
    with pytest.raises(Rejected) as refused:
        verify(signed[4], [b"junk"], when=sample.WHEN)
    assert refused.value.code == "roots_unreadable"


def test_that_the_answer_is_ready_for_json(signed: list[bytes], sample: Any) -> None:
    answer = json.loads(json.dumps(verify(signed[1], [sample.root_pem], when=sample.WHEN).as_json(say)))
    assert answer["verdict"] == "valid"
    assert answer["signatures"][0]["time"] == "2026-01-20T10:30:15+08:00"
    assert answer["open"] == [
        {"field": "appraised", "label": "被考评人"},
        {"field": "department_head", "label": "营销部主任"},
        {"field": "city_group", "label": "考评组"},
    ]
    assert answer["reasons"][0] == {"code": "revocations_unknown", "message": say(Problem("revocations_unknown"))}


def test_that_every_sentence_can_be_said() -> None:
    for sentence in SENTENCES.values():
        assert all(name.isidentifier() for _, name, _, _ in string.Formatter().parse(sentence) if name is not None)


@pytest.mark.shows("85")
def test_that_poppler_finds_every_signature_valid(signed: list[bytes], tmp_path: Path) -> None:
    if shutil.which("pdfsig") is None:
        pytest.skip("pdfsig (poppler) is not installed here")
    (tmp_path / "signed.pdf").write_bytes(signed[4])
    printed = subprocess.run(["pdfsig", "signed.pdf"], cwd=tmp_path, check=False, capture_output=True, text=True).stdout
    assert printed.count("Signature is Valid.") == 4
    assert printed.count("ETSI.CAdES.detached") == 4
    assert "Total document signed" in printed


@pytest.mark.shows("85", "88")
def test_that_openssl_agrees_on_every_signature_and_its_chain(signed: list[bytes], tmp_path: Path, sample: Any) -> None:
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not installed here")
    (tmp_path / "root.pem").write_bytes(sample.root_pem)
    at = str(int(sample.WHEN.timestamp()) + 60)
    for number in range(4):
        blob, content = sample.signature_and_content(signed[4], number)
        (tmp_path / "signature.der").write_bytes(blob)
        (tmp_path / "content").write_bytes(content)
        command = ["openssl", "cms", "-verify", "-cades", "-binary", "-inform", "DER", "-in", "signature.der"]
        command += ["-content", "content", "-CAfile", "root.pem", "-attime", at, "-purpose", "any", "-out", "out"]
        done = subprocess.run(command, cwd=tmp_path, check=False, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr


@pytest.mark.shows("93")
def test_that_a_detached_signature_holds_for_its_bytes_only(people: Any, root: TrialRoot, sample: Any) -> None:
    data = b"<manifest/>"
    seal = sign_detached(data, people.head, when=sample.WHEN)
    good = verify_detached(data, seal, [sample.root_pem], when=sample.WHEN)
    assert (good.verdict, good.signatures[0].signer, good.signatures[0].level) == ("valid", "王喆", "B-B")
    assert good.signatures[0].time == sample.WHEN
    judged = {
        "changed": verify_detached(data + b" ", seal, [sample.root_pem], when=sample.WHEN),
        "no root": verify_detached(data, seal, [], when=sample.WHEN),
        "longer": verify_detached(data, seal + b"0", [sample.root_pem], when=sample.WHEN),
        "junk": verify_detached(data, b"junk", [sample.root_pem], when=sample.WHEN),
    }
    assert {case: verdict.verdict.value for case, verdict in judged.items()} == {
        "changed": "invalid",
        "no root": "undetermined",
        "longer": "invalid",
        "junk": "invalid",
    }
    assert judged["changed"].sentence(say) == "无效：签过的内容被改动。"


def test_that_openssl_agrees_on_a_detached_signature(tmp_path: Path, people: Any, sample: Any) -> None:
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not installed here")
    (tmp_path / "root.pem").write_bytes(sample.root_pem)
    (tmp_path / "content").write_bytes(b"<manifest/>")
    (tmp_path / "signature.der").write_bytes(sign_detached(b"<manifest/>", people.head, when=sample.WHEN))
    command = ["openssl", "cms", "-verify", "-cades", "-binary", "-inform", "DER", "-in", "signature.der"]
    command += ["-content", "content", "-CAfile", "root.pem", "-attime", str(int(sample.WHEN.timestamp()) + 60)]
    done = subprocess.run([*command, "-out", "out"], cwd=tmp_path, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
