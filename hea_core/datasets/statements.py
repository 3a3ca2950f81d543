"""Every published statement about an alloy, all collections in one table, and what they add up to for each composition.

The paper's set and its second observations (hea_core.datasets), further collections, and measured hardness. A composition's soft label
is the mean over its sources, each weighted by what its statements are worth (SOURCE_WEIGHTS); amorphous alloys are no solid solution,
so they count as not single-phase, as in the paper's set, and have no structure.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from statistics import median
from typing import Any

import numpy as np

from hea_core.composition import Composition
from hea_core.composition.published import parse_published
from hea_core.datasets.alloys import Alloys, Observation
from hea_core.datasets.observations import curated_alloys, merged, phase_statements
from hea_core.files.shipped import shipped_table

HARDNESS = "hardness_hv"
"""The attribute of an Observation that holds its Vickers hardness."""
ALL = "all"
"""On a card: trained on every collection."""
Stated = tuple[Composition, Observation]

PAPER = "yan2021"
"""Source of the paper's set."""
SOURCE_WEIGHTS = {PAPER: 1.0, "borg2020": 1.0, "pei2020": 0.5, "peivaste2023": 0.5, "chizhevskiy2026": 0.3}
"""What one source's word on an alloy counts. A compilation that mostly repeats another counts half; what a language model read, less.
A source that is not named counts 1: it is the user's own."""
SLIPS = frozenset({"10.1016/j.vacuum.2018.12.009", "10.1016/j.jallcom.2018.10.168", "10.1016/j.msea.2019.138140"})
"""Papers whose hardness is a slip or on another scale: CoCrFeMnNi at 415 HV as cast, AlCoCrCuFeNi at 74, MoNbTaW at 1630."""
POWDER = "powder"
"""Route whose hardness is another quantity: fine grains, oxides and pores harden what casting leaves soft."""

_SOLID_SOLUTIONS = frozenset({"FCC", "BCC", "HCP"})
_UNKNOWN_CONSTITUENTS = frozenset({"AM", "Other"})


@cache
def statements() -> tuple[Stated, ...]:
    """All shipped statements with their compositions, one a row: 2,231 of the paper's tables, 4,187 further ones, 291 of hardness."""
    return (*phase_statements(), *_further(), *_hardness())


def _further() -> tuple[Stated, ...]:
    return tuple(
        (
            parse_published(row["formula"]),
            Observation(
                formula=row["formula"],
                single_phase=float(row["single_phase"]),
                microstructure=row["microstructure"],
                processing="",
                source=row["source"],
                doi=row["doi"],
                year=int(row["year"]),
                sub_source=row["sub_source"],
                papers=int(row["papers"]),
            ),
        )
        for row in shipped_table("further_observations.csv", ("formula", "single_phase"))[1]
    )


def _hardness() -> tuple[Stated, ...]:
    """Rows with a hardness. What they say of phases stands among the second observations already."""
    return tuple(
        (
            parse_published(row["formula"]),
            Observation(
                formula=row["formula"],
                single_phase=None,
                microstructure=row["microstructure"],
                processing=row["processing"],
                source="borg2020",
                doi=row["doi"],
                year=int(row["year"] or 0),
                hardness_hv=float(row["hardness_hv"]),
            ),
        )
        for row in shipped_table("mechanical_observations.csv", ("formula", "hardness_hv"))[1]
        if row["hardness_hv"]
    )


def stated_alloys(symbols: tuple[str, ...] | None = None) -> Alloys:
    """Distinct compositions of all statements with their soft labels, NaN where none is about phases; cached.

    Over the element table, or only `symbols`.
    """
    return _stated(symbols)


def measured_alloys(symbols: tuple[str, ...] | None = None) -> Alloys:
    """Those of `stated_alloys` with a label: what every answer names as evidence; cached, so that the same are one object."""
    return _measured(symbols)


@cache  # of one argument, which a caller may leave out above: functools takes f() and f(None) for two questions
def _stated(symbols: tuple[str, ...] | None) -> Alloys:
    return merged(statements(), symbols, soft_label)


@cache
def _measured(symbols: tuple[str, ...] | None) -> Alloys:
    return _labelled(_stated(symbols))


def measured_with(more: Sequence[Stated], symbols: tuple[str, ...]) -> Alloys:
    """The same with further statements, a user's own for example."""
    return _labelled(merged((*statements(), *more), symbols, soft_label))


def _labelled(alloys: Alloys) -> Alloys:
    return alloys.select(~np.isnan(alloys.single_phase))


def learnt_from(card: Mapping[str, Any], symbols: tuple[str, ...] | None = None) -> Alloys:
    """The alloys that the model of a card was trained and validated on: of all statements, or of the paper's tables alone."""
    return measured_alloys(symbols) if is_of_everything(card) else curated_alloys(symbols)


