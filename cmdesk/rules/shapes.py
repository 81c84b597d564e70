"""Turning JSON into frozen dataclasses strictly, and back, with every mistake found at once."""

from __future__ import annotations

import dataclasses
import re
import types
from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from functools import cache
from typing import Annotated, Any, Literal, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from cmdesk.kernel.amounts import decimal, fraction_text
from cmdesk.kernel.errors import Problem, Rejected, Where, refuse_any, reject
from cmdesk.kernel.periods import Period

T = TypeVar("T")


@dataclass(frozen=True)
class Between:
    """Bounds for an annotated number, both included; None leaves a side open."""

    least: int | None = None
    most: int | None = None


@dataclass(frozen=True)
class Matching:
    """A pattern that the whole of an annotated text must match."""

    pattern: str


@dataclass(frozen=True)
class Long:
    """The exact number of entries of an annotated list."""

    entries: int


Count = Annotated[int, Between(0)]
"""A number of people, papers or seats."""
Score = Annotated[Decimal, Between(0, 100)]
"""A score from 0 to 100."""
Points = Annotated[Decimal, Between(0)]
"""Points, money or a rate that cannot be negative."""


def structure(cls: type[T], value: object, *, where: str = "") -> T:
    """Give `value` (parsed JSON) as `cls`.

    Nothing is coerced: a number is no text, a text no number, `true` no 1; decimals come from strings only. Raises
    Rejected with every problem: `unknown_key`, `missing_key`, `wrong_type`, `not_a_number`, `not_a_date`,
    `not_an_option`, `out_of_range`, `wrong_length`, `wrong_form`, `period_unknown`,
    `character_unusable`; Where.field is the dotted path under `where`.
    """
    try:
        made: T = _structure(value, cls)
    except Rejected as error:
        raise Rejected(_under(where, error.problems)) from None
    return made


def unstructure(value: object) -> Any:
    """Give `value` as plain JSON: decimals and fractions as text, dates ISO, periods and enums as their text."""
    if isinstance(value, Enum):
        return value.value
    if value is None or isinstance(value, str | bool | int):
        return value
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, Fraction):
        return fraction_text(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Period) or hasattr(value, "__fspath__"):
        return str(value)
    return _unstructure_group(value)


