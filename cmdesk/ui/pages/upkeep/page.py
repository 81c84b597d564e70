"""First start: in six minutes from nothing to a database in a safe place with its key on paper."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QHBoxLayout, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from cmdesk.kernel.clock import Clock
from cmdesk.kernel.errors import Unavailable
from cmdesk.kernel.ids import shuffled
from cmdesk.kernel.progress import Progress
from cmdesk.runtime import drive_choice
from cmdesk.ui.dialogs import paths
from cmdesk.ui.failures import Failures, Surface, surface_of
from cmdesk.ui.pages.upkeep.building import BuildingCard
from cmdesk.ui.pages.upkeep.key_step import KeyStep
from cmdesk.ui.pages.upkeep.parts import OPEN_STILL, DriveTile, Field, StepCard, WayCard, WaysPane
from cmdesk.ui.pages.upkeep.presenter import FILE_NAME, GROUPS, FirstStart, Step
from cmdesk.ui.tasks import Task, TaskRunner
from cmdesk.ui.theme.look import Look
from cmdesk.ui.widgets.buttons import Button
from cmdesk.ui.widgets.fields import mark_wrong
from cmdesk.ui.widgets.head import PageHead
from cmdesk.ui.widgets.labels import IconMark, Label
from cmdesk.ui.widgets.progress import ProgressArea

if TYPE_CHECKING:
    from cmdesk.runtime.bringing_back import BackupFacts
    from cmdesk.ui.dialogs.bring_back import BringBackDialog

SAMPLE_FOLDER = "演示县"
TITLES = (
    ("单位、管理员", "单位代码和名称印在每一页上；系统管理员管用户和备份，不经手分数。"),
    ("数据放在哪里", "一个单位一个文件夹：数据库、照片、签好的报告都在里面，全部加密。"),
    ("打印恢复密钥", "口令全忘了、电脑坏了，凭这张纸和备份就能打开数据。"),
)


class FirstStartPage(QWidget):
    """Emits `finished` with the open desk, or `opened_existing` with the path of a database that is there already."""

    finished = Signal(object)
    opened_existing = Signal(Path)

    def __init__(
        self,
        look: Look,
        clock: Clock,
        tasks: TaskRunner,
        failures: Failures,
        default: Path,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._look, self._clock, self._tasks, self._failures, self._default = look, clock, tasks, failures, default
        self._desk: object = None
        asked = sorted(shuffled(list(range(GROUPS)))[:2])
        self.state = FirstStart(asked=(asked[0], asked[1]))
        self.ways = WaysPane(look)
        self.own = WayCard(
            look, "building-2", "新建本单位", "空的数据库，从花名册开始", "要准备：花名册、打印机、两个信封", "Alt+1"
        )
        self.own.setChecked(True)
        self.other = WayCard(
            look, "folder-open", "打开已有的数据库", "这台电脑上已经建过", "要准备：数据库文件、自己的口令", "Alt+2"
        )
        self.own.clicked.connect(self._keep_own)
        self.other.clicked.connect(self._open_other)
        self.ways.ways.addWidget(self.own)
        needs = "要准备：备份文件、口令或恢复密钥"
        self.backup = WayCard(look, "history", "从备份恢复", "换了电脑、硬盘坏了", needs, "Alt+3")
        self.backup.clicked.connect(self._choose_backup)
        needs = "什么都不用准备，第一次约 2 分钟"
        self.sample = WayCard(look, "store", "打开示例县（演示）", "71 人，从 12 月初接着做", needs, "Alt+4")
        self.sample.clicked.connect(self._open_sample)
        self.ways.ways.addWidget(self.other)
        self.ways.ways.addWidget(self.backup)
        self.ways.ways.addWidget(self.sample)
        self.progress = ProgressArea(look)
        self.building = BuildingCard(look)
        self.building.stopped.connect(self._stop_living)
        self._living: Task[Any] | None = None
        self.asked_back: BringBackDialog | None = None
        self.progress.cancelled.connect(self._stop_living)
        self.head = PageHead(look, "新建本单位")
        self.count = Label(look, "", size=12, tone="second")
        self.head.beside(self.count)
        self.steps = tuple(StepCard(look, n + 1, title, line) for n, (title, line) in enumerate(TITLES))
        self.fields = {
            "code": Field(look, "单位代码（6 位）", "如 140702"),
            "name": Field(look, "单位名称", "如 榆次区营销部"),
            "number": Field(look, "系统管理员工号"),
            "person": Field(look, "系统管理员姓名"),
            "password": Field(look, "口令（至少 6 位）", secret=True),
            "again": Field(look, "再输一遍口令", secret=True),
        }
        self.tiles: list[DriveTile] = []
        self._tile_group = QButtonGroup(self)
        self.folder = QLineEdit()
        self.folder.setAccessibleName("数据文件夹")
        self.pick = Button(look, "选文件夹", icon="folder-open")
        self.pick.clicked.connect(self._pick_folder)
        self.folder_wrong = Label(look, "", size=12, tone="bad", wrap=True)
        self.key = KeyStep(look, self.state)
        self.key.changed.connect(self._follow_state)
        self.after = Label(look, "建好以后：加用户 → 导入花名册 → 定规则集 → 排计划", size=12, tone="second")
        self.back = Button(look, "上一步", key="Alt+←", height=36)
        self.back.clicked.connect(self._back)
        self.next = Button(look, "", icon="arrow-right", key="Enter", kind="fill", height=36)
        self.next.clicked.connect(self._next)
        shortcut = QShortcut(QKeySequence("Alt+Left"), self)
        shortcut.activated.connect(self._back)
        self._build()
        for field in self.fields.values():
            field.edit.returnPressed.connect(self._next)
            field.edit.textChanged.connect(self._typed)
        self.folder.textChanged.connect(self._folder_typed)
        self.folder.returnPressed.connect(self._next)
        for edit in self.key.typed:
            edit.returnPressed.connect(self._next)
        for number, card in enumerate(self.steps):
            card.change.setProperty("step", number)
            card.change.clicked.connect(self._change)
        look.changed.connect(self._follow)
        self._follow()
        self._follow_state()
        self._tasks.read(lambda progress: drive_choice.places(), done=self._show_places)

    def showEvent(self, event: QShowEvent) -> None:
        """Start with the cursor where one types: the ways at the left have keys of their own."""
        super().showEvent(event)
        self.focus_field()

    def focus_field(self) -> None:
        """Put the cursor where typing goes on."""
        places = {Step.UNIT: self.fields["code"].edit, Step.PLACE: self.folder, Step.KEY: self.key.first()}
        places[self.state.step].setFocus(Qt.FocusReason.OtherFocusReason)

    def _build(self) -> None:
        grid = QGridLayout(self.steps[0].content)
        grid.setContentsMargins(42, 0, 0, 0)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(2)
        for place, field in enumerate(self.fields.values()):
            grid.addWidget(field, place // 2, place % 2)
        where = QVBoxLayout(self.steps[1].content)
        where.setContentsMargins(0, 0, 0, 0)
        where.setSpacing(12)
        self._tiles = QHBoxLayout()
        self._tiles.setSpacing(12)
        where.addLayout(self._tiles)
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(self.folder, 1)
        line.addWidget(self.pick)
        where.addLayout(line)
        where.addWidget(self.folder_wrong)
        safe = QHBoxLayout()
        safe.setSpacing(8)
        safe.addWidget(IconMark(self._look, "shield-check", tone="ok", size=16))
        safe.addWidget(
            Label(self._look, "备份放在同一个文件夹的 backups 里；请每周往 U盘 再存一份。", size=12, tone="second"), 1
        )
        where.addLayout(safe)
        holder = QVBoxLayout(self.steps[2].content)
        holder.setContentsMargins(0, 0, 0, 0)
        holder.addWidget(self.key)
        inner = QWidget()
        inner.setProperty("plain", "true")
        self._cards = QVBoxLayout(inner)
        self._cards.setContentsMargins(0, 0, 0, 0)
        for card in self.steps:
            self._cards.addWidget(card)
        self._cards.addStretch(1)
        self._scroll = scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setAccessibleName("三个步骤")
        scroll.setWidget(inner)
        self._foot = QWidget()
        foot = QHBoxLayout(self._foot)
        foot.setContentsMargins(0, 0, 0, 0)
        foot.setSpacing(8)
        foot.addWidget(self.after, 1)
        foot.addWidget(self.back)
        foot.addWidget(self.next)
        self._right = QVBoxLayout()
        self._right.addWidget(self.head)
        self._right.addWidget(scroll, 1)
        self._right.addWidget(self.building)
        self._right.addWidget(self.progress)
        self._right.addWidget(self._foot)
        self._right.addStretch()
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.ways)
        whole.addLayout(self._right, 1)

    def _show_places(self, found: tuple[drive_choice.Place, ...]) -> None:
        self.state.take_places(found)
        if not self.state.folder:
            self.state.folder = str(self._default.parent)
        for number, place in enumerate(found[:4]):
            tile = DriveTile(self._look, place, best=number == 0)
            tile.clicked.connect(self._tile_pressed)
            self._tile_group.addButton(tile)
            self._tiles.addWidget(tile)
            self.tiles.append(tile)
        self._show_folder()

    def _show_folder(self) -> None:
        if self.folder.text() != self.state.folder:
            self.folder.setText(self.state.folder)
        chosen = self.state.chosen_place()
        for tile in self.tiles:
            tile.setChecked(tile.place is chosen)

    def _tile_pressed(self) -> None:
        tile = self.sender()
        if isinstance(tile, DriveTile):
            self.state.folder = str(self.state.proposal(tile.place))
            self._show_folder()

    def _pick_folder(self) -> None:
        found = paths.ask_folder(self, "数据放在哪个文件夹")
        if found is not None:
            self.state.folder = str(found)
            self._show_folder()

    def _folder_typed(self, text: str) -> None:
        self.state.folder = text.strip()
        self.state.refusal = ""
        self._show_folder()
        self._follow_state()

    def _typed(self) -> None:
        for name, field in self.fields.items():
            setattr(self.state, name, field.edit.text())
            if field.wrong.text():
                field.say(self.state.unit_problems().get(name, ""))

    def _next(self) -> None:
        if self.state.step is Step.UNIT:
            problems = self.state.unit_problems()
            for name, field in self.fields.items():
                field.say(problems.get(name, ""))
            if problems:
                self.fields[next(name for name in self.fields if name in problems)].edit.setFocus()
                return
            best = next((place for place in self.state.places if place.refusal is None), None)
            if best is not None:
                self.state.folder = str(self.state.proposal(best))
                self._show_folder()
            self._open(Step.PLACE)
        elif self.state.step is Step.PLACE:
            self._check_place()
        elif all(self.state.proved(self.key.typed[0].text(), self.key.typed[1].text())):
            self.finished.emit(self._desk)

    def _check_place(self) -> None:
        if not self.state.folder:
            return
        place = drive_choice.place_of(Path(self.state.folder))
        if place.refusal is not None:
            self._refuse(Unavailable(place.refusal, path=self.state.folder))
            return
        self.next.setEnabled(False)
        self.next.say("正在建数据库…", icon="database", key="")
        state, clock = self.state, self._clock

        def work(progress: Progress) -> object:
            from cmdesk.desk import Desk, NewUnit

            return Desk.create(
                state.database(),
                unit=NewUnit(code=state.code, name=state.name),
                user=state.number.strip(),
                name=state.person,
                password=state.password,
                clock=clock,
            )

        self._tasks.write(work, done=self._made, failed=self._refuse)

    def _made(self, created: object) -> None:
        from cmdesk.desk import Created

        if isinstance(created, Created):
            self._desk, self.state.key = created.desk, created.recovery_key
            self.state.password = self.state.again = ""
            self._open(Step.KEY)

    def _refuse(self, error: BaseException) -> None:
        shown = surface_of(error)
        if shown.surface is Surface.BUG:
            self._failures.show_bug(error)
        self.state.refusal = shown.text
        self._follow_state()
        self.folder.setFocus()

    def _back(self) -> None:
        if self.state.step is Step.PLACE:
            self._open(Step.UNIT)

    def _change(self) -> None:
        if self.state.step is not Step.KEY:
            self._open(Step.UNIT)

    def _open(self, step: Step) -> None:
        self.state.step = step
        self._follow_state()
        self.focus_field()

    def _keep_own(self) -> None:
        self.own.setChecked(True)
        self.focus_field()

    def _open_other(self) -> None:
        self.other.setChecked(False)
        found = paths.ask_open(self, "打开已有的数据库", "数据库 (*.db)", self._default.parent)
        if found is not None:
            self.opened_existing.emit(found)

    def _choose_backup(self) -> None:
        self.backup.setChecked(False)
        found = paths.ask_open(self, "选备份文件", "备份 (*.db *.cmdesk-backup)", self._default.parent)
        if found is None:
            return

        def look_at(progress: Progress) -> BackupFacts:
            from cmdesk.runtime.bringing_back import facts_of_backup

            return facts_of_backup(found)

        self._tasks.read(look_at, done=self._ask_backup, failed=self._no_backup)

    def _ask_backup(self, facts: BackupFacts) -> None:
        from cmdesk.ui.dialogs.bring_back import BringBackDialog

        best = next((place for place in self.state.places if place.refusal is None), None)
        folder = best.folder / "客户经理考评" / facts.unit if best is not None else self._default.parent
        dialog = self.asked_back = BringBackDialog(self._look, facts, folder, self._clock.now(), self)
        dialog.wanted.connect(self._bring_back)
        dialog.rejected.connect(self._leave_backup)
        dialog.open()

    def _bring_back(self, folder: Path, proof: Any) -> None:
        dialog, clock = self.asked_back, self._clock
        if dialog is None:
            return
        target, backup = folder / FILE_NAME, dialog.backup
        dialog.set_busy(True)

        def work(progress: Progress) -> object:
            from cmdesk.desk import Desk

            return Desk.bring_back(target, backup, by=proof, clock=clock, progress=progress)

        task: Task[Any] = self._tasks.write(work, done=self._brought_back, failed=self._no_backup, label="正在恢复")
        task.stepped.connect(self._show_step)
        self._living = task

    def _brought_back(self, desk: object) -> None:
        self._living = None
        self._leave_backup()
        self.finished.emit(desk)

    def _leave_backup(self) -> None:
        self.progress.hide()
        if self._living is not None:
            self._living.cancel()
        if self.asked_back is not None:
            self.asked_back.deleteLater()
            self.asked_back = None

    def _show_step(self, done: int, total: int, label: str) -> None:
        from cmdesk.runtime.sentences import step_words

        self.progress.show_step(done, total, step_words(label))

    def _no_backup(self, error: BaseException) -> None:
        self._living = None
        self.progress.hide()
        shown = surface_of(error)
        if shown.surface is Surface.BUG:
            self._failures.show_bug(error)
        if self.asked_back is not None:
            self.asked_back.refuse(shown.text)
        else:
            self.ways.foot.say(shown.text, "bad")

    def _open_sample(self) -> None:
        self.sample.setChecked(False)
        folder = self._default.parent / SAMPLE_FOLDER
        new = not folder.exists()
        known = next(iter(sorted(folder.glob("*.db"))), None)
        if known is not None:
            self.opened_existing.emit(known)
            return
        self._show_building(True)

        def work(progress: Progress) -> Path:
            from cmdesk.sample.newcomer import live_to_december

            try:
                return live_to_december(folder, progress=progress)
            except BaseException:
                # Half a county would open as if it were whole. What stood there before is not ours to take away.
                for made in [folder] if new else folder.glob("*.db"):
                    shutil.rmtree(made, ignore_errors=True) if made.is_dir() else made.unlink(missing_ok=True)
                raise

        task: Task[Path] = self._tasks.write(work, done=self._sample_made, failed=self._no_sample, label="正在建示例县")
        task.stepped.connect(self.building.show_step)
        self._living = task

    def _show_building(self, building: bool) -> None:
        """Show the county that is made in the place of the form, or the form again."""
        self.own.setChecked(not building)
        self.sample.setChecked(building)
        self.building.setVisible(building)
        for widget in (self._scroll, self._foot, self.count):
            widget.setVisible(not building)
        if building:
            self.ways.foot.say("建好以前，别的走法先停一停。", "second")
            self.building.begin()
            self.building.stop.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.ways.foot.say(OPEN_STILL, "second")
        self._follow_state()

    def _stop_living(self) -> None:
        if self._living is not None:
            self._living.cancel()

    def _sample_made(self, path: Path) -> None:
        self._living = None
        self.opened_existing.emit(path)

    def _no_sample(self, error: BaseException) -> None:
        self._living = None
        self._show_building(False)
        shown = surface_of(error)
        if shown.surface is Surface.BUG:
            self._failures.show_bug(error)
        elif shown.surface is not Surface.STATUS:
            self.ways.foot.say(shown.text, "bad")
        self.focus_field()

    def _follow_state(self) -> None:
        state = self.state
        for number, card in enumerate(self.steps):
            kind = "open" if number == state.step else "done" if number < state.step else "waiting"
            line = {Step.UNIT: state.unit_line(), Step.PLACE: state.folder}.get(Step(number), "")
            card.show_state(kind, line if kind == "done" else "")
            card.change.setVisible(kind == "done" and state.step is not Step.KEY)
            if kind == "waiting" and state.step is Step.UNIT:
                card.content.hide()
        self.key.show_state(open_now=state.step is Step.KEY)
        self.count.setText(f"第 {state.step + 1} 步，共 3 步")
        self.folder_wrong.setText(state.refusal)
        self.folder_wrong.setVisible(bool(state.refusal))
        mark_wrong(self.folder, bool(state.refusal))
        self.back.setVisible(state.step is Step.PLACE)
        building = not self.building.isHidden()
        self.ways.setEnabled(state.step is not Step.KEY and not building)
        if building:
            self.head.say("示例县（演示）", "假的单位、假的人，和您自己的数据分开放；不要了，把它的文件夹删掉就行。")
        else:
            self.head.say("新建本单位", "约 6 分钟。打印密钥之前都可以改。")
        proved = all(state.proved(self.key.typed[0].text(), self.key.typed[1].text()))
        text = {
            Step.UNIT: "下一步，选放在哪里",
            Step.PLACE: "建数据库，打印密钥",
            Step.KEY: "开始使用" if proved else "开始使用（还差抄回两组）",
        }[state.step]
        self.next.setEnabled(state.step is not Step.KEY or proved)
        self.next.say(text, icon="check" if state.step is Step.KEY else "arrow-right", key="Enter")

    def _follow(self) -> None:
        margin = self._look.pick(48, 36, 28)
        self._right.setContentsMargins(margin, self._look.pick(36, 24, 16), margin, self._look.pick(26, 18, 12))
        self._right.setSpacing(self._look.pick(16, 12, 10))
        self._cards.setSpacing(self._look.pick(16, 12, 10))
