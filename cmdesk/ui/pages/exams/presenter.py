"""The state of the exam page without widgets: the marks as stored, what is being typed over them, what is wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

from cmdesk.kernel.errors import Problem
from cmdesk.kernel.periods import Period
from cmdesk.queries.exams import ExamBoard, ExamRow, Marks
from cmdesk.runtime.sentences import message
from cmdesk.ui import words
from cmdesk.ui.forms.specs import number_typed
from cmdesk.ui.widgets.facts import FactRow

STATES = {"normal": "正常", "absent": "缺考", "deferred": "缓考"}
CELLS = (("theory", False), ("practice", False), ("theory", True), ("practice", True))
"""The cells of a row that are typed into: part, and whether of the retake."""
_PLACES = 2
Cell = tuple[str, str, bool]
"""工号, part, whether of the retake."""

FILTERS: dict[str, Callable[[ExamRow], bool]] = {
    "没有成绩": lambda row: row.first is None,
    "不合格": lambda row: row.passed is False,
    "缺考": lambda row: row.first is not None and row.first.state == "absent",
    "缓考": lambda row: row.first is not None and row.first.state == "deferred",
    "合格": lambda row: row.passed is True,
    "全部": lambda row: True,
}


def verdict_of(row: ExamRow) -> tuple[str, str]:
    """Give what the marks amount to, as (word, state)."""
    if row.first is None:
        return "没有成绩", "none"
    if row.first.state == "deferred":
        return "缓考", "info"
    if row.passed:
        return ("补考合格", "ok") if row.retake is not None and not row.first.passed else ("合格", "ok")
    return ("缺考", "bad") if row.first.state == "absent" else ("不合格", "bad")


def facts_of(row: ExamRow) -> list[FactRow]:
    """Give what is known of a person's sitting."""
    first, again = row.first, row.retake
    if first is None:
        return []
    facts = [_mark("理论", first.theory, first.theory_passed), _mark("技能", first.practice, first.practice_passed)]
    if again is not None:
        facts += [_mark("补考理论", again.theory, again.theory_passed)] if again.theory else []
        facts += [_mark("补考技能", again.practice, again.practice_passed)] if again.practice else []
    facts.append(FactRow("得分", row.score or "—", "按首次成绩" if again is not None else "", bold=True))
    if first.state != "normal":
        facts.append(FactRow("状态", STATES[first.state]))
    if first.sat_on is not None:
        facts.append(FactRow("考试日期", words.day(first.sat_on)))
    facts.append(FactRow("来源", "手工录入" if first.keyed else "导入的成绩表"))
    if first.note:
        facts.append(FactRow("备注", first.note))
    return facts


def earlier_of(row: ExamRow) -> list[FactRow]:
    """Give a person's exams of the two years before, newest first."""
    return [
        FactRow(exam.period.chinese, exam.score or STATES[exam.state], "合格" if exam.passed else "不合格")
        for exam in row.earlier
    ]


def _mark(label: str, mark: str, passed: bool) -> FactRow:
    return FactRow(label, mark or "—", "合格" if passed else "不合格", tone="second" if passed else "bad")


