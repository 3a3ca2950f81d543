"""Descriptors and classifier of alloys on a grid: the functions of hea_core.descriptors and hea_core.networks, alloy by alloy.

The same arithmetic a second time, because a million alloys must not pass through memory once for every operation; tests
hold both to each other. Of the first layer's inputs, the filled bins of each descriptor, all but one are 0 or 1; so what a
descriptor feeds the units is one row of a table (bins filled so far) plus a share of another (the bin it stands in).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numba import njit

from hea_core.descriptors import (
    BULK,
    CHI,
    DESCRIPTORS,
    ELECTRONS,
    GAS_CONSTANT,
    HARD_SPHERES,
    IDEAL,
    MELTING,
    RADIUS,
    SIGMA_EDGE,
    SIGMA_FORMER,
    SIGMA_TRACE,
    SIGMA_VEC,
    TINY,
    VOLUME,
)

_BETWEEN = math.exp((SIGMA_VEC[0] - SIGMA_VEC[1]) / SIGMA_EDGE)
_FREE, _FIRST, _SECOND = (tuple(row) for row in HARD_SPHERES)


class Pool(NamedTuple):
    """Elemental values of the pool's E elements.

    Attributes:
        elemental: columns as the rows of DescriptorFunction.elemental, float64 (E, 7).
        pair: mixing enthalpies in kJ/mol, float64 (E, E).
        amount: atomic fraction of every number of steps, float64 (T + 1,).
        entropy: −c ln c of it.
        presence: c/(c + COUNT_TRACE) of it.
    """

    elemental: np.ndarray
    pair: np.ndarray
    amount: np.ndarray
    entropy: np.ndarray
    presence: np.ndarray


class Network(NamedTuple):
    """The classifier: D descriptors in B bins, U units in M members of U / M.

    Attributes:
        column: which of the computed descriptors each input is, (D,).
        edges: of the bins, float64 (D, B + 1).
        scale: cells per unit of the descriptor, and share of a bin per unit, float64 (D, 1 + B).
        cell: bin that each of C equal cells between first and last edge begins in, (D, C).
        table: half of what the bins below feed the units, and of what the bin itself does when full, float32 (D, B, 2, U).
        last, bias: of the read-out, float32 (U,) and (M,).
    """

    column: np.ndarray
    edges: np.ndarray
    scale: np.ndarray
    cell: np.ndarray
    table: np.ndarray
    last: np.ndarray
    bias: np.ndarray


compiled = njit(nogil=True, cache=True, fastmath=True, error_model="numpy")
inlined = njit(fastmath=True, error_model="numpy", inline="always")


@inlined
def _root(x: float) -> float:
    return math.sqrt(max(x, 0.0) + TINY * TINY) - TINY


@compiled
def describe_alloy(steps: np.ndarray, pool: Pool, present: np.ndarray, amount: np.ndarray, out: np.ndarray) -> None:
    """All of DESCRIPTORS, in their order, of one alloy in whole steps (E,); `present`, int64 (E,), and `amount`, float64 (E,), are written over."""
    elemental = pool.elemental
    n = 0
    bulk = volume = melting = electrons = radius = chi = former = entropy = count = 0.0
    for e in range(len(steps)):
        if steps[e] > 0:
            c = pool.amount[steps[e]]
            present[n], amount[n] = e, c
            n += 1
            bulk += c * elemental[e, BULK]
            volume += c * elemental[e, VOLUME]
            melting += c * elemental[e, MELTING]
            electrons += c * elemental[e, ELECTRONS]
            radius += c * elemental[e, RADIUS]
            chi += c * elemental[e, CHI]
            former += c * elemental[e, SIGMA_FORMER]
            entropy += GAS_CONSTANT * pool.entropy[steps[e]]
            count += pool.presence[steps[e]]
    m2 = m3 = chi_square = electrons_square = enthalpy = 0.0
    for i in range(n):
        e, c = present[i], amount[i]
        misfit = elemental[e, RADIUS] / radius - 1.0
        m2 += c * misfit**2
        m3 += c * misfit**3
        chi_square += c * (elemental[e, CHI] - chi) ** 2
        electrons_square += c * (elemental[e, ELECTRONS] - electrons) ** 2
        for j in range(i):
            enthalpy += 4.0 * c * amount[j] * pool.pair[e, present[j]]
    third = 1.0 + 3.0 * m2 + m3
    y1 = (2.0 * m2 + m3) / third
    y2 = (m2 + m3 - m2**2) * (1.0 + m2) / third**2
    u = (3.0 * m2 + 2.0 * m3 + 6.0 * m2**2 + 6.0 * m2 * m3 + m3**2 - m2**3) / third**2
    free = _FREE[0] * y1 + _FREE[1] * y2 + _FREE[2] * u
    first = _FIRST[0] * y1 + _FIRST[1] * y2 + _FIRST[2] * u
    second = _SECOND[0] * y1 + _SECOND[1] * y2 + _SECOND[2] * u
    excess = abs(0.5 * math.log1p(first + second + first * second) - free) + TINY
    freedom = (entropy - 1000.0 * math.sqrt(enthalpy**2 + IDEAL) / melting) / GAS_CONSTANT
    below = math.exp((SIGMA_VEC[0] - electrons) / SIGMA_EDGE)
    above = _BETWEEN / below  # exp((electrons − SIGMA_VEC[1])/SIGMA_EDGE)
    out[0] = bulk
    out[1] = volume
    out[2] = melting
    out[3] = electrons
    out[4] = 100.0 * _root(m2)
    out[5] = _root(chi_square)
    out[6] = entropy
    out[7] = enthalpy
    out[8] = math.asinh(freedom / excess)
    out[9] = _root(electrons_square)
    out[10] = former
    out[11] = former / (former + SIGMA_TRACE) / ((1.0 + below) * (1.0 + above))
    out[12] = count


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


@compiled
def _look_up(descriptors: np.ndarray, network: Network, bins: np.ndarray, share: np.ndarray) -> None:
    """The bin that each input stands in, and how far it fills it."""
    last_cell, last_bin = network.cell.shape[1] - 1, network.edges.shape[1] - 2
    for d in range(len(bins)):
        edges, scale = network.edges[d], network.scale[d]
        value = descriptors[network.column[d]]
        place = (value - edges[0]) * scale[0]
        b = network.cell[d, int(min(max(place, 0.0), last_cell))]
        while b < last_bin and value >= edges[b + 1]:
            b += 1
        bins[d] = b
        share[d] = min(max((value - edges[b]) * scale[b + 1], 0.0), 1.0)


@lru_cache
def scorer(n_inputs: int, n_units: int, n_members: int) -> Callable[[np.ndarray, Pool, Network, np.ndarray], None]:
    """The function that scores alloys; widths that are known when it is compiled make it a quarter faster."""
    width, n_described = n_units // n_members, len(DESCRIPTORS)

    @compiled
    def score(steps: np.ndarray, pool: Pool, network: Network, out: np.ndarray) -> None:
        """Logits of every member, float32 (M, n), of alloys in whole steps (n, E)."""
        table, last = network.table, network.last
        descriptors, present, amount = (
            np.empty(n_described),
            np.empty(len(pool.pair), np.int64),
            np.empty(len(pool.pair)),
        )
        bins, share, units = np.empty(n_inputs, np.int64), np.empty(n_inputs, np.float32), np.empty(n_units, np.float32)
        for i in range(len(steps)):
            describe_alloy(steps[i], pool, present, amount, descriptors)
            _look_up(descriptors, network, bins, share)
            units[:] = 0
            for d in range(0, n_inputs - 3, 4):  # four rows at a time: units pass through memory a quarter as often
                r, s, t, v = (
                    table[d, bins[d]],
                    table[d + 1, bins[d + 1]],
                    table[d + 2, bins[d + 2]],
                    table[d + 3, bins[d + 3]],
                )
                for u in range(n_units):
                    units[u] += (r[0, u] + share[d] * r[1, u] + s[0, u] + share[d + 1] * s[1, u]) + (
                        t[0, u] + share[d + 2] * t[1, u] + v[0, u] + share[d + 3] * v[1, u]
                    )
            for d in range(n_inputs // 4 * 4, n_inputs):
                r = table[d, bins[d]]
                for u in range(n_units):
                    units[u] += r[0, u] + share[d] * r[1, u]
            for m in range(n_members):
                logit = network.bias[m]
                for u in range(m * width, (m + 1) * width):
                    logit += last[u] * silu_of_double(units[u])
                out[m, i] = logit

    return score


@compiled
def describe(steps: np.ndarray, pool: Pool, out: np.ndarray) -> None:
    """Descriptors, float64 (n, 13), of alloys in whole steps (n, E)."""
    present, amount = np.empty(len(pool.pair), np.int64), np.empty(len(pool.pair))
    for i in range(len(steps)):
        describe_alloy(steps[i], pool, present, amount, out[i])


@compiled
def _sums(own: np.ndarray, background: np.ndarray, out: np.ndarray) -> None:
    """Parts (G, U) summed for all coalitions of G groups onto out[0]; bit g of the index says that group g is the alloy's own."""
    for group in range(len(own)):
        for known in range(2**group):
            lacking, holding = out[known], out[2**group + known]
            for u in range(out.shape[1]):
                holding[u] = lacking[u] + own[group, u]
                lacking[u] += background[group, u]


