"""The QR code of every page, read back off the rendered page by a reader of its own."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pypdfium2
import pytest
import segno
from factories.qr_reading import code_on, text_of

from cmdesk.documents.content import digest
from cmdesk.documents.reports.catalogue import draw


def _codes(pdf: bytes) -> list[str]:
    with pypdfium2.PdfDocument(pdf) as document:
        return [code_on(page) for page in document]


def test_that_the_reader_reads_what_another_encoder_wrote() -> None:
    for mask in range(8):
        code = segno.make("140702-D25:1/4", mode="alphanumeric", version=3, error="m", boost_error=False, mask=mask)
        assert text_of([[bool(module) for module in row] for row in code.matrix]) == "140702-D25:1/4"
    spoilt = [[bool(module) for module in row] for row in code.matrix]
    spoilt[15][15] = not spoilt[15][15]
    with pytest.raises(AssertionError, match="spoilt"):
        text_of(spoilt)


@pytest.mark.shows("5", "83")
@pytest.mark.parametrize("form", ["quarter", "ballots", "inspection", "annual"])
def test_that_the_code_of_every_page_names_document_page_and_digest(county: Any, form: str) -> None:
    content = getattr(county, form)()
    short = digest(content.as_json())[:16]
    codes = _codes(draw(content))
    number = content.identity.number.upper()
    assert codes == [f"{number}:{page}/{len(codes)}:{short}" for page in range(1, len(codes) + 1)]


@pytest.mark.shows("43")
def test_that_the_code_of_a_blank_form_names_form_and_page_and_a_void_page_is_still_read(county: Any) -> None:
    blank = county.inspection(blank=True)
    codes = _codes(draw(blank))
    assert codes == [f"{blank.identity.number.upper()}:{at}/{len(codes)}" for at in range(1, len(codes) + 1)]
    void = replace(county.quarter(), remark="作废了")
    (code,) = _codes(draw(void, void=True))
    assert code == f"{void.identity.number.upper()}:1/1:{digest(void.as_json())[:16]}"
