"""The form of the duties: who chairs, records, counts, scrutinises and calls the votes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from cmdesk.queries.deliberation_calling import CallablePerson, CallingPage
from cmdesk.queries.deliberation_run import MeetingRun
from cmdesk.ui.forms.specs import ChoiceSpec, FieldSpec, TextSpec
from cmdesk.ui.pages.deliberation.askings import Asking, Proof

if TYPE_CHECKING:
    from cmdesk.runtime.registry import Command

_OFFICERS = (
    ("chair", "主持人", True),
    ("secretary", "记录人", True),
    ("teller_1", "计票人一", True),
    ("teller_2", "计票人二", True),
    ("scrutineer_1", "监票人一", True),
    ("scrutineer_2", "监票人二", True),
    ("vote_caller", "唱票人", False),
)
_OUTSIDE = (("teller_3", "另请计票人"), ("scrutineer_3", "另请监票人"))


def appoint(run: MeetingRun, calling: CallingPage) -> Asking:
    """Ask who holds the duties of the meeting."""

    def make(values: Mapping[str, Any], who: Proof) -> Command:
        from cmdesk.runtime.permissions import MeetingDutyName
        from cmdesk.usecases.deliberation.appoint_duties import AppointDuties, Appointed

        listed = []
        values = {**values, "vote_caller": values["vote_caller"] or values["teller_1"]}
        for name in [*(code for code, _, _ in _OFFICERS), *(code for code, _ in _OUTSIDE)]:
            if (value := values.get(name)) is not None:
                duty = MeetingDutyName(name.rstrip("_123"))
                kind, _, number = str(value).partition(":")
                if name in dict(_OUTSIDE):
                    listed.append(Appointed(duty=duty, name=str(value)))
                elif kind == "u":
                    listed.append(Appointed(duty=duty, user_no=number))
                elif kind == "n":
                    listed.append(Appointed(duty=duty, name=number))
                else:
                    listed.append(Appointed(duty=duty, staff_no=number))
        return AppointDuties(meeting=run.page.row.number, duties=tuple(listed))

    anybody, counting = officers(run, calling, counting=False), officers(run, calling, counting=True)
    chairing = chairs(run, calling)
    before = _before(run, (*anybody, *counting))
    specs: list[FieldSpec] = []
    for code, label, required in _OFFICERS:
        choices = {"chair": chairing, "secretary": anybody}.get(code, counting)
        specs.append(
            ChoiceSpec(
                code,
                label,
                choices=choices,
                required=required,
                value=before.get(code),
                empty="" if required else "由计票人一兼",
            )
        )
    known = {code for code, _ in (*anybody, *counting)}
    specs += [
        TextSpec(code, label, 40, example="外单位的人写姓名", value=_outside(before.get(code), known))
        for code, label in _OUTSIDE
    ]
    note = (
        "主持人从到会名单上选，不能是候选人；候选人和候选人的亲属不能计票、监票、唱票；唱票可由计票人兼。"
        "职责由会议通过。"
    )
    return Asking("推定职责", note, tuple(specs), "推定", "prepare", "推定职责", make, columns=3, icon="user-check")


def _outside(value: str | None, known: set[str]) -> str | None:
    return None if value is None or value in known else value.partition(":")[2]


def officers(run: MeetingRun, calling: CallingPage, *, counting: bool) -> tuple[tuple[str, str], ...]:
    """Give who may hold a duty, as codes with names, candidates last; they and their kin never count (B.12.5)."""
    people = sorted(calling.people, key=lambda person: person.hindered == "candidate")
    found = [(_code(person), _word(person)) for person in people if not (counting and person.hindered)]
    found += [(f"u:{number}", f"{name}　{number}") for number, name in calling.users]
    listed = {person.name for person in calling.people}
    found += [(f"n:{m.name}", m.name) for m in run.page.members if m.staff_no is None and m.name not in listed]
    return tuple(found)


def chairs(run: MeetingRun, calling: CallingPage) -> tuple[tuple[str, str], ...]:
    """Give who may chair: whoever is on the list and no candidate."""
    listed = {member.staff_no for member in run.page.members}
    named = {member.name for member in run.page.members if member.staff_no is None}
    found = [
        (_code(person), _word(person))
        for person in calling.people
        if person.staff_no in listed and person.hindered != "candidate"
    ]
    users = [(f"u:{number}", f"{name}　{number}") for number, name in calling.users if name in named]
    known = {name for _, name in calling.users}
    return (*found, *users, *((f"n:{name}", name) for name in sorted(named - known)))


def _code(person: CallablePerson) -> str:
    return f"u:{person.user_no}" if person.user_no else f"p:{person.staff_no}"


def _word(person: CallablePerson) -> str:
    return f"{person.name}　{person.staff_no}"


def _before(run: MeetingRun, offered: Sequence[tuple[str, str]]) -> dict[str, str]:
    by_user = {code.partition(":")[2]: code for code, _ in offered if code.startswith("u:")}
    by_name = {word.partition("　")[0]: code for code, word in offered}
    found: dict[str, str] = {}
    counts: dict[str, int] = {}
    for duty in run.page.duties:
        counts[duty.duty] = counts.get(duty.duty, 0) + 1
        name = duty.duty if duty.duty in {"chair", "secretary", "vote_caller"} else f"{duty.duty}_{counts[duty.duty]}"
        found[name] = by_user.get(duty.user_no or "") or by_name.get(duty.name) or f"n:{duty.name}"
    return found
