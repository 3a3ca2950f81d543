"""One receipt a target: what was asked, what the decoder alone gave, what came out, and how sure that is."""

from __future__ import annotations

import numpy as np

from hea_core.design.wanted import Asked, Wanted, Wish, most_of, parted, shown
from hea_core.model.answers import Values
from hea_core.model.computed import askable, computed_of
from hea_core.model.targets import SINGLE_PHASE
from hea_core.results import Classes, Prediction, Property, Side, TargetReceipt


def receipts(
    prediction: Prediction, probability: float, targets: Asked, decoded: Values, row: int
) -> tuple[TargetReceipt, ...]:
    """Of one alloy made.

    Args:
        prediction: what `predict` says of the alloy as written.
        probability: φ asked for.
        targets: the further ones, as `checked` gives them.
        decoded: what the heads say of the decoder's own alloys.
        row: which of those is this one's.
    """
    return tuple(
        _receipt(prediction, name, value, most_of(name, decoded, row))
        for name, value in {SINGLE_PHASE.name: probability, **targets}.items()
    )


def shortfall(given: tuple[TargetReceipt, ...], reason: str) -> str | None:
    """What is not met, with the reason that the alloys at the place give; None where all is."""
    missed = [one for one in given if not one.met]
    if not missed:
        return None
    said = ", ".join(f"{askable(one.target).label} {shown(one.got)} instead of {_asked(one)}" for one in missed)
    return f"Not as asked: {said}. {reason}".rstrip()


def _asked(one: TargetReceipt) -> str:
    return shown(one.asked) + ("" if one.side is Side.ABOUT else f" {one.side}")


def answer_of(prediction: Prediction, name: str) -> Property | None:
    """What there is of a target of one alloy, predicted or computed; None of single phase, which the prediction itself says."""
    return prediction.properties.get(name) or computed_of(prediction.composition).get(name)


def number_or_class(answer: Property) -> float | str:
    """A number, or the most probable class."""
    if isinstance(answer, Classes):
        return max(answer.probabilities, key=answer.probabilities.__getitem__)
    return answer.value


def _receipt(p: Prediction, name: str, wish: Wish, decoded: float | str) -> TargetReceipt:
    wanted = Wanted.of_target(name, wish)
    asked, side = parted(wish)
    said = answer_of(p, name)
    if isinstance(said, Classes):
        shares = said.probabilities
        got = number_or_class(said)
        met = bool(wanted.met({name: np.array([list(shares.values())])})[0])
        return TargetReceipt(name, asked, decoded, got, None, None, shares[str(asked)], met, said.domain, side)
    value, low, high = (p.probability, p.low, p.high) if said is None else (said.value, said.low, said.high)
    domain = p.domain if said is None else said.domain
    met = bool(wanted.met({name: np.array([value])})[0])
    return TargetReceipt(name, asked, decoded, value, low, high, None, met, domain, side)
