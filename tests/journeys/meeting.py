"""The second sitting of January in the window: called, attended, opened, voted on paper, counted twice, minuted."""

from __future__ import annotations

from office import HEAD, RECORDER, Office, password_of
from yearend import working_day

from cmdesk.ui.forms.form import Form
from cmdesk.ui.forms.sure import SureAsked
from cmdesk.ui.pages.deliberation.proof import HolderAsked
from cmdesk.ui.pages.deliberation.stepview import StepView

PIN = "246810"


def prove(office: Office, name: str = "") -> None:
    """Prove oneself in the card of the meeting: with the PIN, or with the password that sets it."""
    mouse = office.mouse
    card = next(mouse.seen(HolderAsked))
    if name and card.person.isVisible():
        mouse.choose(card.person.accessibleName(), name, within=card)
    if "登录口令" in mouse.names(card):
        holder = next(user.number for user in office.users.values() if mouse.says(f"{user.name}还没有会议口令"))
        mouse.fill("登录口令", password_of(holder), within=card)
        mouse.fill("再输一次会议口令", PIN, within=card)
    mouse.fill("会议口令", PIN, within=card)
    mouse.press(card.keep)


def called(office: Office) -> None:
    """Put the first sitting's papers away and call the second: one proposed makes way for two who were elected."""
    mouse = office.mouse
    office.sit(HEAD, working_day(11))
    mouse.page("等级评定")
    mouse.click("评议会")
    mouse.click("登记封存：年度民主测评")
    form = next(mouse.seen(Form))
    mouse.fill("封条号", "0088", within=form)
    mouse.fill("保管人", "何瑞芳", within=form)
    mouse.press(form.keep)
    prove(office)
    assert mouse.says("封条 0088，何瑞芳保管")
    office.sit(RECORDER)
    mouse.page("等级评定")
    mouse.click("召集第二次会议")
    for number in ("9008", "9008", office.managers[0].staff_no, office.managers[2].staff_no):
        mouse.row("应到名单", number, 1, twice=True)
    assert mouse.says("应到 9 人")
    mouse.click("召集会议", within=next(mouse.seen(Form)))


def appointed(office: Office) -> None:
    """Appoint chair, secretary, tellers and scrutineers; none of them is a candidate or his kin."""
    mouse = office.mouse
    mouse.click("推定职责")
    form = next(mouse.seen(Form))
    for duty, name in (
        ("主持人", "刘志强"),
        ("记录人", "朱玉洁"),
        ("计票人一", "许秀兰"),
        ("计票人二", "罗志远"),
        ("监票人一", "郑晓梅"),
        ("监票人二", "田桂英"),
        ("唱票人", "罗志远"),
    ):
        mouse.choose(duty, name, within=form)
    mouse.press(form.keep)


def opened(office: Office) -> None:
    """Let one member in, then the rest; the chair opens with the words from which the draw is made."""
    mouse = office.mouse
    mouse.row("签到名单", "陈立新", twice=True)
    assert mouse.says("宣布开会（还差 5 人）")
    mouse.click("其余 8 人都到了")
    mouse.click("宣布开会")
    form = next(mouse.seen(Form))
    mouse.fill("抽签依据", "双色球第2026001期 03 08 14 21 26 31 + 09", within=form)
    mouse.press(form.keep)
    prove(office)


def recused(office: Office) -> None:
    """Take down a member's recusal from the one trainee: his base loses a voter."""
    mouse = office.mouse
    mouse.click("登记回避")
    form = next(mouse.seen(Form))
    mouse.choose("回避的人", "赵国庆", within=form)
    mouse.pick_person(mouse.find("对谁回避", within=form), office.managers[-1].name)
    mouse.fill("事由", "近姻亲", within=form)
    mouse.press(form.keep)


def voted(office: Office) -> None:
    """Hand out each paper, get its sheets back one by one or all, and seal its box, until no item is open."""
    mouse = office.mouse
    for act in iter(lambda: _next_act(office), ""):
        mouse.click(act, within=next(mouse.seen(StepView)))
        forms = list(mouse.seen(Form))
        if forms:
            mouse.press(forms[0].keep)
        if list(mouse.seen(HolderAsked)):
            prove(office)


_ACTS = ("封箱", "全部收回", "登记发票", "开始发票")


def _next_act(office: Office) -> str:
    names = office.mouse.names(next(office.mouse.seen(StepView)))
    if "收回一张" in names and any(name.startswith("收回 0 张") for name in names):
        return "收回一张"
    return next((name for act in _ACTS for name in names if name.startswith(act)), "")


def count_paper(office: Office, person: str, first: str, second: str) -> None:
    """Let teller and scrutineer key a paper apart; where they differ both look at the sheet again; two book it."""
    mouse = office.mouse
    if not mouse.says("选一种票"):
        mouse.click("换一种票")
    mouse.row("封箱的票", person)
    mouse.click(next(name for name in mouse.names() if name.startswith("开始录入")))
    prove(office, "许秀兰")
    mouse.type(first)
    mouse.click("录完，交给监票人")
    mouse.click("监票人开始录入")
    prove(office, "郑晓梅")
    mouse.type(second)
    mouse.click("录完，比对")
    for one, other in zip(first, second, strict=True):
        if one != other:
            mouse.type(one * 2)
    mouse.click("入账，两人确认")
    prove(office)
    prove(office)
    assert mouse.says("已入账，单张票已清除")


def counted(office: Office) -> None:
    """Count every paper twice; of the first one a sheet was read wrongly by one of the two."""
    office.mouse.click("计票录入")
    people = [person.name for person in office.managers]
    count_paper(office, people[4], "11111120", "11111130")
    for name, key, voters in ((people[1], "6", 9), (people[0], "6", 8), (people[2], "5", 8), (people[3], "2", 8)):
        keys = key * (voters - 1) + "0"
        count_paper(office, name, keys, keys)


def ended(office: Office) -> None:
    """Let the chair end the sitting and the secretary finish the minutes."""
    mouse = office.mouse
    mouse.click("评议会")
    mouse.click("宣布散会")
    prove(office)
    mouse.click("看全文，定稿")
    mouse.click("定稿")
    mouse.click("定稿", within=next(mouse.seen(SureAsked)))


def second_sitting(office: Office) -> None:
    """Hold the sitting from its call to its minutes."""
    for step in (called, appointed, opened, recused, voted, counted, ended):
        step(office)
