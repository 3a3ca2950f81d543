"""Descriptors of alloys on a grid and the bins they stand in: the functions of hea_core.descriptors.function and hea_core.model.ensemble.

The same arithmetic a second time, because a million alloys must not pass through memory once for every operation; tests
hold both to each other. Alloys are described _BLOCK at a time and as columns: every step is then the same short sum for many alloys side
by side, which a processor does eight at once, and all of them stay in its first cache. Elements that an alloy lacks are added as 0.

It is one file for a reason: of what is called from another file numba's cache would not see a change.
"""

from __future__ import annotations

import math
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
        count_trace: COUNT_TRACE.
        free, first, second: rows of HARD_SPHERES.
    """

    gas_constant: float
    tiny: float
    ideal: float
    sigma_low: float
    sigma_high: float
    sigma_edge: float
    sigma_trace: float
    count_trace: float
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
        total: steps that make a whole alloy.
        physics: constants.
        columns: of the descriptors.
    """

    elemental: Elemental
    pair: np.ndarray
    total: int
    physics: Physics
    columns: Columns


class Bins(NamedTuple):
    """What an ensemble reads of D descriptors: each in B bins.

    Attributes:
        column: which of the computed descriptors each input is, (D,).
        edges: of the bins, float64 (D, B + 1).
        per_unit: share of a bin per unit of the descriptor, float64 (D, B).
    """

    column: np.ndarray
    edges: np.ndarray
    per_unit: np.ndarray


_BLOCK = 256
"""Alloys described together."""

compiled = njit(nogil=True, cache=True, fastmath=True, error_model="numpy")
inlined = njit(fastmath=True, error_model="numpy", inline="always")

_LN2 = math.log(2.0)
_ROOT_HALF = np.int64(0x3FE6A09E667F3BCD)
"""The bits of √½."""
_NOTHING = 1e-300
"""Stands for 0 in a logarithm that is multiplied by 0."""


@inlined
def _log(x: float) -> float:
    """Natural logarithm to 1e-15 of a number that is neither 0 nor subnormal; by arithmetic alone, which a compiler does for many numbers at once."""
    bits = np.float64(x).view(np.int64)
    exponent = (bits - _ROOT_HALF) >> 52
    mantissa = np.int64(bits - (exponent << 52)).view(np.float64)  # √½ to √2
    s = (mantissa - 1.0) / (mantissa + 1.0)
    q = s * s
    rest = 1 / 9 + q * (1 / 11 + q * (1 / 13 + q * (1 / 15 + q * (1 / 17 + q / 19))))
    return exponent * _LN2 + 2.0 * (s + s * q * (1 / 3 + q * (1 / 5 + q * (1 / 7 + q * rest))))


@inlined
def _exp(x: float) -> float:
    """The exponential to 1e-14 of itself, for |x| up to 700; likewise."""
    n = np.rint(x / _LN2)
    r = x - n * _LN2
    rest = 1 / 720 + r * (1 / 5040 + r * (1 / 40320 + r * (1 / 362880 + r * (1 / 3628800 + r / 39916800))))
    power = np.int64((np.int64(n) + 1023) << 52).view(np.float64)
    return power * (1.0 + r * (1.0 + r * (1 / 2 + r * (1 / 6 + r * (1 / 24 + r * (1 / 120 + r * rest))))))


@compiled
def _mean(n: int, elemental: np.ndarray, amounts: np.ndarray, out: np.ndarray) -> None:
    out[:] = 0.0
    for e in range(len(elemental)):
        value, amount = elemental[e], amounts[e]
        for i in range(n):
            out[i] += value * amount[i]


@compiled
def _spread(n: int, elemental: np.ndarray, mean: np.ndarray, amounts: np.ndarray, tiny: float, out: np.ndarray) -> None:
    """Standard deviation of an elemental value over the atoms of each alloy."""
    out[:] = 0.0
    for e in range(len(elemental)):
        value, amount = elemental[e], amounts[e]
        for i in range(n):
            out[i] += amount[i] * (value - mean[i]) ** 2
    for i in range(n):
        out[i] = math.sqrt(out[i] + tiny * tiny) - tiny


@compiled
def _misfit_moments(
    n: int, elemental: np.ndarray, mean: np.ndarray, amounts: np.ndarray, m2: np.ndarray, m3: np.ndarray
) -> None:
    m2[:] = 0.0
    m3[:] = 0.0
    for e in range(len(elemental)):
        value, amount = elemental[e], amounts[e]
        for i in range(n):
            misfit = value / mean[i] - 1.0
            square = amount[i] * misfit**2
            m2[i] += square
            m3[i] += square * misfit


@compiled
def _entropy(n: int, amounts: np.ndarray, gas_constant: float, out: np.ndarray) -> None:
    out[:] = 0.0
    for e in range(len(amounts)):
        amount = amounts[e]
        for i in range(n):
            out[i] -= gas_constant * amount[i] * _log(max(amount[i], _NOTHING))


@compiled
def _count(n: int, amounts: np.ndarray, trace: float, out: np.ndarray) -> None:
    out[:] = 0.0
    for e in range(len(amounts)):
        amount = amounts[e]
        for i in range(n):
            out[i] += amount[i] / (amount[i] + trace)


@compiled
def _enthalpy(n: int, pair: np.ndarray, amounts: np.ndarray, out: np.ndarray) -> None:
    out[:] = 0.0
    for e in range(len(pair)):
        for f in range(e):
            value, one, other = 4.0 * pair[e, f], amounts[e], amounts[f]
            for i in range(n):
                out[i] += value * one[i] * other[i]


