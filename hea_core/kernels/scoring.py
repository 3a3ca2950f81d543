"""The network of an ensemble, unit by unit, for alloys on a grid: hea_core.model.networks a second time.

Of the first layer's inputs, the filled bins of each descriptor, all but one are 0 or 1; so what a descriptor feeds the units is
one row of a table (bins filled so far) plus a share of another (the bin it stands in). Tests hold both forms to each other.

It is one file for a reason: of what is inlined from another file numba's cache would not see a change.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numba import njit


class Network(NamedTuple):
    """An ensemble on these bins: U units in M members of U / M, K outputs of each; the classifier has one, its logit.

    Units stand in turn, the first of every member, then the second of every member: sums over those of a member are then sums of long rows.

    Attributes:
        table: half of what the bins below feed the units, and of what the bin itself does when full, float32 (D, B, 2, U).
        last, bias: of the read-out, float32 (K, U) and (K, M).
    """

    table: np.ndarray
    last: np.ndarray
    bias: np.ndarray


compiled = njit(nogil=True, cache=True, fastmath=True, error_model="numpy")
inlined = njit(fastmath=True, error_model="numpy", inline="always")

# tanh y = y P(y²)/Q(y²) to 1.4·10⁻⁷, fitted to the least greatest error up to the end, beyond which float32 is at 1.
_END = np.float32(7.7)
_P = tuple(np.float32(c) for c in (0.99999932, 0.127263877, 0.00271150073, 7.28635921e-06, -6.3873123e-09))
_Q = tuple(np.float32(c) for c in (1.0, 0.460594675, 0.0229125009, 0.000198766606))
_HALF = np.float32(0.5)


@inlined
def _tanh(y: np.float32) -> np.float32:
    """By arithmetic alone, which a compiler does for many units at once."""
    y = min(max(y, -_END), _END)
    q = y * y
    return (
        y
        * (_P[0] + q * (_P[1] + q * (_P[2] + q * (_P[3] + q * _P[4]))))
        / (_Q[0] + q * (_Q[1] + q * (_Q[2] + q * _Q[3])))
    )


@inlined
def silu_of_double(y: np.float32) -> np.float32:
    """SiLU of x = 2y, x σ(x) = y (1 + tanh y)."""
    return y + y * _tanh(y)


def _rows(width: int) -> int:
    """Units of a member of so many that are summed side by side: four of eight members are two of the longest vectors."""
    return 4 if width % 4 == 0 else 1


@lru_cache
def scorer(
    n_inputs: int, n_units: int, n_members: int, n_outputs: int = 1
) -> Callable[[np.ndarray, np.ndarray, Network, np.ndarray], None]:
    """The function that scores alloys; widths that are known when it is compiled make it a quarter faster."""
    rows = _rows(n_units // n_members)
    wide = rows * n_members
    blocks = n_units // wide

    @compiled
    def score(at: np.ndarray, share: np.ndarray, network: Network, out: np.ndarray) -> None:
        """Outputs of every member, float32 (K, M, n), of alloys that `look_up` found in these bins."""
        table, last = network.table, network.last
        units, part = np.empty(n_units, np.float32), np.empty(wide, np.float32)
        for i in range(len(at)):
            bins, filled = at[i], share[i]
            units[:] = 0
            for d in range(0, n_inputs - 3, 4):  # four rows at a time: units pass through memory a quarter as often
                r, s, t, v = (
                    table[d, bins[d]],
                    table[d + 1, bins[d + 1]],
                    table[d + 2, bins[d + 2]],
                    table[d + 3, bins[d + 3]],
                )
                for u in range(n_units):
                    units[u] += (r[0, u] + filled[d] * r[1, u] + s[0, u] + filled[d + 1] * s[1, u]) + (
                        t[0, u] + filled[d + 2] * t[1, u] + v[0, u] + filled[d + 3] * v[1, u]
                    )
            for d in range(n_inputs // 4 * 4, n_inputs):
                r = table[d, bins[d]]
                for u in range(n_units):
                    units[u] += r[0, u] + filled[d] * r[1, u]
            for u in range(n_units):
                units[u] = silu_of_double(units[u])
            for k in range(n_outputs):
                weights = last[k]
                for u in range(wide):
                    total = weights[u] * units[u]
                    for block in range(1, blocks):
                        total += weights[block * wide + u] * units[block * wide + u]
                    part[u] = total
                for m in range(n_members):
                    output = network.bias[k, m]
                    for row in range(rows):
                        output += part[row * n_members + m]
                    out[k, m, i] = output

    return score
