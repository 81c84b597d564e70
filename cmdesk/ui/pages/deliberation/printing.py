"""What the meeting needs on paper: the attendance sheet, the list of differences, the minutes."""

from __future__ import annotations

from collections.abc import Sequence

from cmdesk.queries.deliberation_run import MeetingRun
from cmdesk.rules.keyed_ballots import WHOLE
from cmdesk.ui.dialogs.listing import Listing
from cmdesk.ui.pages.deliberation.presenter import DUTY_NAMES, SITTINGS, clock
from cmdesk.ui.pages.deliberation.session import CountSession, place_on_paper


def attendance(run: MeetingRun) -> Listing:
    """Give 签到表: one line a member with room for his signature; times where they are known."""
    row = run.page.row
    members = [*(m for m in run.page.members if not m.observer), *(m for m in run.page.members if m.observer)]
    return Listing(
        title=f"{row.year} 年度等级评定{SITTINGS.get(row.sitting, '')}签到表",
        lines=(
            f"时间：{row.held_on.year}年{row.held_on.month}月{row.held_on.day}日　地点：{row.place}",
            f"应到 {row.expected} 人，法定人数 {run.page.quorum.needed} 人",
        ),
        headings=("序", "姓名", "职务", "到会", "离会", "签字", "备注"),
        rows=[
            (
                str(number),
                member.name,
                member.position,
                clock(member.came_at),
                "" if member.present else clock(member.went_at),
                "",
                "列席" if member.observer else "、".join(DUTY_NAMES[duty] for duty in member.duties),
            )
            for number, member in enumerate(members, 1)
        ],
        file_name=f"签到表-{row.number}",
        shares=(0.5, 1.2, 1.8, 0.9, 0.9, 1.8, 1.2),
        foot=("记录人：　　　　　　　　主持人：",),
    )


def differences(session: CountSession, meeting: str) -> Listing:
    """Give the list with which original ballots are taken out: where, never what was keyed."""
    rows = []
    for recount in session.recounts:
        sheet, line = recount.cell
        whole = line == WHOLE
        rows.append(
            (
                f"{sheet + 1:02} 号票",
                "整票" if whole else f"第 {line + 1} 行",
                "" if whole else session.people[line][1],
                "" if whole else place_on_paper(line, len(session.people)),
                "已一致" if recount.settled else "",
            )
        )
    return Listing(
        title=f"计票差异单 · {session.name}",
        lines=(f"{session.title}；{session.returned} 张票，每张 {len(session.people)} 行。只列位置，不列划票。",),
        headings=("计票号", "行", "姓名", "票面位置", "复核"),
        rows=rows,
        file_name=f"计票差异单-{meeting}-{session.name}",
        shares=(1, 1, 1.2, 2, 1),
        foot=("计票人：　　　　　　　　监票人：",),
    )


def minutes(run: MeetingRun, lines: Sequence[str]) -> Listing:
    """Give the minutes as paragraphs."""
    title = lines[0] if lines else "会议记录"
    return Listing(
        title=title,
        lines=(),
        headings=("会议记录" if run.finished else "会议记录（草稿）",),
        rows=[(line,) for line in lines[1:]],
        file_name=f"会议记录-{run.page.row.number}",
        foot=("主持人：　　　　　　　　记录人：", "与会人员签到见签到表。"),
    )
