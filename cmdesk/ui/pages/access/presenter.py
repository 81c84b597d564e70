"""Signing in: who is chosen, what the card says of him, how long he waits. No widget, no clock of its own."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import Enum, auto
from typing import NamedTuple

from cmdesk.kernel.clock import CHINA
from cmdesk.runtime.doorstep import Doorstep, Standing, Surety
from cmdesk.ui import words

LADDER = ("5 次 30 秒", "6 次 1 分", "7 次 2 分", "8 次 4 分", "9 次 8 分", "10 次起 15 分")
DELAYS = (30, 60, 120, 240, 480, 900)
"""The same in seconds."""
FIRST_DELAY = 5
CLOCK_SLACK = timedelta(minutes=10)
"""Clocks are put right by minutes every day."""
RARE_AFTER = timedelta(days=30)
SHOWN_AT_ONCE = 5
BACKUP_OLD = timedelta(days=3)
OFF_DISK_OLD = timedelta(days=7)


class Mode(Enum):
    """Why the page is shown."""

    SIGN_IN = auto()
    LOCKED = auto()


class Fact(NamedTuple):
    """One of the three facts at the left: icon, tone of the icon, a bold line and a quiet one."""

    icon: str
    tone: str
    title: str
    line: str


class SignIn:
    """The state of the page. `now` is passed in whenever it matters."""

    def __init__(self) -> None:
        self.people: tuple[Standing, ...] = ()
        self.unit = ""
        self.mode = Mode.SIGN_IN
        self.me = ""
        self.chosen = ""
        self.unfolded = False
        self.wrong_now: frozenset[str] = frozenset()

    def take(self, door: Doorstep, now: datetime) -> None:
        """Take what the key file says; the person chosen stays chosen."""
        self.people, self.unit = door.people, door.unit
        numbers = [p.number for p in self.people]
        if self.chosen not in numbers:
            self.chosen = self.me if self.me in numbers else (numbers[0] if numbers else "")
        if self.mode is Mode.LOCKED and self.me in numbers:
            order = sorted(self.people, key=lambda p: p.number != self.me)
            self.people = tuple(order)

    def lock(self, me: str) -> None:
        """Become the page of a locked window: the own card is open."""
        self.mode, self.me, self.chosen, self.unfolded = Mode.LOCKED, me, me, False
        self.wrong_now = frozenset()

    def person(self) -> Standing | None:
        """Give who is chosen."""
        return next((p for p in self.people if p.number == self.chosen), None)

    def listed(self, now: datetime) -> tuple[Standing, ...]:
        """Give the people shown as rows: everybody but the chosen one, the rare ones only once unfolded."""
        folded = set() if self.unfolded else {p.number for p in self.rare(now)}
        return tuple(p for p in self.people if p.number != self.chosen and p.number not in folded)

    def rare(self, now: datetime) -> tuple[Standing, ...]:
        """Give those who seldom come: folded into one row where the list is long."""
        if len(self.people) <= SHOWN_AT_ONCE:
            return ()
        # The list comes in order of the last sign-in, so that the seldom ones stand at its end.
        often = [p for p in self.people if p.last_sign_in is not None and now - p.last_sign_in <= RARE_AFTER]
        seldom = list(self.people[max(SHOWN_AT_ONCE - 1, min(len(often), SHOWN_AT_ONCE)) :])
        seldom = [p for p in seldom if p.number != self.chosen]
        return tuple(seldom) if len(seldom) > 1 else ()

    def move(self, step: int, now: datetime) -> None:
        """Choose the next (1) or previous (−1) person; a step over either end of the list unfolds the rare ones."""
        shown = [p for p in self.people if p.number == self.chosen or p in self.listed(now)]
        if not shown:
            return
        place = next((k for k, p in enumerate(shown) if p.number == self.chosen), 0)
        if not 0 <= place + step < len(shown) and self.rare(now) and not self.unfolded:
            self.unfolded = True
            shown = list(self.people)
            place = next((k for k, p in enumerate(shown) if p.number == self.chosen), 0)
        self.chosen = shown[(place + step) % len(shown)].number

    def refused(self, number: str) -> None:
        """Note that a password was wrong just now."""
        self.wrong_now = self.wrong_now | {number}

    def waiting(self, now: datetime) -> int:
        """Give the whole seconds that the chosen person still waits."""
        person = self.person()
        if person is None or person.wait_until is None or person.wait_until <= now:
            return 0
        # Where the clock was set back since, the end lies far off: nobody waits longer than his rung of the ladder.
        longest = DELAYS[max(0, min(person.failures - FIRST_DELAY, len(DELAYS) - 1))]
        return max(1, min(longest, round((person.wait_until - now).total_seconds())))

    def clock_warning(self, now: datetime, backup_at: datetime | None) -> str:
        """Warn where the clock stands before what is known to have happened, or give nothing."""
        known = [p.last_sign_in for p in self.people if p.last_sign_in is not None]
        latest = max((*known, backup_at) if backup_at is not None else known, default=now)
        if latest - now <= CLOCK_SLACK:
            return ""
        here, seen = now.astimezone(CHINA), latest.astimezone(CHINA)
        return (
            f"这台电脑的时钟是 {here:%Y-%m-%d %H:%M}，比最近一次使用（{seen:%Y-%m-%d %H:%M}）还早。"
            "请先把电脑的日期和时间调对再登录，不然期限和记录的时间都会错。"
        )

    def ladder(self) -> tuple[tuple[str, bool], ...]:
        """Give the ladder of delays with the present rung marked; empty before the fifth wrong password."""
        person = self.person()
        if person is None or person.failures < FIRST_DELAY:
            return ()
        present = min(person.failures - FIRST_DELAY, len(LADDER) - 1)
        return tuple((text, k == present) for k, text in enumerate(LADDER))

    def wrong_line(self) -> str:
        """Give the red line below the field, or nothing."""
        person = self.person()
        if person is None or (person.number not in self.wrong_now and person.failures < FIRST_DELAY):
            return ""
        others = "其他人照常能登录。" if len(self.people) > 1 else ""
        left = FIRST_DELAY - person.failures
        if left > 0:
            return f"口令不对，已错 {person.failures} 次，再错 {left} 次要等 30 秒。"
        return f"口令不对，已错 {person.failures} 次。{others}"

    def last_lines(self, now: datetime) -> tuple[str, str, bool]:
        """Give the two lines at the right of the open card, and whether the second one warns."""
        person = self.person()
        if person is None:
            return "", "", False
        last = f"上次 {words.moment(person.last_sign_in, now)}" if person.last_sign_in else "还没有登录过"
        if person.failures:
            return last, f"之后输错过 {person.failures} 次", True
        return last, "之后没有输错过" if person.last_sign_in else "", False

    def heading(self, now: datetime) -> tuple[str, str]:
        """Give the title and the line below it."""
        here = now.astimezone(CHINA)
        line = f"{words.day(here.date())} {words.weekday(here.date(), long=True)}"
        if self.mode is Mode.LOCKED:
            return "已锁定", f"{line} · 您打的字都在"
        part = "早上" if here.hour < 9 else "上午" if here.hour < 12 else "下午" if here.hour < 18 else "晚上"
        return f"{part}好，请登录", f"{line} · {self.unit}" if self.unit else line


def row_time(person: Standing, now: datetime) -> str:
    """Give when somebody was last here, short."""
    return words.moment(person.last_sign_in, now) if person.last_sign_in else "还没有登录过"


def facts(sure: Surety | None, now: datetime) -> tuple[Fact, ...]:
    """Give the three facts at the left. Nothing is read from the database: it is still locked."""
    if sure is None:
        return (Fact("hard-drive", "fill", "数据只在这台电脑", "加密存放"), *_always())
    where = Fact("hard-drive", "fill", "数据只在这台电脑", f"加密存放，{words.size(sure.size)}")
    return (where, _backup(sure, now), *_always())


def _always() -> Sequence[Fact]:
    return (Fact("history", "fill", "每次改动都有记录", "谁、何时、为什么，改了看得出来"),)


def _backup(sure: Surety, now: datetime) -> Fact:
    if sure.backup_at is None:
        return Fact("shield-check", "warn", "还没有备份", "登录后会自动备份；也请在 U盘 上存一份")
    age = now - sure.backup_at
    checked = "已校验，能恢复" if sure.verified else "还没有校验"
    if sure.off_disk_at is None:
        other = "U盘 上还没有存过"
    else:
        days = max(0, (now - sure.off_disk_at).days)
        other = f"U盘 上那份是 {days} 天前" if days else "U盘 上那份是今天的"
    old = age > BACKUP_OLD or sure.off_disk_at is None or now - sure.off_disk_at > OFF_DISK_OLD
    tone = "warn" if old or not sure.verified else "ok"
    return Fact("shield-check", tone, f"{words.moment(sure.backup_at, now)} 备份过", f"{checked}；{other}")


def countdown(seconds: int) -> str:
    """Give a delay as the button shows it: 0:42 后可以再试."""
    return f"{seconds // 60}:{seconds % 60:02} 后可以再试"
