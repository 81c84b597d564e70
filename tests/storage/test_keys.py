"""Who can open a database, and how the key file defends itself."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from cmdesk.kernel.clock import SetClock
from cmdesk.kernel.errors import Damaged, Rejected, Unavailable
from cmdesk.storage.datakey import DataKey
from cmdesk.storage.keys import DELAYS, KeyFile, NewUser
from cmdesk.storage.passwords import STANDARD, Cost, calibrate
from cmdesk.storage.recovery_key import new_recovery_key

Made = tuple[KeyFile, DataKey]


@pytest.fixture
def made(tmp_path: Path, user: NewUser, recovery_key: str, cheap: Cost) -> Made:
    return KeyFile.create(tmp_path / "c.db.keys.json", user, recovery_key, label="青龙县", cost=cheap)


def refused(call: Callable[[], object]) -> Unavailable:
    with pytest.raises(Unavailable) as caught:
        call()
    return caught.value


def test_that_the_right_password_gives_the_key(made: Made, user: NewUser, clock: SetClock) -> None:
    file, key = made
    assert file.open(user.number, user.password, clock).secret == key.secret


def test_that_full_width_typing_opens_as_well(made: Made, user: NewUser, clock: SetClock) -> None:
    file, key = made
    assert file.open(user.number, "一二三四　ａｂｃ", clock).secret == key.secret


def test_that_the_file_holds_neither_key_nor_password(made: Made, user: NewUser) -> None:
    file, key = made
    text = file.path.read_text("utf-8")
    assert key.secret.hex() not in text
    assert user.password not in text
    assert key.secret.hex() not in repr(key)
    assert user.password not in repr(user)


def test_that_names_and_duties_are_known_without_a_password(made: Made, user: NewUser, clock: SetClock) -> None:
    file, _ = made
    file.record_sign_in(user.number, clock)
    view = file.view()
    assert view.label == "青龙县"
    assert [(u.number, u.name, u.duties, u.failures) for u in view.users] == [("2001", "马佳慧", ("administrator",), 0)]
    assert view.users[0].last_sign_in is not None
    assert abs(clock.now() - view.users[0].last_sign_in) < timedelta(seconds=1)


def test_that_wrong_passwords_are_counted_and_forgotten_after_a_right_one(
    made: Made, user: NewUser, clock: SetClock
) -> None:
    file, _ = made
    counts = [refused(lambda: file.open(user.number, "falsch", clock)).params["count"] for _ in range(3)]
    assert counts == [1, 2, 3]
    file.record_sign_in(user.number, clock)
    assert refused(lambda: file.open(user.number, "falsch", clock)).params["count"] == 1


@pytest.mark.shows("134")
def test_that_the_fifth_wrong_password_starts_the_ladder_of_delays(made: Made, user: NewUser, clock: SetClock) -> None:
    file, key = made
    delays = []
    for _ in range(12):
        failure = refused(lambda: file.open(user.number, "falsch", clock))
        assert failure.code == "wrong_password"
        delays.append(failure.params["seconds"])
        if delays[-1]:
            early = refused(lambda: file.open(user.number, user.password, clock))
            assert early.code == "sign_in_delayed"
            assert 0 < early.params["seconds"] <= delays[-1]
            clock._now += timedelta(seconds=delays[-1])
    assert delays == [0, 0, 0, 0, *DELAYS, 900, 900]
    assert file.open(user.number, user.password, clock).secret == key.secret


def test_that_one_persons_delay_does_not_hold_up_another(
    made: Made, user: NewUser, clock: SetClock, cheap: Cost
) -> None:
    file, key = made
    other = NewUser(number="2002", name="张雪梅", duties=(), password="另一个")
    file.set_user(key, other, cost=cheap)
    for _ in range(5):
        refused(lambda: file.open(user.number, "falsch", clock))
    assert file.open(other.number, other.password, clock).secret == key.secret


def test_that_a_clock_set_back_does_not_shut_a_person_out_for_longer_than_the_delay(
    made: Made, user: NewUser, clock: SetClock
) -> None:
    file, _ = made
    for _ in range(5):
        refused(lambda: file.open(user.number, "falsch", clock))
    clock._now -= timedelta(days=400)
    assert refused(lambda: file.open(user.number, user.password, clock)).params["seconds"] <= 30
    clock._now += timedelta(seconds=31)
    file.open(user.number, user.password, clock)


def test_that_the_printed_key_opens_and_an_older_paper_does_not(made: Made, recovery_key: str) -> None:
    file, key = made
    assert file.open_by_recovery_key(recovery_key.lower()).secret == key.secret
    newer = new_recovery_key()
    file.set_recovery_key(key, newer)
    assert file.open_by_recovery_key(newer).secret == key.secret
    assert refused(lambda: file.open_by_recovery_key(recovery_key)).code == "recovery_key_wrong"


def test_that_a_new_password_replaces_the_old_one(made: Made, user: NewUser, clock: SetClock, cheap: Cost) -> None:
    file, key = made
    file.set_user(key, replace(user, password="新口令"), cost=cheap)
    assert refused(lambda: file.open(user.number, user.password, clock)).code == "wrong_password"
    assert file.open(user.number, "新口令", clock).secret == key.secret
    assert len(file.view().users) == 1


def test_that_a_removed_person_gets_in_no_more(made: Made, user: NewUser, clock: SetClock, cheap: Cost) -> None:
    file, key = made
    file.set_user(key, NewUser(number="2002", name="张雪梅", duties=(), password="另一个"), cost=cheap)
    file.remove_user(key, user.number)
    assert refused(lambda: file.open(user.number, user.password, clock)).code == "user_unknown"


def test_that_the_last_person_cannot_be_removed(made: Made, user: NewUser) -> None:
    file, key = made
    with pytest.raises(Rejected) as caught:
        file.remove_user(key, user.number)
    assert caught.value.problems[0].code == "last_user"


def test_that_changed_duties_leave_the_password_alone(made: Made, user: NewUser, clock: SetClock) -> None:
    file, key = made
    file.describe_user(key, user.number, name="马佳慧", duties=["auditor"])
    assert file.view().users[0].duties == ("auditor",)
    assert file.open(user.number, user.password, clock).secret == key.secret


def test_that_a_second_person_proves_himself_without_changing_the_last_sign_in(
    made: Made, user: NewUser, clock: SetClock
) -> None:
    file, _ = made
    file.record_sign_in(user.number, clock)
    before = file.view()
    refused(lambda: file.prove(user.number, "falsch", clock))
    file.prove(user.number, user.password, clock)
    assert file.view() == before


@pytest.mark.parametrize("change", ["name", "duties", "label", "wrapped", "mac"])
def test_that_a_key_file_altered_by_hand_is_refused(
    made: Made, user: NewUser, clock: SetClock, change: str, recovery_key: str
) -> None:
    file, _ = made
    plain = json.loads(file.path.read_bytes())
    if change in {"label", "mac"}:
        plain[change] = "0" * 64
    elif change == "wrapped":
        plain["recovery"]["salt"] = "00" * 16
    else:
        plain["slots"][0][change] = ["chair"] if change == "duties" else "另一人"
    file.path.write_text(json.dumps(plain), "utf-8")
    with pytest.raises(Damaged, match="key_slots_altered"):
        file.open(user.number, user.password, clock)


@pytest.mark.parametrize("data", [b"", b"{}", b"[1]", b'{"form":1}', b"\xff\xfe"])
def test_that_a_damaged_key_file_is_told_as_such(made: Made, data: bytes) -> None:
    file, _ = made
    file.path.write_bytes(data)
    with pytest.raises(Damaged, match="key_slots_damaged"):
        file.view()


def test_that_an_altered_file_cannot_ask_for_all_the_memory(made: Made) -> None:
    file, _ = made
    plain = json.loads(file.path.read_bytes())
    plain["slots"][0]["cost"]["memory_kib"] = 1 << 40
    file.path.write_text(json.dumps(plain), "utf-8")
    with pytest.raises(Damaged, match="key_slots_damaged"):
        file.view()


def test_that_an_empty_password_is_refused(made: Made, user: NewUser) -> None:
    file, key = made
    with pytest.raises(Rejected):
        file.set_user(key, replace(user, password=""))


def test_that_a_wiped_key_gives_nothing_any_more(made: Made) -> None:
    _, key = made
    copy = key.copy()
    key.wipe()
    with pytest.raises(RuntimeError):
        key.derived("field")
    assert copy.derived("field")


@pytest.mark.parametrize(("taken", "passes"), [(0.1, 12), (0.4, 3), (2.0, 3), (0.0, 3)])
def test_that_the_cost_fits_the_computer_and_never_falls_below_the_standard(taken: float, passes: int) -> None:
    times = iter([0.0, taken])
    assert calibrate(0.4, lambda: next(times)) == STANDARD._replace(passes=passes)
