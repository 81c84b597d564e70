"""What kind of sign a character is in a Chinese line, and where a line may break."""

from __future__ import annotations

import functools
import re
import unicodedata
from enum import IntEnum

from icu4py.breakers import LineBreaker


class Kind(IntEnum):
    """How a character behaves beside its neighbours."""

    HAN = 0
    LATIN = 1
    SPACE = 2
    OPEN = 3
    CLOSE = 4
    OTHER = 5


OPENING = frozenset("（〔［｛《〈「『【〖“‘")
CLOSING = frozenset("，。、；：）〕］｝》〉」』】〗”’．")
NEVER_FIRST = CLOSING | frozenset("！？·…—～%‰℃％°′″)]},.;:!?")
NEVER_LAST = OPENING | frozenset("([{￥$¥№§")
_LATIN_SIGNS = frozenset("%‰°℃≥≤±+-=/&#@_'\"~<>*^|\\`$§")
_NUMBER = re.compile(r"\d[\d.,]*")
# A number keeps its measure word: 25户, 8学时, 5日 (forms.md 2).
MEASURES = (
    "个工作日", "个月", "学时", "小时", "分钟", "周岁", "户次", "人次", "公里", "万元", "百分点",
    "户", "人", "份", "次", "分", "日", "天", "年", "月", "个", "项", "条", "元", "张", "名", "页", "时", "级", "档",
    "件", "票", "周", "种", "处", "家", "题", "岁", "号", "版", "倍", "瓶", "箱", "米", "期", "类", "所", "场",
)  # fmt: skip
_DAY = re.compile(r"\d月(?=\d{1,2}日)")
_DROPPED = re.compile("[\u200b-\u200d\ufe00-\ufe0f\ufeff\U000e0100-\U000e01ef]")
_BLANKS = re.compile(r"[ \t\u00a0]+")


@functools.cache
def kind_of(character: str) -> Kind:
    """Give the kind of a character."""
    if character in OPENING:
        return Kind.OPEN
    if character in CLOSING:
        return Kind.CLOSE
    if character in " \u00a0":
        return Kind.SPACE
    if character in _LATIN_SIGNS or (character.isascii() and character.isalnum()):
        return Kind.LATIN
    category = unicodedata.category(character)
    if category == "Lo" or character == "〇":
        return Kind.HAN
    return Kind.LATIN if category[0] == "L" else Kind.OTHER


def cleaned(text: str) -> str:
    """Give `text` without typed blanks where the line makes its own gap, and without characters that draw nothing."""
    text = _DROPPED.sub("", text)
    if " " not in text and "\t" not in text and "\u00a0" not in text:
        return text
    return _BLANKS.sub(lambda found: _blank(text, found), text.strip(" \t\u00a0"))


def _blank(text: str, found: re.Match[str]) -> str:
    before, after = found.string[found.start() - 1], found.string[found.end() :][:1]
    kinds = {kind_of(before), kind_of(after) if after else Kind.OTHER}
    if kinds == {Kind.HAN, Kind.LATIN} or kinds & {Kind.OPEN, Kind.CLOSE}:
        return ""
    return " "


@functools.lru_cache(maxsize=8192)
def breaks(text: str, keep: tuple[str, ...] = ()) -> tuple[int, ...]:
    """Give the places where a line of `text` may end, the end itself included.

    They are UAX #14's in ICU's reading, less those that part a name at its ·, two dashes, a number and its measure
    word, a sign of percent and what stands before it, or one of the texts of `keep`.
    """
    held = _held(text, keep)
    ends = _ends(text)
    return tuple(end for end in ends if end == len(text) or _may_break(text, end, held))


def _ends(text: str) -> list[int]:
    ends = [end for _, end in LineBreaker(text, "zh").segments()]
    if text.isascii() or max(text) <= "\uffff":
        return ends
    # ICU counts UTF-16 units: a character beyond the basic plane is two of them.
    units = [0]
    for character in text:
        units.append(units[-1] + (2 if character > "\uffff" else 1))
    place = {unit: at for at, unit in enumerate(units)}
    return [place[end] for end in ends]


def _may_break(text: str, at: int, held: frozenset[int]) -> bool:
    before, after = text[at - 1], text[at]
    return not (at in held or after in NEVER_FIRST or before in NEVER_LAST or before == "·")


def _held(text: str, keep: tuple[str, ...]) -> frozenset[int]:
    """Give the places inside whatever must stay on one line."""
    found: set[int] = set()
    for number in _NUMBER.finditer(text):
        end = number.end()
        measure = next((m for m in MEASURES if text.startswith(m, end)), "")
        found.update(range(end, end + len(measure)))
        if number.start() and text[number.start() - 1] == "第":
            found.add(number.start())
    found.update(day.end() for day in _DAY.finditer(text))
    for whole in keep:
        at = text.find(whole)
        while at >= 0 and whole:
            found.update(range(at + 1, at + len(whole)))
            at = text.find(whole, at + len(whole))
    return frozenset(found)
