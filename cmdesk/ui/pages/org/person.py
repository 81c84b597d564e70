"""One person's page: who it is at the left; the year, the trend and the results at the right."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QAction, QHideEvent, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from cmdesk.queries.org import PersonPage, Spell
from cmdesk.queries.org_year import PersonYear
from cmdesk.rules.charts import trend
from cmdesk.ui import words
from cmdesk.ui.pages.org.editing import GroupForm
from cmdesk.ui.pages.org.presenter import is_rural, retailers, years_since
from cmdesk.ui.pages.org.results import PastResults
from cmdesk.ui.pages.org.year import YearLegend, YearStrip
from cmdesk.ui.theme.look import Look
from cmdesk.ui.widgets.buttons import Button
from cmdesk.ui.widgets.charts import TrendChart
from cmdesk.ui.widgets.facts import FactRow, FactRows
from cmdesk.ui.widgets.head import PageHead
from cmdesk.ui.widgets.labels import Avatar, Card, Chip, Label, Rule

WIDTH = 348
SHOWN_MS = 20_000
"""How long an ID number stands in full."""


class _Titled(Card):
    """A card with a heading and a quiet note at its right."""

    def __init__(self, look: Look, title: str, note: str = "") -> None:
        super().__init__()
        self._look = look
        self.title = Label(look, title, size=15, bold=True)
        self.note = Label(look, note, size=12, tone="second")
        self.top = QHBoxLayout()
        self.top.addWidget(self.title)
        self.top.addStretch(1)
        self.top.addWidget(self.note)
        self.inside = QVBoxLayout(self)
        self.inside.addLayout(self.top)
        look.changed.connect(self._follow)
        self._follow()

    def _follow(self) -> None:
        margin = self._look.pick(18, 14)
        self.inside.setContentsMargins(margin, self._look.pick(14, 10), margin, self._look.pick(14, 10))
        self.inside.setSpacing(self._look.pick(8, 5))


class PersonView(QWidget):
    """Emits `left` on Esc and 回名单, `changed` with (fields, day) when a group was changed in its place,
    `id_wanted` when the ID number shall be shown in full."""

    left = Signal()
    id_wanted = Signal()
    changed = Signal(dict, object)

    def __init__(self, look: Look, previous: QAction, following: QAction, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setAccessibleName("个人页")
        self._page: PersonPage | None = None
        self._today = date.min
        self.form: GroupForm | None = None
        self.edits: dict[str, tuple[Button, QWidget, FactRows]] = {}
        self.head = PageHead(look)
        self.avatar = Avatar(look, 42)
        self.rung = Chip(look)
        self.status = Chip(look, dot=True)
        self.head.lead(self.avatar)
        self.back = Button(look, "回名单", icon="arrow-left", key="Esc")
        self.back.clicked.connect(self.left)
        self.move_button = Button(look, "调动或离岗", icon="arrow-up-down", key="Ctrl+M")
        self.move_button.clicked.connect(self.open_move)
        before = Button(look, "上一人", icon="chevron-up", key="Ctrl+↑")
        before.obey(previous)
        after = Button(look, "下一人", icon="chevron-down", key="Ctrl+↓")
        after.obey(following)
        for chip in (self.rung, self.status):
            self.head.after_title(chip)
        for widget in (self.move_button, before, after, self.back):
            self.head.beside(widget)
        self.identity, self.posts, self.ladder, self.route, self.schooling = (
            FactRows(look, row=(27, 22)) for _ in range(5)
        )
        self.remark = Label(look, "", size=12, tone="second", wrap=True)
        self.unmask = Button(look, "显示身份证号", icon="eye", kind="link", height=22)
        self.unmask.clicked.connect(self._press_unmask)
        self._may_unmask = False
        self._id_in_full = ""
        self._cover = QTimer(self)
        self._cover.setSingleShot(True)
        self._cover.setInterval(SHOWN_MS)
        self._cover.timeout.connect(self.mask_id)
        self.tenure = Label(look, "", size=12, tone="second")
        self.strip_card = _Titled(look, "")
        self.strip = YearStrip(look)
        self.trend_card = _Titled(look, "", "点是月度得分，横条是季度得分，虚线是 90 分")
        self.trend = TrendChart(look)
        self.results_card = _Titled(look, "历次结果", "得分为关账时的印出数")
        self.results = PastResults(look)
        self._build()
        look.changed.connect(self._follow)
        self._follow()

    def _build(self) -> None:
        self._facts = QVBoxLayout()
        groups = (
            ("", "身份", self.identity, self.unmask),
            ("posts", "用工与岗位", self.posts, self.tenure),
            ("", "级档", self.ladder, None),
            ("route", "线路与户数", self.route, None),
            ("schooling", "学历与资格", self.schooling, None),
        )
        for number, (code, title, rows, note) in enumerate(groups):
            if number:
                self._facts.addWidget(Rule(self._look))
            self._facts.addWidget(self._group(code, title, rows, note))
        self._facts.addWidget(self.remark)
        self._facts.addStretch(1)
        inner = QWidget()
        inner.setProperty("plain", "true")
        inner.setLayout(self._facts)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setAccessibleName("个人资料")
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidget(inner)
        self._left = Card()
        holder = QVBoxLayout(self._left)
        holder.setContentsMargins(1, 4, 1, 4)
        holder.addWidget(self._scroll)
        self.strip_card.inside.addWidget(self.strip)
        self.strip_card.top.addWidget(YearLegend(self._look))
        self.trend_card.inside.addWidget(self.trend, 1)
        self.results_card.inside.addWidget(self.results, 1)
        self._below = QHBoxLayout()
        self._below.addWidget(self.trend_card, 3)
        self._below.addWidget(self.results_card, 2)
        self._right = QVBoxLayout()
        self._right.addWidget(self.strip_card)
        self._right.addLayout(self._below, 1)
        self._row = QHBoxLayout()
        self._row.addWidget(self._left)
        self._row.addLayout(self._right, 1)
        self._whole = QVBoxLayout(self)
        self._whole.setContentsMargins(0, 0, 0, 0)
        self._whole.addWidget(self.head)
        self._whole.addLayout(self._row, 1)

    def _group(self, code: str, title: str, rows: FactRows, note: QWidget | None) -> QWidget:
        top = QHBoxLayout()
        top.setSpacing(10)
        top.addWidget(Label(self._look, title, bold=True))
        top.addStretch(1)
        if note is not None:
            top.addWidget(note)
        holder = QWidget()
        inside = QVBoxLayout(holder)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(6)
        inside.addLayout(top)
        inside.addWidget(rows)
        if code:
            button = Button(self._look, "改", kind="link", height=22)
            button.setAccessibleName(f"改{title}")
            button.setProperty("group", code)
            button.clicked.connect(self._edit_pressed)
            top.addWidget(button)
            self.edits[code] = (button, holder, rows)
        return holder

    def allow_edits(self, allowed: bool) -> None:
        """Show the ways to change something to whoever may."""
        for button in (self.move_button, *(button for button, _, _ in self.edits.values())):
            button.setVisible(allowed)

    def open_move(self) -> None:
        """Open post and status in their place, where the user may change them."""
        if not self.move_button.isHidden() and (form := self.edit("posts")) is not None:
            self._scroll.ensureWidgetVisible(form)

    def allow_unmask(self, allowed: bool) -> None:
        """Show the way to the ID number to whoever may."""
        self._may_unmask = allowed

    def show_id(self, staff_no: str, number: str) -> None:
        """Show a person's ID number in full for twenty seconds."""
        if self._page is None or self._page.person.staff_no != staff_no:
            return
        self._id_in_full = number
        self._cover.start()
        self._show_identity(self._page)

    def mask_id(self) -> None:
        """Cover the ID number again."""
        self._cover.stop()
        self._id_in_full = ""
        if self._page is not None:
            self._show_identity(self._page)

    def hideEvent(self, event: QHideEvent) -> None:
        """Leave no ID number behind on a page that is not looked at."""
        self.mask_id()
        super().hideEvent(event)

    def _press_unmask(self) -> None:
        if self._id_in_full:
            self.mask_id()
        else:
            self.id_wanted.emit()

    def edit(self, code: str) -> GroupForm | None:
        """Open a group in its place; one at a time."""
        if self._page is None:
            return None
        self.close_form()
        _, holder, rows = self.edits[code]
        self.form = GroupForm(self._look, code, self._page, self._today)
        self.form.ordered.connect(self.changed)
        self.form.dropped.connect(self.close_form)
        rows.hide()
        inside = holder.layout()
        if inside is not None:
            inside.addWidget(self.form)
        self.form.first_field().setFocus(Qt.FocusReason.OtherFocusReason)
        return self.form

    def close_form(self) -> None:
        """Close the open group without keeping anything."""
        if self.form is None:
            return
        self.form.hide()
        self.form.deleteLater()
        self.form = None
        for _, _, rows in self.edits.values():
            rows.show()
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def _edit_pressed(self) -> None:
        sender = self.sender()
        if sender is not None:
            self.edit(str(sender.property("group")))

    def show_person(self, page: PersonPage, year: PersonYear, today: date) -> None:
        """Show a person and his year."""
        person = page.person
        if self._page is not None and self._page.person.staff_no != person.staff_no:
            self.close_form()
            self.mask_id()
        self._page, self._today = page, today
        if self.form is not None:
            self.form.renew(page)
        self.avatar.show_name(person.name)
        place = person.line or words.POSTS.get(person.post or "", "")
        parts = (person.staff_no, words.EMPLOYMENT.get(person.employment, ""), place)
        self.head.say(person.name, " · ".join(part for part in parts if part))
        self.rung.say(words.rung(person.rung) if person.is_manager else "", "info")
        self.status.say(words.STATUS.get(person.status, person.status), "ok" if person.status == "in_post" else "none")
        self._show_facts(page, today)
        self.strip_card.title.setText(f"{year.year} 年的来源")
        self.strip.show_year(year, today)
        self.trend_card.title.setText(f"{year.trend_year} 年走势")
        self.trend.show_trend(trend(year.months, year.quarters))
        self.results.show_results(year.results)
        for widget in (self.strip_card, self.trend_card, self.results_card):
            widget.setVisible(person.post is not None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go back to the list on Esc."""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def _show_identity(self, page: PersonPage) -> None:
        born = page.birth_month or "—"
        sex = words.SEX.get(page.sex or "", "—")
        note = "" if self._may_unmask or not page.id_number else "仅劳资员可见"
        self.identity.show_rows(
            (
                FactRow("工号", page.person.staff_no),
                FactRow("性别 · 出生", f"{sex} · {born}"),
                FactRow("身份证号", self._id_in_full or page.id_number or "未录", note),
            )
        )
        self.unmask.setVisible(self._may_unmask and bool(page.id_number))
        shown = bool(self._id_in_full)
        self.unmask.say("遮住" if shown else "显示身份证号", icon="eye-off" if shown else "eye")

    def _show_facts(self, page: PersonPage, today: date) -> None:
        person = page.person
        self._show_identity(page)
        posts = [s for s in page.spells if s.kind == "post"]
        working = f"{page.working_since:%Y-%m-%d}" if page.working_since else "—"
        rows = [
            FactRow("用工性质", words.EMPLOYMENT.get(person.employment, "—")),
            FactRow("参加工作", working),
        ]
        rows += [_post_row(spell, latest=spell is posts[-1]) for spell in reversed(posts)]
        rows += _status_rows(page, today)
        self.posts.show_rows(rows)
        tenure = years_since(person.post_since, today)
        self.tenure.setText(f"任客户经理 {tenure}" if person.post_since else "")
        since = f"{person.rung_since:%Y-%m-%d} 起" if person.rung_since else "起始日期未录"
        rung_rows = [FactRow("现级档", words.rung(person.rung), since if person.rung else "", bold=True)]
        rungs = [s for s in page.spells if s.kind == "rung"]
        rung_rows += [
            FactRow("此前", words.rung(old.value), f"至 {new.start:%Y-%m-%d}") for old, new in pairwise(rungs)
        ][-2:]
        self.ladder.show_rows(rung_rows)
        share = "农村线路" if is_rural(person.urban, person.rural) else ""
        self.route.show_rows(
            (
                FactRow("服务线路", person.line or "—"),
                FactRow("户数", retailers(person.urban, person.rural), share),
                *(
                    FactRow("以后", spell.value or "线路不详", f"{spell.start:%Y-%m-%d} 起", tone="info")
                    for spell in page.spells
                    if spell.kind == "route" and spell.start > today
                ),
            )
        )
        schooling = [
            FactRow("学历", words.EDUCATION.get(person.education or "", "—")),
            FactRow("职业资格", words.QUALIFICATION.get(person.qualification or "", person.qualification or "—")),
        ]
        if page.kin:
            schooling.append(FactRow("回避关系", "、".join(page.kin), "不互评、不检查"))
        self.schooling.show_rows(schooling)
        self.remark.setText(f"备注：{page.note}" if page.note else "")
        self.remark.setVisible(bool(page.note))

    def _follow(self) -> None:
        gap = self._look.pick(16, 12, 10)
        self._left.setFixedWidth(max(WIDTH, self._look.scaled(290)))
        large = self._look.percent > 100
        for card in (self.trend_card, self.results_card):
            card.note.setVisible(not large)
        self._below.setStretch(0, 1 if large else 3)
        self._below.setStretch(1, 1 if large else 2)
        for layout in (self._row, self._right, self._below, self._whole):
            layout.setSpacing(gap)
        margin = self._look.pick(18, 16)
        self._facts.setContentsMargins(margin, self._look.pick(12, 8), margin, 8)
        self._facts.setSpacing(self._look.pick(8, 5))


def _status_rows(page: PersonPage, today: date) -> list[FactRow]:
    """Give the status where it says more than 在岗, and every one that begins later."""
    spells = [spell for spell in page.spells if spell.kind == "status"]
    now = [spell for spell in spells if spell.start <= today][-1:]
    told = [spell for spell in now if spell.value != "in_post"] + [spell for spell in spells if spell.start > today]
    return [
        FactRow(
            "以后" if spell.start > today else "状态",
            words.STATUS.get(spell.value, spell.value),
            f"{spell.start:%Y-%m-%d} 起",
            tone="info" if spell.start > today else "second",
        )
        for spell in told
    ]


def _post_row(spell: Spell, *, latest: bool) -> FactRow:
    since = f"{spell.start:%Y-%m} 起" if latest else f"{spell.start:%Y-%m} 至 {spell.until:%Y-%m}"
    return FactRow("", words.POSTS.get(spell.value, spell.value), since, dot="full" if latest else "open", bold=latest)
