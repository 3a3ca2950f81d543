"""Rows of a table that look alike and are not."""

from __future__ import annotations

from hea_core.composition.tables import open_text
from hea_core.trust.answer_table import answered


def test_one_formula_in_atoms_and_in_weight_is_two_alloys(predictor):
    table = open_text("alloy,unit\nFe20Ni80,at.%\nFe20Ni80,wt.%\nFe20Ni80,at.%\nCoQq,wt.%\n")
    found = answered(predictor.engine, table, "auto", slice(None))
    assert found["formula"].tolist() == ["Fe20Ni80", "Fe20.81Ni79.19", "Fe20Ni80", None]
    assert [bool(error) for error in found["error"]] == [False, False, False, True]
