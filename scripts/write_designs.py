"""Write docs/designs.md: three designs that an expert would argue about, each the best of a screened space, with all the evidence there is.

From the repository root: PYTHONPATH=. python scripts/write_designs.py (minutes; every figure comes from the run).
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

import hea_core
from hea_core.design.constraints import Constraints
from hea_core.predictor import Predictor
from hea_core.results import Domain, Verdict
from hea_core.screening.request import Screen
from hea_core.screening.run import run
from hea_core.screening.space import Space

OUT = Path("docs/designs.md")
KEPT = 300
"""Best alloys of a space, by the lower end of the probability, that are looked at closely."""
NEIGHBOURS = 3


@dataclass(frozen=True)
class Brief:
    """One wish.

    Attributes:
        title: what is wanted, in words.
        elements: the pool.
        where: as conditions of a screening.
        doubts: what an expert would object, to be read beside the figures.
    """

    title: str
    elements: tuple[str, ...]
    where: str
    doubts: str


BRIEFS = (
    Brief(
        "A cobalt-free single-phase BCC alloy over 500 HV and under 9 g/cm³",
        ("Al", "Cr", "Hf", "Mo", "Nb", "Ta", "Ti", "V", "W", "Zr"),
        "structure==BCC and hardness>=500 and density<9",
        "Hardness of refractory BCC alloys comes with brittleness at room temperature, of which nothing is said here. Aluminium orders them "
        "(B2), and labels do not agree whether that counts as one phase. The interval of the hardness reaches far below 500 HV.",
    ),
    Brief(
        "A cobalt-free single-phase FCC alloy under 250 HV and 8 USD/kg",
        ("Al", "Cr", "Cu", "Fe", "Mn", "Ni", "Ti", "V"),
        "structure==FCC and price<8 and hardness<=250",
        "Chromium beside much iron and manganese forms σ phase between 600 and 900 °C; the labels are mostly of cast alloys, which do not show it. "
        "Manganese evaporates in vacuum melting.",
    ),
    Brief(
        "A single-phase BCC alloy that melts above 2,500 K and is lighter than 9.5 g/cm³",
        ("Cr", "Hf", "Mo", "Nb", "Ta", "Ti", "V", "W", "Zr"),
        "structure==BCC and melting_temperature>=2500 and density<9.5",
        "The melting temperature is a rule of mixtures, not a solidus; niobium, molybdenum and vanadium oxidise catastrophically in air above 600 to "
        "800 °C.",
    ),
)


def main() -> None:
    """Screen each space, choose, and write the page."""
    predictor = hea_core.load("default")
    parts = [_HEAD, *(part for brief in BRIEFS for part in _told(predictor, brief))]
    OUT.write_text("\n".join(parts).rstrip() + "\n", encoding="utf-8")


_HEAD = f"""# Three designs to argue about

