"""The acts of a year's level decision in their order: which can be done, which comes next, what is missing."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from cmdesk.queries.grading_life import Life
from cmdesk.ui import words


@dataclass(frozen=True)
class Act:
    """Something to press; one that cannot be done says in its own words what is missing."""

    code: str
    text: str
    icon: str = ""
    enabled: bool = True


@dataclass(frozen=True)
class Stage:
    """One line of the way: `state` is done, now or later; `fact` what is known of it."""

    name: str
    state: str
    fact: str


PERMISSIONS = {
    "prepare": "grading.propose",
    "seats": "indicators.import",
    "allocate": "grading.allocate",
    "decide": "grading.decide",
    "notice": "grading.decide",
    "objection": "deliberation.prepare",
    "answer": "grading.decide",
    "send": "exchange.export",
    "city": "grading.confirm",
}
_WHO = {"prepare": "营销部主任", "allocate": "督察组长"}
KINDS = {"objection": "异议", "review": "复核", "appeal": "申诉"}


def next_act(life: Life, may: Collection[str], today: date) -> Act:
    """Give the next lawful act; grey where it cannot be done now, or not by this user."""
    act = _next(life, today)
    permission = PERMISSIONS.get(act.code)
    if act.enabled and permission is not None and permission not in may:
        return Act(act.code, f"等{_WHO.get(act.code, '录入员')}：{act.text}", act.icon, enabled=False)
    return act


def _next(life: Life, today: date) -> Act:
    if not life.year_closed:
        return Act("prepare", f"生成建议（{life.year} 年度还没关账）", enabled=False)
    if not life.prepared:
        return Act("prepare", "生成建议", "list-checks")
    if not life.seats_known and not life.began:
        return Act("seats", "导入市局名额", "upload")
    if not life.allocated:
        return Act("allocate", "按票和名额定级", "scale") if life.counted else Act("meeting", "到评议会表决", "users")
    if life.decided_on is None:
        return _decide(life)
    if life.city_on is not None and not life.open_objections:
        return Act("done", f"市局已决定 {words.day(life.city_on, today=today)}", "circle-check", enabled=False)
    if life.notice_ends is None:
        return Act("notice", "公示", "stamp")
    if life.open_objections:
        return Act("answer", f"答复{KINDS[life.open_objections[0][3]]}", "message-square")
    if today <= life.notice_ends:
        return Act("wait", f"公示到{words.day(life.notice_ends, today=today)}", "clock", enabled=False)
    if life.sent_on is None:
        return Act("send", "上报市局", "send")
    return Act("city", "导入市局决定", "upload")


def _decide(life: Life) -> Act:
    missing = ""
    if not life.seats_known:
        missing = "市局名额未下达"
    elif life.unexplained:
        rest = f"等 {len(life.unexplained)} 人" if len(life.unexplained) > 1 else ""
        missing = f"{life.unexplained[0]}{rest}没写原因"
    elif not life.meeting_closed:
        missing = "评议会还没散会"
    return Act("decide", f"作出决定（{missing}）" if missing else "作出决定", "gavel", enabled=not missing)


def other_acts(life: Life, may: Collection[str]) -> tuple[Act, ...]:
    """Give what else can be done now, in the order of the year."""
    found = []
    undecided = life.decided_on is None
    if life.prepared and life.year_closed and not life.began:
        found.append(Act("prepare", "重新生成建议", "refresh-cw"))
    if life.year_closed and not life.began:
        found.append(Act("seats", "导入市局名额", "upload"))
    if life.allocated and life.counted and undecided:
        found.append(Act("allocate", "重新按票和名额定级", "scale"))
    if life.notice_ends is not None:
        found.append(Act("notice", "改动后再公示", "stamp"))
    if life.decided_on is not None:
        found.append(Act("objection", "登记异议、复核或申诉", "message-square-warning"))
    if life.sent_on is not None and life.city_on is not None:
        found.append(Act("city", "导入市局更正", "upload"))
    return tuple(act for act in found if PERMISSIONS[act.code] in may)


def stages(life: Life, today: date) -> tuple[Stage, ...]:
    """Give the whole way of the year, done and to come."""

    def day(value: date | None) -> str:
        return "" if value is None else words.day(value, today=today)

    seats = life.seats_document or ("按本单位基数计算" if life.seats_known else "市局名额未下达")
    decided = f"{life.decision_no}　{day(life.decided_on)}" if life.decided_on else "负责人确认"
    notice = "五个工作日" if life.notice_posted is None else f"{day(life.notice_posted)}至{day(life.notice_ends)}"
    way = (
        ("名额", life.seats_known, seats),
        ("建议", bool(life.prepared), f"{life.prepared} 人" if life.prepared else "年度关账后"),
        ("表决", life.counted, "计票一致" if life.counted else "第二次评议会"),
        ("拟定", life.allocated, "已按票和名额" if life.allocated else "按票和名额"),
        ("集体研究", life.decided_on is not None, decided),
        ("公示", life.notice_ends is not None and today > life.notice_ends, notice),
        ("上报", life.sent_on is not None, day(life.sent_on) or "X4"),
        (
            "市局决定",
            life.city_on is not None,
            f"{life.city_no}　{day(life.city_on)}" if life.city_on else "只有它改变级档",
        ),
    )
    now = next((place for place, (_, done, _) in enumerate(way) if not done), len(way))
    return tuple(
        Stage(name, "done" if done else "now" if place == now else "later", fact)
        for place, (name, done, fact) in enumerate(way)
    )
