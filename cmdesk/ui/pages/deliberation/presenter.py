"""The run sheet of a meeting without widgets: nine steps, the one that is next, and the papers on the way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from cmdesk.kernel.clock import CHINA
from cmdesk.queries.deliberation import ItemRow, MeetingRow
from cmdesk.queries.deliberation_accounts import PaperAccount
from cmdesk.queries.deliberation_run import MeetingRun, PaperTimes
from cmdesk.runtime.sentences import message

RATING, PROPOSAL, GRADED = "democratic_rating", "proposal_vote", "graded_ballot"
DUTY_NAMES = {
    "chair": "主持人",
    "secretary": "记录人",
    "vote_caller": "唱票人",
    "teller": "计票人",
    "scrutineer": "监票人",
}
SITTINGS = {1: "第一次会议", 2: "第二次会议"}
STATES = {"called": "已通知", "open": "进行中", "closed": "已散会", "minuted": "纪要已定稿"}
RUNNING = frozenset({"open", "sealed", "agreed"})
PaperKey = tuple[int, str, int]


class StepState(StrEnum):
    """Where a step stands."""

    DONE = "done"
    NOW = "now"
    LATER = "later"


STEPS = ("call", "duties", "attend", "open", "vote", "count", "close", "minutes", "keep")


@dataclass(frozen=True)
class PaperLine:
    """One row of the accounts: an item's paper in one round."""

    item: int
    title: str
    kind: str
    account: PaperAccount
    times: PaperTimes | None
    standing: bool
    recused: tuple[str, ...]
    several: bool = False
    """Whether the meeting has papers of more than one item, so that a name alone does not say which."""

    @property
    def key(self) -> PaperKey:
        """Give what names the row."""
        return self.item, self.account.paper, self.account.round

    @property
    def name(self) -> str:
        """Give the name of the paper, with its round from the second on."""
        return paper_name(self.account, self.kind)

    @property
    def about(self) -> str:
        """Give whom the paper is about."""
        people = self.account.people
        return people[0][1] if len(people) == 1 else f"{len(people)} 人"

    @property
    def label(self) -> str:
        """Give the name with its item where the meeting has several."""
        return f"第 {self.item} 项{self.name}" if self.several else self.name


@dataclass
class MeetingState:
    """What the page knows of the meeting: its run sheet, what is collected of each paper, and what is chosen."""

    year: int = 0
    meetings: tuple[MeetingRow, ...] = ()
    run: MeetingRun | None = None
    returned: dict[PaperKey, int] = field(default_factory=dict)
    step: str = ""
    paper: PaperKey | None = None

    @property
    def number(self) -> str:
        """Give the number of the meeting, empty where there is none."""
        return self.run.page.row.number if self.run else ""

    def take(self, run: MeetingRun | None) -> None:
        """Take a run sheet that was read anew. What was collected stays for papers that are still open."""
        self.run = run
        alive = {line.key for line in self.lines() if line.standing and line.account.state == "open"}
        self.returned = {key: count for key, count in self.returned.items() if key in alive}

    def lines(self) -> tuple[PaperLine, ...]:
        """Give the rows of the accounts in order of the agenda."""
        return () if self.run is None else lines_of(self.run)

    def shown_step(self) -> str:
        """Give the step whose card is shown: the chosen one, else the next."""
        return self.step or (current_step(self.run) if self.run else "")

    def now_line(self) -> PaperLine | None:
        """Give the paper in work: the chosen one where it is open, else the first that is open, else the first void."""
        standing = [line for line in self.lines() if line.standing]
        opened = [line for line in standing if line.account.state == "open"]
        chosen = [line for line in opened if line.key == self.paper]
        void = [line for line in standing if line.account.state == "void"]
        return next(iter([*chosen, *opened, *void]), None)

    def collected(self, line: PaperLine) -> int:
        """Give how many sheets of an open paper have come back."""
        return self.returned.get(line.key, 0)

    def collect(self, line: PaperLine, change: int) -> None:
        """Put one more or one less."""
        self.returned[line.key] = max(0, self.collected(line) + change)


