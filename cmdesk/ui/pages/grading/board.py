"""The board itself: one painted list whose current row is the person, moved by keys or dragged with the mouse."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QModelIndex, QPoint, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QRegion, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QApplication, QListView, QWidget

from cmdesk.queries.grading_trial import RungReach
from cmdesk.rules.ladder import Level, Rung
from cmdesk.ui.itemmodels.rows import ROW, Column, Index, RowsModel
from cmdesk.ui.pages.grading.geometry import Measures, nearest, plan_of
from cmdesk.ui.pages.grading.painting import BoardPainter, Scene
from cmdesk.ui.pages.grading.presenter import BoardState, Cell
from cmdesk.ui.theme.look import Look

_STEPS = {Qt.Key.Key_Up: (1, False), Qt.Key.Key_Down: (-1, False), Qt.Key.Key_PageUp: (1, True)}
_STEPS |= {Qt.Key.Key_PageDown: (-1, True)}
_PLACES = {Qt.Key.Key_1: 0, Qt.Key.Key_2: 1, Qt.Key.Key_3: 2, Qt.Key.Key_4: 3}
_ENTER = {Qt.Key.Key_Return, Qt.Key.Key_Enter}


class BoardList(QListView):
    """Paints the whole board; every person is a row of its model, so a screen reader finds each.

    `chosen` carries a 工号; `stepped` (by, whole level) a move by key; `dropped` the rung somebody was dropped on;
    `grabbed` that a drag begins; `opened`, `searching`, `left` (Esc) and `moment_wanted` (0–3) are the other keys.
    """

    chosen = Signal(str)
    stepped = Signal(int, bool)
    dropped = Signal(object)
    grabbed = Signal(str)
    opened = Signal()
    searching = Signal()
    left = Signal()
    moment_wanted = Signal(int)
    focus_changed = Signal()

    def __init__(self, look: Look, state: BoardState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look, self._state = look, state
        self._painter = BoardPainter(look)
        self.cells: RowsModel[Cell] = RowsModel((Column("人员", Cell.spoken),), self)
        self.plan = plan_of(look, 600, (), {}, None)
        self._press: QPoint | None = None
        self._drag: QPointF | None = None
        self.reach: dict[Rung, RungReach] = {}
        self.setAccessibleName("定级板")
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setMouseTracking(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.setTabKeyNavigation(False)
        self.setModel(self.cells)
        self.selectionModel().currentChanged.connect(self._changed)
        look.changed.connect(self.lay_out)

    def show_cells(self) -> None:
        """Show the board as the state has it; who was chosen stays chosen."""
        wanted = self._state.chosen
        self.cells.show(self._state.cells())
        self.lay_out()
        place = self.cells.place(lambda cell: cell.staff_no == wanted) if wanted else -1
        self.pick(max(place, 0), tell=place < 0)

    def pick(self, place: int, *, tell: bool = True) -> None:
        """Choose the person with that row, and bring the cell into sight."""
        if not 0 <= place < self.cells.rowCount():
            return
        selection = self.selectionModel()
        selection.blockSignals(not tell)
        selection.setCurrentIndex(self.cells.index(place, 0), QItemSelectionModel.SelectionFlag.ClearAndSelect)
        selection.blockSignals(False)
        self.scrollTo(self.cells.index(place, 0))
        self.viewport().update()

    def pick_person(self, staff_no: str) -> None:
        """Choose a person."""
        self.pick(self.cells.place(lambda cell: cell.staff_no == staff_no))

    def show_reach(self, rows: Sequence[RungReach]) -> None:
        """Show where the person who is being dragged can be dropped."""
        if self._drag is not None:
            self.reach = {Rung(row.rung): row for row in rows}
            self.viewport().update()

    def lay_out(self) -> None:
        """Compute all places anew."""
        cells = self._rows()
        counts = self._state.counts()
        seats = {}
        for level, count in counts.items():
            places = count.places or 0
            beyond = max(0, count.people - places)
            # What is beyond the cap begins a new line of pips.
            seats[Level(level)] = -(-places // 7) * 7 + beyond if beyond and places else max(places, count.people)
        self.plan = plan_of(self._look, float(self.viewport().width()), cells, seats, self._state.ghost())
        self.updateGeometries()
        self.viewport().update()

    def _rows(self) -> tuple[Cell, ...]:
        found = (self.cells.row(place) for place in range(self.cells.rowCount()))
        return tuple(cell for cell in found if cell is not None)

    # --- what an item view must know

    def updateGeometries(self) -> None:
        """Let the scroll bar cover the whole board."""
        bar = self.verticalScrollBar()
        bar.setRange(0, max(0, round(self.plan.height) - self.viewport().height()))
        bar.setPageStep(self.viewport().height())
        bar.setSingleStep(round(Measures.of(self._look).high))

    def visualRect(self, index: Index) -> QRect:
        """Give the box of a person in the viewport."""
        if not index.isValid() or index.row() >= len(self.plan.boxes):
            return QRect()
        return self.plan.boxes[index.row()].translated(0, -self.verticalOffset()).toAlignedRect()

    def indexAt(self, point: QPoint) -> QModelIndex:
        """Give the person at a point of the viewport."""
        spot = QPointF(point) + QPointF(0, self.verticalOffset())
        place = next((n for n, box in enumerate(self.plan.boxes) if box.contains(spot)), -1)
        return self.cells.index(place, 0) if place >= 0 else QModelIndex()

    def verticalOffset(self) -> int:
        """Give how far the board is scrolled."""
        return self.verticalScrollBar().value()

    def horizontalOffset(self) -> int:
        """Give nothing: the board is as wide as its room."""
        return 0

    def scrollTo(
        self, index: Index, hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible
    ) -> None:
        """Bring a person into sight."""
        if not index.isValid() or index.row() >= len(self.plan.boxes):
            return
        box, bar = self.plan.boxes[index.row()], self.verticalScrollBar()
        pad = Measures.of(self._look).pad
        if box.top() - pad < bar.value():
            bar.setValue(int(box.top() - pad))
        elif box.bottom() + pad > bar.value() + self.viewport().height():
            bar.setValue(int(box.bottom() + pad - self.viewport().height()))

    def moveCursor(self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier) -> QModelIndex:
        """Walk the cells: left and right by rank, up and down to the nearest one of the next line."""
        count = self.cells.rowCount()
        if not count or len(self.plan.boxes) != count:
            return QModelIndex()
        now = max(0, self.currentIndex().row())
        steps = QAbstractItemView.CursorAction
        moves = {
            steps.MoveLeft: max(0, now - 1),
            steps.MovePrevious: max(0, now - 1),
            steps.MoveRight: min(count - 1, now + 1),
            steps.MoveNext: min(count - 1, now + 1),
            steps.MoveUp: nearest(self.plan, now, -1),
            steps.MoveDown: nearest(self.plan, now, 1),
            steps.MoveHome: 0,
            steps.MoveEnd: count - 1,
            steps.MovePageUp: self._first_of_level(now, -1),
            steps.MovePageDown: self._first_of_level(now, 1),
        }
        return self.cells.index(moves.get(action, now), 0)

    def setSelection(self, rect: QRect, command: QItemSelectionModel.SelectionFlag) -> None:
        """Select who is under the rectangle's middle."""
        index = self.indexAt(rect.center())
        if index.isValid():
            self.selectionModel().select(index, command)

    def visualRegionForSelection(self, selection: QItemSelection) -> QRegion:
        """Give the boxes of a selection."""
        region = QRegion()
        for index in selection.indexes():
            region += self.visualRect(index)
        return region

    def keyboardSearch(self, search: str) -> None:
        """Do nothing: letters and digits are keys of the board."""

    def _first_of_level(self, now: int, by: int) -> int:
        rows = self._rows()
        levels = [cell.rung.level for cell in rows]
        order = list(dict.fromkeys(levels))
        wanted = min(max(order.index(levels[now]) + by, 0), len(order) - 1)
        return levels.index(order[wanted])

    def _changed(self, current: QModelIndex, before: QModelIndex) -> None:
        cell = current.data(ROW) if current.isValid() else None
        if cell is not None and cell.staff_no != self._state.chosen:
            self.chosen.emit(cell.staff_no)
        self.viewport().update()

    # --- keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Alt moves the person; Enter, /, Esc and digits are the board's; arrows walk."""
        key, held = Qt.Key(event.key()), event.modifiers()
        plain = not held & ~Qt.KeyboardModifier.KeypadModifier
        if held & Qt.KeyboardModifier.AltModifier and key in _STEPS:
            if not event.isAutoRepeat():
                self.stepped.emit(*_STEPS[key])
        elif key in _ENTER and plain:
            self.opened.emit()
        elif (key == Qt.Key.Key_Slash or event.text() == "/") and plain:
            self.searching.emit()
        elif key == Qt.Key.Key_Escape:
            self._end_drag()
            self.left.emit()
        elif key in _PLACES and plain:
            self.moment_wanted.emit(_PLACES[key])
        else:
            super().keyPressEvent(event)
            return
        event.accept()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the focus; somebody is always chosen."""
        super().focusInEvent(event)
        if not self.currentIndex().isValid():
            self.pick(0)
        self.viewport().update()
        self.focus_changed.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Show that the keys go elsewhere."""
        super().focusOutEvent(event)
        self.viewport().update()
        self.focus_changed.emit()

    # --- mouse

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose, and be ready to drag."""
        spot = event.position().toPoint()
        index = self.indexAt(spot)
        if event.button() == Qt.MouseButton.LeftButton and index.isValid():
            self.pick(index.row())
            self._press = spot
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag the person chosen."""
        if self._press is None or not self._state.movable:
            return
        spot = event.position()
        far = (spot.toPoint() - self._press).manhattanLength() >= QApplication.startDragDistance()
        if self._drag is None and far:
            self.grabbed.emit(self._state.chosen)
        if self._drag is not None or far:
            self._drag = spot
            self._scroll_at_edge(spot)
            self.viewport().update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Drop on the rung under the pointer."""
        rung = self.plan.rung_at(event.position() + QPointF(0, self.verticalOffset())) if self._drag else None
        self._end_drag()
        if rung is not None:
            self.dropped.emit(rung)
        event.accept()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Open the person."""
        if self.indexAt(event.position().toPoint()).isValid():
            self.opened.emit()

    def _scroll_at_edge(self, spot: QPointF) -> None:
        bar, edge = self.verticalScrollBar(), 24
        if spot.y() < edge:
            bar.setValue(bar.value() - edge)
        elif spot.y() > self.viewport().height() - edge:
            bar.setValue(bar.value() + edge)

    def _end_drag(self) -> None:
        self._press = self._drag = None
        self.reach = {}
        self.viewport().update()

    # --- painting

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Follow the room."""
        super().resizeEvent(event)
        self.lay_out()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the board, and over it the cell that is being dragged."""
        painter = QPainter(self.viewport())
        try:
            painter.translate(0, -self.verticalOffset())
            scene = self._scene()
            if len(scene.cells) == len(self.plan.boxes):
                self._painter.paint(painter, scene)
            if self._drag is not None:
                self._paint_drag(painter)
        finally:
            painter.end()

    def _scene(self) -> Scene:
        state = self._state
        ghost_of = state.ghost_of()
        person = state.person(ghost_of)
        drag: Any = self._drag
        target = None if drag is None else self.plan.rung_at(drag + QPointF(0, self.verticalOffset()))
        return Scene(
            plan=self.plan,
            cells=self._rows(),
            counts=state.counts(),
            chosen=state.chosen,
            focused=self.hasFocus(),
            ghost_name=person.name if person else "",
            ghost_of=ghost_of,
            giving=state.giving_way(),
            found=frozenset(state.found()),
            reach=self.reach,
            target=target,
        )

    def _paint_drag(self, painter: QPainter) -> None:
        person = self._state.person(self._state.chosen)
        if person is None or self._drag is None:
            return
        measures = Measures.of(self._look)
        middle = self._drag + QPointF(0, self.verticalOffset())
        box = QRectF(middle.x() - measures.cell / 2, middle.y() - measures.high / 2, measures.cell + 6, measures.high)
        self._painter.dragged(painter, person.name, box)
