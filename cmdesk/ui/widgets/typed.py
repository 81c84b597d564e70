"""A card in which people type: whoever is about to take it away asks it first."""

from __future__ import annotations

from cmdesk.ui.widgets.labels import Card


class Typed(Card):
    """A card that may hold something typed that is kept nowhere else."""

    def holds_typing(self) -> bool:
        """Say whether something was typed that is kept nowhere and would be lost with the card."""
        raise NotImplementedError
