"""What the board gives on paper: the list of everybody, the list for 公示, the slip of somebody moved down."""

from __future__ import annotations

from cmdesk.queries.grading import BoardPage
from cmdesk.queries.grading_case import CasePage
from cmdesk.queries.grading_life import Life
from cmdesk.ui import words
from cmdesk.ui.dialogs.listing import Listing
from cmdesk.ui.pages.grading.panel import BANDS
from cmdesk.ui.pages.grading.presenter import BoardState


def everybody(state: BoardState, page: BoardPage) -> Listing:
    """Give the whole board, the highest rung first."""
    rows = []
    for number, cell in enumerate(state.cells(), 1):
        person = state.person(cell.staff_no)
        if person is None:
            continue
        steps = (person.present, person.suggested, person.proposed, person.voted, person.decided or person.final)
        note = person.final_reason or ""
        rows.append((str(number), person.staff_no, person.name, person.score or "—", *map(_short, steps), note))
    last = "确定" if state.decided else "拟定"
    return Listing(
        title=f"{page.year} 年度等级评定名单",
        lines=(" · ".join(state.heading()), state.base_line()),
        headings=("序", "工号", "姓名", "年度得分", "现级", "建议", "拟提", "表决", last, "说明"),
        rows=rows,
        file_name=f"等级评定名单-{page.year}",
        shares=(0.5, 0.8, 1.1, 0.9, 0.7, 0.7, 0.7, 0.7, 0.7, 3.6),
        landscape=True,
    )


def notice(page: BoardPage, life: Life) -> Listing:
    """Give the list for 公示: no score, no pay, no number of a person (B.13)."""
    rows = [
        (
            str(number),
            person.name,
            life.unit,
            words.rung(person.present),
            words.rung(person.final or person.present),
            BANDS.get(person.band or "", "不定等次"),
        )
        for number, person in enumerate(page.people, 1)
    ]
    term = "" if life.notice_ends is None else f"公示期：{_day(life.notice_posted)}至{_day(life.notice_ends)}"
    return Listing(
        title=f"{page.year} 年度客户经理等级评定公示",
        lines=tuple(line for line in (term, "对名单有异议的，请在公示期内提出。") if line),
        headings=("序", "姓名", "单位", "现级档", "拟定级档", "年度等次"),
        rows=rows,
        file_name=f"公示-{page.year}",
        shares=(0.5, 1.2, 2, 1.2, 1.2, 1.2),
        foot=("联系人：　　　　　　　　电话：",),
    )


def slip(case: CasePage, year: int) -> Listing:
    """Give 下调说明 of one person."""
    certificate = case.certificate
    rows = list(certificate.lines) if certificate is not None else []
    if certificate is not None and certificate.strips is not None:
        strips = certificate.strips
        rows += [
            (f"{name}的票", "　".join(_short(rung) for rung in row))
            for name, row in zip(strips.names, strips.rows, strict=True)
        ]
    if case.sensitivity:
        rows.append(("差一票", case.sensitivity))
    steps = [f"{label} {words.rung(m.rung)}" for label, m in zip(_STEPS, case.moments, strict=False) if m.rung]
    return Listing(
        title=f"{year} 年度等级评定下调说明",
        lines=(f"{case.name}（{case.staff_no}）　现级 {words.rung(case.present)}", "　".join(steps)),
        headings=("项目", "说明"),
        rows=rows,
        file_name=f"下调说明-{year}-{case.staff_no}",
        shares=(1, 5),
        foot=("本人：　　　　　　　　营销部主任：",),
    )


_STEPS = ("建议", "拟提", "表决", "拟定", "确定")


def _short(rung: str | None) -> str:
    return "" if rung is None else words.rung(rung, short=True)


def _day(value: object) -> str:
    from datetime import date

    return f"{value.year}年{value.month}月{value.day}日" if isinstance(value, date) else ""
