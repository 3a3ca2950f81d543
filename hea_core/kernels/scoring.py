"""Descriptors and classifier of alloys on a grid: the functions of hea_core.descriptors.function and hea_core.model.networks, alloy by alloy.

The same arithmetic a second time, because a million alloys must not pass through memory once for every operation; tests
hold both to each other. Of the first layer's inputs, the filled bins of each descriptor, all but one are 0 or 1; so what a
descriptor feeds the units is one row of a table (bins filled so far) plus a share of another (the bin it stands in).

It is one file for a reason: of what is inlined from another file numba's cache would not see a change.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numba import njit


class Physics(NamedTuple):
    """Constants of hea_core.descriptors.function, handed in.

    numba keeps compiled functions on disk and looks at the date of this file alone: a constant imported from another one would live
    on there after it has been changed.

    Attributes:
        gas_constant, tiny, ideal: GAS_CONSTANT, TINY, IDEAL.
        sigma_low, sigma_high, sigma_edge, sigma_trace: SIGMA_VEC, SIGMA_EDGE, SIGMA_TRACE.
        free, first, second: rows of HARD_SPHERES.
    """

    gas_constant: float
    tiny: float
    ideal: float
    sigma_low: float
    sigma_high: float
    sigma_edge: float
    sigma_trace: float
    free: tuple[float, float, float]
    first: tuple[float, float, float]
    second: tuple[float, float, float]


class Columns(NamedTuple):
    """Where each descriptor goes: its place in hea_core.descriptors.registry.DESCRIPTORS."""

    bulk_modulus: int
    molar_volume: int
    melting_temperature: int
    vec: int
    atomic_size_difference: int
    electronegativity_difference: int
    mixing_entropy: int
    mixing_enthalpy: int
    ye_phi: int
    vec_spread: int
    sigma_former_content: int
    sigma_window: int
    element_count: int


class Elemental(NamedTuple):
    """Values of the pool's E elements, each float64 (E,); `former` is 1 for what forms σ phase, else 0."""

    bulk: np.ndarray
    volume: np.ndarray
    melting: np.ndarray
    electrons: np.ndarray
    radius: np.ndarray
    chi: np.ndarray
    former: np.ndarray


class Pool(NamedTuple):
    """All that f(x) needs for alloys of a pool of E elements.

    Attributes:
        elemental: of each element.
        pair: mixing enthalpies in kJ/mol, float64 (E, E).
        amount: atomic fraction of every number of steps, float64 (T + 1,).
        entropy: −c ln c of it.
        presence: c/(c + COUNT_TRACE) of it.
        physics: constants.
        columns: of the descriptors.
    """

    elemental: Elemental
    pair: np.ndarray
    amount: np.ndarray
    entropy: np.ndarray
    presence: np.ndarray
    physics: Physics
    columns: Columns


class Bins(NamedTuple):
    """What an ensemble reads of D descriptors: each in B bins.

    Attributes:
        column: which of the computed descriptors each input is, (D,).
        edges: of the bins, float64 (D, B + 1).
        scale: cells per unit of the descriptor, and share of a bin per unit, float64 (D, 1 + B).
        cell: bin that each of C equal cells between first and last edge begins in, (D, C).
    """

    column: np.ndarray
    edges: np.ndarray
    scale: np.ndarray
    cell: np.ndarray


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


@inlined
def _root(x: float, tiny: float) -> float:
    return math.sqrt(max(x, 0.0) + tiny * tiny) - tiny


