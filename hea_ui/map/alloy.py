"""An alloy that is pinned to its place on the map: what is known of it, and what was measured of it, as HTML. Pure and escaped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

from hea_ui.common import markup
from hea_ui.common.wording import counted, formula_html, microstructure, number, papers_say, source_name

if TYPE_CHECKING:
    from hea_core.datasets.alloys import Alloys, Observation
    from hea_core.predictor import Predictor
    from hea_core.results import Prediction

SAME = 0.05
"""At.%: a measured alloy this near is the alloy itself, written otherwise."""


@dataclass(frozen=True)
class Pinned:
    """One alloy in its own place.

    Attributes:
        prediction: what `predict` says of it.
        z: its place; None where it holds an element that the map does not know.
        second_opinion: on it; None likewise.
        outside: elements that the map does not know.
        statements: all that was published about it, () for an alloy that nobody measured.
    """

    prediction: Prediction
    z: tuple[float, float] | None
    second_opinion: float | None
    outside: tuple[str, ...]
    statements: tuple[Observation, ...]


def pin(model: Predictor, alloy: str, measured: Alloys) -> Pinned:
    """Look an alloy up (HeaError where it cannot be read)."""
    reading = model.engine.read(alloy)
    (prediction,) = model.engine.predict([reading])
    composition = reading.composition
    outside = tuple(symbol for symbol in composition.elements if symbol not in model.vocabulary)
    near = prediction.neighbours[0]
    known = near.distance_at_percent < SAME
    return Pinned(
        prediction=prediction,
        z=None if outside else model.encode([composition])[0].z,
        second_opinion=None if outside else model.second_opinion(composition),
        outside=outside,
        statements=measured.observations[measured.formulas.index(near.formula)] if known else (),
    )


def facts(one: Pinned) -> list[tuple[str, str]]:
    """What the other classifier says, as name and HTML of a fact."""
    return [] if one.second_opinion is None else [("Second opinion", markup.second_opinion(one.second_opinion))]


def place(one: Pinned) -> list[tuple[str, str]]:
    """Where it lies, as name and HTML of a fact."""
    return [("Its own place", f"({number(one.z[0])}, {number(one.z[1])})")] if one.z else []


def unplaced(one: Pinned) -> str:
    """Why an alloy has no place on the map."""
    which = ", ".join(one.outside)
    return (
        f'<p class="la-warn"><b>{formula_html(one.prediction.formula)} has no place on the map.</b> It holds {escape(which)}, which the '
        "map was not taught; what can be said of it stands here and, in full, under Check. The mark on the map is the point "
        "chosen before, and the designs are of that point, not of this alloy.</p>"
    )


def record(one: Pinned) -> str:
    """Every published statement about the alloy: what was found, after which route, by whom; "" where there is none."""
    if not one.statements:
        return ""
    rows = "".join(map(_statement, one.statements))
    head = ["observed", "found", "made by", "source", "#year", "DOI"]
    shares = [seen.single_phase for seen in one.statements if seen.single_phase is not None]
    counts = [sum((share > 0.5) is wanted for share in shares) for wanted in (True, False)]
    said = f"{counts[0]} single-phase, {counts[1]} not" if all(counts) else "all alike" if sum(counts) > 1 else ""
    told = f"{counted(len(one.statements), 'published statement')}{said and f', {said}'}"
    listed = markup.table("What was measured of it", head, rows, "record", captioned=False)
    return (
        f'<section aria-label="Record" class="la-card" data-record="{escape(one.prediction.formula)}"><p class="la-sentence">'
        f"<b>{formula_html(one.prediction.formula)} was measured:</b> {told}.</p>{listed}</section>"
    )


def _statement(seen: Observation) -> str:
    doi = escape(seen.doi.split(" ")[0])
    link = (
        f'<a href="https://doi.org/{doi}" rel="noopener" title="{doi}" aria-label="DOI {doi}">DOI</a>' if doi else "–"
    )
    return (
        f'<tr><td>{_observed(seen)}</td><td class="la-wrap">{escape(microstructure(seen.microstructure)) or "–"}</td>'
        f'<td class="la-wrap">{escape(seen.processing) or "–"}</td><td>{escape(source_name(seen.source))}</td>'
        f'<td class="la-num">{seen.year or "–"}</td><td>{link}</td></tr>'
    )


def _observed(seen: Observation) -> str:
    """What one statement says: the phases, the share of papers that call it one phase, or the hardness."""
    if seen.single_phase is None:
        return f"{number(seen.hardness_hv, 0)}&nbsp;HV" if seen.hardness_hv is not None else "–"
    if seen.papers > 1:
        return papers_say(seen.single_phase, seen.papers)
    return markup.phase(seen.single_phase)


def limits(orders: tuple[int, int], all_orders: tuple[int, int], rest: Sequence[tuple[str, str]]) -> str:
    """What designs are held to, in one line.

    Args:
        orders: fewest and most elements.
        all_orders: the orders that demand nothing.
        rest: word and value of each further demand, "" where there is none.
    """
    least, most = orders
    count = "" if orders == all_orders else f"{least} elements" if least == most else f"{least} to {most} elements"
    parts = [count, *(f"{word} {value}" for word, value in rest if value)]
    return ", ".join(part for part in parts if part)
