"""Every figure and table of Streamlit's own has a name: a screen reader would say nothing of it else."""

from __future__ import annotations

import ast

from tests import ROOT

DRAWN = {"plotly_chart", "dataframe", "data_editor"}


def test_every_figure_and_table_has_one():
    found = 0
    for path in (*ROOT.glob("pages/*.py"), *ROOT.glob("hea_ui/**/*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in DRAWN:
                found += 1
                assert any(one.arg == "alt" for one in node.keywords), f"{path.name}:{node.lineno} has no alt"
    assert found > 3  # most figures are drawn by hea_ui.common.drawing, which asks for one
