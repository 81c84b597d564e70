"""What 五项评价 does: open and close rounds, take in and give out forms, keep reviews and papers."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout

from cmdesk.kernel.clock import today
from cmdesk.kernel.errors import Problem
from cmdesk.kernel.periods import Period, PeriodKind
from cmdesk.queries.evaluations_board import EvaluationRow
from cmdesk.queries.evaluations_forms import PersonForms, RaterForm
from cmdesk.runtime.sentences import message
from cmdesk.ui.dialogs import paths
from cmdesk.ui.forms.form import Form
from cmdesk.ui.forms.second import ask_second
from cmdesk.ui.pages.evaluations import acts, writing
from cmdesk.ui.pages.evaluations.card import SourceCard
from cmdesk.ui.pages.evaluations.leaders import LeadersView
from cmdesk.ui.pages.evaluations.listing import EvaluationList
from cmdesk.ui.pages.evaluations.presenter import NAMES, EvaluationState
from cmdesk.ui.pages.evaluations.review import ReviewBody
from cmdesk.ui.room import Page
from cmdesk.ui.widgets.buttons import Button
from cmdesk.ui.widgets.drawer import Drawer
from cmdesk.ui.widgets.labels import Card

BOOKS = "工作簿 (*.xlsx)"
KINDS = {"industry": "industry", "customer": "survey", "self": "self"}
"""What the import preview calls each source."""
TALL = 8
"""From so many fields on a form takes the place of overview and list."""


class EvaluationActs(Page):
    """The orders of the page; the page itself builds the widgets that are named here."""

    state: EvaluationState
    period: Period
    form: Form | None
    list: EvaluationList
    review: ReviewBody
    leaders: LeadersView
    card: SourceCard
    remind: Button
    drawer: Drawer
    _top: Card
    _slot: QVBoxLayout
    _forms: PersonForms | None
    _raters: tuple[RaterForm, ...]
    _act: str
    _other: str

    def _press(self) -> None:
        if self.form is not None:
            return
        if self.drawer.hides():
            self.drawer.open()
            return
        does: dict[str, Callable[[], Any]] = {
            "open": self._ask_open,
            "import": self._import,
            "review": self._keep_review,
            "close": self._close_round,
        }
        if self.card.button.isEnabled() and self.card.button.isVisible() and self._act in does:
            does[self._act]()

    def _press_other(self) -> None:
        if self._other == "reopen":
            self._ask_reopen()
        elif self._other == "close":
            self._close_round()

    def _ask_open(self) -> None:
        board = self.state.board
        near = today(self.room.desk.clock)
        form = writing.open_form(
            self.room.look, self.state.source, self.period, None if board is None else board.due, near
        )
        self._lay(form, self._open_round)

    def _open_round(self, values: dict[str, Any]) -> None:
        order = acts.open_round(self.period, self.state.source, values.get("due"))
        self.order(order, partial(self._done, f"已开启{NAMES[self.state.source]}"), "开启本轮")

    def _close_round(self) -> None:
        order = acts.close_round(self.period, self.state.source)
        self.order(order, partial(self._done, f"已关闭{NAMES[self.state.source]}，可以撤销（Ctrl+Z）"), "关闭本轮")

    def _ask_reopen(self) -> None:
        self._lay(writing.reopen_form(self.room.look, NAMES[self.state.source]), self._reopen)

    def _reopen(self, values: dict[str, Any]) -> None:
        source, reason = self.state.source, values["reason"]
        order = acts.reopen_round(self.period, source, reason)
        why = f"重开{self.period.chinese}的{NAMES[source]}。原因：{reason}"
        done = partial(self._done, f"已重开{NAMES[source]}")
        ask_second(self, "scoring.reopen", why, lambda actor: self.order(order, done, "重开本轮", second=actor))

    def _keep_review(self) -> None:
        row = self.list.current()
        if row is None or not self.review.ready():
            return
        adjustment, reason, comment = self.review.given()
        order = acts.review(self.period, row.person.staff_no, adjustment, reason, comment)
        self.order(order, partial(self._reviewed, row.person.name), "审核评价")

    def _reviewed(self, name: str, done: Any) -> None:
        self.room.say(f"已记下 {name} 的审核评价，可以撤销（Ctrl+Z）")
        self.card.show_problems(())
        row = self.list.current()
        # The person may have left the list with this: then the next one stands in his place already.
        if row is not None and row.person.name == name:
            self.list.step(1)

    def _import(self) -> None:
        source, board = self.state.source, self.state.board
        if board is None or board.round_of(source).state != "open" or not self.room.desk.may("evaluations.enter"):
            return
        if source in KINDS and self.room.has_page("incoming"):
            self.room.go("incoming", (KINDS[source], self.period))
            return
        if source == "self":
            folder = paths.ask_folder(self, "收回的 D11 在哪个文件夹")
            if folder is not None:
                self._take_files(tuple(sorted(folder.glob("*.xlsx"))))
        elif source in {"industry", "customer"}:
            file = paths.ask_open(self, f"导入{NAMES[source]}", BOOKS)
            if file is not None:
                self._take_files((file,))

    def _take_files(self, files: tuple[Path, ...]) -> None:
        if not files:
            self.room.warn("文件夹里没有 .xlsx 工作簿")
            return
        if self.room.has_page("incoming"):
            self.room.go("incoming", (KINDS[self.state.source], self.period, *files))
            return
        for order in acts.imports(self.state.source, self.period, files):
            self.order(order, self._taken, "导入")

    def _taken(self, done: Any) -> None:
        said = f"，提醒 {len(done.warnings)} 条" if done.warnings else ""
        self.card.show_problems(())
        self.room.say(f"已导入 {done.count} 条{said}，可以撤销（Ctrl+Z）")
        if done.warnings:
            self.banner.say("；".join(message(problem) for problem in done.warnings[:3]), state="warn")

    def _ask_rater(self) -> None:
        self._lay(writing.rater_form(self.room.look), self._issue_industry)

    def _issue_industry(self, values: dict[str, Any]) -> None:
        name = f"D10-{self.period}-{values['rater']}.xlsx"
        out = paths.ask_save(self, "发一份 D10", BOOKS, Path.home() / name)
        if out is not None:
            order = acts.issue_industry(self.period, values["company"], values["rater"], out)
            self.order(order, partial(self._done, f"已写出 {out.name}，发给 {values['rater']}"), "发 D10")

    def _issue_self(self) -> None:
        folder = paths.ask_folder(self, "自我评价表写到哪个文件夹")
        if folder is not None:
            self.order(acts.issue_self(self.period, folder), partial(self._issued, folder), "发自我评价表")

    def _issued(self, folder: Path, done: Any) -> None:
        self.room.say(f"已写出 {done.count} 份自我评价表到 {folder.name}")

    def _key_self(self) -> None:
        row, forms = self.list.current(), self._forms
        if row is not None and forms is not None:
            self._lay(writing.self_form(self.room.look, row.person.name, forms), partial(self._self_keyed, row))

    def _self_keyed(self, row: EvaluationRow, values: dict[str, Any]) -> None:
        order = acts.enter_self(
            self.period, row.person.staff_no, values, len(self._forms.duties if self._forms else ())
        )
        self.order(order, partial(self._done, f"已录 {row.person.name} 的自我评价，可以撤销（Ctrl+Z）"), "录自我评价")

    def _rate(self, row: Any) -> None:
        board = self.leaders.board
        if board is None or board.state != "open" or row is None:
            self.room.warn("领导评还没有开启，或已经关闭")
            return
        form = writing.leader_form(self.room, board, row)
        if form is None:
            self.room.warn("领导评由营销部主任自己评，其余领导的纸表由录入员录")
            return
        self._lay(form, partial(self._rated, row), into=self.leaders.lay)

    def _rated(self, row: Any, values: dict[str, Any]) -> None:
        order = acts.leader(self.period, row.person.staff_no, values)
        self.order(order, partial(self._leader_kept, row.person.name), "领导评")

    def _leader_kept(self, name: str, done: Any) -> None:
        self._done(f"已记下 {name} 的领导评，可以撤销（Ctrl+Z）", done)
        table = self.leaders.table
        table.pick(min(table.currentIndex().row() + 1, self.leaders.model.rowCount() - 1))
        table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _leader_round(self, what: str) -> None:
        order = acts.leader_round(what, self.period)
        self.order(order, partial(self._done, "已记下，可以撤销（Ctrl+Z）"), "领导评")

    def _done(self, said: str, done: Any) -> None:
        self.put_away()
        self.card.show_problems(())
        self.room.say(said)
        self.refresh()

    def _lay(
        self, form: Form, keep: Callable[[dict[str, Any]], Any], into: Callable[[Form], None] | None = None
    ) -> None:
        self.put_away()
        self.form = form
        form.kept.connect(keep)
        form.dropped.connect(self.put_away)
        if into is not None:
            into(form)
        else:
            self._slot.addWidget(form)
            # A whole paper needs the height of the page, and the width that a drawer would cover.
            tall = len(form.fields) >= TALL
            self.list.setVisible(not tall)
            self._top.setVisible(not tall)
        self.drawer.open(False)
        self._follow_acts()
        form.first_field().setFocus(Qt.FocusReason.OtherFocusReason)

    def _follow_acts(self) -> None:
        raise NotImplementedError

    def put_away(self) -> None:
        """Put the open form away."""
        if self.form is not None:
            form, self.form = self.form, None
            form.hide()
            form.setParent(None)
            form.deleteLater()
            self.list.show()
            self._top.show()
            self._follow_acts()
            self.focus_first()

    def show_problems(self, problems: tuple[Problem, ...]) -> bool:
        """Show problems in the open form, else in the card."""
        if self.form is not None:
            return self.form.show_problems(acts.in_the_form(problems))
        if self.period.kind is PeriodKind.YEAR:
            self.leaders.say("\n".join(message(problem) for problem in problems))
        else:
            self.card.show_problems(problems)
        return True

    def _remind(self) -> None:
        board = self.state.board
        if board is None or not self.remind.isVisible():
            return
        target = paths.ask_save(self, "催办单", "PDF (*.pdf)", Path.home() / f"{self.period}-五项评价催办单.pdf")
        if target is None:
            return
        from cmdesk.ui.pages.evaluations.printing import reminder
        from cmdesk.ui.pages.scoring.printing import write_pdf

        try:
            write_pdf(self.room.look, reminder(board, self._raters), target, "五项评价催办单")
        except OSError as error:
            self.banner.say(f"写不了 {target.name}：{error.strerror or error}", state="bad")
            return
        self.room.say(f"已写出 {target.name}")
