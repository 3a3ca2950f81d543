"""Does choosing what to make pay? The shipped data played again: a lab that knows 50 labels asks for ten alloys at a time.

Chemical systems are split by seed: three tenths are kept for the AUC, the rest is what the lab may make. All strategies start from the same
50 labels of a seed. A forest on the descriptors is trained anew after each batch; its trees are the ensemble. Hardness likewise: ten
hardnesses are known, five are measured at a time, and what counts is whether one of the ten hardest is among them.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.ensemble import RandomForestClassifier, RandomForestRegressor
from sklearn.metrics import roc_auc_score

from benchmarks.measure import ROOT, Row
from benchmarks.replay_plot import draw
from hea_core.composition.elements import elements
from hea_core.composition.published import parse_published
from hea_core.datasets.observations import VOCABULARY, curated_alloys
from hea_core.descriptors.function import DescriptorFunction
from hea_core.descriptors.registry import DESCRIPTORS
from hea_core.files.shipped import shipped_table
from hea_core.lab.batch import ALIKE
from hea_core.lab.correction import at_percent_between

FIGURES = ROOT / "models" / "default" / "replay.json"
"""What the Models page may show."""
PLOT = Path(__file__).with_name("replay.svg")
START, BATCH, MADE = 50, 10, 200
HITS_AT, AUC_AT, RANDOM_AT = 50, 100, 150
"""Alloys made where hits and AUC are compared, and with which random choice sets the mark."""
SEEDS = range(10)
TREES = 60
_TEST = 0.3
HARD_START, HARD_BATCH, HARD_MADE, HARD_TOP = 10, 5, 40, 10
HARD_SEEDS = range(25)


@dataclass(frozen=True, eq=False)
class Data:
    """n alloys: descriptors (n, D), what was found (n,), chemical systems (n,), at.% between every two (n, n)."""

    inputs: np.ndarray
    found: np.ndarray
    systems: np.ndarray
    distance: np.ndarray


Score = Callable[[np.ndarray, np.random.Generator], np.ndarray]
"""score(what each member says of the alloys left (n, T), generator): the higher the sooner made, (n,)."""


def _entropy(probability: np.ndarray) -> np.ndarray:
    p = np.clip(probability, 1e-9, 1 - 1e-9)
    return -p * np.log2(p) - (1 - p) * np.log2(1 - p)


def _bald(members: np.ndarray) -> np.ndarray:
    return _entropy(members.mean(1)) - _entropy(members).mean(1)


def _scaled(values: np.ndarray) -> np.ndarray:
    return values / max(float(values.max()), 1e-12)


PHASE: dict[str, tuple[Score, bool]] = {
    "random": (lambda members, rng: rng.random(len(members)), False),
    "probability": (lambda members, _: members.mean(1), False),
    "uncertainty": (lambda members, _: -np.abs(members.mean(1) - 0.5), False),
    "BALD": (lambda members, _: _bald(members), False),
    "diverse BALD": (lambda members, _: _bald(members), True),
    "diverse mix": (lambda members, _: 0.5 * (_scaled(_bald(members)) + members.mean(1)), True),
}
"""{strategy: (score, whether a batch is made of alloys unlike each other)}."""
HARDNESS: dict[str, tuple[Score, bool]] = {
    "random": (lambda members, rng: rng.random(len(members)), False),
    "hardest expected": (lambda members, _: members.mean(1), False),
    "upper bound": (lambda members, _: members.mean(1) + members.std(1), False),
    "diverse upper bound": (lambda members, _: members.mean(1) + members.std(1), True),
}


def phase_data(fewest: int = 2) -> Data:
    """The shipped alloys of so many elements and more that lie on one side of a half."""
    alloys = curated_alloys(VOCABULARY)
    alloys = alloys.select(alloys.decided & (alloys.n_elements >= fewest))
    return Data(
        _described(alloys.fractions(VOCABULARY)),
        (alloys.single_phase > 0.5).astype(np.float64),
        np.array(alloys.systems),
        at_percent_between(alloys.compositions, alloys.compositions),
    )


def hardness_data() -> Data:
    """Alloys of the mechanical observations with a hardness: the mean over their rows, in HV."""
    values: dict[Any, list[float]] = {}
    for row in shipped_table("mechanical_observations.csv")[1]:
        composition = parse_published(row["formula"])
        if row["hardness_hv"] and set(composition.elements) <= set(VOCABULARY):
            values.setdefault(composition, []).append(float(row["hardness_hv"]))
    compositions = tuple(values)
    return Data(
        _described(elements().subset(VOCABULARY).fractions(compositions)),
        np.array([np.mean(found) for found in values.values()]),
        np.array([composition.system for composition in compositions]),
        at_percent_between(compositions, compositions),
    )


def _described(fractions: np.ndarray) -> np.ndarray:
    table = elements().subset(VOCABULARY)
    return DescriptorFunction(table, tuple(one.name for one in DESCRIPTORS))(fractions)


def _next(score: np.ndarray, left: np.ndarray, distance: np.ndarray, batch: int, diverse: bool) -> list[int]:
    """Rows of `left` to make; with `diverse`, each counts for less near one that is chosen, as in hea_core.lab.batch."""
    if not diverse:
        return left[np.argsort(-score, kind="stable")[:batch]].tolist()
    worth, fresh = score - min(float(score.min()), 0.0), np.ones(len(left))
    chosen: list[int] = []
    for _ in range(batch):
        best = int(np.where(np.isin(left, chosen), -np.inf, worth * fresh).argmax())
        chosen.append(int(left[best]))
        fresh = np.minimum(fresh, 1 - np.exp(-distance[left, left[best]] / ALIKE))
    return chosen


def play_phases(data: Data, strategy: str, seed: int) -> tuple[list[float], list[int]]:
    """AUC on the systems kept, and single-phase alloys among those made, at the start and after each batch."""
    score, diverse = PHASE[strategy]
    names = np.unique(data.systems)
    kept = np.random.default_rng(seed).permutation(names)[: int(_TEST * len(names))]
    test = np.isin(data.systems, kept)
    known = np.random.default_rng(seed).permutation(np.flatnonzero(~test))[:START].tolist()
    rng = np.random.default_rng([seed, 1])
    aucs, hits = [], []
    while True:
        forest = RandomForestClassifier(TREES, min_samples_leaf=2, max_features=4, random_state=seed, n_jobs=1)
        forest.fit(data.inputs[known], data.found[known])
        aucs.append(float(roc_auc_score(data.found[test], forest.predict_proba(data.inputs[test])[:, 1])))
        hits.append(int(data.found[known[START:]].sum()))
        if len(known) >= START + MADE:
            return aucs, hits
        left = np.setdiff1d(np.flatnonzero(~test), known)
        members = np.stack([tree.predict_proba(data.inputs[left])[:, 1] for tree in forest.estimators_], axis=1)
        known += _next(score(members, rng), left, data.distance, BATCH, diverse)


def play_hardness(data: Data, strategy: str, seed: int) -> list[int]:
    """Alloys of the HARD_TOP hardest that have been measured, at the start and after each batch; none of them is known at the start."""
    score, diverse = HARDNESS[strategy]
    top = np.argsort(-data.found)[:HARD_TOP]
    others = np.setdiff1d(np.arange(len(data.found)), top)
    known = np.random.default_rng(seed).permutation(others)[:HARD_START].tolist()
    rng = np.random.default_rng([seed, 1])
    found = [0]
    while len(known) < HARD_START + HARD_MADE:
        forest = RandomForestRegressor(TREES, min_samples_leaf=2, random_state=seed, n_jobs=1)
        forest.fit(data.inputs[known], data.found[known])
        left = np.setdiff1d(np.arange(len(data.found)), known)
        members = np.stack([tree.predict(data.inputs[left]) for tree in forest.estimators_], axis=1)
        known += _next(score(members, rng), left, data.distance, HARD_BATCH, diverse)
        found.append(int(np.isin(top, known).sum()))
    return found


SETS = {"all alloys": 1, "four or more elements": 4}
"""{what the lab may make: fewest elements}."""


def rows(seeds: range = SEEDS, hard_seeds: range = HARD_SEEDS, out: Path | None = FIGURES) -> list[Row]:
    """Play all strategies, write the figures to `out` and the plot beside the results, and say what they come to."""
    said: list[Row] = []
    figures: dict[str, Any] = {"phases": {}}
    for name, fewest in SETS.items():
        data = phase_data(fewest)
        played = {strategy: _played(data, strategy, seeds) for strategy in PHASE}
        said += _phase_rows(name, played)
        figures["phases"][name] = {
            "alloys": len(data.found),
            "single_phase": int(data.found.sum()),
            "start": START,
            "batch": BATCH,
            "seeds": len(seeds),
            "labels": list(range(START, START + MADE + 1, BATCH)),
            "strategies": {strategy: _summed(found) for strategy, found in played.items()},
        }
    hard = hardness_data()
    hardness = {strategy: [play_hardness(hard, strategy, seed) for seed in hard_seeds] for strategy in HARDNESS}
    figures["hardness"] = {
        "alloys": len(hard.found),
        "top": HARD_TOP,
        "start": HARD_START,
        "made": list(range(0, HARD_MADE + 1, HARD_BATCH)),
        "replays": len(hard_seeds),
        "reached": {name: np.mean(np.array(found) > 0, axis=0).round(3).tolist() for name, found in hardness.items()},
        "top_found": {name: np.mean(found, axis=0).round(2).tolist() for name, found in hardness.items()},
    }
    if out is not None:
        out.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
        draw(figures["phases"]["four or more elements"], PLOT)
    return said + _hardness_rows(hardness)


def _played(data: Data, strategy: str, seeds: range) -> dict[str, Any]:
    sys.stderr.write(f"replay: {strategy}\n")
    played = [play_phases(data, strategy, seed) for seed in seeds]
    return {"auc": [auc for auc, _ in played], "hits": [hits for _, hits in played]}


def _summed(found: dict[str, Any]) -> dict[str, list[float]]:
    """Mean and standard deviation over seeds."""
    return {
        f"{name}_{word}": getattr(np.array(values, dtype=np.float64), word)(axis=0).round(4).tolist()
        for name, values in found.items()
        for word in ("mean", "std")
    }


def _phase_rows(alloys: str, phases: dict[str, Any]) -> list[Row]:
    chance = {name: np.array(phases["random"][name]) for name in ("auc", "hits")}
    target = float(chance["auc"][:, RANDOM_AT // BATCH].mean())
    many = float(chance["hits"][:, RANDOM_AT // BATCH].mean())
    few = float(chance["hits"][:, HITS_AT // BATCH].mean())
    found = []
    for name in PHASE:
        auc, hits = (np.array(phases[name][key]) for key in ("auc", "hits"))
        made, at = hits[:, HITS_AT // BATCH], auc[:, AUC_AT // BATCH]
        gain = at - chance["auc"][:, AUC_AT // BATCH]
        reached = next((BATCH * k for k in range(auc.shape[1]) if auc[:, k].mean() >= target), None)
        saved = None if reached is None else 1 - reached / RANDOM_AT
        after = f"random's AUC {target:.3f} with {RANDOM_AT} made is " + (
            f"reached with {reached}" if reached else "not reached"
        )
        found.append(
            Row(
                f"replay on phases, {alloys}, {name}",
                f"{made.mean():.1f} ± {made.std():.1f} single-phase of {HITS_AT} made; AUC with {AUC_AT} made {at.mean():.3f} ± {at.std():.3f}",
                f"random: {few:.1f} of {HITS_AT} made, {many:.1f} of {RANDOM_AT}",
                "" if not saved else f"{100 * abs(saved):.0f} % {'fewer' if saved > 0 else 'more'} made",
                f"as many hits with {HITS_AT} made as random with {RANDOM_AT}; the AUC of random with {RANDOM_AT} made with 30 % fewer",
                None if name == "random" else bool(made.mean() >= many and saved is not None and saved >= 0.3),
                f"{len(auc)} seeds; AUC against random with {AUC_AT} made {gain.mean():+.3f} ± {gain.std():.3f}, better in {int((gain > 0).sum())}; "
                + after,
            )
        )
    return found


def _hardness_rows(hardness: dict[str, list[list[int]]]) -> list[Row]:
    chance = np.array(hardness["random"])
    return [
        Row(
            f"replay on hardness, {name}",
            f"{int((np.array(found)[:, -1] > 0).sum())} of {len(found)} replays find one of the ten hardest in {HARD_MADE} made",
            f"random: {int((chance[:, -1] > 0).sum())} of {len(chance)}",
            "",
            "a peer's campaigns: 25 of 25 against 16",
            None if name == "random" else bool((np.array(found)[:, -1] > 0).all()),
            f"{np.array(found)[:, -1].mean():.1f} ± {np.array(found)[:, -1].std():.1f} of the ten found, random {chance[:, -1].mean():.1f}",
        )
        for name, found in hardness.items()
    ]
