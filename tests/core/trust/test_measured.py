"""The nearest measured alloys, their evidence, and how isolated an alloy is among them."""

from __future__ import annotations

import numpy as np
import pytest

from hea_core.composition import Composition, Reading
from hea_core.composition.elements import elements
from hea_core.datasets.observations import curated_alloys
from hea_core.trust.measured import MANY, MeasuredAlloys

SYMBOLS = elements().symbols


@pytest.fixture(scope="module")
def evidence():
    return MeasuredAlloys(curated_alloys(), SYMBOLS)


def nearest_to(evidence, composition):
    rows, distances = evidence.nearest(elements().fractions([composition]))
    return [evidence.neighbour(row, distance) for row, distance in zip(rows[0], distances[0], strict=True)]


def test_isolation_is_a_percentile():
    alloys = curated_alloys()
    rng = np.random.default_rng(0)
    descriptors = rng.normal(size=(len(alloys), 3))
    crowd = MeasuredAlloys(alloys, SYMBOLS, descriptors)
    near, far = crowd.isolation(np.array([[0.0, 0.0, 0.0], [30.0, 0.0, 0.0]]))
    assert near < 50 < far == 100


def test_neighbours_carry_their_evidence(evidence):
    found = nearest_to(evidence, Composition.parse("CoCrFeMnNi"))
    assert [n.distance_at_percent for n in found] == sorted(n.distance_at_percent for n in found)
    assert found[0].distance_at_percent == 0.0
    assert found[0].microstructure == "FCC"
    assert "cast" in found[0].processing
    assert found[0].observations == len(curated_alloys().observations[curated_alloys().formulas.index("CoCrFeMnNi")])
    assert all(doi.startswith("10.") for n in found for doi in n.dois)


def test_distances_are_half_the_summed_difference_and_the_nearest_come_first(evidence):
    alloys = curated_alloys()
    asked = [Composition.parse(text) for text in ("Al0.37CoCrFeNi", "MoNbTaW", "LaCeNd", "Fe")]
    distances = evidence.distances(elements().fractions(asked))
    for row, composition in zip(distances, asked, strict=True):
        expected = [composition.at_percent_moved(other) for other in alloys.compositions]
        np.testing.assert_allclose(row, expected, atol=2e-4)
    five, one = (evidence.nearest(elements().fractions(asked), count) for count in (5, 1))
    for row, found, reach in zip(distances, *five, strict=True):
        assert found.tolist() == np.lexsort((np.arange(len(alloys)), row))[:5].tolist()
        assert reach.tolist() == row[found].tolist()
    assert one[0][:, 0].tolist() == five[0][:, 0].tolist()


def test_of_many_alloys_the_compiled_functions_find_the_same_neighbours_domain_and_isolation(predictor):
    engine, alloys = predictor.engine, curated_alloys()
    measured, draw = engine.evidence, np.random.default_rng(3)
    odd = draw.dirichlet(np.full(len(SYMBOLS), 0.05), 100)
    fractions = np.concatenate([alloys.fractions(SYMBOLS)[::7], odd / odd.sum(axis=1, keepdims=True)])
    described = engine.inputs(fractions)
    assert len(fractions) > MANY
    some = range(0, len(fractions), MANY - 1)
    for count in (1, 5, 7):
        many = measured.nearest(fractions, count)
        few = [measured.nearest(fractions[k : k + MANY - 1], count) for k in some]
        for ours, theirs in zip(many, zip(*few, strict=True), strict=True):
            np.testing.assert_array_equal(ours, np.concatenate(theirs))
    few = np.concatenate([measured.isolation(described[k : k + MANY - 1]) for k in some])
    np.testing.assert_array_equal(measured.isolation(described), few)
    readings = [Reading(one.formula, one) for one in alloys.compositions[::7]]
    whole, brief = (engine.answer(readings, 1, brief) for brief in (False, True))
    for name in ("probability", "verdict", "domain", "rows", "votes"):
        np.testing.assert_array_equal(getattr(brief, name), getattr(whole, name))
    assert np.isnan(brief.isolation).sum() > 10 > np.isnan(whole.isolation).sum()
    assert measured.nearest(fractions[:3], 10**6)[0].shape == (3, len(measured.alloys))


def test_no_distance_is_below_zero(evidence):
    # AlCoCrFe6NiSi shares with itself, in single precision, a hair more than all of it
    fractions = elements().fractions([Composition.parse(text) for text in curated_alloys().formulas])
    many, few = evidence.nearest(fractions, 1)[1], evidence.nearest(fractions[: MANY - 1], 1)[1]
    assert not np.signbit(many).any()
    assert not np.signbit(few).any()
    assert not np.signbit(evidence.distances(fractions[: MANY - 1])).any()


def test_disagreement_is_marked(evidence):
    alloys = curated_alloys()
    row = next(i for i, label in enumerate(alloys.single_phase) if 0 < label < 1)
    found = nearest_to(evidence, alloys.compositions[row])
    assert next(n for n in found if n.formula == alloys.formulas[row]).disagree


def test_isolation_is_the_distance_to_the_fifth_nearest():
    from scipy.spatial import cKDTree

    draw = np.random.default_rng(2)
    alloys = curated_alloys()
    crowd, asked = draw.normal(size=(len(alloys), 13)) * draw.uniform(1, 9, 13), 3 * draw.normal(size=(150, 13))
    tree = cKDTree((crowd - crowd.mean(axis=0)) / crowd.std(axis=0))
    reach = tree.query((asked - crowd.mean(axis=0)) / crowd.std(axis=0), k=5)[0][:, -1]
    own = tree.query(tree.data, k=6)[0][:, -1]
    found = MeasuredAlloys(alloys, SYMBOLS, crowd).isolation(asked)
    np.testing.assert_allclose(found, 100.0 * (own[:, None] < reach).mean(axis=0), atol=1e-9)
