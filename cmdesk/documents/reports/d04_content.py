"""What a D04 督察检查表 holds, and how its duties are shared out over pages."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import ClassVar

from cmdesk.documents.content import Content, Person


class Answer(StrEnum):
    """What was found about an item."""

    APPLIES = "applies"
    NOT_APPLICABLE = "not_applicable"
    NOT_SEEN = "not_seen"
    BLANK = "blank"


@dataclass(frozen=True, kw_only=True)
class ItemRow:
    """One of the checklist's items. `fact` holds the facts, or the reason why an item does not apply."""

    number: str
    standard: str
    points: Decimal
    rule: str
    answer: Answer = Answer.BLANK
    deduction: Decimal = Decimal(0)
    fact: str = ""
    evidence: str = ""

    @property
    def counts(self) -> bool:
        """Say whether the item's points are part of the base."""
        return self.answer is Answer.APPLIES


@dataclass(frozen=True, kw_only=True)
class Continued(ItemRow):
    """The rest of an item whose facts are taller than a page: facts alone, its points counted where it began."""

    points: Decimal = Decimal(0)
    standard: str = ""
    rule: str = ""

    @property
    def counts(self) -> bool:
        """Say that nothing of it is part of the base."""
        return False


@dataclass(frozen=True, kw_only=True)
class Duty:
    """A duty and its items."""

    number: str
    name: str
    items: tuple[ItemRow, ...]


@dataclass(frozen=True, kw_only=True)
class PhotoRow:
    """A photo as it is printed: 照1, the item and its standard, when it was taken, what is doubtful about that.

    `digest` is that of the original; `jpeg` is a small copy of it in base 64, so that the content alone makes the page.
    """

    number: str
    caption: str
    time: str
    doubt: str
    digest: str
    jpeg: str


@dataclass(frozen=True, kw_only=True)
class InspectionContent(Content):
    """D04. A blank form (`blank`) has an empty person and items with answer BLANK, or NOT_SEEN where the kind of the
    visit leaves them out in advance. `result` is the printed score; `red_line` the clause touched, or empty."""

    form: ClassVar[str] = "D04"
    title: ClassVar[str] = "客户经理督察检查表"
    blank: bool = False
    person: Person
    inspected_on: str = ""
    kind: str = ""
    filling_note: str = ""
    duties: tuple[Duty, ...]
    result: str = ""
    red_line: str = ""
    refused: bool = False
    refusal_reason: str = ""
    photos: tuple[PhotoRow, ...] = ()

    @property
    def subject(self) -> str:
        """Give period, name and staff number; nothing for a blank form."""
        if self.blank:
            return ""
        return f"{self.identity.period}\u3000{self.person.name}（工号{self.person.staff_no}）"

    @property
    def is_registered(self) -> bool:
        """Say whether the content is complete; a blank form has no digest yet."""
        return not self.blank


@dataclass(frozen=True)
class Sums:
    """What the items add up to: all points, deductions, applicable points and the score."""

    points: Decimal
    deduction: Decimal
    applicable: Decimal
    score: Decimal


def sums(items: Iterable[ItemRow]) -> Sums:
    """Add up items: a deduction beyond an item's points costs its points only (B.4)."""
    rows = tuple(items)
    applicable = sum((row.points for row in rows if row.counts), Decimal(0))
    lost = sum((min(row.deduction, row.points) for row in rows if row.counts), Decimal(0))
    return Sums(sum((row.points for row in rows), Decimal(0)), lost, applicable, applicable - lost)


def short(value: Decimal) -> str:
    """Give a figure without trailing zeros: 0.5, 1, 18."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def one_place(value: Decimal) -> str:
    """Give a figure with at least one decimal, as a duty's score is printed."""
    text = short(value)
    return text if "." in text else f"{text}.0"


@dataclass(frozen=True)
class Band:
    """A duty, or a part of one, on one page."""

    duty: Duty
    items: tuple[ItemRow, ...]
    continued: bool = False


BAND, SUBTOTAL, ENDING, SPLIT_FROM = 5.3, 6.4, 65.1, 80.0


def share_out(
    duties: Sequence[Duty], height: Callable[[ItemRow], float], first: float, later: float
) -> list[list[Band]]:
    """Share duties over pages with `first` and `later` mm of room for bands and foot.

    Duties stay whole; one is split only if more than 80 mm would stay empty, with two items at least on each side, or
    one where two are taller than a page. The last page has room for the ending, and never the ending alone. No page
    is overfull if no item is taller than `tallest_item` says; the first may then stay empty.
    """
    pages: list[list[Band]] = [[]]
    room = first - SUBTOTAL
    for duty in duties:
        rest = Band(duty, duty.items)
        while _tall(rest, height) > room:
            kept = _kept(rest, height, room, is_fresh=not pages[-1])
            if kept:
                pages[-1].append(Band(duty, rest.items[:kept], rest.continued))
                rest = Band(duty, rest.items[kept:], continued=True)
            elif not pages[-1] and len(pages) > 1:
                break
            pages.append([])
            room = later - SUBTOTAL
        pages[-1].append(rest)
        room -= _tall(rest, height)
    if room + SUBTOTAL < ENDING:
        _make_room(pages, height, later)
    return pages


def tallest_item(later: float) -> float:
    """Give how tall an item may be that stands on one page with its band and the ending."""
    return later - BAND - ENDING


def _tall(band: Band, height: Callable[[ItemRow], float]) -> float:
    return BAND + sum(height(item) for item in band.items)


def _kept(band: Band, height: Callable[[ItemRow], float], room: float, *, is_fresh: bool) -> int:
    """Give how many items of a band stay on this page, 0 if it is to begin on the next."""
    if not is_fresh and room <= SPLIT_FROM:
        return 0
    return _part(band, height, room, 2) or (_part(band, height, room, 1) if is_fresh else 0)


def _part(band: Band, height: Callable[[ItemRow], float], room: float, least: int) -> int:
    """Give how many items of a band fit, `least` at least and as many left over; 0 if that cannot be."""
    used, kept = BAND, 0
    for item in band.items[:-least]:
        used += height(item)
        if used > room:
            break
        kept += 1
    return kept if kept >= least else 0


def _make_room(pages: list[list[Band]], height: Callable[[ItemRow], float], room: float) -> None:
    """Move the last duty to a page of its own, before the ending; where it alone is too tall, its last items."""
    last = pages[-1].pop()
    if len(last.items) == 1 or (pages[-1] and _tall(last, height) + ENDING <= room):
        pages.append([last])
        return
    moved = 1
    while moved < len(last.items) - 1 and _tall(Band(last.duty, last.items[-moved - 1 :]), height) + ENDING <= room:
        moved += 1
    if moved == len(last.items) - 1 and moved > 2:
        moved -= 1
    pages[-1].append(Band(last.duty, last.items[:-moved], last.continued))
    pages.append([Band(last.duty, last.items[-moved:], continued=True)])