def _unstructure_group(value: object) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: unstructure(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {unstructure(key): unstructure(entry) for key, entry in value.items()}
    if isinstance(value, AbstractSet):
        return sorted((unstructure(entry) for entry in value), key=str)
    if isinstance(value, Sequence) and not isinstance(value, bytes):
        return [unstructure(entry) for entry in value]
    raise TypeError(f"{type(value).__name__} has no JSON form")


def _join(path: str, step: object) -> str:
    return ".".join(part for part in (path, str(step)) if part)


def _under(path: object, problems: Sequence[Problem]) -> list[Problem]:
    """Give the problems with `path` put in front of their places."""
    return [
        dataclasses.replace(problem, where=Where(field=_join(str(path), problem.where.field or "") or None))
        for problem in problems
    ]


_WORDS = {
    "bool": "true或false",
    "integer": "整数",
    "number": "数字",
    "text": "带引号的文本",
    "null": "空值",
    "object": "对象{}",
    "list": "列表[]",
}


def wrong_type(expected: str, value: object, *, where: str | None = None) -> Rejected:
    """Give `wrong_type`, to be raised; `expected` is one of the kinds of JSON, or several joined by 、."""
    wanted = "、".join(_WORDS.get(kind, kind) for kind in expected.split("、"))
    found = _kind(value)
    return reject("wrong_type", where=Where(field=where), expected=wanted, found=_WORDS.get(found, found))


_KINDS = {bool: "bool", int: "integer", float: "number", str: "text", type(None): "null"}


def _kind(value: object) -> str:
    if isinstance(value, Mapping):
        return "object"
    return "list" if isinstance(value, list | tuple) else _KINDS.get(type(value), type(value).__name__)


def _text(value: object, _: Any) -> str:
    if type(value) is not str:
        raise wrong_type("text", value)
    if re.search("[\0\ud800-\udfff]", value):
        raise reject("character_unusable")
    return value


def _exactly(kind: type) -> Any:
    def same(value: object, _: Any) -> Any:
        if type(value) is not kind:
            raise wrong_type(_KINDS[kind], value)
        return value

    return same


def _decimal(value: object, _: Any) -> Decimal:
    text = _text(value, str)
    if not text.isascii():
        raise reject("not_a_number", value=text)
    return decimal(text)


def _fraction(value: object, _: Any) -> Fraction:
    text = _text(value, str)
    if not re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", text):
        raise reject("not_a_number", value=text)
    return Fraction(text)


def _date(value: object, _: Any) -> date:
    text = _text(value, str)
    try:
        if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise reject("not_a_date", value=text)


def _instant(value: object, _: Any) -> datetime:
    text = _text(value, str)
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        instant = None
    if instant is None or instant.tzinfo is None:
        raise reject("not_an_instant", value=text)
    return instant


def _period(value: object, _: Any) -> Period:
    return Period.parse(_text(value, str))


def _path(value: object, cls: Any) -> Any:
    return cls(_text(value, str))


def _is_path(cls: Any) -> bool:
    # Rules know no files, but a command may name one.
    return isinstance(cls, type) and hasattr(cls, "__fspath__")


def _option(value: object, cls: Any) -> Any:
    for member in cls:
        if type(value) is type(member.value) and value == member.value:
            return member
    raise reject("not_an_option", value=str(value), options="、".join(str(member.value) for member in cls))


def _literal(value: object, cls: Any) -> Any:
    for option in get_args(cls):
        if type(value) is type(option) and value == option:
            return option
    raise reject("not_an_option", value=str(value), options="、".join(str(option) for option in get_args(cls)))


def _annotated(value: object, cls: Any) -> Any:
    inner, *marks = get_args(cls)
    got = _structure(value, inner)
    for mark in marks:
        _obey(mark, got)
    return got


def _obey(mark: object, got: Any) -> None:
    if isinstance(mark, Between):
        low = mark.least is not None and got < mark.least
        high = mark.most is not None and got > mark.most
        if low or high:
            least, most = ("不限" if bound is None else str(bound) for bound in (mark.least, mark.most))
            raise reject("out_of_range", value=str(got), least=least, most=most)
    if isinstance(mark, Matching) and not re.fullmatch(mark.pattern, got):
        raise reject("wrong_form", value=got)
    if isinstance(mark, Long) and len(got) != mark.entries:
        raise reject("wrong_length", expected=mark.entries, found=len(got))


def _is_annotated(cls: Any) -> bool:
    return bool(get_origin(cls) is Annotated)


def _is_literal(cls: Any) -> bool:
    return bool(get_origin(cls) is Literal)


def _is_anything(cls: Any) -> bool:
    return cls is Any or cls is object


def _is_union(cls: Any) -> bool:
    return get_origin(cls) in (Union, types.UnionType)


def _union(value: object, cls: Any) -> Any:
    members = get_args(cls)
    if value is None and types.NoneType in members:
        return None
    fitting = [member for member in members if _may_be(value, member)]
    if not fitting:
        names = "、".join(sorted({_json_kind(member) for member in members if member is not types.NoneType}))
        raise wrong_type(names, value)
    for member in fitting[:-1]:
        try:
            return _structure(value, member)
        except Rejected:
            continue
    return _structure(value, fitting[-1])


def _may_be(value: object, member: Any) -> bool:
    kind = _json_kind(member)
    return kind in ("any", _kind(value))


def _json_kind(member: Any) -> str:
    """Name the kind of JSON value from which `member` is made."""
    origin = get_origin(member) or member
    if origin is Annotated:
        return _json_kind(get_args(member)[0])
    if origin is Literal:
        return _kind(get_args(member)[0])
    if origin in (Any, object) or _is_union(member):
        return "any"
    if origin in _KINDS:
        return _KINDS[origin]
    if (dataclasses.is_dataclass(origin) and origin is not Period) or issubclass(origin, Mapping):
        return "object"
    if origin in (tuple, list, set, frozenset, Sequence):
        return "list"
    if issubclass(origin, Enum):
        return _kind(next(iter(origin)).value)
    return "text"


def _is_list(cls: Any) -> bool:
    return (get_origin(cls) or cls) in (tuple, list, set, frozenset, Sequence)


def _list(value: object, cls: Any) -> Any:
    if not isinstance(value, list | tuple):
        raise wrong_type("list", value)
    origin, members = get_origin(cls) or cls, get_args(cls)
    fixed = origin is tuple and members and members[-1] is not Ellipsis
    if fixed:
        _obey(Long(len(members)), value)
    kinds = members if fixed else (members[:1] or (Any,)) * len(value)
    entries = _each([(place, kind, entry) for place, (kind, entry) in enumerate(zip(kinds, value, strict=True))])
    make = tuple if origin is Sequence else origin
    return make(entries)


def _is_mapping(cls: Any) -> bool:
    origin = get_origin(cls) or cls
    return isinstance(origin, type) and issubclass(origin, Mapping)


def _mapping(value: object, cls: Any) -> Any:
    if not isinstance(value, Mapping):
        raise wrong_type("object", value)
    key_kind, entry_kind = get_args(cls) or (Any, Any)
    keys = [(key, key_kind, key) for key in value]
    made = _each([*keys, *((key, entry_kind, entry) for key, entry in value.items())])
    return dict(zip(made[: len(keys)], made[len(keys) :], strict=True))


def _each(entries: Sequence[tuple[object, Any, object]]) -> list[Any]:
    """Structure every (step, kind, value), and only then refuse with all problems found."""
    made: list[Any] = []
    found: list[Problem] = []
    for step, kind, entry in entries:
        try:
            made.append(_structure(entry, kind))
        except Rejected as error:
            found += _under(step, error.problems)
    if found:
        raise Rejected(found)
    return made


def _is_record(cls: Any) -> bool:
    return dataclasses.is_dataclass(cls) and cls is not Period


def _record_maker(cls: Any) -> Any:
    hints = get_type_hints(cls, include_extras=True)
    fields = {field.name: field for field in dataclasses.fields(cls) if field.init}
    required = [name for name, field in fields.items() if _has_no_default(field)]

    def record(value: object, _: Any) -> Any:
        if not isinstance(value, Mapping):
            raise wrong_type("object", value)
        found = [
            Problem("unknown_key", Where(field=str(key)), {"key": str(key)}) for key in value if key not in fields
        ] + [Problem("missing_key", Where(field=name), {"key": name}) for name in required if name not in value]
        known = [name for name in fields if name in value]
        try:
            made = _each([(name, hints[name], value[name]) for name in known])
        except Rejected as error:
            raise Rejected([*found, *error.problems]) from None
        refuse_any(found)
        return cls(**dict(zip(known, made, strict=True)))

    return record


def _has_no_default(field: dataclasses.Field[Any]) -> bool:
    return field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING


@cache
def _maker(cls: Any) -> Callable[[object, Any], Any]:
    """Give what makes a `cls` of parsed JSON. Raises TypeError for a class that has no JSON form."""
    if isinstance(cls, type) and issubclass(cls, Enum):
        return _option
    if cls in _SINGLES:
        return _SINGLES[cls]
    for fits, make in _FAMILIES:
        if fits(cls):
            return make
    if _is_record(cls):
        return cast(Callable[[object, Any], Any], _record_maker(cls))
    raise TypeError(f"{cls} has no JSON form")


def _structure(value: object, cls: Any) -> Any:
    return _maker(cls)(value, cls)


_SINGLES: dict[Any, Callable[[object, Any], Any]] = {
    str: _text,
    int: _exactly(int),
    bool: _exactly(bool),
    Decimal: _decimal,
    Fraction: _fraction,
    date: _date,
    datetime: _instant,
    Period: _period,
    types.NoneType: _exactly(types.NoneType),
    None: _exactly(types.NoneType),
}
_FAMILIES: tuple[tuple[Callable[[Any], bool], Callable[[object, Any], Any]], ...] = (
    (_is_anything, lambda value, _: value),
    (_is_annotated, _annotated),
    (_is_literal, _literal),
    (_is_path, _path),
    (_is_union, _union),
    (_is_list, _list),
    (_is_mapping, _mapping),
)
