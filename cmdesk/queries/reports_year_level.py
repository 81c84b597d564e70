"""The level part of an annual report: the result box, and the path from the present rung to the decision (B.12a)."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from cmdesk.documents.reports.d25_content import LevelRow, ResultCell, VoteCell
from cmdesk.exchange.sheets.vocabulary import DECISION
from cmdesk.models.grading import Grading
from cmdesk.queries.reports_votes import reason_words
from cmdesk.queries.reports_words import NONE, day, education, grade, percent, short
from cmdesk.queries.reports_year_facts import Grounds
from cmdesk.queries.scoring_compute import Computed
from cmdesk.rules.codes import Band
from cmdesk.rules.ladder import Rung
from cmdesk.rules.pay import pay_rung
from cmdesk.storage.resources import sentence

_STEPS = (
    ("decided", "评定级档"),
    ("final", "拟定级档"),
    ("voted", "表决级档"),
    ("proposed", "拟提级档"),
    ("suggested", "建议级档"),
)


@dataclass(frozen=True)
class Path:
    """How far a person's grading is: the rung reached and what the step is called."""

    grading: Grading
    rung: str
    label: str


@dataclass(frozen=True)
class LevelPart:
    """Section six: rows, the strip of votes, its label, and how many rows stand above it."""

    rows: tuple[LevelRow, ...] = ()
    votes: tuple[VoteCell, ...] = ()
    votes_label: str = "推荐表决"
    vote_after: int = 3


def path_of(one: Computed, grounds: Grounds) -> Path | None:
    """Give the path of a person who is graded in the year; None for others and for who stays a trainee."""
    grading = grounds.gradings.get(one.person.id)
    if grading is None:
        return None
    for column, label in _STEPS:
        rung = getattr(grading, column)
        if rung is not None:
            if rung == Rung.TRAINEE and grading.present == Rung.TRAINEE:
                return None
            return Path(grading, rung, label)
    return None


def result_cells(one: Computed, grounds: Grounds, path: Path | None) -> tuple[ResultCell, ...]:
    """Give the box of the first page: score and band, for graded people the rung and the rung paid."""
    rules = grounds.rules
    band = Band(one.band) if one.band else None
    cells = [
        ResultCell(label="年度得分", value=one.score or NONE, note="四舍五入，保留两位" if one.score else ""),
        ResultCell(label="考评等次", value=rules.bands.name_of(band), note=band_range(one, grounds)),
    ]
    if path is None:
        return tuple(cells)
    rural = grounds.roster.is_rural(one.person)
    paid = pay_rung(Rung(path.rung), rural=rural, rule_set=rules)
    note = "按评定档次"
    if paid.saturated:
        note = "农村线路，已达最高档次"
    elif rural and paid.pay_rung is not Rung(path.rung):
        note = "农村加一档，计效益工资"
    cells.append(ResultCell(label=path.label, value=grade(path.rung), note=_moved(path)))
    cells.append(ResultCell(label="享受档次", value=paid.pay_rung.chinese, note=note))
    return tuple(cells)


def _moved(path: Path) -> str:
    before, now = Rung(path.grading.present), Rung(path.rung)
    if before is Rung.TRAINEE:
        return "首次评定"
    steps = now.place - before.place
    if steps == 0:
        return f"原{before.chinese}，不变"
    if steps == 1:
        return f"原{before.chinese}，上升一档"
    if steps == -1:
        return f"原{before.chinese}，下降一档"
    return f"原{before.chinese}，{'上升' if steps > 0 else '下降'}"


def band_range(one: Computed, grounds: Grounds) -> str:
    """Give the range of the band in words: 70分以上，不到90分."""
    lines = grounds.rules.bands.items
    at = next((place for place, line in enumerate(lines) if line.code == one.band), None)
    if at is None:
        return "缺少规定的成绩" if one.score is None else ""
    if "red_line" in one.notes:
        return "有一票否决情形"
    low = f"{short(lines[at].at_least)}分以上" if lines[at].at_least else ""
    high = f"不到{short(lines[at - 1].at_least)}分" if at else ""
    return "，".join(text for text in (low, high) if text)


