"""Values that stay secret even inside the open database: ID numbers, the first count, peer sheets."""

from __future__ import annotations

import hmac
import unicodedata
import uuid
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from cmdesk.kernel.errors import Damaged
from cmdesk.kernel.ids import random_bytes
from cmdesk.storage.canonical import canonical
from cmdesk.storage.datakey import DataKey

NONCE = 12


class Vault:
    """Encrypts under keys derived from the database's own. Threads may share it."""

    def __init__(self, key: DataKey) -> None:
        self._field = AESGCM(key.derived("field"))
        self._sealing = AESGCM(key.derived("seal"))
        self._index = key.derived("blind index")

    def hide(self, text: str, *, table: str, column: str, row: uuid.UUID | str) -> bytes:
        """Give the stored bytes of a personal field (18 characters become 46 bytes), bound to its very cell."""
        return _encrypt(self._field, text.encode(), [table, column, str(row)])

    def show(self, hidden: bytes, *, table: str, column: str, row: uuid.UUID | str) -> str:
        """Give the text back. Raises Damaged `hidden_field_altered` if it was changed or comes from another cell."""
        plain = _decrypt(self._field, hidden, [table, column, str(row)])
        if plain is None:
            raise Damaged("hidden_field_altered", table=table, column=column)
        return plain.decode()

    def blind(self, text: str, *, table: str, column: str) -> bytes:
        """Give 32 bytes by which a hidden field is found again and kept unique; blanks, case and width do not matter.

        Keyed: ID numbers are so few that a plain digest of them could be tried out.
        """
        folded = "".join(unicodedata.normalize("NFKC", text).upper().split())
        return hmac.new(self._index, canonical([table, column, folded]).encode(), sha256).digest()

    def seal(self, data: bytes, *, purpose: str, number: str) -> bytes:
        """Give `data` sealed under its number: a keyed sheet or a first count that nobody shall read yet."""
        return _encrypt(self._sealing, data, [purpose, number])

    def unseal(self, sealed: bytes, *, purpose: str, number: str) -> bytes:
        """Give the data back. Raises Damaged `sealed_value_altered` (number)."""
        plain = _decrypt(self._sealing, sealed, [purpose, number])
        if plain is None:
            raise Damaged("sealed_value_altered", number=number)
        return plain


def _encrypt(cipher: AESGCM, data: bytes, bound_to: list[str]) -> bytes:
    nonce = random_bytes(NONCE)
    return nonce + cipher.encrypt(nonce, data, canonical(bound_to).encode())


def _decrypt(cipher: AESGCM, data: bytes, bound_to: list[str]) -> bytes | None:
    try:
        return cipher.decrypt(data[:NONCE], data[NONCE:], canonical(bound_to).encode())
    except (InvalidTag, ValueError):
        return None
