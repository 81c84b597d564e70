"""The grade ladder: three levels of three letters, nine rungs in one order (R36, Q11, Q12)."""

from __future__ import annotations

from enum import StrEnum


class Level(StrEnum):
    """级: what the caps, the seats and the floating wage go by. `trainee` stands outside the ladder."""

    SENIOR = "senior"
    INTERMEDIATE = "intermediate"
    JUNIOR = "junior"
    TRAINEE = "trainee"

    @property
    def chinese(self) -> str:
        """Give the level as forms print it."""
        return _LEVEL_NAMES[self]


class Rung(StrEnum):
    """档: one of the nine rungs, lowest first, or `trainee`."""

    TRAINEE = "trainee"
    JUNIOR_C = "junior-C"
    JUNIOR_B = "junior-B"
    JUNIOR_A = "junior-A"
    INTERMEDIATE_C = "intermediate-C"
    INTERMEDIATE_B = "intermediate-B"
    INTERMEDIATE_A = "intermediate-A"
    SENIOR_C = "senior-C"
    SENIOR_B = "senior-B"
    SENIOR_A = "senior-A"

    @property
    def level(self) -> Level:
        """Give the level that the rung lies in."""
        return Level(self.value.partition("-")[0])

    @property
    def letter(self) -> str | None:
        """Give A (highest), B or C; None for a trainee."""
        return self.value.partition("-")[2] or None

    @property
    def place(self) -> int:
        """Give the place on the ladder: 0 for junior-C to 8 for senior-A, −1 for a trainee."""
        return _ORDER[self]

    @property
    def chinese(self) -> str:
        """Give the rung as forms print it: 中级B, 见习."""
        return f"{self.level.chinese}{self.letter or ''}"


_LEVEL_NAMES = {Level.SENIOR: "高级", Level.INTERMEDIATE: "中级", Level.JUNIOR: "初级", Level.TRAINEE: "见习"}
_ORDER = {rung: place - 1 for place, rung in enumerate(Rung)}

LADDER: tuple[Rung, ...] = tuple(rung for rung in Rung if rung is not Rung.TRAINEE)
"""The nine rungs, lowest first; the position is the rung's place."""

LEVELS: tuple[Level, ...] = (Level.SENIOR, Level.INTERMEDIATE, Level.JUNIOR)
"""The three levels that have a cap, highest first."""


def rung_at(index: int) -> Rung:
    """Give the rung at `index` (0–8)."""
    return LADDER[index]


def rung_of(level: Level, letter: str) -> Rung:
    """Give the rung of a level and a letter A, B or C."""
    return Rung(f"{level}-{letter}")


def one_up(rung: Rung) -> Rung | None:
    """Give the next higher rung, across levels (A → C of the next level); None at senior-A and for a trainee."""
    if rung in (Rung.TRAINEE, Rung.SENIOR_A):
        return None
    return LADDER[rung.place + 1]


def one_down(rung: Rung) -> Rung | None:
    """Give the next lower rung, across levels (中C → 初A); None at junior-C and for a trainee."""
    return LADDER[rung.place - 1] if rung.place > 0 else None


def level_above(level: Level) -> Level | None:
    """Give the next higher level; None above senior. Above a trainee lies junior."""
    return {Level.TRAINEE: Level.JUNIOR, Level.JUNIOR: Level.INTERMEDIATE, Level.INTERMEDIATE: Level.SENIOR}.get(level)


def level_below(level: Level) -> Level | None:
    """Give the next lower level on the ladder; None below junior."""
    return {Level.SENIOR: Level.INTERMEDIATE, Level.INTERMEDIATE: Level.JUNIOR}.get(level)


def level_rank(level: Level) -> int:
    """Give 0 for a trainee, 1 junior, 2 intermediate, 3 senior: for comparing levels."""
    return (Level.TRAINEE, Level.JUNIOR, Level.INTERMEDIATE, Level.SENIOR).index(level)


def lower_of(first: Rung, second: Rung) -> Rung:
    """Give the lower of two rungs."""
    return first if first.place <= second.place else second


def parse_chinese(text: str) -> Rung | None:
    """Read 中级B, 中B, 见习; None for anything else."""
    return _BY_NAME.get(text)


_BY_NAME = {
    **{rung.chinese: rung for rung in Rung},
    **{f"{rung.level.chinese[0]}{rung.letter}": rung for rung in LADDER},
}
