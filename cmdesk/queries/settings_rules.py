"""A rule set as tables that people read, what another one would change, and its worked examples run live."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, ClassVar

from sqlalchemy import select

from cmdesk.models.settings import RuleSetRow
from cmdesk.rules.ruleset import digest
from cmdesk.runtime.context import Context
from cmdesk.runtime.registry import Query
from cmdesk.storage import resources

EXAMPLES = "examples"
_SAID_ELSEWHERE = {"clause", "text"}


@dataclass(frozen=True)
class RuleTable:
    """One table of a section; `columns` is empty where each row is a name and its value."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class RuleSection:
    """One section of a rule set: its name, clause and wording, and what it fixes."""

    code: str
    title: str
    clause: str
    text: str
    tables: tuple[RuleTable, ...]


@dataclass(frozen=True, kw_only=True)
class RuleSections(Query):
    """The rule set in force as readable tables, in the order of the file."""

    permission: ClassVar[str] = "settings.change"

    def rows(self, context: Context) -> tuple[RuleSection, ...]:
        """Give one row a section."""
        return sections_of(_body(context))


@dataclass(frozen=True)
class RuleVersion:
    """A rule set that was put in force here."""

    version: str
    state: str
    digest: str
    activated_at: datetime
    activated_by: str
    notes: str | None
    present: bool


@dataclass(frozen=True, kw_only=True)
class RuleVersions(Query):
    """Every rule set that was ever in force here, newest first."""

    permission: ClassVar[str] = "settings.change"

    def rows(self, context: Context) -> tuple[RuleVersion, ...]:
        """Give one row a version."""
        rows = context.session.execute(
            select(
                RuleSetRow.version,
                RuleSetRow.state,
                RuleSetRow.digest,
                RuleSetRow.activated_at,
                RuleSetRow.activated_by,
                RuleSetRow.notes,
            ).order_by(RuleSetRow.activated_at.desc())
        )
        return tuple(RuleVersion(*row, present=row.digest == context.rule_digest) for row in rows)


@dataclass(frozen=True)
class ExampleRow:
    """A worked example: what is given and expected, and what came out where that differs."""

    id: str
    topic: str
    given: str
    expected: str
    differences: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class RuleExamples(Query):
    """The worked examples of the rule set in force, computed now by the functions that compute everything else."""

    permission: ClassVar[str] = "settings.change"

    def rows(self, context: Context) -> tuple[ExampleRow, ...]:
        """Give one row an example."""
        from cmdesk.rules.topics import prove

        found: dict[str, list[str]] = {}
        for one in prove(context.rule_set, context.tables):
            found.setdefault(one.id, []).append(f"{one.path}：算出 {one.found}，应为 {one.expected}")
        body = _body(context)
        reader = _Reader(body)
        return tuple(
            ExampleRow(
                example["id"],
                _word("rule_topic", example["topic"]),
                reader.inline(example["given"]),
                reader.inline(example["expect"]),
                tuple(found.get(example["id"], ())),
            )
            for example in body[EXAMPLES]
        )


@dataclass(frozen=True)
class RuleChange:
    """One place in which another rule set differs: section, what it is about, before and after."""

    section: str
    what: str
    before: str
    after: str


@dataclass(frozen=True)
class RulePreview:
    """What putting a file in force would change."""

    version: str
    state: str
    same: bool
    changes: tuple[RuleChange, ...]
    differences: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class PreviewRuleSet(Query):
    """Hold a rule set file against the one in force, and run its worked examples; nothing is written.

    Raises Rejected for a faulty file, Unavailable where it cannot be read.
    """

    permission: ClassVar[str] = "settings.change"

    file: Path

    def rows(self, context: Context) -> RulePreview:
        """Give the differences."""
        from cmdesk.rules.topics import prove

        raw, rule_set = resources.load_rule_set(self.file)
        different = tuple(
            f"{one.id} {one.path}：算出 {one.found}，应为 {one.expected}" for one in prove(rule_set, context.tables)
        )
        return RulePreview(
            rule_set.meta.version,
            _word("rule_value", str(rule_set.meta.state)),
            digest(raw) == context.rule_digest,
            tuple(changes_between(_body(context), raw)),
            different,
        )


