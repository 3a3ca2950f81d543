"""Rebuild data/element_prices.csv from the cost table that pymatgen ships.

Run `python scripts/build_element_prices.py` with the development requirements installed. The prices are of 2013, of whatever
purity the source happened to quote, and not of alloying grades: good to an order of magnitude, no better. They are kept as
they stand, so that each can be traced; element tables and prices meet by symbol.
"""

from __future__ import annotations

import csv
import re
from pathlib import Path

from pymatgen.analysis import cost

TARGET = Path(__file__).resolve().parent.parent / "data" / "element_prices.csv"
SOURCE = Path(cost.__file__).parent / "costdb_elements.csv"


def main() -> None:
    """Write symbol, price_usd_per_kg, year and source of every element that has a price, by symbol."""
    rows = []
    for line in SOURCE.read_text(encoding="utf-8").splitlines():
        if not line.strip():
            continue
        symbol, price = line.split(",")[:2]
        year = re.search(r'year = "(\d{4})"', line)
        title = re.search(r'title = "([^"]+)"', line)
        if year is None or title is None:
            raise ValueError(f"{SOURCE.name} gives no year or source for {symbol}")
        rows.append((symbol, f"{float(price):.4g}", year.group(1), f"{title.group(1)}, as collected in pymatgen"))
    with TARGET.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle, lineterminator="\n")
        writer.writerow(["symbol", "price_usd_per_kg", "year", "source"])
        writer.writerows(sorted(rows))


if __name__ == "__main__":
    main()