@lru_cache
def coalition_means(n_groups: int, n_units: int, n_members: int) -> Callable[..., None]:
    """The function that plays hea_core.explain's game; widths known as in `scorer`."""
    width, half = n_units // n_members, n_groups // 2

    @compiled
    def means(own: np.ndarray, background: np.ndarray, last: np.ndarray, bias: np.ndarray, out: np.ndarray) -> None:
        """Mean probability over n background alloys in every coalition of groups, float64 (2^G,).

        What each group feeds the units comes in halves, as in `Network.table`: of the alloy, float32 (G, U), and of the
        background, (n, G, U). Sums within either half of the groups are made once; a coalition is one of each.
        """
        low, high = np.empty((2**half, n_units), np.float32), np.empty((2 ** (n_groups - half), n_units), np.float32)
        logits = np.empty(2**half * n_members, np.float32)
        out[:] = 0.0
        for i in range(len(background)):
            low[0], high[0] = 0.0, 0.0
            _sums(own[:half], background[i, :half], low)
            _sums(own[half:], background[i, half:], high)
            for b in range(len(high)):
                for a in range(len(low)):
                    for m in range(n_members):
                        logit = bias[m]
                        for u in range(m * width, (m + 1) * width):
                            logit += last[u] * silu_of_double(low[a, u] + high[b, u])
                        logits[a * n_members + m] = logit
                for k in range(len(logits)):
                    logits[k] = _HALF + _HALF * _tanh(_HALF * logits[k])
                for a in range(len(low)):
                    for m in range(n_members):
                        out[b * len(low) + a] += logits[a * n_members + m]
        out /= len(background) * n_members

    return means
