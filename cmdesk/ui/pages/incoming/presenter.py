"""The state of the import preview without widgets: the file, what was answered, what is shown of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from enum import Enum, StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cmdesk.kernel.clock import CHINA
from cmdesk.kernel.periods import Period, PeriodKind
from cmdesk.usecases.incoming_kinds import KINDS, order_of
from cmdesk.usecases.incoming_rows import Change, FileFace, FilePreview, HeadingLine, Note, PreviewRow, RowState

if TYPE_CHECKING:
    from cmdesk.usecases.incoming import HeadingAnswer
    from cmdesk.usecases.incoming_preview import FileKinds

HOME_OF = {
    "indicators": "indicators",
    "exams": "exams",
    "roster": "people",
    "survey": "evaluations",
    "industry": "evaluations",
    "self": "evaluations",
    "sheets": "inspections",
    "holidays": "settings",
    "seats": "deliberation",
    "decision": "deliberation",
}
"""The page to go back to from a file of each kind."""


class Filter(Enum):
    """What of the rows is shown."""

    LOOK = "要看"
    PROBLEM = "有问题"
    WARNING = "提醒"
    CHANGED = "变更"
    NEW = "新增"
    UNCHANGED = "不变"
    ALL = "全部"


STATES: dict[Filter, tuple[RowState, ...]] = {
    Filter.LOOK: (RowState.PROBLEM, RowState.WARNING, RowState.CHANGED, RowState.NEW),
    Filter.PROBLEM: (RowState.PROBLEM,),
    Filter.WARNING: (RowState.WARNING,),
    Filter.CHANGED: (RowState.CHANGED,),
    Filter.NEW: (RowState.NEW,),
    Filter.UNCHANGED: (RowState.UNCHANGED,),
    Filter.ALL: tuple(RowState),
}
GROUPS = {
    RowState.PROBLEM: ("有问题", "有一处，整份都不写", "bad"),
    RowState.WARNING: ("提醒", "照收，请再看一眼", "warn"),
    RowState.CHANGED: ("变更", "左旧右新", "primary"),
    RowState.NEW: ("新增", "第一次有", "ok"),
    RowState.UNCHANGED: ("不变", "与库里相同，不再写", "second"),
}


@dataclass(frozen=True)
class Heading:
    """The head of a group: its word, what it means, the tone, and how many lines follow."""

    word: str
    meaning: str
    tone: str
    count: int


@dataclass(frozen=True)
class Line:
    """A row of the file, or a fault of the whole file (`row` None)."""

    row: PreviewRow | None
    notes: tuple[Note, ...]
    bad: bool

    @property
    def key(self) -> tuple[object, ...]:
        """Give what stays the same when the file is read again."""
        if self.row is None:
            return ("whole", *(note.code for note in self.notes), *(note.fact for note in self.notes))
        if self.row.number is None:
            return ("absent", self.row.staff_no)
        return (self.row.file, self.row.sheet, self.row.number)


Item = Heading | Line


class Stage(StrEnum):
    """How far an import is."""

    EMPTY = "empty"
    ASKING = "asking"
    READING = "reading"
    SHOWN = "shown"
    WRITTEN = "written"


@dataclass
class Incoming:
    """One file on its way in. Nothing of it is written before `Stage.WRITTEN`."""

    today: date
    may: dict[str, bool] = field(default_factory=dict)
    stage: Stage = Stage.EMPTY
    files: tuple[Path, ...] = ()
    kind: str = ""
    period: Period | None = None
    controls: dict[str, str] = field(default_factory=dict)
    people: dict[str, str] = field(default_factory=dict)
    headings: dict[str, HeadingAnswer] = field(default_factory=dict)
    refused: set[tuple[object, ...]] = field(default_factory=set)
    preview: FilePreview | None = None
    filter: Filter = Filter.LOOK
    opened: tuple[object, ...] | None = None
    written_at: datetime | None = None
    changed_on_disk: bool = False

    def begin(self, files: tuple[Path, ...], kind: str = "", period: Period | None = None) -> None:
        """Take up another file; what was answered about the one before is gone."""
        self.files, self.kind, self.period = files, kind, period
        self.controls, self.people, self.headings = {}, {}, {}
        self.refused = set()
        self.preview = self.opened = self.written_at = None
        self.changed_on_disk = False
        self.filter = Filter.LOOK
        self.stage = Stage.READING if files else Stage.EMPTY

    def recognise(self, found: FileKinds) -> None:
        """Take what the file was recognised as, where nothing was said."""
        if not self.kind and found.kinds:
            self.kind = found.kinds[0]
        if self.period is None and self.kind:
            self.period = found.periods.get(self.kind)
        if self.kind and self.period is None:
            self.period = next(iter(self.periods()), None)
        self.stage = Stage.READING if self.kind else Stage.ASKING

    def choose_kind(self, kind: str) -> None:
        """Say what the file is."""
        span_before = KINDS[self.kind].span if self.kind else None
        self.kind = kind
        if span_before is not KINDS[kind].span:
            self.period = next(iter(self.periods()), None)
        self.preview = self.opened = None

    def kinds(self) -> tuple[str, ...]:
        """Give the kinds that the user may take in."""
        return tuple(code for code in KINDS if self.may.get(code, False))

    def periods(self) -> tuple[Period, ...]:
        """Give the periods that a file of this kind is likely about, the likeliest first; the chosen one among them."""
        span = KINDS[self.kind].span if self.kind else None
        found = list(_recent(span, self.today)) if span is not None else []
        if self.period is not None and span is not None and self.period not in found:
            found.insert(0, self.period)
        return tuple(found)

    def order(self) -> Any:
        """Give the order that would write the file."""
        from cmdesk.usecases.incoming import Answers

        controls = {name: figure for name, text in self.controls.items() if (figure := figure_of(text)) is not None}
        answers = Answers(headings=dict(self.headings), people=dict(self.people))
        period = self.period if KINDS[self.kind].span is not None else None
        return order_of(self.kind, self.files, period, controls=controls, answers=answers)

    def show(self, preview: FilePreview) -> None:
        """Take a preview; what is open stays open, and the first problem opens otherwise."""
        from cmdesk.usecases.incoming import HeadingAnswer

        self.preview = preview
        self.stage = Stage.SHOWN
        self.changed_on_disk = False
        if not self.headings:
            said = preview.answers.get("headings", {})
            self.headings = {heading: HeadingAnswer(**one) for heading, one in said.items()}
        if self.filter not in {Filter.LOOK, Filter.ALL} and not preview.count(*STATES[self.filter]):
            self.filter = Filter.LOOK
        lines = self.lines()
        if not any(line.key == self.opened for line in lines):
            self.opened = next((line.key for line in lines if line.bad), None)

    def counts(self) -> dict[Filter, int]:
        """Give how many rows each filter shows: 要看 + 不变 = 全部."""
        if self.preview is None:
            return dict.fromkeys(Filter, 0)
        return {which: self.preview.count(*states) for which, states in STATES.items()}

    def items(self) -> tuple[Item, ...]:
        """Give what the list shows: groups with their lines, faults of the whole file first."""
        return tuple(self._items())

    def lines(self) -> tuple[Line, ...]:
        """Give the lines of the list without the heads of groups."""
        return tuple(item for item in self._items() if isinstance(item, Line))

    def _items(self) -> Iterator[Item]:
        preview = self.preview
        if preview is None:
            return
        whole = [Line(None, (note,), note.bad) for note in preview.whole]
        whole.sort(key=lambda line: not line.bad)
        if whole and self.filter in {Filter.LOOK, Filter.ALL}:
            bad = any(line.bad for line in whole)
            meaning = "不在哪一行上" if bad else "不拦，请再看一眼"
            yield Heading("整份文件", meaning, "bad" if bad else "warn", len(whole))
            yield from whole
        for state in STATES[self.filter]:
            rows = [row for row in preview.rows if row.state is state]
            if rows:
                word, meaning, tone = GROUPS[state]
                yield Heading(word, meaning, tone, len(rows))
                yield from (Line(row, row.notes, state is RowState.PROBLEM) for row in rows)

    def step(self, by: int) -> Line | None:
        """Open the next or previous problem, or reminder where there is no problem; None where there is neither."""
        lines = self.lines()
        wanted = [line for line in lines if line.bad] or [line for line in lines if line.notes]
        if not wanted:
            return None
        keys = [line.key for line in wanted]
        place = keys.index(self.opened) + by if self.opened in keys else (0 if by > 0 else -1)
        line = wanted[place % len(wanted)]
        self.opened = line.key
        return line

    def place_of(self, line: Line) -> tuple[int, int]:
        """Give which problem of how many a line is, from 1; (0, n) for a line without."""
        keys = [one.key for one in self.lines() if one.bad]
        return (keys.index(line.key) + 1 if line.key in keys else 0, len(keys))

    def answer(self, line: Line, choice: int) -> bool:
        """Answer who is meant: the candidate of that place, or nobody of them. Says whether anything was settled."""
        candidates = candidates_of(line)
        if line.row is None or not candidates or not 0 <= choice <= len(candidates):
            return False
        if choice == len(candidates):
            self.refused.add(line.key)
            return False
        self.people[line.row.written] = candidates[choice].staff_no
        return True

    def name_heading(self, line: HeadingLine, name: str) -> None:
        """Say what a heading stands for; an empty name takes the answer back."""
        from cmdesk.usecases.incoming import HeadingAnswer

        if name:
            self.headings[line.heading] = HeadingAnswer(field=name)
        else:
            self.headings.pop(line.heading, None)

    def choose_unit(self, line: HeadingLine, unit: str) -> None:
        """Say which unit a column is in."""
        from cmdesk.usecases.incoming import HeadingAnswer

        self.headings[line.heading] = HeadingAnswer(field=line.field, unit=unit)

    def obstacle(self) -> str:
        """Give why the file cannot be written, in the words of the button; empty where it can."""
        preview = self.preview
        if preview is None:
            return "还没有读完"
        if preview.closed:
            return "期间已关账"
        if self.changed_on_disk:
            return "文件改过了，先按 F5"
        if preview.obstacles:
            return f"还差 {preview.obstacles} 处"
        if not preview.rows:
            return "没有一行"
        return ""

    def is_stale(self) -> bool:
        """Say whether a file on disk is another one than was read."""
        if self.preview is None:
            return False
        stamps = [path.stat().st_mtime_ns if path.exists() else 0 for path in self.files]
        return stamps != [face.stamp for face in self.preview.files]

    def nothing_new(self) -> bool:
        """Say whether the file changes nothing."""
        preview = self.preview
        return (
            preview is not None
            and bool(preview.rows)
            and not preview.count(RowState.CHANGED, RowState.NEW)
            and (preview.obstacles == 0 and not _touched(preview))
        )

    def told(self) -> str:
        """Give one line on what writing does."""
        preview = self.preview
        if preview is None:
            return ""
        rows = preview.count(*RowState)
        if self.nothing_new():
            return f"{rows} 行都不变，不用写"
        new = sum(row.new for row in preview.rows)
        touched = sum(bool(row.changes) and not row.new for row in preview.rows)
        parts = [f"{rows} 行"]
        if touched:
            parts.append(f"其中 {touched} 行有变化")
        if new:
            parts.append(f"{new} 行是新的")
        return "、".join(parts)


def _touched(preview: FilePreview) -> bool:
    return any(row.changes or row.new for row in preview.rows)


def _recent(span: PeriodKind, today: date) -> Iterator[Period]:
    """Give the periods of a length around today: the one that ended last, those before, and the present one."""
    months = Period.month_of(today)
    if span is PeriodKind.MONTH:
        current = months
    elif span is PeriodKind.QUARTER:
        current = months.quarter
    elif span is PeriodKind.HALF_YEAR:
        current = Period(span, today.year, 1 if today.month <= 6 else 2)
    else:
        current = Period(span, today.year)
    before = current.previous()
    yield before
    yield current
    if span is PeriodKind.YEAR:
        yield current.next()
    for _ in range(10 if span is PeriodKind.MONTH else 4):
        before = before.previous()
        yield before


def figure_of(text: str) -> Decimal | None:
    """Give a typed figure, or None for nothing or what is no figure."""
    plain = text.strip().replace(",", "").replace("，", "")
    try:
        figure = Decimal(plain) if plain.isascii() else None
    except InvalidOperation:
        return None
    return figure if figure is not None and figure.is_finite() else None


def shown_figure(figure: Decimal | None) -> str:
    """Give a figure with thousands marks; — for none."""
    if figure is None:
        return "—"
    plain = figure.normalize()
    return f"{plain:,f}" if plain else "0"


def candidates_of(line: Line) -> tuple[Any, ...]:
    """Give who may be meant in a line, at most three."""
    return next((note.candidates[:3] for note in line.notes if note.bad and note.candidates), ())


def change_words(change: Change) -> tuple[str, str, str, str]:
    """Give letter, heading, old and new of a change."""
    return change.letter, change.heading, change.old, change.new


def size_words(face: FileFace, now: datetime) -> str:
    """Give size and moment of a file: 42 KB · 今天 08:40."""
    size = f"{face.size / 1024:.0f} KB" if face.size < 1024 * 1024 else f"{face.size / 1024 / 1024:.1f} MB"
    if face.modified is None:
        return size
    at, here = face.modified, now.astimezone(CHINA)
    when = "今天" if at.date() == here.date() else f"{at.month}月{at.day}日"
    if at.year != here.year:
        when = f"{at.year}年{when}"
    return f"{size} · {when} {at:%H:%M}"