Written by `scripts/write_designs.py` from real runs of the shipped model. Each space is screened whole, in steps of 5 at.%, four or five elements of
5 to 35 at.%. Of the {KEPT} alloys with the highest lower end of the probability, those stay that the verdict calls single-phase, whose domain is "in"
for the phase, and that the second opinion calls single-phase too; shown is the one with the highest lower end. The search saw the classifier's
figures, so its probability flatters; the hit rate to expect is on the Models page. Nobody has made these alloys for this page.
"""


def _told(predictor: Predictor, brief: Brief) -> Iterator[str]:
    table, scored, kept = _screened(brief)
    yield f"## {brief.title}\n"
    yield (
        f"Of {scored:,} alloys of {', '.join(brief.elements)}, `{brief.where}` and a probability of 0.7 or more leave {kept:,}.\n"
    )
    chosen = next(_chosen(predictor, table), None)
    if chosen is None:
        yield f"None of the best {len(table)} is single-phase by verdict, second opinion and domain: the wish cannot be had in this space.\n"
        return
    yield from _evidence(predictor, chosen)
    yield f"**What speaks against it.** {brief.doubts}\n"


def _screened(brief: Brief) -> tuple[pd.DataFrame, int, int]:
    """The best alloys, how many were scored, and how many fulfil the conditions."""
    space = Space(brief.elements, 5.0, 5.0, 35.0, (4, 5), Constraints())
    where = f"{brief.where} and probability>=0.7"
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "kept.parquet"
        done = run(Screen(space, where), out)
        table = pd.read_parquet(out).sort_values("low", ascending=False, kind="stable").head(KEPT)
    return table, done.scored, done.kept


def _chosen(predictor: Predictor, table: pd.DataFrame) -> Iterator[str]:
    """Formulas that verdict, second opinion and domain let stand, best first."""
    for formula, said in zip(table["formula"], predictor.predict(table["formula"].tolist()), strict=True):
        good = said.verdict is Verdict.SINGLE and said.domain is Domain.IN
        if good and predictor.second_opinion(formula) >= 0.5:
            yield formula


def _evidence(predictor: Predictor, formula: str) -> Iterator[str]:
    record: dict[str, Any] = predictor.report(formula).record(None)
    structure, hardness, facts = record["properties"]["structure"], record["properties"]["hardness"], record["facts"]
    amounts = ", ".join(f"{symbol} {amount:g}" for symbol, amount in record["composition"].items())
    probable = max(structure["probabilities"].items(), key=lambda one: one[1])
    yield f"**{formula}** ({amounts} at.%)\n"
    yield "| what | value | what it rests on |\n|---|---|---|"
    phase = f"{record['probability']:.2f} ({record['low']:.2f}–{record['high']:.2f}): {record['verdict']}"
    yield f"| single phase | {phase} | {' '.join(record['reasons'])} |"
    yield f"| second opinion | {predictor.second_opinion(formula):.2f} | shares neither network nor descriptors, but the measured alloys |"
    yield (
        f"| structure | {probable[0]}, {probable[1]:.2f}; 90 % set {', '.join(structure['set'])} | domain {structure['domain']} |"
    )
    yield (
        f"| hardness | {hardness['value']:.0f} HV ({hardness['low']:.0f}–{hardness['high']:.0f}) | domain {hardness['domain']}; 90 % of single "
        "measurements of held-out systems |"
    )
    yield f"| density | {facts['density_g_cm3']:.2f} g/cm³ | ideal molar volumes |"
    yield f"| melting temperature | {record['descriptors']['melting_temperature']:.0f} K | rule of mixtures |"
    price = facts["price_usd_per_kg"]
    yield f"| price | {'–' if price is None else f'{price:.0f} USD/kg'} | elements, about 2013, order of magnitude |"
    yield f"| empirical rules | {record['rules_for_single']} of {record['rules_asked']} say single-phase | {_rate(record)} |"
    yield f"| place | {record['density_percentile']:.0f}th percentile of density on the map | |\n"
    yield "Nearest measured alloys:\n"
    yield "| alloy | at.% away | single phase | microstructure | HV | DOI |\n|---|---|---|---|---|---|"
    for near in record["neighbours"][:NEIGHBOURS]:
        hardness_near = "–" if near.get("hardness_hv") is None else f"{near['hardness_hv']:.0f}"
        seen = near.get("microstructure") or "–"
        yield (
            f"| {near['formula']} | {near['distance_at_percent']:.1f} | {near['single_phase']:.2f} | {seen} | {hardness_near} | "
            f"{near['doi']} |"
        )
    for statement in facts["statements"]:
        said = statement["statement"]
        yield f"\n{said[:1].upper() + said[1:]}: {', '.join(statement['symbols'])} ({statement['source']})."
    yield ""


def _rate(record: dict[str, Any]) -> str:
    if record["rules_rate"] is None:
        return "no measured alloys with as many for it"
    return f"{100 * record['rules_rate']:.0f} % of {record['rules_measured']} measured alloys with as many were single-phase"


if __name__ == "__main__":
    main()