def level_part(one: Computed, grounds: Grounds, path: Path | None) -> LevelPart:
    """Give section six; nothing for who is not graded."""
    if path is None:
        return LevelPart()
    vote = grounds.votes.get(one.person.id)
    rows = [
        LevelRow(label="基本条件", text=_conditions(one, grounds, path)),
        LevelRow(label="专业技能考试", text=_exams(one, grounds)),
        LevelRow(label="民主评议", text=_meeting(one, grounds, path)),
    ]
    after = len(rows)
    if grounds.collective is not None:
        held = grounds.collective
        final = path.grading.final
        text = f"{day(held.held_on)}县级集体研究（{held.document_no}）"
        rows.append(LevelRow(label="集体研究", text=f"{text}，拟定{grade(final)}。" if final else f"{text}。"))
    decision = grounds.decisions.get(one.person.id)
    if decision is not None and path.grading.decided is not None:
        verdict = DECISION.word(decision.verdict)
        text = f"{day(decision.decided_on)}研究决定（{decision.document_no}）：{verdict}，{grade(decision.rung)}。"
        rows.append(LevelRow(label="市考评组", text=text + (decision.reason or "")))
    rows.append(LevelRow(label="评定理由", text=_reason(one, grounds, path)))
    if grounds.roster.is_rural(one.person):
        rows.append(LevelRow(label="农村线路", text=_rural(one, grounds, path)))
    if vote is None:
        return LevelPart(tuple(rows))
    label = "分档票决" if vote.graded else "推荐表决"
    return LevelPart(tuple(rows), vote.cells(path.grading.final, path.grading.voted), label, after)


def _conditions(one: Computed, grounds: Grounds, path: Path) -> str:
    person, base = one.person, grounds.base_day
    years = grounds.roster.years(person.id, base)
    reasons = "；".join(sentence(f"ceiling_{code}").rstrip("。") for code in path.grading.ceiling_reasons)
    most = f"本年度最高可评{grade(path.grading.ceiling)}" + (f"（{reasons}）" if reasons else "")
    red = "全年无红线" if not one.figures.get("red_line") else "全年有红线"
    return f"{education(person.education)}，任职满{years}年，现任{grade(path.grading.present)}；{most}；{red}。"


def _exams(one: Computed, grounds: Grounds) -> str:
    said, passed = [], True
    for name, half in zip(("上半年", "下半年"), grounds.year.halves, strict=True):
        mark, result = grounds.marks.get((one.person.id, half)), grounds.result(half, one.person.id)
        if mark is None or result is None:
            said.append(f"{name}无成绩")
        elif mark.state == "deferred":
            said.append(f"{name}缓考")
        else:
            said.append(f"{name}理论{short(mark.theory or 0)}、技能{short(mark.practice or 0)}")
            passed = passed and bool(result.figures["passed"])
    least = short(grounds.rules.exam.pass_mark)
    return f"{'，'.join(said)}；{f'每科均在{least}分以上，合格' if passed else f'有科目不足{least}分'}。"


def _meeting(one: Computed, grounds: Grounds, path: Path) -> str:
    before, vote = grade(path.grading.present), grounds.votes.get(one.person.id)
    proposed = grade(path.grading.proposed or path.grading.suggested)
    plan = f"拟由{before}评为{proposed}" if proposed != before else f"拟仍评为{before}"
    if vote is None:
        return f"尚未表决；{plan}。"
    where = f"{day(vote.held_on)}评议会（{vote.meeting}）"
    return f"{where}分档票决。" if vote.graded else f"{where}。{plan}。"


def _reason(one: Computed, grounds: Grounds, path: Path) -> str:
    grading, rules = path.grading, grounds.rules
    last, _ = grounds.last_years.get(one.person.id, (None, None))
    line = next((line for line in rules.bands.items if line.code == one.band), None)
    said = [f"年度得分{one.score}分" if one.score else "本年度不定等次"]
    if last is not None:
        said.append(f"上年度{last}分")
    if line is not None and grading.present != Rung.TRAINEE:
        said.append(f"{line.name}：{line.movement}")
    text = "，".join(said) + "。"
    if grading.proposed_reason:
        text += f"拟提理由：{grading.proposed_reason.rstrip('。')}。"
    if grading.final_reason:
        text += f"{reason_words(grading.final_reason)}。"
    return text


def _rural(one: Computed, grounds: Grounds, path: Path) -> str:
    person, rules = one.person, grounds.rules
    paid = pay_rung(Rung(path.rung), rural=True, rule_set=rules)
    share = percent(Fraction(100 * (person.rural or 0), person.retailers or 1))
    over = short(rules.pay.rural.over)
    text = f"所服务零售客户{person.retailers}户，乡镇及以下{person.rural}户，占{share}%，超过{over}%。"
    if paid.saturated:
        return text + "已达最高档次，不再加档。"
    return (
        f"{text}享受档次加一档为{paid.pay_rung.chinese}，只用于效益工资系数（{short(paid.coefficient)}）；"
        f"岗位浮动工资仍按{paid.level.chinese}。"
    )
