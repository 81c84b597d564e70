"""One's own password."""

from __future__ import annotations

from typing import Any

from cmdesk.kernel.errors import CmdeskError, Problem
from cmdesk.kernel.progress import Progress
from cmdesk.ui.failures import surface_of
from cmdesk.ui.pages.settings.passwords import PasswordForm
from cmdesk.ui.pages.settings.section import Section
from cmdesk.ui.room import Page
from cmdesk.ui.secret_files import secret_files

_WRONG = frozenset({"wrong_password", "sign_in_delayed"})


class PasswordSection(Section):
    """Changes the password of whoever sits here, proved by the present one."""

    code, title, icon, line = "password", "我的口令", "key-round", "每人一个口令，不要告诉别人"

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        note = "口令至少 6 个字符。忘了口令，请系统管理员重设。"
        self.form = PasswordForm(self.look, f"换{page.room.desk.actor.name}的口令", note, present=True)
        self.form.kept.connect(self._keep)
        self.form.dropped.connect(self.form.clear)
        self.form.setMaximumWidth(460)
        self.first = self.form.present
        self.body.addWidget(self.form)
        self.body.addStretch(1)

    def show_problems(self, problems: tuple[Problem, ...]) -> bool:
        """Show them in the form."""
        return self.form.show_problems(problems)

    def _keep(self, old: str, new: str) -> None:
        desk = self.page.room.desk

        def work(progress: Progress) -> Any:
            from cmdesk.usecases.access.change_password import ChangePassword

            with secret_files(old, new) as (old_file, new_file):
                return desk.run(ChangePassword(old_password_file=old_file, password_file=new_file), progress=progress)

        self.page.room.tasks.write(work, done=self._kept, failed=self._failed, label="换口令")

    def _kept(self, done: object) -> None:
        self.form.clear()
        self.form.say("")
        self.page.room.say("口令已换，下次登录用新口令")

    def _failed(self, error: BaseException) -> None:
        if isinstance(error, CmdeskError) and error.code in _WRONG:
            self.form.say(surface_of(error).text)
        else:
            self.page.fail(error)
