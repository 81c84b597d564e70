"""Keys made ahead: each serves once, and a key comes even where the process that made them has died."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool

import pytest
from cryptography.hazmat.primitives import serialization

from cmdesk.documents import key_pairs


@pytest.fixture(autouse=True)
def _nothing_ahead() -> Iterator[None]:
    key_pairs._ahead.clear()
    yield
    key_pairs._ahead.clear()


def ahead() -> bytes:
    made: Future[bytes] = Future()
    made.set_result(key_pairs.made_elsewhere())
    key_pairs.keep_ahead([made])
    return made.result()


def der(key: object) -> bytes:
    plain = serialization.NoEncryption()
    return key.private_bytes(serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, plain)  # type: ignore[attr-defined,no-any-return]


def test_that_a_key_made_ahead_serves_once() -> None:
    first, second = ahead(), ahead()
    given = [der(key_pairs.new_key()) for _ in range(3)]
    assert given[:2] == [first, second]
    assert len(set(given)) == 3
    assert key_pairs.new_key().key_size == key_pairs.KEY_BITS


def test_that_a_key_comes_where_the_process_that_made_them_died() -> None:
    broken: Future[bytes] = Future()
    broken.set_exception(BrokenProcessPool())
    key_pairs.keep_ahead([broken])
    lost = ahead()
    assert der(key_pairs.new_key()) != lost
    assert not key_pairs._ahead
