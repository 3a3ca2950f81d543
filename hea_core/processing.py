"""How much the route decides: compositions measured by more than one, and how often the verdict flips. Not in the model."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import pandas as pd

from hea_core.composition import Composition
from hea_core.datasets import DATA, parse_published, phase_observations

SINGLE_PHASE = ("BCC", "FCC", "HCP")
"""Microstructures of one solid solution, as for the labels of phase_observations."""


@dataclass(frozen=True, slots=True)
class Flips:
    """Compositions observed under two or more known processing routes.

    Attributes:
        compositions: how many there are.
        flipped: of how many one observation says single-phase and another not.
        share: flipped of compositions.
    """

    compositions: int
    flipped: int
    share: float


@cache
def processing_flips() -> Flips:
    """Counted over every shipped observation that names both route and microstructure; cached."""
    return count_flips(pd.concat([_with_route(phase_observations()), _with_route(_mechanical())], ignore_index=True))


def count_flips(observations: pd.DataFrame) -> Flips:
    """Count over columns composition, microstructure and processing, compositions equal to 0.1 at.%."""
    key = observations["composition"].map(_key)
    single = observations["microstructure"].isin(SINGLE_PHASE)
    found = pd.DataFrame({"key": key, "route": observations["processing"], "single": single}).groupby("key").nunique()
    several = found["route"] > 1
    flipped = int((several & (found["single"] > 1)).sum())
    return Flips(int(several.sum()), flipped, flipped / int(several.sum()) if several.any() else 0.0)


def _key(composition: Composition) -> tuple[tuple[str, float], ...]:
    return tuple((symbol, round(amount, 1)) for symbol, amount in composition.amounts)


def _with_route(table: pd.DataFrame) -> pd.DataFrame:
    known = (table["microstructure"] != "") & (table["processing"] != "")
    return table.loc[known, ["composition", "microstructure", "processing"]]


def _mechanical() -> pd.DataFrame:
    table = pd.read_csv(DATA / "mechanical_observations.csv", keep_default_na=False, dtype=str)
    return table.assign(composition=table["formula"].map(parse_published))
