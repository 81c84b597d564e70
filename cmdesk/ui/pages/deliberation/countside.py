"""The right column of a count: what is open, the account of the paper, who keys, and the clause."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from cmdesk.ui.pages.deliberation.presenter import PaperLine
from cmdesk.ui.pages.deliberation.session import DUTIES, CountSession, Stage
from cmdesk.ui.pages.deliberation.strip import cell_name, recount_state
from cmdesk.ui.theme.look import Look
from cmdesk.ui.widgets import paint
from cmdesk.ui.widgets.buttons import Button
from cmdesk.ui.widgets.labels import Avatar, Card, IconMark, Label

DUTY_WORDS = {"teller": "计票人", "scrutineer": "监票人"}
_MOST = 4
RULE = "一行勾选两处或无法辨认的，该行无效；空白为弃权，计入收回和有效（B.12.10）。"


class DifferencesCard(Card):
    """一致才入账: how many cells differ, each with its state, and the button that books. `booked` when pressed."""

    booked = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__("true", parent)
        self._look = look
        self.state = Label(look, "", size=12, tone="second")
        self.figure = Label(look, "", size=22, bold=True)
        self.told = Label(look, "", tone="second", wrap=True)
        self.rows = [_DifferenceRow(look) for _ in range(_MOST)]
        self.note = Label(look, "", size=12, tone="second", wrap=True)
        self.button = Button(look, "入账", icon="lock", kind="fill")
        self.button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.button.clicked.connect(self.booked)
        top = QHBoxLayout()
        top.addWidget(Label(look, "一致才入账", size=15, bold=True))
        top.addStretch(1)
        top.addWidget(self.state)
        count = QHBoxLayout()
        count.setSpacing(8)
        count.addWidget(self.figure)
        count.addWidget(self.told, 1, Qt.AlignmentFlag.AlignVCenter)
        inside = QVBoxLayout(self)
        inside.setContentsMargins(16, 12, 16, 14)
        inside.setSpacing(6)
        inside.addLayout(top)
        inside.addLayout(count)
        for row in self.rows:
            inside.addWidget(row)
        inside.addWidget(self.note)
        inside.addWidget(self.button)

    def show_session(self, session: CountSession) -> None:
        """Show how far it is."""
        compared = session.stage in {Stage.RECOUNT, Stage.BOOK}
        whole = session.returned * len(session.people)
        waiting, opened = session.unsettled(), session.open_recount()
        settled = len(session.recounts) - len(waiting)
        self.state.setText(f"已复核 {settled} / {len(session.recounts)}" if session.recounts else "")
        self.figure.setVisible(compared)
        self.figure.say(str(len(waiting)), "warn" if waiting else "ok")
        if not compared:
            self.told.setText("两人都录完才比对；此前不显示任何一格。")
        else:
            rest = f"其余 {whole - len(waiting)} 格一致" if waiting else f"{whole} 格全部一致"
            self.told.setText(f"处不同，{rest}")
        for place, row in enumerate(self.rows):
            row.setVisible(place < len(waiting))
            if place < len(waiting):
                row.show_row(cell_name(waiting[place].cell), *recount_state(waiting[place], opened))
        self.note.setText(self._note(session, compared))
        self.note.setVisible(bool(self.note.text()))
        if session.stage is Stage.BOOK:
            self.button.setEnabled(True)
            self.button.say("入账，两人确认", icon="lock", key="F12")
        else:
            self.button.setEnabled(False)
            self.button.say(f"入账（还差 {len(waiting)} 处复核）" if compared else "入账（还没有比对）", key="")

    def _note(self, session: CountSession, compared: bool) -> str:
        if session.stage is Stage.BOOK:
            void = session.void_reasons()
            told = f"整票无效 {len(void)} 张：{'、'.join(void)}。" if void else ""
            return f"{told}入账以后只留合计，单张票从内存里清除，不能撤销。"
        if compared:
            return "差异没有清零，一格也不入账。再录仍不同的，该票整张重录。"
        return ""


class _DifferenceRow(QWidget):
    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._name, self._word, self._state = "", "", "none"
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        look.changed.connect(self.updateGeometry)

    def show_row(self, name: str, word: str, state: str) -> None:
        self._name, self._word, self._state = name, word, state
        self.setAccessibleName(f"{name} {word}")
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(160, self._look.scaled(30))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        try:
            look, box = self._look, QRectF(self.rect())
            open_now = self._state == "info"
            ground = look.tokens.selection if open_now else look.tokens.soft
            paint.draw_round(painter, box, ground=ground, line=None if open_now else look.tokens.line)
            tone = "onsel" if open_now else "second"
            inner = box.adjusted(12, 0, -12, 0)
            paint.draw_text(painter, look, inner, self._name, bold=open_now, tone=tone)
            paint.draw_text(painter, look, inner, self._word, size=12, tone=tone, align=paint.RIGHT)
        finally:
            painter.end()


class PaperAccountCard(Card):
    """票账 of one paper: 发出 = 收回 + 未收回, 收回 = 有效 + 无效."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__("true", parent)
        self._look = look
        self.title = Label(look, "票账", size=15, bold=True)
        self.about = Label(look, "", size=12, tone="second")
        self.rows = (_Equation(look), _Equation(look))
        top = QHBoxLayout()
        top.addWidget(self.title)
        top.addStretch(1)
        top.addWidget(self.about)
        inside = QVBoxLayout(self)
        inside.setContentsMargins(16, 12, 16, 12)
        inside.setSpacing(6)
        inside.addLayout(top)
        for row in self.rows:
            inside.addWidget(row)

    def show_account(self, line: PaperLine, session: CountSession | None) -> None:
        """Show the account; 有效 and 无效 stand once both keyings agree."""
        account = line.account
        self.title.setText(f"票账 · {line.label}")
        self.about.setText(line.about)
        out = (account.issued, account.returned, account.unreturned)
        self.rows[0].show_numbers(("发出", "收回", "未收回"), out)
        valid, invalid = account.valid, account.invalid if account.state == "counted" else None
        if session is not None and session.stage is Stage.BOOK:
            invalid = session.totals().invalid
            valid = session.returned - invalid
        self.rows[1].show_numbers(("收回", "有效", "无效"), (account.returned, valid, invalid))


