"""The shipped observations of phases: read, validated, merged to alloys. How alloys are split: hea_core.datasets.splits.

Curation is here and in hea_core.datasets.curation, and nowhere else:

- A zero amount in a published string (Al0CoCrFeNi, five rows) is the end member of a series and is read
  without that element; users' formulas with a zero are refused.
- paper_alloys() keeps the protocol of the paper: distinct strings, label of the first row that has the
  string.
- curated_alloys() keeps distinct compositions (amounts equal to 0.1 at.%). A row of a second source that lies
  within 0.2 at.% of an alloy of the first is the same alloy, rounded when it was typed (Al16LiMg… as
  AlLi0.062Mg0.062…), and becomes its evidence. Its label is the mean over all observations of that alloy, Yan
  and Borg alike. A conflict is kept as a soft label rather than dropped: the same composition does come out
  single- or multi-phase with cooling rate, annealing and the resolution of the microscope, so 0.5 is what is
  known, and the conflicting alloys lie on the boundary a model has to learn. An alloy at exactly 0.5 has no
  side, so accuracy and AUC leave it out (`Alloys.decided`).
- An alloy whose mixing enthalpy needs a pair that is not tabulated is left out of curated_alloys() and
  counted in the report.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from hea_core.composition import Composition
from hea_core.composition.elements import elements
from hea_core.composition.published import parse_published
from hea_core.datasets.alloys import Alloys, Observation
from hea_core.errors import DataError, HeaError, quoted
from hea_core.files.csv_table import read_table
from hea_core.files.shipped import DATA, data_card, shipped_table

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "COLUMNS",
    "DATA",
    "VOCABULARY",
    "Alloys",
    "Observation",
    "curated_alloys",
    "data_card",
    "merged",
    "observed_in",
    "observed_routes",
    "paper_alloys",
    "phase_observations",
    "phase_statements",
]

# fmt: off
VOCABULARY: tuple[str, ...] = (
    "Fe", "Ni", "Cr", "Co", "Al", "Ti", "Cu", "Mo", "V", "Nb", "Mn", "Zr", "Ta", "W", "Hf",
    "Si", "Rh", "Ru", "Re", "Os", "Pt", "Pd", "Ir", "Mg", "Ag", "Zn", "Sn", "Au", "Li", "Sc",
)
# fmt: on
COLUMNS: tuple[str, ...] = (
    "formula",
    "single_phase",
    "microstructure",
    "processing",
    "source",
    "doi",
    "year",
)
_REQUIRED = ("formula", "single_phase")
ONE_ALLOY = 1
"""Decimals of at.% to which statements of one alloy agree."""
_RESPELT_AT_PERCENT = 0.2


_Observed = tuple[Composition, Observation]


def observed_in(path: Path) -> tuple[_Observed, ...]:
    """Read and validate an observation table in the schema of data/phase_observations.csv.

    Args:
        path: CSV file; columns `formula` and `single_phase` (0 or 1) are needed, the others of COLUMNS are
            optional: text is empty and year 0 where nothing is known.

    Raises:
        DataError: naming the file and the first row that does not hold.
    """
    columns, rows = read_table(path)
    for column in _REQUIRED:
        if column not in columns:
            raise DataError(f"{path.name} has no column '{column}': the first line should be formula,single_phase.")
    return _all_observed(rows, path.name)


def _all_observed(rows: Sequence[dict[str, str]], file: str) -> tuple[_Observed, ...]:
    return tuple(_observed(row, f"Row {number} of {file}") for number, row in enumerate(rows, start=2))


def _observed(row: dict[str, str], place: str) -> _Observed:
    try:
        composition = parse_published(row["formula"])
    except HeaError as error:
        raise DataError(f"{place}: {error}") from error
    label, year = row["single_phase"], row.get("year", "")
    if label not in {"0", "1"}:
        raise DataError(f"{place} has single_phase {quoted(label)}: write 1 for single-phase or 0 for not.")
    if not re.fullmatch(r"([0-9]{4})?", year):
        raise DataError(f"{place} has year {quoted(year)}: write four digits or leave it empty.")
    return composition, Observation(
        formula=row["formula"],
        single_phase=int(label),
        microstructure=row.get("microstructure", ""),
        processing=row.get("processing", ""),
        source=row.get("source", ""),
        doi=row.get("doi", ""),
        year=int(year or 0),
    )


def observation_table(observed: Sequence[_Observed]) -> pd.DataFrame:
    """Observations as a table, a column for each of COLUMNS and one of their compositions."""
    import pandas as pd

    table = pd.DataFrame([[getattr(seen, column) for column in COLUMNS] for _, seen in observed], columns=list(COLUMNS))
    return table.assign(composition=pd.Series([c for c, _ in observed], index=table.index, dtype=object))


@cache
def phase_statements() -> tuple[_Observed, ...]:
    """The rows of phase_observations.csv, read and validated; cached."""
    return _all_observed(shipped_table("phase_observations.csv", _REQUIRED)[1], "phase_observations.csv")


def phase_observations() -> pd.DataFrame:
    """The 2,231 shipped phase observations, validated, with their `composition`; a new table each time."""
    return observation_table(phase_statements())


def observed_routes() -> tuple[tuple[Composition, str, str], ...]:
    """(composition, microstructure, processing) of the shipped phase observations; text empty where nothing is known."""
    return tuple((composition, seen.microstructure, seen.processing) for composition, seen in phase_statements())


@dataclass
class _Group:
    """Observations of one alloy while it is being gathered."""

    composition: Composition
    seen: list[Observation]

    def respells(self, earlier: _Group) -> bool:
        """Whether this is an earlier alloy of the same elements, as another source typed it."""
        # one amount that differs by more means that more has moved; most end here
        if abs(self.composition.amounts[0][1] - earlier.composition.amounts[0][1]) > 2.0 * _RESPELT_AT_PERCENT:
            return False
        other_source = earlier.seen[0].source not in {seen.source for seen in self.seen}
        return other_source and self.composition.at_percent_moved(earlier.composition) <= _RESPELT_AT_PERCENT


@cache
def paper_alloys() -> Alloys:
    """The paper's 1,373 distinct strings over VOCABULARY, in order, label of the first row; cached."""
    allowed = set(VOCABULARY)
    first: dict[str, _Observed] = {}
    for composition, seen in phase_statements():
        if seen.source == "yan2021" and allowed.issuperset(composition.elements):
            first.setdefault(seen.formula, (composition, seen))
    return Alloys(
        tuple(composition for composition, _ in first.values()),
        np.array([seen.single_phase for _, seen in first.values()], dtype=np.float64),
        tuple((seen,) for _, seen in first.values()),
    )


