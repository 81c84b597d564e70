"""The commands init, sign and verify: a unit's root, a signature on a plain file, and three verdicts."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from cmdesk.cli.main import run as command_line
from cmdesk.documents.reports import d13
from cmdesk.documents.trial_ca import TrialRoot, issue_key, make_root

Run = Callable[..., tuple[int, Any, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Give the command line: status, the JSON answer, what people read."""

    def go(*words: str) -> tuple[int, Any, str]:
        status = command_line([*words, "--json"])
        printed = capsys.readouterr()
        return status, json.loads(printed.out) if printed.out.strip() else None, printed.err

    return go


@pytest.fixture(scope="module")
def root() -> TrialRoot:
    """Give a trial root."""
    return make_root("演示县营销部", when=datetime.now(UTC))


@pytest.fixture
def desk(root: TrialRoot, tmp_path: Path) -> Path:
    """Give a folder with a form to sign, a key, its password and the root."""
    key = issue_key(
        root, name="刘志强", number="9001", duty="营销部主任", unit="演示县营销部", password="口令一二三四",
        when=datetime.now(UTC),
    )  # fmt: skip
    (tmp_path / "key.p12").write_bytes(key.pkcs12)
    (tmp_path / "password").write_text("口令一二三四\n", encoding="utf-8")
    (tmp_path / "roots.pem").write_bytes(root.certificate_pem)
    (tmp_path / "form.pdf").write_bytes(form())
    return tmp_path


def form() -> bytes:
    """Give a small D13."""
    from cmdesk.documents.content import DocumentIdentity, Person, RuleState
    from cmdesk.documents.reports.d13_content import MonthRow, QuarterContent

    month = MonthRow(label="1月", p="90.00", i="90.00", sheets="2", p_part="54.00", i_part="36.00", m="90.00")
    content = QuarterContent(
        identity=DocumentIdentity(
            number="140799-D13-2025Q1-0001-v1", form="D13", form_version="2026.1", version=1, period="2025年第一季度",
            unit="演示县营销部", unit_short="演示", rule_version="2026.1", rule_document="",
            rule_state=RuleState.TRIAL, created=datetime(2025, 4, 8, tzinfo=UTC),
        ),
        person=Person(name="张三", staff_no="0001"), filled_on="2025年4月8日", months=(month,), month_mean=month,
        p_weight="0.60", i_weight="0.40", sources=(), weight_sum="100", product_sum="90.00", share_sum="100/100",
        result="90.00", result_note="", missing_note="",
    )  # fmt: skip
    return d13.draw(content)


def sign(run: Run, folder: Path, field: str = "department_head") -> tuple[int, Any, str]:
    """Sign the form of a folder."""
    key, password = str(folder / "key.p12"), str(folder / "password")
    return run("sign", str(folder / "form.pdf"), "--key", key, "--field", field, "--key-password-file", password)


@pytest.mark.shows("85", "91")
def test_that_a_plain_file_is_signed_and_found_valid_with_its_open_places(run: Run, desk: Path) -> None:
    status, answer, told = sign(run, desk)
    assert status == 0
    # Who could have signed before is told: he signs on paper only from now on.
    assert answer["left_out"] == ["被考评人签字"]
    assert "前面的签名处“被考评人签字”空着就锁定了" in told
    assert (answer["signer"], answer["role"], answer["field"]) == ("刘志强", "营销部主任", "department_head")
    status, verdict, said = run("verify", str(desk / "form.pdf"), "--roots", str(desk / "roots.pem"))
    assert status == 0
    assert verdict["verdict"] == "valid"
    assert [one["field"] for one in verdict["open"]] == ["appraised", "marketing_center"]
    assert set(verdict["signatures"][0]) >= {"field", "signer", "role", "level", "covers_whole_file", "changes_after"}
    assert "有效：1 处签名完好" in said


def test_that_a_signature_is_refused_where_a_later_duty_has_signed(run: Run, desk: Path) -> None:
    sign(run, desk)
    before = (desk / "form.pdf").read_bytes()
    status, answer, _ = sign(run, desk, "appraised")
    assert status == 2
    assert answer["problems"][0]["code"] == "field_out_of_order"
    assert (desk / "form.pdf").read_bytes() == before


@pytest.mark.shows("90", "91")
def test_that_the_worst_verdict_is_the_exit_status(run: Run, desk: Path) -> None:
    status, verdict, _ = run("verify", str(desk / "form.pdf"), "--roots", str(desk / "roots.pem"))
    assert (status, verdict["verdict"]) == (2, "undetermined")
    sign(run, desk)
    changed = desk / "changed.pdf"
    changed.write_bytes((desk / "form.pdf").read_bytes() + b"\n% more")
    files = (str(desk / "form.pdf"), str(changed))
    status, answer, said = run("verify", *files, "--roots", str(desk / "roots.pem"))
    assert status == 6
    assert [one["verdict"] for one in answer["files"]] == ["valid", "invalid"]
    assert said.count("：") >= 2


def test_that_a_missing_file_is_unavailable(run: Run, desk: Path) -> None:
    status, answer, _ = run("verify", str(desk / "none.pdf"))
    assert status == 5
    assert answer["problems"][0]["code"] == "file_unreadable"


def test_that_init_makes_the_trial_authority_and_writes_its_root(run: Run, tmp_path: Path) -> None:
    password = tmp_path / "password"
    password.write_text("管理员口令", encoding="utf-8")
    words = ("init", str(tmp_path / "unit.db"), "--unit-code", "140702", "--unit", "某县营销部", "--user", "9009")
    more = ("--name", "何瑞芳", "--password-file", str(password), "--roots", str(tmp_path / "roots.pem"))
    status, answer, said = run(*words, *more)
    assert status == 0
    assert answer["roots"] == str(tmp_path / "roots.pem")
    assert (tmp_path / "roots.pem").read_text("ascii").startswith("-----BEGIN CERTIFICATE-----")
    assert "恢复密钥" in said
