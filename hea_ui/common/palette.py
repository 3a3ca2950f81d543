"""The colours of the app: one colour-blind-safe pair for the two classes, legible on light and dark."""

from __future__ import annotations

SINGLE_PHASE = "#1f83c9"
MULTI_PHASE = "#d9691b"
FAMILIES = ("#c63fa1", "#2aa277", "#8a63d2")
NEUTRAL = "#8a8f98"
RAISES, LOWERS = "#1f9e89", "#b5489a"
"""Of what raises and what lowers a probability."""
MODEL, PEER = "#7a5cc4", "#1f9e89"
"""Of this model and of other kinds of model, where they are compared."""
AFTER = "#8a63d2"
"""Of what comes after a change, beside NEUTRAL for what was before it: neither means a phase."""
STRUCTURES = {"FCC": "#2aa277", "BCC": "#8a63d2", "HCP": "#c63fa1", "mixed": "#b39a1f", "intermetallic": "#7a6a5a"}
"""Of the classes of the target structure."""
ELEMENTS = (
    "#4477aa", "#ee8866", "#228833", "#ccbb44", "#66ccee", "#aa3377", "#999999", "#eedd88", "#44bb99", "#bb6655",
)  # fmt: skip
"""Of the elements of an alloy, in the order in which they turn up."""
ON_ELEMENTS = {"#4477aa": "#ffffff", "#aa3377": "#ffffff"}
"""Of text on them; black on the others."""
