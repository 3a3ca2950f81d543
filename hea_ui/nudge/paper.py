"""The paper's own nudge of its example (its Fig. 6) beside ours, and why they differ. Pure and escaped."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from hea_core.composition import Composition
from hea_core.errors import HeaError
from hea_ui.common import markup
from hea_ui.common.chip import chip
from hea_ui.common.wording import number
from hea_ui.nudge.state import EXAMPLE

if TYPE_CHECKING:
    from hea_core.results import Prediction, Trajectory

PROBABILITIES = (0.12, 0.48, 0.08, 0.70)
"""y of the start and of each step, as printed."""
END = "Fe21Ni22Cr22Co35"
"""The alloy it ends at."""


def is_example(alloy: str) -> bool:
    """Whether a text stands for the paper's example, however it is written."""
    try:
        return Composition.parse(alloy).formula == Composition.parse(EXAMPLE).formula
    except HeaError:
        return False


def beside(loop: Trajectory, their_end: Prediction) -> str:
    """The two ways step by step.

    Args:
        loop: ours, by the paper's method.
        their_end: what this model says of the alloy at which the paper's ends.
    """
    count = max(len(PROBABILITIES), len(loop.steps))
    theirs = [number(p) for p in PROBABILITIES] + [""] * (count - len(PROBABILITIES))
    ours = [number(step.probability) for step in loop.steps] + [""] * (count - len(loop.steps))

    def row(who: str, values: list[str], end: str, last: int) -> str:
        cells = "".join(
            f'<td class="la-num">{f"<b>{value}</b>" if k == last else value}</td>' for k, value in enumerate(values)
        )
        return f'<tr><th scope="row">{escape(who)}</th>{cells}<td>{end}</td></tr>'

    head = ["", *(f"#{'start' if k == 0 else f'step {k}'}" for k in range(count)), "ends at"]
    body = row("The paper, Fig. 6", theirs, chip(their_end.formula), len(PROBABILITIES) - 1)
    body += row("The same loop here", ours, chip(loop.steps[-1].formula), len(loop.steps) - 1)
    told = (
        "The method is the same, the model is not: this decoder was trained to obey the phase it is asked for, so it goes further in one "
        f"step and need not come back. Of the paper’s end alloy this model says {number(their_end.probability)}."
    )
    return f'{markup.table("The paper’s own path, as single-phase probability", head, body, "paper")}<p class="la-quiet">{told}</p>'
