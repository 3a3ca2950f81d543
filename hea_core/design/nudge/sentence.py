"""The sentence an expert would write about a nudge, made from its numbers."""

from __future__ import annotations

from collections.abc import Mapping

from hea_core.descriptors.registry import DESCRIPTORS
from hea_core.results import TrajectoryStep

NAMED = 3
"""Elements whose change is told."""
WORTH_TELLING = 1.0
"""At.%: smaller changes are not."""


def what_changed(
    start: TrajectoryStep,
    end: TrajectoryStep,
    before: Mapping[str, float],
    after: Mapping[str, float],
    spread: Mapping[str, float],
) -> str:
    """What was done, to which effect.

    "Removing Cu and lowering Al from 22 to 9 at.% lowers δ from 5.9 to 3.1 % and raises the probability from 0.12 to 0.71."
    The descriptor told is the one that moved farthest in units of `spread`, its standard deviation over the measured alloys.
    """
    deeds = _deeds(start.composition, end.composition)
    name = max(before, key=lambda key: abs(after[key] - before[key]) / spread[key])
    described = next(d for d in DESCRIPTORS if d.name == name)
    unit = f" {described.unit}" if described.unit else ""
    effect = (
        f"{_direction(before[name], after[name])} {described.symbol} from {before[name]:.3g} to {after[name]:.3g}{unit} and "
        f"{_direction(start.probability, end.probability)} the probability from {start.probability:.2f} to {end.probability:.2f}."
    )
    sentence = f"{_listed(deeds)} {effect}"
    return sentence[0].upper() + sentence[1:]


def below(probability: float, cutoff: float) -> str:
    """A probability that misses the cutoff, to as many decimals as show it: 0.5996 is not 0.60."""
    rounded = (f"{probability:.{digits}f}" for digits in (2, 3, 4, 5))
    return next((text for text in rounded if float(text) < cutoff), f"{probability:.6f}")


def _deeds(start: Mapping[str, float], end: Mapping[str, float]) -> list[str]:
    """The largest changes in words, removals and additions among them."""
    change = {s: end.get(s, 0.0) - start.get(s, 0.0) for s in start.keys() | end.keys()}
    largest = sorted((s for s in change if abs(change[s]) >= WORTH_TELLING), key=lambda s: (-abs(change[s]), s))[:NAMED]
    deeds = []
    for symbol in largest:
        if symbol not in end:
            deeds.append(f"removing {symbol}")
        elif symbol not in start:
            deeds.append(f"adding {end[symbol]:.0f} at.% {symbol}")
        else:
            word = "raising" if change[symbol] > 0 else "lowering"
            deeds.append(f"{word} {symbol} from {start[symbol]:.0f} to {end[symbol]:.0f} at.%")
    return deeds or ["rounding to whole at.%"]


def _direction(before: float, after: float) -> str:
    return "raises" if after > before else "lowers"


def _listed(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
