"""Builds the font files of ``resources/fonts`` from the fonts of public packages.

Run once, with the unpacked packages at hand::

    python resources/build/fonts.py \
        --noto-serif DIR --noto-sans DIR --wenkai FILE --hanamin-a FILE --hanamin-b FILE \
        --unihan DIR --fonts resources/fonts --tables resources/tables

``--noto-serif`` and ``--noto-sans`` are the unpacked npm packages ``@expo-google-fonts/noto-serif-sc`` and
``@expo-google-fonts/noto-sans-sc`` 0.4.3; ``--wenkai`` is the regular weight of Debian's ``fonts-lxgw-wenkai``;
``--hanamin-a`` and ``--hanamin-b`` come from Debian's ``fonts-hanazono``; ``--unihan`` is the folder with the
``Unihan_*.txt.bz2`` files of Debian's ``unicode-data``.

The same inputs and the same versions of fonttools and uharfbuzz give the same bytes.
"""

from __future__ import annotations

import argparse
import bz2
import json
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import uharfbuzz as hb
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

# 2026-01-01 00:00:00 UTC in the seconds since 1904 that the head table counts.
MADE_AT = 3_850_070_400
HAN_BLOCKS = (
    (0x3400, 0x4DBF),
    (0x4E00, 0x9FFF),
    (0xF900, 0xFAFF),
    (0x20000, 0x2A6DF),
    (0x2A700, 0x2EBEF),
    (0x2F800, 0x2FA1F),
)
# What a form, a report or a window may show beyond Chinese characters and GB 2312, in whole ranges.
SYMBOL_RANGES = (
    (0x0020, 0x007E),  # ASCII
    (0x00A0, 0x00FF),  # Latin-1
    (0x0391, 0x03C9),  # Greek
    (0x2010, 0x2027),  # dashes, quotation marks, bullets, ellipsis
    (0x2030, 0x203E),
    (0x2070, 0x208E),  # superscripts and subscripts
    (0x20AC, 0x20AC),
    (0x2103, 0x2126),  # letterlike
    (0x2153, 0x215E),  # fractions
    (0x2160, 0x217B),  # Roman numerals
    (0x2190, 0x2199),  # arrows
    (0x2200, 0x226F),  # mathematics
    (0x2295, 0x22A5),
    (0x2460, 0x249B),  # circled, bracketed and dotted figures
    (0x2500, 0x257F),  # box drawing
    (0x2580, 0x2593),
    (0x25A0, 0x25EF),  # geometric shapes
    (0x2605, 0x2606),
    (0x2610, 0x2612),  # ballot boxes
    (0x2713, 0x2718),  # ticks and crosses
    (0x2776, 0x277F),
    (0x27A1, 0x27A1),
    (0x3000, 0x301F),  # Chinese marks
    (0x3220, 0x3229),  # bracketed Chinese figures
    (0x3280, 0x3289),
    (0x3380, 0x33D5),  # units
    (0xFE30, 0xFE4F),
    (0xFF01, 0xFF5E),  # full-width forms
    (0xFFE0, 0xFFE6),
)
# Added to the pack of rare characters, for text that was copied from elsewhere.
RARE_SYMBOL_RANGES = (
    (0x0100, 0x024F),  # Latin Extended
    (0x0370, 0x045F),  # Greek, Cyrillic
    (0x1E00, 0x1EFF),
    (0x2000, 0x209F),
    (0x20A0, 0x2BFF),  # signs, letterlike, arrows, mathematics, shapes, dingbats
    (0x2E80, 0x2FDF),  # radicals
    (0x2FF0, 0x2FFB),  # description characters
    (0x3000, 0x33FF),  # marks, kana, bopomofo, strokes, enclosed characters, units
    (0xFE10, 0xFE6B),
)
DROPPED_TABLES = (
    "BASE", "DSIG", "FFTM", "GDEF", "GPOS", "GSUB", "HVAR", "MVAR", "STAT", "VORG", "cvt ", "fpgm", "gasp", "meta",
    "prep", "prop", "vhea", "vmtx",
)  # fmt: skip
RESERVED_NAMES = ("lxgw", "霞鹜", "霞鶩", "wenkai", "文楷", "hana", "花園", "花园", "source")
OFL = (
    "This Font Software is licensed under the SIL Open Font License, Version 1.1. "
    "This license is available with a FAQ at: https://openfontlicense.org"
)


