from __future__ import annotations

import csv
import hashlib
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from hea_core.composition import Composition
from hea_core.composition.published import parse_published
from hea_core.datasets.curation import curation_report, nearest_at_percent
from hea_core.datasets.observations import (
    DATA,
    VOCABULARY,
    Alloys,
    curated_alloys,
    data_card,
    merged,
    observed_in,
    paper_alloys,
    phase_observations,
    phase_statements,
)
from hea_core.datasets.splits import paper_split, system_folds
from hea_core.datasets.statements import measured_alloys, soft_label
from hea_core.errors import DataError, RequestError


def test_every_table_has_a_card_and_matches_it() -> None:
    files = data_card()["files"]
    assert set(files) == {path.name for path in DATA.glob("*.csv")}
    for name, entry in files.items():
        content = (DATA / name).read_bytes()
        header, *rows = csv.reader(content.decode("utf-8").splitlines())
        assert hashlib.sha256(content).hexdigest() == entry["sha256"], name
        assert len(rows) == entry["rows"], name
        assert header == list(entry["columns"]), name
        assert {"title", "description", "licence", "sources"} <= entry.keys()
        assert all(source["citation"] and source["licence"] for source in entry["sources"])
        for column, said in entry["columns"].items():
            assert all(said[key].strip() for key in ("meaning", "unit", "source")), f"{name}: {column}"


def test_phase_observations_are_complete_and_a_copy() -> None:
    table = phase_observations()
    assert table["source"].value_counts().to_dict() == {"yan2021": 1807, "borg2020": 424}
    yan = table[table["source"] == "yan2021"]
    assert yan["single_phase"].value_counts().to_dict() == {0: 999, 1: 808}
    assert table["doi"].str.startswith("10.").all()
    table.loc[0, "formula"] = "changed"
    assert phase_observations().loc[0, "formula"] != "changed"


def test_vocabulary_is_the_thirty_most_frequent_elements() -> None:
    table = phase_observations()
    yan = table[table["source"] == "yan2021"]["formula"].str.findall(r"[A-Z][a-z]?")
    counts = yan.explode().value_counts()
    assert set(counts.index[:30]) == set(VOCABULARY)
    assert len(set(VOCABULARY)) == 30


def test_paper_alloys_are_the_distinct_strings_with_their_first_label() -> None:
    alloys = paper_alloys()
    assert len(alloys) == 1373
    assert len({evidence[0].formula for evidence in alloys.observations}) == 1373
    assert set(np.unique(alloys.single_phase)) == {0.0, 1.0}
    conflicted = [i for i, evidence in enumerate(alloys.observations) if evidence[0].formula == "Hf1Nb1Ti1V1Zr1"]
    assert len(conflicted) == 1
    assert alloys.single_phase[conflicted[0]] == 0.0
    assert alloys.fractions(VOCABULARY).shape == (1373, 30)
    np.testing.assert_allclose(alloys.fractions(VOCABULARY).sum(axis=1), 1.0)
    assert (alloys.n_elements == 2).mean() == pytest.approx(0.38, abs=0.005)
    assert alloys.single_phase[alloys.n_elements == 2].mean() == pytest.approx(0.82, abs=0.005)


def test_curated_alloys_merge_observations_to_soft_labels() -> None:
    alloys = curated_alloys()
    assert len(alloys) == 1784
    assert sum(len(evidence) for evidence in alloys.observations) + dropped_rows() == len(phase_observations())
    for label, evidence in zip(alloys.single_phase, alloys.observations, strict=True):
        assert label == np.mean([seen.single_phase for seen in evidence])
    hf = alloys.formulas.index("HfNbTaTiZr")
    assert len(alloys.observations[hf]) == 24
    assert alloys.single_phase[hf] == 21 / 24
    assert alloys.sources[hf] == "yan2021 + borg2020"
    assert len(set(alloys.dois[hf])) == len(alloys.dois[hf]) > 1
    assert (~alloys.decided).sum() == (alloys.single_phase == 0.5).sum() == 38


