"""How use cases and queries declare themselves, and how they are found by name."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
from collections.abc import Callable, Iterator
from dataclasses import MISSING, dataclass, fields
from enum import StrEnum
from typing import Any, ClassVar

from cmdesk.kernel.errors import reject
from cmdesk.runtime.context import Context, Done


class Command:
    """Base of every order: a frozen keyword-only dataclass whose docstring says what it does and refuses."""


class Query:
    """Base of every question: a frozen keyword-only dataclass. `permission` is the action one must do or read."""

    permission: ClassVar[str]

    def rows(self, context: Context) -> Any:
        """Give frozen rows (dataclasses, tuples, plain values); never a model object."""
        raise NotImplementedError


class Undo(StrEnum):
    """What undoing means: one named step, a barrier that nothing before it can be undone across, or never."""

    STEP = "step"
    BARRIER = "barrier"
    NEVER = "never"


@dataclass(frozen=True, kw_only=True)
class UseCase:
    """A use case's entry: its order, who may, whether a second person must confirm, and whether it can be undone.

    `second` names the permission whose second persons may confirm. `or_permissions` are further actions any of which
    is enough (who counts and who scrutinises key the same order). After one that `closes_secret` the file is
    rewritten, so that neither order nor remains of secret rows are left in it. Each file of
    `usecases/<area>/<verb>.py` holds one as `use_case`.
    """

    command: type[Command]
    permission: str
    handle: Callable[[Context, Any], Done]
    undo: Undo = Undo.STEP
    second: str | None = None
    or_permissions: tuple[str, ...] = ()
    closes_secret: bool = False

    @property
    def name(self) -> str:
        """Give `area.verb`."""
        *_, area, verb = self.handle.__module__.split(".")
        return f"{area}.{verb}"


USECASES = "cmdesk.usecases"
QUERIES = "cmdesk.queries"


def use_case_of(command: Command) -> UseCase:
    """Give the entry of an order's use case: it stands in the order's own module."""
    module = inspect.getmodule(type(command))
    return module.use_case  # type: ignore[union-attr, no-any-return]


def use_case_named(name: str) -> UseCase:
    """Find `area.verb`. Raises Rejected `unknown_verb`."""
    area, dot, verb = name.partition(".")
    if not (dot and area.isidentifier() and verb.isidentifier()):
        raise reject("unknown_verb", value=name)
    try:
        module = importlib.import_module(f"{USECASES}.{area}.{verb}")
    except ModuleNotFoundError as missing:
        if missing.name and missing.name.startswith(USECASES):
            raise reject("unknown_verb", value=name) from None
        raise
    found: UseCase | None = getattr(module, "use_case", None)
    if found is None:
        raise reject("unknown_verb", value=name)
    return found


def snake(name: str) -> str:
    """Give a class name in snake case: `OpenFindings` is `open_findings`."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


def query_named(name: str) -> type[Query]:
    """Find `area.query`. Raises Rejected `unknown_query`."""
    area, _, question = name.partition(".")
    if area.isidentifier():
        try:
            module = importlib.import_module(f"{QUERIES}.{area}")
        except ModuleNotFoundError as missing:
            if not (missing.name and missing.name.startswith(QUERIES)):
                raise
        else:
            for found in queries_in(module):
                if snake(found.__name__) == question:
                    return found
    raise reject("unknown_query", value=name)


def queries_in(module: Any) -> Iterator[type[Query]]:
    """Give the questions that a module defines, in order of their names."""
    for _, value in sorted(vars(module).items()):
        if isinstance(value, type) and issubclass(value, Query) and value.__module__ == module.__name__:
            yield value


def all_use_cases() -> tuple[UseCase, ...]:
    """Import every use case and give the entries, by name."""
    package = importlib.import_module(USECASES)
    found = []
    for info in pkgutil.walk_packages(package.__path__, f"{USECASES}."):
        entry = getattr(importlib.import_module(info.name), "use_case", None)
        if entry is not None and entry.handle.__module__ == info.name:
            found.append(entry)
    return tuple(sorted(found, key=lambda entry: entry.name))


def all_queries() -> tuple[tuple[str, type[Query]], ...]:
    """Import every query and give (area.query, class), by name."""
    package = importlib.import_module(QUERIES)
    found = []
    for info in pkgutil.walk_packages(package.__path__, f"{QUERIES}."):
        area = info.name.removeprefix(f"{QUERIES}.")
        found += [(f"{area}.{snake(q.__name__)}", q) for q in queries_in(importlib.import_module(info.name))]
    return tuple(sorted(found, key=lambda pair: pair[0]))


def field_names(shape: type) -> tuple[str, ...]:
    """Give the names of a dataclass's fields."""
    return tuple(f.name for f in fields(shape))


def needed_fields(shape: type) -> tuple[str, ...]:
    """Give the names of a dataclass's fields that have no default."""
    return tuple(f.name for f in fields(shape) if f.default is MISSING and f.default_factory is MISSING)
