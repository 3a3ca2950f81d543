"""Structure and hardness of alloys, each with what it is worth: a calibrated set or interval, and the domain of its own data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from hea_core.datasets.alloys import Alloys
from hea_core.model.answers import Values
from hea_core.model.targets import Kind, Target, target
from hea_core.results import Classes, Property, Quantity
from hea_core.trust.conformal import Conformal, class_set, conformal_of, strata_key
from hea_core.trust.domain import DOMAINS, FAR, NEAR, are_dilute, domain_codes
from hea_core.trust.measured import MeasuredAlloys

FEW = 5
"""Alloys with a measured value that hold an element: below, a prediction for another alloy that holds it is at the edge."""


class ValueDomain:
    """How near alloys are to those with a measured value of one target. Read-only, so threads may share it."""

    def __init__(self, alloys: Alloys, symbols: Sequence[str]) -> None:
        """Take the alloys that have a value, and the columns of the fractions that queries bring."""
        self._evidence = MeasuredAlloys(alloys, symbols)
        self._holding = (alloys.fractions(symbols) > 0).sum(axis=0)

    def __call__(self, fractions: np.ndarray) -> np.ndarray:
        """The domain of atomic fractions (n, E) as its index in DOMAINS, int8 (n,).

        "out" beyond FAR at.%, with an element that none of the alloys holds, or for a pure metal, which none of them is; "edge" beyond
        NEAR at.%, with an element that fewer than FEW hold, or for a dilute alloy of three or more elements; "in" otherwise.
        """
        nearest = self._evidence.nearest(fractions, 1)[1][:, 0]
        rarest = np.where(fractions > 0, self._holding, np.iinfo(np.int64).max).min(axis=1)
        out = (nearest > FAR) | (rarest == 0) | _pure(fractions)
        edge = (nearest > NEAR) | (rarest < FEW) | are_dilute(fractions)
        return domain_codes(out, edge)


def _pure(fractions: np.ndarray) -> np.ndarray:
    """Which of atomic fractions (n, E) are of one element, bool (n,)."""
    return np.asarray((fractions > 0).sum(axis=1) == 1)


@dataclass(frozen=True, eq=False)
class PropertyColumns:
    """What one head says of n alloys.

    Attributes:
        target: what it is of.
        value: a number of each alloy (n,), or probabilities of classes (n, K).
        low, high: of a number, (n,); None for a class, and for a model without a calibration.
        within: of a class, which are in the set, bool (n, K); None for a number.
        domain: indices into DOMAINS, (n,).
    """

    target: Target
    value: np.ndarray
    low: np.ndarray | None
    high: np.ndarray | None
    within: np.ndarray | None
    domain: np.ndarray

    def answers(self) -> list[Property]:
        """One by one."""
        domains = [DOMAINS[code] for code in self.domain.tolist()]
        if self.within is not None:
            order = (-self.value).argsort(axis=1)
            ranked = np.take_along_axis(self.within, order, axis=1)
            names, classes = self._names(order, ranked), self.target.classes
            return [
                Classes(dict(zip(classes, row, strict=True)), one, domain)
                for row, one, domain in zip(self.value.tolist(), names, domains, strict=True)
            ]
        unit, none = self.target.unit, [None] * len(domains)
        low, high = (none if end is None else end.tolist() for end in (self.low, self.high))
        return [
            Quantity(*row) for row in zip(self.value.tolist(), low, high, [unit] * len(domains), domains, strict=True)
        ]

    def _names(self, order: np.ndarray, ranked: np.ndarray) -> list[tuple[str, ...]]:
        classes = self.target.classes
        return [
            tuple([classes[k] for k, inside in zip(row, flags, strict=True) if inside])
            for row, flags in zip(order.tolist(), ranked.tolist(), strict=True)
        ]


class PropertyAnswers:
    """Answers of the heads of one model. Read-only after construction, so threads may share it."""

    def __init__(self, heads: Sequence[str], card: Mapping[str, Any], alloys: Alloys, symbols: Sequence[str]) -> None:
        """Prepare to judge what heads say.

        Args:
            heads: names of the targets that a model has one for.
            card: of the same model, with the calibration.
            alloys: with all statements about them.
            symbols: the columns of the fractions that queries bring.
        """
        self._targets, self._conformal = [target(name) for name in heads], conformal_of(card)
        self._domains = {
            one.name: ValueDomain(alloys.select(one.encode(one.values(alloys))[1]), symbols) for one in self._targets
        }

    def __call__(self, fractions: np.ndarray, values: Values) -> list[PropertyColumns]:
        """What each head says of n alloys.

        Args:
            fractions: atomic fractions (n, E).
            values: what the heads say of them.
        """
        n_elements = (fractions > 0).sum(axis=1)
        return [
            _column(
                one, values[one.name], n_elements, self._conformal.get(one.name), self._domains[one.name](fractions)
            )
            for one in self._targets
        ]


def _column(
    target: Target, values: np.ndarray, n_elements: np.ndarray, conformal: Conformal | None, domain: np.ndarray
) -> PropertyColumns:
    quantile = None if conformal is None else conformal.quantile(strata_key(target, n_elements, values))
    if target.kind is Kind.CLASS:
        within = np.ones_like(values, dtype=bool) if quantile is None else class_set(values, quantile)
        within[n_elements == 1] = True  # no lattice of a pure metal was learnt, so none is ruled out
        return PropertyColumns(target, values, None, None, within, domain)
    if quantile is None:
        return PropertyColumns(target, values, None, None, None, domain)
    factor = np.exp(quantile)
    return PropertyColumns(target, values, values / factor, values * factor, None, domain)
