"""One alloy's answer as the Check page holds it: everything but the explanation, which takes seconds and comes last."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from hea_core.contributions import contributions
from hea_core.facts import facts_of
from hea_core.processing import processing_flips

if TYPE_CHECKING:
    from hea_core.checks import Receipt
    from hea_core.facts import AlloyFacts
    from hea_core.predictor import Predictor
    from hea_core.processing import Flips
    from hea_core.results import Prediction
    from hea_core.rule_record import RulePanel
    from hea_core.what_if import ElementEffect


@dataclass(frozen=True)
class Answer:
    """What hea_core.checks.Dossier holds, without its explanation."""

    prediction: Prediction
    what_if: tuple[ElementEffect, ...]
    contributions: dict[str, dict[str, float]]
    rules: RulePanel
    facts: AlloyFacts
    receipt: Receipt | None
    flips: Flips


@dataclass(frozen=True)
class Identity:
    """Which model and which data an answer is from.

    Attributes:
        model: its name.
        trained: date.
        model_sha256, data_sha256: of the weights and of the tables it was trained on.
    """

    model: str
    trained: str
    model_sha256: str
    data_sha256: str


def answer(predictor: Predictor, formula: str) -> Answer:
    """Ask the core for all parts (HeaError where the formula cannot be read)."""
    composition = predictor.composition(formula)
    prediction: Any = predictor.predict([formula])[0]
    return Answer(
        prediction=prediction,
        what_if=predictor.checks.what_if(composition),
        contributions=contributions(composition),
        rules=predictor.checks.rules(composition),
        facts=facts_of(composition),
        receipt=predictor.checks.receipt(composition),
        flips=processing_flips(),
    )
