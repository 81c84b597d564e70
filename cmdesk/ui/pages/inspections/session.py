"""One sheet from opening to leaving: its draft, what others changed meanwhile, photos, finishing and sending back."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QVBoxLayout, QWidget

from cmdesk.kernel.clock import today
from cmdesk.kernel.errors import Problem
from cmdesk.kernel.progress import Progress
from cmdesk.queries.inspections_entry import EntrySheet, Photo, PhotoData, SheetEntryOf
from cmdesk.runtime.sentences import message
from cmdesk.ui import words
from cmdesk.ui.dialogs import paths
from cmdesk.ui.failures import surface_of
from cmdesk.ui.forms.drafts import DraftKeeper
from cmdesk.ui.forms.form import Form
from cmdesk.ui.pages.inspections import drafting, forms, orders, wording
from cmdesk.ui.pages.inspections.entry import EntryView
from cmdesk.ui.pages.inspections.keying import Sheet
from cmdesk.ui.pages.inspections.photos import files_of, png_of
from cmdesk.ui.room import Page

Loaded = tuple[EntrySheet, dict[str, Any] | None]
_THUMB = 300


class Keeper(DraftKeeper):
    """A draft that tells when it was saved and when it was not. `saved` carries nothing, `failed` the sentence."""

    saved = Signal()
    failed = Signal(str)

    def _saved(self, at: Any) -> None:
        super()._saved(at)
        self.saved.emit()

    def _not_saved(self, error: BaseException) -> None:
        super()._not_saved(error)
        self.failed.emit(surface_of(error).text)


class SheetSession(QObject):
    """Serves the entry view. `ended` is sent when the sheet is left, `changed` when its stored state is another."""

    ended = Signal()
    shown = Signal()

    def __init__(self, page: Page, view: EntryView) -> None:
        super().__init__(page)
        self.page, self.view = page, view
        self.number = ""
        self.form: Form | None = None
        self._holder: QWidget | None = None
        self._keeper: Keeper | None = None
        self._buttons: tuple[str, ...] = ()
        self._theirs: Sheet | None = None
        self._dirty = False
        view.touched.connect(self._touched)
        view.leaving.connect(self.leave)
        view.finish_wanted.connect(self.ask_taking)
        view.photos_dropped.connect(self.attach)
        view.photo_wanted.connect(self.ask_photo)
        view.photo_pasted.connect(self.paste)
        view.line_pressed.connect(self._line_pressed)

    @property
    def sheet(self) -> Sheet | None:
        """Give the sheet in work."""
        return self.view.sheet

    def open(self, number: str) -> None:
        """Read a sheet with its draft and show it."""
        if self._keeper is not None:
            self._keeper.flush()
        self.number = number
        self._dirty = False
        self.close_form()
        self.view.line.say("")
        self.view.show_loading()
        # In line behind drafts that are being written or dropped: read beside them, an old one would be found.
        self.page.room.tasks.write(partial(self._read, number), done=self._loaded, failed=self._not_loaded)

    def refresh(self) -> None:
        """Read the stored sheet anew: photos come and go; what was keyed here stays."""
        if self.number and self.sheet is not None:
            self.page.ask(SheetEntryOf(number=self.number), self._reread)

    def leave(self) -> None:
        """Write what holds together, keep the rest as a draft, and go."""
        sheet, keeper = self.sheet, self._keeper
        self.close_form()
        if keeper is not None:
            keeper.flush()
        if sheet is None or keeper is None or not self._dirty or self._theirs is not None:
            self._end()
            return
        task = self.page.room.tasks.write(
            partial(self._put_aside, sheet), done=self._put_away, failed=self._not_kept, label="存检查表"
        )
        self.page.follow(task)

    def ask_taking(self) -> None:
        """Show the form that finishes the sheet."""
        sheet = self.sheet
        if sheet is None:
            return
        score = sheet.running().score
        day = today(self.page.room.desk.clock)
        row = sheet.entry.whole.row
        form = forms.taking(
            self.page.room.look,
            score=f"{score.printed:.2f}" if score else "—",
            name=row.name,
            today=day,
            visited_on=row.visited_on,
            opinion=sheet.entry.whole.opinion,
        )
        form.kept.connect(self._finish)
        self._show_form(form)

    def ask_return(self) -> None:
        """Show the form that sends the sheet back for a correction."""
        form = forms.sending_back(self.page.room.look, "更正：退回重录")
        form.kept.connect(self._return)
        self._show_form(form)

    def close_form(self) -> None:
        """Put the panel back."""
        if self._holder is not None:
            self.view.show_aside(self.view.panel)
            self._holder.deleteLater()
            self._holder, self.form = None, None

    def show_problems(self, problems: tuple[Problem, ...]) -> bool:
        """Show problems in the open form."""
        return self.form is not None and self.form.show_problems(problems)

    def ask_photo(self) -> None:
        """Ask for a photo and attach it."""
        if self.sheet is None or self.view.readonly:
            return
        found = paths.ask_open(self.view, "插入照片", "照片 (*.jpg *.jpeg *.png)")
        if found is not None:
            self.attach([found], None)

    def attach(self, files: list[Path], item: int | None) -> None:
        """Attach photos; over a fact they are its evidence too."""
        sheet = self.sheet
        if sheet is None or not files or self.view.readonly:
            return
        work = partial(orders.attach, self.page.room.desk, self.number, tuple(files), item)
        done = partial(self._attached, item, len(files))
        self.page.follow(self.page.room.tasks.write(work, done=done, failed=self.page.fail, label="附照片"))

    def paste(self, item: int | None) -> None:
        """Attach what the clipboard holds: picture files, else a picture as such."""
        files = files_of(QGuiApplication.clipboard().mimeData())
        if files:
            self.attach(files, item)
            return
        image = QGuiApplication.clipboard().image()
        if image.isNull():
            self.page.room.say("剪贴板里没有照片：先复制一张照片，再按 Ctrl+V")
            return
        work = partial(self._attach_pasted, self.number, image, item)
        done = partial(self._attached, item, 1)
        self.page.follow(self.page.room.tasks.write(work, done=done, failed=self.page.fail, label="附照片"))

    def _attach_pasted(self, number: str, image: QImage, item: int | None, progress: Progress) -> Any:
        return orders.attach_pasted(self.page.room.desk, number, png_of(image), item, progress)

    def _read(self, number: str, progress: Progress) -> Loaded:
        desk = self.page.room.desk
        entry: EntrySheet = desk.ask(SheetEntryOf(number=number), progress=progress)
        draft = desk.draft(orders.DRAFT + number) if entry.whole.row.state == "draft" else None
        return entry, draft[0] if draft else None

    def _loaded(self, found: Loaded) -> None:
        entry, draft = found
        if entry.whole.row.number != self.number:
            return
        sheet = Sheet(entry)
        readonly = entry.whole.row.state != "draft" or entry.month_closed or not self._may_record()
        self._theirs, self._keeper = None, None
        if not readonly:
            self._keeper = Keeper(self.page.room, orders.DRAFT + self.number, lambda: drafting.body(sheet), self)
            self._keeper.saved.connect(self._draft_saved)
            self._keeper.failed.connect(self._draft_failed)
            if draft is not None:
                drafting.restore(sheet, draft)
                self._dirty = True
                if not drafting.stands_on(draft, sheet):
                    self._compare(sheet, Sheet(entry))
        texts = (entry.whole.row.name, *(name for _, name in entry.whole.inspectors))
        self.page.room.look.fonts.cover(texts)
        self.view.show_sheet(sheet, readonly=readonly)
        self._say_state(entry, readonly)
        self._read_photos()
        self.view.focus_items()
        self.shown.emit()

    def _not_loaded(self, error: BaseException) -> None:
        self.page.fail(error)
        self._end()

    def _compare(self, mine: Sheet, theirs: Sheet) -> None:
        numbers = drafting.differences(mine, theirs)
        if numbers:
            self._theirs = theirs
            mine.theirs = {no: " ".join(part for part in wording.result(theirs, no)[:2] if part) for no in numbers}

    def _say_state(self, entry: EntrySheet, readonly: bool) -> None:
        row, line = entry.whole.row, self.view.line
        sheet = self.sheet
        if sheet is not None and sheet.theirs:
            said = f"{entry.recorder}改过这张表：{len(sheet.theirs)} 项和您的草稿不同，列表里写着库里的"
            self._buttons = ("mine", "stored")
            line.say(said, "warn", icon="users", buttons=("用我的", "用库里的"))
            return
        self._buttons = ()
        if entry.month_closed:
            line.say(f"{row.visited_on.month} 月已关账，只能看", "none", icon="lock")
        elif row.state != "draft":
            self._say_signed(entry)
        elif not self._may_record():
            line.say("您只能看这张表；录入由督察员办", "none", icon="eye")
        elif entry.returned_reason:
            line.say(f"退回：{entry.returned_reason}", "warn", icon="rotate-ccw")
        else:
            line.say("")

    def _say_signed(self, entry: EntrySheet) -> None:
        whole, row = entry.whole, entry.whole.row
        on = words.day(whole.acknowledged_on) if whole.acknowledged_on else ""
        how = f"已签字 {on}" if row.acknowledgement == "signed" else f"拒签 {on}，见证人 {'、'.join(whole.witnesses)}"
        state, tint = wording.STATES[row.state]
        may = self.page.room.desk.may("inspections.approve")
        self._buttons = ("return",) if may else ()
        after = "更正需说明原因" if may else "更正请督察组长退回"
        buttons = ("更正",) if may else ()
        self.view.line.say(f"{how} · {state}，{after}", tint, icon="signature", buttons=buttons)

    def _line_pressed(self, place: int) -> None:
        asked = self._buttons[place] if place < len(self._buttons) else ""
        sheet = self.sheet
        if asked == "return":
            self.ask_return()
        elif asked == "retry" and self._keeper is not None:
            self._keeper.touched()
            self._keeper.flush()
        elif asked == "mine" and sheet is not None:
            sheet.theirs, sheet.base = {}, sheet.entry.version
            self._theirs = None
            self._dirty = True
            self.view.items.viewport().update()
            self._say_state(sheet.entry, False)
            self._touched()
        elif asked == "stored" and self._keeper is not None:
            self._keeper.drop()
            self.open(self.number)

    def _touched(self) -> None:
        self._dirty = True
        if self._keeper is not None:
            self._keeper.touched()

    def _draft_saved(self) -> None:
        if self._buttons == ("retry",) and self.sheet is not None:
            self._say_state(self.sheet.entry, False)

    def _draft_failed(self, text: str) -> None:
        self._buttons = ("retry",)
        self.view.line.say(f"草稿没有保存：{text}。可以接着录", "bad", icon="circle-alert", buttons=("重试",))

    def _put_aside(self, sheet: Sheet, progress: Progress) -> str:
        rest = drafting.body(sheet) if _has_rest(sheet) else None
        return orders.keep(self.page.room.desk, sheet.entry, sheet.complete(), sheet.red_line(), rest, progress)

    def _put_away(self, version: str) -> None:
        self.page.room.say(f"{self.number} 已存着")
        self._end()

    def _not_kept(self, error: BaseException) -> None:
        self._draft_failed(surface_of(error).text)
        self.page.fail(error)

    def _end(self) -> None:
        self.number = ""
        self._keeper = None
        self.ended.emit()

    def _finish(self, values: dict[str, Any]) -> None:
        sheet = self.sheet
        if sheet is None:
            return
        right = tuple(one for one in sheet.entry.findings if sheet.settled.get(one.item))
        work = partial(
            orders.finish,
            self.page.room.desk,
            sheet.entry,
            sheet.whole(),
            sheet.red_line(),
            forms.taken(values),
            right,
        )
        task = self.page.room.tasks.write(work, done=self._finished, failed=self.page.fail, label="检查表录毕")
        self.page.follow(task)

    def _finished(self, done: Any) -> None:
        self.page.room.say(f"{self.number} 已录毕，得分 {done.answer['score']}；等督察组长审定")
        self._keeper = None
        self.open(self.number)

    def _return(self, values: dict[str, Any]) -> None:
        work = partial(orders.reopen, self.page.room.desk, self.number, values["reason"])
        self.page.room.tasks.write(work, done=self._returned, failed=self.page.fail, label="退回检查表")

    def _returned(self, done: Any) -> None:
        self.page.room.say(f"{self.number} 已退回")
        self.open(self.number)

    def _reread(self, entry: EntrySheet) -> None:
        sheet = self.sheet
        if sheet is None or entry.whole.row.number != self.number:
            return
        closed = entry.month_closed and not self.view.readonly
        if closed or (entry.version != sheet.entry.version and not self._dirty):
            self.open(self.number)
            return
        self.view.show_photos(entry)
        self._read_photos()

    def _attached(self, item: int | None, count: int, done: Any) -> None:
        self.page.room.say(f"已附 {count} 张照片" + (f"，作 {item} 的证据" if item else ""))
        for warning in {warning for one in done for warning in map(message, one.warnings)}:
            self.page.room.warn(warning)
        self.refresh()

    def _read_photos(self) -> None:
        for digest in self.view.panel.photos.missing():
            work = partial(self._read_photo, self.number, digest)
            self.page.room.tasks.read(work, done=self._photo_read, failed=self._no_photo)

    def _read_photo(self, number: str, digest: str, progress: Progress) -> tuple[str, QImage, Photo]:
        found: Photo = self.page.room.desk.ask(PhotoData(number=number, digest=digest))
        image = QImage.fromData(found.data)
        if image.width() > _THUMB:
            image = image.scaledToWidth(_THUMB, Qt.TransformationMode.SmoothTransformation)
        return digest, image, found

    def _photo_read(self, found: tuple[str, QImage, Photo]) -> None:
        self.view.panel.photos.put(*found)

    def _no_photo(self, error: BaseException) -> None:
        self.page.room.warn(f"照片读不出来：{surface_of(error).text}")

    def _show_form(self, form: Form) -> None:
        self.close_form()
        holder = QWidget()
        holder.setFixedWidth(self.view.panel.width())
        inside = QVBoxLayout(holder)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(form)
        inside.addStretch(1)
        form.dropped.connect(self._drop_form)
        self.form, self._holder = form, holder
        self.view.show_aside(holder)
        form.first_field().setFocus(Qt.FocusReason.OtherFocusReason)

    def _drop_form(self) -> None:
        self.close_form()
        self.view.focus_items()

    def _may_record(self) -> bool:
        return self.page.room.desk.may("inspections.record")


def _has_rest(sheet: Sheet) -> bool:
    """Say whether something keyed does not fit into the stored sheet: half facts, items put aside, findings."""
    half = any(sheet.answer(item.no) is not None and sheet.gaps_of(item.no) for item in sheet.items)
    parked = any(sheet.entries[item.no].parked for item in sheet.items)
    return half or parked or bool(sheet.settled) or (sheet.red is not None and sheet.red_line() is None)
