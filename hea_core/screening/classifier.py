"""Descriptors and classifier for millions of alloys of a few elements: the same functions as the plain path, arranged for speed.

On the processor they are compiled (hea_core.kernels.scoring); on a CUDA device, which is fast at products of matrices,
they are the model's own modules.
"""

from __future__ import annotations

import copy
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch import Tensor, nn

from hea_core.composition.elements import ElementTable
from hea_core.descriptors import function
from hea_core.descriptors.function import DescriptorFunction
from hea_core.descriptors.registry import DESCRIPTORS
from hea_core.errors import RequestError
from hea_core.model.heads import Head, value_of
from hea_core.model.networks import AlloyModel, Classifier
from hea_core.model.targets import Kind, target

if TYPE_CHECKING:
    from hea_core.kernels.scoring import Pool

_CELLS = 1024
"""Of the index that finds the bin of a descriptor: so many that a bin is seldom more than one step away."""


@dataclass(frozen=True, eq=False)
class Scores:
    """What the ensemble says of n alloys.

    Attributes:
        logits: of every member, (M, n).
    """

    logits: Tensor

    @property
    def probability(self) -> Tensor:
        """Of a single phase, mean of the members, (n,)."""
        return torch.sigmoid(self.logits).mean(0)

    @property
    def spread(self) -> Tensor:
        """Standard deviation of the members' logits, (n,); written out, since torch's own takes longer than the network."""
        deviation = self.logits - self.logits.mean(0)
        return (deviation.square().sum(0) / (len(deviation) - 1)).sqrt()


def grid(table: ElementTable, total: int) -> Pool:
    """A pool of elements and the steps that make a whole alloy of it, for the compiled functions."""
    # a third of a second, and only screening needs it
    from hea_core.kernels.scoring import Columns, Elemental, Physics, Pool

    describe = DescriptorFunction(table).double()
    of_elements = describe.elemental.contiguous().numpy()
    low, high = function.SIGMA_VEC
    amount = np.arange(total + 1) / total
    entropy = -amount * np.log(np.where(amount > 0, amount, 1.0))
    return Pool(
        elemental=Elemental(
            bulk=of_elements[function.BULK],
            volume=of_elements[function.VOLUME],
            melting=of_elements[function.MELTING],
            electrons=of_elements[function.ELECTRONS],
            radius=of_elements[function.RADIUS],
            chi=of_elements[function.CHI],
            former=of_elements[function.SIGMA_FORMER],
        ),
        pair=describe.pair.numpy(),
        amount=amount,
        entropy=entropy,
        presence=amount / (amount + function.COUNT_TRACE),
        physics=Physics(
            function.GAS_CONSTANT,
            function.TINY,
            function.IDEAL,
            low,
            high,
            function.SIGMA_EDGE,
            function.SIGMA_TRACE,
            *((one, two, three) for one, two, three in function.HARD_SPHERES),
        ),
        columns=Columns(**{descriptor.name: at for at, descriptor in enumerate(DESCRIPTORS)}),
    )


def described(steps: np.ndarray, pool: Pool) -> np.ndarray:
    """All of DESCRIPTORS, float64 (n, 13), of alloys in whole steps, int16 (n, E) over the pool."""
    from hea_core.kernels.scoring import describe

    out = np.empty((len(steps), len(DESCRIPTORS)))
    describe(steps, pool, out)
    return out


