"""A tour of the map in five callouts, each beside what it speaks of; it can be left at any moment and called back by `?tour=1`."""

from __future__ import annotations

from pathlib import Path

from hea_ui.common.component import component, files

_HERE = Path(__file__).parent
_TOUR = component(
    "tour", html="<div></div>", css=files(_HERE, "tour.css"), js=files(_HERE, "tour.js"), isolate_styles=False
)

STOPS: tuple[tuple[str, str, str], ...] = (
    (".lm-stage", "A map of alloys",
     "Each mark is a measured alloy: a blue circle was single-phase, an orange diamond was not. Alloys of one kind lie together, as the names "
     "say. Click a mark for its record, or the ground to design an alloy there."),
    (".st-key-p", "Ask for a probability",
     "How likely a single phase the design should be. The same place gives another alloy for each value; the strip below the map shows them all."),
    (".st-key-alloy_place .la-card", "What came out, and how sure that is",
     "The verdict, how often such verdicts were wrong, and the measured alloys next to it. Undecided is an answer, too."),
    (".st-key-alloy_place .la-acts", "Keep it, or go on with it",
     "Keep puts an alloy into the tray at the bottom, where alloys are compared and leave as a table. Check examines it, Nudge mends it."),
    (".ls-box", "Or begin with your own",
     "A formula, at.% or wt.%, a series with x, a list, or elements to make alloys of: type it here, on any page."),
)  # fmt: skip
"""What each callout stands beside, its heading and its text."""


def tour() -> None:
    """Draw the callouts; leaving them takes `tour` out of the address."""
    _TOUR(key="tour_shown", data={"stops": [list(stop) for stop in STOPS]})
