"""Structure and hardness of alloys, each with what it is worth: a calibrated set or interval, and the domain of its own data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import torch

from hea_core.datasets.alloys import Alloys
from hea_core.model.heads import Heads
from hea_core.model.targets import Kind, Target
from hea_core.results import Classes, Domain, Property, Quantity
from hea_core.trust.conformal import Conformal, class_set, conformal_of, strata_key
from hea_core.trust.domain import FAR, NEAR, MeasuredAlloys

FEW = 5
"""Alloys with a measured value that hold an element: below, a prediction for another alloy that holds it is at the edge."""


class ValueDomain:
    """How near alloys are to those with a measured value of one target. Read-only, so threads may share it."""

    def __init__(self, alloys: Alloys, symbols: Sequence[str]) -> None:
        """Take the alloys that have a value, and the columns of the fractions that queries bring."""
        self._evidence = MeasuredAlloys(alloys, symbols)
        self._holding = (alloys.fractions(symbols) > 0).sum(axis=0)

    def __call__(self, fractions: np.ndarray) -> list[Domain]:
        """The domain of atomic fractions (n, E): "out" beyond FAR at.% or with an element that none of the alloys holds.

        "edge" beyond NEAR at.%, or with an element that fewer than FEW hold; "in" otherwise.
        """
        nearest = self._evidence.distances(fractions).min(axis=1)
        rarest = np.where(fractions > 0, self._holding, np.iinfo(np.int64).max).min(axis=1)
        out, edge = (nearest > FAR) | (rarest == 0), (nearest > NEAR) | (rarest < FEW)
        return [Domain(name) for name in np.select([out, edge], [Domain.OUT, Domain.EDGE], Domain.IN).tolist()]


class PropertyAnswers:
    """Answers of the heads of one model. Read-only after construction, so threads may share it."""

    def __init__(self, heads: Heads, card: Mapping[str, Any], alloys: Alloys, symbols: Sequence[str]) -> None:
        """Take trained heads.

        Args:
            heads: of a model.
            card: of the same model, with the calibration.
            alloys: with all statements about them.
            symbols: the columns of the fractions that queries bring.
        """
        self._heads, self._conformal = heads, conformal_of(card)
        self._domains = {
            target.name: ValueDomain(alloys.select(target.encode(target.values(alloys))[1]), symbols)
            for target in heads.targets
        }

    def __call__(self, fractions: np.ndarray, described: torch.Tensor) -> list[dict[str, Property]]:
        """{target: answer} of each alloy.

        Args:
            fractions: atomic fractions (n, E).
            described: f(x) as the classifier is given it (n, D).
        """
        with torch.inference_mode():
            values = {name: value.double().numpy() for name, value in self._heads(described).items()}
        n_elements = (fractions > 0).sum(axis=1)
        columns = {
            target.name: _answers(
                target,
                values[target.name],
                n_elements,
                self._conformal.get(target.name),
                self._domains[target.name](fractions),
            )
            for target in self._heads.targets
        }
        return [{name: answers[row] for name, answers in columns.items()} for row in range(len(fractions))]


def _answers(
    target: Target, values: np.ndarray, n_elements: np.ndarray, conformal: Conformal | None, domains: list[Domain]
) -> list[Property]:
    quantile = None if conformal is None else conformal.quantile(strata_key(target, n_elements, values))
    if target.kind is Kind.CLASS:
        within = np.ones_like(values, dtype=bool) if quantile is None else class_set(values, quantile)
        return [
            Classes(
                probabilities=dict(zip(target.classes, row.tolist(), strict=True)),
                set=tuple(np.array(target.classes)[order][inside[order]].tolist()),
                domain=domain,
            )
            for row, order, inside, domain in zip(values, (-values).argsort(axis=1), within, domains, strict=True)
        ]
    if quantile is None:
        return [
            Quantity(value, None, None, target.unit, domain)
            for value, domain in zip(values.tolist(), domains, strict=True)
        ]
    factor = np.exp(quantile)
    return [
        Quantity(value, low, high, target.unit, domain)
        for value, low, high, domain in zip(
            values.tolist(), (values / factor).tolist(), (values * factor).tolist(), domains, strict=True
        )
    ]
