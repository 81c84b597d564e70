"""What can go wrong, as classes that every layer shares; sentences live in the catalogue."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Where:
    """The place of a problem: a cell of a file, or a field of a command. All parts are optional."""

    file: str | None = None
    sheet: str | None = None
    row: int | None = None
    column: str | None = None
    field: str | None = None

    def as_json(self) -> dict[str, Any]:
        """Give the parts that are known, in a fixed order."""
        parts = {
            "file": self.file,
            "sheet": self.sheet,
            "row": self.row,
            "column": self.column,
            "field": self.field,
        }
        return {key: value for key, value in parts.items() if value is not None}


NOWHERE = Where()


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong (or, as a warning, odd): a code of the catalogue, its place and its parameters.

    `params` hold plain values (str, int, Decimal, date) that the catalogue's sentence names.
    """

    code: str
    where: Where = NOWHERE
    params: Mapping[str, Any] = field(default_factory=dict)

    def at(self, **parts: Any) -> Problem:
        """Give the same problem with parts of its place filled in; parts that stand already are kept."""
        known = self.where.as_json()
        return replace(self, where=Where(**{**parts, **known}))


class CmdeskError(Exception):
    """Base of every error that cmdesk raises on purpose. `code` is a key of the catalogue."""

    exit_status = 70

    def __init__(self, code: str, /, **params: Any) -> None:
        super().__init__(code, params)
        self.code = code
        self.params = params

    def __str__(self) -> str:
        return f"{self.code} {self.params}" if self.params else self.code

    def __reduce__(self) -> Any:
        """Travel between processes whole: the constructors of the classes take different arguments."""
        return _as_it_was, (type(self), self.args, self.__dict__)


def _as_it_was(cls: type[CmdeskError], args: tuple[Any, ...], state: dict[str, Any]) -> CmdeskError:
    error = cls.__new__(cls, *args)
    error.args = args
    error.__dict__.update(state)
    return error


class Rejected(CmdeskError):
    """The user can put it right. Carries every problem at once, in the order found."""

    exit_status = 2

    def __init__(self, problems: Iterable[Problem] | Problem, warnings: Iterable[Problem] = ()) -> None:
        self.problems: tuple[Problem, ...] = (problems,) if isinstance(problems, Problem) else tuple(problems)
        self.warnings: tuple[Problem, ...] = tuple(warnings)
        super().__init__(self.problems[0].code if self.problems else "rejected")

    def __str__(self) -> str:
        return "; ".join(f"{p.code} {p.where.as_json()} {dict(p.params)}" for p in self.problems)


def reject(code: str, /, *, where: Where = NOWHERE, **params: Any) -> Rejected:
    """Give a Rejected with a single problem, to be raised."""
    return Rejected(Problem(code, where, params))


def refuse_any(problems: Iterable[Problem], warnings: Iterable[Problem] = ()) -> None:
    """Raise Rejected with all `problems` if there is one; otherwise do nothing."""
    found = tuple(problems)
    if found:
        raise Rejected(found, warnings)


class Forbidden(CmdeskError):
    """The person who asks may not do this; params name the duty that may."""

    exit_status = 3


class Conflict(CmdeskError):
    """Somebody else changed it first; params hold both versions."""

    exit_status = 4


class Unavailable(CmdeskError):
    """A disk, lock, password or device is in the way; trying again may help."""

    exit_status = 5


class Damaged(CmdeskError):
    """A digest, signature or schema is wrong: what was stored is not what is there."""

    exit_status = 6


class Cancelled(CmdeskError):
    """The user asked to stop; everything is as it was before."""

    exit_status = 130

    def __init__(self) -> None:
        super().__init__("cancelled")
