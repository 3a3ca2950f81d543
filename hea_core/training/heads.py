"""Training of the heads of structure and hardness: forests and a Gaussian process teach small networks on augmented alloys.

As for the classifier (hea_core.training.distillation): the teachers are right but slow and have no gradient; networks learn what they say of alloys
that nobody has made. An alloy without a measured value of a target takes no part in that target's training.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from hea_core.datasets.alloys import Alloys
from hea_core.datasets.observations import VOCABULARY
from hea_core.datasets.statements import phase_weight
from hea_core.errors import DataError
from hea_core.model.heads import Head, Heads
from hea_core.model.networks import AlloyModel
from hea_core.model.targets import SINGLE_PHASE, TARGETS, Kind, Target
from hea_core.progress import OnProgress
from hea_core.training.augmentation import to_teach, with_traces
from hea_core.training.distillation import Descent, distil, forests, jump

PREDICTED: tuple[Target, ...] = tuple(known for known in TARGETS if known is not SINGLE_PHASE)
"""Targets with a head here; single phase has the classifier."""
FEWEST = 20
"""Alloys with a measured value that a head needs."""
Taught = Callable[[np.ndarray, np.ndarray], np.ndarray]
"""What a teacher says of alloys, given f(x) (n, D) and fractions (n, E): probabilities of classes (n, K), or numbers (n,)."""


@dataclass(frozen=True, slots=True)
class HeadConfig:
    """Settings of the heads' training.

    Attributes:
        members, hidden: ensemble size and width; the bins of the inputs are the classifier's, so that all heads look them up once.
        free_alloys: that the teachers label.
        steps: of each head's optimiser.
        real_weight: of a measured alloy against a free one.
        trace_pairs, steadiness: pairs of alloys that differ by a trace of an element, and the weight of what the outputs differ by.
        trees: of each forest among the teachers.
        descent: of each head's optimiser.
    """

    members: int = 8
    hidden: int = 32
    free_alloys: int = 24_000
    steps: int = 2_000
    real_weight: float = 0.5
    trace_pairs: int = 20_000
    steadiness: float = 5.0
    trees: int = 200
    descent: Descent = field(default_factory=Descent)


@dataclass(frozen=True, eq=False)
class Lessons:
    """What the heads are taught from: alloys of the vocabulary, f(x) of them, and which of them may be used.

    Attributes:
        alloys: over VOCABULARY, with all statements about them (n,).
        fractions: (n, E).
        inputs: f(x), (n, D).
        free: alloys nobody has made, (m, E).
        free_inputs: f(x) of those, (m, D).
        pairs: f(x) of alloys, and of the same with a trace of another element, each (k, D).
    """

    alloys: Alloys
    fractions: np.ndarray
    inputs: np.ndarray
    free: np.ndarray
    free_inputs: np.ndarray
    pairs: tuple[Tensor, Tensor]


def lessons(alloys: Alloys, model: AlloyModel, config: HeadConfig, seed: int) -> Lessons:
    """Describe these alloys, and free ones made from them, as the model's classifier is given them."""
    fractions = alloys.fractions(VOCABULARY)
    rng = np.random.default_rng(seed)
    free = to_teach(fractions, config.free_alloys, rng)
    half = config.trace_pairs // 2
    some = np.concatenate([pool[rng.integers(len(pool), size=half)] for pool in (fractions, free)])
    with torch.no_grad():
        inputs, free_inputs = (model.descriptors(_tensor(rows)).numpy() for rows in (fractions, free))
        without, traced = (model.descriptors(_tensor(rows)) for rows in with_traces(some, rng))
    return Lessons(alloys, fractions, inputs, free, free_inputs, (without, traced))


def fit_heads(alloys: Alloys, model: AlloyModel, config: HeadConfig, seed: int, on_progress: OnProgress) -> Heads:
    """Heads of structure and hardness for a model whose classifier is trained.

    Args:
        alloys: over VOCABULARY, with all statements; each head takes those with a value.
        model: gives the descriptors and the bins of the inputs.
        config: settings.
        seed: of everything random.
        on_progress: called with the head being trained, steps done, steps in all.

    Raises:
        DataError: fewer than FEWEST alloys have a value of a target.
    """
    given = lessons(alloys, model, config, seed)
    heads = Heads(given.inputs.shape[1], {target.name: architecture(model, config) for target in PREDICTED})
    for target in PREDICTED:
        head, _ = fit_head(target, given, model, config, seed, on_progress)
        heads.of[target.name] = head
    return heads.eval().requires_grad_(False)


def architecture(model: AlloyModel, config: HeadConfig) -> dict[str, int]:
    """The keyword arguments of each Head, as a card stores them."""
    bins = model.classifier.encoding.edges.shape[1] - 1
    return {"members": config.members, "hidden": config.hidden, "n_bins": bins}


