"""City files, backups, restoring, checking and the journal by the command line."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from factories.lived import NAME

RECORDER, HEAD, ADMINISTRATOR, AUDITOR = "9013", "9001", "9009", "9010"


@pytest.fixture
def key(shell: Any) -> list[str]:
    """Make the authority and the unit's key by the command line; give the options that name the key."""
    roots, p12 = shell.folder / "roots.pem", shell.folder / "unit.p12"
    password = shell.file("签章口令", "签章口令一号")
    order = shell.file("a.json", f'{{"roots": "{roots}"}}')
    assert shell("do", "access.make_trial_authority", order, user=ADMINISTRATOR).status == 0
    order = shell.file(
        "a.json", f'{{"number": "9001", "duty": "unit_seal", "password_file": "{password}", "out": "{p12}"}}'
    )
    assert shell("do", "access.issue_key", order, user=ADMINISTRATOR).status == 0
    return ["--key", str(p12), "--key-password-file", str(password)]


def test_that_a_city_file_is_made_checked_and_refused_when_altered(shell: Any, key: list[str]) -> None:
    out, roots = shell.folder / "2025-03.asice", shell.folder / "roots.pem"
    made = shell("package", "make", "--period", "2025-03", "--out", out, *key, "--json", user=RECORDER, second=HEAD)
    assert (made.status, made.json["revision"], made.json["problems"]) == (0, 1, [])
    good = shell("package", "check", out, "--roots", roots, "--json")
    assert (good.status, good.json["seal"], good.json["problems"]) == (0, "valid", [])
    assert good.json["digest"] == made.json["digest"]
    unknown = shell("package", "check", out, "--json")
    assert (unknown.status, unknown.json["seal"]) == (2, "undetermined")
    altered = shell.folder / "altered.asice"
    altered.write_bytes(out.read_bytes() + b"x")
    bad = shell("package", "check", altered, "--roots", roots, "--json")
    assert (bad.status, bad.codes) == (6, ["package_no_zip"])
    both = shell("package", "check", out, altered, "--roots", roots, "--json")
    assert (both.status, [len(one["problems"]) for one in both.json["files"]]) == (6, [0, 1])


def test_that_a_city_file_needs_two_people_and_all_its_options(shell: Any, key: list[str]) -> None:
    out = shell.folder / "x.asice"
    words = ("package", "make", "--period", "2025-03", "--out", out, *key, "--json")
    assert shell(*words, user=RECORDER).codes == ["second_needed"]
    assert shell(*words, user=HEAD, second=RECORDER).codes == ["not_permitted"]
    assert shell("package", "make", "--json", user=RECORDER).codes == ["usage_missing"]
    assert shell("package", "check", "--json").codes == ["usage_missing"]
    assert shell("package", "check", shell.folder / "none.asice", "--json").status == 5
    assert not out.exists()


def test_that_a_database_is_backed_up_checked_and_brought_back(shell: Any) -> None:
    copy = shell.folder / "U盘" / "copy.db"
    made = shell("backup", copy, "--json", user=RECORDER)
    assert (made.status, made.json["kind"]) == (0, "copy")
    assert made.json["verified"] is not None
    assert shell("backup", copy, "--json", user=RECORDER).codes == ["target_exists"]
    assert shell("check", "--json", user=RECORDER).json["problems"] == []
    (shell.folder / NAME).write_bytes(b"ruined")
    assert shell("check", "--json", user=RECORDER).status == 6
    assert shell("restore", copy, "--json", user=ADMINISTRATOR).codes == ["second_needed"]
    back = shell("restore", copy, "--json", user=ADMINISTRATOR, second=HEAD)
    assert (back.status, back.json["entries"]) == (0, made.json["entries"] + 1)
    assert Path(back.json["kept"]).read_bytes() == b"ruined"
    head = shell("audit", "verify", "--json", user=AUDITOR)
    assert (head.status, head.json["entries"]) == (0, back.json["entries"])


def test_that_a_backup_that_is_not_there_is_named_and_no_damage(shell: Any) -> None:
    said = shell("restore", shell.folder / "none.db", "--json", user=ADMINISTRATOR, second=HEAD)
    assert (said.status, said.codes) == (5, ["backup_missing"])
    assert str(shell.folder / "none.db") in said.err


def test_that_the_journal_is_for_the_auditor(shell: Any) -> None:
    assert shell("audit", "verify", "--json", user=RECORDER).codes == ["not_permitted"]


def test_that_the_program_starts_as_a_process_of_its_own(shell: Any) -> None:
    words = [sys.executable, "-m", "cmdesk", "ask", "org.people", "--database", shell.folder / NAME]
    shell.file("口令", "演示-9013")
    done = subprocess.run(
        [*words, "--user", "9013", "--password-file", shell.folder / "口令", "--json"],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "0001" in done.stdout
    assert done.stderr == ""


@pytest.mark.shows("106")
def test_that_replay_fork_and_gap_are_each_named(shell: Any, key: list[str]) -> None:
    roots = shell.folder / "roots.pem"
    names = {"a": "2025-01", "b": "2025-02", "c": "2025-03"}
    files = {name: shell.folder / f"{name}.asice" for name in names}
    for name, period in names.items():
        words = ("package", "make", "--period", period, "--out", files[name], *key)
        assert shell(*words, user=RECORDER, second=HEAD).status == 0

    def odd(*given: str) -> list[list[str]]:
        said = shell("package", "check", *(files[name] for name in given), "--roots", roots, "--json").json
        return [[w["code"] for w in one["warnings"] if w["code"].startswith("package_")] for one in said["files"]]

    assert odd("a", "b", "c") == odd("c", "b", "a") == [["package_demo"]] * 3
    assert odd("a", "c") == [["package_demo"], ["package_demo", "package_gap"]]
    assert odd("a", "a") == [["package_demo"], ["package_demo", "package_replayed"]]


def test_that_the_page_of_backups_knows_how_far_the_data_have_gone(shell: Any) -> None:
    said = shell("ask", "upkeep.safety", user=RECORDER).json
    assert (said["secret_open"], said["last_import"] is not None) == (False, True)
    assert said["entries"] == shell("audit", "verify", user=AUDITOR).json["entries"]