def _mean_label(seen: Sequence[Observation]) -> float:
    return float(np.mean([statement.single_phase for statement in seen]))


def merged(
    observed: Iterable[_Observed],
    symbols: Sequence[str] | None,
    label: Callable[[Sequence[Observation]], float],
) -> Alloys:
    """Distinct compositions (0.1 at.%) of statements, over the element table or only `symbols`, with the soft label of each."""
    known = elements()
    allowed = set(known.symbols if symbols is None else symbols)
    rounded: dict[tuple[tuple[str, float], ...], _Group] = {}
    for composition, seen in observed:
        if allowed.issuperset(composition.elements) and known.missing_pair(composition) is None:
            rounded.setdefault(composition.rounded(ONE_ALLOY), _Group(composition, [])).seen.append(seen)
    by_system: dict[tuple[str, ...], list[_Group]] = {}
    for group in rounded.values():
        earlier = by_system.setdefault(group.composition.elements, [])
        same = [other for other in earlier if group.respells(other)]
        if same:
            min(same, key=lambda other: group.composition.at_percent_moved(other.composition)).seen.extend(group.seen)
        else:
            earlier.append(group)
    kept = {id(group) for groups in by_system.values() for group in groups}
    groups = [group for group in rounded.values() if id(group) in kept]
    return Alloys(
        tuple(group.composition for group in groups),
        np.array([label(group.seen) for group in groups], dtype=np.float64),
        tuple(tuple(group.seen) for group in groups),
    )


@cache
def curated_alloys(symbols: tuple[str, ...] | None = None) -> Alloys:
    """Distinct compositions, soft labels, all evidence; over the element table or only `symbols`; cached."""
    return merged(phase_statements(), symbols, _mean_label)
