"""Train the heads of structure and hardness of a model anew, beside its weights: python scripts/train_heads.py [FOLDER]."""

from __future__ import annotations

import sys
from pathlib import Path

from hea_core.composition.elements import elements
from hea_core.model import artifacts, weights
from hea_core.training.recipe import save_property_heads


def main() -> None:
    """Replace the heads of the model in the folder given, by default models/default, trained with its seed."""
    directory = Path(sys.argv[1]) if len(sys.argv) > 1 else artifacts.MODELS / "default"
    model, card = weights.load(directory, elements())
    save_property_heads(directory, model, card["settings"]["seed"], _report)


def _report(what: str, done: int, of: int) -> None:
    print(f"{what}: {done} of {of}", file=sys.stderr)


if __name__ == "__main__":
    main()
