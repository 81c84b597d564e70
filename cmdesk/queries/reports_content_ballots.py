"""The content of D18: accounts and votes of one item of a sitting, once all its papers are counted."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Sequence
from decimal import Decimal

from sqlalchemy import select

from cmdesk.documents.content import Content
from cmdesk.documents.reports.d18_content import (
    AccountRow,
    BallotReportContent,
    GradedRow,
    ProposalRow,
    RatingRow,
    Runoff,
    RunoffRow,
    VoteGroup,
)
from cmdesk.kernel.clock import CHINA
from cmdesk.kernel.errors import Where, reject
from cmdesk.kernel.periods import Period
from cmdesk.models.deliberation import MeetingEvent, Paper, Tally
from cmdesk.queries.deliberation_state import (
    ABSTAINED,
    FIRST,
    GRADED,
    INVALID,
    KIND_NAMES,
    PROPOSAL,
    RATING,
    SECOND,
    duties_of,
    item_people,
    papers_of,
    standing,
)
from cmdesk.queries.grading_votes import ItemVotes, Voted, votes_of
from cmdesk.queries.org import numbers_by_id
from cmdesk.queries.reports_counted import SITTINGS, CountedItem, counted_items
from cmdesk.queries.reports_identity import FINAL, Draft, Issue, identity
from cmdesk.queries.reports_votes import VOTE_STATES, is_few, voted_rung
from cmdesk.queries.reports_words import NONE, day
from cmdesk.queries.scoring_facts import democratic_ratings
from cmdesk.rules.ladder import LADDER, level_rank
from cmdesk.rules.ruleset import RuleSet
from cmdesk.runtime.context import Context

FORM = "D18"


def ballot_drafts(context: Context, year: Period, subject: str | None = None) -> tuple[Draft, ...]:
    """Give the D18 of both sittings of a year, one an item whose counts are released; or of one `subject` alone.

    Raises Rejected `ballots_not_counted` where there is none yet.
    """
    drafts = [_draft(context, year, one) for one in counted_items(context, year) if subject in {None, one.subject}]
    if not drafts:
        raise reject("ballots_not_counted", where=Where(field="period"), year=year.year)
    return tuple(drafts)


def _draft(context: Context, year: Period, counted: CountedItem) -> Draft:
    return Draft(FORM, year, counted.subject, None, FINAL, _Report(context, year, counted).content)


class _Report:
    """The report of one item."""

    def __init__(self, context: Context, year: Period, counted: CountedItem) -> None:
        self.context = context
        self.year = year
        self.subject, self.meeting, self.item = counted.subject, counted.meeting, counted.item
        self.rules: RuleSet = context.rule_set
        self.papers = papers_of(context, self.meeting.id, self.item.number)

    def content(self, issue: Issue) -> Content:
        """Give the content."""
        title = (self.item.title or KIND_NAMES[self.item.kind]).removeprefix("年度")
        votes = None if self.item.kind == RATING else self._votes()
        runoffs = () if votes is None else self._runoffs(votes)
        return BallotReportContent(
            identity=identity(self.context, FORM, self.year, self.subject, issue, self.rules),
            subtitle=f"{self.year.chinese}{title}",
            topic=title,
            meeting=f"{self.year.chinese}客户经理民主评议会（{SITTINGS[self.meeting.sitting]}）",
            chair="、".join(d.name for d in duties_of(self.context, self.meeting.id) if d.duty == "chair"),
            list_no=self.meeting.number,
            time=self._time(),
            place=self.meeting.place,
            accounts=tuple(self._account(paper) for paper in self.papers),
            account_note=self._account_note(),
            votes_title=f"二、分人得票（{KIND_NAMES[self.item.kind]}）",
            votes_note=self._votes_note(),
            groups=self._groups(votes),
            counting_note=self._counting_note(),
            runoffs=runoffs,
            runoff_expected=self.item.kind == PROPOSAL,
            statement="以上票数账实相符，计票人、监票人各自录入一致后公布。",
        )

    def _votes(self) -> ItemVotes:
        return next(one for one in votes_of(self.context, self.meeting) if one.number == self.item.number)

    def _time(self) -> str:
        starts = [p.opened_at.astimezone(CHINA) for p in self.papers if p.opened_at is not None]
        ends = [p.sealed_at.astimezone(CHINA) for p in self.papers if p.sealed_at is not None]
        if not starts or not ends:
            return day(self.meeting.held_on)
        first, last = min(starts), max(ends)
        end = (
            f"{last.hour}时{last:%M}分"
            if last.date() == first.date()
            else f"{day(last.date())}{last.hour}时{last:%M}分"
        )
        return f"{day(first.date())}{first.hour}时{first:%M}分—{end}"

    def _account(self, paper: Paper) -> AccountRow:
        label = f"{paper.paper}票" if self.item.kind == RATING else paper.paper
        if paper.round > 1:
            label += f"（第{paper.round}轮）"
        void = paper.state == "void"
        if void:
            label += "作废"
        issued, returned = paper.issued or 0, paper.returned or 0
        unreturned = NONE if void and returned > issued else str(issued - returned)
        counted = paper.invalid is not None
        return AccountRow(
            label=label,
            expected=str(paper.expected - paper.recused),
            present=str(paper.present),
            quorum=NONE if self.item.kind == RATING else str(paper.quorum),
            issued=str(issued),
            returned=str(returned),
            unreturned=unreturned,
            valid=str(returned - (paper.invalid or 0)) if counted else NONE,
            invalid=str(paper.invalid) if counted else NONE,
            abstained=str(paper.abstained) if paper.abstained is not None else NONE,
        )

    def _account_note(self) -> str:
        note = "发出＝收回＋未收回，收回＝有效＋无效；弃权指整票空白，分人的票在下表。"
        last = [paper for paper in standing(self.papers) if paper.kind == FIRST]
        if self.item.kind == RATING and last:
            expected, present = sum(p.expected for p in last), sum(p.present for p in last)
            return f"全体应到{expected}人，实到{present}人，法定人数{last[0].quorum}人。{note}"
        return note

    def _votes_note(self) -> str:
        share = self.rules.votes.pass_over
        if self.item.kind == PROPOSAL:
            half = (share.numerator, share.denominator) == (1, 2)
            over = "半数" if half else f"{share.numerator}/{share.denominator}"
            return f"过线：同意票超过该项应到人数的{over}"
        if self.item.kind == RATING:
            weights = "、".join(f"{c.code}票{c.weight:f}%" for c in self.rules.democratic.classes)
            return f"三种票合并列出；得分按{weights}加权"
        return "各档票数为该档得票；表决档为过半数认可的最高档"

    def _counting_note(self) -> str:
        if self.item.kind == PROPOSAL:
            return (
                "有效＝同意＋不同意＋缓议＋弃权。一行划两处或辨认不清为无效，空白为弃权；回避的人不计入该项应到和发出。"
            )
        if self.item.kind == RATING:
            return "有效＝优秀＋称职＋基本称职＋不称职＋不了解＋弃权。不了解和弃权不计分；有效票不足5张的票种不单列。"
        few = self.rules.graded_ballot.few_ballots
        return f"有效＝各档得票＋弃权。有效票不足{few}张的，各档票数不列，只列表决档；回避的人不计入该项应到和发出。"

    def _groups(self, votes: ItemVotes | None) -> tuple[VoteGroup, ...]:
        if votes is None:
            return (VoteGroup(title="", ratings=self._ratings()),)
        if votes.graded:
            return (VoteGroup(title="", graded=self._graded(votes.people)),)
        rising = [p for p in votes.people if level_rank(p.proposed.level) > level_rank(p.present.level)]
        others = [p for p in votes.people if p not in rising]
        groups = (("级别晋升（占名额）", rising), ("其他（不占名额）", others))
        there = [(title, people) for title, people in groups if people]
        return tuple(
            VoteGroup(
                title=f"{'甲乙'[at]}\u3000{title}" if len(there) > 1 else "",
                proposals=tuple(self._proposal(person, votes) for person in people),
            )
            for at, (title, people) in enumerate(there)
        )

    def _proposal(self, person: Voted, votes: ItemVotes) -> ProposalRow:
        ballot, result = person.ballot, person.ballot.result(self.rules)
        marks = ballot.marks
        said = VOTE_STATES[result.state]
        return ProposalRow(
            name=person.name,
            staff_no=person.staff_no,
            present_grade=person.present.chinese,
            proposed_grade=person.proposed.chinese,
            changes=person.proposed is not person.present,
            recused=str(ballot.recused),
            expected=str(ballot.entitled),
            issued=str(ballot.issued),
            returned=str(ballot.returned),
            invalid=str(ballot.invalid + marks.get(INVALID, 0)),
            valid=str(ballot.valid),
            approved=str(marks.get("agree", 0)),
            against=str(marks.get("against", 0)),
            deferred=str(marks.get("deferred", 0)),
            abstained=str(marks.get(ABSTAINED, 0)),
            needed=str(result.needed),
            result=f"{said}\n同票重投" if person.staff_no in votes.second else said,
        )

    def _graded(self, people: Sequence[Voted]) -> tuple[GradedRow, ...]:
        rows = []
        for person in people:
            ballot = person.ballot
            few, outcome = is_few(ballot, self.rules), voted_rung(ballot, self.rules)
            rows.append(
                GradedRow(
                    name=person.name,
                    staff_no=person.staff_no,
                    present_grade=person.present.chinese,
                    valid=str(ballot.valid),
                    abstained=str(ballot.marks.get(ABSTAINED, 0)),
                    rungs=tuple(NONE if few else str(count) for count in ballot.grades()),
                    voted=outcome.chinese if outcome else NONE,
                )
            )
        assert all(len(row.rungs) == len(LADDER) for row in rows)
        return tuple(rows)

    def _ratings(self) -> tuple[RatingRow, ...]:
        sums = self._rating_sums()
        names = numbers_by_id(self.context)
        scores = democratic_ratings(self.context, self.meeting.year, self.rules)
        rows = []
        for row in item_people(self.context, self.meeting.id, self.item.number):
            marks, rating = sums[row.person_id], scores.get(row.person_id)
            number, name = names[row.person_id]
            score: Decimal | None = None if rating is None else rating.printed
            rows.append(
                RatingRow(
                    name=name,
                    staff_no=number,
                    returned=str(marks["returned"]),
                    invalid=str(marks[INVALID]),
                    valid=str(marks["returned"] - marks[INVALID]),
                    excellent=str(marks["excellent"]),
                    competent=str(marks["competent"]),
                    basic=str(marks["basic"]),
                    incompetent=str(marks["incompetent"]),
                    unknown=str(marks["unknown"]),
                    abstained=str(marks[ABSTAINED]),
                    score=NONE if score is None else f"{score:.2f}",
                )
            )
        return tuple(rows)

    def _rating_sums(self) -> dict[uuid.UUID, Counter[str]]:
        """Add the counted papers of all classes by person: no class is printed apart (B.5a)."""
        sums: dict[uuid.UUID, Counter[str]] = {
            row.person_id: Counter() for row in item_people(self.context, self.meeting.id, self.item.number)
        }
        counted = {(p.paper, p.round): p for p in self.papers if p.state == "counted"}
        for person, paper, round_, marks in self.context.session.execute(
            select(Tally.person_id, Tally.paper, Tally.round, Tally.marks).where(
                Tally.meeting_id == self.meeting.id, Tally.item == self.item.number
            )
        ):
            of = counted.get((paper, round_))
            if of is not None:
                sums[person].update({key: int(value) for key, value in marks.items()})
                sums[person].update({"returned": of.returned or 0, INVALID: of.invalid or 0})
        return sums

    def _runoffs(self, votes: ItemVotes) -> tuple[Runoff, ...]:
        again = [paper for paper in self.papers if paper.kind == SECOND and paper.state == "counted"]
        if not again or self.item.kind == GRADED:
            return ()
        found = []
        for at, paper in enumerate(again):
            people = [p for p in votes.people if p.second is not None and p.second.paper == paper.paper]
            ranks = _ranks(people, self._seats(paper))
            found.append(
                Runoff(
                    title=f"{'三四五六七八九'[at]}、第二次投票（{paper.paper}，同票{len(people)}人）",
                    note="得票多者为推荐人选",
                    expected=str(paper.expected - paper.recused),
                    issued=str(paper.issued or 0),
                    returned=str(paper.returned or 0),
                    invalid=str(paper.invalid or 0),
                    valid=str((paper.returned or 0) - (paper.invalid or 0)),
                    rows=tuple(
                        RunoffRow(
                            name=person.name,
                            staff_no=person.staff_no,
                            votes=str(person.second.marks.get("agree", 0)) if person.second else NONE,
                            result=ranks[person.staff_no],
                        )
                        for person in people
                    ),
                )
            )
        return tuple(found)

    def _seats(self, paper: Paper) -> int:
        """Give the seats that a second ballot was about, as the meeting noted them."""
        for params in self.context.session.scalars(
            select(MeetingEvent.params).where(
                MeetingEvent.meeting_id == self.meeting.id, MeetingEvent.code == "event_second_ballot"
            )
        ):
            if paper.paper.startswith(str(params["level"])):
                return int(params["seats"])
        return 0


def _ranks(people: Sequence[Voted], seats: int) -> dict[str, str]:
    """Say who is recommended by most votes; who ties for the last seat still is decided by the figures (B.12.12)."""
    votes = {person.staff_no: person.second.marks.get("agree", 0) for person in people if person.second is not None}
    found = {}
    for number, count in votes.items():
        ahead = sum(other > count for other in votes.values())
        alike = sum(other == count for other in votes.values())
        found[number] = "推荐" if ahead + alike <= seats else "不推荐" if ahead >= seats else "仍同票"
    return found
