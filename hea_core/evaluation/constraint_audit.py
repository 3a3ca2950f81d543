"""Random demands, and a check of them that shares no code with the search: plain arithmetic on the alloy as returned."""

from __future__ import annotations

import csv
from functools import cache

import numpy as np

from hea_core.composition import Composition
from hea_core.composition.elements import elements
from hea_core.datasets.observations import DATA
from hea_core.design.constraints import Constraints

_ROUNDING = 1e-6


def random_demand(
    start: Composition, vocabulary: tuple[str, ...], rng: np.random.Generator
) -> tuple[Constraints, float | None]:
    """One to four kinds of constraints, mostly on elements that the start holds, and a budget in every third case.

    Raises:
        ConstraintError: where chance contradicts itself, which the caller counts.
    """
    present = [str(s) for s in rng.permutation(list(start.elements))]
    absent = [str(s) for s in rng.permutation([s for s in vocabulary if s not in start.elements])]
    kinds = rng.permutation(["ban", "lock", "range", "max_elements", "max_price"])[: rng.integers(1, 5)]
    lock, ranges = [], []
    if "lock" in kinds:
        lock = [(s, int(rng.integers(1, 45))) for s in present[: rng.integers(1, 3)]]
        if rng.uniform() < 0.2:
            lock.append((absent[0], int(rng.integers(1, 15))))
    if "range" in kinds:
        for symbol in (*present[2:4], *absent[1:2]):
            least, most = sorted(rng.integers(0, 50, 2).tolist())
            ranges.append((symbol, least if rng.uniform() < 0.5 else 0, most))
    constraints = Constraints(
        ban=tuple((present[-1:] if rng.uniform() < 0.5 else []) + absent[2 : 2 + rng.integers(1, 12)])
        if "ban" in kinds
        else (),
        lock=tuple(lock),
        range=tuple(ranges),
        max_elements=int(rng.integers(2, 8)) if "max_elements" in kinds else None,
        max_price=float(np.exp(rng.uniform(1.0, 6.0))) if "max_price" in kinds else None,
    )
    return constraints, float(rng.uniform(3.0, 60.0)) if rng.uniform() < 1 / 3 else None


def broken(alloy: Composition, start: Composition, constraints: Constraints, budget: float | None) -> list[str]:
    """Which demands an alloy breaks, in words; empty is none."""
    amounts, own = alloy.as_dict(), start.as_dict()
    locks = [(s, own.get(s, 0.0) if amount is None else amount) for s, amount in constraints.lock]
    found = [f"ban {s}" for s in constraints.ban if s in amounts]
    found += [f"lock {s}" for s, amount in locks if abs(amounts.get(s, 0.0) - amount) > _ROUNDING]
    found += [
        f"range {s}"
        for s, least, most in constraints.range
        if not least - _ROUNDING <= amounts.get(s, 0.0) <= most + _ROUNDING
    ]
    if constraints.max_elements is not None and len(amounts) > constraints.max_elements:
        found.append("max-elements")
    if constraints.min_elements is not None and len(amounts) < constraints.min_elements:
        found.append("min-elements")
    if constraints.max_price is not None:
        mass = {s: amount * _mass(s) for s, amount in amounts.items()}
        price = sum(mass[s] * _prices()[s] for s in mass) / sum(mass.values())
        if price > constraints.max_price * (1.0 + 1e-9):
            found.append("max-price")
    if budget is not None and alloy.at_percent_moved(start) > budget + _ROUNDING:
        found.append("budget")
    return found


def _mass(symbol: str) -> float:
    return float(elements().properties["atomic_mass_g_mol"][elements().index[symbol]])


@cache
def _prices() -> dict[str, float]:
    with (DATA / "element_prices.csv").open(encoding="utf-8", newline="") as handle:
        return {row["symbol"]: float(row["price_usd_per_kg"]) for row in csv.DictReader(handle)}
