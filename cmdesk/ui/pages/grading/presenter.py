"""定级板: who stands on which rung at the moment shown, what is marked, and which act comes next. No widget."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from cmdesk.queries.grading import BoardPage, BoardPerson
from cmdesk.queries.grading_case import money
from cmdesk.queries.grading_life import Life
from cmdesk.queries.grading_seats import LevelCount
from cmdesk.queries.grading_trial import MoveTrial
from cmdesk.rules.ladder import LADDER, Level, Rung, level_above, level_below, one_down, one_up, rung_of
from cmdesk.rules.name_search import matches
from cmdesk.runtime.sentences import message
from cmdesk.ui import words

SUGGESTED, PROPOSED, VOTED, FINAL = "suggested", "proposed", "voted", "final"
MOMENTS = (SUGGESTED, PROPOSED, VOTED, FINAL)
WORDS = {SUGGESTED: "建议", PROPOSED: "拟提", VOTED: "表决", FINAL: "拟定", "decided": "已确定"}
TOP_DOWN = (*reversed(LADDER), Rung.TRAINEE)
"""The rungs as the board shows them."""
AFTER_COUNT = "计票一致后显示"
AFTER_SEATS = "按票和名额定级后显示"


@dataclass(frozen=True)
class Cell:
    """One person on a rung. `mark`: up, down or nothing against the present rung.

    `lost`: the seats gave less than the vote; `locked`: barred from rising; `star`: a special decision; `held`: an open
    objection; `waiting`: moved by hand, the reason is still to be written.
    """

    staff_no: str
    name: str
    rung: Rung
    rank: int | None = None
    mark: str = ""
    lost: bool = False
    locked: bool = False
    star: bool = False
    held: bool = False
    waiting: bool = False

    def spoken(self) -> str:
        """Give everything that the cell shows as words."""
        parts = [self.name, self.rung.chinese]
        parts.append({"up": "升", "down": "降"}.get(self.mark, ""))
        parts.append(f"第 {self.rank} 位" if self.rank else "")
        flags = {
            "名额下调": self.lost,
            "不得晋升": self.locked,
            "特别决定": self.star,
            "异议未答复": self.held,
            "还没写原因": self.waiting,
        }
        return "，".join(part for part in (*parts, *(word for word, on in flags.items() if on)) if part)


@dataclass(frozen=True)
class Pending:
    """A proposal that is shown in its new place and waits for its reason."""

    staff_no: str
    name: str
    rung: Rung


@dataclass(frozen=True)
class Conflict:
    """Somebody else moved a person first: where he put him, and where he was seen here."""

    name: str
    theirs: str
    ours: str


@dataclass
class BoardState:
    """What the view shows."""

    today: date
    life: Life | None = None
    page: BoardPage | None = None
    moment: str = FINAL
    chosen: str = ""
    search: str = ""
    trial: MoveTrial | None = None
    conflict: Conflict | None = None
    pending: Pending | None = None
    may: frozenset[str] = field(default_factory=frozenset)

    def take(self, page: BoardPage, life: Life) -> None:
        """Take what was read; the moment stays where it was, until a new one has come."""
        first, before = self.page is None or self.page.year != page.year, self.offered()
        self.page, self.life = page, life
        shown = self.offered()
        if first or self.moment not in shown or shown[-1] not in before:
            self.moment = shown[-1]
        if not any(person.staff_no == self.chosen for person in page.people):
            self.chosen = ""

    def offered(self) -> tuple[str, ...]:
        """Give the moments that can be shown: 表决 and 拟定 only once the ballots are counted and allocated."""
        known = self.page.levels if self.page is not None else {}
        return tuple(moment for moment in MOMENTS if known.get(moment)) or (SUGGESTED,)

    def why_later(self) -> str:
        """Say when the moments come that cannot be shown yet."""
        return AFTER_SEATS if self.life is not None and self.life.counted else AFTER_COUNT

    def marks(self) -> str:
        """Say what the marks of the board mean at the moment shown."""
        return "↑ 升　↓ 降　虚框 选中的人表决所在" if self.moment == FINAL else "↑ 升　↓ 降"

    def moment_word(self, moment: str) -> str:
        """Give the word of a moment; the last one is 已确定 once the city has decided."""
        return WORDS["decided"] if moment == FINAL and self.decided else WORDS[moment]

    @property
    def decided(self) -> bool:
        """Say whether the city's decision has come."""
        return self.life is not None and self.life.city_on is not None

    @property
    def movable(self) -> bool:
        """Say whether somebody can be moved at the moment shown, by this user."""
        if self.life is None or not self.life.prepared:
            return False
        if self.moment == PROPOSED:
            return "grading.propose" in self.may and not self.life.began
        return self.moment == FINAL and "grading.decide" in self.may and self.life.decided_on is None

    def why_still(self) -> str:
        """Say why nobody can be moved at this moment, in the words of the board's foot."""
        life = self.life
        if life is None or not life.prepared or self.movable:
            return ""
        if self.moment == FINAL:
            if life.decided_on is not None:
                return f"已决定 {words.day(life.decided_on, today=self.today)}，不能再移"
            return "由录入员在集体研究时移动"
        if self.moment == PROPOSED:
            return "已开始表决，拟提不能再改" if life.began else "由营销部主任移动"
        return "由系统给出，不能移动" if self.moment == SUGGESTED else "由票数得出，不能移动"

    def rung(self, person: BoardPerson) -> Rung:
        """Give where a person stands at the moment shown."""
        if self.pending is not None and self.pending.staff_no == person.staff_no and self.moment == PROPOSED:
            return self.pending.rung
        if self.moment == FINAL and self.decided and person.decided:
            return Rung(person.decided)
        return Rung(getattr(person, self.moment) or person.present)

    def cells(self) -> tuple[Cell, ...]:
        """Give all people, the highest rung first, inside a rung by rank."""
        people = self.page.people if self.page is not None else ()
        placed = [(TOP_DOWN.index(self.rung(person)), person) for person in people]
        return tuple(self._cell(person) for _, person in sorted(placed, key=lambda pair: pair[0]))

    def _cell(self, person: BoardPerson) -> Cell:
        rung, present = self.rung(person), Rung(person.present)
        at_end = self.moment == FINAL
        return Cell(
            staff_no=person.staff_no,
            name=person.name,
            rung=rung,
            rank=person.rank,
            mark="up" if rung.place > present.place else "down" if rung.place < present.place else "",
            lost=at_end and person.displaced,
            locked=person.locked,
            star=at_end and person.special is not None,
            held=person.suspended,
            waiting=at_end and person.final_code == "adjusted_open",
        )

    def person(self, staff_no: str) -> BoardPerson | None:
        """Give a person of the board."""
        people = self.page.people if self.page is not None else ()
        return next((person for person in people if person.staff_no == staff_no), None)

    def counts(self) -> Mapping[Level, LevelCount]:
        """Give the levels at the moment shown."""
        wanted = "decided" if self.moment == FINAL and self.decided else self.moment
        found = self.page.levels.get(wanted, ()) if self.page is not None else ()
        return {Level(count.level): count for count in found}

    def ghost(self) -> Rung | None:
        """Give the rung of the dashed cell: where a trial would put somebody, or where the vote had put the chosen."""
        if self.trial is not None:
            return Rung(self.trial.to_rung)
        person = self.person(self.chosen)
        if person is None or self.moment != FINAL or not person.voted:
            return None
        place = min(Rung(person.voted), Rung(person.ceiling), key=lambda rung: rung.place)
        return None if place is self.rung(person) else place

    def ghost_of(self) -> str:
        """Give whose dashed cell it is."""
        return self.trial.staff_no if self.trial is not None else self.chosen

    def giving_way(self) -> frozenset[str]:
        """Give who would have to give way in the trial."""
        return frozenset(one.staff_no for one in self.trial.ways) if self.trial is not None else frozenset()

    def found(self) -> tuple[str, ...]:
        """Give the 工号 of everybody the search finds, in the order of the board."""
        wanted = self.search.strip()
        people = {person.staff_no: person for person in self.page.people} if self.page is not None else {}
        return tuple(
            cell.staff_no
            for cell in self.cells()
            if wanted and matches(wanted, cell.name, people[cell.staff_no].search_keys, cell.staff_no)
        )

    def step(self, staff_no: str, by: int, *, level: bool = False) -> Rung | None:
        """Give the rung one up (+1) or down (−1), or the same letter one level up or down; None where there is none."""
        person = self.person(staff_no)
        if person is None:
            return None
        now = self.trial_rung(staff_no) or self.rung(person)
        wanted = _level_step(now, by) if level else _rung_step(now, by)
        return None if wanted is Rung.TRAINEE and person.present != Rung.TRAINEE else wanted

    def trial_rung(self, staff_no: str) -> Rung | None:
        """Give where an open trial has put a person."""
        return Rung(self.trial.to_rung) if self.trial is not None and self.trial.staff_no == staff_no else None

    def cautions(self) -> tuple[str, ...]:
        """Give in sentences what to know of the seats and of levels with more people than places."""
        return () if self.life is None else tuple(message(problem) for problem in self.life.cautions)

    def base_line(self) -> str:
        """Give the base of the seats."""
        page = self.page
        if page is None or not page.people:
            return ""
        base = f"基数 {page.headcount} 人，含见习 {page.trainees} 人"
        return f"{base}；名额由基数推算，未收 X5" if page.seats_known and page.seats_document is None else base

    def heading(self) -> tuple[str, ...]:
        """Give the parts of the line below the title."""
        page, life = self.page, self.life
        if page is None or life is None:
            return ("",)
        if not life.prepared:
            return (f"{page.year} 年度等级评定", "还没有生成建议")
        pay = page.pay_change
        unknown = any(person.pay_change is None for person in page.people)
        nothing = "薪酬待定" if unknown else "薪酬不变"
        change = nothing if not pay else f"薪酬{'增加' if pay > 0 else '减少'} {abs(pay):,.2f} 元/月"
        seats = "" if life.seats_known else "市局名额未下达"
        parts = (f"{page.year} 年度等级评定", stage_word(life), f"{page.moved} 人有变动", change, seats)
        return tuple(part for part in parts if part)


