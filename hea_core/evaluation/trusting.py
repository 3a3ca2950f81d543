"""What the trust panel promises, measured on alloys whose chemical system, or one of whose elements, was held out."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import torch

from hea_core.datasets import VOCABULARY, Alloys, curated_alloys, system_folds
from hea_core.evaluation.classification import ELEMENTS_LEFT_OUT, descriptors_of, split_of
from hea_core.intervals import (
    STRATA,
    calibrate,
    group_coverage,
    in_set,
    is_multinary,
    set_threshold,
    verdict_from_set,
    widening_for,
)
from hea_core.networks import AlloyModel
from hea_core.processing import processing_flips
from hea_core.teacher import Progress
from hea_core.training import TrainConfig, fit_classifier_only
from hea_core.trust import Evidence

FOLDS = 5
DOMAINS = ("in", "edge", "out")
_SPLITS = 25
_SHARE = 0.7


@dataclass(frozen=True, eq=False)
class HeldOut:
    """Verdicts on alloys not trained on; arrays (n,) but for logits.

    Attributes:
        logits: of every member (n, M).
        domain: "in", "edge" or "out", as the panel would have said with that training set.
        single: observed class, bool.
        multinary: bool, four or more elements.
        systems: chemical systems.
        fold: which fold held the alloy out.
    """

    logits: np.ndarray
    domain: np.ndarray
    single: np.ndarray
    multinary: np.ndarray
    systems: np.ndarray
    fold: np.ndarray

    @property
    def probability(self) -> np.ndarray:
        """Mean of the members, (n,)."""
        return np.asarray((1.0 / (1.0 + np.exp(-self.logits))).mean(axis=1))

    @property
    def spread(self) -> np.ndarray:
        """Standard deviation of the members' logits, (n,)."""
        return np.asarray(self.logits.std(axis=1, ddof=1))

    @property
    def wrong(self) -> np.ndarray:
        """Bool (n,): on the wrong side of a half."""
        return np.asarray((self.probability > 0.5) != self.single)


def trust_protocol(config: TrainConfig, on_progress: Progress) -> dict[str, Any]:
    """The calibration that a model card needs, its coverage on systems it did not see, and errors by domain.

    Classifiers are trained as the shipped one, on the curated alloys; those whose sources are evenly split are not scored.
    """
    alloys = curated_alloys(VOCABULARY)
    folds = system_folds(alloys, FOLDS, 0)
    by_system = _held_out(alloys, folds, config, "trust, systems held out", on_progress)
    by_element = _held_out(alloys, _element_folds(alloys), config, "trust, elements held out", on_progress)
    calibration = calibrate(
        by_system.probability, by_system.spread, by_system.single, by_system.multinary, by_system.systems.tolist()
    )
    return {
        "split": f"{FOLDS} folds grouped by chemical system, the {len(alloys)} curated alloys, {len(by_system.single)} of them with a class",
        "calibration": calibration.as_card(),
        "coverage": {name: _coverage(by_system, rows) for name, rows in _strata(by_system)},
        "domain": {
            "systems_held_out": _by_domain(by_system),
            "elements_held_out": _by_domain(by_element),
        },
        "processing_flips": asdict(processing_flips()),
    }


def _element_folds(alloys: Alloys) -> list[tuple[np.ndarray, np.ndarray]]:
    """(train, test) with every alloy that holds an element left out, for the commonest elements."""
    present = alloys.fractions(VOCABULARY) > 0
    commonest = np.argsort(-present.sum(axis=0), kind="stable")[:ELEMENTS_LEFT_OUT]
    return [(np.flatnonzero(~present[:, k]), np.flatnonzero(present[:, k])) for k in commonest]


