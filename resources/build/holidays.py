"""Builds ``resources/holidays/YEAR.json`` from the package ``chinesecalendar`` 1.11.0 (MIT licence).

Run once a year, when the package knows a new year::

    python resources/build/holidays.py --holidays resources/holidays

Only exceptions are written: days off by arrangement of the State Council (weekend days inside a holiday too) and
weekend days that are worked in exchange. Every other day follows its weekday.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from chinese_calendar.constants import Holiday, holidays, workdays  # type: ignore[import-untyped]

NAMES = {
    Holiday.new_years_day.value: "元旦",
    Holiday.spring_festival.value: "春节",
    Holiday.tomb_sweeping_day.value: "清明节",
    Holiday.labour_day.value: "劳动节",
    Holiday.dragon_boat_festival.value: "端午节",
    Holiday.national_day.value: "国庆节",
    Holiday.mid_autumn_festival.value: "中秋节",
    Holiday.anti_fascist_70th_day.value: "抗战胜利70周年纪念日",
}


def year_text(year: int) -> str:
    """The file of one year: one day a line, sorted."""
    parts = []
    for key, days in (("off", holidays), ("work", workdays)):
        rows = [
            json.dumps([day.isoformat(), NAMES[name]], ensure_ascii=False)
            for day, name in sorted(days.items())
            if day.year == year
        ]
        parts.append(f'"{key}": [\n' + ",\n".join(rows) + "\n]")
    return f'{{"format": 1, "year": {year},\n' + ",\n".join(parts) + "}\n"


def main() -> None:
    """Writes a file for every year the package knows."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--holidays", type=Path, required=True)
    folder = parser.parse_args().holidays
    for year in sorted({day.year for day in holidays}):
        (folder / f"{year}.json").write_text(year_text(year), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
