"""Let a trained model answer with corrected elemental values, and say in its card what that changes.

Run `python -m scripts.accept_values REVISION [MODEL]`: REVISION is the commit whose data/ the model was trained on. Both sets of
tables are put through the same weights on the alloys that it was trained on. Where no verdict changes and no probability by
more than LARGEST, the card's `data` takes the hash of the tables of today and a note of the change under `corrected`;
else the script refuses, and the model has to be trained again.
"""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np

from hea_core.composition.elements import ElementTable, elements
from hea_core.datasets.statements import is_of_everything, learnt_from
from hea_core.descriptors.function import TABULATED
from hea_core.model import artifacts
from hea_core.model.targets import SINGLE_PHASE

LARGEST = 0.05
"""Change of a probability that is let pass: by system, the model is off by as much anyhow (expected calibration error 0.046)."""


def tables_of(revision: str, vocabulary: tuple[str, ...]) -> ElementTable:
    """The values of `vocabulary` that f(x) reads, as they were at a commit."""

    def rows(name: str) -> list[dict[str, str]]:
        shown = subprocess.run(["git", "show", f"{revision}:data/{name}"], check=True, capture_output=True, text=True)
        return list(csv.DictReader(io.StringIO(shown.stdout)))

    now = elements().subset(vocabulary)
    found = {row["symbol"]: row for row in rows("elements.csv")}
    properties = {column: np.array([float(found[s][column]) for s in vocabulary]) for column in TABULATED}
    pairs = np.zeros_like(now.pair_enthalpy)
    for row in rows("pair_enthalpies.csv"):
        if row["element_1"] in now.index and row["element_2"] in now.index:
            i, j = now.index[row["element_1"]], now.index[row["element_2"]]
            pairs[i, j] = pairs[j, i] = float(row["mixing_enthalpy_kj_mol"])
    return replace(now, properties={**now.properties, **properties}, pair_enthalpy=pairs)


def differences(before: ElementTable, now: ElementTable) -> list[str]:
    """Every value that differs, in words."""
    said = [
        f"{symbol} {column} {before.properties[column][i]:g} → {now.properties[column][i]:g}"
        for i, symbol in enumerate(now.symbols)
        for column in TABULATED
        if before.properties[column][i] != now.properties[column][i]
    ]
    for i, j in np.argwhere(np.triu(before.pair_enthalpy != now.pair_enthalpy)):
        said.append(
            f"{now.symbols[i]}-{now.symbols[j]} {before.pair_enthalpy[i, j]:g} → {now.pair_enthalpy[i, j]:g} kJ/mol"
        )
    return said


def main(revision: str, name: str = "default") -> None:
    """Compare, and write the card or refuse."""
    card = artifacts.read_card(name)
    vocabulary = tuple(card["architecture"]["vocabulary"])
    now = elements().subset(vocabulary)
    before = tables_of(revision, vocabulary)
    fractions = learnt_from(card, vocabulary).fractions(vocabulary)
    old, new = (artifacts.load(name, table)[0].values(fractions)[SINGLE_PHASE.name] for table in (before, now))
    change = np.abs(new - old)
    verdicts = int(((new > 0.5) != (old > 0.5)).sum())
    note = {
        "date": datetime.now(UTC).date().isoformat(),
        "trained_on_sha256": card["data"]["sha256"],
        "values": differences(before, now),
        "alloys": len(change),
        "alloys_moved": int((change > 1e-6).sum()),
        "largest_change": round(float(change.max()), 4),
        "mean_change_of_moved": round(float(change[change > 1e-6].mean()), 4) if (change > 1e-6).any() else 0.0,
        "sides_of_one_half_changed": verdicts,
    }
    print(json.dumps(note, indent=1, ensure_ascii=False))
    if verdicts or change.max() > LARGEST:
        sys.exit("More than noise: train the model again with 'make train'.")
    data = {**card["data"], "sha256": artifacts.training_sha256(elements(), vocabulary, is_of_everything(card))}
    data["corrected"] = [*card["data"].get("corrected", []), note]
    artifacts.write_card(artifacts.folder(name), {**card, "data": data})


if __name__ == "__main__":
    main(*sys.argv[1:])