def fit_head(
    target: Target, given: Lessons, model: AlloyModel, config: HeadConfig, seed: int, on_progress: OnProgress
) -> tuple[Head, Taught]:
    """The head of one target and its teacher; arguments as of `fit_heads`."""
    values = target.values(given.alloys)
    known = target.encode(values)[1]
    if known.sum() < FEWEST:
        raise DataError(f"Only {known.sum()} alloys have a measured {target.label}: give at least {FEWEST}.")
    weights = weights_of(target, given.alloys)[known]
    teacher = _TEACHERS[target.kind](
        given.inputs[known], given.fractions[known], values[known], weights, config.trees, seed
    )
    taught = teacher(given.free_inputs, given.free)
    torch.manual_seed(seed)
    head = Head(given.inputs.shape[1], target.width, **architecture(model, config))
    head.encoding.load_state_dict(model.classifier.encoding.state_dict())
    generator = torch.Generator().manual_seed(seed)
    distil(
        head,
        (
            torch.cat([_tensor(given.inputs[known]), _tensor(given.free_inputs)]),
            torch.cat([_tensor(_standard(target, values[known])), _tensor(_standard(target, taught))]),
            torch.cat([_tensor(config.real_weight * weights), torch.ones(len(taught))]),
        ),
        _WRONG[target.kind],
        descent=config.descent,
        steps=config.steps,
        generator=generator,
        on_progress=on_progress,
        what=target.label,
        further=partial(
            jump, partial(_steady, target, head), given.pairs, config.descent.pairs, config.steadiness, generator
        ),
    )
    return head.eval(), teacher


def weights_of(target: Target, alloys: Alloys) -> np.ndarray:
    """Weight of each alloy's value in training, (n,): a class by what its sources are worth, a measured number 1."""
    if target.kind is Kind.POSITIVE:
        return np.ones(len(alloys))
    return np.array([phase_weight(seen) for seen in alloys.observations])


def _standard(target: Target, values: np.ndarray) -> np.ndarray:
    """What a head is to put out: probabilities as they are, numbers as their standardised logarithm (n,)."""
    return target.encode(values)[0][:, 0] if target.kind is Kind.POSITIVE else values


def teach_classes(
    inputs: np.ndarray, _fractions: np.ndarray, shares: np.ndarray, weights: np.ndarray, trees: int, seed: int
) -> Taught:
    """Random forest and extra trees on f(x)."""
    members = forests(inputs, shares, weights, seed, trees)

    def say(asked: np.ndarray, _of: np.ndarray) -> np.ndarray:
        found = np.zeros((len(asked), shares.shape[1]))
        for member in members:
            found[:, member.classes_] += member.predict_proba(asked) / len(members)
        return found

    return say


def teach_numbers(
    inputs: np.ndarray, fractions: np.ndarray, values: np.ndarray, weights: np.ndarray, trees: int, seed: int
) -> Taught:
    """Half forests on f(x) and amounts, half a Gaussian process on f(x), all on the logarithm of the number."""
    from sklearn.ensemble import ExtraTreesRegressor, RandomForestRegressor
    from sklearn.gaussian_process import GaussianProcessRegressor
    from sklearn.gaussian_process.kernels import RBF, ConstantKernel, WhiteKernel

    logs, both = np.log(values), np.concatenate([inputs, fractions], axis=1)
    members = [
        RandomForestRegressor(trees, min_samples_leaf=2, max_features=5, random_state=seed),
        ExtraTreesRegressor(trees, min_samples_leaf=2, random_state=seed),
    ]
    for member in members:
        member.fit(both, logs, sample_weight=weights)
    mean, scale = inputs.mean(axis=0), inputs.std(axis=0) + 1e-9
    process = GaussianProcessRegressor(ConstantKernel() * RBF(3.0) + WhiteKernel(0.1), normalize_y=True)
    process.fit((inputs.astype(np.float64) - mean) / scale, logs)

    def say(asked: np.ndarray, of: np.ndarray) -> np.ndarray:
        of_trees = np.mean([member.predict(np.concatenate([asked, of], axis=1)) for member in members], axis=0)
        return np.exp(0.5 * of_trees + 0.5 * process.predict((asked.astype(np.float64) - mean) / scale))

    return say


def _steady(target: Target, head: Head, inputs: Tensor) -> Tensor:
    """What a trace should not change, (n, K): probabilities of classes, or the standardised logarithm of a number."""
    outputs = head(inputs)
    return torch.softmax(outputs, dim=-1).mean(1) if target.kind is Kind.CLASS else outputs.mean(1)


def _wrong_classes(outputs: Tensor, shares: Tensor) -> Tensor:
    return -(shares[:, None, :] * functional.log_softmax(outputs, dim=-1)).sum(-1).mean(1)


def _wrong_number(outputs: Tensor, standard: Tensor) -> Tensor:
    return (outputs.squeeze(-1) - standard[:, None]).square().mean(1)


_TEACHERS = {Kind.CLASS: teach_classes, Kind.POSITIVE: teach_numbers}
_WRONG = {Kind.CLASS: _wrong_classes, Kind.POSITIVE: _wrong_number}


def _tensor(values: np.ndarray) -> Tensor:
    return torch.tensor(values, dtype=torch.float32)
