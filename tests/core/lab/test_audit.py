"""The audit before a training, on a nasty file."""

from __future__ import annotations

import numpy as np
import pytest

from hea_core.composition import Composition
from hea_core.datasets.alloys import Alloys, Observation
from hea_core.errors import HeaError
from hea_core.lab import audit as audits
from hea_core.lab.audit import audit

NASTY = """Our heats of 2026;;;
Alloy;XRD;single_phase;HV
CoCrFeNi;FCC;1;135
Co25Cr25Fe25Ni25;FCC;1;136
CoQq;FCC;1;100
Al0.3CoCrFeNi;;0;
Al0.3CoCrFeNi;;1;
Al0.305CoCrFeNi;;0;
MoNbTaW;;;454
CoCrFeNiU;;0;
HfNbTaTiZr;FCC + BCC;1;400
AlCoCrFeNi;;maybe;
Co;;1;
"""


def before(*pairs):
    seen = [Observation(text, label, "", "", "s", "", 2020) for text, label in pairs]
    return Alloys(
        tuple(Composition.parse(text) for text, _ in pairs),
        np.array([float(label) for _, label in pairs]),
        tuple((one,) for one in seen),
    )


@pytest.fixture(scope="module")
def found():
    return audit("heats.csv", NASTY.encode(), before(("CoCrFeNi", 0), ("Al0.3CoCrFeNi", 1), ("FeNi", 1)))


def rows(findings):
    return [finding.rows for finding in findings]


def test_every_row_is_accounted_for(found):
    assert found.rows == 11
    assert found.usable == 6
    counted = len(found.unreadable) + len(found.without_outcome) + len(found.unknown_elements) + found.usable
    assert counted == found.rows
    assert found.trainable


def test_rows_that_cannot_be_taken_say_why(found):
    assert rows(found.unreadable) == [(5,), (11,), (12,)]
    said = [finding.said for finding in found.unreadable]
    assert "Qq" in said[0]
    assert "says single and names 2 phases" in said[1]
    assert "'maybe' is none of single, multiple, unclear" in said[2]
    assert rows(found.without_outcome) == [(9,)]
    assert rows(found.unknown_elements) == [(10,)]
    assert "holds U" in found.unknown_elements[0].said


def test_what_stands_twice_and_what_contradicts_itself(found):
    assert rows(found.duplicates) == [(3, 4)]
    assert rows(found.contradictions) == [(6, 7, 8)]
    assert "single-phase in 1 and multi-phase in 2 rows" in found.contradictions[0].said


def test_what_was_measured_otherwise_before(found):
    assert rows(found.conflicts) == [(3, 4), (6, 7, 8)]
    assert "multi-phase in 1 published observation" in found.conflicts[0].said


def test_balance_counts_alloys_and_says_where_a_class_is_thin(found):
    assert [(share.elements, share.single, share.multiple) for share in found.balance] == [
        (1, 1, 0),
        (4, 1, 0),
        (5, 0, 1),
    ]
    assert found.balance[1].warning == "Only 0 of 1 alloys of 4 elements are multi-phase."


def test_a_series_leaks(found):
    assert found.leakage == ()
    series = "formula,outcome\n" + "\n".join(f"Al0.{k}CoCrFeNi,single" for k in range(1, 9)) + "\nMoNbTaW,single\n"
    leaks = audit("series.csv", series.encode(), before()).leakage
    assert rows(leaks) == [tuple(range(2, 10))]
    assert "8 alloys of Al-Co-Cr-Fe-Ni" in leaks[0].said


def test_a_conflict_with_the_shipped_data_is_found():
    found = audit("one.csv", b"formula,outcome\nCoCrFeMnNi,multiple\n")
    assert rows(found.conflicts) == [(2,)]
    assert "published observations" in found.conflicts[0].said


def test_a_file_without_anything_to_learn():
    found = audit("ideas.txt", b"CoCrFeNi\nMoNbTaW\n")
    assert (found.trainable, found.usable, found.balance) == (False, 0, ())
    with pytest.raises(HeaError):
        audit("a.pdf", b"%PDF-1.4")


def test_alloys_alike_are_those_that_comparing_every_two_finds(monkeypatch):
    monkeypatch.setattr(audits, "_PAIRS", 100)
    rng = np.random.default_rng(0)
    texts = [f"Co{c:g}Cr{r:g}Fe{100 - c - r:g}" for c, r in rng.integers(100, 500, (60, 2)) / 10]
    texts += texts[:5]
    alloys = [Composition.parse(text) for text in dict.fromkeys(texts)]
    series = [a for a in alloys if any(0 < a.at_percent_moved(b) <= audits.SERIES_AT_PERCENT for b in alloys)]
    found = audit("a.csv", "\n".join(["formula,outcome", *(f"{text},single" for text in texts)]).encode(), before())
    assert [one.rows for one in found.duplicates] == [(k + 2, k + 62) for k in range(5)]
    assert found.leakage[0].said.startswith(f"{len(series)} alloys of Co-Cr-Fe")
