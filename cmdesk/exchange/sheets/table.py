"""Finding the table in a sheet: its header row, its columns, its data rows and its row of totals."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from cmdesk.exchange.sheets.cells import Column, factor_of
from cmdesk.exchange.sheets.fields import Field, Layout, Mapped, fingerprint, heading_key, split_heading
from cmdesk.exchange.sheets.reader import Book, RawCell, SheetCells
from cmdesk.kernel.errors import Problem, Where
from cmdesk.kernel.text import folded

HEADER_DEPTH = 15
OUR_OTHER_SHEETS = frozenset({"校验", "规则版本与校验", "导入问题", "填写说明", "说明", "项目"})
_SILENT = frozenset({"序号", "编号", "NO", "NO."})
_TOTAL_WORDS = ("合计", "总计")
_END_WORDS = (*_TOTAL_WORDS, "小计", "平均", "制表", "审核", "填表", "说明", "注")
_STARTS = frozenset(word[0] for word in _END_WORDS)
_PARTS = re.compile(r"[；;\u3000]|\s*·\s*(?=[^\s:：·]{1,10}[:：])|\s+(?=[^\s:：]{1,10}[:：])")
_HAS_DIGIT = re.compile(r"\d")

Cells = Sequence[RawCell]


@dataclass(frozen=True)
class DataRow:
    """A row of the sheet, by its number in the file."""

    number: int
    cells: Cells


@dataclass(frozen=True)
class Table:
    """What was found in one sheet. `head` holds the labelled cells above the header, `labels` their rows."""

    sheet: str
    header_row: int
    columns: tuple[Column, ...]
    rows: tuple[DataRow, ...]
    total: DataRow | None
    head: Mapping[str, str]
    head_rows: Mapping[str, int]
    fingerprint: str
    formulas: frozenset[tuple[int, int]]
    problems: tuple[Problem, ...]
    warnings: tuple[Problem, ...]

    def column(self, name: str) -> Column | None:
        """Give the column of a field, or None where the sheet has none."""
        return next((column for column in self.columns if column.field.name == name), None)


def choose_sheet(book: Book, names: Sequence[str]) -> str | None:
    """Give the visible sheet with one of `names`, else the only visible one; None where neither is."""
    wanted = [folded(name) for name in names]
    by_name = {folded(sheet): sheet for sheet in reversed(book.sheets)}
    for name in wanted:
        if name in by_name:
            return by_name[name]
    others = [sheet for sheet in book.sheets if folded(sheet) not in OUR_OTHER_SHEETS]
    return others[0] if len(others) == 1 else None


def named_sheet(book: Book, names: Sequence[str]) -> str | None:
    """Give the visible sheet with one of `names`; None where there is none."""
    by_name = {folded(sheet): sheet for sheet in reversed(book.sheets)}
    return next((by_name[folded(name)] for name in names if folded(name) in by_name), None)


def find_table(book: Book, sheet: str, layout: Layout, mapping: Mapping[str, Mapped]) -> Table:
    """Find the table of `layout` in a sheet. Problems name every column that is missing or stands twice."""
    cells = book.cells(sheet)
    headings, top, last = _header(cells.rows, layout, mapping)
    columns, problems, warnings = _columns(headings, layout, mapping, Where(file=book.file, sheet=sheet, row=last))
    rows, total, stray = _data(cells.rows, last, columns)
    problems += [
        Problem("rows_after_end", Where(file=book.file, sheet=sheet, row=row.number), {"row": row.number})
        for row in stray
    ]
    head, head_rows = _labels(cells, top)
    return Table(
        sheet=sheet,
        header_row=last,
        columns=columns,
        rows=tuple(rows),
        total=total,
        head=head,
        head_rows=head_rows,
        fingerprint=fingerprint(headings),
        formulas=cells.formulas,
        problems=tuple(problems),
        warnings=tuple(warnings),
    )


def _header(rows: Sequence[Cells], layout: Layout, mapping: Mapping[str, Mapped]) -> tuple[list[str], int, int]:
    """Give the best-scoring headings of the first rows, with the first and the last row they stand in."""
    best: tuple[int, list[str], int, int] = (0, [], 1, 1)
    texts = [_texts(row) for row in rows[: HEADER_DEPTH + 1]]
    for number, line in enumerate(texts[:HEADER_DEPTH], 1):
        score = _score(line, layout, mapping)
        if score > best[0]:
            best = (score, line, number, number)
        below = texts[number] if number < len(texts) else []
        # A split heading (销量 over 目标, 实际) must beat both of its lines, or a data row would be swallowed.
        split = _split(line, below, layout, mapping)
        if score and _score(split, layout, mapping) > max(best[0], _score(below, layout, mapping)):
            best = (_score(split, layout, mapping), split, number, number + 1)
    return best[1], best[2], best[3]


def _texts(row: Cells) -> list[str]:
    return [_text(cell.value) for cell in row]


def _text(value: object) -> str:
    # Some formats know no whole numbers: an item number 101 comes as 101.0.
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "" if value is None else str(value).strip()


def _score(headings: Sequence[str], layout: Layout, mapping: Mapping[str, Mapped]) -> int:
    return len({found for heading in headings if heading and (found := _meant(heading, layout, mapping))})


def _meant(heading: str, layout: Layout, mapping: Mapping[str, Mapped]) -> str | None:
    key = heading_key(heading)
    mapped = mapping.get(key)
    if mapped is not None:
        return mapped.field
    found = layout.by_key.get(key)
    return found.name if found else None


def _split(above: list[str], below: list[str], layout: Layout, mapping: Mapping[str, Mapped]) -> list[str]:
    width = max(len(above), len(below))
    above, below = above + [""] * (width - len(above)), below + [""] * (width - len(below))
    joined: list[str] = []
    group = ""
    for upper, lower in zip(above, below, strict=True):
        group = upper or (group if lower else "")
        options = [f"{group}{lower}", f"{lower}{group}", lower, group] if group != lower else [group]
        joined.append(next((text for text in options if text and _meant(text, layout, mapping)), options[0]))
    return joined


def _columns(
    headings: Sequence[str], layout: Layout, mapping: Mapping[str, Mapped], header: Where
) -> tuple[tuple[Column, ...], list[Problem], list[Problem]]:
    found = _Found(layout, mapping, header)
    for index, heading in enumerate(headings):
        if heading:
            found.take(index, heading)
    found.miss()
    return tuple(found.columns.values()), found.problems, found.warnings


@dataclass
class _Found:
    """The columns met so far, left to right."""

    layout: Layout
    mapping: Mapping[str, Mapped]
    header: Where
    columns: dict[str, Column] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)

    def take(self, index: int, heading: str) -> None:
        mapped = self.mapping.get(heading_key(heading))
        name = _meant(heading, self.layout, self.mapping)
        letter = column_letter(index + 1)
        if name is None or name not in {column_field.name for column_field in self.layout.fields}:
            self._ignore(heading, letter)
            return
        meant = self.layout.field(name)
        if name in self.columns:
            first = self.columns[name]
            params = {"heading": meant.heading, "first": first.letter, "second": letter}
            self.problems.append(Problem("column_twice", self._at(letter, meant), params))
            return
        unit = mapped.unit if mapped and mapped.unit else split_heading(heading)[1]
        try:
            factor = factor_of(meant, unit)
        except KeyError:
            params = {"heading": heading, "unit": unit or "", "wanted": meant.unit or ""}
            self.problems.append(Problem("unit_unknown", self._at(letter, meant), params))
            factor = factor_of(meant, meant.unit)
        self.columns[name] = Column(meant, index, letter, heading, factor)

    def miss(self) -> None:
        for column_field in self.layout.fields:
            if column_field.need.of_column and column_field.name not in self.columns:
                others = "、".join(column_field.aliases)
                params = {"heading": column_field.heading, "aliases": f"（或 {others}）" if others else ""}
                where = replace(self.header, field=column_field.name)
                self.problems.append(Problem("column_missing", where, params))

    def _at(self, letter: str, meant: Field) -> Where:
        return replace(self.header, column=letter, field=meant.name)

    def _ignore(self, heading: str, letter: str) -> None:
        key = heading_key(heading)
        asked = key in self.mapping
        if key in _SILENT or asked:
            return
        unread = self.layout.unread is not None and self.layout.unread.search(key)
        code = self.layout.unread_warning if unread else "column_ignored"
        self.warnings.append(Problem(code, replace(self.header, column=letter), {"heading": heading}))


def _data(
    rows: Sequence[Cells], header_row: int, columns: Sequence[Column]
) -> tuple[list[DataRow], DataRow | None, list[DataRow]]:
    """Give the data rows, the row of totals, and rows of people that stand behind the end of the table."""
    indices = [column.index for column in columns]
    data: list[DataRow] = []
    stray: list[DataRow] = []
    total: DataRow | None = None
    ended = False
    for number, cells in enumerate(rows[header_row:], header_row + 1):
        word = _end_word(cells)
        if word:
            ended = True
            if total is None and word in _TOTAL_WORDS:
                total = DataRow(number, cells)
        elif any(_filled(cells, index) for index in indices):
            if not ended:
                data.append(DataRow(number, cells))
            elif _is_person(cells, columns):
                stray.append(DataRow(number, cells))
    return data, total, stray


def _filled(cells: Cells, index: int) -> bool:
    if index >= len(cells):
        return False
    value = cells[index].value
    return value is not None and (not isinstance(value, str) or not value.isspace()) and value != ""


def _end_word(cells: Cells) -> str | None:
    for cell in cells:
        value = cell.value
        if value is None or (isinstance(value, str) and not value.strip()):
            continue
        if not isinstance(value, str):
            return None
        text = value if value[0] in _STARTS else value.strip()
        if text[0] not in _STARTS:
            return None
        plain = folded(text)
        return next((word for word in _END_WORDS if plain.startswith(word)), None)
    return None


def _is_person(cells: Cells, columns: Sequence[Column]) -> bool:
    by_name = {column.field.name: column.index for column in columns}
    number, name = by_name.get("staff_no"), by_name.get("name")
    if number is None or name is None or not (_filled(cells, number) and _filled(cells, name)):
        return False
    return bool(_HAS_DIGIT.search(str(cells[number].value)))


def _labels(cells: SheetCells, header_row: int) -> tuple[dict[str, str], dict[str, int]]:
    """Give the labelled values of the title rows: `期间：2026-03` in one cell, or 期间 and 2026-03 in two."""
    found: dict[str, str] = {}
    rows: dict[str, int] = {}
    for number, row in enumerate(cells.rows[: header_row - 1], 1):
        texts = [text for text in dict.fromkeys(_texts(row)) if text]
        for label, value in _labelled(texts):
            if label not in found:
                found[label], rows[label] = value, number
    return found, rows


def _labelled(texts: Sequence[str]) -> Iterator[tuple[str, str]]:
    pending: str | None = None
    for text in texts:
        if pending and ":" not in text and "：" not in text:
            yield pending, text
            pending = None
            continue
        for part in _PARTS.split(text):
            label, colon, value = part.replace("：", ":").partition(":")
            if colon and value.strip():
                yield folded(label), value.strip()
            elif colon or (len(texts) > 1 and len(folded(label)) <= 6):
                pending = folded(label) or None


def column_letter(number: int) -> str:
    """Give the letters of a column: 1 is A, 27 is AA."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
