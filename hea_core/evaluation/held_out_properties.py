"""What the heads of structure and hardness, and their peers, say of alloys whose whole chemical system they were not taught."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from sklearn.ensemble import ExtraTreesRegressor, RandomForestRegressor
from sklearn.linear_model import Ridge

from hea_core.composition.elements import elements
from hea_core.datasets.alloys import Alloys
from hea_core.datasets.observations import VOCABULARY
from hea_core.datasets.splits import system_folds
from hea_core.datasets.statements import stated_alloys
from hea_core.model import weights
from hea_core.model.heads import value_of
from hea_core.model.targets import STRUCTURE, Kind, Target
from hea_core.progress import OnProgress, silent
from hea_core.training.config import TrainConfig
from hea_core.training.fit import architecture_of, one_thread
from hea_core.training.heads import HeadConfig, fit_head, lessons
from hea_core.trust.domain import DOMAINS
from hea_core.trust.properties import ValueDomain

FOLDS = 5
LOW_VEC, HIGH_VEC = 6.87, 8.0
"""VEC below which the rule says BCC, and from which FCC; between them both (Guo et al., J. Appl. Phys. 109, 103505, 2011)."""


@dataclass(frozen=True, eq=False)
class HeldOutValues:
    """Answers on the n alloys that have a measured value of a target, for one assignment of systems to folds.

    Attributes:
        alloys: the alloys (n,).
        observed: their values, (n,) or probabilities (n, K).
        said: {who: what it says, of the same shape}: "model", its "teacher" and the peers.
        domain: by what was taught (n,).
        fold: that held the alloy out (n,).
    """

    alloys: Alloys
    observed: np.ndarray
    said: dict[str, np.ndarray]
    domain: np.ndarray
    fold: np.ndarray


def held_out(
    target: Target, config: TrainConfig, heads: HeadConfig, seed: int, on_progress: OnProgress
) -> HeldOutValues:
    """Teach the head FOLDS times without a fifth of the systems that have a value, and ask it and its peers about those."""
    everything = stated_alloys(VOCABULARY)
    values = target.values(everything)
    known = np.flatnonzero(target.encode(values)[1])
    alloys, observed = everything.select(known), values[known]
    peers = _PEERS[target.kind]
    said = {name: np.full_like(observed, np.nan) for name in ("model", "teacher", *peers)}
    domain, fold = np.empty(len(alloys), dtype=object), np.zeros(len(alloys), dtype=np.int64)
    systems, fractions = np.array(everything.systems), alloys.fractions(VOCABULARY)
    with one_thread():
        for k, (_, test) in enumerate(system_folds(alloys, FOLDS, seed)):
            model = weights.build(architecture_of(config), elements())
            kept = everything.select(~np.isin(systems, np.array(alloys.systems)[test]))
            given = lessons(kept, model, heads, seed)
            model.classifier.encoding.fit(torch.tensor(given.free_inputs))
            head, teacher = fit_head(target, given, model, heads, seed, silent)
            with torch.no_grad():
                asked = model.descriptors(torch.tensor(fractions[test], dtype=torch.float32))
                said["model"][test] = value_of(target, head(asked)).numpy()
            said["teacher"][test] = teacher(asked.numpy(), fractions[test])
            taught = target.encode(target.values(kept))[1]
            pupils = _Rows(given.inputs[taught], given.fractions[taught], target.values(kept)[taught])
            for name, peer in peers.items():
                said[name][test] = peer(pupils, _Rows(asked.numpy(), fractions[test], observed[test]), seed)
            codes = ValueDomain(kept.select(taught), VOCABULARY)(fractions[test])
            domain[test] = np.array(DOMAINS, dtype=object)[codes]
            fold[test] = k
            on_progress(f"{target.label}, systems held out", k + 1, FOLDS)
    return HeldOutValues(alloys, observed, said, domain, fold)


@dataclass(frozen=True, eq=False)
class _Rows:
    """Alloys as peers see them: f(x) (n, D), fractions (n, E), values."""

    inputs: np.ndarray
    fractions: np.ndarray
    values: np.ndarray


def _nearest(known: _Rows, asked: _Rows, _seed: int) -> np.ndarray:
    """The nearest alloy's value."""
    return known.values[_distances(known, asked).argmin(axis=1)]


def _five_nearest(known: _Rows, asked: _Rows, _seed: int) -> np.ndarray:
    """Geometric mean of the five nearest."""
    nearest = _distances(known, asked).argsort(axis=1)[:, :5]
    return np.asarray(np.exp(np.log(known.values)[nearest].mean(axis=1)))


def _distances(known: _Rows, asked: _Rows) -> np.ndarray:
    return np.asarray(np.abs(asked.fractions[:, None] - known.fractions).sum(axis=2))


def _vec_rule(_known: _Rows, asked: _Rows, _seed: int) -> np.ndarray:
    """FCC, BCC or mixed by VEC alone; its scores rank by VEC too."""
    vec = asked.fractions @ elements().subset(VOCABULARY).properties["valence_electron_count"]
    scores = np.zeros((len(vec), len(STRUCTURE.classes)))
    fcc, bcc, mixed = (STRUCTURE.classes.index(name) for name in ("FCC", "BCC", "mixed"))
    # within a class the score still rises with the distance to the border, so that the rule has an AUC
    scores[:, fcc] = 1.0 / (1.0 + np.exp(-4.0 * (vec - HIGH_VEC)))
    scores[:, bcc] = 1.0 / (1.0 + np.exp(4.0 * (vec - LOW_VEC)))
    scores[:, mixed] = 1.0 - scores[:, fcc] - scores[:, bcc]
    return scores


def _mixture(known: _Rows, asked: _Rows, _seed: int) -> np.ndarray:
    """Rule of mixtures: ln HV linear in the amounts, each element's share fitted to the known alloys."""
    return np.asarray(np.exp(Ridge(0.1).fit(known.fractions, np.log(known.values)).predict(asked.fractions)))


def _forest(known: _Rows, asked: _Rows, seed: int) -> np.ndarray:
    """Random forest and extra trees on f(x)."""
    members = (
        RandomForestRegressor(300, min_samples_leaf=2, max_features=5, random_state=seed),
        ExtraTreesRegressor(300, min_samples_leaf=2, random_state=seed),
    )
    logs = [member.fit(known.inputs, np.log(known.values)).predict(asked.inputs) for member in members]
    return np.asarray(np.exp(np.mean(logs, axis=0)))


def _mean(known: _Rows, asked: _Rows, _seed: int) -> np.ndarray:
    """The known alloys' mean, whatever is asked."""
    return np.full(len(asked.fractions), known.values.mean())


Peer = Callable[[_Rows, _Rows, int], np.ndarray]
_PEERS: dict[Kind, dict[str, Peer]] = {
    Kind.CLASS: {"vec_rule": _vec_rule, "nearest_neighbour": _nearest},
    Kind.POSITIVE: {
        "mean": _mean,
        "rule_of_mixtures": _mixture,
        "nearest_neighbour": _nearest,
        "five_neighbours": _five_nearest,
        "forest": _forest,
    },
}
