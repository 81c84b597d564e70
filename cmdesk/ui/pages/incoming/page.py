"""导入预览: everything a file would do and everything wrong with it, before one byte is written."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QFileSystemWatcher, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget

from cmdesk.kernel.clock import CHINA, today
from cmdesk.kernel.errors import CmdeskError
from cmdesk.kernel.periods import Period
from cmdesk.runtime.context import Done
from cmdesk.ui import words
from cmdesk.ui.dialogs import paths
from cmdesk.ui.failures import surface_of
from cmdesk.ui.forms.second import ask_second
from cmdesk.ui.pages.incoming.entrance import Entrance, taken_apart
from cmdesk.ui.pages.incoming.presenter import HOME_OF, Incoming, Stage
from cmdesk.ui.pages.incoming.work import WorkView
from cmdesk.ui.room import Page, Room
from cmdesk.ui.widgets.buttons import Button
from cmdesk.ui.widgets.head import PageHead
from cmdesk.ui.widgets.labels import Chip
from cmdesk.usecases.incoming_kinds import KINDS
from cmdesk.usecases.incoming_rows import FilePreview, RowState

if TYPE_CHECKING:
    from cmdesk.runtime.context import Actor
    from cmdesk.runtime.dispatcher import Step
    from cmdesk.usecases.incoming_preview import FileKinds

_BOOKS = "工作簿 (*.xlsx *.xls *.ods)"


class IncomingPage(Page):
    """Recognises a file, shows what it would do, writes it whole on F12, and takes it back whole."""

    watched = frozenset({"import_run", "period_state"})

    def __init__(self, room: Room) -> None:
        super().__init__(room)
        look = room.look
        self.state = Incoming(today(room.desk.clock))
        self.state.may = {code: room.desk.may(kind.permission) for code, kind in KINDS.items()}
        self.head = PageHead(look, "导入预览")
        self.pill = Chip(look)
        self.head.after_title(self.pill)
        self.other = Button(look, "换一个文件", icon="upload", key="F3")
        self.other.clicked.connect(self.choose)
        self.marked = Button(look, "导出标注副本", icon="download", key="Ctrl+E")
        self.marked.clicked.connect(self.export_marked)
        self.leave = Button(look, "不导入，离开", key="Esc")
        self.leave.clicked.connect(self.go_away)
        for button in (self.other, self.marked, self.leave):
            self.head.beside(button)
        self.entrance = Entrance(look)
        self.entrance.wanted.connect(self._choose_kind_of_file)
        self.entrance.kind_said.connect(self._kind_said)
        self.work = WorkView(look, self.state)
        self.work.reread.connect(self.read)
        self.work.pressed.connect(self._press)
        self.work.taken_back.connect(self.take_back)
        self.views = QStackedWidget()
        self.views.addWidget(self.entrance)
        self.views.addWidget(self.work)
        self.body.addWidget(self.head)
        self.body.addWidget(self.views, 1)
        self._watcher = QFileSystemWatcher(self)
        self._watcher.fileChanged.connect(self._file_changed)
        self._step: Step | None = None
        self._busy = False
        for keys, slot in (
            ("F3", self.choose),
            ("F8", lambda: self.work.step(1)),
            ("Shift+F8", lambda: self.work.step(-1)),
            ("F6", self.work.swap_drawer),
            ("F12", self.act),
            ("Ctrl+E", self.export_marked),
            ("Esc", self.go_away),
        ):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(slot)
        self._show()

    def arrive(self, argument: Any = None) -> None:
        """Take up a file: a path, (kind, path), (kind, path, period), several paths, or a kind whose file is asked for.

        Without anything the entrance is shown, or the preview that was left.
        """
        kind, files, period = taken_apart(argument)
        if files:
            self.begin(files, kind, period)
        elif kind:
            self._choose_kind_of_file(kind, period)
        else:
            self.refresh()

    def begin(self, files: tuple[Path, ...], kind: str = "", period: Period | None = None) -> None:
        """Take up other files."""
        self.banner.hide()
        self.state.begin(files, kind, period)
        if self._watcher.files():
            self._watcher.removePaths(self._watcher.files())
        self._watcher.addPaths([str(path) for path in files])
        self._show()
        if kind and period is not None:
            self.read()
            return
        from cmdesk.usecases.incoming_preview import RecogniseFile

        self.ask(RecogniseFile(path=files[0]), self._recognised, "认文件")

    def focus_first(self) -> None:
        """Put the focus on the rows, or on the button that chooses a file."""
        target = self.work.rows if self.views.currentWidget() is self.work else self.entrance.choose
        target.setFocus(Qt.FocusReason.OtherFocusReason)

    def refresh(self) -> None:
        """Read the file again (F5); mapping, answers and typed figures stay."""
        if self._busy:
            return
        if self.state.stage is Stage.WRITTEN and self._is_taken_back():
            self._taken_back(None)
        elif self.state.stage in {Stage.SHOWN, Stage.READING} and self.state.kind:
            self.banner.hide()
            self.read()
        else:
            self._show()

    def read(self) -> None:
        """Weigh the file under the answers so far."""
        from cmdesk.usecases.incoming_preview import PreviewImport

        if not self.state.files or not self.state.kind or self.state.stage is Stage.WRITTEN:
            return
        if self.state.preview is None:
            self.state.stage = Stage.READING
            self._show()
        self.ask(PreviewImport(order=self.state.order()), self._previewed, "读文件")

    def choose(self) -> None:
        """Ask for another file, of the kind that the page is about; of any kind once its file is written."""
        open_still = self.state.stage not in {Stage.EMPTY, Stage.WRITTEN}
        self._choose_kind_of_file(self.state.kind if open_still else "")

    def act(self) -> None:
        """Write everything. What is written stays: the same key never takes it back."""
        if not self._busy and self.state.stage is Stage.SHOWN:
            if self.state.obstacle():
                self.work.step(1)
            elif not self.state.nothing_new():
                self._write()

    def export_marked(self) -> None:
        """Write a copy of the sender's file with every problem and warning marked in its cell."""
        preview = self.state.preview
        if preview is None or not (preview.problems or preview.warnings):
            self.room.say("没有要标注的")
            return
        from cmdesk.desk import Desk

        source = self.state.files[0]
        target = paths.ask_save(self, "导出标注副本", "工作簿 (*.xlsx)", source.with_name(f"{source.stem}_标注.xlsx"))
        if target is None:
            return
        several = len(self.state.files) > 1
        jobs = [
            (
                file,
                target.with_name(f"{file.stem}_标注.xlsx") if several else target,
                [
                    [p for p in found if p.where.file in {None, file.name}]
                    for found in (preview.problems, preview.warnings)
                ],
            )
            for file in self.state.files
        ]

        def work(progress: object) -> None:
            for file, copy, (problems, warnings) in jobs:
                if problems or warnings:
                    Desk.closed().annotate(file, copy, problems=problems, warnings=warnings)

        self.room.tasks.read(
            work, done=lambda _: self.room.say(f"标注好的副本：{target.name}"), failed=self.fail, label="导出标注副本"
        )

    def go_away(self) -> None:
        """Leave; nothing is lost, for nothing was written."""
        home = HOME_OF.get(self.state.kind, "home")
        self.room.go(home if self.room.has_page(home) else "home", None)

    def fail(self, error: BaseException) -> None:
        """Show an error; a file that cannot be read at all goes back to the entrance."""
        self._busy = False
        super().fail(error)
        if self.state.preview is None and isinstance(error, CmdeskError):
            self.banner.say(surface_of(error).text, state="bad")
            self.state.stage = Stage.EMPTY
        self._show()

    def poses(self) -> Iterator[str]:
        """Take the preview with its open problem, then all rows."""
        yield "entrance"

    def event(self, event: QEvent) -> bool:
        """Let Ctrl+Z take the whole file back while it is the last thing written, before the window's own undo."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self._takes_back(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take back on Ctrl+Z."""
        if self._takes_back(event):
            self.take_back()
        else:
            super().keyPressEvent(event)

    def _takes_back(self, event: QKeyEvent) -> bool:
        return event.matches(QKeySequence.StandardKey.Undo) and self.state.stage is Stage.WRITTEN

    def _press(self) -> None:
        if self.state.stage is Stage.WRITTEN:
            self.go_away()
        else:
            self.act()

    def _choose_kind_of_file(self, kind: str, period: Period | None = None) -> None:
        start = self.state.files[0].parent if self.state.files else None
        title = f"导入{KINDS[kind].word}" if kind else "选要导入的文件"
        if kind == "self":
            files = paths.ask_open_many(self, title, _BOOKS, start)
        else:
            found = paths.ask_open(self, title, _BOOKS, start)
            files = (found,) if found is not None else ()
        if files:
            self.begin(files, kind, period)
        elif self.state.stage is Stage.EMPTY:
            self._show()

    def _kind_said(self, kind: str) -> None:
        self.state.choose_kind(kind)
        self.state.stage = Stage.READING
        self.read()

    def _recognised(self, found: FileKinds) -> None:
        self.state.recognise(found)
        self._show()
        if self.state.stage is Stage.READING:
            self.read()

    def _previewed(self, preview: FilePreview) -> None:
        if self.state.stage is Stage.WRITTEN or preview.kind != self.state.kind:
            return
        self.room.look.fonts.cover(row.name for row in preview.rows)
        first = self.state.preview is None
        self.state.show(preview)
        self._show()
        if first:
            self.focus_first()

    def _write(self) -> None:
        entry = KINDS[self.state.kind].entry
        if entry.second:
            ask_second(self, entry.second, f"写入{KINDS[self.state.kind].word}", self._write_with)
        else:
            self._write_with(None)

    def _write_with(self, second: Actor | None) -> None:
        self._busy = True
        self._show()
        self.order(self.state.order(), self._written, "全部写入", second=second)

    def _written(self, done: Done) -> None:
        self._busy = False
        self._step = self.room.desk.undoable
        self.state.stage = Stage.WRITTEN
        self.state.written_at = self.room.desk.clock.now()
        self.room.read_backup()
        self.room.say(f"已写入：{KINDS[self.state.kind].word}，可以整批撤销")
        self._show()

    def take_back(self) -> None:
        """Take everything back that was written here."""
        if self._busy or self.state.stage is not Stage.WRITTEN:
            return
        self._busy = True
        self.room.tasks.write(
            lambda progress: self.room.desk.undo_last_import(),
            done=self._taken_back,
            failed=self.fail,
            label="整批撤销",
        )

    def _taken_back(self, step: object) -> None:
        self._busy = False
        self.state.stage = Stage.SHOWN
        self.room.say("已整批撤销，库里和写入前一样")
        self.read()
        self._show()

    def _is_taken_back(self) -> bool:
        """Say whether the window's own undo has taken back what was written here."""
        desk = self.room.desk
        gone = desk.redoable is not None and self._step is not None and desk.redoable.verb == self._step.verb
        return gone and desk.undoable != self._step

    def _file_changed(self, name: str) -> None:
        if name not in self._watcher.files() and Path(name).exists():
            # Spreadsheet programs replace the file: the new one must be watched anew.
            self._watcher.addPath(name)
        if self.state.stage is Stage.SHOWN and self.state.is_stale():
            self.state.changed_on_disk = True
            self._show()

    def _show(self) -> None:
        state, preview = self.state, self.state.preview
        working = state.stage in {Stage.READING, Stage.SHOWN, Stage.WRITTEN}
        self.views.setCurrentWidget(self.work if working else self.entrance)
        for button in (self.other, self.marked):
            button.setVisible(working)
        self.leave.setVisible(state.stage is not Stage.WRITTEN)
        self.work.act.back.setVisible(state.stage is Stage.WRITTEN)
        self._say_pill()
        if not working:
            self.head.say("导入预览", "收到的文件先看后写：有一处不对，整份都不写")
            self.entrance.show_kinds(state.kinds(), state.files[0].name if state.stage is Stage.ASKING else "")
            return
        word = KINDS[state.kind].word if state.kind else "文件"
        parts = [f"{state.period.chinese} {word}" if state.period and KINDS[state.kind].span else word]
        if preview is not None and preview.earlier is not None and state.stage is not Stage.WRITTEN:
            at = preview.earlier.at.astimezone(CHINA).date()
            same = "，内容相同" if preview.earlier.same else ""
            parts += ["第二次来", f"上次 {words.day(at, today=state.today)}，{preview.earlier.rows} 行{same}"]
        self.head.say("导入预览", " · ".join(parts))
        if preview is None:
            self.work.show_reading()
        else:
            self.work.show_state(self.room.desk.clock.now())
            if state.changed_on_disk:
                self.banner.say("文件在磁盘上改过了：按 F5 重读，已答的都留着。", state="info")
        self._say_act()

    def _say_pill(self) -> None:
        state = self.state
        if state.stage is Stage.WRITTEN and state.written_at is not None:
            self.pill.say(f"已写入 {state.written_at.astimezone(CHINA):%H:%M}", "ok")
        else:
            self.pill.say("还没有写入", "info")
        self.leave.say("离开" if state.stage is Stage.EMPTY else "不导入，离开")

    def _say_act(self) -> None:
        state, act = self.state, self.work.act
        preview, obstacle = state.preview, state.obstacle()
        if state.stage is Stage.WRITTEN:
            self._say_written()
            return
        same = state.nothing_new()
        act.mark.show_icon("eye", "primary")
        act.title.setText("现在只是看，还没有写入" if obstacle or same else state.told())
        act.line.setText(
            "关掉这一页，什么也不会留下" if obstacle else state.told() if same else "先自动备份，再一次写入"
        )
        until = f"到{state.period.chinese}关账" if state.period is not None and preview and not preview.closed else ""
        act.steps.show_at(0 if obstacle else 1, (obstacle if preview else "", "先自动备份", _short(until)))
        ready = not obstacle and not same and not self._busy
        text = (
            "正在写入"
            if self._busy
            else "没有变化，不用写"
            if same
            else f"全部写入（{obstacle}）"
            if obstacle
            else "全部写入"
        )
        act.button.say(text, icon="check" if ready else "lock", key="F12" if ready or obstacle else "")
        act.button.setEnabled(ready)

    def _say_written(self) -> None:
        state, act, preview = self.state, self.work.act, self.state.preview
        rows = preview.count(*RowState) if preview is not None else 0
        act.mark.show_icon("circle-check", "ok")
        act.title.setText(f"已写入 {rows} 行")
        act.line.setText("写错了可以整批撤销，直到后面的步骤用到它")
        act.steps.show_at(2, ("齐了", "已备份", _short(f"到{state.period.chinese}关账" if state.period else "")))
        act.back.say("正在撤销" if self._busy else "整批撤销", icon="undo-2", key="" if self._busy else "Ctrl+Z")
        act.back.setEnabled(not self._busy)
        act.button.say("离开", icon="arrow-right", key="Esc")
        act.button.setEnabled(not self._busy)


def _short(text: str) -> str:
    """Give the line under a step without the year, for which there is no room."""
    return text.partition("年")[0][:1] + text.partition("年")[2] if "年" in text and "季" not in text else text
