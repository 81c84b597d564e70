"""Builds ``resources/tables/strokes.tsv``: the stroke kinds of Chinese characters, for names in 笔画 order.

Run once, with the unpacked packages at hand::

    python resources/build/strokes.py --order cnchar.order.min.js --rime stroke.dict.yaml \
        --unihan DIR --tgh resources/tables/tgh.txt --tables resources/tables

Sources, in the order in which they are believed:

1. npm ``cnchar-order`` 3.2.6 (MIT licence): mainland stroke order of 6 939 characters, one letter a stroke;
2. Debian ``rime-data-stroke`` 0.0~git20230204 (LGPL-3): ``stroke.dict.yaml``, codes h s p n z. Characters written
   differently in Taiwan and on the mainland have several codes; the **last** is the mainland one (it agrees with the
   first source on 6 899 of 6 939 characters, the first code on 3 400), unless only another one has the stroke count
   that Unihan's kTotalStrokes gives (Debian ``unicode-data``, used to choose and not shipped);
3. ``COMPOSED`` below for simplified characters beyond the BMP that neither knows: the strokes of their parts, one part
   after the other.

The official 通用规范汉字表 is itself sorted by stroke count and then by stroke kinds within each of its three levels.
That order judges between the codes of the second source, and the script refuses to write a table that breaks it at
more characters than those named in ``OUT_OF_ORDER``.
"""

from __future__ import annotations

import argparse
import bz2
import json
import re
from pathlib import Path

# 横 and 提 are 1, 竖 and 竖钩 2, 撇 3, 点 and 捺 4, every bent stroke 5.
ORDER_KINDS = {
    **dict.fromkeys("ji", "1"),
    **dict.fromkeys("fg", "2"),
    "s": "3",
    **dict.fromkeys("kld", "4"),
    **dict.fromkeys("abcoretnxwzyvpqhmu", "5"),
}
RIME_KINDS = str.maketrans("hspnz", "12345")
# Slips of the sources, seen by eye and by the official order. The first eight are of the first source, and there the
# code of the second is taken; the others are of the second source.
SLIPS = {
    "邶": "2113552",
    "炽": "433425134",
    "皙": "1234331232511",
    "撅": "121134315233534",
    "德": "332122522114544",
    "膝": "351112343424134",
    "黏": "31234342413421251",
    "麟": "41352211535431234354152",
    "𦭜": "12225134",
    "𦰡": "122511352",
    "𫄧": "551321554",
    "𫑡": "2512511552",
    "涐": "4413121534",
    "𫟅": "55141251234",
    "𡎚": "121451325122",
    "𫌀": "4523411212534",
}
# Simplified characters in neither source: their parts in writing order. Digits are strokes themselves.
COMPOSED = {
    "𬉼": "火区", "𬣙": "讠于", "𬇕": "氵万", "𬣞": "讠宀一", "𬘓": "纟川", "𫭟": "土区", "𫭢": "土仑", "𫵷": "山历",
    "𬇙": "氵贝", "𬣡": "讠戋", "𫸩": "弓区", "𬘘": "纟冘", "𬨂": "车氏", "𬀩": "日韦", "𬀪": "日见", "𬬩": "钅弋",
    "𬣳": "讠艮", "𬩽": "寻阝", "𬮿": "阝岂", "𬯀": "阝齐", "𫰛": "女54121", "𬳵": "马丕", "𬳶": "马冋", "𬍛": "王乐",
    "𬜬": "艹问", "𬬮": "钅长", "𬬱": "钅斤", "𬬭": "钅仑", "𬘡": "纟因", "𬳽": "马先", "𬘩": "纟廷", "𬍤": "王寻",
    "𫭼": "土劳", "𬜯": "艹两", "𬂩": "木夹", "𬌗": "牙合", "𬬸": "钅术", "𬬻": "钅卢", "𬬹": "钅申", "𬬿": "钅召",
    "𬭁": "钅母", "𫢸": "亻单", "𬊈": "火寻", "𬒈": "44345石", "𬳿": "马余", "𬘫": "纟完", "𫮃": "土单", "𬱖": "由页",
    "𬟽": "虫东", "𬇹": "氵国", "𬍡": "汤玉", "𬤇": "讠垔", "𬤊": "讠是", "𬯎": "阝贵", "𬘬": "纟青", "𬘭": "纟林",
    "𬴂": "马非", "𬘯": "纟享", "𬃊": "木质", "𬷕": "甫鸟", "𬹼": "齿介", "𫶇": "山带", "𬭊": "钅杜", "𬭎": "钅宏",
    "𬱟": "危页", "𫷷": "广钦", "𬮱": "门垔", "𬊤": "火单", "𬴃": "马砉", "𬪩": "酉农", "𬒔": "石肯", "𬨎": "车酋",
    "𫫇": "口恶", "𬭚": "钅享", "𬭛": "钅波", "𬕂": "314314贡", "𬶋": "鱼句", "𬶍": "鱼它", "𬸘": "125115315鸟",
    "𬒗": "石览", "𬭤": "钅侯", "𬶐": "鱼兆", "𬶏": "鱼危", "𬸚": "狱鸟", "𬤝": "讠惠", "𬙂": "纟寅", "𬭩": "钅翁",
    "𬸣": "4451122134鸟", "𬴊": "马粦", "𬞟": "艹频", "𬺈": "齿奇", "𬭬": "钅彗", "𬭯": "钅敝", "𬸦": "族鸟",
    "𬭳": "钅喜", "𬭶": "钅黑", "𬭸": "钅粦", "𬭼": "钅遂", "𬸪": "番鸟", "𬶟": "鱼剌", "𬶠": "鱼柬", "𬶨": "既鱼",
    "𬟁": "艹鹝", "𬙊": "纟墨", "𬶭": "鱼祭", "𬶮": "鱼喜", "𬙋": "纟襄", "𬺓": "齿楚",
}  # fmt: skip
PARTS = {"钅": "31115", "讠": "45", "氵": "441", "纟": "551", "阝": "52", "艹": "122", "亻": "32", "车": "1521"}
# The official table puts the first of these before the second; with 鹿 written alike in both they stand the other way.
OUT_OF_ORDER = frozenset("鄜麀")


