"""One sheet while it is keyed: answers, fact lines, red line, findings, gaps, own undo. No widget."""

from __future__ import annotations

import copy
from collections.abc import Iterable
from datetime import date

from cmdesk.queries.inspections_entry import EntrySheet, Finding
from cmdesk.rules.codes import Visit
from cmdesk.rules.inspection_running import Running, Standing, running, standing
from cmdesk.rules.inspection_sheets import (
    FINDINGS_ITEM,
    FREE_STEP,
    RED_LINE_ITEM,
    SHORTEST_FACT,
    Answer,
    DeductionLine,
    ItemAnswer,
    RedLine,
    check_answers,
    finding_key,
    step_of,
)
from cmdesk.rules.ruleset_work import ChecklistItem, DeductionStep
from cmdesk.ui.pages.inspections.typed import Entry, Fact, Gap, Red, entry_of, line_of

SINGLE_LINES = 3
"""Up to so many facts of one rate each have a line; more stand on one line with ×n."""
UNDO_KEPT = 100


_GAP_OF = {"fact_missing": "fact", "evidence_missing": "evidence", "points_missing": "points"}
_ORDER = ("finding", "red", "blank", "fact", "points", "evidence")


class Sheet:
    """The keyed sheet. Every order gives the items that it changed; nothing is worked out for the others."""

    def __init__(self, entry: EntrySheet) -> None:
        self.entry = entry
        self.checklist = entry.rule_set.checklist
        self.items: tuple[ChecklistItem, ...] = self.checklist.items
        self._by_no = {item.no: item for item in self.items}
        self._place = {item.no: place for place, item in enumerate(self.items)}
        self.entries: dict[int, Entry] = {item.no: Entry(step=item.steps[0].code) for item in self.items}
        self.red: Red | None = None
        self.settled: dict[int, bool] = {}
        self.base = entry.version
        """The version of the stored sheet that what is keyed here stands on."""
        self.theirs: dict[int, str] = {}
        """What the stored sheet says at items that somebody else has changed since this was begun."""
        self.current = self.items[0].no
        self._undo: list[tuple[int, dict[int, Entry], Red | None, dict[int, bool]]] = []
        self._given: dict[int, ItemAnswer] = {}
        self._gaps: dict[int, tuple[Gap, ...]] = {}
        self._kinds = (*(kind.code for kind in entry.rule_set.evidence_kinds.items), "other")
        self._take_stored()
        self.settle(self.entries)

    @property
    def day(self) -> date:
        """Give the day of the visit."""
        return self.entry.whole.row.visited_on

    def item(self, no: int) -> ChecklistItem:
        """Give an item by its number."""
        return self._by_no[no]

    def step(self, no: int) -> DeductionStep:
        """Give the rate that digits count at an item."""
        item = self._by_no[no]
        return step_of(item, self.entries[no].step) or item.steps[0]

    def answer(self, no: int) -> ItemAnswer | None:
        """Give the answer to an item with its facts as typed, complete or not; None while it has none."""
        return self._given.get(no)

    def standing(self, no: int) -> Standing:
        """Give what an item earns so far."""
        return standing(self._given.get(no), self._by_no[no])

    def running(self) -> Running:
        """Give the score if everything open were full."""
        return running(self._given.values(), red_line=self.red_line() is not None, rule_set=self.entry.rule_set)

    def red_line(self) -> RedLine | None:
        """Give the red line once it has kind, fact and evidence."""
        red = self.red
        if red is None or not red.kind or len(red.fact.strip()) < SHORTEST_FACT or not red.evidence:
            return None
        words = {kind.code: kind.name for kind in self.entry.rule_set.evidence_kinds.items}
        said = f"{words.get(red.evidence, '其他')} {red.evidence_no.strip()}".strip()
        return RedLine(kind=red.kind, fact=red.fact.strip(), evidence=said)

    def answered(self) -> int:
        """Give how many items have an answer."""
        return len(self._given)

    def gaps(self) -> tuple[Gap, ...]:
        """Give everything that is missing, in the order in which it is gone through."""
        found = [Gap("finding", finding.item) for finding in self.entry.findings if finding.item not in self.settled]
        if self.red is not None and self.red_line() is None:
            found.append(Gap("red", self.current))
        found += [gap for item in self.items for gap in self._gaps[item.no]]
        return tuple(sorted(found, key=lambda gap: _ORDER.index(gap.kind)))

    def gaps_of(self, no: int) -> tuple[Gap, ...]:
        """Give what is missing at an item."""
        return self._gaps[no]

    def complete(self) -> tuple[ItemAnswer, ...]:
        """Give the answers that hold together, in order: what may be written as a draft."""
        return tuple(self._given[item.no] for item in self.items if item.no in self._given and not self._gaps[item.no])

    def whole(self) -> tuple[ItemAnswer, ...]:
        """Give all answers as they stand."""
        return tuple(self._given[item.no] for item in self.items if item.no in self._given)

    def go(self, no: int) -> tuple[int, ...]:
        """Make an item the current one; gives both that changed."""
        before, self.current = self.current, no
        return (before, no)

    def advance(self) -> tuple[int, ...]:
        """Go on to the next item, past those that this visit does not look at; after the last one to the first gap."""
        rest = self.items[self._place[self.current] + 1 :]
        following = next((item for item in rest if self.entries[item.no].answer is not Answer.NOT_SEEN), None)
        if following is not None:
            return self.go(following.no)
        first = next((gap for gap in self.gaps() if gap.kind != "finding"), None)
        return self.go(first.item if first else self.current)

    def next_gap(self) -> Gap | None:
        """Give the next gap after the current item, round to the first."""
        gaps = self.gaps()
        here = self._place[self.current]
        after = [gap for gap in gaps if self._place.get(gap.item, -1) > here and gap.kind != "finding"]
        first = gaps[0] if gaps else None
        return first if first is None or first.kind == "finding" or not after else after[0]

    def field_of(self, gap: Gap) -> str:
        """Give the field of a fact in which a gap is filled."""
        fact = self.entries[gap.item].facts[gap.line - 1]
        if gap.kind == "evidence":
            return "evidence_no" if fact.evidence else "evidence"
        if gap.kind == "points":
            return "points"
        return "place" if len(fact.fact.strip()) >= SHORTEST_FACT else "fact"

    def full(self) -> None:
        """Give the current item full marks; its facts go."""
        self._change(Entry(answer=Answer.MET, step=self.entries[self.current].step))

    def count(self, number: int) -> None:
        """Let the current item have so many facts of the rate in use; lines that are typed already stay."""
        self._remember()
        entry = self.entries[self.current]
        code = self.step(self.current).code
        mine = [fact for fact in entry.facts if fact.step == code]
        others = [fact for fact in entry.facts if fact.step != code]
        entry.facts = others + self._resized(mine, code, number)
        self._deduct(entry)

    def more(self, by: int) -> None:
        """Count one fact more or less."""
        code = self.step(self.current).code
        have = sum(fact.times for fact in self.entries[self.current].facts if fact.step == code)
        self.count(max(0, have + by))

    def other_rate(self) -> None:
        """Let digits count the next rate of the current item."""
        item, entry = self._by_no[self.current], self.entries[self.current]
        codes = [step.code for step in item.steps]
        entry.step = codes[(codes.index(entry.step) + 1) % len(codes)] if entry.step in codes else codes[0]

    def split(self, line: int) -> None:
        """Part a line ×n into n lines."""
        self._remember()
        entry = self.entries[self.current]
        fact = entry.facts[line]
        parts = [copy.copy(fact) for _ in range(fact.times)]
        for part in parts:
            part.times = 1
        entry.facts[line : line + 1] = parts
        self.settle((self.current,))

    def not_applicable(self, reason: str) -> None:
        """Take the current item out of the base, with a reason."""
        self._change(Entry(answer=Answer.NOT_APPLICABLE, reason=reason.strip(), step=self.entries[self.current].step))

    def not_seen(self) -> None:
        """Say that the current item was not looked at on this visit."""
        self._change(Entry(answer=Answer.NOT_SEEN, step=self.entries[self.current].step))

    def park(self) -> None:
        """Put the current item aside, unanswered."""
        self._change(Entry(parked=True, step=self.entries[self.current].step))

    def clear(self) -> None:
        """Take the answer of the current item away."""
        self._change(Entry(step=self._by_no[self.current].steps[0].code))

    def book_red(self, kind: str) -> None:
        """Begin a red line of a kind; it is booked on its own item."""
        self._remember()
        self.red = self.red or Red()
        self.red.kind = kind
        self.settle((RED_LINE_ITEM,))

    def drop_red(self) -> None:
        """Take the red line away."""
        self._remember()
        self.red = None
        entry = self.entries.get(RED_LINE_ITEM)
        if entry is not None:
            self.entries[RED_LINE_ITEM] = Entry(step=entry.step)
        self.settle((RED_LINE_ITEM,))

    def answer_finding(self, item: int, put_right: bool) -> None:
        """Say whether a finding of the visit before was put right; sets item 1101."""
        self._remember()
        self.settled[item] = put_right
        if FINDINGS_ITEM not in self.entries:
            return
        entry = self.entries[FINDINGS_ITEM]
        open_ones = [f for f in self.entry.findings if self.settled.get(f.item) is False]
        own = {finding_key(f.sheet, f.item) for f in self.entry.findings}
        entry.facts = [fact for fact in entry.facts if fact.evidence_no not in own]
        entry.facts += [self._finding_fact(f) for f in open_ones]
        done = len(self.settled) == len(self.entry.findings)
        entry.answer = Answer.DEDUCTED if entry.facts else Answer.MET if done else None
        entry.reason, entry.parked = "", False
        self.settle((FINDINGS_ITEM,))

    def touched(self) -> None:
        """Note that a field of the current item or the red line was typed in."""
        self.settle((self.current, RED_LINE_ITEM) if self.red is not None else (self.current,))

    def undo(self) -> int | None:
        """Take the last key's answer back; gives the item, None where there is nothing."""
        if not self._undo:
            return None
        no, entries, self.red, self.settled = self._undo.pop()
        self.entries.update(entries)
        self.settle(entries)
        self.current = no
        return no

    @property
    def undoable(self) -> bool:
        """Say whether a key can be taken back."""
        return bool(self._undo)

    def settle(self, numbers: Iterable[int]) -> None:
        """Work out answers and gaps of items whose entry has changed."""
        for no in tuple(numbers):
            if no not in self.entries:
                continue
            given = self._answer_of(no)
            self._gaps[no] = self._gaps_of(no, given)
            if given is None:
                self._given.pop(no, None)
            else:
                self._given[no] = given

    def _gaps_of(self, no: int, given: ItemAnswer | None) -> tuple[Gap, ...]:
        if given is None:
            return (Gap("blank", no),)
        problems, _ = check_answers([given], self.checklist, evidence_kinds=self._kinds, problem_codes=())
        found = []
        for problem in problems:
            _, _, line = (problem.where.field or "").partition("/")
            found.append(Gap(_GAP_OF.get(problem.code, "fact"), no, int(line or 0)))
        return tuple(found)

    def _answer_of(self, no: int) -> ItemAnswer | None:
        entry = self.entries[no]
        if no == RED_LINE_ITEM and (red := self.red_line()) is not None and self.red is not None:
            line = DeductionLine(
                step=FREE_STEP,
                points=self._by_no[no].points,
                fact=red.fact,
                place=self.entry.whole.place or "—",
                happened_on=self.day,
                evidence=self.red.evidence,
                evidence_no=self.red.evidence_no.strip() or red.evidence,
            )
            return ItemAnswer(item=no, answer=Answer.DEDUCTED, deductions=(line,))
        if entry.answer is None:
            return None
        return ItemAnswer(
            item=no,
            answer=entry.answer,
            reason=entry.reason or None,
            deductions=tuple(line_of(fact, step_of(self._by_no[no], fact.step)) for fact in entry.facts),
        )

    def _resized(self, lines: list[Fact], code: str, number: int) -> list[Fact]:
        if number > SINGLE_LINES and not any(line.times > 1 for line in lines) and len(lines) <= SINGLE_LINES:
            first = lines[0] if lines else self._new_fact(code)
            first.fact = "；".join(dict.fromkeys(line.fact for line in lines if line.fact))
            first.times = number
            return [first]
        have = sum(line.times for line in lines)
        if len(lines) == 1 and lines[0].times > 1 and number > SINGLE_LINES:
            lines[0].times = number
            return lines
        if len(lines) == 1 and lines[0].times > 1:
            lines[0].times = 1
            have = 1
        while have < number:
            lines.append(self._new_fact(code, lines[-1] if lines else None))
            have += 1
        return lines[:number]

    def _new_fact(self, code: str, above: Fact | None = None) -> Fact:
        place = above.place if above else self.entry.whole.place
        return Fact(step=code, day=above.day if above else self.day, place=place)

    def _finding_fact(self, finding: Finding) -> Fact:
        code = self._by_no[FINDINGS_ITEM].steps[0].code
        fact = self._new_fact(code)
        fact.fact = f"{finding.item} {finding.demand} 未整改"
        fact.evidence, fact.evidence_no = "other", finding_key(finding.sheet, finding.item)
        return fact

    def _deduct(self, entry: Entry) -> None:
        entry.answer = Answer.DEDUCTED if entry.facts else None
        entry.reason, entry.parked = "", False
        self.settle((self.current,))

    def _change(self, entry: Entry) -> None:
        self._remember()
        self.entries[self.current] = entry
        if self.current == RED_LINE_ITEM:
            self.red = None
        self.settle((self.current,))

    def _remember(self) -> None:
        touched = {self.current, RED_LINE_ITEM, FINDINGS_ITEM} & self.entries.keys()
        kept = {no: copy.deepcopy(self.entries[no]) for no in touched}
        self._undo.append((self.current, kept, copy.copy(self.red), dict(self.settled)))
        del self._undo[:-UNDO_KEPT]

    def _take_stored(self) -> None:
        whole = self.entry.whole
        for answer in whole.answers:
            if answer.item in self.entries:
                self.entries[answer.item] = entry_of(answer, self._by_no[answer.item])
        if whole.red_line is not None:
            line = next((a.deductions[0] for a in whole.answers if a.item == RED_LINE_ITEM and a.deductions), None)
            self.red = Red(
                whole.red_line.kind,
                whole.red_line.fact,
                line.evidence if line else "other",
                (line.evidence_no or "") if line else whole.red_line.evidence,
            )
        keys = {fact.evidence_no for fact in self.entries[FINDINGS_ITEM].facts} if FINDINGS_ITEM in self.entries else ()
        self.settled = {f.item: False for f in self.entry.findings if finding_key(f.sheet, f.item) in keys}
        if whole.row.state == "draft" and not whole.answers:
            self._preset(whole.row.kind)
        first = next((item.no for item in self.items if self.entries[item.no].answer is None), self.items[0].no)
        self.current = first

    def _preset(self, kind: str) -> None:
        # The kind of the visit says what it does not look at (B.4); the keys may say otherwise.
        skipped = {Visit.DESK: Visit.FIELD, Visit.FIELD: Visit.DESK}.get(Visit(kind))
        for item in self.items:
            if skipped is not None and item.seen_at is skipped:
                self.entries[item.no].answer = Answer.NOT_SEEN