class _Compiled:
    """f(x) and an ensemble on it, of alloys on a grid, on this processor. Read-only after construction, so threads may share it."""

    def __init__(self, network: Classifier | Head, names: Sequence[str], pool: Pool) -> None:
        """Arrange an ensemble that reads the descriptors of these names in tables."""
        from hea_core.kernels.scoring import Network, scorer

        edges = network.encoding.edges.double().numpy()
        n_inputs, n_bins = len(edges), edges.shape[1] - 1
        # (D, B, U): what each bin feeds the units of every member
        first = network.first.weight.detach().double().T.unflatten(0, (n_inputs, n_bins))
        before = torch.cumsum(first, dim=1) - first
        before[0] += network.first.bias.detach().double()
        span = edges[:, -1:] - edges[:, :1]
        # a shade early: rounding must not put a cell into a bin that its first values do not reach
        begins = edges[:, :1] + span * (np.arange(_CELLS) / _CELLS - 1e-9)
        known = [descriptor.name for descriptor in DESCRIPTORS]
        members = network.last.shape[-2]
        bias = network.bias.detach().reshape(-1, members).numpy()
        self._pool = pool
        self._network = Network(
            column=np.array([known.index(name) for name in names]),
            edges=edges,
            scale=np.hstack([_CELLS / span, 1.0 / np.diff(edges)]),
            cell=np.stack([np.searchsorted(e[1:-1], b, side="right") for e, b in zip(edges, begins, strict=True)]),
            table=torch.stack([0.5 * before, 0.5 * first], dim=2).float().numpy(),
            last=np.ascontiguousarray(network.last.detach().reshape(len(bias), -1).numpy()),
            bias=bias,
        )
        self._score = scorer(n_inputs, self._network.last.shape[1], members, len(bias))

    def outputs(self, steps: np.ndarray) -> np.ndarray:
        """Of every member, float32 (K, M, n), of alloys in whole steps, int16 (n, E) over the pool."""
        found = np.empty((*self._network.bias.shape, len(steps)), dtype=np.float32)
        self._score(steps, self._pool, self._network, found)
        return found


class CompiledClassifier:
    """q(φ | f(x)) of alloys on a grid, on this processor."""

    def __init__(self, model: AlloyModel, pool: Pool) -> None:
        self._compiled = _Compiled(model.classifier, model.descriptors.names, pool)

    def scores(self, steps: np.ndarray) -> Scores:
        """Logits of alloys in whole steps, int16 (n, E) over the pool."""
        return Scores(torch.from_numpy(self._compiled.outputs(steps)[0]))


class CompiledHead:
    """q(y_k | f(x)) of one further target, likewise."""

    def __init__(self, model: AlloyModel, name: str, pool: Pool) -> None:
        """Take the head of that name, which the model must have."""
        assert model.heads is not None
        self._target = target(name)
        self._compiled = _Compiled(model.heads.network(name), model.descriptors.names, pool)

    def values(self, steps: np.ndarray) -> np.ndarray:
        """As `Heads` gives them, float32: (n,), or probabilities of classes (n, K)."""
        outputs = torch.from_numpy(self._compiled.outputs(steps))
        if (
            self._target.kind is Kind.CLASS
        ):  # along the first dimension, where neighbours in memory are alloys: a tenth of the time
            return np.asarray(torch.softmax(outputs, dim=0).mean(1).T.numpy())
        return np.asarray(value_of(self._target, outputs.permute(2, 1, 0)).numpy())


class DeviceClassifier:
    """The same on any device of torch's, by the model's own modules in float64: products of matrices are what a GPU does best."""

    def __init__(self, model: AlloyModel, table: ElementTable, total: int, device: str) -> None:
        """Copy the modules to the device (RequestError where this machine has none)."""
        if device != "cpu" and not torch.cuda.is_available():
            raise RequestError(
                f"device is '{device}', but torch finds no CUDA device on this machine: take --device cpu."
            )
        self._device, self._total = torch.device(device), total
        modules = DescriptorFunction(table, model.descriptors.names), copy.deepcopy(model.classifier)
        self._modules = nn.Sequential(*modules).to(self._device, torch.float64)

    def scores(self, steps: np.ndarray) -> Scores:
        """Logits of alloys in whole steps, int16 (n, E) over the pool."""
        with torch.inference_mode():
            fractions = torch.from_numpy(steps).to(self._device).double() / self._total
            return Scores(self._modules(fractions).T.float().cpu())
