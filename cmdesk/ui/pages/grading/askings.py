"""The forms of the board: what each asks for, who confirms, and the order that its values become."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from cmdesk.kernel.periods import Period
from cmdesk.queries.grading_decisions import ObjectionRow
from cmdesk.queries.grading_trial import MoveTrial
from cmdesk.rules.ladder import Rung
from cmdesk.ui import words
from cmdesk.ui.forms.specs import ChoiceSpec, DateSpec, FieldSpec, FlagSpec, NotesSpec, PersonSpec, TextSpec
from cmdesk.ui.pages.grading.acts import KINDS

if TYPE_CHECKING:
    from cmdesk.runtime.registry import Command

People = Sequence[tuple[str, str, str]]
_MINUTES = "会议听取了评议会结果的汇报，经集体研究，同意按拟定级档上报市局（公司）。"


@dataclass(frozen=True)
class Asking:
    """A form: its fields, the permission whose second person confirms (empty for nobody), and its order."""

    title: str
    note: str
    specs: tuple[FieldSpec, ...]
    keep: str
    make: Callable[[Mapping[str, Any]], Command]
    second: str = ""
    why: str = ""
    icon: str = ""


def decide(year: Period, today: date, cautions: Sequence[str] = ()) -> Asking:
    """Ask for the leading body's decision; `cautions` say what to know of the list and its seats first."""

    def make(values: Mapping[str, Any]) -> Command:
        from cmdesk.usecases.grading.decide import Decide

        return Decide(year=year, **values)

    specs = (
        DateSpec("held_on", "研究日期", near=today, value=today, required=True),
        TextSpec("document_no", "文号", 60, required=True, example="例如 县烟党〔2026〕3号"),
        NotesSpec("minutes", "纪要", 6, value=_MINUTES, required=True),
    )
    told = "".join(f"\n请先看清：{caution}。" for caution in cautions)
    note = f"登记领导班子集体研究的结果，由负责人确认。记下以后名单不能再改。{told}"
    why = f"确认 {year.year} 年度等级评定名单由集体研究决定。{'；'.join(cautions)}".rstrip("。")
    return Asking("作出决定", note, specs, "请负责人确认", make, "grading.decide", why, "gavel")


def special(trial: MoveTrial, year: Period) -> Asking:
    """Ask for a special decision that breaks the seats for one person."""

    def make(values: Mapping[str, Any]) -> Command:
        from cmdesk.usecases.grading.decide_specially import DecideSpecially

        return DecideSpecially(year=year, staff_no=trial.staff_no, rung=Rung(trial.to_rung), **values)

    specs = (
        TextSpec("document_no", "文号", 60, required=True),
        NotesSpec("reason", "理由", 4, required=True),
    )
    after = words.rung(trial.to_rung)
    note = f"{trial.name}放到{after}要突破名额，须有领导班子的特别决定；板上留一颗星，名额格一直是黄的。"
    why = f"确认对{trial.name}的特别决定：{after}，突破名额"
    return Asking("提请特别决定", note, specs, "请负责人确认", make, "grading.decide", why, "gavel")


def notice(year: Period, today: date) -> Asking:
    """Ask for a notice of the list."""

    def make(values: Mapping[str, Any]) -> Command:
        from cmdesk.usecases.grading.post_notice import PostNotice

        return PostNotice(year=year, **values)

    specs = (
        DateSpec("posted_on", "张贴日期", near=today, value=today, required=True),
        TextSpec("contact", "联系人", 20, required=True),
        TextSpec("telephone", "电话", 30, required=True),
    )
    note = "公示五个工作日，张贴当日不计。只写姓名、单位、现级档、拟定级档和等次，没有身份证号、薪酬和互评分。"
    return Asking(
        "公示", note, specs, "请负责人确认", make, "grading.decide", f"确认公示 {year.year} 年度名单", "stamp"
    )


def objection(year: Period, today: date, people: People, staff_no: str) -> Asking:
    """Ask for an objection, a review or an appeal."""

    def make(values: Mapping[str, Any]) -> Command:
        from cmdesk.usecases.grading.register_objection import RegisterObjection

        given = {name: value for name, value in values.items() if value is not None}
        return RegisterObjection(year=year, **{"facts": "", **given})

    specs = (
        ChoiceSpec("kind", "种类", choices=tuple(KINDS.items()), value="objection", required=True),
        PersonSpec("staff_no", "关于谁", people=tuple(people), value=staff_no or None),
        TextSpec("objector", "提出人", 20, hint="匿名的空着"),
        FlagSpec("concrete", "具体", words="署名且有具体事实：该人暂缓"),
        NotesSpec("facts", "事实", 3, required=True),
        TextSpec("request", "请求", 200),
        DateSpec("received_on", "收到日期", near=today, value=today),
        DateSpec("notified_on", "书面告知", near=today, hint="复核要填：本人收到书面结果的日期"),
    )
    note = "异议在公示期内提出，五个工作日内核查；复核在书面告知后十日内申请；申诉在复核答复后提出，一次为限。"
    return Asking("登记异议、复核或申诉", note, specs, "登记", make, icon="message-square-warning")


def answer(row: ObjectionRow, today: date) -> Asking:
    """Ask for the answer to an objection."""

    def make(values: Mapping[str, Any]) -> Command:
        from cmdesk.usecases.grading.answer_objection import AnswerObjection

        return AnswerObjection(number=row.number, **values)

    outcomes = (("rejected", "维持"), ("upheld", "采纳"), ("to_city", "报市局"))
    specs = (
        ChoiceSpec("outcome", "结论", choices=outcomes, value="rejected", required=True),
        NotesSpec("answer", "答复", 5, required=True),
        DateSpec("answered_on", "答复日期", near=today, value=today),
    )
    about = f"{row.name}的" if row.name else ""
    day = words.day(row.due_on, today=today)
    note = f"{row.objector or '匿名'}：{row.facts}　{day}前答复。答复本身不改级档，采纳的另按更正或特别决定办理。"
    title = f"答复{about}{KINDS[row.kind]} {row.number}"
    return Asking(title, note, specs, "请复核人确认", make, "grading.decide", f"{title}，复核人没有给他打过分", "send")


def lot(year: Period) -> Asking:
    """Ask for the witness of a lot, and allocate."""

    def make(values: Mapping[str, Any]) -> Command:
        from cmdesk.usecases.grading.allocate import Allocate

        return Allocate(year=year, lot_witness=values["lot_witness"] or "")

    specs = (TextSpec("lot_witness", "见证人", 20, required=True),)
    note = "第二次投票和各项成绩都相等：按会议开始时写下的抽签依据当众抽签。"
    return Asking("当众抽签", note, specs, "抽签并定级", make, icon="scale")
