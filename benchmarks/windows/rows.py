"""Shows long lists by their keys (`KeysModel`) from an encrypted database, and tells what each step took.

Arguments: the database, the number of rows. `query` is reading the keys and nothing else; `shown` the same with the
list painted, `filtered` a search for part of a name, `sorted` another order, `jump` the painting of a screen of rows
that had not been read, the slowest of twenty but one.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from cmdesk.ui.opening import load_qt

load_qt()

from PySide6.QtWidgets import QApplication  # noqa: E402 - the program loads Qt in the same way

from cmdesk.storage.datakey import DataKey  # noqa: E402
from cmdesk.storage.engine import Raw, connect  # noqa: E402
from cmdesk.ui.itemmodels.rows import Column, KeysModel  # noqa: E402
from cmdesk.ui.theme.look import STYLE, Look  # noqa: E402
from cmdesk.ui.widgets.tables import Table  # noqa: E402

_FIELDS = 12
_SURNAMES, _GIVEN = "王李张刘陈杨赵黄周吴", "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平"
_JUMPS = 20
Row = tuple[Any, ...]


def main() -> None:
    """Fill a database, show it, and tell."""
    path, count = Path(sys.argv[1]), int(sys.argv[2])
    key = DataKey.new()
    filled(path, key, count)
    raw = connect(path, key, "read")
    app = QApplication([*sys.argv[:1], *STYLE])
    look = Look(app)
    look.apply()
    columns = [Column[Row](f"第{n}列", text_of(n), None) for n in range(1, _FIELDS)]
    model = KeysModel[Row](columns, lambda keys: rows_of(raw, keys))
    table = Table(look, "长表")
    table.setModel(model)
    table.resize(1180, 760)
    table.show()
    app.processEvents()

    def show(where: str = "", order: str = "number") -> None:
        model.show(keys_of(raw, where, order))
        app.processEvents()

    print("query", spent(lambda: keys_of(raw)))
    print("shown", spent(show))
    print("filtered", spent(lambda: show("WHERE name LIKE '%伟%'")))
    print("sorted", spent(lambda: show(order="name, number")))
    print("jump", sorted(jumps(app, table, count))[-2])
    sys.stdout.flush()
    os._exit(0)


def spent(work: Callable[[], object]) -> float:
    """Give the seconds that something takes."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def jumps(app: QApplication, table: Table, count: int) -> list[float]:
    """Give the seconds of jumps to and fro in the list, the bar pulled by a hand."""
    bar = table.verticalScrollBar()

    def jump(number: int) -> None:
        bar.setValue(bar.maximum() * ((number * 7) % _JUMPS) // _JUMPS)
        app.processEvents()

    assert table.model().rowCount() == count
    return [spent(lambda number=number: jump(number)) for number in range(1, _JUMPS + 1)]  # type: ignore[misc]


def text_of(field: int) -> Callable[[Row], str]:
    """Give how a field of a row is shown."""
    return lambda row: str(row[field])


def keys_of(raw: Raw, where: str = "", order: str = "number") -> bytes:
    """Give the keys of all rows that are wanted, packed, in order."""
    return b"".join(key for (key,) in raw.execute(f"SELECT id FROM line {where} ORDER BY {order}"))


def rows_of(raw: Raw, keys: Sequence[bytes]) -> Sequence[Row]:
    """Give the rows of some keys, in their order."""
    marks = ", ".join("?" * len(keys))
    found = {row[0]: row for row in raw.execute(f"SELECT * FROM line WHERE id IN ({marks})", list(keys))}
    return [found[key] for key in keys]


def filled(path: Path, key: DataKey, count: int) -> None:
    """Make a database with `count` rows of twelve columns, keyed as ours are."""
    raw = connect(path, key, "create")
    try:
        fields = ", ".join(f"f{n} TEXT NOT NULL" for n in range(3, _FIELDS))
        raw.execute(f"CREATE TABLE line(id BLOB PRIMARY KEY, number INTEGER NOT NULL, name TEXT NOT NULL, {fields})")
        raw.execute("BEGIN")
        marks = ", ".join("?" * _FIELDS)
        raw.executemany(f"INSERT INTO line VALUES({marks})", (made(number) for number in range(count)))
        raw.execute("CREATE INDEX line_number ON line(number, id)")
        raw.execute("CREATE INDEX line_name ON line(name, number, id)")
        raw.execute("COMMIT")
    finally:
        raw.close()


def made(number: int) -> Row:
    """Give one row."""
    mixed = number * 2654435761 % 2**32
    name = _SURNAMES[mixed % 10] + _GIVEN[mixed // 10 % 20] + _GIVEN[mixed // 200 % 20]
    return (
        mixed.to_bytes(8, "big") + number.to_bytes(8, "big"), number, name,
        *(f"第{number % 97}条线路" if n % 2 else f"{(mixed >> n) % 10000 / 100:.2f}" for n in range(3, _FIELDS)),
    )  # fmt: skip


if __name__ == "__main__":
    main()
