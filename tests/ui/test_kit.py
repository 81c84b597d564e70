"""The kit that all pages share: headings over their cells, heads that fit, the rail with the parts of a page."""

from __future__ import annotations

import pytest
from factories import meeting
from factories.county import County
from factories.seat import RECORDER, Seat
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHeaderView, QWidget
from pytestqt.qtbot import QtBot

from cmdesk.queries.deliberation_run import RunOfMeeting
from cmdesk.ui.itemmodels.rows import Column, RowsModel
from cmdesk.ui.pages.deliberation.steps import standing
from cmdesk.ui.theme.look import Look
from cmdesk.ui.widgets.buttons import Button
from cmdesk.ui.widgets.cells import LEAD, PAD, RowDelegate, inset
from cmdesk.ui.widgets.fields import SecretField, mark_wrong
from cmdesk.ui.widgets.head import PageHead
from cmdesk.ui.widgets.rail import Rail, RailItem, RailProgress
from cmdesk.ui.widgets.tables import Table

FIGURES = (
    Column[int]("姓名", str, int),
    Column[int]("得分", str, int, right=True),
    Column[int]("状态", str),
)


def filled(look: Look, rows: int) -> tuple[Table, RowsModel[int]]:
    """Give a table of numbers."""
    model: RowsModel[int] = RowsModel(FIGURES)
    table = Table(look, "数")
    table.setItemDelegate(RowDelegate(look, table))
    table.attach(model)  # type: ignore[arg-type]
    model.setParent(table)
    model.show(range(rows))
    return table, model


def test_that_a_text_after_a_figure_stands_apart_from_it(look: Look, qtbot: QtBot) -> None:
    table, model = filled(look, 1)
    qtbot.addWidget(table)
    assert [inset(model, column) for column in range(3)] == [LEAD, PAD, max(inset(model, 2), PAD + 10)]


def test_that_no_half_row_is_seen_at_the_foot_of_a_table(look: Look, qtbot: QtBot) -> None:
    table, _ = filled(look, 50)
    qtbot.addWidget(table)
    table.resize(400, 347)
    table.show()
    picture = table.viewport().grab().toImage()
    row = table.rowAt(table.viewport().height() - 1)
    top = table.rowViewportPosition(row)
    assert top + table.rowHeight(row) > table.viewport().height()
    shades = {picture.pixelColor(x, picture.height() - 2).name() for x in range(0, picture.width(), 3)}
    assert shades == {look.colour("card").name()}


def test_that_a_click_on_a_heading_sorts_and_says_so_and_again_turns_it_round(look: Look, qtbot: QtBot) -> None:
    table, model = filled(look, 3)
    qtbot.addWidget(table)
    table.resize(400, 300)
    table.show()
    header = table.horizontalHeader()
    assert isinstance(header, QHeaderView)
    before = header.grab().toImage()
    for first in (0, 2):
        qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=header.rect().center())
        assert model.row(0) == first
    assert header.grab().toImage() != before


def test_that_a_head_gives_up_keys_then_icons_then_parts_of_its_line_but_no_word(look: Look, qtbot: QtBot) -> None:
    holder = QWidget()
    qtbot.addWidget(holder)
    head = PageHead(look, "督察检查", holder)
    buttons = [Button(look, word, icon="printer", key="F4") for word in ("打印检查表", "打印整改通知")]
    for button in buttons:
        head.beside(button)
    head.say("督察检查", "2025年12月 · 应查 48 次 · 已查 48 次 · 整改逾期 12 项")
    widths = []
    for width in (900, 470, 380, 330):
        holder.show()
        head.resize(width, 50)
        widths.append(buttons[0].sizeHint().width())
        assert head.line.text()
        assert head.line.sizeHint().width() <= max(width - sum(b.sizeHint().width() for b in buttons), 160)
        assert [button.text() for button in buttons] == ["打印检查表", "打印整改通知"]
    assert widths[0] > widths[-1]
    assert widths == sorted(widths, reverse=True)
    assert head.line.text() == "2025年12月"
    head.resize(900, 50)
    assert head.line.text().endswith("整改逾期 12 项")


@pytest.fixture
def rail(look: Look, qtbot: QtBot) -> Rail:
    """Give a rail of fourteen pages."""
    made = Rail(look)
    qtbot.addWidget(made)
    made.show_items([RailItem(f"p{n}", f"页面{n}", "house", "考评" if n < 8 else "结果", n == 13) for n in range(14)])
    return made


@pytest.mark.parametrize("height", [870, 738, 690, 600])
def test_that_the_rail_never_needs_more_height_than_it_has(rail: Rail, height: int) -> None:
    rail.show_progress(RailProgress("评议会进度", 5 / 9, "第 6 步 · 推荐表决", said="5/9"))
    rail.show_parts("p9", (("a", "评议会"), ("b", "计票录入"), ("c", "定级板")), "b")
    rail.resize(rail.width(), height)
    rail.show()
    layout = rail.layout()
    assert layout is not None
    assert layout.minimumSize().height() <= height
    assert rail.parts.items["b"].isChecked()
    assert rail.items["p13"].geometry().bottom() <= height


def test_that_a_password_is_dots_apart_wherever_its_field_is_made_late(qtbot: QtBot, seat: Seat) -> None:
    seat.sign_in(RECORDER)
    card = QWidget(seat.window.rooms)
    secret = SecretField(seat.look, "口令", parent=card)
    secret.setText("密密密")
    assert secret.displayText() == "•••"
    mark_wrong(secret, wrong=True)
    assert secret.displayText() == "•••"
    card.deleteLater()


def test_that_the_rail_shows_the_parts_of_the_open_page_only_and_a_press_opens_one(qtbot: QtBot, seat: Seat) -> None:
    seat.sign_in(RECORDER)
    workspace = seat.window.workspace
    assert workspace is not None
    assert workspace.rail.parts.isHidden()
    page = seat.go("deliberation")
    parts = workspace.rail.parts
    assert [item.text() for item in parts.items.values()] == ["评议会", "计票录入", "定级板"]
    qtbot.mouseClick(parts.items["board"], Qt.MouseButton.LeftButton)
    seat.wait()
    assert page.view == "board"
    assert parts.items["board"].isChecked()
    seat.go("home")
    assert parts.isHidden()


def test_that_the_foot_of_the_rail_tells_a_meeting_that_runs_and_no_other(county: County) -> None:
    number = meeting.call_first(county)

    def told() -> RailProgress | None:
        return standing(county.ask(RECORDER, RunOfMeeting(meeting=number)))

    assert told() is None
    meeting.begin(county, number)
    assert told() == RailProgress("评议会进度", 4 / 9, "第 5 步 · 民主测评", said="4/9")
