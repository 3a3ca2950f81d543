"""Where the goals of a nudge begin: at what the start has of each target."""

from __future__ import annotations

import math
from collections.abc import Mapping

from hea_core.design.receipts import answer_of, number_or_class
from hea_core.model.targets import Askable
from hea_core.results import Prediction
from hea_ui.common.wording import target_value
from hea_ui.map.state import FURTHER
from hea_ui.map.target_inputs import usual
from hea_ui.server import resources

_TOWARDS = {"hardness": 1.2, "density": 0.9, "melting_temperature": 1.1, "price": 0.8}
"""Times what the start has, a number is first asked for: beyond its tolerance, in the direction that is mostly wanted."""
_ANY = 1.2
"""The same of a number that is not among them."""


def of_start(alloy: str) -> dict[str, float | str]:
    """What an alloy has of each target, by name; {} of one that cannot be read, which the result says."""
    found = resources.prediction(alloy)
    if not isinstance(found, Prediction):
        return {}
    answers = {one.name: answer_of(found, one.name) for one in FURTHER}
    own = {name: number_or_class(answer) for name, answer in answers.items() if answer is not None}
    return {name: has for name, has in own.items() if isinstance(has, str) or math.isfinite(has)}


def first(one: Askable, own: Mapping[str, float | str]) -> float:
    """What a number is set to when it is first asked for, to two figures and within its limits."""
    has = own.get(one.name)
    if not isinstance(has, float):
        return usual(one)
    low, high = one.limits
    return min(max(float(f"{_TOWARDS.get(one.name, _ANY) * has:.2g}"), low), high)


def note(one: Askable, own: Mapping[str, float | str]) -> str:
    """What the start has of a target, behind its name; "" where that is not known."""
    return f"; the start has {target_value(own[one.name])} {one.unit}".rstrip() if one.name in own else ""
