"""A county after its first quarter that has a trial authority and the unit's own key."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from factories.lived import Sample
from openpyxl import load_workbook
from sqlalchemy import select

from cmdesk.kernel.periods import Period
from cmdesk.models.grading import Grading, SeatQuota
from cmdesk.models.org import Person, Unit
from cmdesk.models.scoring import PeriodState, Result
from cmdesk.models.settings import RuleSetRow
from cmdesk.sample.year import ADMINISTRATOR, RECORDER
from cmdesk.storage.journal import Deed
from cmdesk.usecases.access.issue_key import IssueKey
from cmdesk.usecases.access.make_trial_authority import MakeTrialAuthority

YEAR = Period.parse("2025")
NOW = datetime.fromisoformat("2026-01-20T02:00:00+00:00")
FIGURES: dict[str, Any] = {
    "quarter_scores": ["90.00", "91.00", None, "92.50"],
    "quarters": "91.17",
    "exams": "88.00",
    "competency": "87.12",
    "theory_1": "90.00",
    "practice_1": "80.00",
    "mark_state_1": "normal",
    "theory_2": "0.00",
    "practice_2": "0.00",
    "mark_state_2": "absent",
    "red_line": False,
}


@dataclass
class Sealing:
    """The unit's key with its password, and the root that it leads to."""

    key: Path
    password_file: Path
    roots: Path


@pytest.fixture
def sealing(lived: Sample) -> Sealing:
    """Give the county's key and root."""
    folder = lived.folder / "签章"
    folder.mkdir()
    made = Sealing(folder / "unit.p12", folder / "password", folder / "roots.pem")
    made.password_file.write_text("签章口令一号", encoding="utf-8")
    lived.run(ADMINISTRATOR, MakeTrialAuthority(roots=made.roots))
    lived.run(ADMINISTRATOR, IssueKey(number="9001", duty="unit_seal", password_file=made.password_file, out=made.key))
    return made


def rows_of(path: Path, sheet: str) -> list[dict[str, object]]:
    """Give the data rows of a sheet that went out, by heading."""
    grid = list(load_workbook(path)[sheet].iter_rows(min_row=3, values_only=True))
    return [dict(zip(grid[0], row, strict=True)) for row in grid[1:]]  # type: ignore[arg-type]


def check_of(path: Path, sheet: str = "校验") -> dict[str, str]:
    """Give the lines of the last sheet."""
    return {str(item): str(value or "") for item, value in load_workbook(path)[sheet].iter_rows(values_only=True)}


@pytest.fixture
def rows() -> object:
    """Give the function that reads a sheet."""
    return rows_of


@pytest.fixture
def check_lines() -> object:
    """Give the function that reads 校验."""
    return check_of


@pytest.fixture
def year(lived: Sample) -> Sample:
    """Give the county with a closed year and everybody's path: all keep their rung, as voted."""
    lived.clock.set(date(2026, 1, 20))
    with lived.desk.database.writing(Deed(actor=RECORDER, verb="desk.create", params={})) as writing:
        session = writing.session
        rules = session.scalar(select(RuleSetRow))
        assert rules is not None
        session.add(
            PeriodState(
                period=YEAR,
                state="closed",
                revision=1,
                rule_version=rules.version,
                rule_digest=rules.digest,
                inputs_digest="0" * 64,
                closed_at=NOW,
                closed_by=RECORDER,
                said=[],
            )
        )
        numbers = {manager.staff_no: manager.rung for manager in lived.managers}
        for person in session.scalars(select(Person).where(Person.staff_no.in_(list(numbers)))):
            session.add(
                Result(
                    person_id=person.id,
                    period=YEAR,
                    score="88.10",
                    state="graded",
                    band="competent",
                    rank=1,
                    figures=FIGURES,
                    notes=[],
                    inputs_digest="0" * 64,
                )
            )
            rung = numbers[person.staff_no]
            session.add(
                Grading(
                    year=2025,
                    person_id=person.id,
                    present=rung,
                    ceiling=rung,
                    ceiling_reasons=[],
                    suggested=rung,
                    proposed=rung,
                    voted=rung,
                    final=rung,
                )
            )
        session.add(
            SeatQuota(
                year=2025,
                unit_code=session.scalars(select(Unit.code)).one(),
                base_date=date(2025, 12, 31),
                headcount=len(numbers),
                senior=1,
                intermediate=3,
                junior=2,
                document_no="演示烟〔2026〕1号",
                edition=1,
            )
        )
    return lived
