"""Formulas of the shipped tables, each read once."""

from __future__ import annotations

import re
from functools import lru_cache

from hea_core.composition.composition import Composition

ZERO_TERM = re.compile(r"[A-Z][a-z]?0+(?:\.0*)?(?![0-9.])")
"""An element that a published string names with amount 0: the end member of a series."""

parse_published = lru_cache(8192)(Composition.parse)
"""`Composition.parse`, remembering all formulas of the shipped tables, of which there are 4,246."""
