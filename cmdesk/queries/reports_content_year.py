"""The content of D25: one person's closed year, from its cycles to the level and the plan for the next."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from cmdesk.documents.content import Content
from cmdesk.documents.reports.d25_content import AnnualContent, GapPlan, Opinions
from cmdesk.kernel.amounts import printed
from cmdesk.kernel.periods import Period
from cmdesk.models.grading import CityDecision
from cmdesk.queries.reports_identity import DECIDED, FINAL, Draft, Issue, identity
from cmdesk.queries.reports_words import NONE, certificate, day, day_of, education, grade, short
from cmdesk.queries.reports_year_facts import Grounds, year_grounds
from cmdesk.queries.reports_year_level import Path, level_part, path_of, result_cells
from cmdesk.queries.reports_year_scores import (
    ability_part,
    competency_rows,
    derivation,
    exam_rows,
    quarter_rows,
    why_ungraded,
)
from cmdesk.queries.scoring_compute import Computed
from cmdesk.rules.codes import Band, RuleSetState
from cmdesk.rules.ladder import Rung
from cmdesk.rules.pay import pay_rung
from cmdesk.rules.ruleset import RuleSet
from cmdesk.runtime.context import Context

FORM = "D25"
_EXCELLENT_LINE = 90


def annual_drafts(context: Context, year: Period, people: Iterable[str]) -> tuple[Draft, ...]:
    """Give the D25 of everybody, or of some, of a closed year: 拟定, or 确定 once the city has decided.

    Raises Rejected `period_open`, `unknown_person`, `no_result`; Damaged `result_differs`.
    """
    grounds = year_grounds(context, year, people)
    return tuple(_draft(one, grounds) for one in grounds.chosen)


def _draft(one: Computed, grounds: Grounds) -> Draft:
    standing = DECIDED if _decision(one, grounds) is not None else FINAL

    def make(issue: Issue) -> Content:
        return _content(one, grounds, issue)

    return Draft(FORM, grounds.year, one.person.staff_no, one.person.id, standing, make)


def _decision(one: Computed, grounds: Grounds) -> CityDecision | None:
    grading = grounds.gradings.get(one.person.id)
    return grounds.decisions.get(one.person.id) if grading is not None and grading.decided is not None else None


def _content(one: Computed, grounds: Grounds, issue: Issue) -> AnnualContent:
    person, rules = one.person, grounds.rules
    path = path_of(one, grounds)
    abilities = ability_part(one, grounds)
    quarters, cycle_note = quarter_rows(one, grounds)
    exams, exam_mean = exam_rows(one, grounds)
    evaluations, evaluation_sum = competency_rows(one, grounds)
    derived = derivation(one, grounds)
    level = level_part(one, grounds, path)
    decision = _decision(one, grounds)
    excellent = next((line.at_least for line in rules.bands.items if line.code is Band.EXCELLENT), None)
    return AnnualContent(
        identity=identity(grounds.context, FORM, grounds.year, person.staff_no, issue, rules),
        person=grounds.roster.block(person, grounds.base_day),
        education=education(person.education),
        qualification=certificate(person.qualification, rules),
        last_year=_last_year(one, grounds),
        results=result_cells(one, grounds, path),
        state=_state(grounds, decision),
        effective=f"自{decision.effective.first_day.year}年{decision.effective.first_day.month}月1日起执行"
        if decision
        else "待市考评组确定",
        abilities=abilities.abilities,
        ability_heading_note=abilities.heading,
        ability_note=abilities.note,
        counted_note=abilities.counted,
        abilities_from_zero=abilities.from_zero,
        summary=_summary(one, grounds, path, decision),
        quarters=quarters,
        excellent_line=short(excellent) if excellent == _EXCELLENT_LINE else "",
        cycle_note=cycle_note,
        exams=exams,
        exam_pass_note=f"每科{short(rules.exam.pass_mark)}分合格",
        exam_mean=exam_mean,
        evaluations=evaluations,
        evaluation_sum=evaluation_sum,
        derivation=derived.rows,
        derivation_sum=derived.total,
        result_text=derived.text,
        result=derived.result,
        levels=level.rows,
        votes=level.votes,
        votes_label=level.votes_label,
        vote_after=level.vote_after,
        gaps=_gaps(one, grounds),
        opinions=_opinions(one, grounds, path, decision),
        verification=_verification(rules),
        issued_on=day_of(issue.created),
    )


def _last_year(one: Computed, grounds: Grounds) -> str:
    score, band = grounds.last_years.get(one.person.id, (None, None))
    parts = [f"{score}分" if score else "", grounds.rules.bands.name_of(Band(band)) if band else ""]
    return "\u3000".join(text for text in parts if text) or NONE


def _state(grounds: Grounds, decision: CityDecision | None) -> str:
    if decision is not None:
        return f"已确定（市考评组，{day(decision.decided_on)}，{decision.document_no}）"
    return "拟定（县营销部）"


def _summary(one: Computed, grounds: Grounds, path: Path | None, decision: CityDecision | None) -> str:
    bands = grounds.rules.bands
    year = grounds.year.chinese
    if one.score is None:
        return f"{one.person.name}同志{why_ungraded(one, grounds)}，只写评语。{_strong_and_weak(one, grounds)}"
    text = f"{one.person.name}同志{year}得分{one.score}分，等次为{bands.name_of(Band(one.band) if one.band else None)}"
    last, _ = grounds.last_years.get(one.person.id, (None, None))
    if last is not None:
        change = Fraction(one.score) - Fraction(last)
        text += f"，比上年度{'提高' if change > 0 else '下降'}{printed(abs(change))}分" if change else "，与上年度持平"
    if one.rank is not None:
        text += f"，列全县第{one.rank}位"
    text += f"。{_quarters(one)}{_strong_and_weak(one, grounds)}"
    if path is not None:
        text += _level_words(path, decision)
    return text


def _quarters(one: Computed) -> str:
    scores = [score for score in one.figures["quarter_scores"] if score is not None]
    if not scores:
        return ""
    low, high = min(scores, key=Fraction), max(scores, key=Fraction)
    count = "一二三四"[len(scores) - 1]
    return f"{count}个季度得分在{low}分至{high}分之间。" if low != high else f"{count}个季度得分均为{low}分。"


def _strong_and_weak(one: Computed, grounds: Grounds) -> str:
    found = grounds.abilities.get(one.person.id)
    text = ""
    if found is not None:
        names = {item.code: item.name for item in grounds.rules.competencies.items}
        order = list(names)
        ranked = sorted(found.means, key=lambda code: (-found.means[code], order.index(code)))
        text = f"十种能力中{names[ranked[0]]}、{names[ranked[1]]}较突出，{names[ranked[-1]]}相对较弱。"
    gaps = "、".join(gap.gap for gap in grounds.gaps[one.person.id])
    return text + (f"差距：{gaps}。" if gaps else "本年度没有失分较多的项目。")


def _level_words(path: Path, decision: CityDecision | None) -> str:
    before, now = Rung(path.grading.present), Rung(path.rung)
    change = f"由{before.chinese}评为{now.chinese}" if before is not now else f"仍为{now.chinese}"
    if decision is not None:
        month = decision.effective.first_day
        return f"经县营销部评议、市考评组确定，自{month.year}年{month.month}月起{change}。"
    return f"{path.label}：{change}。"


def _gaps(one: Computed, grounds: Grounds) -> tuple[GapPlan, ...]:
    return tuple(
        GapPlan(
            gap=gap.gap,
            basis=gap.basis or NONE,
            training=f"{gap.training}：{gap.measure}" if gap.measure else gap.training,
            owner="",
            deadline=day(gap.due),
        )
        for gap in grounds.gaps[one.person.id]
    )


def _opinions(one: Computed, grounds: Grounds, path: Path | None, decision: CityDecision | None) -> Opinions:
    person = one.person.id
    city = ""
    if decision is not None and path is not None:
        paid = pay_rung(Rung(path.rung), rural=grounds.roster.is_rural(one.person), rule_set=grounds.rules)
        month = decision.effective.first_day
        city = (
            f"依据{decision.document_no}，评定为{grade(path.rung)}档，享受档次{paid.pay_rung.chinese}，"
            f"自{month.year}年{month.month}月1日起执行。"
        )
    return Opinions(
        inspector=grounds.comment(person, "inspection_leader"),
        inspector_note=f"督察表{grounds.sheets[person]}份，红线{grounds.red_lines[person]}次",
        appraised=grounds.comment(person, "appraised"),
        department_head=grounds.comment(person, "department_head"),
        city_group=city,
    )


def _verification(rules: RuleSet) -> str:
    meta = rules.meta
    text = f"核验：本报告由cmdesk依规则集{meta.version}版生成；"
    if meta.state is RuleSetState.IN_FORCE:
        text += f"该版{day(meta.passed_on)}通过（{meta.document_no}），{day(meta.published_on)}公示。"
    else:
        text += "该版为试行稿，未经公示。"
    return text + ("扫描页脚二维码或键入文件编号可调出电子原件，重算的SM3摘要须与下列一致。手工改动或缺页的无效。")
