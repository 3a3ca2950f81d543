"""Exact Shapley values of one alloy over the full background, beside shap on the same game."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from time import process_time

import numpy as np

import hea_core
from benchmarks.measure import Row, Timing, timed
from hea_core.composition.elements import elements
from hea_core.datasets.splits import split_of_card
from hea_core.datasets.statements import learnt_from
from hea_core.descriptors.function import DescriptorFunction
from hea_core.explain.shapley import quantities
from hea_core.model.targets import SINGLE_PHASE

_FORMULA = "Al0.5CoCrFeNi"
_ROWS = 4096


def rows() -> list[Row]:
    """KernelExplainer with all coalitions as samples, as many as the paper's default reaches, and ExactExplainer."""
    import shap

    predictor = hea_core.load("default")
    ours = timed(lambda: predictor.explain(_FORMULA), 5, clock=process_time)
    wanted = np.array(list(predictor.explain(_FORMULA).values.values()))
    game, background = _game(predictor)
    one = np.zeros((1, background.shape[1]))
    kernel = shap.KernelExplainer(game, background)
    masker = shap.maskers.Independent(background, max_samples=len(background))
    exact = shap.ExactExplainer(game, masker)
    found: dict[str, np.ndarray] = {}

    def by_kernel() -> None:
        found["kernel"] = np.ravel(kernel.shap_values(one, silent=True))

    def by_exact() -> None:
        found["exact"] = np.ravel(exact(one).values)

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        theirs = timed(by_kernel, 3, warm=False, clock=process_time)
        exactly = timed(by_exact, 3, warm=False, clock=process_time)
    for values in found.values():
        np.testing.assert_allclose(values, wanted, atol=1e-4)
    return [
        _row("shap.KernelExplainer", ours, theirs, 20, len(background)),
        _row("shap.ExactExplainer", ours, exactly, 2, len(background)),
    ]


def _game(predictor: hea_core.predictor.Predictor) -> tuple[Callable[[np.ndarray], np.ndarray], np.ndarray]:
    """The game over quantities for shap: a column says whose value a quantity takes, 0 the alloy's, k the k-th background alloy's."""
    table, names = elements(), predictor.engine.model.names
    describe = DescriptorFunction(table, names)
    learnt = learnt_from(predictor.card, predictor.vocabulary)
    alloys = learnt.select(split_of_card(learnt, predictor.card).labelled)
    own = table.fractions([predictor.engine.read(_FORMULA).composition])
    fractions = np.concatenate([own, alloys.fractions(table.symbols)])
    values = describe(fractions)
    groups = [[names.index(d.name) for d in members] for members in quantities(names).values()]

    def probability(chosen: np.ndarray) -> np.ndarray:
        whose, out = np.asarray(chosen).astype(int), []
        for part in np.array_split(whose, len(whose) // _ROWS + 1):
            inputs = np.empty((len(part), values.shape[1]))
            for group, columns in enumerate(groups):
                inputs[:, columns] = values[part[:, group]][:, columns]
            out.append(predictor.engine.model.values_described(inputs, [SINGLE_PHASE.name])[SINGLE_PHASE.name])
        return np.concatenate(out)

    background = np.repeat(np.arange(1, len(values)), len(groups)).reshape(-1, len(groups)).astype(float)
    return probability, background


def _row(peer: str, ours: Timing, theirs: Timing, goal: int, background: int) -> Row:
    ratio = theirs.median / ours.median
    return Row(
        f"exact Shapley values, one alloy, {background:,} background alloys, beside {peer}",
        str(ours),
        str(theirs),
        f"{ratio:.1f}×",
        f"≥ {goal}×",
        ratio >= goal,
        "CPU time on one core; the same game and the same values to 1e-4; limited by the activations of 256 coalitions",
    )
