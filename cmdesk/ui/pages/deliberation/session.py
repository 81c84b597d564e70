"""The count of one box while it is keyed: ballots of two people in memory alone, never stored, logged or drafted."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from cmdesk.rules.keyed_ballots import WHOLE, KeyedSheet, KeyedTotals, keyed_totals, sheet_differences

TELLER, SCRUTINEER = "teller", "scrutineer"
DUTIES = (TELLER, SCRUTINEER)
ABSTAINED, INVALID = "abstained", "invalid"
LINES_A_PAGE = 25
"""Lines of a printed page of a ballot: where the overview breaks."""
ATTEMPTS = 2
"""Unequal recounts of a line after which both key the whole sheet anew."""
Cell = tuple[int, int]


class Stage(StrEnum):
    """How far the count is."""

    TELLER = "teller"
    SCRUTINEER = "scrutineer"
    RECOUNT = "recount"
    BOOK = "book"


@dataclass
class Keying:
    """One person's ballots: a mark a line, None where none is keyed; `void` are sheets void as a whole, with why."""

    lines: int
    count: int
    marks: list[list[str | None]] = field(default_factory=list)
    void: dict[int, str] = field(default_factory=dict)
    sheet: int = 0
    line: int = 0
    began: datetime | None = None
    ended: datetime | None = None
    correcting: bool = False
    """Whether somebody has gone back to a line: a stray key after the last line changes nothing."""

    def __post_init__(self) -> None:
        self.marks = self.marks or [[None] * self.lines for _ in range(self.count)]

    def is_whole(self, sheet: int) -> bool:
        """Say whether every line of a sheet is keyed, or the sheet is void."""
        return sheet in self.void or None not in self.marks[sheet]

    @property
    def complete(self) -> bool:
        """Say whether every sheet is keyed."""
        return all(self.is_whole(sheet) for sheet in range(self.count))

    @property
    def keyed(self) -> int:
        """Give how many lines are keyed; a void sheet counts with all its lines."""
        return sum(
            self.lines if sheet in self.void else sum(mark is not None for mark in marks)
            for sheet, marks in enumerate(self.marks)
        )

    @property
    def whole_sheets(self) -> int:
        """Give how many sheets are keyed."""
        return sum(self.is_whole(sheet) for sheet in range(self.count))

    def put(self, mark: str) -> None:
        """Key a line and go to the next; after the last line of a sheet to the next sheet."""
        if self.complete and not self.correcting:
            return
        self.correcting = False
        if self.sheet in self.void:
            del self.void[self.sheet]
        self.marks[self.sheet][self.line] = mark
        self._forward()

    def back(self) -> None:
        """Go one line back and clear it; at the first line of a sheet the last of the sheet before."""
        if self.sheet in self.void:
            del self.void[self.sheet]
        elif self.complete and not self.correcting:
            pass
        elif self.line > 0:
            self.line -= 1
        elif self.sheet > 0:
            self.sheet -= 1
            self.line = self.lines - 1
            self.void.pop(self.sheet, None)
        self.marks[self.sheet][self.line] = None

    def look(self, step: int) -> None:
        """Go up or down inside the sheet without changing anything."""
        self.line = max(0, min(self.lines - 1, self.line + step))
        self.correcting = True

    def turn(self, step: int) -> bool:
        """Go to another sheet; only from one that is whole or not begun. Says whether it went."""
        wanted = self.sheet + step
        begun = any(mark is not None for mark in self.marks[self.sheet])
        if (begun and not self.is_whole(self.sheet)) or not 0 <= wanted < self.count:
            return False
        self.sheet, self.line = wanted, self._gap(wanted)
        self.correcting = True
        return True

    def make_void(self, reason: str) -> None:
        """Hold the present sheet void as a whole, and go to the next."""
        self.void[self.sheet] = reason
        self.marks[self.sheet] = [None] * self.lines
        self._next_sheet()

    def sheets(self) -> tuple[KeyedSheet, ...]:
        """Give the ballots. Raises ValueError where one is not whole."""
        found = []
        for sheet, marks in enumerate(self.marks):
            if sheet in self.void:
                found.append(KeyedSheet((), void=True))
                continue
            known = tuple(mark for mark in marks if mark is not None)
            if len(known) != self.lines:
                raise ValueError("a sheet is not whole")
            found.append(KeyedSheet(known))
        return tuple(found)

    def _forward(self) -> None:
        if self.line + 1 < self.lines:
            self.line += 1
        elif self.is_whole(self.sheet):
            self._next_sheet()
        else:
            self.line = self._gap(self.sheet)

    def _next_sheet(self) -> None:
        for sheet in (*range(self.sheet + 1, self.count), *range(self.sheet)):
            if not self.is_whole(sheet):
                self.sheet, self.line = sheet, self._gap(sheet)
                return

    def _gap(self, sheet: int) -> int:
        marks = self.marks[sheet]
        return marks.index(None) if None in marks and sheet not in self.void else 0


