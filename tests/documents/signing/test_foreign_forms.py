"""Forms of other makers: signature fields grouped below a parent are read, judged and signed like ours."""

from __future__ import annotations

import io
from typing import Any

import pikepdf
import pytest
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner

from cmdesk.documents.signing import SigningKey, sign
from cmdesk.documents.verify import verify

FIRST, LAST = "外单位.经办", "外单位.负责人"


def widget(document: pikepdf.Pdf, place: int, **said: Any) -> Any:
    """Give a place to sign on the last page."""
    page = document.pages[-1].obj
    made = document.make_indirect(
        pikepdf.Dictionary(
            Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Widget, P=page, F=132,
            Rect=[100, 100 + 60 * place, 200, 140 + 60 * place], **said,
        )
    )  # fmt: skip
    if "/Annots" not in page:
        page.Annots = pikepdf.Array()
    page.Annots.append(made)
    return made


def grouped(pdf: bytes, *, kind_above: bool = False, ours: bool = False) -> bytes:
    """Give the document with two fields below one parent; `kind_above`: the parent says that they are signatures."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        below = {} if kind_above else {"FT": pikepdf.Name.Sig}
        parent = document.make_indirect(pikepdf.Dictionary(T="外单位"))
        if kind_above:
            parent.FT = pikepdf.Name.Sig
        parent.Kids = pikepdf.Array(
            [widget(document, at, T=name, Parent=parent, **below) for at, name in enumerate(("经办", "负责人"))]
        )
        fields = [parent]
        if ours:
            fields.append(widget(document, 2, T="本单位", FT=pikepdf.Name.Sig))
        document.Root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array(fields), SigFlags=3)
        return written(document)


def apart(pdf: bytes) -> bytes:
    """Give the document with one field whose place on the page is an object of its own, without a name."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        field = document.make_indirect(pikepdf.Dictionary(T="经办", FT=pikepdf.Name.Sig))
        field.Kids = pikepdf.Array([widget(document, 0, Parent=field)])
        document.Root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array([field]), SigFlags=3)
        return written(document)


def written(document: pikepdf.Pdf) -> bytes:
    output = io.BytesIO()
    document.save(output)
    return output.getvalue()


def signed_elsewhere(pdf: bytes, key: SigningKey, field: str) -> bytes:
    """Give the document signed by somebody else's program."""
    output = io.BytesIO()
    settings = PdfSignatureMetadata(field_name=field, md_algorithm="sha256")
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf), strict=False)
    PdfSigner(settings, signer=key.signer()).sign_pdf(writer, existing_fields_only=True, output=output)
    return output.getvalue()


@pytest.mark.shows("91")
@pytest.mark.parametrize("kind_above", [False, True])
def test_that_grouped_signatures_are_signed_and_judged(
    kind_above: bool, unsigned: bytes, people: Any, sample: Any
) -> None:
    half = sign(grouped(unsigned, kind_above=kind_above), people.inspector, FIRST, when=sample.WHEN)
    verdict = verify(half, [sample.root_pem], when=sample.WHEN)
    assert ([found.field for found in verdict.signatures], [place.field for place in verdict.open]) == ([FIRST], [LAST])
    whole = sign(half, people.head, LAST, when=sample.WHEN)
    verdict = verify(whole, [sample.root_pem], when=sample.WHEN)
    assert (verdict.verdict, verdict.headline.code, verdict.headline.params) == (
        "valid", "signatures_intact", {"count": 2},
    )  # fmt: skip
    assert verdict.open == ()


def test_that_our_signature_follows_a_last_one_in_a_group(unsigned: bytes, people: Any, sample: Any) -> None:
    pdf = signed_elsewhere(grouped(unsigned, ours=True), people.inspector, FIRST)
    pdf = signed_elsewhere(pdf, people.head, LAST)
    verdict = verify(sign(pdf, people.city, "本单位", when=sample.WHEN), [sample.root_pem], when=sample.WHEN)
    assert [found.field for found in verdict.signatures] == [FIRST, LAST, "本单位"]
    assert "changed_after_signing" not in {reason.code for reason in verdict.reasons}


def test_that_a_field_apart_from_its_place_is_signed_at_its_place(unsigned: bytes, people: Any, sample: Any) -> None:
    pdf = sign(apart(unsigned), people.inspector, "经办", when=sample.WHEN)
    assert verify(pdf, [sample.root_pem], when=sample.WHEN).verdict == "valid"


def test_that_a_page_changed_after_a_grouped_signature_is_still_found(
    unsigned: bytes, people: Any, sample: Any
) -> None:
    pdf = sign(grouped(unsigned), people.inspector, FIRST, when=sample.WHEN)
    writer: Any = IncrementalPdfFileWriter(io.BytesIO(pdf), strict=False)
    page = writer.find_page_for_modification(0)[0].get_object()
    page["/Contents"] = writer.find_page_for_modification(1)[0].get_object().raw_get("/Contents")
    writer.update_container(page)
    output = io.BytesIO()
    writer.write(output)
    assert verify(output.getvalue(), [sample.root_pem], when=sample.WHEN).verdict == "invalid"


def test_that_groups_without_an_end_are_no_form(unsigned: bytes, people: Any, sample: Any) -> None:
    with pikepdf.open(io.BytesIO(unsigned)) as document:
        parent = document.make_indirect(pikepdf.Dictionary(T="环", FT=pikepdf.Name.Sig))
        parent.Kids = pikepdf.Array([parent])
        document.Root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array([parent]), SigFlags=3)
        endless = written(document)
    with pytest.raises(Exception, match="field_not_planned"):
        sign(endless, people.inspector, "环", when=sample.WHEN)
    assert verify(endless, [sample.root_pem], when=sample.WHEN).verdict != "valid"
