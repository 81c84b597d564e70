"""The content of a packet: the valid documents of a period by person, with what is signed of them."""

from __future__ import annotations

import json
import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from cmdesk.documents.content import Content, in_groups
from cmdesk.documents.reports.catalogue import thawed
from cmdesk.documents.reports.d04_content import InspectionContent
from cmdesk.documents.reports.d13_content import QuarterContent
from cmdesk.documents.reports.d18_content import BallotReportContent
from cmdesk.documents.reports.d25_content import AnnualContent
from cmdesk.documents.reports.packet_content import PacketContent, PacketForm, PacketPaper, PacketPerson
from cmdesk.kernel.periods import Period, PeriodKind
from cmdesk.models.org import Person
from cmdesk.models.reports import Document, DocumentSignature
from cmdesk.queries.audit import journal_head
from cmdesk.queries.reports_identity import DECIDED, PACKET, Issue, identity
from cmdesk.queries.reports_signers import lines_of, signatures_of
from cmdesk.queries.reports_words import day, day_of
from cmdesk.queries.scoring import rules_of
from cmdesk.runtime.context import Context

_QUARTERS = ("一", "二", "三", "四")
_RETENTION = {PeriodKind.YEAR: "永久", PeriodKind.QUARTER: "10年", PeriodKind.MONTH: "10年"}


@dataclass(frozen=True)
class Materials:
    """What a packet of a period holds: papers without a person, and each person's, in order of 工号."""

    context: Context
    period: Period
    general: tuple[PacketPaper, ...]
    people: tuple[PacketPerson, ...]
    missing: tuple[tuple[str, str], ...]

    @property
    def papers(self) -> int:
        """Give the number of papers."""
        return len(self.general) + sum(len(person.papers) for person in self.people)

    def content(self, issue: Issue, subject: str, chain_head: str, only: str | None = None) -> PacketContent:
        """Give the packet of everybody, or of the person with that 工号."""
        people = tuple(person for person in self.people if only in (None, person.staff_no))
        rules = rules_of(self.context, self.period)
        return PacketContent(
            identity=identity(self.context, PACKET, self.period, subject, issue, rules),
            year=self.period.year,
            span=f"{day(self.period.first_day)}至{day(self.period.last_day)}",
            people_text=f"{len(people)}人" if only is None else f"{people[0].name}（{people[0].staff_no}）",
            made_on=day_of(issue.created),
            chain_head=chain_head,
            retention=_RETENTION[self.period.kind],
            general=self.general if only is None else (),
            people=people,
            contents_note="“—”为没有该件材料。" if self.missing and only is None else "",
        )


def materials_of(context: Context, period: Period) -> Materials:
    """Gather the valid documents of a period: a year's D18, D25 and D13, a quarter's D13, a month's D04."""
    rows = _rows(context, period)
    signed = signatures_of(context, [row.id for row in rows])
    general = [_paper(row, signed[row.id]) for row in rows if row.form == "D18"]
    by_person: dict[uuid.UUID, list[Document]] = defaultdict(list)
    for row in rows:
        if row.person_id is not None:
            by_person[row.person_id].append(row)
    names = _names(context, by_person)
    people, missing = [], []
    for person in sorted(by_person, key=lambda one: names[one][0]):
        papers = tuple(_paper(row, signed[row.id]) for row in sorted(by_person[person], key=_order))
        people.append(_person(*names[person], papers))
        slots = {paper.slot for paper in papers}
        missing += [(names[person][0], slot) for slot in _slots(period) if slot not in slots]
    return Materials(context, period, tuple(general), tuple(people), tuple(missing))


def chain_head(context: Context) -> str:
    """Give the first 16 digits of the journal's newest entry, as covers print them."""
    return in_groups(journal_head(context).digest[:16].upper(), 4)


def slim(content: PacketContent) -> dict[str, Any]:
    """Give what the register keeps of a packet: which papers, how they stood; the whole is inside the file."""
    return {
        "form": PACKET,
        "chain_head": content.chain_head,
        "papers": [
            {
                "number": paper.content.identity.number,
                "signatures": {line.field: str(line.kind) for line in paper.signatures},
            }
            for paper in content.papers
        ],
    }


def _rows(context: Context, period: Period) -> list[Document]:
    """Give the newest valid edition of each document; of 拟定 and 确定 the latter."""
    periods = [period, *period.quarters] if period.kind is PeriodKind.YEAR else [period]
    forms = {PeriodKind.YEAR: ("D18", "D25", "D13"), PeriodKind.QUARTER: ("D13",), PeriodKind.MONTH: ("D04",)}
    rows = context.session.scalars(
        select(Document)
        .where(Document.period.in_(periods), Document.form.in_(forms.get(period.kind, ())), Document.state != "void")
        .order_by(Document.form, Document.period, Document.subject, Document.edition)
    )
    found: dict[tuple[str, Period, str], Document] = {}
    for row in rows:
        key = (row.form, row.period, row.subject)
        if key not in found or row.standing == DECIDED or found[key].standing != DECIDED:
            found[key] = row
    return list(found.values())


def _order(row: Document) -> tuple[Any, ...]:
    """Give the order within a person: the year first, then the quarters; sheets by day and number."""
    kind = 0 if row.form == "D25" else 1
    inspected = row.content["content"]["inspected_on"] if row.form == "D04" else ""
    return kind, row.period, _day_key(inspected), row.subject


def _day_key(text: str) -> tuple[int, ...]:
    digits = "".join(c if c.isdigit() else " " for c in text).split()
    return tuple(int(part) for part in digits)


def _slots(period: Period) -> tuple[str, ...]:
    if period.kind is PeriodKind.YEAR:
        return ("year", "q1", "q2", "q3", "q4")
    return (f"q{period.number}",) if period.kind is PeriodKind.QUARTER else ()


def _paper(row: Document, signed: Mapping[str, DocumentSignature]) -> PacketPaper:
    content = thawed(json.dumps(row.content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode())
    title, slot = _named(row, content)
    return PacketPaper(
        content=_packet_form(content), title=title, slot=slot, signatures=lines_of(row.form, row.content, dict(signed))
    )


def _packet_form(content: Content) -> PacketForm:
    assert isinstance(content, InspectionContent | QuarterContent | BallotReportContent | AnnualContent)
    return content


def _named(row: Document, content: Content) -> tuple[str, str]:
    """Give the title of a paper in the contents, and its column."""
    if isinstance(content, AnnualContent):
        return f"{row.period.chinese}考评报告", "year"
    if isinstance(content, QuarterContent):
        return f"{_QUARTERS[row.period.number - 1]}季度综合业绩考评表", f"q{row.period.number}"
    if isinstance(content, BallotReportContent):
        return f"计票结果报告单（{content.topic}）", ""
    assert isinstance(content, InspectionContent)
    return f"督察检查表（{content.inspected_on}，{content.kind}）", ""


def _person(number: str, name: str, papers: tuple[PacketPaper, ...]) -> PacketPerson:
    first = papers[0].content
    assert not isinstance(first, BallotReportContent)
    grade = first.person.grade
    if isinstance(first, AnnualContent) and len(first.results) > 2:
        grade = first.results[2].value
    line = "\u3000".join((first.person.grade, first.person.employment, first.person.route))
    return PacketPerson(name=name, staff_no=number, grade=grade, line=line, papers=papers)


def _names(context: Context, people: Iterable[uuid.UUID]) -> dict[uuid.UUID, tuple[str, str]]:
    rows = context.session.execute(select(Person.id, Person.staff_no, Person.name).where(Person.id.in_(list(people))))
    return {found: (number, name) for found, number, name in rows}