@inlined  # the pool has so many parts that handing it on would cost a fifth
def describe_alloy(steps: np.ndarray, pool: Pool, present: np.ndarray, amount: np.ndarray, out: np.ndarray) -> None:
    """All of DESCRIPTORS, in their order, of one alloy in whole steps (E,); `present`, int64 (E,), and `amount`, float64 (E,), are written over."""
    elemental, physics, at = pool.elemental, pool.physics, pool.columns
    n = 0
    bulk = volume = melting = electrons = radius = chi = former = entropy = count = 0.0
    for e in range(len(steps)):
        if steps[e] > 0:
            c = pool.amount[steps[e]]
            present[n], amount[n] = e, c
            n += 1
            bulk += c * elemental.bulk[e]
            volume += c * elemental.volume[e]
            melting += c * elemental.melting[e]
            electrons += c * elemental.electrons[e]
            radius += c * elemental.radius[e]
            chi += c * elemental.chi[e]
            former += c * elemental.former[e]
            entropy += physics.gas_constant * pool.entropy[steps[e]]
            count += pool.presence[steps[e]]
    m2 = m3 = chi_square = electrons_square = enthalpy = 0.0
    for i in range(n):
        e, c = present[i], amount[i]
        misfit = elemental.radius[e] / radius - 1.0
        m2 += c * misfit**2
        m3 += c * misfit**3
        chi_square += c * (elemental.chi[e] - chi) ** 2
        electrons_square += c * (elemental.electrons[e] - electrons) ** 2
        for j in range(i):
            enthalpy += 4.0 * c * amount[j] * pool.pair[e, present[j]]
    third = 1.0 + 3.0 * m2 + m3
    y1 = (2.0 * m2 + m3) / third
    y2 = (m2 + m3 - m2**2) * (1.0 + m2) / third**2
    u = (3.0 * m2 + 2.0 * m3 + 6.0 * m2**2 + 6.0 * m2 * m3 + m3**2 - m2**3) / third**2
    free = physics.free[0] * y1 + physics.free[1] * y2 + physics.free[2] * u
    first = physics.first[0] * y1 + physics.first[1] * y2 + physics.first[2] * u
    second = physics.second[0] * y1 + physics.second[1] * y2 + physics.second[2] * u
    excess = abs(0.5 * math.log1p(first + second + first * second) - free) + physics.tiny
    freedom = (entropy - 1000.0 * math.sqrt(enthalpy**2 + physics.ideal) / melting) / physics.gas_constant
    below = math.exp((physics.sigma_low - electrons) / physics.sigma_edge)
    above = math.exp((electrons - physics.sigma_high) / physics.sigma_edge)
    out[at.bulk_modulus] = bulk
    out[at.molar_volume] = volume
    out[at.melting_temperature] = melting
    out[at.vec] = electrons
    out[at.atomic_size_difference] = 100.0 * _root(m2, physics.tiny)
    out[at.electronegativity_difference] = _root(chi_square, physics.tiny)
    out[at.mixing_entropy] = entropy
    out[at.mixing_enthalpy] = enthalpy
    out[at.ye_phi] = math.asinh(freedom / excess)
    out[at.vec_spread] = _root(electrons_square, physics.tiny)
    out[at.sigma_former_content] = former
    out[at.sigma_window] = former / (former + physics.sigma_trace) / ((1.0 + below) * (1.0 + above))
    out[at.element_count] = count


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
def look_up(steps: np.ndarray, pool: Pool, bins: Bins, at: np.ndarray, share: np.ndarray) -> None:
    """The bin that each input of alloys in whole steps (n, E) stands in, uint16 (n, D), and how far it fills it, float32 (n, D)."""
    last_cell, last_bin = bins.cell.shape[1] - 1, bins.edges.shape[1] - 2
    descriptors, present, amount = (
        np.empty(len(pool.columns)),
        np.empty(len(pool.pair), np.int64),
        np.empty(len(pool.pair)),
    )
    for i in range(len(steps)):
        describe_alloy(steps[i], pool, present, amount, descriptors)
        for d in range(len(bins.column)):
            edges, scale = bins.edges[d], bins.scale[d]
            value = descriptors[bins.column[d]]
            place = (value - edges[0]) * scale[0]
            b = bins.cell[d, int(min(max(place, 0.0), last_cell))]
            while b < last_bin and value >= edges[b + 1]:
                b += 1
            at[i, d] = b
            share[i, d] = min(max((value - edges[b]) * scale[b + 1], 0.0), 1.0)


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


@compiled
def describe(steps: np.ndarray, pool: Pool, out: np.ndarray) -> None:
    """Descriptors, float64 (n, 13), of alloys in whole steps (n, E)."""
    present, amount = np.empty(len(pool.pair), np.int64), np.empty(len(pool.pair))
    for i in range(len(steps)):
        describe_alloy(steps[i], pool, present, amount, out[i])
