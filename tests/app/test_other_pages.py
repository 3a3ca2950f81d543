from __future__ import annotations

import pytest

from hea_ui.common import messages
from tests.app.pages import opened, shown


def test_data_page_searches_by_formula():
    app = opened("pages/Data.py")
    assert not app.exception
    everything = len(app.dataframe[0].value)
    app.text_input(key="formula").set_value("CoCrFeMnNi").run()
    rows = app.dataframe[0].value
    assert 0 < len(rows) < everything
    assert rows.iloc[0]["formula"] == "CoCrFeMnNi"
    columns = [list(table.value["column"]) for table in app.table if "column" in table.value]
    assert any(messages.literal("hardness_hv") in names for names in columns), "as the file has them"


def test_data_page_says_what_is_wrong_with_a_formula():
    app = opened("pages/Data.py", formula="FeXx")
    assert not app.exception
    assert "Xx" in app.error[0].value


def test_about_page_says_where_the_cards_stand_and_repeats_neither():
    app = opened("pages/About.py")
    assert not app.exception
    text = shown(app)
    assert 'href="Models?specialists=true"' in text
    assert 'href="Data"' in text
    assert "Architecture" not in [box.label for box in app.expander]


@pytest.mark.parametrize("file", ["pages/Data.py", "pages/Check.py", "pages/Models.py", "pages/Nudge.py", "app.py"])
def test_every_page_says_when_a_table_or_the_model_is_damaged(file, monkeypatch):
    from hea_core.errors import DataError
    from hea_ui.server import measured_data, resources, warm_up

    def damaged(*_: object) -> None:
        raise DataError("data/elements.csv is damaged.")

    for loaders, names in ((resources, ("predictor", "model_card")), (measured_data, ("curation_report", "data_card"))):
        for name in names:
            monkeypatch.setattr(loaders, name, damaged)
    monkeypatch.setattr(warm_up, "loading", lambda: False)
    monkeypatch.setattr(resources, "layers", damaged)
    query = {"pages/Check.py": {"formula": "FeNiCoCr"}, "pages/Nudge.py": {"alloy": "FeNiCoCr"}}
    app = opened(file, **query.get(file, {}))
    assert not app.exception
    assert "elements.csv is damaged" in app.error[0].value
