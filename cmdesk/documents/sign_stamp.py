"""Puts a drawn appearance, with its fonts, into a document that pyHanko is about to sign."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pyhanko.pdf_utils.content import ResourceType
from pyhanko.pdf_utils.generic import (
    ArrayObject,
    DictionaryObject,
    IndirectObject,
    NameObject,
    NumberObject,
    StreamObject,
    pdf_string,
)
from pyhanko.pdf_utils.layout import BoxConstraints
from pyhanko.pdf_utils.writer import BasePdfFileWriter
from pyhanko.stamp.base import BaseStamp, BaseStampStyle

from cmdesk.documents.sign_appearance import Appearance, FontPart


@dataclass(frozen=True)
class DrawnStyle(BaseStampStyle):
    """A stamp style that shows an appearance drawn beforehand."""

    appearance: Appearance | None = None

    def create_stamp(self, writer: BasePdfFileWriter, box: BoxConstraints, text_params: dict[str, Any]) -> DrawnStamp:
        """Give the stamp for one field; pyHanko's text parameters and its box in whole points are not used."""
        if self.appearance is None:
            raise ValueError("a drawn style needs an appearance")
        return DrawnStamp(writer, self.appearance)


class DrawnStamp(BaseStamp):
    """The form XObject of one drawn appearance, with its fonts embedded."""

    def __init__(self, writer: BasePdfFileWriter, appearance: Appearance) -> None:
        box = BoxConstraints(width=round(appearance.width, 2), height=round(appearance.height, 2))
        super().__init__(writer=writer, style=DrawnStyle(), box=box)
        self._appearance = appearance

    def render(self) -> bytes:
        """Give the content and register the fonts that it names."""
        for part in self._appearance.fonts:
            self.set_resource(ResourceType.FONT, NameObject("/" + part.label), _font(self._ensure_writer, part))
        return self._appearance.content


def _font(writer: BasePdfFileWriter, part: FontPart) -> IndirectObject:
    """Embed one font as a composite font whose character codes are its glyph numbers."""
    name = NameObject("/" + part.name)
    program = _deflated(part.program, {"/Length1": _number(part.program_length)})
    descriptor = {
        "/Type": NameObject("/FontDescriptor"),
        "/FontName": name,
        "/Flags": _number(4),
        "/FontBBox": ArrayObject(_number(edge) for edge in (0, part.metrics["Descent"], 1000, 1000)),
        "/ItalicAngle": _number(0),
        "/StemV": _number(80),
        "/FontFile2": writer.add_object(program),
        **{f"/{key}": _number(value) for key, value in part.metrics.items()},
    }
    system = {"/Registry": pdf_string("Adobe"), "/Ordering": pdf_string("Identity"), "/Supplement": _number(0)}
    descendant = {
        "/Type": NameObject("/Font"),
        "/Subtype": NameObject("/CIDFontType2"),
        "/BaseFont": name,
        "/CIDSystemInfo": _dictionary(system),
        "/FontDescriptor": writer.add_object(_dictionary(descriptor)),
        "/CIDToGIDMap": NameObject("/Identity"),
        "/W": _array(part.widths),
    }
    font = {
        "/Type": NameObject("/Font"),
        "/Subtype": NameObject("/Type0"),
        "/BaseFont": name,
        "/Encoding": NameObject("/Identity-H"),
        "/DescendantFonts": ArrayObject([writer.add_object(_dictionary(descendant))]),
        "/ToUnicode": writer.add_object(_deflated(part.to_unicode, {})),
    }
    reference: IndirectObject = writer.add_object(_dictionary(font))
    return reference


def _deflated(data: bytes, entries: dict[str, Any]) -> StreamObject:
    values = {"/Filter": NameObject("/FlateDecode"), **entries}
    return StreamObject(dict_data={NameObject(key): value for key, value in values.items()}, encoded_data=data)


def _dictionary(entries: dict[str, Any]) -> DictionaryObject:
    return DictionaryObject({NameObject(key): value for key, value in entries.items()})  # type: ignore[no-untyped-call]


def _array(values: Sequence[Any]) -> ArrayObject:
    return ArrayObject(_array(value) if isinstance(value, list) else _number(value) for value in values)


def _number(value: int) -> NumberObject:
    return NumberObject(value)  # type: ignore[no-untyped-call]
