"""What the trust panel promises, measured on alloys whose chemical system, or one of whose elements, was held out."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import torch

from hea_core.datasets.observations import VOCABULARY, Alloys
from hea_core.datasets.processing_routes import processing_flips
from hea_core.datasets.splits import system_folds
from hea_core.datasets.statements import measured_alloys
from hea_core.evaluation.by_system import ELEMENTS_LEFT_OUT, descriptors_of, split_of
from hea_core.evaluation.metrics import auc
from hea_core.model.networks import AlloyModel
from hea_core.progress import OnProgress
from hea_core.results import Domain, Verdict
from hea_core.training.config import TrainConfig
from hea_core.training.fit import fit_classifier_only
from hea_core.trust.calibration import HeldOut, calibrate, coverage_left_out, in_set, set_threshold
from hea_core.trust.domain import DOMAINS
from hea_core.trust.intervals import (
    ELEMENT_GROUPS,
    STRATA,
    VERDICTS,
    Stratum,
    element_group,
    is_multinary,
    verdicts_from_sets,
)
from hea_core.trust.measured import MeasuredAlloys

FOLDS, ASSIGNMENTS = 5, 3
COLLECTIONS = ("peivaste2023", "chizhevskiy2026")
"""Collections with enough alloys that no other knows."""
_SPLITS = 25


@dataclass(frozen=True, eq=False)
class Panel:
    """What the panel would have said of alloys not trained on.

    Attributes:
        alloys: the verdicts (n,).
        domain: with that training set (n,).
        fold: which fold held the alloy out (n,).
    """

    alloys: HeldOut
    domain: np.ndarray
    fold: np.ndarray

    @property
    def wrong(self) -> np.ndarray:
        """Bool (n,): on the wrong side of a half."""
        return np.asarray((self.alloys.probability > 0.5) != self.alloys.single)


def trust_protocol(config: TrainConfig, on_progress: OnProgress) -> dict[str, Any]:
    """The calibration that a model card needs, its coverage on systems it did not see, and errors by domain.

    Classifiers are trained as the shipped one, on the alloys of all collections; those whose sources are evenly split are not scored.
    """
    alloys = measured_alloys(VOCABULARY)
    by_system = [
        _held_out(
            alloys,
            system_folds(alloys, FOLDS, seed),
            config,
            f"trust, systems held out, {seed + 1} of {ASSIGNMENTS}",
            on_progress,
        )
        for seed in range(ASSIGNMENTS)
    ]
    by_element = _held_out(alloys, _element_folds(alloys), config, "trust, elements held out", on_progress)
    by_collection = _held_out(alloys, _collection_folds(alloys), config, "trust, collections held out", on_progress)
    return figures_of(alloys, by_system, by_element, by_collection)


def figures_of(alloys: Alloys, by_system: list[Panel], by_element: Panel, by_collection: Panel) -> dict[str, Any]:
    """All figures from what the panel would have said: one Panel an assignment of systems, one of elements, one of collections left out."""
    calibration = calibrate([panel.alloys for panel in by_system], by_collection.alloys)
    n = len(by_system[0].domain)
    return {
        "split": f"{FOLDS} folds grouped by chemical system, {ASSIGNMENTS} assignments, the {len(alloys)} measured alloys, {n} of them with a class",
        "calibration": calibration.as_card(),
        "coverage": {
            name: _coverage(by_system, k, stratum)
            for k, (name, stratum) in enumerate(
                zip(STRATA, (calibration.two_or_three, calibration.four_or_more), strict=True)
            )
        },
        "domain": {
            "systems_held_out": _by_domain(by_system),
            "elements_held_out": _by_domain([by_element]),
            "collections_held_out": _by_domain([by_collection]),
        },
        "collections": {
            name: _on_collections(by_collection, k, stratum)
            for k, (name, stratum) in enumerate(
                zip(STRATA, (calibration.two_or_three, calibration.four_or_more), strict=True)
            )
        },
        "verdicts": _by_verdict(by_system),
        "processing_flips": asdict(processing_flips()),
    }


def _element_folds(alloys: Alloys) -> list[tuple[np.ndarray, np.ndarray]]:
    """(train, test) with every alloy that holds an element left out, for the commonest elements."""
    present = alloys.fractions(VOCABULARY) > 0
    commonest = np.argsort(-present.sum(axis=0), kind="stable")[:ELEMENTS_LEFT_OUT]
    return [(np.flatnonzero(~present[:, k]), np.flatnonzero(present[:, k])) for k in commonest]


def _collection_folds(alloys: Alloys) -> list[tuple[np.ndarray, np.ndarray]]:
    """(train, test) with all alloys that one further collection alone knows as test, and no alloy of their systems in training."""
    said_by = [{seen.source for seen in evidence if seen.single_phase is not None} for evidence in alloys.observations]
    systems = np.array(alloys.systems)
    folds = []
    for collection in COLLECTIONS:
        test = np.array([sources == {collection} for sources in said_by])
        folds.append((np.flatnonzero(~np.isin(systems, systems[test])), np.flatnonzero(test)))
    return folds


def _on_collections(panel: Panel, stratum: int, calibration: Stratum) -> dict[str, float]:
    """Sets of the shipped calibration, and errors, on collections that neither classifier nor folds by system knew."""
    held = panel.alloys.strata()[stratum]
    said = np.where(held.probability > 0.5, 1.0 - held.probability, held.probability)
    verdicts = _named(verdicts_from_sets(held.probability, calibration.set_threshold))
    decided = verdicts != Verdict.UNDECIDED
    return {
        "n": len(held.single),
        "set_coverage": float(in_set(held, calibration.set_threshold).mean()),
        "set_size": float(1.0 + (1.0 - said <= calibration.set_threshold).mean()),
        "auc": auc(held.single, held.probability),
        "decided": float(decided.mean()),
        "right_where_decided": float(((verdicts == Verdict.SINGLE) == held.single)[decided].mean()),
    }


def _held_out(
    alloys: Alloys, folds: list[tuple[np.ndarray, np.ndarray]], config: TrainConfig, what: str, on_progress: OnProgress
) -> Panel:
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
    logits = np.concatenate([found for _, found, _ in parts])
    return Panel(
        HeldOut(
            probability=(1.0 / (1.0 + np.exp(-logits))).mean(axis=1),
            spread=logits.std(axis=1, ddof=1),
            single=alloys.single_phase[rows] > 0.5,
            n_elements=alloys.n_elements[rows],
            systems=np.array(alloys.systems)[rows],
        ),
        domain=np.concatenate([domain for _, _, domain in parts]),
        fold=np.repeat(np.arange(len(folds)), [len(scored) for scored, _, _ in parts]),
    )


def _domains(
    model: AlloyModel, alloys: Alloys, fractions: np.ndarray, train: np.ndarray, test: np.ndarray
) -> np.ndarray:
    """The panel's domain of each test alloy, (n_test,); without the latent map, which these classifiers have none of."""
    evidence = MeasuredAlloys(alloys.select(train), VOCABULARY, descriptors_of(model, fractions[train]))
    isolation = evidence.isolation(descriptors_of(model, fractions[test]))
    nearest = evidence.nearest(fractions[test], 1)[1][:, 0]
    return np.array(DOMAINS, dtype=object)[evidence.domain.codes(fractions[test], nearest, isolation)]


