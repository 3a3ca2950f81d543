"""How often each empirical rule is right on the measured alloys, and an alloy's verdicts with that record beside them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from hea_core.alloys import Alloys
from hea_core.composition.elements import elements
from hea_core.datasets import curated_alloys
from hea_core.rules import (
    RULES,
    STRUCTURE_RULE,
    VOTERS,
    remark,
    rule_values,
    says_single,
    structure_by_vec,
    votes_for_single,
)

FEWEST_ELEMENTS = 4
"""Rules are for alloys of at least this many elements, and are measured on those."""
LATTICES = ("BCC", "FCC")


@dataclass(frozen=True, slots=True)
class RuleRecord:
    """How a rule does on the data.

    Attributes:
        n: alloys scored, four or more elements, sources not evenly split.
        sensitivity: share of the single-phase alloys of which it says one phase; for the lattice rule, of the BCC alloys.
        specificity: share of the others of which it says not; for the lattice rule, of the FCC alloys.
        accuracy: share on which it is right.
        rate_where_single: share of single-phase alloys where it says one phase.
        rate_elsewhere: share where it does not.
    """

    n: int
    sensitivity: float
    specificity: float
    accuracy: float
    rate_where_single: float
    rate_elsewhere: float


@dataclass(frozen=True, slots=True)
class VoteRate:
    """Observed share of single-phase alloys among the n for which `votes` rules say one phase."""

    votes: int
    n: int
    rate: float


@dataclass(frozen=True, slots=True)
class RuleVerdict:
    """What a rule says of one alloy.

    Attributes:
        name, title, formula, threshold, reference, note: of the rule; the note also says where this alloy strains it.
        value: of the quantity judged; None where it is infinite.
        verdict: "single" or "not single"; "sigma" or "no sigma"; "FCC", "BCC" or "BCC+FCC".
        record: how often the rule is right.
    """

    name: str
    title: str
    formula: str
    threshold: str
    reference: str
    note: str
    value: float | None
    verdict: str
    record: RuleRecord


@dataclass(frozen=True, slots=True)
class RulePanel:
    """All rules for one alloy.

    Attributes:
        verdicts: as RULES, the lattice rule last.
        votes: rules that say one phase.
        voters: rules that can.
        observed: what became of measured alloys with as many votes; None where there is none.
        rates: the same for every number of votes.
        applies: whether the alloy has the four elements that the rules and their records are for.
    """

    verdicts: tuple[RuleVerdict, ...]
    votes: int
    voters: int
    observed: VoteRate | None
    rates: tuple[VoteRate, ...]
    applies: bool


def measure(alloys: Alloys) -> tuple[dict[str, RuleRecord], tuple[VoteRate, ...]]:
    """Record of every phase rule, by name, and the rate for each number of votes, on the decided alloys of four or more elements."""
    rows = np.flatnonzero(alloys.decided & (alloys.n_elements >= FEWEST_ELEMENTS))
    observed = alloys.single_phase[rows] > 0.5
    values = rule_values(alloys.select(rows).fractions(elements().symbols))
    said = says_single(values)
    records = {rule.name: _record(observed, said[:, k]) for k, rule in enumerate(RULES)}
    votes = votes_for_single(said)
    rates = tuple(
        VoteRate(int(v), int((votes == v).sum()), float(observed[votes == v].mean())) for v in np.unique(votes)
    )
    return records, rates


def _record(observed: np.ndarray, said: np.ndarray) -> RuleRecord:
    return RuleRecord(
        n=len(observed),
        sensitivity=float(said[observed].mean()),
        specificity=float((~said[~observed]).mean()),
        accuracy=float((said == observed).mean()),
        rate_where_single=float(observed[said].mean()),
        rate_elsewhere=float(observed[~said].mean()),
    )


def _lattice_record(alloys: Alloys) -> RuleRecord:
    """Guo's rule on the alloys whose observations agree on BCC alone or FCC alone."""
    found = [
        (row, next(iter(lattices)))
        for row, seen in enumerate(alloys.observations)
        if len(lattices := {o.microstructure for o in seen if o.microstructure}) == 1
        and lattices <= set(LATTICES)
        and alloys.n_elements[row] >= FEWEST_ELEMENTS
    ]
    lattice = np.array([name for _, name in found])
    values = rule_values(alloys.select([row for row, _ in found]).fractions(elements().symbols))
    said = structure_by_vec(values["vec"])
    bcc, said_bcc = lattice == "BCC", said == "BCC"
    return RuleRecord(
        n=len(found),
        sensitivity=float(said_bcc[bcc].mean()),
        specificity=float((said[~bcc] == "FCC").mean()),
        accuracy=float((said == lattice).mean()),
        rate_where_single=float(bcc[said_bcc].mean()),
        rate_elsewhere=float(bcc[~said_bcc].mean()),
    )


@cache
def shipped_record() -> tuple[dict[str, RuleRecord], tuple[VoteRate, ...]]:
    """`measure` on the shipped alloys, with the record of the lattice rule; cached."""
    records, rates = measure(curated_alloys())
    return {**records, STRUCTURE_RULE["name"]: _lattice_record(curated_alloys())}, rates


def vote_rates(fractions: np.ndarray) -> tuple[list[int], list[VoteRate | None]]:
    """How many rules say one phase of each alloy (n, n_elements), and what became of measured alloys with as many.

    None below four elements, and where no measured alloy has as many.
    """
    votes = votes_for_single(says_single(rule_values(fractions))).tolist()
    rates = {rate.votes: rate for rate in shipped_record()[1]}
    enough = ((fractions > 0).sum(axis=1) >= FEWEST_ELEMENTS).tolist()
    return votes, [rates.get(count) if applies else None for count, applies in zip(votes, enough, strict=True)]


def judge(fractions: np.ndarray) -> RulePanel:
    """Every rule's verdict on one alloy, atomic fractions (n_elements,) over the whole element table."""
    records, rates = shipped_record()
    values = rule_values(fractions[None])
    said = says_single(values)
    votes = int(votes_for_single(said)[0])
    words = {True: ("single", "no sigma"), False: ("not single", "sigma")}
    verdicts = [
        RuleVerdict(
            rule.name,
            rule.title,
            rule.formula,
            rule.threshold,
            rule.reference,
            remark(rule, values, 0),
            float(values[rule.quantity][0]) if np.isfinite(values[rule.quantity][0]) else None,
            words[bool(said[0, k])][0 if rule.votes else 1],
            records[rule.name],
        )
        for k, rule in enumerate(RULES)
    ]
    verdicts.append(
        RuleVerdict(
            **STRUCTURE_RULE,
            value=float(values["vec"][0]),
            verdict=str(structure_by_vec(values["vec"])[0]),
            record=records[STRUCTURE_RULE["name"]],
        )
    )
    return RulePanel(
        verdicts=tuple(verdicts),
        votes=votes,
        voters=VOTERS,
        observed=next((rate for rate in rates if rate.votes == votes), None),
        rates=rates,
        applies=int((fractions > 0).sum()) >= FEWEST_ELEMENTS,
    )
