"""From what a person types to a key that opens a slot."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import NamedTuple

_MOST_MEMORY = 1 << 20
_MOST_PASSES = 64


class Cost(NamedTuple):
    """What one try of a password costs (argon2id): memory in KiB, passes, lanes. Stored in every slot."""

    memory_kib: int = 64 * 1024
    passes: int = 3
    lanes: int = 1

    def checked(self) -> Cost:
        """Give the same. Raises ValueError: an altered key file must not ask for all the memory of the computer."""
        lanes_fit = 1 <= self.lanes <= 16 and self.memory_kib >= 8 * self.lanes
        if not (lanes_fit and self.memory_kib <= _MOST_MEMORY and 1 <= self.passes <= _MOST_PASSES):
            raise ValueError("no sensible cost of a password")
        return self


STANDARD = Cost()


def key_of_password(password: str, salt: bytes, cost: Cost) -> bytes:
    """Give the 32-byte key of a password. Full-width and half-width forms of a character count as the same."""
    # Both libraries are imported where they are used: the sign-in page reads a `Cost` before it needs them.
    import unicodedata

    from argon2.low_level import Type, hash_secret_raw

    typed = unicodedata.normalize("NFKC", password).encode()
    return hash_secret_raw(typed, salt, cost.passes, cost.memory_kib, cost.lanes, 32, Type.ID)


def key_of_recovery_key(text: str, salt: bytes) -> bytes:
    """Give the 32-byte key of a printed recovery key; its 160 random bits need no slow function."""
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    return HKDF(SHA256(), 32, salt=salt, info=b"cmdesk recovery slot").derive(text.encode())


def load_library() -> None:
    """Compute the cheapest key once, so that the first true one does not wait for what is loaded on the way."""
    key_of_password("", bytes(16), Cost(memory_kib=8, passes=1))


def calibrate(target: float = 0.4, measure: Callable[[], float] = time.perf_counter) -> Cost:
    """Give the cost that takes about `target` seconds on this computer, never less than the standard one."""
    begun = measure()
    key_of_password("calibration", bytes(16), STANDARD)
    taken = measure() - begun
    if taken <= 0:
        return STANDARD
    passes = min(round(STANDARD.passes * target / taken), _MOST_PASSES)
    return STANDARD._replace(passes=max(passes, STANDARD.passes))
