"""Workbooks as an office sends them: texts shared and the sheet's size written as Excel does, formulas if wanted."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Collection
from pathlib import Path

from openpyxl import load_workbook

_TEXT = re.compile(r'<c r="([A-Z]+\d+)"((?: s="\d+")?) t="inlineStr"><is><t[^>]*>([^<]*)</t></is></c>')
_NUMBER = r'<c r="((?:{})\d+)"([^>]*)><v>([-\d.]+)</v></c>'
_STRINGS = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def as_sent(path: Path, formulas: Collection[str] = ()) -> Path:
    """Give a copy of a workbook as Excel stores it; the numbers of the columns `formulas` become formulas there.

    Each formula keeps its number as the value that its program stored.
    """
    target = path.with_stem(f"{path.stem}-{'formulas' if formulas else 'plain'}")
    load_workbook(path).save(target)
    texts: dict[str, int] = {}
    with zipfile.ZipFile(target) as source:
        members = {name: source.read(name) for name in source.namelist()}
    for name, content in members.items():
        if name.startswith("xl/worksheets/sheet"):
            members[name] = _formulas(_shared(content.decode(), texts), formulas).encode()
    items = "".join(f"<si><t>{text}</t></si>" for text in texts)
    members["xl/sharedStrings.xml"] = f'<sst xmlns="{_MAIN}" uniqueCount="{len(texts)}">{items}</sst>'.encode()
    _name_strings(members)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return target


def _shared(sheet: str, texts: dict[str, int]) -> str:
    def numbered(found: re.Match[str]) -> str:
        return f'<c r="{found[1]}"{found[2]} t="s"><v>{texts.setdefault(found[3], len(texts))}</v></c>'

    return _TEXT.sub(numbered, sheet)


def _formulas(sheet: str, columns: Collection[str]) -> str:
    if not columns:
        return sheet
    return re.sub(_NUMBER.format("|".join(columns)), r'<c r="\1"\2><f>ROUND(\3,4)</f><v>\3</v></c>', sheet)


def _name_strings(members: dict[str, bytes]) -> None:
    types = f'<Override PartName="/xl/sharedStrings.xml" ContentType="{_STRINGS}"/></Types>'
    relation = f'<Relationship Id="rIdTexts" Type="{_RELATION}" Target="sharedStrings.xml"/></Relationships>'
    for name, end, added in (
        ("[Content_Types].xml", "</Types>", types),
        ("xl/_rels/workbook.xml.rels", "</Relationships>", relation),
    ):
        members[name] = members[name].decode().replace(end, added).encode()