@compiled
def _ye_phi(
    n: int,
    physics: Physics,
    misfit: tuple[np.ndarray, np.ndarray],
    entropy: np.ndarray,
    enthalpy: np.ndarray,
    melting: np.ndarray,
    out: np.ndarray,
) -> None:
    free_of, first_of, second_of = physics.free, physics.first, physics.second
    for i in range(n):
        m2, m3 = misfit[0][i], misfit[1][i]
        third = 1.0 + 3.0 * m2 + m3
        y1 = (2.0 * m2 + m3) / third
        y2 = (m2 + m3 - m2**2) * (1.0 + m2) / third**2
        u = (3.0 * m2 + 2.0 * m3 + 6.0 * m2**2 + 6.0 * m2 * m3 + m3**2 - m2**3) / third**2
        free = free_of[0] * y1 + free_of[1] * y2 + free_of[2] * u
        first = first_of[0] * y1 + first_of[1] * y2 + first_of[2] * u
        second = second_of[0] * y1 + second_of[1] * y2 + second_of[2] * u
        excess = abs(0.5 * _log((1.0 + first) * (1.0 + second)) - free) + physics.tiny
        freedom = (
            entropy[i] - 1000.0 * math.sqrt(enthalpy[i] ** 2 + physics.ideal) / melting[i]
        ) / physics.gas_constant
        phi = abs(freedom / excess)
        out[i] = math.copysign(_log(phi + math.sqrt(phi**2 + 1.0)), freedom)


@compiled
def _sigma_window(n: int, physics: Physics, former: np.ndarray, electrons: np.ndarray, out: np.ndarray) -> None:
    for i in range(n):
        below = _exp((physics.sigma_low - electrons[i]) / physics.sigma_edge)
        above = _exp((electrons[i] - physics.sigma_high) / physics.sigma_edge)
        out[i] = former[i] / (former[i] + physics.sigma_trace) / ((1.0 + below) * (1.0 + above))


@compiled
def _describe_block(steps: np.ndarray, pool: Pool, amounts: np.ndarray, spare: np.ndarray, out: np.ndarray) -> None:
    """All of DESCRIPTORS, (13, _BLOCK), of up to _BLOCK alloys in whole steps (n, E).

    What `amounts`, (E, _BLOCK), and `spare`, (4, _BLOCK), hold is written over.
    """
    n, elemental, physics, at = len(steps), pool.elemental, pool.physics, pool.columns
    radius, chi, m2, m3 = spare[0], spare[1], spare[2], spare[3]
    for i in range(n):
        for e in range(len(amounts)):
            amounts[e, i] = steps[i, e] / pool.total
    electrons, entropy, enthalpy = out[at.vec], out[at.mixing_entropy], out[at.mixing_enthalpy]
    _mean(n, elemental.bulk, amounts, out[at.bulk_modulus])
    _mean(n, elemental.volume, amounts, out[at.molar_volume])
    _mean(n, elemental.melting, amounts, out[at.melting_temperature])
    _mean(n, elemental.electrons, amounts, electrons)
    _mean(n, elemental.former, amounts, out[at.sigma_former_content])
    _mean(n, elemental.radius, amounts, radius)
    _mean(n, elemental.chi, amounts, chi)
    _misfit_moments(n, elemental.radius, radius, amounts, m2, m3)
    for i in range(n):
        out[at.atomic_size_difference, i] = 100.0 * (math.sqrt(m2[i] + physics.tiny * physics.tiny) - physics.tiny)
    _spread(n, elemental.chi, chi, amounts, physics.tiny, out[at.electronegativity_difference])
    _spread(n, elemental.electrons, electrons, amounts, physics.tiny, out[at.vec_spread])
    _entropy(n, amounts, physics.gas_constant, entropy)
    _enthalpy(n, pool.pair, amounts, enthalpy)
    _ye_phi(n, physics, (m2, m3), entropy, enthalpy, out[at.melting_temperature], out[at.ye_phi])
    _sigma_window(n, physics, out[at.sigma_former_content], electrons, out[at.sigma_window])
    _count(n, amounts, physics.count_trace, out[at.element_count])


@compiled
def describe(steps: np.ndarray, pool: Pool, out: np.ndarray) -> None:
    """Descriptors, float64 (13, n), of alloys in whole steps (n, E)."""
    amounts, spare, block = np.empty((len(pool.pair), _BLOCK)), np.empty((4, _BLOCK)), np.empty((len(out), _BLOCK))
    for start in range(0, len(steps), _BLOCK):
        some = steps[start : start + _BLOCK]
        _describe_block(some, pool, amounts, spare, block)
        for d in range(len(out)):
            for i in range(len(some)):
                out[d, start + i] = block[d, i]


@compiled
def look_up(steps: np.ndarray, pool: Pool, bins: Bins, at: np.ndarray, share: np.ndarray) -> None:
    """The bin that each input of alloys in whole steps (n, E) stands in, uint16 (n, D), and how far it fills it, float32 (n, D)."""
    amounts, spare = np.empty((len(pool.pair), _BLOCK)), np.empty((4, _BLOCK))
    block, passed = np.empty((len(pool.columns), _BLOCK)), np.empty(_BLOCK, np.int64)
    for start in range(0, len(steps), _BLOCK):
        some = steps[start : start + _BLOCK]
        _describe_block(some, pool, amounts, spare, block)
        for d in range(len(bins.column)):
            values, edges = block[bins.column[d]], bins.edges[d]
            passed[:] = 0
            # all edges between bins, of many alloys at once, are sooner compared than one is looked for
            for b in range(1, len(edges) - 1):
                edge = edges[b]
                for i in range(len(some)):
                    passed[i] += values[i] >= edge
            for i in range(len(some)):
                b = passed[i]
                at[start + i, d] = b
                share[start + i, d] = min(max((values[i] - edges[b]) * bins.per_unit[d, b], 0.0), 1.0)