def is_of_everything(card: Mapping[str, Any]) -> bool:
    """Whether the model of a card was trained on all collections, not on the paper's table alone."""
    return bool(card["data"].get("statements") == ALL)


def soft_label(seen: Sequence[Observation]) -> float:
    """Share of single-phase, 0 to 1, by weighted sources; NaN where no statement is about it.

    The paper's label of an alloy that every other source contradicts is first softened by them.
    """
    shares = _shares(seen)
    if not shares:
        return float("nan")
    if PAPER in shares:
        others = _contradicted().get(parse_published(next(s.formula for s in seen if s.source == PAPER)).rounded(0), ())
        shares[PAPER] = (shares[PAPER] + sum(others)) / (1 + len(others))
    weights = [SOURCE_WEIGHTS.get(source, 1.0) for source in shares]
    return sum(share * weight for share, weight in zip(shares.values(), weights, strict=True)) / sum(weights)


def _shares(seen: Sequence[Observation]) -> dict[str, float]:
    """{source: mean of what it says of the phases}."""
    said: dict[str, list[float]] = {}
    for statement in seen:
        if statement.single_phase is not None:
            said.setdefault(statement.source, []).append(statement.single_phase)
    return {source: sum(values) / len(values) for source, values in said.items()}


def phase_weight(seen: Sequence[Observation]) -> float:
    """Weight of an alloy's soft label in training: that of its sources together, at most 1; 0 without a label."""
    return min(1.0, sum(SOURCE_WEIGHTS.get(source, 1.0) for source in _shares(seen)))


@cache
def _contradicted() -> dict[tuple[tuple[str, float], ...], tuple[float, ...]]:
    """{composition to 1 at.%: what the other sources say}, for labels of the paper's set that all of them contradict."""
    rows = shipped_table("contradicted_labels.csv", ("formula", "other_sources"))[1]
    return {parse_published(row["formula"]).rounded(0): tuple(map(float, row["other_sources"].split())) for row in rows}


def structure_class(microstructure: str) -> str | None:
    """The structure (a class of the target) that a list of constituents means, None where it is none: empty, amorphous or other.

    It is the lattice of the solid solutions: FCC, BCC or HCP, `mixed` where there are several, `intermetallic` where there is
    none. Whether compounds lie beside it (FCC+Sec., BCC+Laves, BCC+B2) is for the other target, single phase, to say.
    """
    parts = {part.split(" ")[0] for part in microstructure.split("+") if part}
    if not parts or not _UNKNOWN_CONSTITUENTS.isdisjoint(parts):
        return None
    lattices = parts & _SOLID_SOLUTIONS
    if len(lattices) > 1:
        return "mixed"
    return lattices.pop() if lattices else "intermetallic"


def structure_shares(seen: Sequence[Observation]) -> dict[str, float]:
    """{structure: share of the weighted sources that found it}; empty where no statement names constituents."""
    found: dict[str, float] = {}
    for statement in seen:
        named = structure_class(statement.microstructure)
        if named is not None and statement.single_phase is not None:
            of_source = sum(other.source == statement.source for other in seen)
            weight = SOURCE_WEIGHTS.get(statement.source, 1.0) / of_source
            found[named] = found.get(named, 0.0) + weight
    total = sum(found.values())
    return {named: weight / total for named, weight in found.items()}


def structure_label(seen: Sequence[Observation]) -> str | None:
    """The structure with the largest share; None where no statement names constituents."""
    shares = structure_shares(seen)
    return max(shares, key=shares.__getitem__, default=None)


def papers_of(seen: Sequence[Observation]) -> tuple[int, float | None]:
    """How many papers a summary of the literature counts, and the share of them that call the alloy one phase; 0 and None without one."""
    summaries = [(statement.papers, statement.single_phase) for statement in seen if statement.papers > 1]
    return max(summaries, key=lambda summary: summary[0], default=(0, None))


def hardness_label(seen: Sequence[Observation]) -> float | None:
    """`number_label` of the Vickers hardness (HV)."""
    return number_label(seen, HARDNESS)


def number_label(seen: Sequence[Observation], column: str) -> float | None:
    """Median of the values to be believed, powder routes left out; None where there is none.

    Args:
        seen: statements about one alloy.
        column: the attribute of an Observation that holds the value.
    """
    values = [getattr(statement, column) for statement in believed(seen, column) if statement.processing != POWDER]
    return float(median(values)) if values else None


def believed(seen: Sequence[Observation], column: str) -> list[Observation]:
    """Statements with a value of this column, but for papers whose values are slips."""
    return [statement for statement in seen if getattr(statement, column) is not None and statement.doi not in SLIPS]