def dropped_rows() -> int:
    selenium = {"Se", "Te"}
    return sum(not selenium.isdisjoint(composition.elements) for composition in phase_observations()["composition"])


def test_curation_over_the_papers_elements_gives_its_distinct_compositions() -> None:
    yan = merged([row for row in phase_statements() if row[1].source == "yan2021"], VOCABULARY, soft_label)
    assert len(yan) == 1368
    both = curated_alloys(VOCABULARY)
    assert len(both) == 1369  # Borg's CoCuFeMnNiSn0.05 is the one alloy that Yan does not have
    only_borg = [formula for formula, source in zip(both.formulas, both.sources, strict=True) if source == "borg2020"]
    assert [
        Composition.parse(formula).at_percent_moved(Composition.parse("CoCuFeMnNiSn0.05")) < 0.01
        for formula in only_borg
    ] == [True]


def test_rows_of_one_source_are_never_merged_by_the_tolerance_for_respelling(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_text("formula,single_phase,source\nAl16LiMg,1,a\nAl16LiMg1.03,0,a\nAl16LiMg1.03,0,b\nAl16LiMg1.01,0,c\n")
    found = merged(observed_in(path), None, soft_label)
    assert [len(evidence) for evidence in found.observations] == [2, 2]
    assert len(found) == 2


def test_zero_amounts_are_read_in_published_strings_only() -> None:
    assert parse_published("Al0CoCrFeNi").formula == "CoCrFeNi"
    assert parse_published("AlCoCrFeMo0Ni").formula == "AlCoCrFeNi"
    assert parse_published("Al0.5Co10Ni0.05").as_dict().keys() == {"Al", "Co", "Ni"}
    assert parse_published("Al0.0CoNi").formula == "CoNi"


def test_alloys_select_and_refuse_bad_labels() -> None:
    alloys = paper_alloys()
    some = alloys.select([5, 0])
    assert some.formulas == (alloys.formulas[5], alloys.formulas[0])
    assert len(alloys.select(alloys.n_elements == 2)) == (alloys.n_elements == 2).sum()
    with pytest.raises(ValueError, match="read-only"):
        alloys.single_phase[0] = 1
    unlabelled = Alloys(some.compositions, np.array([np.nan, 1.0]), some.observations)
    assert unlabelled.decided.tolist() == [False, True]
    with pytest.raises(DataError, match="0 to 1"):
        Alloys(some.compositions, np.array([2.0, 1.0]), some.observations)
    with pytest.raises(DataError, match="equal lengths"):
        Alloys(some.compositions, np.array([1.0]), some.observations)


@pytest.mark.parametrize("seed", [0, 1, 7])
def test_paper_split_has_the_papers_sizes_and_is_reproducible(seed: int) -> None:
    split = paper_split(seed)
    parts = [split.labelled, split.unlabelled, split.validation, split.test]
    assert [len(part) for part in parts] == [864, 296, 75, 138]
    assert sorted(np.concatenate(parts)) == list(range(1373))
    again = paper_split(seed)
    np.testing.assert_array_equal(split.test, again.test)
    assert set(split.test) != set(paper_split(seed + 1).test)


@pytest.mark.parametrize("n_folds", [2, 5])
def test_system_folds_never_share_a_system_and_are_balanced(n_folds: int) -> None:
    alloys = curated_alloys()
    folds = system_folds(alloys, n_folds)
    systems = np.array(alloys.systems)
    assert sorted(np.concatenate([test for _, test in folds])) == list(range(len(alloys)))
    for train, test in folds:
        assert set(systems[train]).isdisjoint(systems[test])
        assert len(train) + len(test) == len(alloys)
        assert abs(len(test) - len(alloys) / n_folds) <= 1
    for (_, one), (_, other) in zip(folds, system_folds(alloys, n_folds), strict=True):
        np.testing.assert_array_equal(one, other)
    assert not np.array_equal(folds[0][1], system_folds(alloys, n_folds, seed=1)[0][1])


def test_system_folds_refuse_an_impossible_number() -> None:
    with pytest.raises(RequestError, match="n_folds is 1"):
        system_folds(curated_alloys(), 1)


def test_curation_report_counts() -> None:
    report = curation_report()
    assert (report.paper_rows, report.paper_strings, report.paper_compositions) == (1375, 1373, 1368)
    assert (report.repeated_rows, report.respelled, report.paper_conflicts) == (2, 5, 4)
    assert report.zero_amount_rows == 5
    assert report.missing_pair_alloys == 17
    assert report.missing_pair_elements[:2] == ("Se", "Te")
    assert len(report.conflicts) == 293
    assert report.undecided == 78
    assert sum(row.alloys for row in report.balance) == report.curated == len(measured_alloys())
    agreement = {one.source: one.agreement for one in report.agreements}
    assert set(agreement) == {"borg2020", "pei2020", "peivaste2023", "chizhevskiy2026"}
    assert 0.8 < agreement["borg2020"] < 0.87  # about one alloy in six disagrees
    assert all(one.agreeing <= one.compared for one in report.agreements)
    assert report.near_1 < report.near_5 < report.curated
    assert sum(count for _, count in report.largest_systems) / report.curated == pytest.approx(0.19, abs=0.02)
    conflict = next(found for found in report.conflicts if found.formula == "HfNbTaTiZr")
    assert (conflict.single_phase, conflict.not_single_phase) == (24, 3)


def test_nearest_at_percent_is_half_the_summed_difference() -> None:
    rows = np.array([[0.5, 0.5, 0.0], [0.45, 0.55, 0.0], [0.0, 0.0, 1.0]])
    distance, nearest = nearest_at_percent(rows)
    np.testing.assert_allclose(distance, [5.0, 5.0, 100.0])
    assert nearest[:2].tolist() == [1, 0]


@pytest.mark.parametrize(
    ("content", "named"),
    [
        ("formula\nFeNi\n", "single_phase"),
        ("alloy,single_phase\nFeNi,1\n", "formula"),
        ("formula,single_phase\nFeNi,1\nFeXx,0\n", "Row 3.*'Xx'"),
        ("formula,single_phase\nFeNi,yes\n", "Row 2.*'yes'"),
        ("formula,single_phase,year\nFeNi,1,recent\n", "Row 2.*'recent'"),
        ("", "cannot be read"),
    ],
)
def test_bad_observation_files_are_refused_with_the_row(tmp_path: Path, content: str, named: str) -> None:
    path = tmp_path / "mine.csv"
    path.write_text(content)
    with pytest.raises(DataError, match=named):
        observed_in(path)


def test_a_missing_observation_file_is_a_data_error(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"absent\.csv"):
        observed_in(tmp_path / "absent.csv")


def test_optional_columns_may_be_absent(tmp_path: Path) -> None:
    path = tmp_path / "mine.csv"
    path.write_text("single_phase,formula\n1,Fe50Ni50\n0,FeNi\n")
    alloys = merged(observed_in(path), None, soft_label)
    assert alloys.formulas == ("FeNi",)
    assert alloys.single_phase.tolist() == [0.5]
    assert alloys.observations[0][0].year == 0


def test_reading_the_data_is_quick_and_leaves_pymatgen_alone() -> None:
    code = (
        "import hea_core.datasets.observations as d, sys, time; t = time.process_time(); d.paper_alloys(); "
        "print(time.process_time() - t, 'pymatgen' in sys.modules)"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=DATA.parent)
    seconds, imported = out.stdout.split()
    assert imported == "False"
    assert float(seconds) < 2.0  # 0.15 s of processor time


def test_mechanical_observations_are_shipped_as_published() -> None:
    table = pd.read_csv(DATA / "mechanical_observations.csv")
    assert len(table) == 917
    for formula in table["formula"].unique():
        parse_published(formula)
