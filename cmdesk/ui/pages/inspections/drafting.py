"""A sheet in work as a draft: plain values to keep, and what they become again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from cmdesk.rules.inspection_sheets import Answer
from cmdesk.ui.pages.inspections.keying import Sheet
from cmdesk.ui.pages.inspections.typed import Entry, Fact, Red


def body(sheet: Sheet) -> dict[str, Any]:
    """Give everything keyed as plain JSON values, with the version of the stored sheet that it stands on."""
    return {
        "version": sheet.base,
        "current": sheet.current,
        "settled": {str(item): done for item, done in sheet.settled.items()},
        "red": asdict(sheet.red) if sheet.red else None,
        "entries": {str(no): _plain(entry) for no, entry in sheet.entries.items()},
    }


def restore(sheet: Sheet, draft: Mapping[str, Any]) -> None:
    """Take everything of a draft; items that the checklist no longer has are passed."""
    for number, plain in draft.get("entries", {}).items():
        if int(number) in sheet.entries:
            sheet.entries[int(number)] = _entry(plain)
    sheet.base = str(draft.get("version", ""))
    red = draft.get("red")
    sheet.red = Red(**red) if red else None
    known = {finding.item for finding in sheet.entry.findings}
    sheet.settled = {int(item): bool(done) for item, done in draft.get("settled", {}).items() if int(item) in known}
    if draft.get("current") in sheet.entries:
        sheet.current = int(draft["current"])
    sheet.settle(sheet.entries)


def stands_on(draft: Mapping[str, Any], sheet: Sheet) -> bool:
    """Say whether the stored sheet is still the one that the draft was begun on."""
    return bool(draft.get("version") == sheet.entry.version)


def differences(mine: Sheet, theirs: Sheet) -> tuple[int, ...]:
    """Give the items that two people answered differently, in paper order."""
    return tuple(item.no for item in mine.items if mine.answer(item.no) != theirs.answer(item.no))


def _plain(entry: Entry) -> dict[str, Any]:
    facts = [{**asdict(fact), "day": fact.day.isoformat()} for fact in entry.facts]
    return {**asdict(entry), "answer": str(entry.answer) if entry.answer else None, "facts": facts}


def _entry(plain: Mapping[str, Any]) -> Entry:
    facts = [Fact(**{**fact, "day": date.fromisoformat(fact["day"])}) for fact in plain["facts"]]
    answer = Answer(plain["answer"]) if plain["answer"] else None
    return Entry(answer, bool(plain["parked"]), str(plain["reason"]), str(plain["step"]), facts)