def _coverage(panels: list[Panel], stratum: int, calibration: Stratum) -> dict[str, float]:
    """Sets and intervals of one stratum on systems that the calibration did not see: each fold by the others, and random splits.

    The splits are others than those that chose the stratum's nominal coverage.
    """
    held = [panel.alloys.strata()[stratum] for panel in panels]
    sets = [_sets(panel, alloys, stratum) for panel, alloys in zip(panels, held, strict=True)]
    inside, groups = coverage_left_out(held, calibration.nominal, range(_SPLITS))
    return {
        "n": len(held[0].single),
        **{name: float(np.mean([found[name] for found in sets])) for name in sets[0]},
        "interval_group_coverage": inside / groups,
        "interval_groups": groups,
    }


def _sets(panel: Panel, held: HeldOut, stratum: int) -> dict[str, float]:
    """Coverage of the sets of one assignment, each fold with the threshold of the others, and how often they decide."""
    multinary = is_multinary(panel.alloys.n_elements)
    rows = multinary if stratum else ~multinary
    fold, verdicts = panel.fold[rows], _verdicts(panel)[rows]
    covered = np.zeros(len(fold), dtype=bool)
    for k in np.unique(fold):
        tested = fold == k
        covered[tested] = in_set(held.at(tested), set_threshold(held.at(~tested)))
    decided = verdicts != Verdict.UNDECIDED
    return {
        "set_coverage": float(covered.mean()),
        "set_coverage_mean_of_systems": float(
            np.mean([covered[held.systems == name].mean() for name in np.unique(held.systems)])
        ),
        "decided": float(decided.mean()),
        "right_where_decided": float(((verdicts == Verdict.SINGLE) == held.single)[decided].mean()),
    }


