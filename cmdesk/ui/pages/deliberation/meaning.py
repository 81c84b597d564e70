"""What a counted item means for its people, and where the figures go from here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtWidgets import QVBoxLayout, QWidget

from cmdesk.queries.deliberation_results import ItemResult, PersonResult
from cmdesk.ui.pages.deliberation.presenter import GRADED, PROPOSAL
from cmdesk.ui.theme.look import Look
from cmdesk.ui.widgets.labels import Label, Rule

SHOWN = 8


class Meaning(QWidget):
    """A heading with a line for each thing that follows from the result."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.lines = Label(look, "", wrap=True)
        inside = QVBoxLayout(self)
        inside.setContentsMargins(0, 6, 0, 0)
        inside.setSpacing(8)
        inside.addWidget(Rule(look))
        inside.addWidget(Label(look, "这意味着", bold=True))
        inside.addWidget(self.lines)

    def say(self, lines: Sequence[str]) -> None:
        """Show these lines."""
        self.lines.setText("\n".join(lines))


def means(item: ItemResult) -> tuple[str, ...]:
    """Give what follows from an item's result, person by person where that matters, then the next step."""
    if item.kind == PROPOSAL:
        return (*_of_proposal(item.people), "下一步：表决的级档带到定级板，拟定以后报市局决定。")
    if item.kind == GRADED:
        return (*_of_graded(item.people), "下一步：表决的级档带到定级板，拟定以后报市局决定。")
    return _of_rating(item.people)


def _of_proposal(people: Sequence[PersonResult]) -> Iterable[str]:
    passed = [person for person in people if person.passed]
    kept = [person for person in people if not person.passed]
    if passed:
        yield f"通过 {len(passed)} 人，表决按拟提的级档：{_names(passed)}"
    if kept:
        yield f"未通过 {len(kept)} 人，表决维持现级档：{_names(kept)}"
    yield "同意票够了表里的“须”数才通过；缓议、弃权和无效票都不算同意。"


def _of_graded(people: Sequence[PersonResult]) -> Iterable[str]:
    none = [person for person in people if not person.voted]
    close = [
        person
        for person in people
        if person.voted and any(one not in {None, person.voted} for one in (person.fewer, person.more))
    ]
    yield f"{len(people) - len(none)} 人有了表决的级档"
    if none:
        yield f"没有有效票的 {len(none)} 人：{_names(none)}"
    if close:
        yield f"少一票或多一票就不同的 {len(close)} 人：{_names(close)}"


def _of_rating(people: Sequence[PersonResult]) -> tuple[str, ...]:
    blocked = [person for person in people if person.blocked]
    if not blocked:
        return ("没有人因不称职票过多而不得提升。",)
    return (f"不称职票过多，本年度不得提升的 {len(blocked)} 人：{_names(blocked)}",)


def _names(people: Sequence[PersonResult]) -> str:
    more = f" 等 {len(people)} 人" if len(people) > SHOWN else ""
    return "、".join(person.name for person in people[:SHOWN]) + more
