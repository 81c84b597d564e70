"""Checking and signing files that lie outside any database."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from cmdesk.documents.signing import SigningKey, locked_out, sign
from cmdesk.documents.verify import Verdict, verify
from cmdesk.kernel.errors import Rejected, Unavailable
from cmdesk.runtime.sentences import message
from cmdesk.storage.atomic import write_atomically


def verified(files: Sequence[Path], roots: Path | None, *, when: datetime) -> list[dict[str, Any]]:
    """Check every signature of each file: the verdict as the command line prints it, with the file's name.

    Raises Unavailable `file_unreadable`, Rejected `roots_unreadable`.
    """
    trusted = [] if roots is None else [_read(roots)]
    return [verdict_json(str(path), verify(_read(path), trusted, when=when)) for path in files]


def verdict_json(file: str, verdict: Verdict, number: str | None = None) -> dict[str, Any]:
    """Give a verdict with the file that it is about, and its number in the register where it stands there."""
    known = {} if number is None else {"number": number}
    return {"file": file, **known, **verdict.as_json(message)}


def signed_in_place(
    file: Path, key: Path, password: str, field: str, *, when: datetime, out: Path | None = None
) -> dict[str, Any]:
    """Sign a field of a file with a key, in place or into `out`; whatever stood in the file stays as it was.

    Nobody knows here who signs on paper, so nothing is refused: `left_out` names the places that are locked now.

    Raises Unavailable `file_unreadable`, `key_password_wrong`, `out_unwritable`; Rejected and Damaged as
    `documents.signing.sign` does.
    """
    opened = SigningKey.load(_read(key), password)
    pdf = _read(file)
    try:
        signed = sign(pdf, opened, field, when=when)
    except Rejected as refused:
        raise Rejected([problem.at(file=file.name) for problem in refused.problems]) from refused
    target = out or file
    try:
        write_atomically(target, signed)
    except OSError as error:
        raise Unavailable("out_unwritable", path=str(target), reason=str(error.strerror or error)) from error
    holder = opened.holder
    return {
        "file": str(target),
        "field": field,
        "signer": holder.name,
        "role": holder.duty,
        "trial": holder.trial,
        "fingerprint": opened.fingerprint,
        "left_out": list(locked_out(pdf, field)),
    }


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise Unavailable("file_unreadable", file=str(path), reason=str(error.strerror or error)) from error
