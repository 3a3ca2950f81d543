"""q(φ | f(x)) and q(y_k | f(x)) as they answer: ensembles of small networks on piecewise-linear inputs, in numpy.

What hea_core.model.networks.Classifier and hea_core.model.heads.Head are in training. Shapes: n alloys, D descriptors in B bins, M members of
H units, K outputs: one a class, or one for a number.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from hea_core.model.targets import Kind, Target


@dataclass(frozen=True, eq=False)
class Ensemble:
    """M networks of one hidden layer; all float64.

    Attributes:
        edges: of the bins, (D, B + 1).
        first, first_bias: of the hidden layer of all members, (M·H, D·B) and (M·H,).
        last, bias: of the read-out, (K, M, H) and (K, M); of a classifier K is 1.
    """

    edges: np.ndarray
    first: np.ndarray
    first_bias: np.ndarray
    last: np.ndarray
    bias: np.ndarray

    @classmethod
    def read(cls, state: Mapping[str, np.ndarray], module: str) -> Ensemble:
        """From the weights of the module of this name, as torch names them; a classifier has no dimension for its one output."""
        edges, first, first_bias, last, bias = (state[f"{module}.{name}"].astype(np.float64) for name in WEIGHTS)
        members = bias.shape[-1]
        return cls(edges, first, first_bias, last.reshape(-1, members, last.shape[-1]), bias.reshape(-1, members))

    @property
    def in_turn(self) -> np.ndarray:
        """Places of the units so that the first of every member comes first, then the second of every member, (M·H,)."""
        return np.arange(len(self.first)).reshape(self.last.shape[1:]).T.ravel()

    def __call__(self, described: np.ndarray) -> np.ndarray:
        """Descriptors (n, D) -> outputs of every member (K, M, n): logits of classes, or the standardised logarithm of a number."""
        units = silu(self.filled(described) @ self.first.T + self.first_bias)
        by_member = units.reshape(len(described), *self.last.shape[1:]).transpose(1, 0, 2)
        return np.asarray((by_member @ self.last.transpose(1, 2, 0)).transpose(2, 0, 1) + self.bias[:, :, None])

    def filled(self, described: np.ndarray) -> np.ndarray:
        """How far each descriptor fills each of its bins, (n, D) -> (n, D·B) in [0, 1]."""
        share = (described[:, :, None] - self.edges[:, :-1]) / np.diff(self.edges)
        return np.asarray(np.clip(share, 0.0, 1.0, out=share).reshape(len(described), -1))


class SinglePrecision:
    """An ensemble as a search asks it: in single precision, of alloys alike, most of whose bins are as full in all of them.

    In a third of the time of the ensemble, and within 1e-5 of it. Nothing in it changes after construction, so threads may share it.
    """

    def __init__(self, ensemble: Ensemble) -> None:
        """Arrange an ensemble."""
        outputs, members, width = ensemble.last.shape
        # all read-outs as one product, in which a member reads its own units alone
        last = np.zeros((members, width, outputs, members), dtype=np.float32)
        for member in range(members):
            last[member, :, :, member] = ensemble.last[:, member].T
        self._filled = ensemble.filled
        self._bins = ensemble.edges.shape[1] - 1
        self._low, self._width = ensemble.edges[:, :-1].ravel(), np.diff(ensemble.edges).ravel()
        # by halves, since x σ(x) = y (1 + tanh y) of y = x/2
        self._first = np.ascontiguousarray(0.5 * ensemble.first.T, dtype=np.float32)
        self._first_bias = (0.5 * ensemble.first_bias).astype(np.float32)
        self._last = last.reshape(members * width, -1)
        self._bias = ensemble.bias.astype(np.float32)

    def __call__(self, described: np.ndarray) -> np.ndarray:
        """As Ensemble, float32."""
        if not len(described):  # which have no ends
            return np.empty((*self._bias.shape, 0), dtype=np.float32)
        # a bin is the fuller the larger the descriptor: as full in all alloys as in the two ends
        least, most = self._filled(np.stack([described.min(axis=0), described.max(axis=0)])).astype(np.float32)
        differs = np.flatnonzero(least != most)
        units = np.where(least != most, np.float32(0.0), least) @ self._first + self._first_bias
        share = (described[:, differs // self._bins] - self._low[differs]) / self._width[differs]
        units = units + np.clip(share, 0.0, 1.0, out=share).astype(np.float32) @ self._first[differs]
        units *= np.tanh(units) + np.float32(1.0)
        return np.asarray((units @ self._last).T.reshape(*self._bias.shape, -1) + self._bias[:, :, None])


WEIGHTS = ("encoding.edges", "first.weight", "first.bias", "last", "bias")
"""Of an ensemble, by the names of torch's modules."""


def value_of(target: Target, outputs: np.ndarray) -> np.ndarray:
    """The value of a target from the outputs (K, M, n) of an ensemble, the mean of the members: of a number, of its logarithm.

    Probabilities of classes (n, K), or a number in its unit (n,).
    """
    if target.kind is Kind.CLASS:
        shares = outputs - outputs.max(
            axis=0
        )  # then in place: new memory for each operation took longer than the operations
        np.exp(shares, out=shares)
        shares /= shares.sum(axis=0)
        return np.asarray(shares.mean(axis=1).T)
    if target.kind is Kind.PROBABILITY:
        return np.asarray(sigmoid(outputs[0]).mean(axis=0))
    mean, deviation = target.prior
    return np.asarray(np.exp(mean + deviation * outputs[0].mean(axis=0)))


def sigmoid(x: np.ndarray) -> np.ndarray:
    """1/(1 + e⁻ˣ), without an overflow."""
    return np.asarray(0.5 + 0.5 * np.tanh(0.5 * x))


def logit(probability: np.ndarray, off: float = 1e-4) -> np.ndarray:
    """Log odds of probabilities, those nearer to 0 or 1 than `off` counting as that."""
    kept = np.clip(probability, off, 1.0 - off)
    return np.asarray(np.log(kept / (1.0 - kept)))


def silu(x: np.ndarray) -> np.ndarray:
    """The activation x σ(x)."""
    return np.asarray(x * sigmoid(x))
