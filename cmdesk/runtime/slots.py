"""Key slots of standing users, as use cases may change them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from cmdesk.kernel.clock import Clock, SystemClock
from cmdesk.storage.datakey import DataKey
from cmdesk.storage.keys import KeyFile, NewUser
from cmdesk.storage.passwords import STANDARD, Cost


@dataclass(frozen=True)
class Slots:
    """The key file together with the open key that its changes need, and the computer's clock: delays are real ones."""

    file: KeyFile
    key: DataKey
    cost: Cost = STANDARD
    clock: Clock = field(default_factory=SystemClock)

    def put(self, number: str, name: str, duties: Iterable[str], password: str) -> None:
        """Write a user's slot, or replace it with a new password."""
        self.file.set_user(
            self.key, NewUser(number=number, name=name, duties=tuple(duties), password=password), cost=self.cost
        )

    def describe(self, number: str, name: str, duties: Iterable[str]) -> None:
        """Change what the sign-in page shows of a user."""
        self.file.describe_user(self.key, number, name=name, duties=duties)

    def remove(self, number: str) -> None:
        """Take a user's slot away: his password no longer opens the data."""
        self.file.remove_user(self.key, number)

    def renew_recovery(self, text: str) -> None:
        """Put a new recovery key in force."""
        self.file.set_recovery_key(self.key, text)

    def label(self, unit: str) -> None:
        """Change the unit's name on the sign-in page."""
        self.file.set_label(self.key, unit)

    def prove(self, number: str, password: str) -> None:
        """Check a password. Raises Unavailable `wrong_password` or `sign_in_delayed`."""
        self.file.prove(number, password, self.clock)
