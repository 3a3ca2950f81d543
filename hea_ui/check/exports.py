"""One alloy's answer, a series or a section as files to take away. Pure."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

from hea_core.results import flat_properties
from hea_ui.common.spreadsheets import csv_of

if TYPE_CHECKING:
    from hea_core.checks import AlloyReport, MeasuredMember, MeasuredPoint, SectionAnswer, SeriesAnswer
    from hea_core.explain.shapley import Explanation
    from hea_core.model.artifacts import Identity
    from hea_core.results import Examination


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


def series_csv(answer: SeriesAnswer) -> str:
    """A line for each x, then one for each measured alloy of the series."""
    series = answer.series
    rows = zip(series.x, series.readings, answer.examinations, strict=True)
    predicted = [[x, r.composition.formula, *_predicted(e), r.assumption or ""] for x, r, e in rows]
    observed = [[m.x, m.formula, *_observed(m), ""] for m in answer.measured]
    return csv_of([series.variable, "formula", *_FIELDS, "reading"], predicted + observed)


def section_csv(answer: SectionAnswer) -> str:
    """A line for each composition, then one for each measured alloy of the section, with the corners' shares of the triangle."""
    section = answer.section
    rows = zip(section.shares.tolist(), section.compositions, answer.examinations, strict=True)
    names = [f"{symbol}_share" for symbol in section.corners]
    predicted = [[*shares, c.formula, *_predicted(e)] for shares, c, e in rows]
    return csv_of(
        [*names, "formula", *_FIELDS], predicted + [[*m.shares, m.formula, *_observed(m)] for m in answer.measured]
    )


_FIELDS = ("probability", "low", "high", "verdict", "observed_single_phase", "source", "doi")


def _predicted(one: Examination) -> list[object]:
    return [one.probability, one.low, one.high, one.verdict, "", "", ""]


def _observed(one: MeasuredMember | MeasuredPoint) -> list[object]:
    return ["", "", "", "", one.single_phase, one.source, one.doi]
