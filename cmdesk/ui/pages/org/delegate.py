"""The rows of the people's table, painted in one place."""

from __future__ import annotations

from PySide6.QtCore import QObject, QRectF
from PySide6.QtGui import QPainter

from cmdesk.queries.org_board import BoardRow
from cmdesk.ui import words
from cmdesk.ui.itemmodels.rows import Column
from cmdesk.ui.pages.org.presenter import score_tone, state_of
from cmdesk.ui.theme.look import Look
from cmdesk.ui.widgets import paint
from cmdesk.ui.widgets.cells import Cell, RowDelegate

NAME, LINE, EMPLOYMENT, RUNG, SCORE, VISITS, SOURCES, STATE = range(8)


def columns() -> tuple[Column[BoardRow], ...]:
    """Give the columns of the table; shares are parts of its width."""
    ladder = list(words.LEVELS)

    def rung_key(row: BoardRow) -> object:
        level, _, letter = (row.person.rung or "").partition("-")
        return (ladder.index(level), letter) if level in ladder else None

    return (
        Column("姓名", lambda r: f"{r.person.name} {r.person.staff_no}", lambda r: r.person.pinyin, 2.4),
        Column("线路", lambda r: r.person.line or "—", lambda r: r.person.line, 1.15),
        Column("用工", lambda r: words.EMPLOYMENT.get(r.person.employment, ""), lambda r: r.person.employment, 0.7),
        Column("级档", lambda r: words.rung(r.person.rung), rung_key, 0.95),
        Column("得分", lambda r: r.score or "—", lambda r: float(r.score) if r.score else None, 1.6),
        Column("督察", lambda r: r.inspection or "—", lambda r: float(r.inspection) if r.inspection else None, 0.8),
        Column("五评", lambda r: f"五项评价收到 {sum(r.sources)} 项", lambda r: sum(r.sources), 0.95),
        Column("状态", lambda r: state_of(r, False)[0], lambda r: state_of(r, False)[0], 1.15),
    )


LESS_AT_LARGE_TEXT = (EMPLOYMENT, VISITS, SOURCES)
"""Columns that make room for large text; the panel beside the table tells the same."""


class PeopleDelegate(RowDelegate[BoardRow]):
    """Paints a person: avatar, rung, score bar, five evaluations as five marks, state."""

    def __init__(self, look: Look, parent: QObject) -> None:
        super().__init__(look, parent)
        self.closed = False

    def face(self, painter: QPainter, cell: Cell[BoardRow]) -> None:
        """Paint one cell."""
        look, row, column, box, chosen = self._look, cell.row, cell.column, cell.box, cell.chosen
        person, middle = row.person, box.center().y()
        room = box.adjusted(8, 0, -8, 0)
        if column == NAME:
            side = look.scaled(28)
            mark = QRectF(box.left() + 16, middle - side / 2, side, side)
            paint.draw_avatar(painter, look, mark, person.name)
            paint.draw_text(
                painter,
                look,
                QRectF(mark.right() + 10, box.top(), box.right() - mark.right() - 12, box.height()),
                person.name,
                bold=True,
            )
        elif column == LINE:
            paint.draw_text(painter, look, room, person.line or "—")
        elif column == EMPLOYMENT:
            paint.draw_text(painter, look, room, words.EMPLOYMENT.get(person.employment, "—"), tone="second")
        elif column == RUNG:
            self._rung(painter, person.rung if person.is_manager else None, room, chosen)
        elif column == SCORE:
            self._score(painter, row.score, room, chosen)
        elif column == VISITS:
            paint.draw_text(painter, look, room, row.inspection or "—", tone="text" if row.inspection else "second")
        elif column == SOURCES:
            self._sources(painter, row, room, chosen)
        else:
            text, state = state_of(row, self.closed)
            paint.draw_chip(painter, look, room.left(), middle, text, state, dot=True)

    def _rung(self, painter: QPainter, rung: str | None, room: QRectF, chosen: bool) -> None:
        look = self._look
        level, _, letter = (rung or "").partition("-")
        text = words.LEVELS.get(level, "—")
        used = paint.draw_text(painter, look, room, text, tone="text" if rung else "second")
        if letter:
            paint.draw_letter(painter, look, room.left() + used + 9, room.center().y(), letter, chosen=chosen)

    def _score(self, painter: QPainter, score: str | None, room: QRectF, chosen: bool) -> None:
        look = self._look
        number = look.scaled(52)
        bar = QRectF(room.left(), room.center().y() - 3, room.width() - number - 12, 6)
        share, tone = (float(score) / 100, score_tone(score)) if score else (0.0, "fill")
        paint.draw_bar(painter, look, bar, share, tone, chosen=chosen)
        text = QRectF(room.right() - number, room.top(), number - 4, room.height())
        paint.draw_text(painter, look, text, score or "—", tone="text" if score else "second", align=paint.RIGHT)

    def _sources(self, painter: QPainter, row: BoardRow, room: QRectF, chosen: bool) -> None:
        if not row.person.is_manager:
            paint.draw_text(painter, self._look, room, "—", tone="second")
            return
        side, x = 8, room.left()
        for there in row.sources:
            mark = QRectF(x, room.center().y() - side / 2, side + 1, side)
            tokens = self._look.tokens
            paint.draw_round(
                painter, mark, ground=tokens.fill if there else tokens.ctl if chosen else tokens.track, radius=2.5
            )
            x += side + 5
