"""RSA key pairs, which take a twentieth of a second each: made when asked for, or ahead in further processes."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

KEY_BITS = 2048
_ahead: deque[Future[bytes]] = deque()


def keep_ahead(making: Iterable[Future[bytes]]) -> None:
    """Take keys that further processes make by `made_elsewhere`; each serves once, what is over is forgotten."""
    _ahead.extend(making)


def new_key() -> RSAPrivateKey:
    """Give a key that nobody had before: RSA-2048, exponent 65537."""
    from cryptography.hazmat.primitives import serialization

    while _ahead:
        try:
            made = _ahead.popleft().result()
        except BrokenProcessPool:
            _ahead.clear()
            break
        # Made by this program a moment ago: testing its primes again takes as long as making one.
        return serialization.load_der_private_key(made, None, unsafe_skip_rsa_key_validation=True)  # type: ignore[return-value]
    return _made()


def _made() -> RSAPrivateKey:
    from cryptography.hazmat.primitives.asymmetric import rsa

    return rsa.generate_private_key(public_exponent=65537, key_size=KEY_BITS)


def made_elsewhere() -> bytes:
    """Make a key and let it travel to the process that asked, and nowhere else."""
    from cryptography.hazmat.primitives import serialization as forms

    return _made().private_bytes(forms.Encoding.DER, forms.PrivateFormat.PKCS8, forms.NoEncryption())
