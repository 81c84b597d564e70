"""Workbooks for the tests of imports and exports, made on the spot."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import pytest
from openpyxl import Workbook

from cmdesk.exchange.sheets.writer import Stamp
from cmdesk.kernel.periods import Period

Lines = Sequence[Sequence[Any]]
MakeBook = Callable[..., Path]


@pytest.fixture
def made_at() -> datetime:
    """Give the instant at which test files are made."""
    return datetime(2026, 4, 3, 1, 2, 3, tzinfo=UTC)


@pytest.fixture
def stamp(made_at: datetime) -> Stamp:
    """Give what a file of March 2026 says of itself."""
    return Stamp(
        unit_code="140702",
        unit="榆次区营销部",
        period=Period.parse("2026-03"),
        revision=1,
        rule_set="default",
        rule_version="2026.1",
        rule_state="in_force",
        made_at=made_at,
        made_by="王芳",
        adopted_on=date(2025, 12, 1),
        document_number="榆烟〔2025〕9号",
        notice_on=date(2025, 12, 10),
        checklist_version="2026.1",
    )


@pytest.fixture
def book(tmp_path: Path) -> MakeBook:
    """Give a maker of .xlsx files: sheet → lines, with merges (sheet → ranges) and formats (sheet → cell → it)."""

    def make(
        sheets: Mapping[str, Lines],
        *,
        name: str = "file.xlsx",
        merges: Mapping[str, Sequence[str]] | None = None,
        formats: Mapping[str, Mapping[str, str]] | None = None,
        hidden: Sequence[str] = (),
    ) -> Path:
        made = Workbook()
        made.remove(made.worksheets[0])
        for title, lines in sheets.items():
            sheet = made.create_sheet(title)
            for line in lines:
                sheet.append(list(line))
            for merged in (merges or {}).get(title, ()):
                sheet.merge_cells(merged)
            for place, form in (formats or {}).get(title, {}).items():
                sheet[place].number_format = form
            if title in hidden:
                sheet.sheet_state = "hidden"
        path = tmp_path / name
        made.save(path)
        return path

    return make


@pytest.fixture
def ods(tmp_path: Path) -> Callable[[Mapping[str, Lines]], Path]:
    """Give a maker of .ods files with plain texts and numbers."""

    def make(sheets: Mapping[str, Lines]) -> Path:
        path = tmp_path / "file.ods"
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
            archive.writestr("META-INF/manifest.xml", _MANIFEST)
            archive.writestr("content.xml", _content(sheets))
        return path

    return make


_MANIFEST = (
    '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
    '<manifest:file-entry manifest:full-path="/"'
    ' manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/></manifest:manifest>'
)
_NAMES = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{short}:1.0"' for short in ("office", "table", "text")
)


def _content(sheets: Mapping[str, Lines]) -> str:
    tables = "".join(
        f'<table:table table:name="{escape(name)}">'
        + "".join(f"<table:table-row>{''.join(_cell(value) for value in line)}</table:table-row>" for line in lines)
        + "</table:table>"
        for name, lines in sheets.items()
    )
    return (
        f'<office:document-content {_NAMES} office:version="1.3"><office:body><office:spreadsheet>'
        f"{tables}</office:spreadsheet></office:body></office:document-content>"
    )


def _cell(value: Any) -> str:
    if value is None:
        return "<table:table-cell/>"
    if isinstance(value, int | float):
        return f'<table:table-cell office:value-type="float" office:value="{value}"/>'
    return f'<table:table-cell office:value-type="string"><text:p>{escape(str(value))}</text:p></table:table-cell>'


@pytest.fixture
def spoil(tmp_path: Path) -> Callable[[Path, Mapping[str, Callable[[bytes], bytes]]], Path]:
    """Give a changer of single members of a zip file; it writes a new file beside the old."""

    def change(path: Path, members: Mapping[str, Callable[[bytes], bytes]]) -> Path:
        spoilt = tmp_path / f"spoilt-{path.name}"
        with zipfile.ZipFile(path) as source, zipfile.ZipFile(spoilt, "w", zipfile.ZIP_DEFLATED) as target:
            for name in source.namelist():
                content = source.read(name)
                target.writestr(name, members[name](content) if name in members else content)
        return spoilt

    return change


@pytest.fixture
def codes() -> Callable[[Sequence[Any]], list[tuple[str, int | None, str | None]]]:
    """Give a lister of problems as (code, row, column)."""

    def listed(problems: Sequence[Any]) -> list[tuple[str, int | None, str | None]]:
        return [(problem.code, problem.where.row, problem.where.column) for problem in problems]

    return listed
