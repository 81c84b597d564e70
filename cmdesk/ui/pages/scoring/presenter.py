"""计分 without widgets: which periods stand in the tabs, who is shown, what is compared with what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from cmdesk.kernel.periods import Period, PeriodKind
from cmdesk.queries.scoring_board import PeriodChoice, ScoreBoard, ScoreRow
from cmdesk.queries.scoring_comparison import differences
from cmdesk.queries.scoring_derivation import Derivation
from cmdesk.rules.name_search import matches

KINDS = (PeriodKind.MONTH, PeriodKind.QUARTER, PeriodKind.HALF_YEAR, PeriodKind.YEAR)
SCORE_NAMES = {
    PeriodKind.MONTH: "月度营销目标",
    PeriodKind.QUARTER: "综合业绩",
    PeriodKind.HALF_YEAR: "技能等级",
    PeriodKind.YEAR: "综合等级",
}
NOTES = {
    "red_line": "一票否决",
    "exam_deferred": "缓考",
    "exam_absent": "缺考",
    "no_marks": "没有成绩",
    "too_few_quarters": "不定等次",
    "no_exam": "不定等次",
    "talk_required": "要谈话",
    "ungraded": "不定等次",
}
BANDS = {"excellent": "优秀", "competent": "称职", "basic": "基本称职", "incompetent": "不称职"}


class Filter(Enum):
    """The filters over the list of people."""

    ALL = "全部"
    MISSING = "缺来源"
    CHANGED = "有变化"


def short_period(period: Period) -> str:
    """Give a period as a tab has it: 6 月, 二季度, 上半年, 年度."""
    if period.kind is PeriodKind.MONTH:
        return f"{period.number} 月"
    if period.kind is PeriodKind.QUARTER:
        return f"{'一二三四'[period.number - 1]}季度"
    if period.kind is PeriodKind.HALF_YEAR:
        return "上半年" if period.number == 1 else "下半年"
    return "年度"


def long_period(period: Period) -> str:
    """Give a period with its year: 2025 年二季度."""
    if period.kind is PeriodKind.YEAR:
        return f"{period.year} 年度"
    return f"{period.year} 年{'' if period.kind is not PeriodKind.MONTH else ' '}{short_period(period)}"


def first_choice(choices: tuple[PeriodChoice, ...], kind: PeriodKind) -> Period | None:
    """Give the period of a kind to begin with: the first that is over and not closed, else the last closed one."""
    own = [choice for choice in choices if choice.period.kind is kind]
    due = next((choice.period for choice in own if choice.over and not choice.closed), None)
    closed = [choice.period for choice in own if choice.closed]
    return due or (closed[-1] if closed else own[0].period if own else None)


def tabs_of(choices: tuple[PeriodChoice, ...], kept: Mapping[PeriodKind, Period]) -> dict[PeriodKind, Period]:
    """Give the period of each tab: the one that it shows, while there is such a period."""
    known = {choice.period for choice in choices}
    found = {kind: kept[kind] if kept.get(kind) in known else first_choice(choices, kind) for kind in KINDS}
    return {kind: period for kind, period in found.items() if period is not None}


def period_of(
    choices: tuple[PeriodChoice, ...], kept: Period | None, tabs: Mapping[PeriodKind, Period]
) -> Period | None:
    """Give the period to show: the one shown, else the earliest that waits for its close, else the last quarter."""
    if kept is not None and any(choice.period == kept for choice in choices):
        return kept
    due = [choice.period for choice in choices if choice.over and not choice.closed]
    if due:
        return min(due)
    shown = tabs_of(choices, tabs)
    return shown.get(PeriodKind.QUARTER) or next(iter(shown.values()), None)


@dataclass
class ScoringState:
    """What the page shows. `basis` holds the scores of the trial before this one, by period and 工号."""

    choices: tuple[PeriodChoice, ...] = ()
    tabs: dict[PeriodKind, Period] = field(default_factory=dict)
    period: Period | None = None
    board: ScoreBoard | None = None
    filter: Filter = Filter.ALL
    search: str = ""
    moved: dict[str, str] = field(default_factory=dict)
    _last: dict[Period, dict[str, str | None]] = field(default_factory=dict)
    _seen: dict[tuple[Period, str], list[Derivation]] = field(default_factory=dict)

    def take_choices(self, choices: tuple[PeriodChoice, ...]) -> None:
        """Take the periods there are; a tab keeps the period that it shows."""
        self.choices = choices
        self.period = period_of(choices, self.period, self.tabs)
        self.tabs = tabs_of(choices, self.tabs)
        if self.period is not None:
            self.tabs[self.period.kind] = self.period

    def choose(self, period: Period) -> None:
        """Show another period: its tab shows it from now on."""
        self.period = period
        self.tabs[period.kind] = period

    def take_board(self, board: ScoreBoard) -> None:
        """Take a computed board and note who has changed since the one before."""
        self.board = board
        now = {row.person.staff_no: row.score for row in board.rows}
        before = self._last.get(board.period)
        self._last[board.period] = now
        if before is not None and before != now:
            self.moved = differences(before, board)
        elif before is None:
            earlier = {row.person.staff_no: row.before for row in board.rows if row.before is not None}
            self.moved = differences(earlier, board)
        if self.filter is Filter.CHANGED and not self.moved:
            self.filter = Filter.ALL

    def visible(self) -> tuple[ScoreRow, ...]:
        """Give the rows that fit filter and search, best first."""
        rows = self.board.rows if self.board else ()
        return tuple(row for row in rows if self._fits(row, self.filter))

    def counts(self) -> dict[Filter, int]:
        """Give how many rows each filter would show under the same search."""
        rows = self.board.rows if self.board else ()
        return {wanted: sum(self._fits(row, wanted) for row in rows) for wanted in Filter}

    def second_line(self, row: ScoreRow) -> tuple[str, str]:
        """Give what stands below a score, and its tone; empty where there is nothing to say."""
        if row.note in NOTES:
            return NOTES[row.note], "bad" if row.note == "red_line" else "warn"
        if row.missing:
            return f"缺 {'、'.join(row.missing)}", "warn"
        if moved := self.moved.get(row.person.staff_no):
            return moved, "bad" if moved.startswith("−") else "ok"
        if row.band in BANDS:
            return BANDS[row.band], "second"
        return "", "second"

    def heading(self, when: str) -> tuple[str, ...]:
        """Give the parts of the line below the title, the most telling first: the last ones may be left out."""
        board = self.board
        if board is None:
            return ()
        what = long_period(board.period)
        if board.closed:
            again = f"（第 {board.revision} 次）" if board.revision > 1 else ""
            return what, f"{when} 由 {board.closed_by or '—'} 关账{again}", SCORE_NAMES[board.period.kind]
        due = (f"{board.due.month}月{board.due.day}日前关账",) if board.due else ()
        reopened = ("重开",) if board.reopened_reason else ()
        return what, *reopened, f"{board.whole} / {len(board.rows)} 人来源齐", *due, f"试算 {when}"

    def foot(self) -> tuple[str, str]:
        """Give mean and range."""
        board = self.board
        if board is None or board.average is None:
            return "还没有得分", ""
        return f"均分 {board.average}", f"{board.highest} 至 {board.lowest}"

    def take_derivation(self, found: Derivation) -> Derivation | None:
        """Keep a derivation; gives the one before it where something has changed since."""
        kept = self._seen.setdefault((found.period, found.person.staff_no), [])
        if not kept or kept[-1].digest != found.digest or kept[-1].score != found.score:
            kept.append(found)
            del kept[:-2]
        return kept[0] if len(kept) == 2 else None

    def _fits(self, row: ScoreRow, wanted: Filter) -> bool:
        if wanted is Filter.MISSING and not row.missing and not row.note:
            return False
        if wanted is Filter.CHANGED and row.person.staff_no not in self.moved:
            return False
        person = row.person
        return not self.search or matches(self.search, person.name, person.search_keys, person.staff_no)


@dataclass(frozen=True)
class CloseTalk:
    """What the close says of itself: the word of the button, and whether it can be pressed."""

    word: str
    ready: bool


def close_talk(board: ScoreBoard | None, *, may: bool) -> CloseTalk:
    """Give the words of the button that closes."""
    if board is None:
        return CloseTalk("关账", ready=False)
    if not may:
        return CloseTalk("由营销部主任关账", ready=False)
    if not board.over:
        last = board.period.last_day
        return CloseTalk(f"过完 {last.month}月{last.day}日 才能关账", ready=False)
    if board.problems:
        return CloseTalk(f"关账（还差 {len(board.problems)} 处）", ready=False)
    return CloseTalk(f"关账，{len(board.rows)} 人的得分从此不变", ready=True)
