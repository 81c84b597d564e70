"""The key file beside a database: who can open it, and what may be known before anybody has.

One slot a standing user and one for the printed recovery key, each holding the same data key wrapped under its own.
Losing this file loses the data, so every backup carries it.
"""

from __future__ import annotations

import hmac
import threading
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path

from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap, aes_key_wrap

from cmdesk.kernel.clock import Clock
from cmdesk.kernel.errors import Damaged, Unavailable, Where, reject
from cmdesk.kernel.ids import random_bytes
from cmdesk.storage.atomic import write_atomically
from cmdesk.storage.canonical import canonical
from cmdesk.storage.datakey import DataKey
from cmdesk.storage.faults import translated
from cmdesk.storage.keyfile_form import Attempts, Contents, Slot, Wrapped, read_contents, written, written_for_mac
from cmdesk.storage.passwords import STANDARD, Cost, key_of_password, key_of_recovery_key
from cmdesk.storage.recovery_key import checked_recovery_key

FAILURES_BEFORE_DELAY = 5
DELAYS = (30, 60, 120, 240, 480, 900)
"""Seconds to wait after the fifth wrong password in a row, the sixth, and so on; the last one repeats."""


@dataclass(frozen=True, kw_only=True)
class NewUser:
    """Somebody who shall be able to sign in."""

    number: str
    name: str
    duties: tuple[str, ...]
    password: str

    def __repr__(self) -> str:
        return f"NewUser({self.number})"


@dataclass(frozen=True, kw_only=True)
class PublicUser:
    """What the sign-in page may show of a person: nothing of it comes from the database."""

    number: str
    name: str
    duties: tuple[str, ...]
    last_sign_in: datetime | None
    failures: int
    wait_until: datetime | None


@dataclass(frozen=True, kw_only=True)
class PublicView:
    """What a key file tells without any password."""

    key_id: str
    label: str
    users: tuple[PublicUser, ...]


def key_file_path(database: Path) -> Path:
    """Give the place of the key file of a database."""
    return database.with_name(database.name + ".keys.json")