@dataclass
class Recount:
    """One differing cell (or whole sheet): what both keyed, blind new keys, and how often they stayed apart."""

    cell: Cell
    attempt: int = 1
    entered: dict[str, str] = field(default_factory=dict)
    settled: bool = False

    @property
    def awaited(self) -> str:
        """Give whose key is awaited."""
        return TELLER if TELLER not in self.entered else SCRUTINEER


@dataclass
class CountSession:
    """The count of one paper; `names` are who keys for each duty. Everything is gone with this object."""

    item: int
    paper: str
    round: int
    title: str
    name: str
    people: tuple[tuple[str, str], ...]
    marks: tuple[tuple[str, str], ...]
    returned: int
    names: dict[str, str] = field(default_factory=dict)
    keyings: dict[str, Keying] = field(default_factory=dict)
    stage: Stage = Stage.TELLER
    recounts: list[Recount] = field(default_factory=list)
    place: int = 0
    again: dict[str, Keying] = field(default_factory=dict)
    """Both keyings of the one sheet that is keyed anew, while it is."""
    again_sheet: int | None = None
    compared: int = 0
    """Cells that differed at the first comparison."""
    locked: bool = False

    @property
    def key(self) -> tuple[int, str, int]:
        """Give what names the paper."""
        return self.item, self.paper, self.round

    @property
    def choices(self) -> tuple[tuple[str, str, str], ...]:
        """Give (key, mark, word): 1 … in the order of the paper, 0 弃权, X 本行无效."""
        numbered = [(code, word) for code, word in self.marks if code not in {ABSTAINED, INVALID}]
        keys = [(str(place), code, word) for place, (code, word) in enumerate(numbered, 1)]
        return (*keys, ("0", ABSTAINED, "弃权"), ("X", INVALID, "本行无效"))

    def mark_for(self, key: str) -> str | None:
        """Give the mark of a key."""
        return next((code for cap, code, _ in self.choices if cap == key.upper()), None)

    def word(self, mark: str) -> str:
        """Give the word of a mark."""
        return next(word for _, code, word in self.choices if code == mark)

    def cap(self, mark: str) -> str:
        """Give the key of a mark."""
        return next(cap for cap, code, _ in self.choices if code == mark)

    def sit_down(self, duty: str, name: str, now: datetime) -> Keying:
        """Begin the keying of a duty, with empty pages."""
        self.names[duty] = name
        self.keyings[duty] = Keying(len(self.people), self.returned, began=now)
        return self.keyings[duty]

    def current(self) -> Keying | None:
        """Give the keying that takes keys now: the one of the stage, or of the sheet that is keyed anew."""
        if self.again_sheet is not None:
            return next((self.again[duty] for duty in DUTIES if not self.again[duty].complete), None)
        if self.stage in {Stage.TELLER, Stage.SCRUTINEER}:
            return self.keyings.get(self.stage.value)
        return None

    def current_duty(self) -> str:
        """Give whose keys are awaited."""
        if self.again_sheet is not None:
            return next((duty for duty in DUTIES if not self.again[duty].complete), SCRUTINEER)
        if self.stage is Stage.RECOUNT:
            recount = self.open_recount()
            return recount.awaited if recount else TELLER
        return self.stage.value if self.stage is not Stage.BOOK else SCRUTINEER

    def hand_over(self, now: datetime) -> None:
        """End a keying that is complete: the second begins with empty pages; after it both are compared."""
        keying = self.keyings.get(self.stage.value)
        if keying is None or not keying.complete:
            return
        keying.ended = now
        if self.stage is Stage.TELLER:
            self.stage = Stage.SCRUTINEER
        elif self.stage is Stage.SCRUTINEER:
            self._compare()
            self.compared = len(self.recounts)

    def differences(self) -> tuple[Cell, ...]:
        """Give the cells that differ as both keyings stand; () before both are complete."""
        if len(self.keyings) < len(DUTIES) or not all(keying.complete for keying in self.keyings.values()):
            return ()
        return sheet_differences(self.keyings[TELLER].sheets(), self.keyings[SCRUTINEER].sheets())

    def open_recount(self) -> Recount | None:
        """Give the difference in work."""
        return self.recounts[self.place] if self.place < len(self.recounts) else None

    def unsettled(self) -> tuple[Recount, ...]:
        """Give the differences that still wait."""
        return tuple(recount for recount in self.recounts if not recount.settled)

    def recount(self, mark: str) -> None:
        """Take one blind key for the open difference; two equal ones settle it."""
        found = self.open_recount()
        if found is None or found.settled or found.cell[1] == WHOLE or self.again_sheet is not None:
            return
        found.entered[found.awaited] = mark
        if len(found.entered) < len(DUTIES):
            return
        one, other = found.entered[TELLER], found.entered[SCRUTINEER]
        if one == other:
            sheet, line = found.cell
            for keying in self.keyings.values():
                keying.marks[sheet][line] = one
            found.settled = True
            self.next_difference()
        elif found.attempt >= ATTEMPTS:
            self.key_again(found.cell[0])
        else:
            found.attempt += 1
            found.entered = {}

    def take_back(self) -> None:
        """Clear the one blind key that stands alone."""
        found = self.open_recount()
        if found is not None and not found.settled:
            found.entered = {}

    def next_difference(self) -> None:
        """Go on to the next difference that waits; with none left the count can be booked."""
        waiting = [place for place, recount in enumerate(self.recounts) if not recount.settled]
        if not waiting:
            self.stage = Stage.BOOK
            return
        self.place = next((place for place in waiting if place > self.place), waiting[0])
        self.recounts[self.place].entered = {}
        self._arrive()

    def key_again(self, sheet: int) -> None:
        """Let both key a whole sheet anew, blind."""
        self.again_sheet = sheet
        self.again = {duty: Keying(len(self.people), 1) for duty in DUTIES}

    def end_again(self) -> None:
        """Put the sheet that both have keyed anew into place, and compare everything again."""
        if self.again_sheet is None or not all(keying.complete for keying in self.again.values()):
            return
        for duty, keying in self.again.items():
            whole = self.keyings[duty]
            whole.marks[self.again_sheet] = keying.marks[0]
            whole.void.pop(self.again_sheet, None)
            if 0 in keying.void:
                whole.void[self.again_sheet] = keying.void[0]
        self.again_sheet, self.again = None, {}
        self._compare()

    def totals(self, duty: str = TELLER) -> KeyedTotals:
        """Give what a keying adds up to."""
        return keyed_totals(self.keyings[duty].sheets(), len(self.people))

    def void_reasons(self) -> tuple[str, ...]:
        """Give why sheets are void as a whole."""
        keying = self.keyings.get(TELLER)
        return tuple(keying.void.values()) if keying else ()

    def _compare(self) -> None:
        cells = self.differences()
        before = [recount for recount in self.recounts if recount.settled and recount.cell not in cells]
        self.recounts = [*before, *(Recount(cell) for cell in cells)]
        self.place = len(before)
        self.stage = Stage.RECOUNT if cells else Stage.BOOK
        self._arrive()

    def _arrive(self) -> None:
        found = self.open_recount()
        if found is not None and not found.settled and found.cell[1] == WHOLE:
            self.key_again(found.cell[0])


def place_on_paper(line: int, lines: int) -> str:
    """Give where a line stands on the printed ballot: page, and the line from above or below."""
    page, on_page = divmod(line, LINES_A_PAGE)
    last = min(lines - page * LINES_A_PAGE, LINES_A_PAGE)
    from_below = last - on_page
    told = f"倒数第 {from_below} 行" if from_below <= 5 < on_page + 1 else f"第 {on_page + 1} 行"
    return f"票面第 {page + 1} 页，{told}"
