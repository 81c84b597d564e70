"""A package under a real key: sealed by the unit, judged by pinned roots, and by openssl without cmdesk."""

from __future__ import annotations

import io
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from cmdesk.documents.sign_fields import ORDER_BY_FORM, PlannedField, plan_fields
from cmdesk.documents.signing import SigningKey, sign, sign_detached
from cmdesk.documents.trial_ca import TrialRoot, issue_key, make_root
from cmdesk.documents.verify import Verdict, verdicts, verify_detached
from cmdesk.exchange.package import seal
from cmdesk.exchange.package.checks import check_content, check_package
from cmdesk.exchange.package.reader import read_package
from cmdesk.exchange.package.writer import write_package

WHEN = datetime(2027, 1, 24, 3, tzinfo=UTC)
PASSWORD = "上报口令一二"
Judge = Callable[[bytes, bytes], Verdict]


@pytest.fixture(scope="module")
def root() -> TrialRoot:
    return make_root("榆次区营销部", when=WHEN, demo=True)


@pytest.fixture(scope="module")
def key(root: TrialRoot) -> SigningKey:
    unit = "榆次区营销部"
    issued = issue_key(root, name=unit, number="140702", duty="单位签章", unit=unit, password=PASSWORD, when=WHEN)
    return SigningKey.load(issued.pkcs12, PASSWORD)


@pytest.fixture(scope="module")
def packed(key: SigningKey, make: Any) -> bytes:
    return write_package(make.month(), lambda listed: sign_detached(listed, key, when=WHEN))


def judged_by(*roots: bytes) -> Judge:
    return lambda listed, signature: verify_detached(listed, signature, roots, when=WHEN)


@pytest.mark.shows("105")
def test_that_the_unit_seals_its_package(packed: bytes, root: TrialRoot) -> None:
    package = read_package(packed, judged_by(root.certificate_pem))
    found = check_package(package, lambda pdfs: verdicts(pdfs, [root.certificate_pem], WHEN))
    assert found.problems == []
    assert {warning.code for warning in found.warnings} >= {"package_demo", "certificate_trial"}


def test_that_a_package_of_an_unknown_unit_is_not_accepted(packed: bytes, make: Any) -> None:
    other = make_root("太谷区营销部", when=WHEN)
    for roots, code in (((other.certificate_pem,), "signer_unknown"), ((), "no_roots")):
        found = check_package(read_package(packed, judged_by(*roots)), lambda pdfs: [make.answer() for _ in pdfs])
        assert [problem.code for problem in found.problems] == [code]


@pytest.mark.shows("105")
def test_that_openssl_verifies_the_seal_without_cmdesk(packed: bytes, root: TrialRoot, tmp_path: Path) -> None:
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not installed here")
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        archive.extractall(tmp_path)
    (tmp_path / "root.pem").write_bytes(root.certificate_pem)
    command = ["openssl", "cms", "-verify", "-cades", "-binary", "-inform", "DER", "-in", seal.SEAL_PATH]
    command += ["-content", seal.LIST_PATH, "-CAfile", "root.pem", "-attime", str(int(WHEN.timestamp()) + 60)]
    done = subprocess.run([*command, "-out", "out"], cwd=tmp_path, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_that_signed_documents_of_a_year_are_judged_for_themselves(key: SigningKey, root: TrialRoot, make: Any) -> None:
    content = make.year()
    documents = tuple(replace(one, data=signed_form(one.form, key)) for one in content.documents)
    whole = replace(content, documents=documents)
    assert check_content(whole, lambda pdfs: verdicts(pdfs, [root.certificate_pem], WHEN)).problems == []
    broken = replace(documents[0], data=documents[0].data + b"x")
    found = check_content(
        replace(content, documents=(broken, *documents[1:])),
        lambda pdfs: verdicts(pdfs, [root.certificate_pem], WHEN),
    )
    assert [(problem.code, problem.where.file) for problem in found.problems] == [("bytes_after_document", broken.path)]


def signed_form(form: str, key: SigningKey) -> bytes:
    """Give an empty page with the fields of a form, all signed but those of the city and of the person appraised."""
    with pikepdf.new() as document:
        document.add_blank_page(page_size=(595.28, 841.89))
        written = io.BytesIO()
        document.save(written)
    ranks = ORDER_BY_FORM[form]
    places = [
        PlannedField(name=name, page=0, rect=(20, 20 + 25 * at, 61, 20), label=name, rank=rank)
        for at, (name, rank) in enumerate(ranks.items())
    ]
    pdf = plan_fields(written.getvalue(), places)
    for name in ranks:
        if name not in {"appraised", "city_group"}:
            pdf = sign(pdf, key, name, when=WHEN)
    return pdf
