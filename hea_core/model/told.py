"""What encoder and decoder are told of the targets beside φ: for each its value and whether it is known, value × mask and mask.

φ is always given and has its own argument. The columns follow hea_core.model.targets.TARGETS: `width` of the value as the target encodes
it, then one that is 1 where it is known. A missing value is zero in all of them and never a number.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import torch
from torch import Tensor

from hea_core.model.targets import TARGETS, Kind, Target

FURTHER: tuple[Target, ...] = TARGETS[1:]
WIDTH = sum(target.width + 1 for target in FURTHER)
"""Columns in all."""


def columns(values: Mapping[str, Tensor], like: Tensor) -> Tensor:
    """Columns (n, WIDTH) of values by name of target, (n,) or (n, classes), none of them NaN; a target left out is missing.

    `like` is any tensor with n rows, whose type and device the columns take; a gradient passes. What answers has the same in numpy
    (hea_core.model.coders.known).
    """
    found = []
    for target in FURTHER:
        given = values.get(target.name)
        known = like.new_full((len(like), 1), float(given is not None))
        found += [like.new_zeros(len(like), target.width) if given is None else _encoded(target, given), known]
    return torch.cat(found, dim=1)


def _encoded(target: Target, values: Tensor) -> Tensor:
    """What `Target.encode` makes of values, (n, width)."""
    if target.kind is Kind.POSITIVE:
        mean, deviation = target.prior
        return ((values.log() - mean) / deviation)[:, None]
    return values - 1.0 / target.width if target.kind is Kind.CLASS else 2.0 * values[:, None] - 1.0


def parts(columns: Tensor) -> Iterator[tuple[Target, Tensor, Tensor]]:
    """Each target with its encoded values (n, width) and whether they are known, bool (n,)."""
    start = 0
    for target in FURTHER:
        stop = start + target.width
        yield target, columns[:, start:stop], columns[:, stop] > 0
        start = stop + 1


def hidden(told: Tensor, all_of: float, each: float) -> Tensor:
    """The same with all targets hidden in a share of the rows and, in the others, each in a share of them; drawn by torch's generator."""
    n = len(told)
    some = torch.rand(n, 1) >= all_of
    shown = [(some & (torch.rand(n, 1) >= each)).to(told).expand(-1, target.width + 1) for target in FURTHER]
    return told * torch.cat(shown, dim=1)
