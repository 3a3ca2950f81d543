from __future__ import annotations

from streamlit.testing.v1 import AppTest


def page(name: str, **query: str) -> AppTest:
    app = AppTest.from_file(f"../../pages/{name}.py", default_timeout=60)
    for key, value in query.items():
        app.query_params[key] = value
    return app.run()


def test_data_page_searches_by_formula():
    app = page("Data")
    assert not app.exception
    everything = len(app.dataframe[0].value)
    app.text_input(key="formula").set_value("CoCrFeMnNi").run()
    rows = app.dataframe[0].value
    assert 0 < len(rows) < everything
    assert rows.iloc[0]["formula"] == "CoCrFeMnNi"


def test_data_page_says_what_is_wrong_with_a_formula():
    app = page("Data", formula="FeXx")
    assert not app.exception
    assert "Xx" in app.error[0].value


def test_about_page_renders_both_cards_from_their_files():
    app = page("About")
    assert not app.exception
    assert not app.error
    labels = [box.label for box in app.expander]
    assert "Architecture" in labels
    assert any("phase_observations.csv" in label for label in labels)


def test_about_page_says_when_the_model_is_damaged(monkeypatch):
    from hea_core.errors import ArtifactError
    from hea_ui import resources

    def damaged() -> None:
        raise ArtifactError("models/default/card.json is missing: run make train.")

    monkeypatch.setattr(resources, "model_card", damaged)
    app = page("About")
    assert not app.exception
    assert "make train" in app.error[0].value
