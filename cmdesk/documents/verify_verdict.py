"""What a check of signatures answers: one of three words, one sentence, and the evidence."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from cmdesk.kernel.clock import CHINA
from cmdesk.kernel.errors import Problem

Say = Callable[[Problem], str]
"""Gives the sentence of a code from the catalogue."""


class Word(StrEnum):
    """The three answers: 有效, 无效, 不能判断."""

    VALID = "valid"
    INVALID = "invalid"
    UNDETERMINED = "undetermined"

    @property
    def chinese(self) -> str:
        """Give the word as people read it."""
        return {"valid": "有效", "invalid": "无效", "undetermined": "不能判断"}[self.value]


class Changes(StrEnum):
    """What came into the file after a signature."""

    NONE = "none"
    SIGNATURES = "signatures"
    FORBIDDEN = "forbidden"


@dataclass(frozen=True, kw_only=True)
class SignatureFound:
    """One signature of a file.

    `signer`, `role`, `number`, `unit` are what the certificate says; `label` is the duty printed at the field. `time`
    is proven only where `time_proven`; otherwise the signer's computer said so. `level` is B-B, B-T, B-LT, B-LTA,
    CMS (no PAdES) or time (a time stamp over the whole document). `fingerprint` is SHA-256 of the certificate.
    """

    field: str
    label: str
    verdict: Word
    signer: str
    role: str
    number: str
    unit: str
    level: str
    time: datetime | None
    time_proven: bool
    covers_whole_file: bool
    changes_after: Changes
    trial: bool
    serial: str
    fingerprint: str
    reasons: tuple[Problem, ...] = ()

    def as_json(self, say: Say) -> dict[str, Any]:
        """Give the signature as `verify --json` prints it."""
        return {
            "field": self.field,
            "label": self.label,
            "verdict": self.verdict.value,
            "signer": self.signer,
            "role": self.role,
            "number": self.number,
            "unit": self.unit,
            "level": self.level,
            "time": self.time and self.time.astimezone(CHINA).isoformat(),
            "time_proven": self.time_proven,
            "covers_whole_file": self.covers_whole_file,
            "changes_after": self.changes_after.value,
            "trial": self.trial,
            "serial": self.serial,
            "fingerprint": self.fingerprint,
            "reasons": _spoken(self.reasons, say),
        }


@dataclass(frozen=True, kw_only=True)
class OpenField:
    """A planned field that nobody has signed: a line for ink."""

    field: str
    label: str


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """The answer about one file. `headline` is the code of its one sentence; `reasons` come most serious first."""

    verdict: Word
    headline: Problem
    signatures: tuple[SignatureFound, ...] = ()
    open: tuple[OpenField, ...] = ()
    reasons: tuple[Problem, ...] = ()
    digest: str | None = None

    def sentence(self, say: Say) -> str:
        """Give the verdict as one Chinese sentence: 有效：4 处签名完好，签后无改动。"""
        return f"{self.verdict.chinese}：{say(self.headline)}"

    def as_json(self, say: Say) -> dict[str, Any]:
        """Give the verdict as `verify --json` prints it for one file."""
        return {
            "verdict": self.verdict.value,
            "sentence": self.sentence(say),
            "signatures": [found.as_json(say) for found in self.signatures],
            "open": [{"field": place.field, "label": place.label} for place in self.open],
            "reasons": _spoken(self.reasons, say),
            "digest": self.digest,
        }


def worst(words: Sequence[Word]) -> Word:
    """Give the word for several parts: one that is invalid spoils all, then one that cannot be judged."""
    for word in (Word.INVALID, Word.UNDETERMINED):
        if word in words:
            return word
    return Word.VALID


def _spoken(reasons: Sequence[Problem], say: Say) -> list[dict[str, str]]:
    return [{"code": reason.code, "message": say(reason)} for reason in reasons]
