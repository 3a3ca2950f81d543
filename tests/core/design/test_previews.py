from __future__ import annotations

import numpy as np
import pytest

from hea_core.design.constraints import Constraints
from hea_core.design.previews import FILM, designs_on, film

DEMANDS = Constraints.parse("Co", "", "", min_elements=4, max_elements=5)


def feasible_set(predictor, demands):
    return demands.on(predictor.vocabulary) if demands else None


@pytest.mark.parametrize("demands", [None, DEMANDS])
def test_a_preview_is_the_first_design_of_its_place(predictor, demands):
    z1, z2 = np.array([0.1, 0.6]), np.array([-0.8, 0.2])
    shown = designs_on(predictor.engine, z1, z2, 0.9, feasible_set(predictor, demands))
    made = [predictor.generate(a, b, 0.9, constraints=demands)[0] for b in z2 for a in z1]
    assert [one.formula for one in shown] == [one.formula for one in made]
    assert [one.verdict for one in shown] == [one.prediction.verdict for one in made]
    assert [one.probability for one in shown] == pytest.approx([one.probability for one in made], abs=1e-6)


def test_a_preview_of_targets_is_the_design_where_it_has_them_and_else_names_none(predictor):
    z1, z2, asked = np.array([-0.4, 0.6]), np.array([-0.6, 0.2]), {"hardness": ">=450", "density": "<=9"}
    shown = designs_on(predictor.engine, z1, z2, 0.7, feasible_set(predictor, DEMANDS), asked)
    made = [predictor.generate(a, b, 0.7, targets=asked, constraints=DEMANDS)[0] for b in z2 for a in z1]
    assert 0 < sum(one is not None for one in shown) < 4
    for one, design in zip(shown, made, strict=True):
        assert one is None or (one.formula == design.formula and design.shortfall is None)


def test_empty_ground_has_no_preview(predictor):
    assert designs_on(predictor.engine, np.array([9.0]), np.array([-6.0]), 0.9, None) == [None]


def test_a_film_is_the_first_design_for_each_probability(predictor):
    frames = film(predictor.engine, 0.5, 0.4, feasible_set(predictor, DEMANDS))
    assert [one.asked for one in frames] == list(FILM)
    for one in (frames[0], frames[4], frames[-1]):
        assert one.formula == predictor.generate(0.5, 0.4, one.asked, constraints=DEMANDS)[0].formula
        assert sum(one.composition.values()) == 100
        assert "Co" not in one.composition
    assert frames[0].probability < frames[-1].probability
