"""Which content makes which form: drawing any of them, and reading a frozen content back from its JSON."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

import cattrs

from cmdesk.documents.content import Content
from cmdesk.documents.parts.signatures import Signing
from cmdesk.documents.render import render
from cmdesk.documents.reports import d04, d13, d18, d25
from cmdesk.documents.reports.d04_content import InspectionContent
from cmdesk.documents.reports.d13_content import QuarterContent
from cmdesk.documents.reports.d18_content import BallotReportContent
from cmdesk.documents.reports.d25_content import AnnualContent
from cmdesk.documents.reports.packet_content import PacketContent, PacketForm
from cmdesk.documents.surface import Surface
from cmdesk.kernel.errors import Damaged


@dataclass(frozen=True)
class Form:
    """A form: the content it prints and how its pages are drawn."""

    content: type[Content]
    paint: Callable[[Surface, Any, Signing], None]


FORMS: dict[str, Form] = {
    "D04": Form(InspectionContent, d04.paint),
    "D13": Form(QuarterContent, d13.paint),
    "D18": Form(BallotReportContent, d18.paint),
    "D25": Form(AnnualContent, d25.paint),
}


def draw(content: Content, *, void: bool = False, workbook: bytes | None = None) -> bytes:
    """Give the PDF/A-3b file of any form's content; see `render`. Packets have a door of their own."""
    return render(content, FORMS[content.form].paint, void=void, workbook=workbook)


def thawed(data: bytes) -> Content:
    """Give the content that `as_json` froze; freezing it again gives the same bytes.

    Raises Damaged `content_unreadable` where the bytes are not what `as_json` writes.
    """
    try:
        body = json.loads(data)
        form = body["form"]
        kind: type[Content] = PacketContent if form == PacketContent.form else FORMS[form].content
        content = _CONVERTER.structure(body["content"], kind)
    except (ValueError, KeyError, TypeError, cattrs.BaseValidationError) as error:
        raise Damaged("content_unreadable") from error
    if content.as_json() != data:
        raise Damaged("content_unreadable")
    return content


def _packet_form(value: dict[str, Any], _: Any) -> Content:
    found: Content = _CONVERTER.structure(value, FORMS[value["identity"]["form"]].content)
    return found


_CONVERTER = cattrs.Converter()
_CONVERTER.register_structure_hook(datetime, lambda value, _: datetime.fromisoformat(value))
_CONVERTER.register_structure_hook(Decimal, lambda value, _: Decimal(value))
_CONVERTER.register_structure_hook(PacketForm, _packet_form)


def draw_one(_: None, content: Content) -> bytes:
    """Draw one document of a batch. Raises like `draw`."""
    return draw(content)
