"""What the map is drawn from: measured alloys in their places, families, and the field of probability."""

from __future__ import annotations

import numpy as np
import pytest

from hea_core.composition import Composition
from hea_core.design.latent_map import EMPTY, FAMILIES, _grown


@pytest.fixture(scope="module")
def atlas(predictor):
    return predictor.atlas()


def test_every_array_has_a_row_for_each_measured_alloy(atlas):
    n = len(atlas.formula)
    assert atlas.z.shape == (n, 2)
    assert atlas.descriptors.shape == (n, len(atlas.descriptor_names))
    for column in (
        atlas.single_phase,
        atlas.probability,
        atlas.verdict,
        atlas.n_elements,
        atlas.source,
        atlas.hardness,
        atlas.structure,
    ):
        assert len(column) == n


def test_a_dot_says_what_predict_and_encode_say_of_its_alloy(predictor, atlas):
    rows = np.random.default_rng(0).choice(len(atlas.formula), 20, replace=False)
    formulas = [atlas.formula[row] for row in rows]
    said = predictor.predict(formulas)
    np.testing.assert_allclose(atlas.probability[rows], [one.probability for one in said], atol=1e-4)
    assert [atlas.verdict[row] for row in rows] == [one.verdict for one in said]
    np.testing.assert_allclose(atlas.z[rows], [one.z for one in predictor.encode(formulas)], atol=1e-4)
    held = [len(Composition.parse(formula).elements) for formula in formulas]
    assert atlas.n_elements[rows].tolist() == held


def test_families_are_all_equimolar_quaternaries_of_their_elements(atlas):
    sizes = {name: len(members) for name, members in atlas.families.items()}
    assert sizes == {"magnetic": 5, "noble": 126, "refractory": 70}
    for name, members in atlas.families.items():
        for formula, *_ in members:
            amounts = Composition.parse(formula).as_dict()
            assert set(amounts) <= set(FAMILIES[name])
            assert list(amounts.values()) == pytest.approx([25.0] * 4)


def test_families_lie_apart(atlas):
    """Refractory left, noble up, as the layout at the start of every training has them."""
    centre = {name: np.mean([(z1, z2) for _, z1, z2 in members], axis=0) for name, members in atlas.families.items()}
    assert centre["refractory"][0] < centre["magnetic"][0]
    assert centre["noble"][1] > centre["magnetic"][1]


def test_the_field_is_what_the_classifier_says_of_generated_alloys_and_blank_on_empty_ground(predictor):
    field = predictor.field(0.9, 12)
    assert field.value.shape == (len(field.z2), len(field.z1)) == (12, 12)
    known = ~np.isnan(field.value)
    assert known.any()
    assert not known.all()
    assert ((field.value[known] >= 0) & (field.value[known] <= 1)).all()
    first, second = np.meshgrid(field.z1, field.z2)
    points = np.stack([first.ravel(), second.ravel()], axis=1)
    dense = (predictor.engine.density_percentile(points) >= EMPTY).reshape(12, 12)
    assert known[dense].all()


def test_ground_grows_by_one_node_in_all_directions():
    mask = np.zeros((5, 5), dtype=bool)
    mask[2, 2] = True
    wanted = np.zeros((5, 5), dtype=bool)
    wanted[1:4, 1:4] = True
    np.testing.assert_array_equal(_grown(mask), wanted)
