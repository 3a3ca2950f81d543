"""The classifier for millions of alloys of a few elements: the same function as the plain path, arranged for speed.

Descriptors are the model's own, over the pool's elements only and in float64. Of the first layer's inputs, the filled bins of
each descriptor, all but one are 0 or 1; so what a descriptor feeds the layer is one row of a table (bins filled so far) plus
a share of another (the bin it stands in), which two lookups add up for all members at once, on so many rows that all of it
stays in the cache.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional

from hea_core.descriptors import DescriptorFunction
from hea_core.elements import ElementTable
from hea_core.networks import AlloyModel

_ROWS = 2**11
"""Alloys worked on at a time: their units take 2 MB, what they are looked up in 1 MB; measured best between 2^10 and 2^15 (docs/decisions.md)."""


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


class FastClassifier:
    """q(φ | f(x)) over one pool of elements. Read-only after construction, so threads may share it."""

    def __init__(
        self,
        model: AlloyModel,
        pool: ElementTable,
        device: str = "cpu",
        dtype: torch.dtype = torch.float32,
    ) -> None:
        """Build the tables.

        Args:
            model: its descriptors' names and its classifier are used.
            pool: elemental values; columns of the fractions follow its symbols.
            device: "cpu" or a CUDA device.
            dtype: of the network; float64 serves to compare with the plain path.
        """
        classifier = model.classifier
        self.names = model.descriptors.names
        self.symbols = pool.symbols
        self.device = torch.device(device)
        self._describe = DescriptorFunction(pool, self.names).double().to(self.device)
        edges = classifier.encoding.edges.to(self.device, torch.float64)
        self._inner = edges[:, 1:-1].contiguous()
        self._low, self._width = edges[:, :-1].contiguous(), edges.diff(dim=1).contiguous()
        n_descriptors, n_bins = self._low.shape
        # (D, B, M·H): what each bin feeds the units of every member
        first = classifier.first.weight.detach().to(self.device, torch.float64).T.unflatten(0, (n_descriptors, n_bins))
        before = torch.cumsum(first, dim=1) - first
        before[0] += classifier.first.bias.detach().to(self.device, torch.float64)
        self._before = before.flatten(0, 1).to(dtype).contiguous()
        self._within = first.flatten(0, 1).to(dtype).contiguous()
        self._offset = n_bins * torch.arange(n_descriptors, device=self.device).unsqueeze(1)
        self._read_out = classifier.read_out().T.to(self.device, dtype).contiguous()
        self._bias = classifier.bias.detach().to(self.device, dtype).unsqueeze(1)

    def scores(self, fractions: Tensor) -> Scores:
        """Probability and spread of atomic fractions, float64 (n, E) over `symbols`, from any device."""
        with torch.inference_mode():
            parts = [self._logits(self._describe(part)) for part in fractions.to(self.device).split(_ROWS)]
            return Scores(torch.cat(parts, dim=1))

    def _logits(self, descriptors: Tensor) -> Tensor:
        """Logits of every member (M, n) of descriptors (n, D)."""
        columns = descriptors.T.contiguous()
        bins = torch.searchsorted(self._inner, columns, right=True)
        filled = columns.sub_(self._low.gather(1, bins)).div_(self._width.gather(1, bins)).clamp_(0.0, 1.0)
        index = bins.add_(self._offset).T.contiguous()
        share = filled.T.to(self._within.dtype, memory_format=torch.contiguous_format)
        units = functional.embedding_bag(index, self._within, per_sample_weights=share, mode="sum")
        units += functional.embedding_bag(index, self._before, mode="sum")
        return torch.addmm(self._bias, self._read_out, functional.silu(units, inplace=True).T)
