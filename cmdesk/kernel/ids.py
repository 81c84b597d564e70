"""The only door to randomness: ids of rows, sheet numbers, keys."""

from __future__ import annotations

import secrets
import uuid
from typing import TypeVar

import uuid_utils

T = TypeVar("T")


def new_id() -> uuid.UUID:
    """Give a new UUIDv7: unique across units, growing with time within a process."""
    return uuid.UUID(bytes=uuid_utils.uuid7().bytes)


def random_number(digits: int) -> str:
    """Give a random decimal number of exactly `digits` digits, as text, from the system's secure source."""
    return str(secrets.randbelow(9 * 10 ** (digits - 1)) + 10 ** (digits - 1))


def random_bytes(count: int) -> bytes:
    """Give `count` bytes from the system's secure source."""
    return secrets.token_bytes(count)


def shuffled(items: list[T]) -> list[T]:
    """Give a new list in a random order from the system's secure source; `items` stays unchanged."""
    mixed = list(items)
    secrets.SystemRandom().shuffle(mixed)
    return mixed


_READABLE = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"


def random_code(length: int) -> str:
    """Give a random code of capitals and digits that cannot be mistaken for each other."""
    return "".join(secrets.choice(_READABLE) for _ in range(length))