def clock(at: datetime | None) -> str:
    """Give a time of day, empty where there is none."""
    if at is None:
        return ""
    local = at.astimezone(CHINA)
    return f"{local.hour}:{local.minute:02}"


def paper_name(account: PaperAccount, kind: str = "") -> str:
    """Give the name of a paper as people say it: A 票, 票四（二）."""
    name = f"{account.paper} 票" if kind == RATING else account.paper
    rounds = "一二三四五六七八九"
    return f"{name}（{rounds[min(account.round, 9) - 1]}）" if account.round > 1 else name


def lines_of(run: MeetingRun) -> tuple[PaperLine, ...]:
    """Give the rows of the accounts; only the last round of a paper is standing."""
    times = {(t.item, t.paper, t.round): t for t in run.times}
    grounds = _grounds(run)
    found = []
    for item in run.page.items:
        last: dict[str, int] = {}
        for account in item.papers:
            last[account.paper] = max(account.round, last.get(account.paper, 0))
        for account in item.papers:
            found.append(
                PaperLine(
                    item=item.number,
                    title=item.title,
                    kind=item.kind,
                    account=account,
                    times=times.get((item.number, account.paper, account.round)),
                    standing=account.round == last[account.paper],
                    recused=tuple(_recused(name, account, grounds) for name in account.recused),
                    several=len(run.page.items) > 1,
                )
            )
    return tuple(found)


def _grounds(run: MeetingRun) -> Mapping[tuple[str, str], str]:
    return {(member.name, name): ground for member in run.page.members for name, ground in member.recusals}


def _recused(name: str, account: PaperAccount, grounds: Mapping[tuple[str, str], str]) -> str:
    for _, person in account.people:
        if ground := grounds.get((name, person)):
            return f"{name} {ground}"
    return name


def current_step(run: MeetingRun) -> str:
    """Give the step that is lawful next; empty where everything is done."""
    page = run.page
    if page.row.state == "called":
        if not page.duties:
            return "duties"
        return "open" if page.quorum.reached else "attend"
    if page.row.state == "open":
        return _open_step(run)
    if page.row.state == "closed":
        return "minutes"
    return "" if all(item.seal_no for item in page.items) else "keep"


def _open_step(run: MeetingRun) -> str:
    standing = [line for line in lines_of(run) if line.standing]
    if any(line.account.state in {"open", "void"} for line in standing) or run.tie is not None:
        return "vote"
    if any(item.state == "waiting" for item in run.page.items):
        return "vote"
    return "count" if any(line.account.state in {"sealed", "agreed"} for line in standing) else "close"


def next_item(run: MeetingRun) -> ItemRow | None:
    """Give the first item whose ballot has not been opened."""
    return next((item for item in run.page.items if item.state == "waiting"), None)


def unset_pins(run: MeetingRun) -> tuple[str, ...]:
    """Give who has a duty other than calling the votes and has not set his PIN."""
    wanted = [duty for duty in run.page.duties if duty.duty != "vote_caller" and not duty.has_pin]
    return tuple(dict.fromkeys(duty.name for duty in wanted))


def hindrance(run: MeetingRun) -> str:
    """Give why the next ballot cannot be opened, empty where it can."""
    if run.page.row.state == "open" and not run.page.quorum.reached:
        return "未达法定人数，不能发票"
    return message(run.hindrances[0]) if run.hindrances else ""


def not_yet(run: MeetingRun) -> str:
    """Give why a meeting that votes on levels cannot be opened yet, empty where it can."""
    return message(run.hindrances[0]) if run.hindrances else ""


def caution(run: MeetingRun) -> str:
    """Give what to know of the seats before the first ballot on levels is out."""
    return message(run.cautions[0]) if run.cautions else ""
