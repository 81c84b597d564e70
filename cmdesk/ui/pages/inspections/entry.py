"""One sheet on the screen: keys to answers, answers to what is shown. Only what a key has changed is shown anew."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from cmdesk.queries.inspections_entry import COMMON
from cmdesk.rules.inspection_sheets import FINDINGS_ITEM, RED_LINE_ITEM, Answer
from cmdesk.ui.pages.inspections import keys
from cmdesk.ui.pages.inspections.entryframe import HINT, EntryFrame
from cmdesk.ui.pages.inspections.keying import Sheet
from cmdesk.ui.theme.look import Look
from cmdesk.ui.widgets.buttons import Button


class EntryView(EntryFrame):
    """Emits `touched` after every change worth a draft, `leaving` on Esc, `finish_wanted` once nothing is missing,
    `photos_dropped` (files, item or None), `photo_wanted`, and `line_pressed` (place of a button of the state line)."""

    touched = Signal()
    leaving = Signal()
    finish_wanted = Signal()
    photos_dropped = Signal(list, object)
    line_pressed = Signal(int)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, parent)
        self._asking = False
        self._part = ""
        self._connect()
        look.changed.connect(self._follow)
        self._follow()

    def show_sheet(self, sheet: Sheet, *, readonly: bool) -> None:
        """Show a sheet; `readonly` leaves the keys that only look."""
        self.sheet, self.readonly = sheet, readonly
        self._asking, self._part, self._filter = False, "", 0
        self.tabs[0].setChecked(True)
        self.loading.hide()
        self.items.show()
        self.opened.warm()
        self.opened.show_item(sheet, readonly=readonly)
        self.findings.show_sheet(None if readonly else sheet)
        self.items.show_only(self._fits)
        self.items.show_sheet(sheet)
        self.items.reveal()
        self.panel.photos.show_photos(sheet.entry.photos, may=not readonly)
        self.panel.show_photos(len(sheet.entry.photos))
        self.panel.insert.setVisible(not readonly)
        self.footer.show_mode("reading" if readonly else "scoring")
        self._show_panel()

    def press(self, key: str) -> None:
        """Do what a key means."""
        sheet = self.sheet
        if sheet is None:
            return
        if key in {keys.UP, keys.DOWN, keys.FIRST, keys.LAST}:
            self._move(key)
        elif key == keys.LEAVE:
            self._leave()
        elif self.readonly and key == keys.FULL:
            self._move(keys.DOWN)
        elif self.readonly:
            return
        elif key == keys.FULL:
            self._full(sheet)
        else:
            self._asking = False
            self._answer(sheet, key)

    def next_gap(self) -> None:
        """Go to the next thing that is missing, and let it be filled."""
        sheet = self.sheet
        gap = sheet.next_gap() if sheet and not self.readonly else None
        if sheet is None or gap is None:
            return
        if gap.kind == "finding":
            self.findings.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self.findings.refresh()
            return
        self._go(gap.item)
        if gap.kind == "red":
            self._open_part("red")
        elif gap.line:
            self.opened.begin(gap.line - 1, sheet.field_of(gap))
        else:
            self.focus_items()

    def finish(self) -> None:
        """Go to what is missing, or on to signing."""
        if self.sheet is None or self.readonly:
            return
        if self.sheet.gaps():
            self.next_gap()
        else:
            self.finish_wanted.emit()

    def _connect(self) -> None:
        self.items.keyed.connect(self.press)
        self.items.picked.connect(self._picked)
        self.items.entered.connect(self._keys_answer)
        self.opened.keyed.connect(self._tile_pressed)
        self.opened.typed.connect(self._typed)
        self.opened.recorded.connect(self._recorded)
        self.opened.left.connect(self._left_fields)
        self.opened.begun.connect(self._begun)
        self.opened.reason_given.connect(self._reason_given)
        self.opened.red_chosen.connect(self._red_chosen)
        self.opened.red_dropped.connect(self._red_dropped)
        self.opened.dropped.connect(self._dropped_on_fact)
        self.findings.answered.connect(self._finding_answered)
        self.findings.left.connect(self.focus_items)
        self.panel.picked.connect(self._picked)
        self.panel.finish_wanted.connect(self.finish)
        self.panel.insert.clicked.connect(self.photo_wanted)
        self.panel.photos.wanted.connect(self.photo_wanted)
        self.panel.photos.dropped.connect(self._dropped)
        self.panel.close_button.clicked.connect(self.swap_drawer)
        self.line.pressed.connect(self.line_pressed)
        self._group.buttonClicked.connect(self._choose_filter)
        orders: dict[str, Any] = {
            "F6": self.swap_drawer,
            "F7": self._to_findings,
            "F8": self.next_gap,
            "F9": self.photo_wanted.emit,
            "F12": self.finish,
            "Ctrl+D": self._split,
        }
        orders |= {f"Ctrl+{number + 1}": partial(self.opened.write_common, number) for number in range(COMMON)}
        for key, slot in orders.items():
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(slot)

    def _answer(self, sheet: Sheet, key: str) -> None:
        no = sheet.current
        if key.isdigit():
            sheet.count(int(key))
            self._changed((no,))
            self.opened.begin(min((gap.line for gap in sheet.gaps_of(no) if gap.line), default=1) - 1)
        elif key in {keys.MORE, keys.FEWER}:
            sheet.more(1 if key == keys.MORE else -1)
            self._changed((no,))
        elif key == keys.RATE:
            sheet.other_rate()
            self._changed((no,))
        elif key == keys.NOT_APPLICABLE:
            self._open_part("reason")
        elif key == keys.NOT_SEEN:
            sheet.not_seen()
            self._on(sheet, no)
        elif key == keys.RED:
            self._open_part("red")
        elif key == keys.PARK:
            sheet.park()
            self._on(sheet, no)
        elif key == keys.CLEAR:
            sheet.clear()
            self._changed((no, RED_LINE_ITEM))
        elif key == keys.FIELDS:
            self.opened.begin(0)
        elif key in {keys.PUT_RIGHT, keys.NOT_PUT_RIGHT}:
            item = self.findings.next_item()
            if item is not None:
                self._finding_answered(item, key == keys.PUT_RIGHT)
        elif key == keys.UNDO:
            self._undo(sheet)

    def _full(self, sheet: Sheet) -> None:
        no = sheet.current
        given = sheet.answer(no)
        if given is not None and given.answer is not Answer.MET and not self._asking:
            # Full marks drop facts, a reason or 未查: the second Enter says that this is meant.
            self._asking = True
            self.opened.show_item(sheet, asking=True)
            return
        self._asking = False
        if given is None or given.answer is not Answer.MET:
            sheet.full()
        self._on(sheet, no)

    def _on(self, sheet: Sheet, no: int) -> None:
        changed = sheet.advance()
        self._changed((no, *changed), moved=True)

    def _undo(self, sheet: Sheet) -> None:
        before = sheet.current
        if (no := sheet.undo()) is not None:
            self._changed((before, no, FINDINGS_ITEM, RED_LINE_ITEM), moved=True)
            self.findings.refresh()

    def _move(self, key: str) -> None:
        sheet = self.sheet
        if sheet is None:
            return
        self._asking, self._part = False, ""
        by = {keys.UP: -1, keys.DOWN: 1, keys.FIRST: -len(sheet.items), keys.LAST: len(sheet.items)}[key]
        shown = [item.no for item in sheet.items if item.no == sheet.current or self._fits(item.no)]
        place = max(0, min(len(shown) - 1, shown.index(sheet.current) + by))
        self._moved(sheet.go(shown[place]))

    def _go(self, no: int) -> None:
        if self.sheet is not None and no != self.sheet.current:
            self._asking, self._part = False, ""
            self._moved(self.sheet.go(no))

    def _moved(self, changed: Iterable[int]) -> None:
        sheet = self.sheet
        if sheet is None:
            return
        self.opened.show_item(sheet, readonly=self.readonly)
        self.items.arrange()
        self.items.reveal()
        self.panel.cells.update()

    def _changed(self, numbers: Iterable[int], *, moved: bool = False) -> None:
        """Show what a key has changed, and nothing else."""
        sheet = self.sheet
        if sheet is None:
            return
        self._part = ""
        taller = self.opened.show_item(sheet, readonly=self.readonly, asking=self._asking)
        if moved or taller:
            self.items.arrange()
            self.items.reveal()
        else:
            self.items.refresh(numbers)
        self._show_panel()
        self.touched.emit()

    def _show_panel(self) -> None:
        sheet = self.sheet
        if sheet is None:
            return
        gaps = () if self.readonly else sheet.gaps()
        found = sheet.running()
        self.panel.show_sheet(sheet, found, gaps, sheet.entry.whole.row.score)
        if self._narrow():
            score = sheet.entry.whole.row.score or (f"{found.score.printed:.2f}" if found.score else "—")
            self.hint.setText(f"目前得分 {score}" + (f"，差 {len(gaps)} 处" if gaps else ""))
        if self.readonly:
            self.panel.missing.say("只看，不能改", ())
        self.count_tabs(sheet)
        if self.readonly:
            self.panel.button.hide()
            return
        self.panel.button.show()
        said = f"还不能完成（差 {len(gaps)} 处）" if gaps else "完成，去签字"
        if self.panel.button.text() != said or self.panel.button.isEnabled() == bool(gaps):
            self.panel.button.setEnabled(not gaps)
            self.panel.button.say(said)

    def _choose_filter(self, tab: Button) -> None:
        self._filter = self.tabs.index(tab)
        self.items.show_only(self._fits)
        self.items.reveal()
        self.focus_items()

    def _open_part(self, part: str) -> None:
        sheet = self.sheet
        if sheet is None:
            return
        self._part = part
        if self.opened.show_item(sheet, part=part):
            self.items.arrange()
            self.items.reveal()
        self.footer.show_mode(part)
        if part == "reason":
            self.opened.ask_reason()
        else:
            self.opened.ask_red()

    def _typed(self) -> None:
        sheet = self.sheet
        if sheet is None:
            return
        sheet.touched()
        self.opened.show_gaps()
        self.opened.face.show_item(sheet, readonly=False, asking=False)
        self.items.refresh((sheet.current, RED_LINE_ITEM))
        self._show_panel()
        self.touched.emit()

    def _recorded(self) -> None:
        sheet = self.sheet
        if sheet is not None:
            self._part = ""
            self._on(sheet, sheet.current)
            self.focus_items()

    def _left_fields(self) -> None:
        if self._part:
            red = self.sheet.red if self.sheet else None
            if self._part == "red" and self.sheet is not None and red is not None and not red.fact and not red.evidence:
                # Nothing was said beyond the kind: the red line was not meant.
                self.sheet.drop_red()
            self._part = ""
            self._changed((self.sheet.current,) if self.sheet else ())
        self.focus_items()

    def _begun(self, line: int) -> None:
        self.footer.show_mode("red" if self._part == "red" else "filling", line)

    def _keys_answer(self) -> None:
        self.footer.show_mode("reading" if self.readonly else "scoring")
        self.opened.show_gaps()

    def _reason_given(self, reason: str) -> None:
        sheet = self.sheet
        if sheet is not None:
            no = sheet.current
            sheet.not_applicable(reason)
            self._part = ""
            self._on(sheet, no)
            self.focus_items()

    def _red_chosen(self, kind: str) -> None:
        sheet = self.sheet
        if sheet is not None:
            sheet.book_red(kind)
            self._open_part("red")
            self.items.refresh((RED_LINE_ITEM,))
            self._show_panel()
            self.touched.emit()

    def _red_dropped(self) -> None:
        if self.sheet is not None:
            self.sheet.drop_red()
            self._changed((RED_LINE_ITEM,), moved=True)
            self.focus_items()

    def _finding_answered(self, item: int, put_right: bool) -> None:
        sheet = self.sheet
        if sheet is None:
            return
        sheet.answer_finding(item, put_right)
        self.findings.refresh()
        if sheet.current == FINDINGS_ITEM:
            self._changed((FINDINGS_ITEM,))
        else:
            self.items.refresh((FINDINGS_ITEM,))
            self._show_panel()
            self.touched.emit()
        if self.findings.next_item() is None and self.findings.hasFocus():
            self.focus_items()

    def _tile_pressed(self, key: str) -> None:
        self.focus_items()
        self.press(key)

    def _picked(self, no: int) -> None:
        self._go(no)
        self.focus_items()

    def _to_findings(self) -> None:
        if self.findings.isVisible():
            self.findings.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _split(self) -> None:
        sheet, line = self.sheet, max(0, self.opened.typing_in())
        if sheet is None or self.readonly or self.opened.part != "facts":
            return
        facts = sheet.entries[sheet.current].facts
        if line < len(facts) and facts[line].times > 1:
            sheet.split(line)
            self._changed((sheet.current,))
            self.opened.begin(line)

    def _dropped(self, files: list[Any]) -> None:
        self.photos_dropped.emit(files, None)

    def _dropped_on_fact(self, files: list[Any]) -> None:
        if self.sheet is not None:
            self.photos_dropped.emit(files, self.sheet.current)

    def _leave(self) -> None:
        if self._asking and self.sheet is not None:
            self._asking = False
            self.opened.show_item(self.sheet)
            return
        self.leaving.emit()

    def _follow(self) -> None:
        gap = self._look.pick(16, 12, 10)
        self._row.setSpacing(gap)
        self._left.setSpacing(gap)
        if not self._narrow():
            self.hint.setText(HINT)
        if self.sheet is not None:
            self.opened.show_item(self.sheet, readonly=self.readonly, part=self._part)
            self._show_panel()
            self.items.arrange()
