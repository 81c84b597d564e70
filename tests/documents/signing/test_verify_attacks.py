"""Attacks on a signed report: every one must end in 无效, or in 不能判断 where the file itself is untouched."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import ArrayObject, DictionaryObject, FloatObject, StreamObject, pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigFieldSpec
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner

from cmdesk.documents.signing import SigningKey, plan_fields, sign
from cmdesk.documents.trial_ca import make_root
from cmdesk.documents.verify import verify

ATTACKS: dict[str, Callable[[IncrementalPdfFileWriter], None]] = {}


def attack(change: Callable[[IncrementalPdfFileWriter], None]) -> Callable[[IncrementalPdfFileWriter], None]:
    ATTACKS[change.__name__] = change
    return change


def page(writer: IncrementalPdfFileWriter, number: int) -> Any:
    return writer.find_page_for_modification(number)[0].get_object()


def covering_note() -> StreamObject:
    return StreamObject(stream_data=b"q 1 1 1 rg 60 680 300 40 re f Q")


@attack
def content_appended(writer: IncrementalPdfFileWriter) -> None:
    writer.add_stream_to_page(0, writer.add_object(covering_note()))


@attack
def content_replaced(writer: IncrementalPdfFileWriter) -> None:
    target = page(writer, 0)
    target["/Contents"] = writer.add_object(covering_note())
    writer.update_container(target)


@attack
def content_stream_overwritten_in_place(writer: IncrementalPdfFileWriter) -> None:
    reference = page(writer, 0).raw_get("/Contents").reference
    writer.objects[reference.generation, reference.idnum] = covering_note()


@attack
def free_text_over_the_score(writer: IncrementalPdfFileWriter) -> None:
    note = DictionaryObject(
        {
            pdf_name("/Type"): pdf_name("/Annot"),
            pdf_name("/Subtype"): pdf_name("/FreeText"),
            pdf_name("/Rect"): ArrayObject(FloatObject(edge) for edge in (60, 680, 360, 720)),
            pdf_name("/Contents"): generic.TextStringObject("99.99"),
            pdf_name("/DA"): generic.TextStringObject("/Helv 12 Tf"),
        }
    )
    target = page(writer, 0)
    target["/Annots"] = ArrayObject([writer.add_object(note)])
    writer.update_container(target)


@attack
def pages_in_another_order(writer: IncrementalPdfFileWriter) -> None:
    kids = writer.root["/Pages"]["/Kids"]
    kids.reverse()
    writer.update_container(kids)


@attack
def page_lost(writer: IncrementalPdfFileWriter) -> None:
    pages = writer.root["/Pages"]
    del pages["/Kids"][0]
    pages["/Count"] = generic.NumberObject(1)
    writer.update_container(pages)


@attack
def page_added(writer: IncrementalPdfFileWriter) -> None:
    from pyhanko.pdf_utils.writer import PageObject

    writer.insert_page(PageObject(contents=writer.add_object(covering_note()), media_box=(0, 0, 595, 842)))


@attack
def second_page_tree(writer: IncrementalPdfFileWriter) -> None:
    writer.root["/Pages"] = writer.add_object(DictionaryObject(writer.root["/Pages"]))
    writer.update_root()


@attack
def font_swapped(writer: IncrementalPdfFileWriter) -> None:
    fonts = page(writer, 0)["/Resources"]["/Font"]
    name = next(iter(fonts))
    font = fonts[name]
    font["/FirstChar"] = generic.NumberObject(1)
    writer.update_container(font)


@attack
def look_of_a_signature_replaced(writer: IncrementalPdfFileWriter) -> None:
    widget = page(writer, 1)["/Annots"][0]
    look = StreamObject(stream_data=b"0 0 100 50 re f")
    look["/Type"], look["/Subtype"] = pdf_name("/XObject"), pdf_name("/Form")
    look["/BBox"] = ArrayObject(generic.NumberObject(edge) for edge in (0, 0, 172, 56))
    widget["/AP"] = DictionaryObject({pdf_name("/N"): writer.add_object(look)})
    writer.update_container(widget)


@attack
def look_overwritten_in_place(writer: IncrementalPdfFileWriter) -> None:
    reference = page(writer, 1)["/Annots"][0]["/AP"].raw_get("/N").reference
    writer.objects[reference.generation, reference.idnum] = covering_note()


@attack
def signature_moved(writer: IncrementalPdfFileWriter) -> None:
    widget = page(writer, 1)["/Annots"][0]
    widget["/Rect"] = ArrayObject(generic.NumberObject(edge) for edge in (10, 10, 180, 60))
    writer.update_container(widget)


@attack
def signature_removed(writer: IncrementalPdfFileWriter) -> None:
    widget = page(writer, 1)["/Annots"][1]
    del widget["/V"]
    writer.update_container(widget)


@attack
def embedded_data_replaced(writer: IncrementalPdfFileWriter) -> None:
    specification = writer.root["/AF"][0]
    stream = StreamObject(stream_data=b'{"A": "99.99"}')
    stream["/Type"] = pdf_name("/EmbeddedFile")
    specification["/EF"]["/F"] = writer.add_object(stream)
    writer.update_container(specification)


@attack
def metadata_rewritten(writer: IncrementalPdfFileWriter) -> None:
    stream = StreamObject(stream_data=writer.root["/Metadata"].data.replace(b"cmdesk", b"cmdesk!") + b" ")
    stream["/Type"], stream["/Subtype"] = pdf_name("/Metadata"), pdf_name("/XML")
    writer.root["/Metadata"] = writer.add_object(stream)
    writer.root["/Lang"] = generic.TextStringObject("en")
    writer.update_root()


@attack
def permissions_dropped(writer: IncrementalPdfFileWriter) -> None:
    del writer.root["/Perms"]
    writer.update_root()


@attack
def script_added(writer: IncrementalPdfFileWriter) -> None:
    script = {pdf_name("/S"): pdf_name("/JavaScript"), pdf_name("/JS"): generic.TextStringObject("app.alert(1)")}
    writer.root["/OpenAction"] = DictionaryObject(script)
    writer.update_root()


@attack
def unplanned_field_filled(writer: IncrementalPdfFileWriter) -> None:
    form = writer.root["/AcroForm"]
    field = DictionaryObject(
        {
            pdf_name("/FT"): pdf_name("/Tx"),
            pdf_name("/T"): generic.TextStringObject("score"),
            pdf_name("/V"): generic.TextStringObject("99.99"),
        }
    )
    form["/Fields"].append(writer.add_object(field))
    writer.update_container(form["/Fields"])


@pytest.mark.shows("90")
@pytest.mark.parametrize("name", ATTACKS)
def test_that_an_increment_after_the_signatures_makes_the_file_invalid(
    name: str, signed: list[bytes], sample: Any
) -> None:
    for state in (signed[3], signed[4]):
        writer = IncrementalPdfFileWriter(io.BytesIO(state), strict=False)
        ATTACKS[name](writer)
        output = io.BytesIO()
        writer.write(output)
        assert output.getvalue().startswith(state)
        verdict = verify(output.getvalue(), [sample.root_pem], when=sample.WHEN)
        assert verdict.verdict == "invalid", verdict


@pytest.mark.shows("90", "91")
def test_that_the_page_that_changed_is_named(signed: list[bytes], sample: Any) -> None:
    writer = IncrementalPdfFileWriter(io.BytesIO(signed[4]), strict=False)
    content_appended(writer)
    output = io.BytesIO()
    writer.write(output)
    verdict = verify(output.getvalue(), [sample.root_pem], when=sample.WHEN)
    assert (verdict.headline.code, verdict.headline.params) == ("pages_changed_after_signing", {"pages": "1"})


@pytest.mark.shows("90")
def test_that_no_signed_byte_can_be_flipped_unseen(signed: list[bytes], sample: Any) -> None:
    good = signed[2]
    rooms = sample.rooms(good)
    for at in range(40, len(good), 1499):
        if not any(low <= at < high for low, high in rooms):
            assert verify(flipped(good, at), [sample.root_pem], when=sample.WHEN).verdict == "invalid", at


def test_that_a_byte_flipped_in_a_signature_never_changes_who_signed(signed: list[bytes], sample: Any) -> None:
    """The room of a signature holds unsigned copies of certificates and filling zeros: harmless, but never useful."""
    low, high = sample.rooms(signed[1])[0]
    for at in range(low, high, 211):
        verdict = verify(flipped(signed[1], at), [sample.root_pem], when=sample.WHEN)
        assert verdict.verdict == "invalid" or [found.signer for found in verdict.signatures] == ["韩立群"]


def flipped(data: bytes, at: int) -> bytes:
    """Give `data` with one bit turned."""
    changed = bytearray(data)
    changed[at] ^= 0x01
    return bytes(changed)


def test_that_a_signature_cannot_be_lent_to_another_report(unsigned: bytes, people: Any, sample: Any) -> None:
    other = plan_fields(sample.report(b'{"A": "99.99"}'), sample.yearly_fields())
    target = sign(other, people.inspector, "inspector", when=sample.WHEN)
    source = sign(plan_fields(unsigned, sample.yearly_fields()), people.inspector, "inspector", when=sample.WHEN)
    (low, high), (from_low, from_high) = sample.rooms(target)[0], sample.rooms(source)[0]
    lent = target[:low] + source[from_low:from_high] + target[high:]
    verdict = verify(lent, [sample.root_pem], when=sample.WHEN)
    assert (verdict.verdict, verdict.headline.code) == ("invalid", "signed_content_changed")


@pytest.mark.shows("90")
def test_that_a_rollback_is_found_by_the_record(signed: list[bytes], sample: Any) -> None:
    shorter = verify(signed[2], [sample.root_pem], when=sample.WHEN)
    bound = verify(
        signed[2], [sample.root_pem], when=sample.WHEN, required=("inspector", "appraised", "department_head")
    )
    assert shorter.verdict == "valid"
    assert (bound.verdict, bound.headline.code) == ("invalid", "signatures_fewer_than_recorded")
    assert bound.headline.params == {"fields": "department_head"}


@pytest.mark.parametrize("tail", [b"x", b"\n% harmless\n", b"\n%%EOF\n", b"\0" * 9, b"\n", b"PK\x03\x04"])
def test_that_bytes_behind_the_file_make_it_invalid(tail: bytes, signed: list[bytes], sample: Any) -> None:
    assert verify(signed[4] + tail, [sample.root_pem], when=sample.WHEN).verdict == "invalid"


@pytest.mark.parametrize("head", [b"MZ", b"\n", b"%PDF-1.4\n"])
def test_that_bytes_before_the_file_make_it_invalid(head: bytes, signed: list[bytes], sample: Any) -> None:
    assert verify(head + signed[4], [sample.root_pem], when=sample.WHEN).verdict == "invalid"


@pytest.mark.parametrize("share", [0.2, 0.5, 0.9, 0.999])
def test_that_a_cut_file_is_invalid(share: float, signed: list[bytes], sample: Any) -> None:
    cut = signed[4][: int(len(signed[4]) * share)]
    assert verify(cut, [sample.root_pem], when=sample.WHEN).verdict == "invalid"


def added_field(pdf: bytes, key: SigningKey, sample: Any) -> bytes:
    """Sign in a field that nobody planned, by pyHanko itself."""
    settings = PdfSignatureMetadata(field_name="extra", md_algorithm="sha256")
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    signer = PdfSigner(settings, signer=key.signer(), new_field_spec=SigFieldSpec("extra"))
    signed: bytes = signer.sign_pdf(writer).getvalue()
    return signed


@pytest.mark.shows("86", "90")
def test_that_a_field_added_after_signing_makes_the_file_invalid(signed: list[bytes], people: Any, sample: Any) -> None:
    verdict = verify(added_field(signed[2], people.head, sample), [sample.root_pem], when=sample.WHEN)
    assert verdict.verdict == "invalid"
    assert "field_added_later" in {reason.code for reason in verdict.reasons}


def test_that_a_signer_of_a_look_alike_root_is_not_trusted(
    signed: list[bytes], keys: Callable[..., SigningKey], sample: Any
) -> None:
    twin = make_root(sample.UNIT, when=sample.WHEN)
    forged = sign(signed[2], keys("王喆", "营销部主任", authority=twin), "department_head", when=sample.WHEN)
    verdict = verify(forged, [sample.root_pem], when=sample.WHEN)
    assert (verdict.verdict, verdict.headline.code) == ("undetermined", "signer_unknown")
    assert [found.verdict.value for found in verdict.signatures] == ["valid", "valid", "undetermined"]


def test_that_a_person_cannot_issue_keys(signed: list[bytes], people: Any, sample: Any) -> None:
    """A signer's certificate is no authority, though its holder can make one that it seems to have issued."""
    from cryptography.hazmat.primitives import serialization

    from cmdesk.documents.trial_ca import TrialRoot, issue_key

    private = people.head.private.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    own = people.head.certificate.public_bytes(serialization.Encoding.PEM)
    issued = issue_key(
        TrialRoot(own, private),
        name="假",
        number="1",
        duty="考评组",
        unit="市局",
        password="口令一二三四",
        when=sample.WHEN,
    )
    pdf = sign(signed[3], SigningKey.load(issued.pkcs12, "口令一二三四"), "city_group", when=sample.WHEN)
    assert verify(pdf, [sample.root_pem], when=sample.WHEN).verdict == "undetermined"
