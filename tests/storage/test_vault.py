"""Fields that stay secret inside the open database."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmdesk.kernel.errors import Damaged
from cmdesk.kernel.ids import new_id
from cmdesk.storage.datakey import DataKey
from cmdesk.storage.vault import Vault

KEY = DataKey.new()
VAULT = Vault(KEY)
NUMBER = "510182199003071234"


@given(st.text())
def test_that_a_hidden_field_comes_back(text: str) -> None:
    row = new_id()
    hidden = VAULT.hide(text, table="person", column="id_number", row=row)
    assert VAULT.show(hidden, table="person", column="id_number", row=row) == text


@pytest.mark.shows("134")
def test_that_a_hidden_id_number_is_short_and_never_twice_the_same() -> None:
    row = new_id()
    one, other = (VAULT.hide(NUMBER, table="person", column="id_number", row=row) for _ in range(2))
    assert len(one) == 46
    assert one != other
    assert NUMBER.encode() not in one


@pytest.mark.parametrize("change", ["table", "column", "row", "byte", "short", "key"])
def test_that_a_field_moved_or_altered_is_damage(change: str) -> None:
    row = new_id()
    place = {"table": "person", "column": "id_number", "row": row}
    hidden = VAULT.hide(NUMBER, **place)
    vault = Vault(DataKey.new()) if change == "key" else VAULT
    if change == "byte":
        hidden = hidden[:-1] + bytes([hidden[-1] ^ 1])
    elif change == "short":
        hidden = hidden[:8]
    elif change != "key":
        place[change] = new_id() if change == "row" else "other"
    with pytest.raises(Damaged, match="hidden_field_altered"):
        vault.show(hidden, **place)


def test_that_an_id_number_is_found_again_however_it_is_typed() -> None:
    wanted = VAULT.blind("51018219900307123X", table="person", column="id_number")
    assert VAULT.blind(" 51018219900307 123ｘ", table="person", column="id_number") == wanted
    assert VAULT.blind(NUMBER, table="person", column="id_number") != wanted
    assert VAULT.blind("51018219900307123X", table="person", column="phone") != wanted
    assert Vault(DataKey.new()).blind("51018219900307123X", table="person", column="id_number") != wanted


@given(st.binary(), st.text(min_size=1))
def test_that_a_sealed_value_opens_only_under_its_number(data: bytes, number: str) -> None:
    sealed = VAULT.seal(data, purpose="peer_sheet", number=number)
    assert VAULT.unseal(sealed, purpose="peer_sheet", number=number) == data
    for other in ({"purpose": "peer_sheet", "number": number + "0"}, {"purpose": "first_count", "number": number}):
        with pytest.raises(Damaged, match="sealed_value_altered"):
            VAULT.unseal(sealed, **other)
