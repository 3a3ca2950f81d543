"""The main stage of the Nudge page: probability against at.% moved for all methods, and the composition, played by one scrubber."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hea_ui.common import palette
from hea_ui.common.component import component, files
from hea_ui.common.nudge_ways import WAYS, way
from hea_ui.common.verdict import WORDS

if TYPE_CHECKING:
    from hea_core.results import Trajectory

_HERE = Path(__file__).parent
_STAGE = component(
    "nudge_stage",
    html=files(_HERE, "stage.html"),
    css=files(_HERE, "stage.css"),
    js=files(_HERE, "chart.js", "bars.js", "stage.js"),
    isolate_styles=False,
)


def stage(
    found: Sequence[Trajectory], shown: Trajectory, at: int, play: int, on_step: Callable[[], None], key: str
) -> None:
    """Draw it.

    Args:
        found: one trajectory a method.
        shown: the one of them that is played.
        at: step that is looked at.
        play: change this number to play it from its start.
        on_step: called when the user has come to another step; `st.session_state[key]["stepped"]` holds {step, last, n}.
        key: identity of the component.
    """
    _STAGE(key=key, data=payload(found, shown) | {"at": at, "play": play}, on_stepped_change=on_step)


def payload(found: Sequence[Trajectory], shown: Trajectory) -> dict[str, Any]:
    """What the browser draws; elements as the start has them, largest first, and behind them what is new."""
    start = shown.steps[0].composition
    held = {symbol for step in shown.steps for symbol in step.composition}
    elements = sorted(held, key=lambda symbol: (-start.get(symbol, 0.0), symbol))
    return {
        "words": WORDS,
        "colours": {"single": palette.SINGLE_PHASE, "multi": palette.MULTI_PHASE},
        "goal": shown.cutoff,
        "elements": elements,
        "lines": [
            {
                "name": WAYS[way(one)].name,
                "shown": one is shown,
                "steps": [
                    [round(step.moved_at_percent, 6), round(step.probability, 4), str(step.verdict)]
                    for step in one.steps
                ],
            }
            for one in found
        ],
        "steps": [
            {
                "formula": step.formula,
                "amounts": [round(step.composition.get(symbol, 0.0), 2) for symbol in elements],
                "low": round(step.low, 4),
                "high": round(step.high, 4),
            }
            for step in shown.steps
        ],
    }
