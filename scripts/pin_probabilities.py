"""Write down what the shipped model says of ten alloys, for tests/core/model/test_pinned_probabilities.py.

Run `PYTHONPATH=. python scripts/pin_probabilities.py` after a training that was meant; the test then holds every later change of code to
the same answers.
"""

from __future__ import annotations

import json
from pathlib import Path

import hea_core

TARGET = Path(__file__).resolve().parent.parent / "tests" / "core" / "model" / "pinned_probabilities.json"
ALLOYS = (
    "CoCrFeMnNi",
    "CoCrFeNi",
    "AlCoCrFeNi",
    "Al0.3CoCrFeNi",
    "Al1.4Co0.9Cr1.4Cu0.5Fe0.9Ni1",
    "MoNbTaW",
    "HfNbTaTiZr",
    "AlCu",
    "CuNi",
    "Cr20Fe40Mn20Ni20",
)


def pinned() -> dict[str, object]:
    """The model by its hash, and {formula: probability}."""
    predictor = hea_core.load("default")
    said = predictor.predict(list(ALLOYS))
    probabilities = {formula: one.probability for formula, one in zip(ALLOYS, said, strict=True)}
    return {"weights_sha256": predictor.card["files"]["weights.safetensors"], "probability": probabilities}


if __name__ == "__main__":
    TARGET.write_text(json.dumps(pinned(), indent=1) + "\n", encoding="utf-8")
