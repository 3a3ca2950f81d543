"""The classifier for millions of alloys of a few elements: the same function as the plain path, arranged for speed.

Descriptors are the model's own, over the pool's elements only and in float64. Of the first layer's inputs, the filled bins of
each descriptor, all but one are 0 or 1; so what a descriptor feeds the layer is one row of a table (bins filled so far) plus
a share of another (the bin it stands in), which a weighted lookup adds up for all members at once. The later layers are
batched products in float32, on so many rows that their activations stay in the cache.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional

from hea_core.descriptors import DescriptorFunction
from hea_core.elements import ElementTable
from hea_core.networks import AlloyModel

_CACHED_ACTIVATIONS = 2**19
"""Activations of one layer worked on at a time: 2 MB, measured best between 0.5 and 16 MB (docs/decisions.md)."""


@dataclass(frozen=True, eq=False)
class Scores:
    """What the ensemble says of n alloys.

    Attributes:
        probability: of a single phase, mean of the members, (n,).
        spread: standard deviation of the members' logits, (n,).
    """

    probability: Tensor
    spread: Tensor


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
        members, _, hidden = classifier.weights[0].shape
        self._members, self._hidden = members, hidden
        # (D, B, M·H): what each bin feeds the first layer of every member
        first = classifier.weights[0].detach().to(self.device, torch.float64).permute(1, 0, 2)
        first = first.reshape(n_descriptors, n_bins, members * hidden)
        filled = torch.cumsum(first, dim=1) - first
        filled[0] += classifier.biases[0].detach().to(self.device, torch.float64).reshape(-1)
        self._table = torch.cat([filled.flatten(0, 1), first.flatten(0, 1)]).to(dtype).contiguous()
        self._offset = n_bins * torch.arange(n_descriptors, device=self.device).unsqueeze(1)
        self._partial = n_descriptors * n_bins
        self._later = [
            (weight.detach().to(self.device, dtype), bias.detach().to(self.device, dtype))
            for weight, bias in zip(list(classifier.weights)[1:], list(classifier.biases)[1:], strict=True)
        ]
        self._rows = max(64, 2 ** ((_CACHED_ACTIVATIONS // (members * hidden)).bit_length() - 1))

    def scores(self, fractions: Tensor) -> Scores:
        """Probability and spread of atomic fractions, float64 (n, E) over `symbols`, from any device."""
        with torch.inference_mode():
            index, share = self._lookups(self._describe(fractions.to(self.device)))
            logits = torch.cat(
                [self._logits(i, s) for i, s in zip(index.split(self._rows), share.split(self._rows), strict=True)]
            )
            return Scores(torch.sigmoid(logits).mean(1), logits.std(1))

    def _lookups(self, descriptors: Tensor) -> tuple[Tensor, Tensor]:
        """Rows of the table (n, 2·D) and their weights (n, 2·D)."""
        columns = descriptors.T.contiguous()
        inside = torch.searchsorted(self._inner, columns, right=True)
        filled = ((columns - self._low.gather(1, inside)) / self._width.gather(1, inside)).clamp_(0.0, 1.0)
        rows = inside + self._offset
        index = torch.cat([rows, rows + self._partial]).T.contiguous()
        share = torch.cat([torch.ones_like(filled), filled]).T.to(self._table.dtype).contiguous()
        return index, share

    def _logits(self, index: Tensor, share: Tensor) -> Tensor:
        """Logits of every member (n, M)."""
        out = functional.embedding_bag(index, self._table, per_sample_weights=share, mode="sum")
        out = out.unflatten(1, (self._members, self._hidden)).transpose(0, 1)
        for weight, bias in self._later:
            out = torch.baddbmm(bias, functional.silu(out, inplace=True), weight)
        return out.squeeze(-1).T
