"""Rows to roles: both models pass Qt's own tester, sort with the nameless last, and keep large results in pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pytest
from PySide6.QtCore import Qt
from pytestqt.modeltest import ModelTester

from cmdesk.ui.itemmodels.rows import PAGE, PAGES_KEPT, ROW, Column, KeysModel, RowsModel


@dataclass(frozen=True)
class Row:
    """A name and a score."""

    name: str
    score: int | None


COLUMNS = (
    Column[Row]("姓名", lambda r: r.name, lambda r: r.name),
    Column[Row]("得分", lambda r: str(r.score), lambda r: r.score, right=True),
    Column[Row]("备注", lambda r: ""),
)
ROWS = (Row("张", 3), Row("李", None), Row("王", 9), Row("赵", 5))


def test_that_the_plain_model_passes_qts_tester(qtmodeltester: ModelTester) -> None:
    model = RowsModel(COLUMNS)
    model.show(ROWS)
    qtmodeltester.check(model)


def test_that_the_keys_model_passes_qts_tester(qtmodeltester: ModelTester) -> None:
    model = KeysModel(COLUMNS, lambda keys: [Row(str(key[0]), 1) for key in keys], width=1)
    model.show(bytes(range(200)))
    qtmodeltester.check(model)


@pytest.mark.parametrize(
    ("order", "names"),
    [(Qt.SortOrder.AscendingOrder, "张赵王李"), (Qt.SortOrder.DescendingOrder, "王赵张李")],
)
def test_that_rows_without_a_value_come_last_in_either_order(order: Qt.SortOrder, names: str) -> None:
    model = RowsModel(COLUMNS)
    model.show(ROWS)
    model.sort(1, order)
    assert "".join(model.index(n, 0).data() for n in range(4)) == names


def test_that_the_order_outlives_a_refresh() -> None:
    model = RowsModel(COLUMNS)
    model.show(ROWS)
    model.sort(1)
    model.show((*ROWS, Row("周", 1)))
    assert model.index(0, 0).data() == "周"


def test_that_a_column_without_key_changes_no_order() -> None:
    model = RowsModel(COLUMNS)
    model.show(ROWS)
    model.sort(2)
    assert model.row(0) == ROWS[0]


def test_that_a_selected_row_stays_the_same_row_when_sorted() -> None:
    model = RowsModel(COLUMNS)
    model.show(ROWS)
    from PySide6.QtCore import QPersistentModelIndex

    kept = QPersistentModelIndex(model.index(0, 0))
    model.sort(1, Qt.SortOrder.DescendingOrder)
    assert kept.data(ROW) == ROWS[0]


def test_that_a_million_keys_are_counted_exactly_and_read_by_pages() -> None:
    asked: list[int] = []

    def fetch(keys: Sequence[bytes]) -> list[Row]:
        asked.append(len(keys))
        return [Row(key.hex(), None) for key in keys]

    model = KeysModel(COLUMNS, fetch, width=4)
    model.show(b"".join(n.to_bytes(4, "big") for n in range(20_000)))
    assert model.rowCount() == 20_000
    assert model.index(19_999, 0).data() == (19_999).to_bytes(4, "big").hex()
    assert asked == [20_000 % PAGE]
    for page in range(PAGES_KEPT + 2):
        model.row(page * PAGE)
    before = len(asked)
    model.row(0)
    assert len(asked) == before + 1


def test_that_half_a_key_is_refused() -> None:
    with pytest.raises(ValueError, match="whole"):
        KeysModel(COLUMNS, lambda keys: [], width=16).show(b"short")
