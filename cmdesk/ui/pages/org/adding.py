"""Adding one person by hand: a form over the list, with a draft that outlives a crash."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from cmdesk.kernel.clock import CHINA, today
from cmdesk.kernel.errors import Problem
from cmdesk.ui import words
from cmdesk.ui.forms.drafts import DraftKeeper
from cmdesk.ui.forms.form import ChoiceSpec, DateSpec, Form, NotesSpec, NumberSpec, TextSpec
from cmdesk.ui.forms.specs import FieldSpec
from cmdesk.ui.pages.org.editing import MOST_RETAILERS, effect_of
from cmdesk.ui.room import Room
from cmdesk.ui.widgets.banner import Banner
from cmdesk.ui.widgets.buttons import Button
from cmdesk.ui.widgets.head import PageHead
from cmdesk.ui.widgets.labels import Label

DRAFT = "people:new"
MANAGER = "account_manager"
OF_MANAGERS = ("education", "rung", "rung_since", "line", "urban", "rural", "qualification")
"""Fields that only an account manager has."""
RUNGS = (
    ("trainee", "见习"),
    *(
        (f"{level}-{letter}", f"{word} {letter}")
        for level, word in (("junior", "初级"), ("intermediate", "中级"), ("senior", "高级"))
        for letter in "CBA"
    ),
)
MOST_WIDE = 900


def new_person(day: date) -> tuple[FieldSpec, ...]:
    """Give the fields of somebody new."""
    return (
        TextSpec("name", "姓名", 50, required=True),
        TextSpec("staff_no", "工号", 20, required=True, hint="发了就不改；开头的 0 也要写"),
        ChoiceSpec("employment", "用工性质", tuple(words.EMPLOYMENT.items()), required=True),
        ChoiceSpec("post", "岗位", tuple(words.POSTS.items()), required=True, value=MANAGER),
        DateSpec("since", "任现岗位自", near=day, required=True, hint="客户经理写第一次任职的日期，工龄从它算"),
        DateSpec("working_since", "参加工作", near=day, latest=day),
        ChoiceSpec("rung", "现级档", RUNGS, required=True),
        DateSpec("rung_since", "本级自", near=day, latest=day, hint="不写就不能判断升级年限"),
        ChoiceSpec("education", "学历", tuple(words.EDUCATION.items()), required=True),
        TextSpec("line", "服务线路", 60),
        NumberSpec("urban", "城区户数", 0, 0, MOST_RETAILERS, "户"),
        NumberSpec("rural", "乡村户数", 0, 0, MOST_RETAILERS, "户"),
        ChoiceSpec("sex", "性别", tuple(words.SEX.items())),
        DateSpec("born", "出生年月", near=day, latest=day, month=True),
        ChoiceSpec("qualification", "职业资格", tuple(words.QUALIFICATION.items())),
        NotesSpec("note", "备注", 2, 400),
    )


class AddView(QWidget):
    """Emits `ordered` with the fields of the order, `left` when nothing more is wanted."""

    ordered = Signal(dict)
    left = Signal()

    def __init__(self, room: Room, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        look = self._look = room.look
        self.head = PageHead(look)
        self.head.say("加一个人", "新录用或调来的人。整批的用花名册导入；身份证号只从花名册来。")
        back = Button(look, "回名单", icon="arrow-left", key="Esc")
        back.clicked.connect(self.left)
        self.head.beside(back)
        self.banner = Banner(look)
        self.banner.pressed.connect(self._forget)
        day = today(room.desk.clock)
        self.form = Form(
            look, new_person(day), keep="加入名单", drop="不加", keep_icon="user-plus", columns=3, above=True
        )
        self.effect = Label(look, "", size=12, tone="second", wrap=True)
        self.form.add_below(self.effect)
        self.form.changed.connect(self._follow)
        self.form.kept.connect(self._keep)
        self.form.dropped.connect(self.left)
        self._draft = DraftKeeper(room, DRAFT, self.form.draft)
        self.form.drafted = True
        self.form.changed.connect(self._draft.touched)
        self._build()
        self._follow()

    def begin(self) -> None:
        """Show the form; what was typed before and not kept is there again."""
        if not self.form.changes():
            self._draft.found(self._bring_back)
        self.form.first_field().setFocus(Qt.FocusReason.OtherFocusReason)

    def show_problems(self, problems: Sequence[Problem]) -> bool:
        """Show what was refused."""
        return self.form.show_problems(problems)

    def added(self) -> None:
        """Forget what was typed: it has become a person."""
        self._draft.drop()
        self._empty()

    def _build(self) -> None:
        inner = QWidget()
        inner.setProperty("plain", "true")
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.form)
        column.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setAccessibleName("加一个人")
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(inner)
        self.form.setMaximumWidth(self._look.scaled(MOST_WIDE))
        self._look.changed.connect(self._widen)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(12)
        whole.addWidget(self.head)
        whole.addWidget(self.banner)
        whole.addWidget(scroll, 1)

    def _bring_back(self, draft: dict[str, Any], at: datetime) -> None:
        self.form.set_draft(draft)
        self._follow()
        self.banner.say(f"这是 {at.astimezone(CHINA):%m-%d %H:%M} 没填完的，接着填。", state="info", button="清空重填")

    def _forget(self) -> None:
        self._draft.drop()
        self._empty()
        self.form.first_field().setFocus(Qt.FocusReason.OtherFocusReason)

    def _empty(self) -> None:
        self.banner.hide()
        self.form.set_values({name: MANAGER if name == "post" else None for name in self.form.fields})
        self._follow()

    def _keep(self, values: dict[str, Any]) -> None:
        self.ordered.emit({name: value for name, value in values.items() if value is not None})

    def _follow(self) -> None:
        post = self.form.fields["post"].value()
        hidden = () if post in {MANAGER, None} else OF_MANAGERS
        if set(hidden) != self.form.hidden:
            self.form.hide_fields(hidden)
        text, tone = effect_of(self.form.values())
        self.effect.say(text, tone)
        self.effect.setVisible(bool(text))

    def _widen(self) -> None:
        self.form.setMaximumWidth(self._look.scaled(MOST_WIDE))
