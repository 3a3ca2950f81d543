from __future__ import annotations

from hea_core.composition.elements import elements
from hea_core.datasets.observations import VOCABULARY
from hea_core.evaluation.traces import traces
from hea_core.model import artifacts


class Counting:
    """Says one phase by the number of elements: a model with nothing but edges."""

    def values(self, fractions, _names):
        return {"single_phase": 0.1 * (fractions > 0).sum(1)}


class Linear:
    """Says what the iron content is."""

    def values(self, fractions, _names):
        return {"single_phase": fractions[:, VOCABULARY.index("Fe")]}


def test_an_edge_is_seen_in_full():
    found = traces(Counting())
    assert found["alloys"] == 150
    assert abs(found["mean"] - 0.1) < 1e-6
    assert found["over_0.05"] == 1.0
    assert found["up"] == 1.0


def test_what_is_linear_changes_by_the_trace():
    found = traces(Linear())
    assert 0 < found["mean"] <= 0.005 + 1e-6
    assert found["over_0.05"] == 0.0


def test_the_shipped_model_is_steady():
    model, card = artifacts.load("default", elements())
    found = traces(model)
    assert found["mean"] <= 0.01
    assert found["over_0.05"] <= 0.03
    assert found["worst"] <= 0.10
    assert abs(card["metrics"]["traces"]["mean"] - found["mean"]) < 1e-4
