"""What sessions share is kept apart for each model that answers."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from hea_core.composition import Composition
from hea_ui.server import chosen, measured_data, resources


@pytest.mark.parametrize("measured", [measured_data.ranges, measured_data.spans])
def test_what_is_much_or_little_is_that_of_the_model_that_answers(measured, monkeypatch):
    monkeypatch.setattr(measured_data, "alloys", lambda: SimpleNamespace(compositions=[Composition.parse("CoCrFeNi")]))

    def asked(model: str, width: float) -> object:
        found = SimpleNamespace(descriptors=np.array([[0.0], [width]]), descriptor_names=("vec",))
        monkeypatch.setattr(chosen, "active", lambda: model)
        monkeypatch.setattr(resources, "atlas", lambda: found)
        return np.ptp(measured()["vec"]) if measured is measured_data.ranges else measured()["vec"]

    assert [round(asked("narrow", 1.0), 6), round(asked("wide", 10.0), 6)] == [0.9, 9.0]
    assert round(asked("narrow", 10.0), 6) == 0.9, "kept"