@dataclass(frozen=True, slots=True)
class Face:
    """How one built file is called, and what its records say."""

    file: str
    role: str
    family: str
    style: str
    weight: int
    copyright: str
    description: str


NOTO_SERIF_COPYRIGHT = "(c) 2017-2024 Adobe (http://www.adobe.com/)."
NOTO_SANS_COPYRIGHT = "(c) 2014-2021 Adobe (http://www.adobe.com/), with Reserved Font Name 'Source'."
KAI_COPYRIGHT = (
    "Copyright 2021-2023 LXGW (https://github.com/lxgw/LxgwWenKai)\n"
    "Copyright 2020 The Klee Project Authors (https://github.com/fontworks-fonts/Klee)"
)
RARE_COPYRIGHT = "Copyright 2008-2017 GlyphWiki Project. Created by GlyphWiki. (http://glyphwiki.org/)"
FACES = {
    face.file: face
    for face in (
        Face("cmdesk-serif-regular.ttf", "serif", "cmdesk Serif", "Regular", 400, NOTO_SERIF_COPYRIGHT,
             "A subset of Noto Serif SC 2.003."),
        Face("cmdesk-serif-bold.ttf", "serif", "cmdesk Serif", "Bold", 700, NOTO_SERIF_COPYRIGHT,
             "A subset of Noto Serif SC 2.003."),
        Face("cmdesk-sans-regular.ttf", "sans", "cmdesk Sans", "Regular", 400, NOTO_SANS_COPYRIGHT,
             "A subset of Noto Sans SC 2.004."),
        Face("cmdesk-sans-medium.ttf", "sans", "cmdesk Sans", "Medium", 500, NOTO_SANS_COPYRIGHT,
             "A subset of Noto Sans SC 2.004."),
        Face("cmdesk-sans-bold.ttf", "sans", "cmdesk Sans", "Bold", 700, NOTO_SANS_COPYRIGHT,
             "A subset of Noto Sans SC 2.004."),
        Face("cmdesk-kai-regular.ttf", "kai", "cmdesk Kai", "Regular", 400, KAI_COPYRIGHT,
             "A renamed subset; the source is named in the licence file beside the font."),
        Face("cmdesk-rare-a.ttf", "rare-a", "cmdesk Rare A", "Regular", 400, RARE_COPYRIGHT,
             "A renamed subset; the source is named in the licence file beside the font."),
        Face("cmdesk-rare-b.ttf", "rare-b", "cmdesk Rare B", "Regular", 400, RARE_COPYRIGHT,
             "A renamed subset; the source is named in the licence file beside the font."),
    )
}  # fmt: skip


def read_table_of_general_characters(unihan: Path) -> list[str]:
    """The 8105 characters of 通用规范汉字表 in the order of the table, from Unihan's kTGH."""
    found: dict[int, str] = {}
    with bz2.open(unihan / "Unihan_OtherMappings.txt.bz2", "rt", encoding="utf-8") as lines:
        for line in lines:
            match = re.match(r"U\+([0-9A-F]+)\tkTGH\t2013:(\d+)", line)
            if match:
                found[int(match[2])] = chr(int(match[1], 16))
    if sorted(found) != list(range(1, 8106)):
        raise ValueError(f"kTGH names {len(found)} characters, not 1 to 8105")
    return [found[number] for number in sorted(found)]


