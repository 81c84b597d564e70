"""Standing users: who signs in, with which duties; a new one, other duties, a new password, an end."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from PySide6.QtWidgets import QVBoxLayout

from cmdesk.kernel.errors import Problem
from cmdesk.kernel.progress import Progress
from cmdesk.queries.settings import UserRow, Users
from cmdesk.ui import words
from cmdesk.ui.forms.choices import FlagField
from cmdesk.ui.forms.form import Form
from cmdesk.ui.forms.second import ask_second
from cmdesk.ui.forms.specs import FieldSpec, FlagSpec, TextSpec
from cmdesk.ui.itemmodels.rows import Column, RowsModel
from cmdesk.ui.pages.settings.passwords import PasswordForm
from cmdesk.ui.pages.settings.section import Section
from cmdesk.ui.room import Page
from cmdesk.ui.secret_files import secret_files
from cmdesk.ui.widgets.banner import Banner
from cmdesk.ui.widgets.buttons import Button
from cmdesk.ui.widgets.cells import RowDelegate
from cmdesk.ui.widgets.labels import Card, Label
from cmdesk.ui.widgets.tables import Table

_DUTY = "duty_"


class UsersSection(Section):
    """The list, and one form at a time below it."""

    code, title, icon = "users", "用户与职责", "user-check"
    line = "管理员不打分、不看日志；同一方面录入和审核不是同一个人"
    permission = "access.manage"

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        look = self.look
        self.add = Button(look, "新增用户", icon="user-plus")
        self.change = Button(look, "改职责", icon="pen-line")
        self.password = Button(look, "重设口令", icon="key-round")
        self.stop = Button(look, "停用", icon="log-out")
        self.recovery = Button(look, "换恢复密钥", icon="shield-check")
        acts = (
            (self.add, self.open_new),
            (self.change, self.open_change),
            (self.password, self.open_password),
            (self.stop, self._ask_stop),
            (self.recovery, self._renew),
        )
        for button, act in acts:
            button.clicked.connect(act)
            self.buttons.addWidget(button)
            button.setVisible(page.room.desk.may("access.manage"))
        columns = (
            Column[UserRow]("工号", lambda row: row.number, lambda row: row.number, share=0.7),
            Column[UserRow]("姓名", lambda row: row.name, lambda row: row.name, share=0.8),
            Column[UserRow]("花名册工号", _tied, lambda row: row.staff_no or "", share=1.1),
            Column[UserRow]("职责", lambda row: words.duties(duty for duty, _ in row.duties) or "没有", share=2.4),
            Column[UserRow]("自", _since, share=1),
            Column[UserRow]("状态", lambda row: "在用" if row.active else "已停用", share=0.7),
        )
        self.model: RowsModel[UserRow] = RowsModel(columns, self)
        self.table = Table(look, "用户")
        self.table.base_height = (40, 34)
        self.table.setItemDelegate(RowDelegate(look, self.table))
        self.table.attach(self.model)  # type: ignore[arg-type]
        self.table.chosen.connect(self._chosen)
        self.table.opened.connect(lambda _: self.open_change())
        self.first = self.table
        self.banner = Banner(look)
        card = Card()
        inside = QVBoxLayout(card)
        inside.setContentsMargins(1, 1, 1, 1)
        inside.addWidget(self.table)
        self.body.addWidget(self.banner)
        self.body.addWidget(card, 1)
        self.untied = Label(look, "", size=12, tone="warn", wrap=True)
        self.untied.hide()
        self.body.addWidget(self.untied)
        self.form: Form | PasswordForm | None = None
        self._picked = ""

    def refresh(self) -> None:
        """Read the users."""
        self.page.ask(Users(), self._show)

    def show_problems(self, problems: tuple[Problem, ...]) -> bool:
        """Show them in the open form."""
        return self.form is not None and self.form.show_problems(problems)

    def current(self) -> UserRow | None:
        """Give the user under the cursor."""
        return self.model.row(self.table.currentIndex().row())

    def poses(self) -> Iterator[str]:
        """Show the form of a new user."""
        if self.add.isVisible():
            self.open_new()
            yield "new"
            self._close()

    def open_new(self) -> None:
        """Open the form of a new user."""
        fields: tuple[FieldSpec, ...] = (
            TextSpec("number", "工号", required=True),
            TextSpec("name", "姓名", required=True),
            TextSpec("staff_no", "花名册工号", hint="本人在花名册里的，要填：亲属和本人的事由此回避"),
            *_duty_fields(()),
        )
        form = Form(
            self.look, fields, title="新增用户", note="口令由本人当场输入。", keep="下一步：本人输入口令", columns=3
        )
        form.kept.connect(self._ask_new_password)
        form.changed.connect(lambda: _show_excluded(form))
        self._open(form)

    def open_change(self) -> None:
        """Open the form of the duties of the user under the cursor."""
        row = self.current()
        if row is None or not row.active or not self.change.isVisible():
            return
        fields = (
            TextSpec("name", "姓名", value=row.name, required=True),
            TextSpec("staff_no", "花名册工号", hint=_tie_hint(row), value=row.staff_no),
            *_duty_fields(tuple(d for d, _ in row.duties)),
        )
        form = Form(
            self.look, fields, title=f"改{row.name}的职责", note="下次登录起生效。", columns=3, need_change=True
        )
        form.kept.connect(lambda values: self._change(row, values))
        form.changed.connect(lambda: _show_excluded(form))
        _show_excluded(form)
        self._open(form)

    def open_password(self) -> None:
        """Open the form of a new password for the user under the cursor."""
        row = self.current()
        if row is None or not row.active:
            return
        form = PasswordForm(self.look, f"重设{row.name}的口令", f"请{row.name}本人输入两遍。", present=False)
        form.kept.connect(lambda _, new: self._set_password(row, new))
        self._open(form)

    def _open(self, form: Form | PasswordForm) -> None:
        self._close()
        self.form = form
        form.dropped.connect(self._close)
        self.body.addWidget(form)
        first = form.first_field() if isinstance(form, Form) else form.fields[0]
        first.setFocus()

    def _close(self) -> None:
        if self.form is not None:
            self.body.removeWidget(self.form)
            self.form.deleteLater()
            self.form = None
            self.table.setFocus()

    def _show(self, rows: tuple[UserRow, ...]) -> None:
        self.model.show(rows)
        untied = [row for row in rows if row.alike]
        self.untied.setText(_untied_words(untied))
        self.untied.setVisible(bool(untied))
        self.table.pick(max(0, self.model.place(lambda row: row.number == self._picked)))

    def _chosen(self, row: UserRow) -> None:
        self._picked = row.number
        for button in (self.change, self.password, self.stop):
            button.setEnabled(row.active)
        self.stop.setEnabled(row.active and row.number != self.page.room.desk.actor.number)

    def _ask_new_password(self, values: dict[str, Any]) -> None:
        note = f"请{values['name']}本人输入两遍，别人不要看。"
        form = PasswordForm(self.look, f"{values['name']}的口令", note, present=False, keep="新增用户")
        form.kept.connect(lambda _, new: self._add(values, new))
        self._open(form)

    def _add(self, values: dict[str, Any], password: str) -> None:
        desk = self.page.room.desk

        def work(progress: Progress) -> Any:
            from cmdesk.usecases.access.add_user import AddUser

            with secret_files(password) as (file,):
                order = AddUser(
                    number=values["number"],
                    name=values["name"],
                    staff_no=values.get("staff_no"),
                    duties=_duties(values),
                    password_file=file,
                )
                return desk.run(order, progress=progress)

        self._write(work, f"已新增用户 {values['name']}")

    def _set_password(self, row: UserRow, password: str) -> None:
        desk = self.page.room.desk

        def work(progress: Progress) -> Any:
            from cmdesk.usecases.access.set_password import SetPassword

            with secret_files(password) as (file,):
                return desk.run(SetPassword(number=row.number, password_file=file), progress=progress)

        self._write(work, f"{row.name}的口令已重设")

    def _write(self, work: Any, said: str) -> None:
        self.page.room.tasks.write(work, done=lambda _: self._done(said), failed=self.page.fail, label=said)

    def _change(self, row: UserRow, values: dict[str, Any]) -> None:
        from cmdesk.usecases.access.change_duties import ChangeDuties

        tied = values["staff_no"] or ""
        staff_no = None if tied == (row.staff_no or "") else tied
        order = ChangeDuties(number=row.number, name=values["name"], duties=_duties(values), staff_no=staff_no)
        self.page.order(order, lambda _: self._done(f"{row.name}的职责已改"), "改职责")

    def _ask_stop(self) -> None:
        row = self.current()
        if row is None:
            return
        form = Form(
            self.look,
            (),
            title=f"停用{row.name}？",
            note="停用后这个工号不能再登录；做过的事仍记在名下。停用不能撤销，要用时另给一个工号。",
            keep="停用",
            drop="不停用",
        )
        form.kept.connect(lambda _: self._stop(row))
        self._open(form)

    def _stop(self, row: UserRow) -> None:
        from cmdesk.usecases.access.remove_user import RemoveUser

        self.page.order(RemoveUser(number=row.number), lambda _: self._done(f"{row.name}已停用"), "停用用户")

    def _renew(self) -> None:
        why = "换一把恢复密钥；旧的那张纸从此打不开数据"
        ask_second(self.page, "upkeep.restore", why, self._renew_with)

    def _renew_with(self, second: Any) -> None:
        from cmdesk.usecases.access.renew_recovery_key import RenewRecoveryKey

        self.page.order(RenewRecoveryKey(), self._renewed, "换恢复密钥", second=second)

    def _renewed(self, done: Any) -> None:
        from cmdesk.ui.pages.upkeep import paper

        groups = str(done.answer["recovery_key"]).split("-")
        unit = self.page.room.desk.actor.name
        if not (paper.has_printer() and paper.print_key(self, groups, unit)):
            self.banner.say(f"没有打印。请两人当场手抄，抄完关掉：{'-'.join(groups)}", state="warn")
        self.page.room.say("恢复密钥已换，旧的那张请销毁")

    def _done(self, said: str) -> None:
        self._close()
        self.page.room.say(said)
        self.refresh()


def _since(row: UserRow) -> str:
    first = min((since for _, since in row.duties), default=None)
    return "" if first is None else first.isoformat()


def _tied(row: UserRow) -> str:
    return row.staff_no or ("没有连上" if row.alike else "—")


def _tie_hint(row: UserRow) -> str:
    if row.alike:
        return f"花名册里有同名的：{'、'.join(row.alike)}。是本人就填上"
    return "本人在花名册里的，要填：亲属和本人的事由此回避"


def _untied_words(rows: list[UserRow]) -> str:
    """Give whom to tie: while somebody is not tied, nothing tells the program for whom he stands aside."""
    shown = "、".join(f"{row.name}（{row.alike[0]}）" for row in rows[:6])
    named = shown if len(rows) <= 6 else f"{shown}等 {len(rows)} 人"
    return f"花名册里有同名的人、还没连上：{named}。不连上就不会自动回避；选中后按“改职责”填花名册工号。"


def _duty_fields(held: tuple[str, ...]) -> tuple[FlagSpec, ...]:
    return tuple(FlagSpec(f"{_DUTY}{code}", "", words=word, value=code in held) for code, word in words.DUTIES.items())


def _duties(values: dict[str, Any]) -> tuple[Any, ...]:
    from cmdesk.runtime.permissions import Duty

    return tuple(Duty(name.removeprefix(_DUTY)) for name, value in values.items() if name.startswith(_DUTY) and value)


def _show_excluded(form: Form) -> None:
    """Keep duties that no one person may hold together from being ticked, and say beside each why."""
    from cmdesk.runtime.permissions import excluded_duties

    excluded = excluded_duties(_duties(form.values()))
    for code, word in words.DUTIES.items():
        field = form.fields[f"{_DUTY}{code}"]
        against = next((found for duty, found in excluded.items() if str(duty) == code), frozenset())
        held = bool(field.value())
        if isinstance(field, FlagField):
            field.setText(f"{word}（不能兼{words.duties(against)}）" if against and not held else word)
            field.setAccessibleName(field.text())
            # What is ticked can always be taken away.
            field.setEnabled(held or not against)
