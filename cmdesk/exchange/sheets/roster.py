"""Reading X6 客户经理花名册: people, and if wanted their posts, levels and kin."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from cmdesk.exchange.sheets.controls import PEOPLE
from cmdesk.exchange.sheets.fields import Field, Kind, Layout, Need
from cmdesk.exchange.sheets.intake import Asked, Intake, Sheet, Values
from cmdesk.exchange.sheets.person_fields import NAME, NOTE, STAFF_NO, UNIT, required
from cmdesk.exchange.sheets.reading import Reading, Row
from cmdesk.exchange.sheets.vocabulary import (
    BANDS,
    EDUCATION,
    EMPLOYMENT,
    KINSHIP,
    LETTERS,
    LEVELS,
    POSTS,
    QUALIFICATION,
    SEX,
    STATUS,
    Words,
    rung_of,
)
from cmdesk.kernel.periods import Period
from cmdesk.kernel.text import folded

ACCOUNT_MANAGER = "account_manager"
_GONE = frozenset({"left", "retired", "transferred"})
_HUNDRED = Decimal(100)
_MOST_RETAILERS = Decimal(9_999)

RUNG_NAMES = Words(
    (
        ("trainee", "见习", "见习客户经理"),
        *(
            (f"{level}-{letter}", f"{word}{letter}", f"{word[0]}{letter}", f"{word}{letter}档")
            for level, word in (("senior", "高级"), ("intermediate", "中级"), ("junior", "初级"))
            for letter in "ABC"
        ),
    )
)


@dataclass(frozen=True, kw_only=True)
class PersonRow(Row):
    """One person. `rung` is `junior-C` … `senior-A` or `trainee`; None for somebody who is no 客户经理.

    `born` is the first day of the month where only the month stands. Without a 岗位 column everybody is 客户经理;
    without a 单位 column or cell `unit` is None, the own unit.
    """

    staff_no: str
    name: str
    employment: str
    post: str = ACCOUNT_MANAGER
    unit: str | None = None
    sex: str | None = None
    born: date | None = None
    id_number: str | None = None
    post_since: date | None = None
    work_since: date | None = None
    education: str | None = None
    qualification: str | None = None
    rung: str | None = None
    rung_since: date | None = None
    last_score: Decimal | None = None
    last_band: str | None = None
    band_before_last: str | None = None
    urban_retailers: int | None = None
    rural_retailers: int | None = None
    route: str | None = None
    note: str | None = None
    status: str = "in_post"
    left_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class PostRow(Row):
    """One post that a person held, both days included; `end` None = still."""

    staff_no: str
    post: str
    start: date
    end: date | None = None


@dataclass(frozen=True, kw_only=True)
class LevelRow(Row):
    """One rung that a person held, both days included; `end` None = still."""

    staff_no: str
    rung: str
    start: date
    end: date | None = None
    document_number: str | None = None


@dataclass(frozen=True, kw_only=True)
class KinRow(Row):
    """Two people who are kin (B.12.15)."""

    staff_no: str
    other: str
    kinship: str


def _choice(name: str, heading: str, words: Words, *aliases: str, need: Need = Need.OPTIONAL) -> Field:
    return Field(name=name, heading=heading, aliases=aliases, kind=Kind.CHOICE, choices=words, need=need)


def _day(name: str, heading: str, *aliases: str, need: Need = Need.OPTIONAL) -> Field:
    return Field(name=name, heading=heading, aliases=aliases, kind=Kind.DATE, need=need)


def _count(name: str, heading: str, *aliases: str) -> Field:
    return Field(name=name, heading=heading, aliases=aliases, kind=Kind.INTEGER, low=Decimal(), high=_MOST_RETAILERS)


PEOPLE_SHEET = Layout(
    names=("人员", "花名册", "人员信息"),
    fields=(
        required(STAFF_NO),
        required(NAME),
        _choice("post", "岗位", POSTS, "职务", "岗位名称"),
        UNIT,
        _choice("employment", "用工性质", EMPLOYMENT, "用工形式", "用工类型", "身份", need=Need.VALUE),
        _choice("sex", "性别", SEX),
        Field(name="born", heading="出生年月", aliases=("出生日期",), kind=Kind.MONTH),
        Field(name="id_number", heading="身份证号", aliases=("公民身份号码", "身份证号码"), kind=Kind.ID_NUMBER),
        _day("post_since", "任客户经理日期", "任职日期", "任职年月", "上岗日期"),
        _day("work_since", "参加工作日期", "参加工作时间"),
        _choice("education", "学历", EDUCATION, "文化程度"),
        _choice("qualification", "职业资格", QUALIFICATION, "技能等级", "职业技能等级"),
        _choice("level", "现级", LEVELS, "级别", "等级"),
        _choice("letter", "现档", LETTERS, "档次"),
        _choice("level_and_letter", "级档", RUNG_NAMES, "现级档", "等级档次", "级别档次"),
        _day("rung_since", "本级起始日期", "聘任日期", "定级日期"),
        Field(name="last_score", heading="上年得分", kind=Kind.NUMBER, low=Decimal(), high=_HUNDRED),
        _choice("last_band", "上年等次", BANDS),
        _choice("band_before_last", "前年等次", BANDS),
        _count("urban_retailers", "城区户数", "城镇户数"),
        _count("rural_retailers", "乡村户数", "农村户数", "乡镇及以下户数"),
        Field(name="route", heading="服务线路", aliases=("线路",)),
        NOTE,
        _choice("status", "状态", STATUS, "人员状态"),
        _day("left_on", "离开日期", "离职日期"),
    ),
)
_SPAN = (_day("start", "起", "起始日期", "开始日期", need=Need.VALUE), _day("end", "止", "终止日期", "结束日期"))
POSTS_SHEET = Layout(
    names=("任职经历",),
    fields=(required(STAFF_NO), _choice("post", "岗位", POSTS, "职务", need=Need.VALUE), *_SPAN),
    key=("staff_no", "start"),
)
LEVELS_SHEET = Layout(
    names=("等级经历",),
    fields=(
        required(STAFF_NO),
        _choice("level", "级", LEVELS, "等级", "级别", need=Need.VALUE),
        _choice("letter", "档", LETTERS, "档次"),
        *_SPAN,
        Field(name="document_number", heading="文号", length=60),
    ),
    key=("staff_no", "start"),
)
KIN_SHEET = Layout(
    names=("回避关系",),
    fields=(
        required(STAFF_NO),
        Field(name="other", heading="对方工号", kind=Kind.STAFF_NO, need=Need.VALUE, length=20),
        _choice("kinship", "关系", KINSHIP, need=Need.VALUE),
    ),
    key=("staff_no", "other"),
)
LAYOUTS = (PEOPLE_SHEET, POSTS_SHEET, LEVELS_SHEET, KIN_SHEET)


def read(
    path: Path,
    *,
    period: Period | None = None,
    mapping: Mapping[str, Any] | None = None,
    controls: Mapping[str, Decimal] | None = None,
    own_unit: Collection[str] = (),
    has_glyph: Callable[[str], bool] | None = None,
    today: date | None = None,
) -> Reading[PersonRow]:
    """Read a roster. `further` of the reading holds `posts`, `levels` and `kin` (PostRow, LevelRow, KinRow).

    `today` bounds the dates of the past. Own problems: `trainee_with_rung`, `rung_missing`, `date_order`,
    `id_number_invalid`; warnings `level_since_missing`, `same_name`.
    """
    asked = Asked(period=period, mapping=mapping, controls=controls, own_unit=own_unit, has_glyph=has_glyph)
    intake = Intake(path, asked, LAYOUTS)
    sheet = intake.main(PEOPLE_SHEET)
    if sheet is None:
        return intake.reading(None, ())
    _need_rung_columns(sheet)
    for values in sheet.values:
        _check(sheet, values, today)
    intake.twice(sheet)
    _same_names(sheet)
    rows = [_person(values) for values in sheet.values if values.sound]
    totals = intake.control(sheet, _counts(sheet))
    return intake.reading(
        sheet,
        rows,
        controls=totals,
        posts=tuple(_further(intake, POSTS_SHEET, _post)),
        levels=tuple(_further(intake, LEVELS_SHEET, _level)),
        kin=tuple(_further(intake, KIN_SHEET, _kin)),
    )


def _need_rung_columns(sheet: Sheet) -> None:
    managers = any(_is_manager(values) for values in sheet.values)
    wanted = ["post_since", "education"] if managers else []
    if managers and not sheet.has("level_and_letter"):
        wanted += ["level", "letter"]
    for name in wanted:
        if not sheet.has(name):
            aliases = "、".join(sheet.layout.field(name).aliases)
            params = {"aliases": f"（或 {aliases}）"}
            sheet.cells.problems.append(sheet.about("column_missing", name, sheet.table.header_row, params))
            for values in sheet.values:
                values.sound = values.sound and not _is_manager(values)


def _is_manager(values: Values) -> bool:
    return (values["post"] or ACCOUNT_MANAGER) == ACCOUNT_MANAGER


def _check(sheet: Sheet, values: Values, today: date | None) -> None:
    if _is_manager(values):
        values.need(*(name for name in ("post_since", "education") if sheet.has(name)))
        _check_rung(sheet, values)
    if values["status"] in _GONE:
        values.need("left_on")
    if (values["urban_retailers"] is None) != (values["rural_retailers"] is None):
        values.need("urban_retailers", "rural_retailers")
    _check_dates(values, today)


def _check_rung(sheet: Sheet, values: Values) -> None:
    level, letter = _level_and_letter(values)
    name = "level_and_letter" if sheet.has("level_and_letter") else "letter"
    if level is None:
        if sheet.has("level_and_letter") or sheet.has("level"):
            values.need("level_and_letter" if sheet.has("level_and_letter") else "level")
    elif level == "trainee":
        if letter:
            values.problem("trainee_with_rung", name, value=letter)
    elif letter is None and sheet.has(name) and not values.refused(name):
        values.problem("rung_missing", name, value=LEVELS.word(level))
    if level not in (None, "trainee") and values["rung_since"] is None:
        values.warning("level_since_missing", "rung_since", person=values["name"] or values["staff_no"] or "")


def _level_and_letter(values: Values) -> tuple[str | None, str | None]:
    joined = values["level_and_letter"]
    if joined:
        level, _, letter = joined.partition("-")
        return level, letter or None
    return values["level"], values["letter"]


def _check_dates(values: Values, today: date | None) -> None:
    for earlier, later in (("work_since", "post_since"), ("born", "work_since"), ("post_since", "left_on")):
        first, second = values[earlier], values[later]
        if first and second and second < first:
            values.problem("date_order", later, value=second, than=first)
    for name in ("born", "work_since", "post_since", "rung_since"):
        if today and values[name] and values[name] > today:
            values.problem("date_order", name, value=values[name], than=today)


def _same_names(sheet: Sheet) -> None:
    first: dict[str, Values] = {}
    for values in sheet.values:
        name, number = values["name"], values["staff_no"]
        if not name:
            continue
        other = first.setdefault(folded(name), values)
        if other is not values and other["staff_no"] != number:
            values.warning("same_name", "name", value=name, other=other["staff_no"] or "")


def _counts(sheet: Sheet) -> dict[str, Decimal]:
    employment = Counter(values["employment"] for values in sheet.values)
    levels = Counter(_level_and_letter(values)[0] for values in sheet.values if _is_manager(values))
    counts = {PEOPLE: len(sheet.values)}
    counts |= {EMPLOYMENT.word(kind): employment[kind] for kind in ("regular", "contract")}
    counts |= {LEVELS.word(level): levels[level] for level in ("senior", "intermediate", "junior", "trainee")}
    return {name: Decimal(count) for name, count in counts.items()}


def _person(values: Values) -> PersonRow:
    got = {name: value for name, value in values.got.items() if value is not None}
    for name in ("level", "letter", "level_and_letter", "period"):
        got.pop(name, None)
    return PersonRow(rung=rung_of(*_level_and_letter(values)), place=values.place, **got)


def _further(intake: Intake, layout: Layout, row: Callable[[Values], Any]) -> list[Any]:
    sheet = intake.further(layout)
    if sheet is None:
        return []
    intake.twice(sheet)
    for values in sheet.values:
        if layout is LEVELS_SHEET:
            _check_rung_held(values)
        start, end = values["start"], values["end"]
        if start and end and end < start:
            values.problem("date_order", "end", value=end, than=start)
    return [row(values) for values in sheet.values if values.sound]


def _check_rung_held(values: Values) -> None:
    level, letter = values["level"], values["letter"]
    if level == "trainee" and letter:
        values.problem("trainee_with_rung", "letter", value=letter)
    elif level not in (None, "trainee") and letter is None:
        values.problem("rung_missing", "letter", value=LEVELS.word(level))


def _post(values: Values) -> PostRow:
    return PostRow(place=values.place, **values.got)


def _level(values: Values) -> LevelRow:
    got = {name: value for name, value in values.got.items() if name not in ("level", "letter")}
    return LevelRow(rung=rung_of(values["level"], values["letter"]) or "", place=values.place, **got)


def _kin(values: Values) -> KinRow:
    return KinRow(place=values.place, **values.got)