def gb2312() -> set[int]:
    """The code points of GB 2312."""
    found = set()
    for row in range(0xA1, 0xF8):
        for cell in range(0xA1, 0xFF):
            try:
                found.add(ord(bytes((row, cell)).decode("gb2312")))
            except UnicodeDecodeError:
                continue
    return found


def spread(ranges: Iterable[tuple[int, int]]) -> set[int]:
    """All code points of inclusive ranges."""
    return {point for first, last in ranges for point in range(first, last + 1)}


def subset(source: bytes, points: set[int]) -> bytes:
    """The font with the glyphs of the points only: no hinting, no layout tables, no glyph names."""
    wanted = hb.SubsetInput()
    wanted.sets(hb.SubsetInputSets.UNICODE).set(points)
    wanted.sets(hb.SubsetInputSets.DROP_TABLE_TAG).update(
        {int.from_bytes(tag.encode("ascii"), "big") for tag in DROPPED_TABLES}
    )
    wanted.sets(hb.SubsetInputSets.NAME_ID).set(range(26))
    wanted.sets(hb.SubsetInputSets.NAME_LANG_ID).set({0x409})
    wanted.flags = hb.SubsetFlags.NO_HINTING | hb.SubsetFlags.NOTDEF_OUTLINE
    wanted.sets(hb.SubsetInputSets.LAYOUT_FEATURE_TAG).clear()
    built = hb.subset(hb.Face(source), wanted)
    if built is None:
        raise ValueError("HarfBuzz refused to subset the font")
    return bytes(built.blob.data)


def name(font: TTFont, face: Face) -> None:
    """Replaces every name record by those of the face and sets weight, style bits and embedding rights."""
    ribbi = face.style in {"Regular", "Bold"}
    postscript = face.family.replace(" ", "") + "-" + face.style
    version = "Version 1.000"
    records = {
        0: face.copyright,
        1: face.family if ribbi else f"{face.family} {face.style}",
        2: face.style if ribbi else "Regular",
        3: f"1.000;{postscript}",
        4: f"{face.family} {face.style}",
        5: version,
        6: postscript,
        10: face.description,
        13: OFL,
        14: "https://openfontlicense.org",
    }
    if not ribbi:
        records |= {16: face.family, 17: face.style}
    table = font["name"]
    table.names = []
    for number, text in records.items():
        table.setName(text, number, 3, 1, 0x409)
    os2, head = font["OS/2"], font["head"]
    os2.fsType = 0
    os2.usWeightClass = face.weight
    bold, regular = face.style == "Bold", face.style == "Regular"
    os2.fsSelection = (os2.fsSelection & ~0x61) | (0x20 if bold else 0) | (0x40 if regular or not ribbi else 0)
    head.macStyle = 1 if bold else 0
    head.fontRevision = 1.0
    head.created = head.modified = MADE_AT


def drawn(font: TTFont) -> set[int]:
    """Code points the font really shows: an outline that is not empty, or white space with a width or without."""
    glyphs, found = font["glyf"], set()
    for point, glyph in font.getBestCmap().items():
        if glyphs[glyph].numberOfContours != 0 or unicodedata.category(chr(point)) in {"Zs", "Cf"}:
            found.add(point)
    return found


def build(source: bytes, points: set[int], face: Face, folder: Path) -> set[int]:
    """Writes one file and tells which code points it draws."""
    font = TTFont(BytesIO(source), recalcTimestamp=False, lazy=True)
    kept = points & drawn(font)
    font.close()
    made = TTFont(BytesIO(subset(source, kept)), recalcTimestamp=False)
    name(made, face)
    made["post"].formatType = 3.0
    out = BytesIO()
    made.save(out, reorderTables=True)
    (folder / face.file).write_bytes(out.getvalue())
    return drawn(TTFont(BytesIO(out.getvalue()), lazy=True))


