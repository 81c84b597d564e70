"""The real forms, drawn, signed by everybody in their order, and checked."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pikepdf
import pytest

from cmdesk.documents.assembly import archival_faults
from cmdesk.documents.packet import draw_packet
from cmdesk.documents.reports.catalogue import draw
from cmdesk.documents.sign_fields import ORDER_BY_FORM
from cmdesk.documents.signing import SigningKey, sign
from cmdesk.documents.verify import verify
from cmdesk.kernel.progress import SILENT

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


def test_that_a_packet_is_sealed_once_over_the_whole_file(
    county: Any, keys: Callable[..., SigningKey], sample: Any
) -> None:
    pdf = draw_packet(county.packet(), SILENT)
    assert planned_names(pdf) == {"unit_seal"}
    sealed = sign(pdf, keys("明泉县营销部", "单位签章"), "unit_seal", when=sample.WHEN)
    verdict = verify(sealed, [sample.root_pem], when=sample.WHEN, required=["unit_seal"])
    assert (verdict.verdict, verdict.open) == ("valid", ())
    assert verdict.signatures[0].covers_whole_file
