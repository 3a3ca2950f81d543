"""Bring sha256 and row counts in data/datasets.json up to date; its words are written by hand."""

from __future__ import annotations

import csv
import hashlib
import json
from pathlib import Path

DATA = Path(__file__).resolve().parent.parent / "data"


def main() -> None:
    """Rewrite data/datasets.json; fails where a file or a column of a file has no entry in the card."""
    path = DATA / "datasets.json"
    card = json.loads(path.read_text(encoding="utf-8"))
    for table in sorted(DATA.glob("*.csv")):
        entry = card["files"][table.name]
        with table.open(encoding="utf-8", newline="") as handle:
            header, *rows = list(csv.reader(handle))
        if header != list(entry["columns"]):
            raise ValueError(f"{table.name} has the columns {header}, its card {list(entry['columns'])}")
        entry["sha256"] = hashlib.sha256(table.read_bytes()).hexdigest()
        entry["rows"] = len(rows)
    path.write_text(json.dumps(card, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
