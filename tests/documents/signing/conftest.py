"""A small archival report with planned fields, a trial authority, and keys of the people who sign it."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import NamedTuple

import pikepdf
import pikepdf.pdfa
import pytest
from pyhanko.pdf_utils.reader import PdfFileReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from cmdesk.documents.sign_fields import ORDER_BY_FORM, PlannedField, plan_fields
from cmdesk.documents.sign_time import LocalTimeService
from cmdesk.documents.signing import SigningKey, sign
from cmdesk.documents.trial_ca import TrialRoot, issue_key, issue_time_key, make_root
from cmdesk.kernel import places
from cmdesk.kernel.clock import SetClock

UNIT = "榆次区营销部"
PASSWORD = "山西 密码一号"
WHEN = datetime(2026, 1, 20, 2, 30, 15, tzinfo=UTC)
DATA = json.dumps({"工号": "0001", "姓名": "张𬭎", "年度得分": "89.26"}, ensure_ascii=False).encode()
_PAGE_HEIGHT = 841.89


class People(NamedTuple):
    """Who signs a yearly report, in order; `tellers` are two more keys."""

    inspector: SigningKey
    appraised: SigningKey
    head: SigningKey
    city: SigningKey


def report(data: bytes = DATA, *, footer: str | None = None, pages: int = 2) -> bytes:
    """Give an archival two-page report that embeds `data` and prints its short digest on every page."""
    pdfmetrics.registerFont(TTFont("page", str(places.resources() / "fonts" / "cmdesk-sans-regular.ttf")))
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(595.28, _PAGE_HEIGHT), invariant=1, initialFontName="page")
    canvas.setTitle("年度考评报告")
    canvas.setAuthor(UNIT)
    short = hashlib.sha256(data).hexdigest()[:16]
    printed = " ".join(short[at : at + 4] for at in range(0, 16, 4)) if footer is None else footer
    for number in range(1, pages + 1):
        canvas.setFont("page", 12)
        canvas.drawString(70, 700, f"年度得分 89.26 第 {number} 页")
        canvas.drawString(70, 60, f"内容摘要 {printed}")
        canvas.showPage()
    canvas.save()
    return archived(buffer.getvalue(), data)


def archived(pdf: bytes, data: bytes) -> bytes:
    """Give the document as PDF/A-3b with `data` embedded."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        for page in document.pages:
            if "/Trans" in page.obj:
                del page.obj["/Trans"]
        document.attachments["appraisal.json"] = pikepdf.AttachedFileSpec(
            document, data, filename="appraisal.json", mime_type="application/json", relationship=pikepdf.Name.Data
        )
        pikepdf.pdfa.prepare(document, "3b")
        written = io.BytesIO()
        document.save(written, deterministic_id=True)
    return written.getvalue()


def yearly_fields() -> list[PlannedField]:
    """Give the four fields of a yearly report, on its last page."""
    labels = ("督察员", "被考评人", "营销部主任", "考评组")
    ranks = ORDER_BY_FORM["D25"]
    return [
        PlannedField(name=name, page=1, rect=(123, 42.4 + 33 * at, 61, 20), label=label, rank=ranks[name])
        for at, (name, label) in enumerate(zip(ranks, labels, strict=True))
    ]


@pytest.fixture(scope="session")
def root() -> TrialRoot:
    return make_root(UNIT, when=WHEN)


@pytest.fixture(scope="session")
def keys(root: TrialRoot) -> Callable[..., SigningKey]:
    """Give a function that issues and opens a key; one person is issued one key."""
    known: dict[tuple[str, str], SigningKey] = {}

    def give(name: str, duty: str, *, authority: TrialRoot = root, when: datetime = WHEN) -> SigningKey:
        if (name, duty) not in known or authority is not root or when is not WHEN:
            issued = issue_key(
                authority, name=name, number=f"9{len(known):03}", duty=duty, unit=UNIT, password=PASSWORD, when=when
            )
            known[name, duty] = SigningKey.load(issued.pkcs12, PASSWORD)
        return known[name, duty]

    return give


@pytest.fixture(scope="session")
def people(keys: Callable[..., SigningKey]) -> People:
    return People(
        keys("韩立群", "督察组长"),
        keys("张𬭎𠮷", "被考评人"),
        keys("王喆", "营销部主任"),
        keys("古丽娜尔·买买提江", "考评组"),
    )


@pytest.fixture(scope="session")
def unsigned() -> bytes:
    """A yearly report without fields."""
    return report()


@pytest.fixture(scope="session")
def planned(unsigned: bytes) -> bytes:
    """An unsigned yearly report with its four empty fields."""
    return plan_fields(unsigned, yearly_fields())


@pytest.fixture(scope="session")
def signed(planned: bytes, people: People) -> list[bytes]:
    """The report after 0, 1, 2, 3 and 4 signatures."""
    states = [planned]
    names = ("inspector", "appraised", "department_head", "city_group")
    for name, key in zip(names, people, strict=True):
        states.append(sign(states[-1], key, name, when=WHEN, reason="情况属实"))
    return states


class Sample(NamedTuple):
    """What tests need beside the fixtures, handed over as one value."""

    root_pem: bytes
    report: Callable[..., bytes] = report
    yearly_fields: Callable[[], list[PlannedField]] = yearly_fields
    ORDER_BY_FORM: dict[str, dict[str, int]] = ORDER_BY_FORM
    WHEN: datetime = WHEN
    UNIT: str = UNIT
    PASSWORD: str = PASSWORD
    DATA: bytes = DATA

    def local_time(self, root: TrialRoot) -> LocalTimeService:
        """Give a time-stamp service under `root` whose clock stands at WHEN."""
        issued = issue_time_key(root, unit=UNIT, password=PASSWORD, when=WHEN)
        return LocalTimeService(SigningKey.load(issued.pkcs12, PASSWORD), SetClock(WHEN).now)

    def signature_and_content(self, pdf: bytes, number: int) -> tuple[bytes, bytes]:
        """Give the CMS blob of a signature and the bytes that it signs."""
        found = PdfFileReader(io.BytesIO(pdf)).embedded_signatures[number]
        start, first, second, last = (int(part) for part in found.byte_range)
        return found.pkcs7_content, pdf[start : start + first] + pdf[second : second + last]

    def rooms(self, pdf: bytes) -> list[tuple[int, int]]:
        """Give begin and end of the room of every signature: the bytes that it cannot sign."""
        ranges = [found.byte_range for found in PdfFileReader(io.BytesIO(pdf)).embedded_signatures]
        return [(int(parts[1]), int(parts[2])) for parts in ranges]

    @property
    def LocalTimeService(self) -> type[LocalTimeService]:  # noqa: N802 - hands the class over under its own name
        return LocalTimeService


@pytest.fixture(scope="session")
def sample(root: TrialRoot) -> Sample:
    return Sample(root.certificate_pem)
