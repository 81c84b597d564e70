"""The five steps of a count for the strip: who keyed when, what differs, what is missing."""

from __future__ import annotations

from cmdesk.ui.pages.deliberation.countside import DUTY_WORDS
from cmdesk.ui.pages.deliberation.presenter import clock
from cmdesk.ui.pages.deliberation.session import DUTIES, TELLER, CountSession, Keying, Stage
from cmdesk.ui.pages.deliberation.strip import StripStep


def strip_steps(session: CountSession) -> tuple[StripStep, ...]:
    """Give the five steps with who and when."""
    order = (Stage.TELLER, Stage.SCRUTINEER, Stage.RECOUNT, Stage.BOOK)
    now = order.index(session.stage)
    found = []
    for place, duty in enumerate(DUTIES):
        state = "done" if place < now else "now" if place == now else "later"
        keying = session.keyings.get(duty)
        found.append(StripStep(f"{DUTY_WORDS[duty]}录入", _keyer_fact(session, duty, keying), state))
    cells = session.returned * len(session.people)
    compared = now >= 2
    fact = f"{cells} 格，{session.compared} 格不同" if compared else "两人都录完"
    found.append(StripStep("比对", fact, "done" if compared else "later"))
    waiting = len(session.unsettled())
    if session.stage is Stage.RECOUNT:
        settled = len(session.recounts) - waiting
        again = f"{(session.again_sheet or 0) + 1:02} 号票整张重录"
        told = again if session.again_sheet is not None else f"第 {settled + 1} 处，共 {len(session.recounts)} 处"
        found.append(StripStep("原票复核", told, "now"))
    else:
        fact = "没有不同" if not session.compared else "都已一致"
        found.append(StripStep("原票复核", fact if compared else "只复核不同的", "done" if compared else "later"))
    booked = session.stage is Stage.BOOK
    found.append(StripStep("入账", "两人确认" if booked else "须全部一致", "now" if booked else "later"))
    return tuple(found)


def _keyer_fact(session: CountSession, duty: str, keying: Keying | None) -> str:
    name = session.names.get(duty, "")
    if keying is None:
        return "待开始" if duty == TELLER or session.stage is Stage.SCRUTINEER else "等计票人录完"
    ended = f"–{clock(keying.ended)}" if keying.ended else " 起"
    return f"{name} {clock(keying.began)}{ended}"
