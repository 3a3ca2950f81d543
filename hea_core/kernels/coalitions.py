"""The game of hea_core.explain.shapley: mean probability over a background in every coalition of groups of descriptors.

A unit gives x σ(x) = x / (1 + e⁻ˣ) of what it is fed, x, a sum over groups; e⁻ˣ is a product over them. Sums and products over the coalitions of
either half of the groups are made once a background alloy. A coalition of all groups is one of each half, and costs a unit one addition, one
product and one division, where an activation would take twenty steps.

It is one file for a reason: of what is inlined from another file numba's cache would not see a change.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import numpy as np
from numba import njit

compiled = njit(nogil=True, cache=True, fastmath=True, error_model="numpy")
inlined = njit(fastmath=True, error_model="numpy", inline="always")

_ONE, _HALF, _PER_X = np.float32(1.0), np.float32(0.5), np.float32(-np.log2(np.e))
_SURE = np.float32(60.0)
"""Logit beyond which a probability is 0 or 1 in single precision."""
# 2ᶠ of −½ ≤ f ≤ ½ to 8·10⁻⁸, fitted by least squares
_C = tuple(np.float32(c) for c in (1.00000007, 0.69314695, 0.24022122, 0.05550743, 0.00967546, 0.0013267))
_ZERO, _BITS = np.int32(127), np.int32(23)
"""Exponent of 1 in single precision, and how many bits of the fraction stand below it."""
_LANES = 16
"""Numbers of single precision in the longest vectors."""


@inlined
def _exp_of_minus(x: np.float32) -> np.float32:
    """e⁻ˣ for |x| up to 87, by arithmetic alone, which a compiler does for many at once: 2ᵗ, of whose t the whole part becomes the exponent."""
    t = _PER_X * x
    whole = np.floor(t + _HALF)
    f = t - whole
    rest = _C[0] + f * (_C[1] + f * (_C[2] + f * (_C[3] + f * (_C[4] + f * _C[5]))))
    return rest * np.int32((np.int32(whole) + _ZERO) << _BITS).view(np.float32)


@compiled
def _rows(n: int, width: int) -> np.ndarray:
    """Float32 (n, width) that begins where a line of the cache does: vectors that lie across two lines cost a quarter of all."""
    room = np.empty(n * width + _LANES, np.float32)
    skipped = (-room.ctypes.data // 4) % _LANES
    return room[skipped : skipped + n * width].reshape(n, width)


@compiled
def _of_quarter(own: np.ndarray, background: np.ndarray, last: np.ndarray, out: np.ndarray) -> None:
    """Fill out (2, 2^g, U) with x w and e⁻ˣ, x being what each coalition of g groups feeds a unit, w its weight in the read-out (U,).

    Own and background feed (g, U); bit g of a coalition's index says that group g is the alloy's own.
    """
    fed = out[0]
    fed[0] = 0.0
    for group in range(len(own)):
        for known in range(2**group):
            lacking, holding = fed[known], fed[2**group + known]
            for u in range(len(last)):
                holding[u] = lacking[u] + own[group, u]
                lacking[u] += background[group, u]
    for coalition in range(len(fed)):
        x, e = fed[coalition], out[1, coalition]
        for u in range(len(last)):
            e[u] = _exp_of_minus(x[u])
            x[u] *= last[u]


@compiled
def _joined(first: np.ndarray, second: np.ndarray, out: np.ndarray) -> None:
    """The same of two quarters together, (2, a, U) and (2, b, U), onto out (2, b·a, U)."""
    for b in range(second.shape[1]):
        for a in range(first.shape[1]):
            coalition = b * first.shape[1] + a
            one, two, both = first[0, a], second[0, b], out[0, coalition]
            for u in range(len(both)):
                both[u] = one[u] + two[u]
            one, two, both = first[1, a], second[1, b], out[1, coalition]
            for u in range(len(both)):
                both[u] = one[u] * two[u]


@lru_cache
def coalition_means(n_groups: int, n_units: int, n_members: int) -> Callable[..., None]:
    """The function that plays; widths that are known when it is compiled make it quicker. Units in turn, as in hea_core.kernels.scoring."""
    half = n_groups // 2
    ends = (half // 2, half, half + (n_groups - half) // 2)
    low_count, high_count = 2**half, 2 ** (n_groups - half)
    # units of a member that are summed side by side: two of eight members are one of the longest vectors
    side = 2 if n_units // n_members % 2 == 0 else 1
    wide = side * n_members
    blocks = n_units // wide

    @compiled
    def room(coalitions: int) -> np.ndarray:
        return _rows(2 * coalitions, n_units).reshape(2, coalitions, n_units)

    @compiled
    def means(own: np.ndarray, background: np.ndarray, last: np.ndarray, bias: np.ndarray, out: np.ndarray) -> None:
        """Mean probability over n background alloys in every coalition, float64 (2^G,).

        Each group feeds the units float32 (G, U) of the alloy and (n, G, U) of the background; read-out `last` (U,) and `bias` (M,).
        """
        first, second = room(2 ** ends[0]), room(2 ** (ends[1] - ends[0]))
        third, fourth = room(2 ** (ends[2] - ends[1])), room(2 ** (n_groups - ends[2]))
        low, high = room(low_count), room(high_count)
        units, logits = _rows(low_count, wide), _rows(1, low_count * n_members)[0]
        start = np.zeros(wide, np.float32)
        start[:n_members] = bias
        total = np.zeros((high_count, low_count * n_members))
        for i in range(len(background)):
            fed = background[i]
            _of_quarter(own[: ends[0]], fed[: ends[0]], last, first)
            _of_quarter(own[ends[0] : ends[1]], fed[ends[0] : ends[1]], last, second)
            _of_quarter(own[ends[1] : ends[2]], fed[ends[1] : ends[2]], last, third)
            _of_quarter(own[ends[2] :], fed[ends[2] :], last, fourth)
            _joined(first, second, low)
            _joined(third, fourth, high)
            for b in range(high_count):
                x_high, e_high = high[0, b], high[1, b]
                for a in range(low_count):
                    x, e, side_by_side = low[0, a], low[1, a], units[a]
                    for u in range(wide):
                        given = start[u] + (x[u] + x_high[u]) / (_ONE + e[u] * e_high[u])
                        for block in range(1, blocks):
                            v = block * wide + u
                            given += (x[v] + x_high[v]) / (_ONE + e[v] * e_high[v])
                        side_by_side[u] = given
                for a in range(low_count):
                    side_by_side = units[a]
                    for m in range(n_members):
                        logit = side_by_side[m]
                        for s in range(1, side):
                            logit += side_by_side[s * n_members + m]
                        logits[a * n_members + m] = logit
                for k in range(low_count * n_members):
                    logits[k] = _ONE / (_ONE + _exp_of_minus(min(max(logits[k], -_SURE), _SURE)))
                for k in range(low_count * n_members):
                    total[b, k] += logits[k]
        for b in range(high_count):
            for a in range(low_count):
                mean = total[b, a * n_members : (a + 1) * n_members].mean()
                out[b * low_count + a] = mean / len(background)

    return means
