"""The forms of the run sheet: what each asks for, and the order that its values become."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cmdesk.kernel.clock import CHINA
from cmdesk.queries.deliberation_run import MeetingRun
from cmdesk.ui.forms.specs import (
    ChoiceSpec,
    DateSpec,
    FieldSpec,
    NotesSpec,
    NumberSpec,
    PersonSpec,
    TextSpec,
)
from cmdesk.ui.pages.deliberation.presenter import RATING, PaperLine, caution, clock

if TYPE_CHECKING:
    from cmdesk.runtime.registry import Command

Proof = Mapping[str, Any]
"""Who carries an order out: `by` and `pin_file`, as every order of a meeting takes them."""
Make = Callable[[Mapping[str, Any], Proof], "Command"]
SPARE = 2
"""Papers that are printed over the number of voters, as a proposal."""
MOST_SHEETS = 2000


@dataclass(frozen=True)
class Asking:
    """A form: its fields, who must prove himself (`prepare` for nobody), why, and how its values become an order."""

    title: str
    note: str
    specs: tuple[FieldSpec, ...]
    keep: str
    duty: str
    why: str
    make: Make
    columns: int = 1
    icon: str = ""
    names: Mapping[str, str] = field(default_factory=dict)
    """The field of the form for a field of the order where the two differ."""
    said: Callable[[Mapping[str, Any]], str] | None = None
    """What is said of the values once they are kept, where the page itself shows little of it."""


def proof(by: str | None = None, pin_file: Path | None = None) -> Proof:
    """Give the two fields of an order that say who carries it out."""
    return {"by": by, "pin_file": pin_file}


def open_meeting(run: MeetingRun) -> Asking:
    """Ask for the public text of the lots, and open the meeting."""

    def make(values: Mapping[str, Any], who: Proof) -> Command:
        from cmdesk.usecases.deliberation.open_meeting import OpenMeeting

        return OpenMeeting(meeting=run.page.row.number, seed=values["seed"], **who)

    seed = TextSpec(
        "seed",
        "抽签依据",
        120,
        value=run.page.seed,
        required=True,
        hint="例如开会前一期福利彩票的期号和号码；票数和成绩都相等时，按它当众抽签。",
    )
    why = f"宣布开会：{run.page.quorum.sentence}"
    note = "\n".join(told for told in (run.page.quorum.sentence, caution(run)) if told)
    return Asking("宣布开会", note, (seed,), "宣布开会", "chair", why, make, icon="gavel")


def hand_out(run: MeetingRun, line: PaperLine) -> Asking:
    """Ask how many papers were printed, spoiled and handed out."""
    account = line.account

    def make(values: Mapping[str, Any], who: Proof) -> Command:
        from cmdesk.usecases.deliberation.hand_out import HandOut

        return HandOut(
            meeting=run.page.row.number,
            item=line.item,
            paper=account.paper,
            printed=values["printed"],
            issued=values["issued"],
            spoiled=values["spoiled"] or 0,
            **who,
        )

    first = account.issued is None
    specs = (
        NumberSpec(
            "printed",
            "印制",
            0,
            0,
            MOST_SHEETS,
            "张",
            value=_or(account.printed, account.present + SPARE),
            required=True,
        ),
        NumberSpec(
            "issued",
            "发出",
            0,
            0,
            MOST_SHEETS,
            "张",
            value=_or(account.issued, account.present),
            required=True,
            hint=f"发票时在场 {account.present} 人可领",
        ),
        NumberSpec(
            "spoiled", "作废", 0, 0, MOST_SHEETS, "张", value=_or(account.spoiled, 0), hint="印坏、写坏后换发的"
        ),
    )
    note = "印制 = 发出 + 未发 + 作废。清点由监票人看着，当众报数。"
    title = f"{line.label} · {'登记发票' if first else '改发票数'}"
    return Asking(title, note, specs, "记下", "secretary", f"{line.label}登记发票", make, columns=3, icon="files")


def _or(value: int | None, other: int) -> int:
    return other if value is None else value


def seal(run: MeetingRun, line: PaperLine, back: int) -> Make:
    """Give how a box is sealed whose sheets are all back, or too many."""

    def make(values: Mapping[str, Any], who: Proof) -> Command:
        from cmdesk.usecases.deliberation.seal_ballot import SealBallot

        return SealBallot(meeting=run.page.row.number, item=line.item, paper=line.account.paper, returned=back, **who)

    return make


def seal_short(run: MeetingRun, line: PaperLine, back: int) -> Asking:
    """Ask why sheets did not come back, one reason each, and for two witnesses."""
    short = (line.account.issued or 0) - back
    officers = tuple(dict.fromkeys((d.name, d.name) for d in run.page.duties if d.duty in {"teller", "scrutineer"}))

    def make(values: Mapping[str, Any], who: Proof) -> Command:
        from cmdesk.usecases.deliberation.seal_ballot import SealBallot

        return SealBallot(
            meeting=run.page.row.number,
            item=line.item,
            paper=line.account.paper,
            returned=back,
            unreturned_reasons=tuple(reason.strip() for reason in (values["reasons"] or "").splitlines()),
            witnesses=tuple(values[name] for name in ("witness_1", "witness_2") if values[name]),
            **who,
        )

    specs = (
        NotesSpec(
            "reasons",
            "没有收回的原因",
            min(6, max(2, short)),
            600,
            required=True,
            hint=f"{short} 张，一张一行；例如 中途离会，票未交回",
        ),
        ChoiceSpec("witness_1", "见证人一", choices=officers, required=True),
        ChoiceSpec("witness_2", "见证人二", choices=officers, required=True, hint="计票人、监票人里的两人"),
    )
    note = f"发出 {line.account.issued} 张，收回 {back} 张，未收回 {short} 张。封箱以后不再改。"
    return Asking(
        f"{line.label} · 登记未收回，封箱",
        note,
        specs,
        "封箱",
        "chair",
        f"{line.label}封箱：收回 {back} 张，未收回 {short} 张",
        make,
        columns=2,
        icon="lock",
        names={"unreturned_reasons": "reasons", "witnesses": "witness_1"},
    )


def void(run: MeetingRun, line: PaperLine) -> Asking:
    """Ask why a paper is void."""

    def make(values: Mapping[str, Any], who: Proof) -> Command:
        from cmdesk.usecases.deliberation.void_ballot import VoidBallot

        number = run.page.row.number
        return VoidBallot(meeting=number, item=line.item, paper=line.account.paper, reason=values["reason"], **who)

    reason = TextSpec("reason", "原因", 200, required=True, example="例如 票面印错、会场秩序中断")
    note = "这一轮的票全部作废，留在票账里；随后重新投票，另起一轮。不能撤销。"
    return Asking(f"{line.label} · 宣布作废", note, (reason,), "宣布作废", "chair", f"{line.label}宣布作废", make)


def recuse(run: MeetingRun) -> Asking:
    """Ask who leaves for whom, and why."""

    def make(values: Mapping[str, Any], who: Proof) -> Command:
        from cmdesk.usecases.deliberation.recuse import Recuse

        return Recuse(
            meeting=run.page.row.number,
            number=int(values["number"]),
            staff_no=values["staff_no"],
            ground=values["ground"],
            **who,
        )

    members = tuple((str(m.number), m.name) for m in run.page.members if not m.observer)
    waiting = [item for item in run.page.items if item.kind != RATING and item.state == "waiting"]
    people = tuple((number, name, "") for item in waiting for number, name in item.people)
    specs = (
        ChoiceSpec("number", "回避的人", choices=members, required=True),
        PersonSpec("staff_no", "对谁回避", people=people, required=True),
        TextSpec("ground", "事由", 60, required=True, example="例如 近姻亲"),
    )
    note = "名册里登记的亲属和本人已自动列入。发票以后票面和回避都不能再改。"
    placed = {number: (item.number, name) for item in waiting for number, name in item.people}

    def said(values: Mapping[str, Any]) -> str:
        item, whom = placed[values["staff_no"]]
        return f"已登记回避：{dict(members)[values['number']]}不参加对{whom}的表决（第 {item} 项），发票时不领该票"

    return Asking("登记回避", note, specs, "记下", "secretary", "登记回避", make, columns=3, icon="users", said=said)


def passage(run: MeetingRun, number: int | None, now: datetime) -> Asking:
    """Ask who came or went, and when."""

    def make(values: Mapping[str, Any], who: Proof) -> Command:
        from cmdesk.usecases.deliberation.admit import Admit

        at = typed_time(values["at"], now) if values["at"] and values["at"] != clock(now) else None
        numbers = (int(values["number"]),)
        return Admit(meeting=run.page.row.number, numbers=numbers, came=values["way"] == "in", at=at, **who)

    member = next((m for m in run.page.members if m.number == number), None)
    members = tuple((str(m.number), f"{m.name}（{'场内' if m.present else '场外'}）") for m in run.page.members)
    specs = (
        ChoiceSpec(
            "number", "姓名", choices=members, value=None if member is None else str(member.number), required=True
        ),
        ChoiceSpec(
            "way",
            "进出",
            choices=(("in", "到会"), ("out", "离会")),
            required=True,
            value=None if member is None else "out" if member.present else "in",
        ),
        TextSpec("at", "时间", 5, value=clock(now), required=True, hint="几点几分，不晚于现在"),
    )
    note = "每种票记下发票和封箱时谁在场；有人离会后不足法定人数的，不能再发票。"
    return Asking(
        "登记进出", note, specs, "记下", "secretary", "登记进出", make, columns=3, names={"numbers": "number"}
    )


def typed_time(text: str, now: datetime) -> datetime | None:
    """Give the time of day in a text (8:31, 0831, 8点31分) on the day of `now`; None where there is none."""
    digits = "".join(sign if sign.isdigit() else " " for sign in text).split()
    if len(digits) == 1 and len(digits[0]) in {3, 4}:
        digits = [digits[0][:-2], digits[0][-2:]]
    if len(digits) != 2 or int(digits[0]) > 23 or int(digits[1]) > 59:
        return None
    return now.astimezone(CHINA).replace(hour=int(digits[0]), minute=int(digits[1]), second=0, microsecond=0)


def close_early(run: MeetingRun) -> Asking:
    """Ask why the meeting ends before every item is voted."""

    def make(values: Mapping[str, Any], who: Proof) -> Command:
        from cmdesk.usecases.deliberation.close_meeting import CloseMeeting

        return CloseMeeting(meeting=run.page.row.number, unfinished=values["unfinished"], **who)

    reason = TextSpec("unfinished", "没有完成的事项和原因", 200, required=True)
    note = "散会以后不能再投票；没有表决的议题按没有结果处理。"
    return Asking("提前散会", note, (reason,), "宣布散会", "chair", "宣布散会", make, icon="log-out")


def keep(run: MeetingRun) -> Asking:
    """Ask under which seal and with whom the ballots of the next item lie."""
    item = next(item for item in run.page.items if not item.seal_no)

    def make(values: Mapping[str, Any], who: Proof) -> Command:
        from cmdesk.usecases.deliberation.keep_ballots import KeepBallots

        number = run.page.row.number
        return KeepBallots(meeting=number, item=item.number, seal_no=values["seal_no"], keeper=values["keeper"], **who)

    specs = (
        TextSpec("seal_no", "封条号", 40, required=True),
        TextSpec("keeper", "保管人", 40, required=True),
    )
    note = "选票装袋贴封条，由监票人在封口签字。"
    return Asking(
        f"登记封存：{item.title}", note, specs, "记下", "secretary", "登记封存", make, columns=2, icon="archive"
    )


def destroy(run: MeetingRun) -> Asking:
    """Ask on what basis and before whom kept ballots were destroyed."""
    kept = [item for item in run.page.items if item.seal_no and not item.destroyed_on]

    def make(values: Mapping[str, Any], who: Proof) -> Command:
        from cmdesk.usecases.deliberation.destroy_ballots import DestroyBallots

        return DestroyBallots(
            meeting=run.page.row.number,
            item=int(values["item"]),
            destroyed_by=(values["first"] or "", values["second"] or ""),
            basis=values["basis"],
            destroyed_on=values["day"],
        )

    specs = (
        ChoiceSpec(
            "item",
            "哪一项的票",
            choices=tuple((str(i.number), i.title) for i in kept),
            required=True,
            value=str(kept[0].number) if kept else None,
        ),
        DateSpec("day", "销毁日期", hint="不填就是今天"),
        TextSpec("first", "签名人一", 40, required=True),
        TextSpec("second", "签名人二", 40, required=True),
        TextSpec("basis", "依据", 120, required=True, example="批准文号或保管期限的规定"),
    )
    note = "登记以后不能撤销；票数和结果仍留在系统里。"
    names = {"destroyed_by": "first", "destroyed_on": "day"}
    return Asking("登记销毁", note, specs, "记下", "prepare", "登记销毁", make, columns=2, icon="trash-2", names=names)
