"""One alloy's details as HTML: empirical rules, descriptors, reconstruction, facts. Pure and escaped; page and report share it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape
from typing import TYPE_CHECKING

from hea_ui.common.markup import descriptor_cells, doi_link, note, table
from hea_ui.common.wording import describe, formula_html, number, symbol_html

if TYPE_CHECKING:
    from hea_core.checks import Reconstruction
    from hea_core.datasets.facts import AlloyFacts
    from hea_core.descriptors.rule_record import RulePanel, RuleVerdict

_RULE_WORDS = {
    "single": ("one phase", "la-single"),
    "not single": ("not one phase", "la-multi"),
    "sigma": ("σ to be expected", "la-multi"),
    "no sigma": ("no warning", ""),
}


def equation(text: str) -> str:
    """An equation in one line with its subscripts: ΔH_mix and Σ_{i<j} are written as such."""
    return re.sub(r"_(?:\{([^}]*)\}|([A-Za-z]+))", lambda found: f"<sub>{found[1] or found[2]}</sub>", escape(text))


def rules(panel: RulePanel) -> str:
    """Every rule with its value and verdict, and beside it how often the rule is right."""
    head = ["rule", "verdict", "#value", "threshold", "#sensitivity", "#specificity"]
    return note(f"{rule_count(panel)} {radii_note(panel)}") + table(
        "Empirical rules", head, "".join(map(_rule, panel.verdicts)), "rules", captioned=False
    )


def rule_words(verdict: str) -> tuple[str, str]:
    """What a rule says in words, and the class that colours it."""
    return _RULE_WORDS.get(verdict, (verdict, ""))


def _rule(rule: RuleVerdict) -> str:
    words, kind = rule_words(rule.verdict)
    remarks = "".join(
        f"<p>{text}</p>"
        for text in (equation(rule.formula), equation(rule.note), escape(_radii(rule)), _reference(rule.reference))
        if text
    )
    return (
        f'<tr><th scope="row" class="la-wide"><details><summary>{escape(rule.title)}</summary>{remarks}</details></th>'
        f'<td class="{kind}">{escape(words)}</td><td class="la-num">{number(rule.value) if rule.value is not None else "∞"}</td>'
        f'<td class="la-wide">{equation(rule.threshold)}</td><td class="la-num">{100 * rule.record.sensitivity:.0f} %</td>'
        f'<td class="la-num">{100 * rule.record.specificity:.0f} %</td></tr>'
    )


def _reference(text: str) -> str:
    """A reference, its DOI as a link."""
    before, mark, doi = text.partition("doi:")
    return f"{escape(before)}{doi_link(doi) if mark else ''}"


def _radii(rule: RuleVerdict) -> str:
    """Which table of radii the rule goes by, and what it says and how often it is right with the other."""
    other = rule.other_radii
    if rule.radii is None or other is None:
        return ""
    value = "∞" if other.value is None else number(other.value)
    verdict = f"another verdict, {_RULE_WORDS[other.verdict][0]}" if other.changes else "the same verdict"
    return (
        f"{rule.radii.capitalize()}'s radii. With {other.radii.capitalize()}'s: {value}, {verdict}; "
        f"sensitivity {100 * other.record.sensitivity:.0f} %, specificity {100 * other.record.specificity:.0f} %."
    )


def radii_note(panel: RulePanel) -> str:
    """By which table of atomic radii the rules go, and which verdicts hang on it."""
    hanging = [rule.title for rule in panel.verdicts if rule.other_radii and rule.other_radii.changes]
    said = "Each rule goes by the table of atomic radii with which it is right more often."
    if not hanging:
        return f"{said} No verdict here depends on the table."
    return f"{said} With the other table the verdict is another by {', '.join(hanging)}."


def rule_count(panel: RulePanel) -> str:
    """How many rules say one phase, and what became of measured alloys with as many."""
    if not panel.applies:
        return "The rules, and the shares beside them, are for alloys of four or more elements; this one has fewer."
    said = f"{panel.votes} of {panel.voters} rules say one phase"
    n = panel.verdicts[0].record.n
    measured = f" Sensitivity and specificity: on the {n} measured alloys of four or more elements with a class; for Guo's rule, of BCC and of FCC."
    if panel.observed is None:
        return f"{said}; no measured alloy has as many.{measured}"
    return f"{said}; of the {panel.observed.n} measured alloys with as many, {100 * panel.observed.rate:.0f} % are single-phase.{measured}"


def descriptors(values: Mapping[str, float]) -> str:
    """The descriptors with symbol, unit and equation."""
    rows = ""
    for name, value in values.items():
        quantity = describe(name)
        rows += (
            f"<tr>{descriptor_cells(quantity, value)}<td>{equation(quantity.equation)}</td>"
            f'<td class="la-quiet la-wide">{escape(quantity.source)}</td></tr>'
        )
    return table(
        "Descriptors",
        ["quantity", "symbol", "#value", "equation", "definition"],
        rows,
        "descriptors",
        captioned=False,
    )


def contributions(shares: Mapping[str, Mapping[str, float]]) -> str:
    """Each element's share of each descriptor, in its unit."""
    symbols = list(next(iter(shares.values())))
    rows = ""
    for name, by_element in shares.items():
        quantity = describe(name)
        unit = f' <small class="la-quiet">{escape(quantity.unit)}</small>' if quantity.unit else ""
        cells = "".join(
            f'<td class="la-num">{number(by_element[symbol], max(2, quantity.digits))}</td>' for symbol in symbols
        )
        rows += f'<tr><th scope="row">{symbol_html(quantity.symbol)}{unit}</th>{cells}</tr>'
    head = ["descriptor", *(f"#{symbol}" for symbol in symbols)]
    return table("Share of each element; a row sums to the descriptor", head, rows)


