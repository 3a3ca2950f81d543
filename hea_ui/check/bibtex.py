"""Every source that an answer uses, as BibTeX. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from hea_core.descriptors.registry import DESCRIPTORS

if TYPE_CHECKING:
    from hea_core.checks import AlloyReport

_PAPER = (
    "C. Zeng, Z. Khan, N. L. Post, Data-efficient and interpretable inverse materials design using a disentangled variational "
    "autoencoder, arXiv:2409.06740 (2024)"
)
_REFERENCE = re.compile(
    r"(?:[a-z]+: )?(?P<authors>.+?), (?P<journal>[A-Z][^,]*?) (?P<volume>\d+), (?P<pages>\d+)(?: \((?P<year>\d{4})\))(?:, doi:(?P<doi>\S+))?"
)
_TABLES = ("phase_observations.csv", "further_observations.csv", "elements.csv", "pair_enthalpies.csv")
"""Files of the data card that every answer rests on."""


def bibtex(reports: Sequence[AlloyReport], data_card: Mapping[str, Any]) -> str:
    """Entries for model, data, neighbours, rules, descriptors and facts; each once."""
    entries: dict[str, str] = {}
    for citation, doi in _once(reports, data_card):
        key, text = _entry(citation, doi, entries)
        entries[key] = text
    return "\n\n".join(entries.values()) + "\n"


def references(reports: Sequence[AlloyReport], data_card: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The same to be read: words and DOI, "" where there is none."""
    return [(citation.split(", doi:")[0], doi) for citation, doi in _once(reports, data_card)]


def _once(reports: Sequence[AlloyReport], data_card: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    seen: set[str] = set()
    for citation, doi in _sources(reports, data_card):
        same = _REFERENCE.fullmatch(citation)
        work = " ".join(same.group("journal", "volume", "pages")) if same else doi or citation
        if work in seen or doi in seen:
            continue
        seen.update({work, doi} - {""})
        yield citation, doi


def _sources(reports: Sequence[AlloyReport], data_card: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """(citation, DOI or "")."""
    yield _PAPER, ""
    for name in _TABLES:
        for source in data_card["files"].get(name, {}).get("sources", []):
            yield source["citation"], source.get("doi") or ""
    for report in reports:
        references: Iterable[str] = (
            *(rule.reference for rule in report.rules.verdicts),
            *(d.source for d in DESCRIPTORS if d.name in report.prediction.descriptors),
        )
        for reference in references:
            found = _REFERENCE.fullmatch(reference)
            if found:
                yield reference, found["doi"] or ""
        for near in report.prediction.neighbours:
            for doi in near.dois or (near.doi,):
                yield f"Measurement of {near.formula}", doi
        for statement in report.facts.statements:
            yield f"{statement.source}, {statement.date}", ""
        for source in report.facts.price_sources:
            yield f"Prices of the elements: {source}", ""


def _entry(citation: str, doi: str, taken: Mapping[str, str]) -> tuple[str, str]:
    found = _REFERENCE.fullmatch(citation)
    if found:
        kind = "article"
        authors = found["authors"].replace(" et al.", " and others").replace(", ", " and ")
        fields = {"author": authors, **{name: found[name] for name in ("journal", "volume", "pages", "year")}}
    else:
        kind, fields = "misc", {"title": f"{{{citation}}}"}
    year = re.search(r"\b(?:19|20)\d\d\b", citation)
    name = re.search(r"(?:[A-Z]\. )*([A-Z][a-z]+)", citation)
    stem = (name.group(1).lower() if name else "source") + (year.group() if year else "")
    key = next(k for k in (stem, *(f"{stem}-{number}" for number in range(2, len(taken) + 3))) if k not in taken)
    lines = [f"  {name} = {{{_tex(value)}}}," for name, value in fields.items()] + (
        [f"  doi = {{{doi}}},"] if doi else []
    )
    return key, "\n".join([f"@{kind}{{{key},", *lines, "}"])


def _tex(text: str) -> str:
    return re.sub(r"([&%#_])", r"\\\1", text)
