"""The tests, in the order of the tree: tests/core and tests/ui have a folder for each of hea_core and hea_ui."""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
"""The checkout."""
