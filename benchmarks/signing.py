"""Signing a batch of annual reports (PAdES B-T, visible) with a key that stays loaded, against plain pyHanko."""

from __future__ import annotations

import runpy
import tempfile
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from asn1crypto.keys import PrivateKeyInfo
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, SimpleSigner
from pyhanko.sign.timestamps.dummy_client import DummyTimeStamper
from pyhanko.stamp import StaticStampStyle
from reportlab.pdfgen.canvas import Canvas

from benchmarks.measuring import Line, milliseconds, side_by_side
from cmdesk.documents.composite import composite
from cmdesk.documents.fonts import Role, bundled
from cmdesk.documents.reports.catalogue import draw
from cmdesk.documents.sign_engine import as_asn1
from cmdesk.documents.sign_time import LocalTimeService
from cmdesk.documents.signing import SigningKey, sign
from cmdesk.documents.trial_ca import issue_key, issue_time_key, make_root
from cmdesk.kernel.clock import SystemClock

_CONTENTS = Path(__file__).parent.parent / "tests" / "documents" / "conftest.py"
_UNIT, _PASSWORD = "明泉县营销部", "测试 密码一号"
_REASON = "情况属实"
_FILES = 8


def run() -> list[Line]:
    """Measure one signature on each of several annual reports."""
    content = runpy.run_path(str(_CONTENTS))["annual"]()
    files = [draw(replace(content, issued_on=f"2027年3月{at + 1}日")) for at in range(_FILES)]
    when = datetime.now(UTC)
    root = make_root(_UNIT, when=when)
    person = issue_key(root, name="韩立群", number="9001", duty="督察组长", unit=_UNIT, password=_PASSWORD, when=when)
    service = issue_time_key(root, unit=_UNIT, password=_PASSWORD, when=when)
    key = SigningKey.load(person.pkcs12, _PASSWORD)
    clock = SigningKey.load(service.pkcs12, _PASSWORD)
    ours = LocalTimeService(clock, SystemClock().now)
    with tempfile.TemporaryDirectory() as folder:
        plain = _Plain(Path(folder), person.pkcs12, clock)
        spent = side_by_side(
            {
                "ours": lambda: [
                    sign(pdf, key, "inspector", when=when, reason=_REASON, timestamper=ours) for pdf in files
                ],
                "pyHanko": lambda: [plain.sign(pdf) for pdf in files],
            },
            rounds=3,
        )
    each = {name: milliseconds(seconds / _FILES) for name, seconds in spent.items()}
    detail = f"a file: ours {each['ours']}, pyHanko {each['pyHanko']}"
    return [Line(f"B-T, {_FILES} files", spent["ours"] / spent["pyHanko"], 0.4, detail)]


class _Plain:
    """pyHanko as its manual shows it: a signer loaded once, its time stamper, a stamp from a drawn page."""

    def __init__(self, folder: Path, pkcs12: bytes, clock: SigningKey) -> None:
        file, page = folder / "key.p12", folder / "stamp.pdf"
        file.write_bytes(pkcs12)
        page.write_bytes(_stamp())
        load: Any = SimpleSigner.load_pkcs12
        self.signer = load(str(file), passphrase=_PASSWORD.encode())
        self.style = StaticStampStyle.from_pdf_file(str(page), border_width=0)
        private = clock.private.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
        self.stamper = DummyTimeStamper(as_asn1(clock.certificate), PrivateKeyInfo.load(private))

    def sign(self, pdf: bytes) -> bytes:
        """Sign the first field."""
        settings = PdfSignatureMetadata(
            field_name="inspector", md_algorithm="sha256", reason=_REASON, name="韩立群",
            subfilter=SigSeedSubFilter.PADES, certify=True, docmdp_permissions=MDPPerm.FILL_FORMS,
        )  # fmt: skip
        signer = PdfSigner(settings, signer=self.signer, timestamper=self.stamper, stamp_style=self.style)
        written: bytes = signer.sign_pdf(IncrementalPdfFileWriter(BytesIO(pdf)), existing_fields_only=True).getvalue()
        return written


def _stamp() -> bytes:
    face = bundled().face(Role.KAI)
    assert face is not None
    font = composite(face).fontName
    made = BytesIO()
    settings: dict[str, Any] = {"initialFontName": font}
    canvas = Canvas(made, pagesize=(173, 57), **settings)
    canvas.setFont(font, 20)
    canvas.drawString(11, 30, "韩立群")
    canvas.setFont(font, 7.5)
    canvas.drawString(94, 38, "电子签名 2027-03-05 09:12:40")
    canvas.showPage()
    canvas.save()
    return made.getvalue()