def _named(verdicts: np.ndarray) -> np.ndarray:
    return np.array(VERDICTS, dtype=object)[verdicts]


def _verdicts(panel: Panel) -> np.ndarray:
    """The verdict on each alloy of one assignment (n,), by the threshold of the other folds and its own stratum."""
    verdicts = np.empty(len(panel.fold), dtype=object)
    multinary = is_multinary(panel.alloys.n_elements)
    for rows in (~multinary, multinary):
        for k in np.unique(panel.fold):
            tested, others = rows & (panel.fold == k), rows & (panel.fold != k)
            threshold = set_threshold(panel.alloys.at(others))
            verdicts[tested] = _named(verdicts_from_sets(panel.alloys.probability[tested], threshold))
    return verdicts


def _by_verdict(panels: list[Panel]) -> list[dict[str, Any]]:
    """What became of the alloys of each verdict, by number of elements and domain: n alloys, the share that was single-phase.

    Binaries stand apart from ternaries, since they are easier still. Every alloy was judged once an assignment.
    """
    verdict = np.concatenate([_verdicts(panel) for panel in panels])
    domain = np.concatenate([panel.domain for panel in panels])
    single = np.concatenate([panel.alloys.single for panel in panels])
    groups = np.array([element_group(int(n)) for panel in panels for n in panel.alloys.n_elements])
    table = []
    for group in ELEMENT_GROUPS:
        for name in Domain:
            for answer in Verdict:
                here = (groups == group) & (domain == name) & (verdict == answer)
                if here.any():
                    n = round(int(here.sum()) / len(panels))
                    share = float(single[here].mean())
                    table.append(
                        {"elements": group, "domain": name.value, "verdict": answer.value, "n": n, "single": share}
                    )
    return table


def _by_domain(panels: list[Panel]) -> list[dict[str, Any]]:
    """Error rate in each domain over all assignments, for all alloys and by stratum; None where there is no alloy."""
    domain, wrong = (np.concatenate(parts) for parts in ([p.domain for p in panels], [p.wrong for p in panels]))
    multinary = is_multinary(np.concatenate([panel.alloys.n_elements for panel in panels]))
    table = []
    for name in Domain:
        here = domain == name
        row: dict[str, Any] = {"domain": name.value, **_errors(wrong[here], len(panels))}
        for stratum, rows in zip(STRATA, (~multinary, multinary), strict=True):
            row[stratum] = _errors(wrong[here & rows], len(panels))
        table.append(row)
    return table


def _errors(wrong: np.ndarray, assignments: int) -> dict[str, Any]:
    """N is alloys: each was judged once an assignment."""
    return {"n": round(len(wrong) / assignments), "error": float(wrong.mean()) if len(wrong) else None}


def _member_logits(model: AlloyModel, fractions: np.ndarray) -> np.ndarray:
    with torch.no_grad():
        return model.member_logits(torch.tensor(fractions, dtype=torch.float32)).numpy()