def _held_out(
    alloys: Alloys, folds: list[tuple[np.ndarray, np.ndarray]], config: TrainConfig, what: str, on_progress: Progress
) -> HeldOut:
    fractions = alloys.fractions(VOCABULARY)
    parts = []
    for k, (train, test) in enumerate(folds):
        scored = test[alloys.decided[test]]
        model = fit_classifier_only(alloys, split_of(train, test), config)
        parts.append(
            (scored, _member_logits(model, fractions[scored]), _domains(model, alloys, fractions, train, scored))
        )
        on_progress(what, k + 1, len(folds))
    rows = np.concatenate([scored for scored, _, _ in parts])
    return HeldOut(
        logits=np.concatenate([logits for _, logits, _ in parts]),
        domain=np.concatenate([domain for _, _, domain in parts]),
        single=alloys.single_phase[rows] > 0.5,
        multinary=is_multinary(alloys.n_elements[rows]),
        systems=np.array(alloys.systems)[rows],
        fold=np.repeat(np.arange(len(folds)), [len(scored) for scored, _, _ in parts]),
    )


def _domains(
    model: AlloyModel, alloys: Alloys, fractions: np.ndarray, train: np.ndarray, test: np.ndarray
) -> np.ndarray:
    """The panel's domain of each test alloy, (n_test,); without the latent map, which these classifiers have none of."""
    evidence = Evidence(alloys.select(train), VOCABULARY, descriptors_of(model, fractions[train]))
    isolation = evidence.isolation(descriptors_of(model, fractions[test]))
    assert isolation is not None
    return np.array(
        [
            evidence.domain(alloys.compositions[row], distances, float(alone)).verdict
            for row, distances, alone in zip(test, evidence.distances(fractions[test]), isolation, strict=True)
        ]
    )


def _strata(held: HeldOut) -> list[tuple[str, np.ndarray]]:
    return list(zip(STRATA, (~held.multinary, held.multinary), strict=True))


def _coverage(held: HeldOut, rows: np.ndarray) -> dict[str, float]:
    """Sets and intervals of one stratum on systems that the calibration did not see: each fold by the others, and random splits."""
    probability, single, fold = held.probability[rows], held.single[rows], held.fold[rows]
    systems, spread = held.systems[rows], held.spread[rows]
    covered, verdicts = np.zeros(len(single), dtype=bool), np.empty(len(single), dtype=object)
    for k in np.unique(fold):
        tested = fold == k
        threshold = set_threshold(probability[~tested], single[~tested])
        covered[tested] = in_set(probability[tested], single[tested], threshold)
        verdicts[tested] = [verdict_from_set(float(p), threshold) for p in probability[tested]]
    decided = verdicts != "undecided"
    inside, groups = _interval_coverage(probability, spread, single, systems)
    return {
        "n": len(single),
        "set_coverage": float(covered.mean()),
        "set_coverage_mean_of_systems": float(
            np.mean([covered[systems == name].mean() for name in np.unique(systems)])
        ),
        "decided": float(decided.mean()),
        "right_where_decided": float(((verdicts == "single") == single)[decided].mean()),
        "interval_group_coverage": inside / groups,
        "interval_groups": groups,
    }


def _interval_coverage(
    probability: np.ndarray, spread: np.ndarray, single: np.ndarray, systems: np.ndarray
) -> tuple[int, int]:
    """Groups inside their interval, and groups, over random splits of the systems into calibration and test."""
    rng = np.random.default_rng(0)
    names = np.unique(systems)
    inside, groups = 0, 0
    for split in range(_SPLITS):
        kept = np.isin(systems, rng.permutation(names)[: int(_SHARE * len(names))])
        widening = widening_for(probability[kept], spread[kept], single[kept], systems[kept].tolist(), split)
        found = group_coverage(probability[~kept], spread[~kept], single[~kept], widening)
        inside, groups = inside + found[0], groups + found[1]
    return inside, groups


def _by_domain(held: HeldOut) -> list[dict[str, Any]]:
    """Error rate in each domain, over all alloys and by stratum; None where there is no alloy."""
    table = []
    for name in DOMAINS:
        here = held.domain == name
        row: dict[str, Any] = {"domain": name, **_errors(held, here)}
        row |= {stratum: _errors(held, here & rows) for stratum, rows in _strata(held)}
        table.append(row)
    return table


def _errors(held: HeldOut, rows: np.ndarray) -> dict[str, Any]:
    return {"n": int(rows.sum()), "error": float(held.wrong[rows].mean()) if rows.any() else None}


def _member_logits(model: AlloyModel, fractions: np.ndarray) -> np.ndarray:
    with torch.no_grad():
        return model.member_logits(torch.tensor(fractions, dtype=torch.float32)).numpy()
