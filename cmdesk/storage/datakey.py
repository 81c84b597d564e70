"""The key of one database, in memory only while somebody is signed in."""

from __future__ import annotations

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from cmdesk.kernel.ids import random_bytes

KEY_LENGTH = 32
SALT_LENGTH = 16


class DataKey:
    """A random 32-byte key with the 16-byte salt of its database file. Its text form never shows the key."""

    def __init__(self, secret: bytes, salt: bytes, key_id: str) -> None:
        if len(secret) != KEY_LENGTH or len(salt) != SALT_LENGTH:
            raise ValueError("a key has 32 bytes and its salt 16")
        self._secret = bytearray(secret)
        self.salt = salt
        self.key_id = key_id

    @classmethod
    def new(cls) -> DataKey:
        """Give a new random key."""
        return cls(random_bytes(KEY_LENGTH), random_bytes(SALT_LENGTH), random_bytes(16).hex())

    def __repr__(self) -> str:
        return f"DataKey({self.key_id})"

    @property
    def secret(self) -> bytes:
        """Give the key itself. Raises RuntimeError after `wipe`."""
        if not any(self._secret):
            raise RuntimeError("the key is gone from memory")
        return bytes(self._secret)

    @property
    def pragma(self) -> str:
        """Give the raw key and salt as the cipher's `PRAGMA key` and `ATTACH … KEY` want them."""
        return f"x'{self.secret.hex()}{self.salt.hex()}'"

    def derived(self, purpose: str) -> bytes:
        """Give a 32-byte key of its own for `purpose`."""
        return HKDF(SHA256(), KEY_LENGTH, salt=self.salt, info=f"cmdesk {purpose}".encode()).derive(self.secret)

    def copy(self) -> DataKey:
        """Give the same key as an object of its own, which outlives this one's `wipe`."""
        return DataKey(self.secret, self.salt, self.key_id)

    def wipe(self) -> None:
        """Overwrite the key in memory."""
        for index in range(len(self._secret)):
            self._secret[index] = 0
