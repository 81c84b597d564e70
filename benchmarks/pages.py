"""The pages of the window, from the key to the whole picture, against what they ask of the database.

A page may take half as long again as its own queries, and one frame of 50 ms besides: the ratio is what it took to
what it may take. Both are seconds of computing, in processes of their own that start in turns, on a county of 71 people
that has lived its year. The first visit makes the page (its widgets, its letters); at the second it only reads anew.
The modules of the pages are loaded in the first ten seconds after a sign-in, while nothing else runs; a page visited
before its turn (`at once`) loads them itself.

Living a year takes minutes: `BENCHMARK_COUNTY` names a folder in which `cmdesk demo` has made one already.
"""

from __future__ import annotations

import os
import statistics
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from benchmarks.measuring import Line, milliseconds
from benchmarks.processes import fresh, password_of, told
from cmdesk.sample import whole
from cmdesk.sample.year import DATABASE, PAY_CLERK, RECORDER

FRAME = 0.05
SHARE = 1.5
DAY = "2026-01-20T02:00:00+00:00"
"""A day after all that the year holds."""
_ROUNDS = 5


def run() -> list[Line]:
    """Visit every page as the recorder, and the pay as who may see it."""
    with tempfile.TemporaryDirectory() as folder:
        county = Path(os.environ.get("BENCHMARK_COUNTY", Path(folder) / "county"))
        if not (county / DATABASE).exists():
            whole.live(county)
        lines = []
        for number, only in ((RECORDER, None), (PAY_CLERK, "pay")):
            visits, questions = _measured(Path(folder), county, number)
            names = [name for name in visits[0] if "." in name and only in (None, name.partition(".")[0])]
            lines += [_line(name, visits, questions) for name in names]
        return lines


Told = Sequence[Mapping[str, float]]


def _measured(folder: Path, county: Path, number: str) -> tuple[Told, Told]:
    visits, questions = [], []
    for turn in range(_ROUNDS + 1):
        copy = fresh(county, folder / "today")
        arguments = (str(copy), number, password_of(number), DAY, str(folder / "asked"))
        visited = told(folder / "compiled", "visits", *arguments)
        early = told(folder / "compiled", "visits", *arguments, "at-once")
        visited |= {name: value for name, value in early.items() if name.endswith(".early")}
        answered = told(folder / "compiled", "questions", *arguments)
        if turn:
            visits.append(visited)
            questions.append(answered)
    return visits, questions


def _line(name: str, visits: Told, questions: Told) -> Line:
    code, _, visit = name.partition(".")
    page = statistics.median(one[name] for one in visits)
    query = statistics.median(one[f"{code}.{'again' if visit == 'again' else 'first'}"] for one in questions)
    detail = f"page {milliseconds(page)}, its queries {milliseconds(query)}"
    words = {"first": "first visit", "again": "later visit", "early": "first visit at once"}
    return Line(f"{code}, {words[visit]}", page / (SHARE * query + FRAME), 1.0, detail)
