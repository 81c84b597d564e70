"""Above and below the board: the four moments with the base and the search; the keys and the legend."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QComboBox, QHBoxLayout, QWidget

from cmdesk.ui.pages.grading.presenter import FINAL, MOMENTS, VOTED, WORDS, BoardState
from cmdesk.ui.theme.look import Look
from cmdesk.ui.widgets import paint
from cmdesk.ui.widgets.buttons import Button
from cmdesk.ui.widgets.fields import SearchField
from cmdesk.ui.widgets.labels import Chip, Keys, Label


class BoardSearch(SearchField):
    """Enter goes on to the board, Esc empties and goes back too."""

    done = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go on to the board."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} or (
            event.key() == Qt.Key.Key_Escape and not self.text()
        ):
            self.done.emit()
            event.accept()
        else:
            super().keyPressEvent(event)


class BoardBar(QWidget):
    """Emits `moment_wanted`, `year_wanted`, `searched` with each letter, `found` where the search is over."""

    moment_wanted = Signal(str)
    year_wanted = Signal(int)
    searched = Signal()
    found = Signal()

    def __init__(self, look: Look, state: BoardState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look, self._state = look, state
        self.tabs = {moment: Button(look, WORDS[moment], kind="tab") for moment in MOMENTS}
        self._group = QButtonGroup(self)
        for moment, tab in self.tabs.items():
            self._group.addButton(tab)
            tab.clicked.connect(lambda _=False, moment=moment: self.moment_wanted.emit(moment))
        self.later = Label(look, "", size=12, tone="second")
        self.decided = Chip(look)
        self.base = Label(look, "", size=12, tone="second")
        self.year = QComboBox()
        self.year.setAccessibleName("年度")
        self.year.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.year.activated.connect(lambda place: self.year_wanted.emit(int(self.year.itemData(place))))
        self.search = BoardSearch(look, "姓名、拼音", 120)
        self.search.textChanged.connect(self._typed)
        self.search.done.connect(self.found)
        self.search.wanted_list.connect(self.found)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(12, 8, 12, 8)
        self._row.setSpacing(4)
        for tab in self.tabs.values():
            self._row.addWidget(tab)
        self._row.addSpacing(8)
        self._row.addWidget(self.later)
        self._row.addWidget(self.decided)
        self._row.addStretch(1)
        self._row.addWidget(self.base)
        self._row.addSpacing(10)
        self._row.addWidget(self.year)
        self._row.addSpacing(4)
        self._row.addWidget(self.search)
        self.show_state()

    def add(self, button: Button) -> None:
        """Put a button at the right end."""
        self._row.addWidget(button)

    def show_state(self) -> None:
        """Show which moments there are and which is shown."""
        state, life = self._state, self._state.life
        offered = state.offered()
        for moment, tab in self.tabs.items():
            tab.setVisible(moment in offered)
            tab.say(state.moment_word(moment))
            tab.setChecked(moment == state.moment)
        self.later.setText(state.why_later())
        self.later.setVisible(life is not None and bool(life.prepared) and VOTED not in offered)
        locked = life is not None and life.decided_on is not None and state.moment == FINAL
        self.decided.say(("已确定" if state.decided else "已决定") if locked else "", "ok")
        self.base.setText(state.base_line() if self._look.percent <= 100 else "")
        years = life.years if life is not None else ()
        self.year.blockSignals(True)
        self.year.clear()
        for year in years:
            self.year.addItem(f"{year} 年", year)
        self.year.setCurrentIndex(self.year.findData(life.year) if life is not None else -1)
        self.year.setVisible(len(years) > 1)
        self.year.blockSignals(False)

    def focus_search(self) -> None:
        """Put the focus into the search."""
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def _typed(self, text: str) -> None:
        self._state.search = text
        self.searched.emit()


class BoardFoot(QWidget):
    """The keys that work now, and what the marks mean or why nobody can be moved."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self.keys = Keys(look)
        self.note = Label(look, "", size=12, tone="second")
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 8, 16, 8)
        row.setSpacing(14)
        row.addWidget(self.keys)
        row.addStretch(1)
        row.addWidget(self.note)

    def show_note(self, why: str) -> None:
        """Say this, why nobody can be moved or what the marks mean."""
        self.note.setText(why)

    def show_keys(self, *, movable: bool, trial: bool, on_board: bool, narrow: bool, room: int) -> None:
        """Show the keys that work where the focus is, as many as there is room for."""
        pairs = []
        if on_board:
            pairs.append(("方向键", "选人"))
            if trial:
                pairs.append(("Esc", "撤销试移"))
            if movable:
                pairs += [("Alt ↑ ↓", "一档"), ("Alt PgUp PgDn", "一级"), ("拖动", "移档")]
            pairs += [("Enter", "详情"), ("/", "搜索"), ("1–4", "四步")]
        else:
            pairs.append(("F6", "资料" if narrow else "回到板上"))
            pairs.append(("F8", "下一个没写原因的"))
        while len(pairs) > 1 and self._wide(pairs) > room:
            pairs.pop()
        self.keys.show_pairs(tuple(pairs))

    def _wide(self, pairs: list[tuple[str, str]]) -> float:
        look, wide = self._look, 0.0
        for keys, word in pairs:
            wide += 20 + sum(paint.key_size(look, key).width() + 4 for key in keys.split(" "))
            wide += paint.width_of(word, look.font(12))
        return wide
