"""The figures of the sample year: every number drawn from the seed, better for people of more merit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from cmdesk.kernel.periods import Period
from cmdesk.sample.books import write_book
from cmdesk.sample.chance import Chance
from cmdesk.sample.county import SamplePerson
from cmdesk.sample.facts import EVIDENCE, facts_of

_QUESTIONS = (
    "拜访频次",
    "服务态度",
    "政策告知",
    "经营指导",
    "品牌介绍",
    "陈列标价指导",
    "诉求解决",
    "库存订货建议",
    "信息及时",
    "总体满意",
)
_SHOPS = ("新世纪便利店", "文华烟酒店", "顺意超市", "老街副食店", "龙城商行", "百信百货", "友谊便民店")
_FINDINGS_ITEM = 1101
"""上次督察问题按期整改: what the visit before found and is still not put right."""


@dataclass(frozen=True)
class SampleItem:
    """What a sample sheet needs to know of a checklist item."""

    number: int
    seen_at: str
    step: str
    points: Decimal
    step_points: Decimal


def indicator_book(path: Path, people: Sequence[SamplePerson], chance: Chance, month: Period) -> Path:
    """Write X1 of a month as the centre sends it: parts, and rates left for us to compute."""
    headings = (
        "工号",
        "姓名",
        "期间",
        "销量目标",
        "实际销量",
        "单箱收入目标",
        "单箱收入",
        "上柜率目标(%)",
        "重点品牌上柜率(%)",
        "动销率目标(%)",
        "重点品牌动销率(%)",
        "需求预测量",
        "实际订购量",
        "毛利提升率目标(%)",
        "客户经营毛利提升率(%)",
        "明码标价到位率(%)",
        "客户基础信息维护到位率(%)",
    )
    rows = [_indicators(person, chance, month) for person in people]
    return write_book(path, [("月度指标", headings, rows)])


def _indicators(person: SamplePerson, chance: Chance, month: Period) -> list[Any]:
    key = (person.staff_no, str(month))
    lift = Decimal(person.merit - 45) / 10

    def around(middle: str, spread: str, places: int, name: str, most: str | None = None) -> Decimal:
        drawn = Decimal(middle) + lift + chance.amount(f"-{spread}", spread, places, *key, name)
        value = round(min(drawn, Decimal(most)) if most else drawn, places)
        return max(value, Decimal(0))

    target = chance.amount("100", "140", 1, person.staff_no, "target")
    ordered = chance.whole(4200, 6400, *key, "ordered")
    return [
        person.staff_no,
        person.name,
        str(month),
        target,
        round(target * around("98", "4", 2, "sales") / 100, 1),
        28000,
        int(28000 * around("98.5", "3", 2, "revenue") / 100),
        90,
        around("87", "4", 2, "shelf", "100"),
        85,
        around("83", "4", 2, "sell", "100"),
        int(ordered * (100 + chance.whole(-14 + person.merit // 12, 13 - person.merit // 12, *key, "forecast")) / 100),
        ordered,
        Decimal("3.00"),
        around("2.2", "1.2", 2, "margin"),
        around("94", "4", 2, "tags", "100"),
        around("97.5", "2", 2, "data", "100"),
    ]


def sheet_book(
    path: Path,
    people: Sequence[SamplePerson],
    items: Sequence[SampleItem],
    version: str,
    inspectors: Sequence[str],
    chance: Chance,
    month: Period,
    until: date | None = None,
) -> Path:
    """Write the month's inspection sheets: a desk and a field visit for everybody, or the visits `until` a day."""
    headings = [
        *("单号", "工号", "姓名", "检查日期", "方式", "层级", "被复查单号", "督察员1", "督察员2", "地点", "检查表版本"),
        *(str(item.number) for item in items),
        *("红线", "红线事实", "上次问题已整改", "签收", "签收日期", "见证人1", "见证人2", "备注"),
    ]
    sheets: list[list[Any]] = []
    deductions: list[list[Any]] = []
    for place, person in enumerate(people):
        for visit, kind in enumerate(("内业", "外业"), 1):
            number = f"{month}-{person.staff_no}-{visit}"
            day = visit_day(month, chance, person.staff_no, visit)
            if until is not None and day > until:
                continue
            pair = _pair(inspectors, place + visit + month.number)
            lost = _lost_items(person, items, kind, chance, number)
            before = _found_before(person, items, chance, month, visit)
            still = before[:1] if any(item.number == _FINDINGS_ITEM for item, _ in lost) else []
            put_right = "、".join(one[1] for one in before if one not in still)
            answers = [_answer(item, kind, lost) for item in items]
            shop = chance.pick(_SHOPS, number, "shop")
            where = "营销部办公室" if kind == "内业" else f"{person.line}{shop}"
            signing = ["签收", day, None, None]
            sheets.append(
                [
                    *(number, person.staff_no, person.name, day, kind, "县", None, *pair, where, version, *answers),
                    *("否", None, put_right or None, *signing, None),
                ]
            )
            deductions += [_deduction(number, item, times, where, day, chance, still) for item, times in lost]
    facts = ("单号", "项目", "条款", "次数", "扣分", "事实", "地点", "发生日期", "依据", "依据编号")
    return write_book(path, [("检查单", headings, sheets), ("扣分", facts, deductions)])


def visit_day(month: Period, chance: Chance, staff_no: str, visit: int) -> date:
    """Give the day of a person's first or second visit of a month."""
    day = month.first_day + timedelta(days=chance.whole(3, 12, str(month), staff_no, visit) + (visit - 1) * 13)
    while day.weekday() > 4:
        day -= timedelta(days=1)
    return day


