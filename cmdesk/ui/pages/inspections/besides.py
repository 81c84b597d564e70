"""What else belongs to a row of the lists: the person's other sheets, and what of his is still to be corrected."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QVBoxLayout, QWidget

from cmdesk.queries.inspections_board import ActionLine, Board, PlanRow, SheetLine
from cmdesk.ui import words
from cmdesk.ui.pages.inspections.presenter import kind_words, sheet_state
from cmdesk.ui.theme.look import Look
from cmdesk.ui.widgets.labels import Label, Rule

MOST = 6
Said = tuple[str, tuple[str, ...]]


class Besides(QWidget):
    """A quiet heading with its lines; without lines nothing is shown."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.title = Label(look, "", size=12, bold=True, tone="second")
        self.lines = Label(look, "", size=12, tone="second", wrap=True)
        inside = QVBoxLayout(self)
        inside.setContentsMargins(0, 4, 0, 0)
        inside.setSpacing(6)
        inside.addWidget(Rule(look))
        inside.addWidget(self.title)
        inside.addWidget(self.lines)

    def say(self, title: str, lines: Sequence[str]) -> None:
        """Show a heading and the first lines; how many more there are is said."""
        more = (f"还有 {len(lines) - MOST} 项",) if len(lines) > MOST else ()
        self.title.setText(title)
        self.lines.setText("\n".join((*lines[:MOST], *more)))
        self.setVisible(bool(lines))


def of_plan(row: PlanRow, board: Board) -> Said:
    """Give what the person has to correct."""
    return "未复查的整改", _actions(board, [one for one in board.actions if one.staff_no == row.staff_no])


def of_sheet(row: SheetLine, board: Board) -> Said:
    """Give what the sheet demands, else the person's other sheets of the month."""
    demanded = [one for one in board.actions if one.sheet == row.number]
    if demanded:
        return "这张表未复查的整改", _actions(board, demanded)
    others = [one for one in board.sheets if one.staff_no == row.staff_no and one.number != row.number]
    said = (
        " · ".join((words.day(one.visited_on), kind_words(one), f"{one.score or '没有'} 分", sheet_state(one)[0]))
        for one in others
    )
    return "本人本月其他检查", tuple(said)


def of_action(row: ActionLine, board: Board) -> Said:
    """Give what else the person has to correct."""
    others = [one for one in board.actions if one.staff_no == row.staff_no and one is not row]
    return "本人其他未复查的整改", _actions(board, others)


def _actions(board: Board, found: Sequence[ActionLine]) -> tuple[str, ...]:
    return tuple(f"{words.day(one.due, today=board.today)}　{one.item} {one.demand}" for one in found)
