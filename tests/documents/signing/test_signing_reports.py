"""The real forms, drawn, signed by everybody in their order, and checked."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pikepdf
import pytest

from cmdesk.documents.assembly import archival_faults
from cmdesk.documents.reports.catalogue import draw
from cmdesk.documents.sign_fields import ORDER_BY_FORM
from cmdesk.documents.signing import SigningKey, sign
from cmdesk.documents.verify import verify

FORMS = {"inspection": "D04", "quarter": "D13", "ballots": "D18", "annual": "D25"}


@pytest.mark.shows("85", "86")
@pytest.mark.parametrize("kind", FORMS)
def test_that_a_form_is_signed_by_everybody_and_stays_an_archive(
    kind: str, county: Any, keys: Callable[..., SigningKey], sample: Any
) -> None:
    content = getattr(county, kind)()
    pdf = draw(content)
    names = [name for name in ORDER_BY_FORM[FORMS[kind]] if name in planned_names(pdf)]
    assert names
    for name in names:
        pdf = sign(pdf, keys(f"签{name[-1]}", name), name, when=sample.WHEN)
    verdict = verify(pdf, [sample.root_pem], when=sample.WHEN, required=names)
    assert (verdict.verdict, verdict.open) == ("valid", ()), verdict.reasons
    assert [found.field for found in verdict.signatures] == names
    assert verdict.digest is not None
    assert archival_faults(pdf) == ()


def planned_names(pdf: bytes) -> set[str]:
    with pikepdf.open(io.BytesIO(pdf)) as document:
        return {str(field.T) for field in document.Root.AcroForm.Fields}