def _pair(inspectors: Sequence[str], turn: int) -> tuple[str, str]:
    return inspectors[turn % len(inspectors)], inspectors[(turn + 1) % len(inspectors)]


def _lost_items(
    person: SamplePerson, items: Sequence[SampleItem], kind: str, chance: Chance, number: str
) -> list[tuple[SampleItem, int]]:
    seen = [item for item in items if item.seen_at in {"综合", kind} and item.step_points]
    percent = max(3, 26 - person.merit // 4)
    lost = [item for item in seen if chance.often(percent, number, item.number)]
    return [(item, chance.whole(1, 2, number, item.number, "times")) for item in lost]


def _answer(item: SampleItem, kind: str, lost: Sequence[tuple[SampleItem, int]]) -> str:
    if item.seen_at not in {"综合", kind}:
        return "未查"
    return "×" if any(one.number == item.number for one, _ in lost) else "√"


def _found_before(
    person: SamplePerson, items: Sequence[SampleItem], chance: Chance, month: Period, visit: int
) -> list[tuple[str, str]]:
    """Give sheet and item of each finding of the visit before; the year's first visit has none before it."""
    if visit == 1 and month.number == 1:
        return []
    earlier, kind, nth = (month, "内业", 1) if visit == 2 else (month.previous(), "外业", 2)
    number = f"{earlier}-{person.staff_no}-{nth}"
    return [(number, str(item.number)) for item, _ in _lost_items(person, items, kind, chance, number)]


def _deduction(
    number: str,
    item: SampleItem,
    times: int,
    where: str,
    day: date,
    chance: Chance,
    still: Sequence[tuple[str, str]],
) -> list[Any]:
    """Give the row of a deduction; that of 1101 names the finding that is still not put right."""
    evidence = chance.pick(EVIDENCE[item.seen_at], number, item.number, "evidence")
    evidence_no = f"{evidence}{chance.whole(1, 99, number, item.number, 'no')}"
    if item.number == _FINDINGS_ITEM and still:
        evidence, evidence_no = "其他", "/".join(still[0])
    return [
        number,
        str(item.number),
        item.step,
        times,
        item.step_points * times,
        chance.pick(facts_of(item.number), number, item.number, "fact"),
        where,
        day,
        evidence,
        evidence_no,
    ]


def survey_book(path: Path, people: Sequence[SamplePerson], chance: Chance, quarter: Period) -> Path:
    """Write the quarter's questionnaires; one manager in thirty has too few, so that the policy is seen at work."""
    rows = list(_questionnaires(people, chance, quarter))
    headings = ("问卷编号", "工号", "姓名", "城乡", *_QUESTIONS, "调查日期", "调查员")
    return write_book(path, [("问卷", headings, rows)])


def _questionnaires(people: Sequence[SamplePerson], chance: Chance, quarter: Period) -> Iterator[list[Any]]:
    running = 0
    for person in people:
        planned = max(10, min(30, (person.urban + person.rural) // 10))
        count = 5 if chance.often(3, str(quarter), person.staff_no, "few") else planned
        for number in range(count):
            running += 1
            key = (str(quarter), person.staff_no, number)
            answers = [
                min(5, max(1, 3 + (chance.whole(0, 99, *key, q) + person.merit > 50) + chance.whole(0, 1, *key, q, 2)))
                for q in range(len(_QUESTIONS))
            ]
            yield [
                f"{quarter}-{running:04}",
                person.staff_no,
                person.name,
                chance.pick(("城", "乡"), *key, "area"),
                *answers,
                quarter.last_day - timedelta(days=chance.whole(2, 9, *key, "day")),
                "调查员甲",
            ]


def marks_book(path: Path, people: Sequence[SamplePerson], chance: Chance, half: Period) -> Path:
    """Write the marks of a half-year; one in seventy is absent, one has 缓考."""
    rows = []
    for place, person in enumerate(people):
        key = (str(half), person.staff_no)
        theory = min(100, 62 + person.merit // 4 + chance.whole(-6, 14, *key, "theory"))
        practice = min(100, 64 + person.merit // 4 + chance.whole(-6, 14, *key, "practice"))
        state = "正常"
        if place == 40 and half.number == 2:
            state = "缓考"
        rows.append(
            [
                person.staff_no,
                person.name,
                None if state == "缓考" else theory,
                None if state == "缓考" else practice,
                state,
                "否",
                f"{half}{place + 1:03}",
                half.last_day - timedelta(days=12),
                "监考甲",
                "阅卷乙",
                "复核丙",
                "晋烟考〔缓〕1号" if state == "缓考" else None,
            ]
        )
    headings = (
        *("工号", "姓名", "理论", "技能", "状态", "补考", "准考证号", "考试日期", "监考", "阅卷", "复核", "备注"),
    )
    return write_book(path, [("成绩", headings, rows)])


def ability_scores(chance: Chance, merit: int, *key: object) -> tuple[Decimal, ...]:
    """Give ten ability scores of 5–10 in half points, around what the merit deserves."""
    middle = 7 + merit // 40
    return tuple(
        min(Decimal(10), Decimal(middle) + Decimal(chance.whole(-2, 4, *key, place)) / 2) for place in range(10)
    )


def seats_book(path: Path, year: int, unit_code: str, unit: str, base: int, seats: Sequence[int]) -> Path:
    """Write X5: the city's places per level."""
    headings = ("年度", "单位代码", "单位", "基准日", "基准人数", "高级名额", "中级名额", "初级名额", "文号", "版次")
    row = [year, unit_code, unit, date(year, 12, 31), base, *seats, f"演示烟〔{year + 1}〕1号", 1]
    return write_book(path, [("名额", headings, [row])])
