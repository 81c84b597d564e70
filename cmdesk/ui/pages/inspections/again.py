"""A sheet keyed a second time, without any widget: of each item an answer or the points it lost; then what differs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, Literal

from cmdesk.kernel.errors import Problem
from cmdesk.queries.inspections_twice import ItemToKey, SheetToKey
from cmdesk.rules.inspection_sheets import Answer
from cmdesk.rules.ruleset_work import ChecklistItem
from cmdesk.rules.second_keying import KeyedItem
from cmdesk.runtime.sentences import worded

WORDS = {Answer.MET: "满分", Answer.NOT_APPLICABLE: "不适用", Answer.NOT_SEEN: "未查"}
DIGITS = frozenset("0123456789.")
_MOST = 6


@dataclass(frozen=True)
class Unlike:
    """An item of which the two keyings say something else, in words."""

    item: int
    text: str
    first: str
    second: str


class Again:
    """The second keying in work. `unlike` is empty until a comparison has found differences."""

    def __init__(self, sheet: SheetToKey) -> None:
        self.sheet = sheet
        self.items: tuple[ItemToKey, ...] = sheet.items
        self._by_no = {one.item: one for one in sheet.items}
        self._answers: dict[int, Answer] = {}
        self._typed: dict[int, str] = {}
        self.unlike: tuple[Unlike, ...] = ()
        self.right: dict[int, Literal["first", "second"]] = {}

    def answer(self, item: int, answer: Answer) -> None:
        """Give an item full marks, 不适用 or 未查."""
        self._typed.pop(item, None)
        self._answers[item] = answer

    def type(self, item: int, sign: str) -> None:
        """Go on typing the points that an item lost."""
        self._answers.pop(item, None)
        typed = self._typed.get(item, "")
        if len(typed) < _MOST and not (sign == "." and "." in typed):
            self._typed[item] = typed + sign

    def back(self, item: int) -> bool:
        """Take the last sign or the answer of an item away; says whether there was one."""
        typed = self._typed.get(item, "")
        if len(typed) > 1:
            self._typed[item] = typed[:-1]
            return True
        return bool(self._typed.pop(item, "") or self._answers.pop(item, None))

    def is_typing(self, item: int) -> bool:
        """Say whether points stand at an item."""
        return item in self._typed

    def entry(self, item: int) -> ChecklistItem:
        """Give an item with its standard and its rates."""
        return self._by_no[item].entry

    def said(self, item: int) -> str:
        """Give what stands at an item."""
        if item in self._typed:
            return f"扣 {self._typed[item]}"
        return WORDS.get(self._answers[item], "") if item in self._answers else ""

    def wrong(self, item: int) -> str:
        """Say what is wrong with the points of an item; empty where nothing is."""
        if item not in self._typed:
            return ""
        points, most = self._points(item), self._by_no[item].points
        if points is None or points <= 0:
            return "写扣几分"
        return f"最多 {most:f} 分" if points > most else ""

    def missing(self) -> tuple[int, ...]:
        """Give the items that have no answer or a wrong one, in order."""
        return tuple(
            one.item
            for one in self.items
            if (one.item not in self._answers and one.item not in self._typed) or self.wrong(one.item)
        )

    def keyed(self) -> tuple[KeyedItem, ...]:
        """Give the keying; nothing is missing."""
        return tuple(
            KeyedItem(item=one.item, answer=Answer.DEDUCTED, points=self._points(one.item))
            if one.item in self._typed
            else KeyedItem(item=one.item, answer=self._answers[one.item])
            for one in self.items
        )

    def compare(self, problems: Sequence[Problem]) -> bool:
        """Take the differences that the order has named; says whether all it named are such."""
        found = [problem for problem in problems if problem.code == "keyings_differ"]
        if len(found) != len(problems):
            return False
        self.unlike = tuple(self._unlike(problem.params) for problem in found)
        self.right = {one.item: self.right[one.item] for one in self.unlike if one.item in self.right}
        return True

    def settle(self, item: int, right: Literal["first", "second"]) -> None:
        """Say which keying of an item the paper proves right."""
        self.right[item] = right

    def unsettled(self) -> tuple[int, ...]:
        """Give the differences nobody has settled."""
        return tuple(one.item for one in self.unlike if one.item not in self.right)

    def key_anew(self) -> None:
        """Go back to keying: the differences are found anew."""
        self.unlike, self.right = (), {}

    def draft(self) -> dict[str, Any]:
        """Give what was keyed as plain values."""
        answers = {str(item): str(answer) for item, answer in self._answers.items()}
        return {"answers": answers, "typed": {str(item): typed for item, typed in self._typed.items()}}

    def restore(self, draft: Mapping[str, Any]) -> None:
        """Bring back what a draft holds of the items that are still asked for."""
        answers, typed = draft.get("answers", {}), draft.get("typed", {})
        self._answers = {int(no): Answer(code) for no, code in answers.items() if int(no) in self._by_no}
        self._typed = {int(no): text for no, text in typed.items() if int(no) in self._by_no}

    def _points(self, item: int) -> Decimal | None:
        try:
            return Decimal(self._typed[item])
        except InvalidOperation:
            return None

    def _unlike(self, params: Mapping[str, Any]) -> Unlike:
        said = worded(params)
        item = int(params["item"])
        return Unlike(item, self._by_no[item].text, _lost(said["first"]), _lost(said["second"]))


def _lost(said: str) -> str:
    return said if said in WORDS.values() else f"扣 {said}"
