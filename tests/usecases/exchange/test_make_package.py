"""The city file: gathered, checked as the city checks it, sealed, chained; an altered one is refused."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from factories.lived import QUARTER, Sample

from cmdesk.desk import Desk
from cmdesk.kernel.errors import Damaged, Forbidden, Rejected, Unavailable
from cmdesk.kernel.periods import Period
from cmdesk.queries.exports import Sent
from cmdesk.sample.year import HEAD, LEADER, RECORDER
from cmdesk.usecases.exchange.make_package import MakePackage

MARCH = Period.parse("2025-03")


def order(sealing: Any, out: Path, period: Period = MARCH) -> MakePackage:
    return MakePackage(period=period, key=sealing.key, key_password_file=sealing.password_file, out=out)


def manifest_of(path: Path) -> dict[str, Any]:
    with zipfile.ZipFile(path) as archive:
        return dict(json.loads(archive.read("manifest.json")))


@pytest.mark.shows("105", "108")
def test_that_a_months_file_passes_the_citys_checks(lived: Sample, sealing: Any) -> None:
    out = lived.folder / "out" / "2025-03.asice"
    done = lived.run(RECORDER, order(sealing, out), second=HEAD)
    answer = Desk.closed().check_package(out, sealing.roots)
    assert answer.problems == ()
    assert (answer.facts["seal"], answer.facts["revision"], answer.facts["demo"]) == ("valid", 1, True)
    assert answer.facts["digest"] == done.answer["digest"]
    assert {"package_demo", "certificate_trial"} <= {warning.code for warning in done.warnings}


def test_that_the_file_says_what_it_is(lived: Sample, sealing: Any) -> None:
    out = lived.folder / "x.asice"
    lived.run(RECORDER, order(sealing, out), second=HEAD)
    said = manifest_of(out)
    assert (said["mark"], said["period"], said["closed"], said["revision"]) == ("演示", "2025-03", True, 1)
    assert len(said["audit_head"]) == 64
    assert [m["path"] for m in said["members"] if m["path"].startswith("books/")] == ["books/X2-2025-03.xlsx"]


@pytest.mark.shows("112")
def test_that_neither_id_numbers_nor_secrets_are_in_it(lived: Sample, sealing: Any) -> None:
    out = lived.folder / "x.asice"
    lived.run(RECORDER, order(sealing, out, QUARTER), second=HEAD)
    with zipfile.ZipFile(out) as archive:
        columns = [
            json.loads(archive.read(name).decode().splitlines()[0])
            for name in archive.namelist()
            if name.endswith(".jsonl")
        ]
    headings = {heading for row in columns for heading in row}
    assert not {"身份证号", "同事互评", "互评", "同意", "弃权"} & headings


@pytest.mark.shows("106")
def test_that_each_file_names_the_one_before_it(lived: Sample, sealing: Any) -> None:
    files = [lived.folder / f"{number}.asice" for number in range(3)]
    periods = (MARCH, QUARTER, MARCH)
    for out, period in zip(files, periods, strict=True):
        lived.run(RECORDER, order(sealing, out, period), second=HEAD)
    said = [manifest_of(out) for out in files]
    digests = [Desk.closed().check_package(out, sealing.roots).facts["digest"] for out in files]
    assert [one["previous"] for one in said] == [None, digests[0], digests[1]]
    assert [one["revision"] for one in said] == [1, 1, 2]
    kinds = {(row.kind, row.edition) for row in lived.desk.ask(Sent())}
    assert {("package-month", 1), ("package-month", 2), ("package-quarter", 1), ("month", 1)} <= kinds


def test_that_an_altered_file_is_refused(lived: Sample, sealing: Any) -> None:
    out = lived.folder / "x.asice"
    lived.run(RECORDER, order(sealing, out), second=HEAD)
    altered = lived.folder / "altered.asice"
    with zipfile.ZipFile(out) as source, zipfile.ZipFile(altered, "w") as target:
        for entry in source.infolist():
            data = source.read(entry.filename)
            if entry.filename == "data/x2-2025-03-1.jsonl":
                data = data.replace(b'"1"', b'"2"', 1)
            target.writestr(entry, data)
    with pytest.raises(Damaged, match="package_list_differs"):
        Desk.closed().check_package(altered, sealing.roots)
    cut = lived.folder / "cut.asice"
    cut.write_bytes(out.read_bytes()[:-40])
    with pytest.raises(Damaged, match="package_"):
        Desk.closed().check_package(cut, sealing.roots)


def test_that_a_seal_of_nobody_we_know_is_a_problem(lived: Sample, sealing: Any) -> None:
    out = lived.folder / "x.asice"
    lived.run(RECORDER, order(sealing, out), second=HEAD)
    answer = Desk.closed().check_package(out)
    assert answer.facts["seal"] == "undetermined"
    assert len(answer.problems) == 1


def test_that_nothing_is_written_or_recorded_without_the_second_person(lived: Sample, sealing: Any) -> None:
    out = lived.folder / "x.asice"
    for second, code in ((None, "second_needed"), (LEADER, "second_not_permitted"), (RECORDER, "second_same_person")):
        with pytest.raises(Forbidden, match=code):
            lived.run(RECORDER, order(sealing, out), second=second)
    assert not out.exists()
    assert lived.desk.ask(Sent()) == ()


def test_that_a_key_that_does_not_open_leaves_everything_as_it_was(lived: Sample, sealing: Any) -> None:
    sealing.password_file.write_text("不是这个", encoding="utf-8")
    with pytest.raises(Unavailable, match="key_password_wrong"):
        lived.run(RECORDER, order(sealing, lived.folder / "x.asice"), second=HEAD)
    keyless = MakePackage(period=MARCH, key=lived.folder / "none.p12", out=lived.folder / "x.asice")
    with pytest.raises(Unavailable, match="key_file_unreadable"):
        lived.run(RECORDER, keyless, second=HEAD)
    assert lived.desk.ask(Sent()) == ()


@pytest.mark.parametrize(("period", "code"), [("2025H1", "package_period"), ("2025-04", "period_open")])
def test_that_only_closed_months_quarters_and_years_go_up(lived: Sample, sealing: Any, period: str, code: str) -> None:
    with pytest.raises(Rejected, match=code):
        lived.run(RECORDER, order(sealing, lived.folder / "x.asice", Period.parse(period)), second=HEAD)
