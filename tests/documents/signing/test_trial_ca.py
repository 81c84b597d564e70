"""The trial authority: what its certificates say, whom they serve, and what it refuses."""

from __future__ import annotations

import shutil
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12

from cmdesk.documents.signing_key import SigningKey
from cmdesk.documents.trial_ca import TrialRoot, issue_key, make_root, revocation_list
from cmdesk.kernel.errors import Rejected, Unavailable

WHEN = datetime(2026, 2, 28, 16, 30, tzinfo=UTC)
PASSWORD = "口令 榆次四四"


def issued(root: TrialRoot, **changes: str) -> bytes:
    values = {
        "name": "张𬭎𠮷",
        "number": "0001",
        "duty": "督察组长、督察员",
        "unit": "榆次区营销部",
        "password": PASSWORD,
    }
    return issue_key(root, when=WHEN, **{**values, **changes}).pkcs12


def test_that_a_root_is_marked_as_trial_and_lasts_twenty_years() -> None:
    certificate = x509.load_pem_x509_certificate(make_root("榆次区营销部", when=WHEN, demo=True).certificate_pem)
    subject = certificate.subject.rfc4514_string()
    assert "试用" in subject
    assert "演示" in subject
    assert isinstance(key := certificate.public_key(), rsa.RSAPublicKey)
    assert key.key_size == 2048
    assert (certificate.not_valid_before_utc.year, certificate.not_valid_after_utc.year) == (2026, 2046)


def test_that_a_root_made_on_a_leap_day_ends_on_a_day_that_exists() -> None:
    leap = datetime(2028, 2, 29, 4, tzinfo=UTC)
    certificate = x509.load_pem_x509_certificate(make_root("榆次区营销部", when=leap).certificate_pem)
    assert certificate.not_valid_after_utc.date().isoformat() == "2048-02-27"


@pytest.mark.shows("84")
def test_that_a_key_carries_name_number_duty_and_unit_with_rare_characters(root: TrialRoot) -> None:
    holder = SigningKey.load(issued(root), PASSWORD).holder
    assert (holder.name, holder.number, holder.duty) == ("张𬭎𠮷", "0001", "督察组长、督察员")
    assert (holder.unit, holder.trial) == ("榆次区营销部", True)


def test_that_a_key_file_opens_with_its_own_password_only(root: TrialRoot) -> None:
    with pytest.raises(Unavailable) as refused:
        SigningKey.load(issued(root), "口令 榆次四五")
    assert refused.value.code == "key_password_wrong"


def test_that_a_password_typed_in_parts_is_the_same_password(root: TrialRoot) -> None:
    assert SigningKey.load(issued(root, password="Étude 六"), "E\u0301tude 六").holder.number == "0001"


@pytest.mark.parametrize("data", [b"", b"junk", b"0\x03\x02\x01\x00"])
def test_that_a_file_that_is_no_key_file_is_called_damaged(data: bytes) -> None:
    with pytest.raises(Rejected) as refused:
        SigningKey.load(data, PASSWORD)
    assert refused.value.code == "key_file_damaged"


def test_that_openssl_reads_the_key_file_with_its_chinese_password(root: TrialRoot, tmp_path: Path) -> None:
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not installed here")
    (tmp_path / "key.p12").write_bytes(issued(root))
    (tmp_path / "password").write_text(PASSWORD, "utf-8")
    (tmp_path / "root.pem").write_bytes(root.certificate_pem)
    command = [
        "openssl",
        "pkcs12",
        "-in",
        "key.p12",
        "-passin",
        "file:password",
        "-nokeys",
        "-clcerts",
        "-out",
        "me.pem",
    ]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)
    at = str(int((WHEN + timedelta(days=1)).timestamp()))
    check = ["openssl", "verify", "-attime", at, "-CAfile", "root.pem", "me.pem"]
    assert subprocess.run(check, cwd=tmp_path, check=True, capture_output=True).stdout == b"me.pem: OK\n"


def test_that_every_problem_of_a_key_is_told_at_once(root: TrialRoot) -> None:
    with pytest.raises(Rejected) as refused:
        issue_key(root, name="长" * 65, number="1", duty="", unit="榆次区营销部", password="短", when=WHEN)
    assert [problem.code for problem in refused.value.problems] == [
        "certificate_text_too_long",
        "certificate_text_too_long",
        "key_password_too_short",
    ]


def test_that_an_expired_root_issues_nothing(root: TrialRoot) -> None:
    later = WHEN + timedelta(days=366 * 20)
    with pytest.raises(Rejected) as refused:
        issue_key(root, name="张", number="1", duty="督察员", unit="榆次", password=PASSWORD, when=later)
    assert refused.value.code == "root_expired"


def test_that_a_key_never_outlives_its_root(root: TrialRoot) -> None:
    late = WHEN + timedelta(days=365 * 15)
    key = issue_key(root, name="张", number="1", duty="督察员", unit="榆次", password=PASSWORD, when=late)
    assert key.not_after == x509.load_pem_x509_certificate(root.certificate_pem).not_valid_after_utc


def test_that_a_key_is_good_on_its_days_only(root: TrialRoot) -> None:
    key = SigningKey.load(issued(root), PASSWORD)
    day = timedelta(days=1)
    assert key.problems(WHEN) == []
    assert [problem.code for problem in key.problems(WHEN - day)] == ["key_not_yet_valid"]
    assert [problem.code for problem in key.problems(WHEN + 366 * 10 * day)] == ["key_expired"]


def test_that_a_key_that_archives_cannot_hold_is_refused() -> None:
    """An elliptic signature makes the file PDF 2.0, which PDF/A-3 forbids."""
    private = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "张")])
    from cryptography.hazmat.primitives import hashes

    certificate = (x509.CertificateBuilder(name, name, private.public_key(), 5, WHEN, WHEN + timedelta(days=9))).sign(
        private, hashes.SHA256()
    )
    data = pkcs12.serialize_key_and_certificates(b"k", private, certificate, None, BestAvailableEncryption(b"secret"))
    with pytest.raises(Rejected) as refused:
        SigningKey.load(data, "secret")
    assert refused.value.code == "key_not_rsa"


def test_that_a_list_of_revoked_keys_names_them(root: TrialRoot) -> None:
    key = SigningKey.load(issued(root), PASSWORD)
    revocations = x509.load_der_x509_crl(revocation_list(root, [(key.serial, WHEN)], when=WHEN))
    assert [entry.serial_number for entry in revocations] == [int(key.serial)]
    assert "secret" not in repr(key)
    assert "private" not in repr(key)
