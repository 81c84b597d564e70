"""How the duties of an inspection sheet are shared over pages."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from cmdesk.documents.reports.d04_content import (
    BAND,
    ENDING,
    SUBTOTAL,
    Answer,
    Band,
    Duty,
    ItemRow,
    Sums,
    share_out,
    sums,
    tallest_item,
)

_FIRST, _LATER = 190.0, 234.0


def _duties(heights: list[list[float]]) -> tuple[list[Duty], dict[str, float]]:
    known = {f"{d}-{i}": tall for d, items in enumerate(heights) for i, tall in enumerate(items)}
    duties = [
        Duty(
            number=str(d), name="类",
            items=tuple(ItemRow(number=f"{d}-{i}", standard="", points=Decimal(1), rule="") for i in range(len(items))),
        )
        for d, items in enumerate(heights)
    ]  # fmt: skip
    return duties, known


def _tall(bands: list[Band], known: dict[str, float]) -> float:
    return sum(BAND + sum(known[item.number] for item in band.items) for band in bands)


@given(st.lists(st.lists(st.floats(6.5, 60), min_size=2, max_size=7), min_size=1, max_size=11))
def test_that_every_item_stands_once_in_order_and_no_page_overflows(heights: list[list[float]]) -> None:
    duties, known = _duties(heights)
    pages = share_out(duties, lambda item: known[item.number], _FIRST, _LATER)
    placed = [item.number for page in pages for band in page for item in band.items]
    assert placed == [item.number for duty in duties for item in duty.items]
    for at, page in enumerate(pages):
        room = _FIRST if at == 0 else _LATER
        foot = ENDING if at == len(pages) - 1 else SUBTOTAL
        whole = all(_tall([Band(duty, duty.items)], known) <= _FIRST - ENDING for duty in duties)
        assert not whole or _tall(page, known) + foot <= room + 0.001
        assert page or at == 0


@given(st.lists(st.lists(st.floats(6.5, tallest_item(_LATER)), min_size=1, max_size=7), min_size=1, max_size=11))
def test_that_no_page_overflows_however_tall_the_items_are(heights: list[list[float]]) -> None:
    duties, known = _duties(heights)
    pages = share_out(duties, lambda item: known[item.number], _FIRST, _LATER)
    placed = [item.number for page in pages for band in page for item in band.items]
    assert placed == [item.number for duty in duties for item in duty.items]
    for at, page in enumerate(pages):
        foot = ENDING if at == len(pages) - 1 else SUBTOTAL
        assert _tall(page, known) + foot <= (_FIRST if at == 0 else _LATER) + 0.001
        assert page or at == 0


@given(st.lists(st.lists(st.floats(6.5, 12), min_size=2, max_size=7), min_size=2, max_size=11))
def test_that_the_ending_never_stands_without_a_duty(heights: list[list[float]]) -> None:
    duties, known = _duties(heights)
    assert share_out(duties, lambda item: known[item.number], _FIRST, _LATER)[-1]


def test_that_a_deduction_never_costs_more_than_the_item() -> None:
    rows = (
        ItemRow(number="1", standard="", points=Decimal(3), rule="", answer=Answer.APPLIES, deduction=Decimal(5)),
        ItemRow(number="2", standard="", points=Decimal(4), rule="", answer=Answer.NOT_APPLICABLE),
        ItemRow(number="3", standard="", points=Decimal(2), rule="", answer=Answer.APPLIES, deduction=Decimal("0.5")),
    )
    found = sums(rows)
    assert found == Sums(Decimal(9), Decimal("3.5"), Decimal(5), Decimal("1.5"))
