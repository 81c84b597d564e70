"""The frozen content of a printed form: plain values only, and the JSON that every document carries inside."""

from __future__ import annotations

import functools
import hashlib
import json
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, ClassVar


class RuleState(StrEnum):
    """Whether a rule set is on trial or in force (B.8.10)."""

    TRIAL = "trial"
    IN_FORCE = "in_force"


class SignatureKind(StrEnum):
    """How a signature came about."""

    ELECTRONIC = "electronic"
    INK = "ink"
    REFUSED = "refused"
    OPEN = "open"


@dataclass(frozen=True, kw_only=True)
class DocumentIdentity:
    """Which document this is. `number` is as in `140702-D25-2025-0001-v1`; `period` and `created_text` are printed as
    given; `rule_document` is the 文号 of the rules or empty."""

    number: str
    form: str
    form_version: str
    version: int
    period: str
    unit: str
    unit_short: str
    rule_version: str
    rule_document: str
    rule_state: RuleState
    created: datetime
    demo: bool = False


@dataclass(frozen=True, kw_only=True)
class Person:
    """The person a form speaks of, as the form prints it."""

    name: str
    staff_no: str
    unit: str = ""
    grade: str = ""
    employment: str = ""
    route: str = ""
    seniority: str = ""


@dataclass(frozen=True, kw_only=True)
class SignatureLine:
    """What is known of one signature, for copies inside a packet: field name, duty, signer, time as text, kind."""

    field: str
    duty: str
    name: str = ""
    time: str = ""
    kind: SignatureKind = SignatureKind.OPEN


@dataclass(frozen=True, kw_only=True)
class Content:
    """What every form's content has. A subclass names its form and its title."""

    form: ClassVar[str] = ""
    title: ClassVar[str] = ""
    identity: DocumentIdentity

    def as_json(self) -> bytes:
        """Give the canonical JSON (UTF-8, sorted keys): the same content always gives the same bytes."""
        return self._json

    @functools.cached_property
    def _json(self) -> bytes:
        body = {"format": "cmdesk-document/1", "form": self.form, "content": plain(self)}
        return json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode("utf-8")

    @property
    def subject(self) -> str:
        """Give what stands in the middle of the page head; empty where a form names nobody."""
        return self.identity.period

    @property
    def is_registered(self) -> bool:
        """Say whether the content is complete, so that its digest is printed."""
        return True


def plain(value: Any) -> Any:
    """Give a value as JSON knows it. Raises TypeError for a float, or for what no content may hold."""
    if value is None or isinstance(value, (bool, int, str)):
        return value.value if isinstance(value, StrEnum) else value
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if isinstance(value, (tuple, list)):
        return [plain(item) for item in value]
    if is_dataclass(value) and not isinstance(value, type):
        return {part.name: plain(getattr(value, part.name)) for part in fields(value)}
    raise TypeError(f"{type(value).__name__} has no place in a document's content")


def digest(data: bytes) -> str:
    """Give the SHA-256 of an embedded `appraisal.json` in capital hex."""
    return hashlib.sha256(data).hexdigest().upper()


def digest_sm3(data: bytes) -> str:
    """Give the SM3 in capital hex, or "" where the local OpenSSL has none."""
    try:
        return hashlib.new("sm3", data).hexdigest().upper()
    except ValueError:
        return ""


def in_groups(text: str, size: int) -> str:
    """Give `text` in groups of `size` characters parted by blanks."""
    return " ".join(text[at : at + size] for at in range(0, len(text), size))
