from __future__ import annotations

import base64
import json

import numpy as np
import pytest

from hea_ui.latent_map import build_layers, component, serve_plotly
from hea_ui.latent_map.layers import colour_values, density_percentiles, grid_bytes, phase_codes
from tests.ui import samples


def test_layers_are_compact_and_identified_by_their_content():
    one = build_layers(samples.atlas(), colour="class", field=None, families=False)
    again = build_layers(samples.atlas(), colour="class", field=None, families=False)
    other = build_layers(samples.atlas(), colour="vec", field=None, families=True)
    assert one == again
    assert one.identity != other.identity
    content = json.loads(other.payload)
    assert content["alloys"]["phase"] == [1, 1, 0, 2, 3]
    assert content["alloys"]["sources"] == ["Borg 2020", "Yan 2021", "Yan 2021 + Borg 2020"]
    assert content["families"][0]["formula"] == ["MoNbTaW"]
    assert content["field"] is None


def test_a_label_between_zero_and_one_is_neither_class():
    assert phase_codes(np.array([0, 1, 0.5, 0.9, 0.1, np.nan])).tolist() == [0, 1, 2, 1, 0, 3]


def test_a_grid_survives_as_bytes_to_half_a_step():
    value = np.linspace(0, 1, 12).reshape(3, 4)
    grid = grid_bytes(np.linspace(-1, 1, 4), np.linspace(0, 2, 3), value, 0.0, 1.0)
    read = np.frombuffer(base64.b64decode(grid["bytes"]), np.uint8).reshape(3, 4) / 255
    assert np.abs(read - value).max() <= 0.5 / 255 + 1e-12
    assert grid["z1"] == [-1.0, 1.0, 4]
    assert grid["z2"] == [0.0, 2.0, 3]


def test_density_percentiles_rise_with_density_from_0_to_100():
    atlas = samples.atlas()
    percentiles = density_percentiles(atlas.density, atlas.z)
    order = np.argsort(atlas.density.value.ravel())
    assert (np.diff(percentiles.ravel()[order]) >= 0).all()
    assert percentiles.min() == 0
    assert percentiles.max() == 100


@pytest.mark.parametrize("colour", ["probability", "elements", *samples.NAMES])
def test_every_colour_has_values_a_title_and_a_range(colour):
    scale = colour_values(samples.atlas(), colour)
    assert len(scale["values"]) == 5
    assert scale["title"]
    assert scale["low"] < scale["high"]


def test_units_reach_the_colour_bar():
    assert colour_values(samples.atlas(), "mixing_enthalpy")["unit"] == "kJ/mol"
    assert "ΔHₘᵢₓ" in colour_values(samples.atlas(), "mixing_enthalpy")["title"]


def test_an_unknown_colour_is_refused():
    with pytest.raises(KeyError):
        colour_values(samples.atlas(), "flavour")


def test_plotly_is_served_from_the_installed_wheel_and_mended(tmp_path, monkeypatch):
    monkeypatch.setattr(component, "_STATIC", tmp_path)
    serve_plotly.cache_clear()
    path = serve_plotly()
    target = tmp_path / path.rsplit("/", 1)[1]
    size = target.stat().st_size
    assert path.startswith("/app/static/plotly-")
    assert size > 1_000_000
    target.write_bytes(b"half a file")
    serve_plotly.cache_clear()
    serve_plotly()
    assert target.stat().st_size == size
    serve_plotly.cache_clear()


def test_plotly_comes_from_memory_where_its_folder_cannot_be_written(tmp_path, monkeypatch):
    """A read-only install, or a full disk: the map is there all the same, and no half file is left."""
    from streamlit.testing.v1 import AppTest

    (tmp_path / "static").write_text("a file where the folder should be")
    monkeypatch.setattr(component, "_STATIC", tmp_path / "static")
    serve_plotly.cache_clear()

    def page():
        import streamlit as st

        from hea_ui.latent_map import component

        st.text(component._plotly())

    app = AppTest.from_function(page).run()
    serve_plotly.cache_clear()
    assert not app.exception
    assert "/media/" in app.text[0].value
    assert [path.name for path in tmp_path.iterdir()] == ["static"]