class _Equation(QWidget):
    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._labels: tuple[str, ...] = ()
        self._numbers: tuple[int | None, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        look.changed.connect(self.updateGeometry)

    def show_numbers(self, labels: tuple[str, ...], numbers: tuple[int | None, ...]) -> None:
        self._labels, self._numbers = labels, numbers
        pairs = zip(labels, numbers, strict=True)
        told = (f"{label} {'一致后显示' if n is None else n}" for label, n in pairs)
        self.setAccessibleName("，".join(told))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(180, self._look.scaled(self._look.pick(46, 42)))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        try:
            look = self._look
            small, side = look.scaled(17), look.scaled(18)
            room = (self.width() - side - 6) / 3
            for place, (label, number) in enumerate(zip(self._labels, self._numbers, strict=True)):
                x = place * room
                paint.draw_text(painter, look, QRectF(x, 0, room, small), label, size=12, tone="second")
                cell = QRectF(x, small, room, self.height() - small)
                told = "—" if number is None else str(number)
                paint.draw_text(painter, look, cell, told, size=18, bold=True)
                if place < 2:
                    sign = QRectF(x + room * 0.55, small, room * 0.35, self.height() - small)
                    paint.draw_text(painter, look, sign, "=+"[place], tone="second", align=paint.CENTRE)
            if None not in self._numbers:
                top = round(small + (self.height() - small - side) / 2)
                painter.drawPixmap(self.width() - side, top, look.icon("circle-check", "ok", 18))
        finally:
            painter.end()


class KeyersCard(Card):
    """两人分开录入: who keys, how many keys, in how long; never what."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__("true", parent)
        self._look = look
        self.rows = {duty: _Keyer(look, duty) for duty in DUTIES}
        inside = QVBoxLayout(self)
        inside.setContentsMargins(16, 12, 16, 12)
        inside.setSpacing(6)
        inside.addWidget(Label(look, "两人分开录入", size=15, bold=True))
        for row in self.rows.values():
            inside.addWidget(row)
        self.note = Label(look, "先录的内容对后录的人不显示。", size=12, tone="second", wrap=True)
        inside.addWidget(self.note)

    def show_session(self, session: CountSession | None) -> None:
        """Show both."""
        for row in self.rows.values():
            row.show_session(session)


class _Keyer(QWidget):
    def __init__(self, look: Look, duty: str) -> None:
        super().__init__()
        self._look, self._duty = look, duty
        self.avatar = Avatar(look, 26)
        self.name = Label(look, "", bold=True)
        self.duty = Label(look, DUTY_WORDS[duty], size=12, tone="second")
        self.fact = Label(look, "", size=12, tone="second")
        self.lock = IconMark(look, "lock", tone="ok", size=14)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for widget in (self.avatar, self.name, self.duty):
            row.addWidget(widget)
        row.addStretch(1)
        row.addWidget(self.fact)
        row.addWidget(self.lock)

    def show_session(self, session: CountSession | None) -> None:
        keying = session.keyings.get(self._duty) if session else None
        name = session.names.get(self._duty, "") if session else ""
        self.avatar.setVisible(bool(name))
        self.avatar.show_name(name)
        self.name.setText(name)
        self.name.setVisible(bool(name))
        done = keying is not None and keying.ended is not None
        self.lock.setVisible(done)
        if keying is None or session is None:
            self.fact.setText("还没有开始")
        elif keying.ended is not None and keying.began is not None:
            minutes = max(1, round((keying.ended - keying.began).total_seconds() / 60))
            self.fact.setText(f"{keying.keyed} 键 · {minutes} 分")
        else:
            self.fact.setText(f"{keying.whole_sheets} / {keying.count} 张")
