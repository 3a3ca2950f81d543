from __future__ import annotations

import numpy as np
import pytest

from hea_core.composition import Composition
from hea_core.datasets.alloys import Alloys, Observation
from hea_core.design.regions import regions


def cluster(formula: str, lattice: str, middle: tuple[float, float], count: int, seed: int = 0):
    """Alloys around a place that all are of one kind."""
    rng = np.random.default_rng(seed)
    return [(formula, lattice, middle + 0.1 * rng.standard_normal(2)) for _ in range(count)]


def found(*clusters):
    rows = [row for one in clusters for row in one]
    seen = [(Observation(formula, 1, lattice, "", "x", "", 2020),) for formula, lattice, _ in rows]
    alloys = Alloys(tuple(Composition.parse(formula) for formula, _, _ in rows), np.ones(len(rows)), tuple(seen))
    return regions(alloys, np.array([place for _, _, place in rows]))


def test_each_kind_of_alloy_has_its_region_where_it_lies():
    one = found(
        cluster("CoCrFeNi", "FCC", (0.0, 0.0), 60), cluster("MoNbTaW", "BCC", (3.0, -2.0), 40, 1),
        cluster("PdPtRhRu", "", (-3.0, 2.0), 35, 2),
    )  # fmt: skip
    assert [region.name for region in one] == ["3d metals, FCC", "refractory, BCC", "noble"]
    assert [(round(region.z1), round(region.z2)) for region in one] == [(0, 0), (3, -2), (-3, 2)]
    assert [region.alloys for region in one] == [60, 40, 35]


def test_phases_beside_the_lattice_do_not_hide_it():
    assert [one.name for one in found(cluster("AlCoCrFeNi", "FCC+BCC+Sec.", (0.0, 0.0), 40))] == [
        "3d metals, mixed lattices"
    ]


@pytest.mark.parametrize("count", [1, 10])
def test_few_alloys_make_no_region(count):
    assert found(cluster("CoCrFeNi", "FCC", (0.0, 0.0), count)) == ()


def test_where_kinds_are_mixed_nothing_is_said():
    mixed = [
        (formula, "", np.random.default_rng(k).standard_normal(2) * 0.1)
        for k in range(40)
        for formula in ("CoCrFeNi", "MoNbTaW")
    ]
    assert found(mixed) == ()


def test_a_lattice_that_is_not_agreed_on_is_left_out():
    both = cluster("CoCrFeNi", "FCC", (0.0, 0.0), 20) + cluster("CoCrFeNi", "BCC", (0.0, 0.0), 20, 1)
    assert [one.name for one in found(both)] == ["3d metals"]


def test_the_shipped_map_has_the_regions_that_a_metallurgist_looks_for(predictor):
    names = {region.name for region in predictor.atlas().regions}
    assert {"3d metals, FCC", "refractory, BCC"} <= names
    assert any(name.startswith("noble") for name in names)