def _rung_step(now: Rung, by: int) -> Rung | None:
    if now is Rung.TRAINEE:
        return Rung.JUNIOR_C if by > 0 else None
    if now is Rung.JUNIOR_C and by < 0:
        return Rung.TRAINEE
    return one_up(now) if by > 0 else one_down(now)


def _level_step(now: Rung, by: int) -> Rung | None:
    if now is Rung.TRAINEE:
        return Rung.JUNIOR_C if by > 0 else None
    level = level_above(now.level) if by > 0 else level_below(now.level)
    return None if level is None else rung_of(level, now.letter or "C")


def stage_word(life: Life) -> str:
    """Give in a word how far the year has come."""
    stages = (
        (life.city_on, "市局已决定"),
        (life.notice_edition, "公示"),
        (life.decided_on, "集体研究已决定"),
        (life.allocated, "待集体研究"),
        (life.counted, "待按名额定级"),
        (life.began, "正在表决"),
        (life.prepared, "拟提"),
    )
    return next((word for reached, word in stages if reached), "")


def seats_word(count: LevelCount) -> tuple[str, str]:
    """Give 余 8, 超 1 or nothing, with its tone."""
    if count.places is None:
        return "", "faint"
    if count.over:
        return f"超 {count.over}", "warn" if count.binding else "second"
    return (f"余 {count.free}", "ok") if count.free else ("满", "second")


def change_words(trial: MoveTrial) -> tuple[str, ...]:
    """Give what a trial changes, in short parts: levels before → after, and pay."""
    levels = [
        f"{Level(step.level).chinese} {step.before} → {step.after}"
        + ("" if step.places is None else f" / {step.places}")
        for step in trial.levels
    ]
    return (*levels, f"{money(trial.pay)} 元/月" if trial.pay is not None else "薪酬待定")


def way_words(trial: MoveTrial) -> str:
    """Give who must give way, what becomes of the levels, and the pay of all concerned."""
    if not trial.ways:
        return f"{trial.way}。"
    people = "两人" if len(trial.ways) == 1 else f"{len(trial.ways) + 1} 人"
    return f"{trial.way}；{people}合计 {money(trial.pay_with_ways)} 元/月。"


def title_words(trial: MoveTrial) -> str:
    """Give the title of a trial."""
    before, after = words.rung(trial.from_rung, short=True), words.rung(trial.to_rung, short=True)
    end = "不能落位" if trial.may_specially or trial.moment == FINAL else "不能拟提"
    return f"试移 {trial.name} {before} → {after}，{end}"