def reconstruction(back: Reconstruction | None) -> str:
    """What the model gives back of the alloy when it encodes and decodes it once."""
    if back is None:
        return note("The alloy holds an element that the map does not know, so it cannot be encoded and decoded.")
    changes = [
        f"lost {', '.join(back.lost)}" if back.lost else "",
        f"gained {', '.join(back.gained)}" if back.gained else "",
    ]
    said = ", ".join(change for change in changes if change) or "no element lost or gained"
    return (
        f'<dl class="la-facts"><dt>Comes back as</dt><dd>{formula_html(back.formula)}</dd>'
        f"<dt>Differs by</dt><dd>{number(back.moved_at_percent, 1)} at.%<small>, {escape(said)}</small></dd></dl>"
        + note(
            "Encoded to two numbers and a probability and decoded once, uncorrected: how much of this alloy the map can hold."
        )
    )


def facts(found: AlloyFacts) -> str:
    """Weight percent, density, price and what the elements are listed as, each with source and date."""
    weights = ", ".join(f"{symbol} {number(amount, 1)}" for symbol, amount in found.weight_percent.items())
    rows = [
        ("Weight (wt.%)", escape(weights)),
        ("Density", f"{number(found.density_g_cm3)} g/cm³<small>, rule of mixtures over volumes</small>"),
        ("Elements' price", _price(found)),
    ]
    for one in found.statements:
        unseen = f" Not looked up: {', '.join(one.not_examined)}." if one.not_examined else ""
        rows.append(
            (
                one.kind.capitalize(),
                f"{escape(', '.join(one.symbols))}: {escape(one.statement)}<br>"
                f"<small>{escape(one.source)}, {escape(one.date)}.{escape(unseen)}</small>",
            )
        )
    listed = "".join(f"<dt>{name}</dt><dd>{text}</dd>" for name, text in rows)
    hazard = any(one.kind == "hazard" for one in found.statements)
    return f'<dl class="la-facts la-findings">{listed}</dl>' + (note(found.caveat) if hazard else "")


def _price(found: AlloyFacts) -> str:
    if found.price_usd_per_kg is None or found.price_years is None:
        return f"unknown<small>: none is on record for {escape(', '.join(found.price_unknown))}</small>"
    first, last = found.price_years
    years = str(first) if first == last else f"{first}–{last}"
    return (
        f"{number(found.price_usd_per_kg)} USD/kg<small> in {years}; {escape('; '.join(found.price_sources))}</small>"
    )
