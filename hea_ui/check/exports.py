"""One alloy's answer, a series or a section as files to take away. Pure."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

from hea_core.files.spreadsheets import csv_of
from hea_core.results import flat_properties

if TYPE_CHECKING:
    from hea_core.checks import AlloyReport, SectionAnswer, SeriesAnswer
    from hea_core.explain.shapley import Explanation
    from hea_core.model.artifacts import Identity


def report_json(report: AlloyReport, explanation: Explanation, identity: Identity) -> str:
    """What `python -m hea_core predict --full --json` prints of the alloy, with model and data hash."""
    content = {**report.record(explanation), "made_with": asdict(identity)}
    return json.dumps(content, ensure_ascii=False, indent=2)


def report_csv(report: AlloyReport) -> str:
    """One line: prediction, at.% of each element, descriptors, rules, nearest measured alloy."""
    row = report_row(report)
    return csv_of(list(row), [list(row.values())])


def report_row(report: AlloyReport) -> dict[str, object]:
    """{column: value} of that line."""
    p, near = report.prediction, report.prediction.neighbours[0]
    return {
        "input": p.input,
        "reading": p.reading or "",
        **{name: getattr(p, name) for name in ("formula", "probability", "low", "high", "verdict", "domain")},
        "reasons": " ".join(p.reasons),
        **{f"{symbol}_at_percent": amount for symbol, amount in p.composition.items()},
        **p.descriptors,
        "density_g_cm3": p.density_g_cm3,
        "price_usd_per_kg": report.facts.price_usd_per_kg,
        **flat_properties(p.properties),
        "rules_for_single": p.rules_for_single,
        "rules_rate": p.rules_rate,
        **{f"rule_{rule.name}": rule.verdict for rule in report.rules.verdicts},
        "nearest": near.formula,
        "nearest_distance_at_percent": near.distance_at_percent,
        "nearest_single_phase": near.single_phase,
        "nearest_doi": near.doi,
    }


def answer_csv(answer: SeriesAnswer | SectionAnswer) -> str:
    """A line for each alloy of a series or section, then one for each measured alloy of it; figures in full."""
    table = answer.to_frame().astype(object)
    return csv_of(list(table.columns), table.where(table.notna(), "").values.tolist())