def read_order(script: Path) -> dict[str, str]:
    """The first source: the first JSON object inside the packed script."""
    found = re.search(r"JSON\.parse\('(\{.*?\})'\)", script.read_text(encoding="utf-8"))
    if not found:
        raise ValueError("the script holds no stroke table")
    letters: dict[str, str] = json.loads(found[1])
    return {character: "".join(ORDER_KINDS[letter] for letter in code) for character, code in letters.items()}


def read_rime(dictionary: Path) -> dict[str, list[str]]:
    """The second source: every code of a character, in the order of the file."""
    found: dict[str, list[str]] = {}
    _, _, body = dictionary.read_text(encoding="utf-8").partition("\n...\n")
    for line in body.splitlines():
        character, tab, code = line.partition("\t")
        if tab and len(character) == 1 and code and set(code) <= set("hspnz"):
            found.setdefault(character, []).append(code.translate(RIME_KINDS))
    return found


def read_totals(unihan: Path) -> dict[str, int]:
    """The stroke count of each character in mainland writing, from Unihan."""
    found = {}
    with bz2.open(unihan / "Unihan_IRGSources.txt.bz2", "rt", encoding="utf-8") as lines:
        for line in lines:
            match = re.match(r"U\+([0-9A-F]+)\tkTotalStrokes\t(\d+)", line)
            if match:
                found[chr(int(match[1], 16))] = int(match[2])
    return found


def is_han(character: str) -> bool:
    """True for ideographs and the ideographic zero, false for radicals, strokes and signs."""
    point = ord(character)
    return (
        point == 0x3007
        or 0x3400 <= point <= 0x4DBF
        or 0x4E00 <= point <= 0x9FFF
        or 0xF900 <= point <= 0xFAFF
        or 0x20000 <= point <= 0x3347F
    )


def build(
    order: dict[str, str], rime: dict[str, list[str]], totals: dict[str, int], levels: list[str]
) -> dict[str, str]:
    """One sequence a character, by the rules in the head of this file."""
    table = {}
    for character, codes in rime.items():
        counted = [code for code in codes if len(code) == totals.get(character)]
        table[character] = (counted or codes)[-1]
    table |= order | SLIPS
    for character, parts in COMPOSED.items():
        table[character] = "".join(part if part.isdigit() else PARTS.get(part) or table[part] for part in parts)
    for level in levels:
        for at, character in enumerate(level):
            if character in order or character in COMPOSED or character in SLIPS:
                continue
            before = max(((len(table[c]), table[c]) for c in level[:at] if c in order), default=(0, ""))
            after = min(((len(table[c]), table[c]) for c in level[at + 1 :] if c in order), default=(99, ""))
            fitting = [code for code in rime[character] if before <= (len(code), code) <= after]
            if fitting:
                table[character] = fitting[-1]
    return {character: code for character, code in table.items() if is_han(character)}


def out_of_order(table: dict[str, str], levels: list[str]) -> list[str]:
    """Characters that stand between two well-ordered neighbours of the official table and do not fit there."""
    found = []
    for level in levels:
        keys = [(len(table[character]), table[character]) for character in level]
        for at in range(1, len(keys) - 1):
            if keys[at - 1] <= keys[at + 1] and not keys[at - 1] <= keys[at] <= keys[at + 1]:
                found.append(level[at])
    return found


def main() -> None:
    """Writes the table and the list of differences."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for option in ("order", "rime", "unihan", "tgh", "tables"):
        parser.add_argument(f"--{option}", type=Path, required=True)
    given = parser.parse_args()
    order, rime = read_order(given.order), read_rime(given.rime)
    levels = given.tgh.read_text(encoding="utf-8").split()
    table = build(order, rime, read_totals(given.unihan), levels)
    missing = [character for level in levels for character in level if character not in table]
    odd = out_of_order(table, levels)
    print(f"{len(table)} characters, missing {missing}, out of the official order {odd}")
    for character in odd:
        print(character, table[character], order.get(character), rime.get(character))
    if missing or not set(odd) <= OUT_OF_ORDER:
        raise SystemExit("the table is not as it should be")
    (given.tables / "strokes.tsv").write_text(
        "".join(f"{character}\t{table[character]}\n" for character in sorted(table)), encoding="utf-8", newline="\n"
    )
    lines = ["# character, cnchar-order, rime-data-stroke (its codes in order), shipped; only where no code agrees\n"]
    lines += [
        f"{character}\t{order[character]}\t{' '.join(rime[character])}\t{table[character]}\n"
        for character in sorted(order)
        if character in rime and order[character] not in rime[character]
    ]
    (given.tables / "strokes-differences.txt").write_text("".join(lines), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
