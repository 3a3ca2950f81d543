"""Structure and hardness by chemical system: figures, peers, and the calibration that predictions use."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations, pairwise
from typing import Any

import numpy as np
from scipy.stats import spearmanr

from hea_core.datasets.statements import POWDER, believed, stated_alloys, structure_class
from hea_core.evaluation.held_out_properties import FOLDS, HeldOutValues, held_out
from hea_core.evaluation.metrics import auc
from hea_core.model.targets import Kind, Target
from hea_core.progress import OnProgress
from hea_core.results import Domain
from hea_core.training.config import TrainConfig
from hea_core.training.heads import PREDICTED, HeadConfig
from hea_core.trust.conformal import Conformal, class_error, class_set, edges_of, fitted, mean_of, strata_key

ASSIGNMENTS = 3
ROUTES = ("cast", "anneal", "wrought", "other", "powder", "")


def properties_protocol(config: TrainConfig, heads: HeadConfig, on_progress: OnProgress) -> dict[str, Any]:
    """{target: figures} of every target with a head, the mean over ASSIGNMENTS of systems to folds, with its `calibration`."""
    figures: dict[str, Any] = {}
    for target in PREDICTED:
        runs = [held_out(target, config, heads, seed, on_progress) for seed in range(ASSIGNMENTS)]
        figures[target.name] = figures_of(target, runs)
    return figures


def figures_of(target: Target, runs: Sequence[HeldOutValues]) -> dict[str, Any]:
    """All figures of one target from its held-out answers, one run an assignment."""
    return {
        "split": f"{FOLDS} folds grouped by chemical system, {len(runs)} assignments, alloys with a measured {target.label}",
        "n": len(runs[0].alloys),
        **(_classes(target, runs) if target.kind is Kind.CLASS else _numbers(target, runs)),
    }


# -- a class ---------------------------------------------------------------------------------------------------------


def _classes(target: Target, runs: Sequence[HeldOutValues]) -> dict[str, Any]:
    calibration = mean_of([_class_fit(target, run, _decided(run)) for run in runs])
    multinary = [_decided(run) & (run.alloys.n_elements >= 4) for run in runs]
    every = [_decided(run) for run in runs]
    # compilations name a mixture where experiments name what is in it
    experiments = [rows & _of_experiments(run) for run, rows in zip(runs, multinary, strict=True)]
    return {
        "calibration": calibration.as_card(),
        "all": {name: _class_figures(target, runs, every, name) for name in runs[0].said},
        "n4": {name: _class_figures(target, runs, multinary, name) for name in runs[0].said},
        "n4_experiments": {name: _class_figures(target, runs, experiments, name) for name in runs[0].said},
        "sets": {
            "all": _mean([_class_sets(target, run, rows) for run, rows in zip(runs, every, strict=True)]),
            "n4": _mean([_class_sets(target, run, rows) for run, rows in zip(runs, multinary, strict=True)]),
        },
        "domain": _by_domain(
            np.concatenate([run.domain[rows] for run, rows in zip(runs, multinary, strict=True)]),
            np.concatenate(
                [
                    (run.said["model"].argmax(1) != run.observed.argmax(1))[rows]
                    for run, rows in zip(runs, multinary, strict=True)
                ]
            ),
            len(runs),
        ),
    }


def _decided(run: HeldOutValues) -> np.ndarray:
    """Bool (n,): one class has more than half of the sources."""
    return np.asarray(run.observed.max(axis=1) > 0.5)


def _of_experiments(run: HeldOutValues) -> np.ndarray:
    """Bool (n,): the source that cites each experiment names what was found."""
    return np.array(
        [
            any(s.source == "borg2020" and structure_class(s.microstructure) for s in seen)
            for seen in run.alloys.observations
        ]
    )


def _class_fit(target: Target, run: HeldOutValues, rows: np.ndarray) -> Conformal:
    said = run.said["model"][rows]
    key = strata_key(target, run.alloys.n_elements[rows], said)
    return fitted(edges_of(target), key, class_error(said, run.observed[rows].argmax(axis=1)))


def _class_figures(
    target: Target, runs: Sequence[HeldOutValues], rows: Sequence[np.ndarray], name: str
) -> dict[str, Any]:
    found = []
    for run, kept in zip(runs, rows, strict=True):
        said, observed = run.said[name][kept], run.observed[kept].argmax(axis=1)
        figures = {"accuracy": float((said.argmax(axis=1) == observed).mean())}
        for k, label in enumerate(target.classes):
            if 0 < (observed == k).sum() < len(observed):
                figures[f"auc_{label}"] = auc(observed == k, said[:, k])
        found.append(figures)
    return {"n": int(rows[0].sum()), **_mean(found)}


def _class_sets(target: Target, run: HeldOutValues, rows: np.ndarray) -> dict[str, float]:
    """Coverage and size of the sets, each fold by the quantiles of the others."""
    covered, size = [], []
    for k in np.unique(run.fold):
        tested = rows & (run.fold == k)
        calibration = _class_fit(target, run, _decided(run) & (run.fold != k))
        said = run.said["model"][tested]
        within = class_set(said, calibration.quantile(strata_key(target, run.alloys.n_elements[tested], said)))
        covered.append(within[np.arange(len(within)), run.observed[tested].argmax(axis=1)])
        size.append(within.sum(axis=1))
    return {"coverage": float(np.concatenate(covered).mean()), "size": float(np.concatenate(size).mean())}


# -- a number --------------------------------------------------------------------------------------------------------


def _numbers(target: Target, runs: Sequence[HeldOutValues]) -> dict[str, Any]:
    runs_statements = [_Values(target, run) for run in runs]
    return {
        "calibration": mean_of([of.fit(np.ones(len(of.row), dtype=bool)) for of in runs_statements]).as_card(),
        "cleaned": {name: _mean([_number_figures(run, run.observed, name) for run in runs]) for name in runs[0].said},
        "all_values": {
            name: _mean([_number_figures(run, _uncleaned(target, run), name) for run in runs]) for name in runs[0].said
        },
        "interval": _mean([of.coverage() for of in runs_statements]),
        "by_route": [_by_route(route, runs_statements) for route in ROUTES],
        "by_observed": _by_observed(runs),
        "domain": _by_domain(
            np.concatenate([run.domain for run in runs]),
            np.concatenate([np.abs(np.log(run.said["model"] / run.observed)) for run in runs]),
            len(runs),
        ),
        "two_papers": _two_papers(target),
    }


def _number_figures(run: HeldOutValues, observed: np.ndarray, name: str) -> dict[str, float]:
    said = run.said[name]
    return {
        "mean_error": float(np.abs(said - observed).mean()),
        "median_error": float(np.median(np.abs(said - observed))),
        "spearman": float(spearmanr(said, observed).statistic) if np.ptp(said) > 0 else 0.0,
    }


def _uncleaned(target: Target, run: HeldOutValues) -> np.ndarray:
    """Median of all published values of each alloy, slips and powder routes included."""
    values = [[getattr(s, target.column) for s in seen] for seen in run.alloys.observations]
    return np.array([np.median([value for value in of_alloy if value is not None]) for of_alloy in values])


class _Values:
    """The published values behind one run, one a row: an interval is for one measurement, not for the median of several."""

    def __init__(self, target: Target, run: HeldOutValues) -> None:
        self._target, self._run = target, run
        rows = [
            (i, s.processing, getattr(s, target.column))
            for i, seen in enumerate(run.alloys.observations)
            for s in believed(seen, target.column)
        ]
        self.row = np.array([i for i, _, _ in rows])
        self.route = np.array([route for _, route, _ in rows])
        self.said = run.said["model"][self.row]
        self.off = np.abs(np.log(np.array([value for _, _, value in rows]) / self.said))
        self.fold = run.fold[self.row]

    def fit(self, rows: np.ndarray) -> Conformal:
        """The calibration by some of the values; powder routes are left out, as they were in training."""
        kept = rows & (self.route != POWDER)
        return fitted(edges_of(self._target), self.said[kept], self.off[kept])

    def inside(self) -> tuple[np.ndarray, np.ndarray]:
        """Whether each value is inside its interval, and the logarithm of half its width; each fold by the others."""
        width = np.empty(len(self.row))
        for k in np.unique(self.fold):
            width[self.fold == k] = self.fit(self.fold != k).quantile(self.said[self.fold == k])
        return self.off <= width, width

    def coverage(self) -> dict[str, float]:
        """Of all but powder routes: share inside, and the mean factor ×÷."""
        inside, width = self.inside()
        kept = self.route != POWDER
        return {
            "n": int(kept.sum()),
            "coverage": float(inside[kept].mean()),
            "factor": float(np.exp(width[kept].mean())),
        }


def _by_route(route: str, runs: Sequence[_Values]) -> dict[str, Any]:
    inside = np.concatenate([run.inside()[0][run.route == route] for run in runs])
    return {"route": route, "n": len(inside) // len(runs), "coverage": float(inside.mean()) if len(inside) else None}


def _by_observed(runs: Sequence[HeldOutValues]) -> list[dict[str, Any]]:
    """Bias in quarters of the alloys by the value observed, the softest first."""
    edges = np.quantile(runs[0].observed, [0.0, 0.25, 0.5, 0.75, 1.0])
    edges[-1] *= 1.0 + 1e-9
    return [_bias(runs, low, high) for low, high in pairwise(edges.tolist())]


def _bias(runs: Sequence[HeldOutValues], low: float, high: float) -> dict[str, Any]:
    """Mean of predicted over observed, as a factor, where the observed value lies in a range."""
    ratio = np.concatenate(
        [np.log(run.said["model"] / run.observed)[(run.observed >= low) & (run.observed < high)] for run in runs]
    )
    return {
        "from": low,
        "to": high,
        "n": len(ratio) // len(runs),
        "factor": float(np.exp(ratio.mean())) if len(ratio) else None,
    }


def _two_papers(target: Target) -> dict[str, float]:
    """How far two papers are apart on one alloy as cast: what no model can beat."""
    apart = []
    for seen in stated_alloys().observations:
        of_paper: dict[str, list[float]] = {}
        for statement in believed(seen, target.column):
            if statement.processing == "cast":
                of_paper.setdefault(statement.doi, []).append(getattr(statement, target.column))
        apart += [abs(float(np.mean(a)) - float(np.mean(b))) for a, b in combinations(of_paper.values(), 2)]
    return {"pairs": len(apart), "median": float(np.median(apart)), "mean": float(np.mean(apart))}


def _by_domain(domain: np.ndarray, error: np.ndarray, assignments: int) -> list[dict[str, Any]]:
    """Mean error in each domain; None where there is no alloy. N is alloys: each was judged once an assignment."""
    return [
        {
            "domain": name.value,
            "n": round(int((domain == name).sum()) / assignments),
            "error": float(error[domain == name].mean()) if (domain == name).any() else None,
        }
        for name in Domain
    ]


def _mean(found: Sequence[dict[str, float]]) -> dict[str, float]:
    """Mean of each figure over the runs that have it."""
    return {name: float(np.mean([figures[name] for figures in found if name in figures])) for name in found[0]}
