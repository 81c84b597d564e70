"""Signing keys: who holds which, a new one for a duty holder, one that is lost."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QVBoxLayout

from cmdesk.kernel.errors import Problem
from cmdesk.kernel.progress import Progress
from cmdesk.queries.access_keys import KeyRow, Roots, SigningKeys
from cmdesk.queries.reports_pages import save
from cmdesk.queries.reports_words import DUTIES
from cmdesk.ui.dialogs import paths
from cmdesk.ui.forms.form import Form
from cmdesk.ui.forms.specs import ChoiceSpec, TextSpec
from cmdesk.ui.itemmodels.rows import Column, RowsModel
from cmdesk.ui.pages.settings.passwords import PasswordForm
from cmdesk.ui.pages.settings.section import Section
from cmdesk.ui.room import Page
from cmdesk.ui.secret_files import secret_files
from cmdesk.ui.widgets.buttons import Button
from cmdesk.ui.widgets.cells import RowDelegate
from cmdesk.ui.widgets.empty import Empty
from cmdesk.ui.widgets.labels import Card
from cmdesk.ui.widgets.tables import Table

SIGNED_AS = ("appraised", "department_head", "inspection_leader", "inspector", "member", "unit_seal")
"""What a key may be for: the duties that a form has a place for; a key of another one would sign nothing."""
_SIGNS = "督察员签检查表，组长签年度报告，主任和被考评人签季度表、年度报告，评议会工作人员签计票报告，单位签章盖卷宗"


class KeysSection(Section):
    """The list of keys, and one form at a time below it."""

    code, title, icon = "keys", "签名密钥", "signature"
    line = "在报表上签名用的密钥：先建签发机构，一次就够；再给每位签字人发一把。文件和口令由本人保管"
    permission = "access.manage"

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        look = self.look
        self.authority = Button(look, "建试用签发机构", icon="shield-check")
        self.roots = Button(look, "写出根证书", icon="download")
        self.issue = Button(look, "签发密钥", icon="plus")
        self.revoke = Button(look, "吊销", icon="x")
        for button, act in (
            (self.authority, self._make_authority),
            (self.roots, self._write_roots),
            (self.issue, self.open_form),
            (self.revoke, self._ask_revoke),
        ):
            button.clicked.connect(act)
            self.buttons.addWidget(button)
            button.setVisible(page.room.desk.may("access.manage"))
        for button in (self.authority, self.roots):
            # Which of the two is shown depends on whether there is an authority.
            button.hide()
        columns = (
            Column[KeyRow]("持有人", lambda row: row.holder, lambda row: row.holder, share=1.7),
            Column[KeyRow]("工号", lambda row: row.number, lambda row: row.number, share=0.8),
            Column[KeyRow]("职责", lambda row: row.duty_name, lambda row: row.duty_name, share=1.4),
            Column[KeyRow]("签发", lambda row: row.issued_on.isoformat(), lambda row: row.issued_on),
            Column[KeyRow]("状态", _state, share=1.2),
        )
        self.model: RowsModel[KeyRow] = RowsModel(columns, self)
        self.table = Table(look, "签名密钥")
        self.table.base_height = (36, 32)
        self.table.setItemDelegate(RowDelegate(look, self.table))
        self.table.attach(self.model)  # type: ignore[arg-type]
        self.table.chosen.connect(self._chosen)
        self.first = self.table
        self.empty = Empty(look, "signature", "还没有签名密钥", "先建试用签发机构，再给每位签字人签发")
        card = Card()
        inside = QVBoxLayout(card)
        inside.setContentsMargins(1, 1, 1, 1)
        inside.addWidget(self.table)
        inside.addWidget(self.empty)
        self.body.addWidget(card, 1)
        self.form: Form | PasswordForm | None = None
        self._pem = ""

    def refresh(self) -> None:
        """Read the keys and whether there is an authority."""
        self.page.ask(Roots(), self._show_roots)
        self.page.ask(SigningKeys(), self._show)

    def show_problems(self, problems: tuple[Problem, ...]) -> bool:
        """Show them in the open form."""
        return self.form is not None and self.form.show_problems(problems)

    def poses(self) -> Iterator[str]:
        """Show the form of a new key."""
        if self.issue.isVisible():
            self.open_form()
            yield "form"
            self._close()

    def open_form(self) -> None:
        """Open the form of a new key."""
        fields = (
            TextSpec("number", "持有人工号", required=True),
            ChoiceSpec(
                "duty",
                "用来签什么",
                choices=tuple((code, DUTIES[code]) for code in SIGNED_AS),
                required=True,
                hint=_SIGNS,
            ),
        )
        note = "密钥口令由持有人当场输入；文件交本人保管，丢了就吊销再发。"
        form = Form(self.look, fields, title="签发密钥", note=note, keep="下一步：本人输入密钥口令", columns=2)
        form.kept.connect(self._ask_password)
        self._open(form)

    def _open(self, form: Form | PasswordForm) -> None:
        self._close()
        self.form = form
        form.dropped.connect(self._close)
        self.body.addWidget(form)
        (form.first_field() if isinstance(form, Form) else form.fields[0]).setFocus()

    def _close(self) -> None:
        if self.form is not None:
            self.body.removeWidget(self.form)
            self.form.deleteLater()
            self.form = None
            self.table.setFocus()

    def _show(self, rows: tuple[KeyRow, ...]) -> None:
        self.model.show(rows)
        self.table.setVisible(bool(rows))
        self.empty.setVisible(not rows)
        self.revoke.setEnabled(bool(rows))
        if rows:
            self.table.pick(0)

    def _show_roots(self, pem: str) -> None:
        self._pem = pem
        may = self.page.room.desk.may("access.manage")
        self.authority.setVisible(may and not pem)
        self.roots.setVisible(bool(pem))
        self.issue.setEnabled(bool(pem))
        self.empty.say("还没有签名密钥", "给每位签字人签发一把" if pem else "先建试用签发机构，再给每位签字人签发")

    def _chosen(self, row: KeyRow) -> None:
        self.revoke.setEnabled(row.revoked_on is None)

    def _make_authority(self) -> None:
        out = self._ask_roots()
        if out is None:
            return
        room = self.page.room

        def work(progress: Progress) -> Any:
            from cmdesk.usecases.access.make_trial_authority import MakeTrialAuthority

            return room.desk.run(MakeTrialAuthority(roots=out), progress=progress)

        said = f"试用签发机构已建，根证书在 {out}"
        room.tasks.write(work, done=lambda _: self._done(said), failed=self._not_made, label="建试用签发机构")

    def _not_made(self, error: BaseException) -> None:
        # Where only its file could not be written the authority stands: from now on the file can be written again.
        self.page.fail(error)
        self.refresh()

    def _write_roots(self) -> None:
        """Write the root certificate again: whoever checks signatures on another PC needs the file."""
        out = self._ask_roots()
        if out is None:
            return
        data = self._pem.encode("ascii")

        def work(progress: Progress) -> None:
            save(out, data)

        said = f"根证书在 {out}，别的电脑验签时用它"
        room = self.page.room
        room.tasks.read(work, done=lambda _: room.say(said), failed=self.page.fail, label="写出根证书")

    def _ask_roots(self) -> Path | None:
        return paths.ask_save(self, "根证书写到哪里", "根证书 (*.pem)", Path.home() / "roots.pem")

    def _ask_password(self, values: dict[str, Any]) -> None:
        word = DUTIES.get(str(values["duty"]), "")
        form = PasswordForm(
            self.look,
            f"{values['number']} 的密钥口令",
            f"用来以{word}签名；请本人输入两遍。",
            present=False,
            keep="签发",
        )
        form.kept.connect(lambda _, new: self._issue(values, new))
        self._open(form)

    def _issue(self, values: dict[str, Any], password: str) -> None:
        proposal = Path(f"{values['number']}-{DUTIES.get(str(values['duty']), '密钥')}.p12")
        out = paths.ask_save(self, "密钥文件写到哪里", "签名密钥 (*.p12)", proposal)
        if out is None:
            return
        desk = self.page.room.desk

        def work(progress: Progress) -> Any:
            from cmdesk.usecases.access.issue_key import IssueKey

            with secret_files(password) as (file,):
                order = IssueKey(number=values["number"], duty=values["duty"], password_file=file, out=out)
                return desk.run(order, progress=progress)

        said = f"已签发，文件在 {out}"
        self.page.room.tasks.write(work, done=lambda _: self._done(said), failed=self.page.fail, label="签发密钥")

    def _ask_revoke(self) -> None:
        index = self.table.currentIndex()
        row = self.model.row(index.row()) if index.isValid() else None
        if row is None:
            return
        note = "从今天起，用这把密钥签的名都不算数；以前签的照样有效。吊销不能撤销。"
        form = Form(self.look, (), title=f"吊销{row.holder}的密钥？", note=note, keep="吊销", drop="不吊销")
        form.kept.connect(lambda _: self._revoke(row))
        self._open(form)

    def _revoke(self, row: KeyRow) -> None:
        from cmdesk.usecases.access.revoke_key import RevokeKey

        self.page.order(RevokeKey(fingerprint=row.fingerprint), lambda _: self._done("密钥已吊销"), "吊销密钥")

    def _done(self, said: str) -> None:
        self._close()
        self.page.room.say(said)
        self.refresh()


def _state(row: KeyRow) -> str:
    return "在用" if row.revoked_on is None else f"{row.revoked_on.isoformat()} 吊销"
