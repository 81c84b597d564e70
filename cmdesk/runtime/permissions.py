"""Who may do what: the duties of a county and their permissions (default deny)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Duty(StrEnum):
    """Standing duties. Meeting duties are granted by one meeting and live with it."""

    ADMINISTRATOR = "administrator"
    AUDITOR = "auditor"
    INSPECTOR = "inspector"
    INSPECTION_LEADER = "inspection_leader"
    RECORDER = "recorder"
    DEPARTMENT_HEAD = "department_head"
    COUNTY_LEADER = "county_leader"
    PAY_CLERK = "pay_clerk"

    @property
    def chinese(self) -> str:
        """Give the duty as people call it."""
        return _DUTY_NAMES[self]


_DUTY_NAMES = {
    Duty.ADMINISTRATOR: "系统管理员",
    Duty.AUDITOR: "审计员",
    Duty.INSPECTOR: "督察员",
    Duty.INSPECTION_LEADER: "督察组长",
    Duty.RECORDER: "录入员",
    Duty.DEPARTMENT_HEAD: "营销部主任",
    Duty.COUNTY_LEADER: "负责人",
    Duty.PAY_CLERK: "劳资员",
}


class MeetingDutyName(StrEnum):
    """Duties of one meeting, approved by it."""

    CHAIR = "chair"
    SECRETARY = "secretary"
    VOTE_CALLER = "vote_caller"
    TELLER = "teller"
    SCRUTINEER = "scrutineer"


@dataclass(frozen=True)
class Permission:
    """Who does an action, who approves it or is its second person, and who only reads about it."""

    code: str
    doers: frozenset[Duty]
    seconds: frozenset[Duty]
    readers: frozenset[Duty]
    meeting: MeetingDutyName | None = None


_LETTERS = {
    "A": Duty.ADMINISTRATOR,
    "I": Duty.INSPECTOR,
    "L": Duty.INSPECTION_LEADER,
    "R": Duty.RECORDER,
    "H": Duty.DEPARTMENT_HEAD,
    "P": Duty.PAY_CLERK,
    "C": Duty.COUNTY_LEADER,
    "U": Duty.AUDITOR,
}


def _duties(letters: str) -> frozenset[Duty]:
    return frozenset(_LETTERS[letter] for letter in letters)


def _permission(code: str, doers: str, seconds: str = "", readers: str = "") -> Permission:
    return Permission(code, _duties(doers), _duties(seconds), _duties(readers))


# One row an action: does, approves or is second, reads (letters above).
_COUNTY = (
    _permission("org.change", "R", "", "ILHPC"),
    _permission("org.import", "R", "", "ILHPC"),
    _permission("org.unmask", "P"),
    _permission("plans.submit", "R", "", "ILH"),
    _permission("plans.confirm", "H", "", "ILR"),
    _permission("inspections.record", "I", "", "LRH"),
    _permission("inspections.approve", "L", "", "IRH"),
    _permission("inspections.verify", "IL", "", "H"),
    _permission("indicators.import", "R", "", "ILH"),
    _permission("evaluations.enter", "R", "", "ILH"),
    _permission("evaluations.close", "L", "", "IRH"),
    _permission("evaluations.review", "H", "", "L"),
    _permission("evaluations.lead", "H", "", "L"),
    _permission("peers.plan", "R", "", "L"),
    _permission("peers.enter", "R", "", "L"),
    _permission("peers.close", "L", "", "R"),
    _permission("exams.enter", "R", "", "LH"),
    _permission("exams.publish", "L", "", "RH"),
    _permission("scoring.compute", "L", "", "IRHPC"),
    _permission("scoring.close", "H", "L", "IRPC"),
    _permission("scoring.reopen", "HL", "HL", "IRPC"),
    _permission("deliberation.prepare", "R", "", "LHCU"),
    _permission("grading.propose", "H", "", "LC"),
    _permission("grading.allocate", "L", "", "HC"),
    _permission("grading.decide", "R", "C", "LHU"),
    _permission("training.record", "R", "", "ILH"),
    _permission("training.plan", "H", "", "ILR"),
    _permission("grading.confirm", "R", "H", "PC"),
    _permission("pay.compute", "P", "", "HC"),
    _permission("pay.set_scale", "P", "", "HC"),
    _permission("pay.release", "P", "C", "H"),
    _permission("reports.render", "ILRHPC"),
    _permission("reports.sign", "ILRHPC"),
    _permission("exchange.export", "R", "", "H"),
    _permission("exchange.submit", "R", "H"),
    _permission("settings.activate", "H", "L", "CU"),
    _permission("access.manage", "A", "", "U"),
    _permission("settings.change", "A", "", "ILRHPCU"),
    _permission("upkeep.backup", "AILRPCU"),
    _permission("upkeep.restore", "A", "H"),
    _permission("audit.read", "U"),
    _permission("audit.verify", "U"),
    _permission("desk.home", "AILRHPCU"),
)
_MEETING = (
    Permission("deliberation.chair", frozenset(), frozenset(), _duties("RLHCU"), MeetingDutyName.CHAIR),
    Permission("deliberation.minute", _duties("R"), frozenset(), _duties("LHCU"), MeetingDutyName.SECRETARY),
    Permission("deliberation.count", frozenset(), frozenset(), frozenset(), MeetingDutyName.TELLER),
    Permission("deliberation.scrutinise", frozenset(), frozenset(), frozenset(), MeetingDutyName.SCRUTINEER),
)
PERMISSIONS: dict[str, Permission] = {p.code: p for p in (*_COUNTY, *_MEETING)}

_SCORING_AREAS = {
    "plans",
    "inspections",
    "indicators",
    "evaluations",
    "peers",
    "exams",
    "scoring",
    "deliberation",
    "grading",
    "training",
    "pay",
}
# One person may hold all duties of the smallest office, except these pairs.
_PERSON_EXCLUSIONS = (
    ("access.manage", "audit.read"),
    *(("access.manage", code) for code in PERMISSIONS if code.split(".")[0] in _SCORING_AREAS),
)
_ROLE_EXCLUSIONS = (
    ("deliberation.count", "deliberation.scrutinise"),
    ("inspections.record", "inspections.approve"),
    ("evaluations.enter", "evaluations.close"),
    ("peers.enter", "peers.close"),
    ("exams.enter", "exams.publish"),
    *_PERSON_EXCLUSIONS,
)


def done_by(duties: Iterable[Duty]) -> frozenset[str]:
    """Give the codes of all actions that a holder of `duties` does."""
    held = frozenset(duties)
    return frozenset(p.code for p in PERMISSIONS.values() if p.doers & held)


def role_conflicts(duty: Duty) -> tuple[tuple[str, str], ...]:
    """Give the pairs of permissions that no single role may hold and `duty` does."""
    held = done_by([duty])
    return tuple(pair for pair in _ROLE_EXCLUSIONS if pair[0] in held and pair[1] in held)


def person_conflicts(duties: Iterable[Duty]) -> tuple[tuple[str, str], ...]:
    """Give the pairs of permissions that no single person may hold, over all `duties` held."""
    held = done_by(duties)
    return tuple(pair for pair in _PERSON_EXCLUSIONS if pair[0] in held and pair[1] in held)


def excluded_duties(duties: Iterable[Duty]) -> dict[Duty, frozenset[Duty]]:
    """Give the duties that a holder of `duties` may not take besides, each with those held that keep him from it."""
    held = frozenset(duties)
    found = {}
    for duty in Duty:
        against = frozenset(one for one in held if one is not duty and person_conflicts((one, duty)))
        if against:
            found[duty] = against
    return found