def as_ranges(points: set[int]) -> list[list[int]]:
    """The points as sorted inclusive ranges."""
    ranges: list[list[int]] = []
    for point in sorted(points):
        if ranges and ranges[-1][1] == point - 1:
            ranges[-1][1] = point
        else:
            ranges.append([point, point])
    return ranges


def write_coverage(folder: Path, drawn_by_file: dict[str, set[int]]) -> None:
    """Writes coverage.json: for each role the files and the code points that every file of the role draws."""
    roles: dict[str, dict[str, object]] = {}
    for role in dict.fromkeys(face.role for face in FACES.values()):
        files = [face.file for face in FACES.values() if face.role == role]
        common = set.intersection(*(drawn_by_file[file] for file in files))
        roles[role] = {"files": files, "ranges": as_ranges(common)}
    lines = []
    for role, entry in roles.items():
        ranges = json.dumps(entry["ranges"], separators=(",", ":"))
        lines.append(f'"{role}":{{"files":{json.dumps(entry["files"])},\n"ranges":{ranges}}}')
    (folder / "coverage.json").write_text(
        '{"format":1,"roles":{\n' + ",\n".join(lines) + "\n}}\n", encoding="utf-8", newline="\n"
    )


def main() -> None:
    """Builds all files from the arguments."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for option in ("noto-serif", "noto-sans", "wenkai", "hanamin-a", "hanamin-b", "unihan", "fonts", "tables"):
        parser.add_argument(f"--{option}", type=Path, required=True)
    given = parser.parse_args()
    general = read_table_of_general_characters(given.unihan)
    (given.tables / "tgh.txt").write_text(
        "".join("".join(general[first:last]) + "\n" for first, last in ((0, 3500), (3500, 6500), (6500, 8105))),
        encoding="utf-8",
        newline="\n",
    )
    symbols = spread(SYMBOL_RANGES)
    core = {ord(character) for character in general} | gb2312() | symbols
    serif, sans = given.noto_serif, given.noto_sans
    regular = serif / "400Regular/NotoSerifSC_400Regular.ttf"
    # Names live beyond the BMP too: whatever the main face draws there is kept.
    core |= {point for point in TTFont(regular, lazy=True).getBestCmap() if point >= 0x20000}
    sources = {
        "cmdesk-serif-regular.ttf": (regular, core),
        "cmdesk-serif-bold.ttf": (serif / "700Bold/NotoSerifSC_700Bold.ttf", core),
        "cmdesk-sans-regular.ttf": (sans / "400Regular/NotoSansSC_400Regular.ttf", core),
        "cmdesk-sans-medium.ttf": (sans / "500Medium/NotoSansSC_500Medium.ttf", core),
        "cmdesk-sans-bold.ttf": (sans / "700Bold/NotoSansSC_700Bold.ttf", core),
        "cmdesk-kai-regular.ttf": (given.wenkai, core),
    }
    found: dict[str, set[int]] = {}
    for file, (source, points) in sources.items():
        found[file] = build(source.read_bytes(), points, FACES[file], given.fonts)
    rest = (spread(HAN_BLOCKS) | symbols | spread(RARE_SYMBOL_RANGES)) - found["cmdesk-serif-regular.ttf"]
    a = build(given.hanamin_a.read_bytes(), rest, FACES["cmdesk-rare-a.ttf"], given.fonts)
    found["cmdesk-rare-a.ttf"] = a
    found["cmdesk-rare-b.ttf"] = build(given.hanamin_b.read_bytes(), rest - a, FACES["cmdesk-rare-b.ttf"], given.fonts)
    write_coverage(given.fonts, found)
    for file, points in found.items():
        size = (given.fonts / file).stat().st_size
        missing = "".join(character for character in map(chr, sorted(core)) if ord(character) not in points)
        print(f"{file}: {size / 1e6:.2f} MB, {len(points)} characters", end="")
        print("" if file.startswith("cmdesk-rare") else f", not in it: {missing}")


if __name__ == "__main__":
    main()