@dataclass
class ExamState:
    """One half-year. `typed` holds the texts of cells not written yet, `wrong` the sentence of each refused cell."""

    period: Period
    board: ExamBoard | None = None
    filter: str = "全部"
    words: str = ""
    sat_on: date | None = None
    typed: dict[Cell, str] = field(default_factory=dict)
    wrong: dict[Cell, str] = field(default_factory=dict)

    def begin(self, period: Period) -> None:
        """Show another half-year; what was typed is put aside."""
        self.period, self.board = period, None
        self.typed, self.wrong = {}, {}

    def visible(self) -> tuple[ExamRow, ...]:
        """Give the rows that filter and search leave."""
        if self.board is None:
            return ()
        wanted, fits = self.words.lower().split(), FILTERS[self.filter]
        return tuple(row for row in self.board.rows if fits(row) and all(word in row.search.lower() for word in wanted))

    def counts(self) -> dict[str, int]:
        """Give how many rows each filter shows."""
        rows = self.board.rows if self.board else ()
        return {word: sum(fits(row) for row in rows) for word, fits in FILTERS.items()}

    @property
    def may_change(self) -> bool:
        """Say whether marks may still be changed."""
        return self.board is not None and self.board.published_on is None and not self.board.closed

    def text(self, row: ExamRow, part: str, retake: bool) -> str:
        """Give what a cell shows: what is typed, or what is stored."""
        typed = self.typed.get((row.staff_no, part, retake))
        return typed if typed is not None else stored(row, part, retake)

    def put(self, row: ExamRow, part: str, retake: bool, text: str) -> None:
        """Take what was typed into a cell; what is no figure is told at once, what is stored already is no change."""
        cell, plain = (row.staff_no, part, retake), text.strip()
        self.wrong.pop(cell, None)
        before = stored(row, part, retake)
        figure = number_typed(plain, _PLACES) if plain else None
        if plain == before or (figure is not None and before and Decimal(figure) == Decimal(before)):
            self.typed.pop(cell, None)
            return
        self.typed[cell] = plain
        if plain and figure is None:
            self.wrong[cell] = f"“{plain}”不是数：请改成 0 到 100 的分数"
        elif figure is not None and not 0 <= figure <= 100:
            self.wrong[cell] = f"{plain} 超出范围：最小 0，最大 100"

    def drop(self) -> None:
        """Forget what was typed."""
        self.typed, self.wrong = {}, {}

    def people_typed(self) -> tuple[str, ...]:
        """Give the 工号 of everybody with something typed, in the order of the list."""
        touched = {staff_no for staff_no, _, _ in self.typed}
        return tuple(row.staff_no for row in (self.board.rows if self.board else ()) if row.staff_no in touched)

    def entries(self, only: str = "", state: dict[str, Any] | None = None) -> tuple[Any, ...]:
        """Give the lines to key: everybody with something typed; for `only` one person with a `state` of his own."""
        from cmdesk.usecases.exams.enter_marks import MarkEntry

        rows = {row.staff_no: row for row in (self.board.rows if self.board else ())}
        made = []
        for number in [only] if only else self.people_typed():
            row = rows[number]
            for retake in (False, True):
                touched = any((number, part, retake) in self.typed for part in ("theory", "practice"))
                if not touched and not (only and not retake and state is not None):
                    continue
                before = row.retake if retake else row.first
                entry = self._entry(MarkEntry, row, before, retake)
                made.append(replace(entry, **state) if state is not None and not retake else entry)
        return tuple(made)

    def _entry(self, entry: Any, row: ExamRow, before: Marks | None, retake: bool) -> Any:
        marks = {part: self._mark(row, part, retake) for part in ("theory", "practice")}
        state = before.state if before else "normal"
        if state != "normal" and any((row.staff_no, part, retake) in self.typed for part in marks):
            # Marks that come for somebody who was put down as absent or deferred make the sitting a normal one.
            state = "normal"
        sat_on = (before.sat_on if before else None) or self.sat_on
        note = before.note if before else ""
        return entry(staff_no=row.staff_no, retake=retake, state=state, sat_on=sat_on, note=note or None, **marks)

    def _mark(self, row: ExamRow, part: str, retake: bool) -> Decimal | None:
        figure = number_typed(self.text(row, part, retake), _PLACES)
        return None if figure is None else Decimal(figure)

    def refuse(self, entries: Iterable[Any], problems: Iterable[Problem]) -> str:
        """Put problems to their cells; give the sentences of those that have none."""
        keyed, rest = list(entries), []
        for problem in problems:
            row, part = problem.where.row, problem.where.field or ""
            if row is not None and row <= len(keyed):
                entry = keyed[row - 1]
                name = part if part in {"theory", "practice"} else "theory"
                said = message(replace(problem, where=replace(problem.where, row=None, field=None)))
                self.wrong[(entry.staff_no, name, entry.retake)] = said
            else:
                rest.append(message(problem))
        return "\n".join(rest)

    def publish_obstacle(self) -> str:
        """Give why the marks cannot be published, in the words of the button; empty where they can."""
        board = self.board
        if board is None:
            return "还没有读完"
        if board.published_on is not None:
            return "已公布"
        if self.typed:
            return f"先记下 {len(self.people_typed())} 人的成绩"
        if all(row.first is None for row in board.rows):
            return "还没有成绩"
        return ""

    def line(self, today: date) -> str:
        """Give the line below the title."""
        board = self.board
        if board is None:
            return ""
        counts = self.counts()
        parts = [f"{len(board.rows) - counts['没有成绩']} / {len(board.rows)} 人有成绩", f"合格 {counts['合格']}"]
        if counts["不合格"]:
            parts.append(f"不合格 {counts['不合格']}")
        if board.mean:
            parts.append(f"平均 {board.mean}")
        if board.published_on is not None:
            parts.append(f"{words.day(board.published_on, today=today)}公布")
        return " · ".join(parts)


def stored(row: ExamRow, part: str, retake: bool) -> str:
    """Give a mark as stored; empty where there is none."""
    marks = row.retake if retake else row.first
    return "" if marks is None else str(getattr(marks, part))


def failed(row: ExamRow, part: str, retake: bool) -> bool:
    """Say whether a stored mark is below the pass mark."""
    marks = row.retake if retake else row.first
    return marks is not None and bool(getattr(marks, part)) and not getattr(marks, f"{part}_passed")


def half_of(day: date) -> Period:
    """Give the half-year whose exam is keyed on a day: the running one, in January and July the one before."""
    half = Period.parse(f"{day.year}H{1 if day.month <= 6 else 2}")
    return half.previous() if day.month in {1, 7} else half
