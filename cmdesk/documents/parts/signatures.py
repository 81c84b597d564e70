"""Places for signatures: an empty field that ink or a key may fill, or, in a packet, what is known of it as text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cmdesk.documents.content import SignatureKind, SignatureLine
from cmdesk.documents.fonts import Role
from cmdesk.documents.parts.marks import LABEL, hand_date, middle
from cmdesk.documents.sign_fields import ORDER_BY_FORM
from cmdesk.documents.surface import Style, Surface

NAME = Style(Role.KAI, 16)
SMALL = Style(Role.SANS, 7.5)
_KINDS = {
    SignatureKind.ELECTRONIC: "电子签名",
    SignatureKind.INK: "手写签名，见纸质原件",
    SignatureKind.REFUSED: "拒绝签字",
}


@dataclass(frozen=True)
class Signing:
    """How the signature places of a document are drawn.

    `known` is None for a document that is to be signed: every place becomes an empty field. In a packet it holds what
    is known by field name, and a place is printed as text; an unsigned place says 尚未签字.
    """

    form: str
    known: Mapping[str, SignatureLine] | None = None

    def rank(self, field: str) -> int:
        """Give the place of a field in the signing order of its form."""
        return ORDER_BY_FORM.get(self.form, {}).get(field, 1)


def place(
    surface: Surface, signing: Signing, field: str, duty: str, rect: tuple[float, float, float, float],
    *, dotted: bool = False, label: str = "",
) -> None:  # fmt: skip
    """Draw the place for one signature over `rect` (x, y, width, height): label, date line, and its field.

    With a `dotted` frame the label stands inside and vanishes under an electronic signature; otherwise it stays above.
    """
    x, y, width, height = rect
    shown = label or f"{duty}签字"
    with surface.element("P"):
        surface.text(x + 2.0, y + 4.6, shown, LABEL)
    line = None if signing.known is None else signing.known.get(field, SignatureLine(field=field, duty=duty))
    if dotted:
        surface.box(x, y, width, height, 0.4, dash=(0.6, 1.6))
    if line is not None:
        _as_text(surface, line, (x, y + 5.6, width, height - 6.0))
        return
    with surface.element("P"):
        hand_date(surface, x + width - 2.5, y + height - 2.4)
    inset = 0.4
    inside = (
        (x + inset, y + inset, width - 2 * inset, height - 2 * inset)
        if dotted
        else (x + 0.8, y + 5.9, width - 1.6, height - 6.7)
    )
    surface.signature_field(field, shown, inside, rank=signing.rank(field))


def _as_text(surface: Surface, line: SignatureLine, rect: tuple[float, float, float, float]) -> None:
    x, y, width, height = rect
    centre = y + height / 2
    with surface.element("P"):
        if line.kind is SignatureKind.OPEN:
            surface.text(x + width / 2, middle(centre, SMALL), "尚未签字", SMALL, align="center")
            return
        room = width * 0.5 - 2.0
        natural = surface.typesetter.width(line.name, NAME.role, NAME.size, name=True)
        size = min(NAME.size, NAME.size * room / natural) if natural else NAME.size
        name = Style(NAME.role, round(size, 2))
        surface.text(x + 2.0, middle(centre, name), line.name, name, name=True)
        right = x + width * 0.5 + 2.0
        kind = _KINDS[line.kind]
        date, _, clock = line.time.partition(" ")
        rows = [row for row in (kind, date, clock) if row]
        for at, row in enumerate(rows):
            surface.text(right, middle(centre + (at - (len(rows) - 1) / 2) * 3.8, SMALL), row, SMALL)
