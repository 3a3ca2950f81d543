"""The curation report as HTML, for st.html: the figures to know, and what was found and done. Pure and escaped."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING

from hea_core.composition import typeset
from hea_core.composition.reading import read
from hea_ui.common import markup
from hea_ui.common.chip import chip
from hea_ui.common.wording import number, source_name

if TYPE_CHECKING:
    from hea_core.datasets.curation import Conflict, CurationReport


def facts(report: CurationReport) -> str:
    """The few figures to know about the data, in one row."""
    observations = report.observations
    by_source = " + ".join(f"{source_name(key)} {count:,}" for key, count in observations.items())
    cells = (
        (f"{sum(observations.values()):,}", "statements", by_source),
        (f"{report.curated:,}", "different alloys", "after merging equal compositions (0.1 at.%)"),
        (f"{len(report.conflicts)}", "with conflicting observations", "kept, with the weighted mean as a soft label"),
        (
            f"{100 * min(one.agreement for one in report.agreements):.0f}–"
            f"{100 * max(one.agreement for one in report.agreements):.0f} %",
            "agreement of each collection with the paper's",
            ", ".join(
                f"{source_name(one.source)} {100 * one.agreement:.0f} % of {one.compared:,}"
                for one in report.agreements
            ),
        ),
    )
    return (
        '<div class="la-row">'
        + "".join(
            f'<div><span class="la-big">{big}</span><span class="la-name">{name}</span>'
            f'<span class="la-quiet">{escape(small)}</span></div>'
            for big, name, small in cells
        )
        + "</div>"
    )


def findings(report: CurationReport) -> str:
    """Duplicates, conflicts, near-duplicates and gaps, each with what was done about it."""
    biggest = sum(count for _, count in report.largest_systems)
    largest, its_alloys = report.largest_systems[0]
    unpaired = ", ".join(report.missing_pair_elements[:3])
    rows = (
        (
            "Paper's rows",
            f"{report.paper_rows:,} rows over its 30 elements: {report.paper_strings:,} strings, "
            f"{report.paper_compositions:,} compositions.",
        ),
        (
            "Repeats",
            f"{report.repeated_rows} rows repeat a string and {report.respelled} compositions are spelt in two ways: merged.",
        ),
        (
            "Conflicts",
            f"{report.paper_conflicts} of the paper's compositions carry both labels; {report.undecided} of all alloys stand "
            "at exactly one half and are left out of accuracy.",
        ),
        (
            "Near-duplicates",
            f"{report.near_5:,} alloys have another within 5 at.% ({report.near_1} within 1 at.%), of the other class in "
            f"{report.near_5_opposite} cases. Kept: folds by chemical system keep them together.",
        ),
        (
            "Zero amounts",
            f"{report.zero_amount_rows} rows name an element with amount 0, the end of a series: read without it.",
        ),
        (
            "No pair enthalpy",
            f"{report.missing_pair_alloys} alloys need a pair that is not tabulated ({unpaired} and others): left out, never "
            "taken as zero.",
        ),
        ("Families", f"The ten largest systems hold {biggest} alloys; {largest} alone {its_alloys}."),
    )
    items = "".join(f"<dt>{name}</dt><dd>{escape(text)}</dd>" for name, text in rows)
    return f'<dl class="la-facts la-findings">{items}</dl>'


def search_result(count: int, of: int, text: str) -> str:
    """How many alloys a search found, in which order they stand, and how its text was read (FormulaError where it cannot be)."""
    if not text.strip():
        return markup.note(f"{count:,} of {of:,} alloys, most observed first")
    reading = read(text)
    held = ", ".join(reading.composition.elements)
    said = f"{count:,} of {of:,} alloys, all with {held}, the nearest to {typeset(reading.composition.formula)} first."
    return markup.note(f"{said} {reading.assumption or ''}".rstrip())


def conflicts(found: Sequence[Conflict]) -> str:
    """Compositions whose observations disagree, most observed first."""
    rows = "".join(
        f'<tr><th scope="row">{chip(one.formula)}</th><td class="la-num">{one.single_phase}</td>'
        f'<td class="la-num">{one.not_single_phase}</td><td class="la-num">{number(one.soft_label)}</td>'
        f"<td>{escape(source_name(' + '.join(one.sources)))}</td></tr>"
        for one in found
    )
    head = ["alloy", "#single-phase", "#not single-phase", "#soft label", "sources"]
    return markup.table("Alloys with conflicting observations", head, rows, "conflicts", captioned=False)
