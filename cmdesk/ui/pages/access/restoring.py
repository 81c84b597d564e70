"""Going back to a backup from the sign-in: which one, what it holds, who proves himself. No widget, no clock."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from cmdesk.kernel.clock import CHINA
from cmdesk.ui import words

if TYPE_CHECKING:
    from cmdesk.runtime.bringing_back import BackupFacts

SHORTEST_PASSWORD = 6
KINDS = {"automatic": "自动", "before": "导入前", "year": "年度", "copy": "另存"}
HELD = {
    "person": "人员",
    "month_plan": "月计划",
    "inspection_sheet": "督察检查单",
    "indicator_figure": "经营指标",
    "exam_mark": "考试成绩",
    "result": "考评结果",
    "document": "报表",
}
"""The tables whose rows tell a person what he gets back."""


class Restoring:
    """The state of the card: the backups known, newest first, and the one chosen."""

    def __init__(self) -> None:
        self.backups: tuple[BackupFacts, ...] = ()
        self.chosen: BackupFacts | None = None
        self.standing = ""
        """What is in the way of the present data, or nothing where they can be opened."""
        self.busy = False

    def take(self, backups: tuple[BackupFacts, ...]) -> None:
        """Take the backups found; the newest one that was verified is chosen."""
        self.backups = backups
        proven = [facts for facts in backups if facts.verified_at is not None]
        self.chosen = next(iter(proven or backups), None)

    def add(self, facts: BackupFacts) -> None:
        """Take a backup from elsewhere, and choose it."""
        self.backups = (facts, *(known for known in self.backups if known.path != facts.path))
        self.chosen = facts

    def place(self) -> int:
        """Give the place of the chosen one, −1 for none."""
        return self.backups.index(self.chosen) if self.chosen in self.backups else -1

    def holds(self, now: datetime) -> str:
        """Tell what the chosen backup holds and when its last entry can be at the latest."""
        facts = self.chosen
        if facts is None:
            return "这台电脑上没有找到备份。请插上存备份的 U盘，点“别的备份文件”。"
        parts = [f"{word} {facts.counts[table]}" for table, word in HELD.items() if facts.counts.get(table)]
        inside = f"里面有：{'，'.join(parts)}" if parts else "里面有什么，要等口令打开以后才知道"
        entries = f"；操作记录到第 {facts.entries} 条" if facts.entries is not None else ""
        until = f"{words.moment(facts.made_at, now)}以后记的不在里面" if facts.made_at else "不知道是什么时候做的"
        return f"{facts.unit} · {words.size(facts.size)} · {until}。{inside}{entries}。"

    def missing_with_paper(self, recovery_key: str, first: str, again: str) -> str:
        """Say what is still missing beside the printed key and the new password typed twice, or nothing."""
        if self.chosen is None:
            return "还没选备份"
        if not self.chosen.askers:
            return "备份里没有系统管理员"
        if not recovery_key.strip():
            return "还没输恢复密钥"
        if len(first) < SHORTEST_PASSWORD:
            return f"新口令至少 {SHORTEST_PASSWORD} 位"
        return "" if first == again else "两次新口令不一样"

    def missing(self, first: str, second: str) -> str:
        """Say what is still missing beside the two passwords, or nothing."""
        if self.chosen is None:
            return "还没选备份"
        if not self.chosen.askers or not self.chosen.seconds:
            return "备份里没有系统管理员或主任"
        if not first:
            return "还没输系统管理员的口令"
        return "" if second else "还没输主任的口令"


def time_of(facts: BackupFacts) -> str:
    """Give when a backup was made."""
    return f"{facts.made_at.astimezone(CHINA):%Y-%m-%d %H:%M}" if facts.made_at else "时间不详"


def kind_of(facts: BackupFacts) -> str:
    """Give why a backup was made."""
    return KINDS.get(facts.kind, "文件")


def proof_of(facts: BackupFacts) -> str:
    """Say whether a backup was ever proven."""
    return "校验过" if facts.verified_at else "没校验过"
