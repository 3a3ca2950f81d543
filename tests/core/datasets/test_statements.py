from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from hea_core.composition import Composition
from hea_core.datasets.alloys import Observation
from hea_core.datasets.observations import VOCABULARY, curated_alloys, paper_alloys
from hea_core.datasets.statements import (
    hardness_label,
    learnt_from,
    measured_alloys,
    papers_of,
    phase_weight,
    soft_label,
    stated_alloys,
    statements,
    structure_class,
    structure_shares,
)


def said(single_phase=None, source="yan2021", microstructure="", **more) -> Observation:
    return Observation(
        "Al3Co2Zr95", single_phase, microstructure, more.pop("processing", ""), source, "10.1/x", 2020, **more
    )


def of(formula):
    alloys = stated_alloys()
    key = Composition.parse(formula).formula
    return alloys.observations[alloys.formulas.index(key)]


def test_all_collections_are_one_table():
    sources = [seen.source for _, seen in statements()]
    assert {source: sources.count(source) for source in set(sources)} == {
        "yan2021": 1807,
        "borg2020": 424 + 291,
        "pei2020": 1247,
        "peivaste2023": 2507,
        "chizhevskiy2026": 434,
    }
    assert all(seen.doi.startswith("10.") for _, seen in statements())


def test_the_paper_keeps_its_own_rows_and_labels():
    assert len(paper_alloys()) == 1373
    assert set(np.unique(paper_alloys().single_phase)) == {0.0, 1.0}
    assert {seen.source for evidence in paper_alloys().observations for seen in evidence} == {"yan2021"}


def test_more_sources_bring_more_alloys():
    more, few = measured_alloys(VOCABULARY), curated_alloys(VOCABULARY)
    assert (more.n_elements >= 4).sum() > 1.8 * (few.n_elements >= 4).sum()
    assert not np.isnan(more.single_phase).any()
    assert len(stated_alloys()) > len(measured_alloys())


@pytest.mark.parametrize(
    ("seen", "label", "weight"),
    [
        ([said(1.0)], 1.0, 1.0),
        ([said(1.0), said(0.0, "borg2020")], 0.5, 1.0),
        ([said(1.0), said(0.0, "peivaste2023")], 2 / 3, 1.0),
        # a source counts once, however many rows it has
        ([said(1.0), said(1.0, "borg2020"), said(0.0, "borg2020")], 0.75, 1.0),
        ([said(0.4, "chizhevskiy2026", papers=5)], 0.4, 0.3),
        ([said(1.0, "pei2020"), said(1.0, "chizhevskiy2026")], 1.0, 0.8),
        ([said(1.0, "my lab")], 1.0, 1.0),
    ],
)
def test_sources_are_weighted(seen, label, weight):
    assert soft_label(seen) == pytest.approx(label)
    assert phase_weight(seen) == pytest.approx(weight)


def test_a_statement_about_hardness_is_no_label():
    seen = [said(None, "borg2020", hardness_hv=300.0)]
    assert np.isnan(soft_label(seen))
    assert phase_weight(seen) == 0.0
    assert structure_shares([said(None, "borg2020", "FCC", hardness_hv=300.0)]) == {}


def test_a_label_that_all_others_contradict_is_softened():
    def of_paper(label, source="yan2021"):
        return replace(said(label, source), formula="Al1Co1Cr1Cu1Fe1Ni1")

    # the paper's set calls it one phase; five others 0, 0.07, 0, 0.29 and 0
    assert soft_label([of_paper(1.0)]) == pytest.approx((1 + 0.36) / 6)
    assert soft_label([of_paper(0.0, "pei2020")]) == 0.0
    assert soft_label([said(1.0)]) == 1.0


@pytest.mark.parametrize(
    ("found", "named"),
    [
        ("FCC", "FCC"),
        ("HCP", "HCP"),
        ("BCC+FCC", "mixed"),
        ("BCC+BCC", "BCC"),
        ("FCC+BCC+Sec.", "mixed"),
        ("BCC+Laves (C14)", "BCC"),
        ("BCC+B2", "BCC"),
        ("FCC+Sec.", "FCC"),
        ("B2+Laves+Sec.", "intermetallic"),
        ("BCC+HCP", "mixed"),
        ("IM", "intermetallic"),
        ("AM", None),
        ("BCC+AM", None),
        ("Other", None),
        ("", None),
    ],
)
def test_constituents_are_one_structure(found, named):
    assert structure_class(found) == named


def test_amorphous_alloys_are_not_single_phase_and_have_no_structure():
    amorphous = [seen for _, seen in statements() if "AM" in seen.microstructure]
    assert len(amorphous) == 191
    assert {seen.single_phase for seen in amorphous} == {0.0}
    assert structure_shares(amorphous[:1]) == {}


def test_structure_is_shared_out_by_source():
    seen = [said(1.0, "borg2020", "FCC"), said(0.0, "borg2020", "FCC+BCC"), said(1.0, "peivaste2023", "FCC")]
    assert structure_shares(seen) == pytest.approx({"FCC": 2 / 3, "mixed": 1 / 3})


def test_hardness_is_the_median_without_slips_and_powder():
    hard = [said(hardness_hv=value) for value in (100.0, 300.0, 200.0)]
    assert hardness_label(hard) == 200.0
    assert hardness_label([*hard, said(hardness_hv=900.0, processing="powder")]) == 200.0
    assert hardness_label([said(hardness_hv=900.0, processing="powder")]) is None
    assert hardness_label(of("CoCrFeMnNi")) < 200  # one paper says 415
    assert hardness_label(of("MoNbTaW")) < 800  # one paper says up to 1630


def test_a_summary_of_the_literature_says_how_many_papers():
    papers, share = papers_of(of("AlCoCrFeNi"))
    assert (papers, share) == (288, 0.396)
    assert papers_of([said(1.0)]) == (0, None)


def test_a_model_is_evidenced_by_what_it_was_trained_on():
    assert learnt_from({"data": {}}, VOCABULARY) is curated_alloys(VOCABULARY)
    assert learnt_from({"data": {"statements": "all"}}, VOCABULARY) is measured_alloys(VOCABULARY)
