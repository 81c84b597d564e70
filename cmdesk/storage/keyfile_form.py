"""How a key file is written: JSON, with the sign-in facts outside the part that is authenticated.

The facts must change while the data key is still unknown, so no authentication under that key can cover them. The
values are named tuples because the sign-in page waits for this file, and dataclasses take longer to make.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from cmdesk.kernel.errors import Damaged, Unavailable
from cmdesk.storage.passwords import Cost

FORM = 1


class Wrapped(NamedTuple):
    """The data key wrapped under somebody's key (AES-KW), with the salt of that key."""

    salt: bytes
    key: bytes


class Slot(NamedTuple):
    """One person's way to the data key."""

    number: str
    name: str
    duties: tuple[str, ...]
    cost: Cost
    wrapped: Wrapped


class Attempts(NamedTuple):
    """When a person last got in, his wrong tries since, and until when he waits."""

    last_sign_in: datetime | None = None
    failures: int = 0
    wait_until: datetime | None = None


class Contents(NamedTuple):
    """A whole key file."""

    key_id: str
    label: str
    salt: bytes
    slots: tuple[Slot, ...]
    recovery: Wrapped
    attempts: Mapping[str, Attempts]
    mac: str


def written_for_mac(contents: Contents) -> dict[str, Any]:
    """Give the authenticated part as plain values."""
    return {
        "form": FORM,
        "key_id": contents.key_id,
        "label": contents.label,
        "salt": contents.salt.hex(),
        "slots": [_slot_out(slot) for slot in contents.slots],
        "recovery": _wrapped_out(contents.recovery),
    }


def written(contents: Contents) -> bytes:
    """Give the bytes of the file."""
    # Imported here: the sign-in page only reads.
    from cmdesk.storage.canonical import canonical

    attempts = {number: _attempts_out(facts) for number, facts in contents.attempts.items()}
    return canonical({**written_for_mac(contents), "attempts": attempts, "mac": contents.mac}).encode()


def read_contents(data: bytes, path: Path) -> Contents:
    """Read the bytes of a key file. Raises Damaged `key_slots_damaged`, Unavailable `key_slots_newer`."""
    try:
        plain = json.loads(data)
        if plain["form"] > FORM:
            raise Unavailable("key_slots_newer", path=str(path))
        return Contents(
            key_id=str(plain["key_id"]),
            label=str(plain["label"]),
            salt=bytes.fromhex(plain["salt"]),
            slots=tuple(_slot_in(slot) for slot in plain["slots"]),
            recovery=_wrapped_in(plain["recovery"]),
            attempts={number: _attempts_in(facts) for number, facts in plain["attempts"].items()},
            mac=str(plain["mac"]),
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Damaged("key_slots_damaged", path=str(path)) from error


def _slot_out(slot: Slot) -> dict[str, Any]:
    return {
        "number": slot.number,
        "name": slot.name,
        "duties": list(slot.duties),
        "cost": slot.cost._asdict(),
        "wrapped": _wrapped_out(slot.wrapped),
    }


def _slot_in(plain: Mapping[str, Any]) -> Slot:
    cost = Cost(**{name: int(value) for name, value in plain["cost"].items()}).checked()
    duties = tuple(str(duty) for duty in plain["duties"])
    return Slot(str(plain["number"]), str(plain["name"]), duties, cost, _wrapped_in(plain["wrapped"]))


def _wrapped_out(wrapped: Wrapped) -> dict[str, str]:
    return {"salt": wrapped.salt.hex(), "key": wrapped.key.hex()}


def _wrapped_in(plain: Mapping[str, str]) -> Wrapped:
    return Wrapped(bytes.fromhex(plain["salt"]), bytes.fromhex(plain["key"]))


def _attempts_out(facts: Attempts) -> dict[str, Any]:
    return {"last_sign_in": facts.last_sign_in, "failures": facts.failures, "wait_until": facts.wait_until}


def _attempts_in(plain: Mapping[str, Any]) -> Attempts:
    return Attempts(_instant(plain["last_sign_in"]), int(plain["failures"]), _instant(plain["wait_until"]))


def _instant(text: str | None) -> datetime | None:
    if text is None:
        return None
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("an instant needs a zone")
    return moment