def sections_of(body: Mapping[str, Any]) -> tuple[RuleSection, ...]:
    """Give the sections of a rule set's JSON, without its examples."""
    reader = _Reader(body)
    return tuple(
        RuleSection(
            code,
            _word("rule_section", code),
            str(part.get("clause") or ""),
            str(part.get("text") or ""),
            tuple(reader.tables(part)),
        )
        for code, part in body.items()
        if code != EXAMPLES
    )


def changes_between(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[RuleChange]:
    """Give every value that differs, section by section, in the order of the new one."""
    before_reader, after_reader = _Reader(old), _Reader(new)
    for code in dict.fromkeys((*new, *old)):
        if code == EXAMPLES:
            continue
        before, after = dict(before_reader.leaves(old.get(code))), dict(after_reader.leaves(new.get(code)))
        for what in dict.fromkeys((*after, *before)):
            if before.get(what) != after.get(what):
                yield RuleChange(_word("rule_section", code), what, before.get(what, "—"), after.get(what, "—"))


class _Reader:
    """Says keys and values of one rule set in Chinese: by the catalogue, else by the name beside the code itself."""

    def __init__(self, body: Mapping[str, Any]) -> None:
        self._names = dict(_named(body))

    def tables(self, part: Mapping[str, Any]) -> Iterator[RuleTable]:
        """Give the tables of a section: single values first."""
        single: list[tuple[str, ...]] = []
        several: list[RuleTable] = []
        for name, value in part.items():
            if name in _SAID_ELSEWHERE:
                continue
            if _is_table(value):
                several.append(self._table(name, value))
            elif isinstance(value, Mapping):
                rows = [(self.key(key), self.inline(one)) for key, one in value.items() if key not in _SAID_ELSEWHERE]
                several.append(RuleTable(self.key(name), (), tuple(rows)))
            else:
                single.append((self.key(name), self.inline(value)))
        if single:
            yield RuleTable("", (), tuple(single))
        yield from several

    def _table(self, name: str, rows: Sequence[Mapping[str, Any]]) -> RuleTable:
        keys = list(dict.fromkeys(key for row in rows for key in row))
        if "name" in keys:
            # The code is for files; the name says the same to people.
            keys = [key for key in keys if key != "code"]
        shown = tuple(tuple(self.inline(row.get(key, "")) for key in keys) for row in rows)
        return RuleTable(self.key(name), tuple(self.key(key) for key in keys), shown)

    def inline(self, value: Any) -> str:
        """Give a value in one line."""
        if value is None:
            return "—"
        if isinstance(value, bool):
            return "是" if value else "否"
        if isinstance(value, Mapping):
            hidden = {"code"} if "name" in value else set()
            return "，".join(f"{self.key(key)} {self.inline(one)}" for key, one in value.items() if key not in hidden)
        if isinstance(value, list):
            parts = [self.inline(one) for one in value]
            return ("；" if any(isinstance(one, Mapping) for one in value) else "、").join(parts)
        return self._said(value, "rule_value", "rule_key") if isinstance(value, str) else str(value)

    def leaves(self, value: Any, path: str = "") -> Iterator[tuple[str, str]]:
        """Give every single value with its path in words."""
        if isinstance(value, Mapping):
            for key, one in value.items():
                yield from self.leaves(one, f"{path} {self.key(key)}".strip())
        elif _is_table(value):
            for place, one in enumerate(value, 1):
                name = one.get("name") or one.get("code") or one.get("no") or place
                yield from self.leaves(one, f"{path} {self.inline(name)}".strip())
        else:
            yield path, self.inline(value)

    def key(self, key: str) -> str:
        """Give the word of a key."""
        return self._said(key, "rule_key", "rule_value")

    def _said(self, code: str, *heads: str) -> str:
        catalogue = resources.sentences()
        found = (catalogue.get(f"{head}.{code}") for head in heads)
        return next((word for word in found if word is not None), self._names.get(code, code))


def _named(part: Any) -> Iterator[tuple[str, str]]:
    if isinstance(part, Mapping):
        if isinstance(part.get("code"), str) and isinstance(part.get("name"), str):
            yield part["code"], part["name"]
        for one in part.values():
            yield from _named(one)
    elif isinstance(part, list):
        for one in part:
            yield from _named(one)


def _is_table(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(one, Mapping) for one in value)


def _body(context: Context) -> Mapping[str, Any]:
    return context.session.get_one(RuleSetRow, context.rule_digest).body


def _word(head: str, code: str) -> str:
    return resources.sentences().get(f"{head}.{code}", code)
