"""How often each empirical rule is right on the measured alloys, and an alloy's verdicts with that record beside them.

A rule that reads atomic radii is computed with two tables of them (hea_core.descriptors.rule_quantities.Radii). Which one it goes by is what the
measured alloys say: the table with the greater mean of sensitivity and specificity. Where the other gives another verdict of an
alloy, that is said.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from hea_core.composition.elements import elements
from hea_core.datasets.alloys import Alloys
from hea_core.datasets.observations import curated_alloys
from hea_core.descriptors.rule_quantities import Radii, Values, rule_values, values_by_radii
from hea_core.descriptors.rules import (
    RULES,
    STRUCTURE_RULE,
    VOTERS,
    Rule,
    remark,
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

    @property
    def balanced(self) -> float:
        """Mean of sensitivity and specificity, which a majority of one class does not lift."""
        return 0.5 * (self.sensitivity + self.specificity)


@dataclass(frozen=True, slots=True)
class RadiiChoice:
    """Which table of radii a rule goes by, and what the measured alloys say of both.

    Attributes:
        radii: the table it goes by; of a rule without radii, the one that f(x) has.
        record: how often the rule is right with it.
        other: how often with the other table; None for a rule without radii.
    """

    radii: Radii
    record: RuleRecord
    other: RuleRecord | None


@dataclass(frozen=True, slots=True)
class VoteRate:
    """Observed share of single-phase alloys among the n for which `votes` rules say one phase."""

    votes: int
    n: int
    rate: float


@dataclass(frozen=True, slots=True)
class OtherRadii:
    """What a rule says with the table of radii that it does not go by.

    Attributes:
        radii: that table.
        value, verdict, record: as in RuleVerdict.
        changes: whether the verdict is another one.
    """

    radii: Radii
    value: float | None
    verdict: str
    record: RuleRecord
    changes: bool


@dataclass(frozen=True, slots=True)
class RuleVerdict:
    """What a rule says of one alloy.

    Attributes:
        name, title, formula, threshold, reference, note: of the rule; the note also says where this alloy strains it.
        value: of the quantity judged; None where it is infinite.
        verdict: "single" or "not single"; "sigma" or "no sigma"; "FCC", "BCC" or "BCC+FCC".
        record: how often the rule is right.
        radii: the table of atomic radii that value, verdict and record are with; None for a rule without radii.
        other_radii: the same with the other table; None for a rule without radii.
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
    radii: Radii | None
    other_radii: OtherRadii | None


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


def measure(alloys: Alloys) -> tuple[dict[str, RadiiChoice], tuple[VoteRate, ...]]:
    """Record of every phase rule, by name, and the rate for each number of votes, on the decided alloys of four or more elements."""
    rows = np.flatnonzero(alloys.decided & (alloys.n_elements >= FEWEST_ELEMENTS))
    observed = alloys.single_phase[rows] > 0.5
    fractions = alloys.select(rows).fractions(elements().symbols)
    said = {radii: says_single(values) for radii, values in values_by_radii(fractions).items()}
    choices = {
        rule.name: _choice(rule, {radii: _record(observed, verdicts[:, k]) for radii, verdicts in said.items()})
        for k, rule in enumerate(RULES)
    }
    votes = votes_for_single(_chosen(said, choices))
    rates = tuple(
        VoteRate(v, int((votes == v).sum()), float(observed[votes == v].mean())) for v in sorted(set(votes.tolist()))
    )
    return choices, rates


def _choice(rule: Rule, records: dict[Radii, RuleRecord]) -> RadiiChoice:
    if not rule.by_size:
        return RadiiChoice(Radii.MIRACLE, records[Radii.MIRACLE], None)
    best = max(Radii, key=lambda radii: records[radii].balanced)
    return RadiiChoice(best, records[best], records[best.other])


def _chosen(said: dict[Radii, np.ndarray], choices: dict[str, RadiiChoice]) -> np.ndarray:
    """Bool (n, n_rules): each rule's verdict with the table that it goes by."""
    return np.stack([said[choices[rule.name].radii][:, k] for k, rule in enumerate(RULES)], axis=1)


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
def shipped_record() -> tuple[dict[str, RadiiChoice], tuple[VoteRate, ...]]:
    """`measure` on the shipped alloys, with the record of the lattice rule; cached."""
    choices, rates = measure(curated_alloys())
    lattice = RadiiChoice(Radii.MIRACLE, _lattice_record(curated_alloys()), None)
    return {**choices, STRUCTURE_RULE["name"]: lattice}, rates


def vote_rates(fractions: np.ndarray) -> tuple[list[int], list[VoteRate | None]]:
    """How many rules say one phase of each alloy (n, n_elements), and what became of measured alloys with as many.

    None below four elements, and where no measured alloy has as many.
    """
    choices, measured = shipped_record()
    said = {radii: says_single(values) for radii, values in values_by_radii(fractions).items()}
    votes = votes_for_single(_chosen(said, choices)).tolist()
    rates = {rate.votes: rate for rate in measured}
    enough = ((fractions > 0).sum(axis=1) >= FEWEST_ELEMENTS).tolist()
    return votes, [rates.get(count) if applies else None for count, applies in zip(votes, enough, strict=True)]


def rule_panel(fractions: np.ndarray) -> RulePanel:
    """Every rule's verdict on one alloy, atomic fractions (n_elements,) over the whole element table."""
    choices, rates = shipped_record()
    values = values_by_radii(fractions[None])
    said = {radii: says_single(of_radii) for radii, of_radii in values.items()}
    votes = int(votes_for_single(_chosen(said, choices))[0])
    vec = values[Radii.MIRACLE]["vec"]
    verdicts = [
        *(_verdict(rule, k, values, said, choices[rule.name]) for k, rule in enumerate(RULES)),
        RuleVerdict(
            **STRUCTURE_RULE,
            value=float(vec[0]),
            verdict=str(structure_by_vec(vec)[0]),
            record=choices[STRUCTURE_RULE["name"]].record,
            radii=None,
            other_radii=None,
        ),
    ]
    return RulePanel(
        verdicts=tuple(verdicts),
        votes=votes,
        voters=VOTERS,
        observed=next((rate for rate in rates if rate.votes == votes), None),
        rates=rates,
        applies=int((fractions > 0).sum()) >= FEWEST_ELEMENTS,
    )


def _verdict(
    rule: Rule, column: int, values: dict[Radii, Values], said: dict[Radii, np.ndarray], choice: RadiiChoice
) -> RuleVerdict:
    """One rule of one alloy, with both tables where it reads radii."""

    def value(radii: Radii) -> float | None:
        found = float(values[radii][rule.quantity][0])
        return found if np.isfinite(found) else None

    def word(radii: Radii) -> str:
        return _WORDS[rule.votes][bool(said[radii][0, column])]

    radii, other = choice.radii, choice.radii.other
    return RuleVerdict(
        rule.name,
        rule.title,
        rule.formula,
        rule.threshold,
        rule.reference,
        remark(rule, values[radii], 0),
        value(radii),
        word(radii),
        choice.record,
        radii if choice.other else None,
        OtherRadii(other, value(other), word(other), choice.other, word(other) != word(radii))
        if choice.other
        else None,
    )


_WORDS = {True: {True: "single", False: "not single"}, False: {True: "no sigma", False: "sigma"}}
"""Verdict of a rule that votes, and of one that only warns, by whether it says one phase."""