class KeyFile:
    """The key file at `path`. Every call reads it anew and writes it whole; threads may share one object."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.Lock()

    @classmethod
    def create(
        cls, path: Path, user: NewUser, recovery_key: str, *, label: str = "", cost: Cost = STANDARD
    ) -> tuple[KeyFile, DataKey]:
        """Make a new data key and the file that opens it for `user` and for the holder of `recovery_key`.

        `label` (the unit's name) is readable without a password. Raises Rejected for a mistyped recovery key.
        """
        key = DataKey.new()
        contents = Contents(
            key_id=key.key_id,
            label=label,
            salt=key.salt,
            slots=(_slot(key, user, cost),),
            recovery=_recovery_slot(key, recovery_key),
            attempts={},
            mac="",
        )
        file = cls(path)
        file._write(_sealed(contents, key))
        return file, key

    def view(self) -> PublicView:
        """Give names, duties and sign-in facts without a password.

        Raises Unavailable `key_slots_missing`, Damaged `key_slots_damaged`.
        """
        contents = self._read()
        users = tuple(_public(slot, contents.attempts.get(slot.number, Attempts())) for slot in contents.slots)
        return PublicView(key_id=contents.key_id, label=contents.label, users=users)

    def open(self, number: str, password: str, clock: Clock) -> DataKey:
        """Give the data key to somebody who knows the password; wrong ones are counted and slow the person down.

        Raises Unavailable `user_unknown`, `sign_in_delayed` (number, seconds), `wrong_password` (number, count,
        seconds to wait before the next try); Damaged `key_slots_altered`. Success is noted by `record_sign_in`.
        """
        with self._lock:
            contents = self._read()
            slot = _find(contents, number)
            attempts = self._waited(contents, number, clock.now())
            try:
                secret = aes_key_unwrap(key_of_password(password, slot.wrapped.salt, slot.cost), slot.wrapped.key)
            except InvalidUnwrap:
                raise self._failed(contents, number, attempts, clock.now()) from None
            return _checked(contents, secret)

    def open_by_recovery_key(self, text: str) -> DataKey:
        """Give the data key to the holder of the printed key.

        Raises Rejected naming the groups with a slip, Unavailable `recovery_key_wrong`, Damaged `key_slots_altered`.
        """
        typed = checked_recovery_key(text)
        contents = self._read()
        try:
            secret = aes_key_unwrap(key_of_recovery_key(typed, contents.recovery.salt), contents.recovery.key)
        except InvalidUnwrap:
            raise Unavailable("recovery_key_wrong") from None
        return _checked(contents, secret)

    def prove(self, number: str, password: str, clock: Clock) -> None:
        """Show that the password is right, as a second person does in an open session. Raises as `open` does."""
        self.open(number, password, clock).wipe()
        self.record_sign_in(number, clock, keep_time=True)

    def record_sign_in(self, number: str, clock: Clock, *, keep_time: bool = False) -> None:
        """Note that a person got in: his wrong tries are forgotten. `keep_time` leaves the last sign-in as it was."""
        with self._lock:
            contents = self._read()
            before = contents.attempts.get(number, Attempts())
            last = before.last_sign_in if keep_time else clock.now()
            self._write(_with_attempts(contents, number, Attempts(last_sign_in=last)))

    def set_user(self, key: DataKey, user: NewUser, *, cost: Cost = STANDARD) -> None:
        """Add a person, or give one a new password, name and duties; his wrong tries are forgotten."""
        with self._lock:
            contents = self._read_with(key)
            slots = [slot for slot in contents.slots if slot.number != user.number]
            last = contents.attempts.get(user.number, Attempts()).last_sign_in
            changed = contents._replace(slots=(*slots, _slot(key, user, cost)))
            self._write(_sealed(_with_attempts(changed, user.number, Attempts(last_sign_in=last)), key))

    def describe_user(self, key: DataKey, number: str, *, name: str, duties: Iterable[str]) -> None:
        """Change what the sign-in page shows of a person; his password stays. Raises Unavailable `user_unknown`."""
        with self._lock:
            contents = self._read_with(key)
            changed = _find(contents, number)._replace(name=name, duties=tuple(duties))
            slots = tuple(changed if slot.number == number else slot for slot in contents.slots)
            self._write(_sealed(contents._replace(slots=slots), key))

    def remove_user(self, key: DataKey, number: str) -> None:
        """Take a person's slot away. Raises Unavailable `user_unknown`, Rejected `last_user` for the only one."""
        with self._lock:
            contents = self._read_with(key)
            gone = _find(contents, number)
            slots = tuple(slot for slot in contents.slots if slot is not gone)
            if not slots:
                raise reject("last_user", where=Where(field="number"), number=number)
            attempts = {who: facts for who, facts in contents.attempts.items() if who != number}
            self._write(_sealed(contents._replace(slots=slots, attempts=attempts), key))

    def set_recovery_key(self, key: DataKey, text: str) -> None:
        """Put a new printed key in force; the old paper opens nothing any more."""
        with self._lock:
            contents = self._read_with(key)
            self._write(_sealed(contents._replace(recovery=_recovery_slot(key, text)), key))

    def set_label(self, key: DataKey, label: str) -> None:
        """Change the unit's name that is readable without a password."""
        with self._lock:
            self._write(_sealed(self._read_with(key)._replace(label=label), key))

    def fits(self, key: DataKey) -> bool:
        """Say whether this file is the one of `key`."""
        return self._read().key_id == key.key_id

    def _waited(self, contents: Contents, number: str, now: datetime) -> Attempts:
        attempts = contents.attempts.get(number, Attempts())
        if attempts.wait_until is None or attempts.wait_until <= now:
            return attempts
        longest = timedelta(seconds=_delay(attempts.failures))
        if attempts.wait_until - now > longest:
            # The clock was set back since: without this a person could be shut out for years.
            attempts = attempts._replace(wait_until=now + longest)
            self._write(_with_attempts(contents, number, attempts))
        waiting = (attempts.wait_until or now) - now
        raise Unavailable("sign_in_delayed", number=number, seconds=max(1, round(waiting.total_seconds())))

    def _failed(self, contents: Contents, number: str, before: Attempts, now: datetime) -> Unavailable:
        failures = before.failures + 1
        seconds = _delay(failures)
        until = now + timedelta(seconds=seconds) if seconds else None
        # On a medium that cannot be written the count is lost, which whoever copies the file could have had anyway.
        with suppress(Unavailable):
            self._write(_with_attempts(contents, number, before._replace(failures=failures, wait_until=until)))
        return Unavailable("wrong_password", number=number, count=failures, seconds=seconds)

    def _read(self) -> Contents:
        if not self.path.is_file():
            raise Unavailable("key_slots_missing", path=str(self.path))
        with translated():
            data = self.path.read_bytes()
        return read_contents(data, self.path)

    def _read_with(self, key: DataKey) -> Contents:
        contents = self._read()
        _checked(contents, key.secret)
        return contents

    def _write(self, contents: Contents) -> None:
        with translated():
            write_atomically(self.path, written(contents), private=True)


def _delay(failures: int) -> int:
    steps = failures - FAILURES_BEFORE_DELAY
    return 0 if steps < 0 else DELAYS[min(steps, len(DELAYS) - 1)]


def _slot(key: DataKey, user: NewUser, cost: Cost) -> Slot:
    if not user.password:
        raise reject("password_empty", where=Where(field="password"))
    salt = random_bytes(16)
    wrapped = Wrapped(salt, aes_key_wrap(key_of_password(user.password, salt, cost), key.secret))
    return Slot(user.number, user.name, tuple(user.duties), cost, wrapped)


def _recovery_slot(key: DataKey, text: str) -> Wrapped:
    salt = random_bytes(16)
    return Wrapped(salt, aes_key_wrap(key_of_recovery_key(checked_recovery_key(text), salt), key.secret))


def _sealed(contents: Contents, key: DataKey) -> Contents:
    return contents._replace(mac=_mac(contents, key))


def _mac(contents: Contents, key: DataKey) -> str:
    return hmac.new(key.derived("key file"), canonical(written_for_mac(contents)).encode(), sha256).hexdigest()


def _checked(contents: Contents, secret: bytes) -> DataKey:
    key = DataKey(secret, contents.salt, contents.key_id)
    if not hmac.compare_digest(contents.mac, _mac(contents, key)):
        raise Damaged("key_slots_altered")
    return key


def _find(contents: Contents, number: str) -> Slot:
    for slot in contents.slots:
        if slot.number == number:
            return slot
    raise Unavailable("user_unknown", number=number)


def _with_attempts(contents: Contents, number: str, attempts: Attempts) -> Contents:
    return contents._replace(attempts={**contents.attempts, number: attempts})


def _public(slot: Slot, attempts: Attempts) -> PublicUser:
    return PublicUser(
        number=slot.number,
        name=slot.name,
        duties=slot.duties,
        last_sign_in=attempts.last_sign_in,
        failures=attempts.failures,
        wait_until=attempts.wait_until,
    )
