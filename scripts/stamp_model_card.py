"""Put the SHA-256 of a model's files into its card, after they were changed on purpose: python scripts/stamp_model_card.py [FOLDER]."""

from __future__ import annotations

import sys
from pathlib import Path

from hea_core.model.artifacts import CARD, MODELS, stamp


def main() -> None:
    """Stamp every file beside the card of the folder given, by default models/default."""
    directory = Path(sys.argv[1]) if len(sys.argv) > 1 else MODELS / "default"
    stamp(directory, *sorted(path.name for path in directory.iterdir() if path.name != CARD))


if __name__ == "__main__":
    main()
