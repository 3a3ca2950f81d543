"""The colours of the app: one colour-blind-safe pair for the two classes, legible on light and dark."""

from __future__ import annotations

SINGLE_PHASE = "#1f83c9"
MULTI_PHASE = "#d9691b"
FAMILIES = ("#c63fa1", "#2aa277", "#8a63d2")
NEUTRAL = "#8a8f98"
ELEMENTS = (
    "#4477aa", "#ee8866", "#228833", "#ccbb44", "#66ccee", "#aa3377", "#999999", "#eedd88", "#44bb99", "#bb6655",
)  # fmt: skip
"""Of the elements of an alloy, in the order in which they turn up."""
