from __future__ import annotations

import pytest

from hea_ui.latent_map import Layers, disk_cache

LAYERS = Layers('{"alloys": "Al₀.₅"}', "abc")


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.setattr(disk_cache, "_KEPT", tmp_path / "var")
    return tmp_path / "var"


def test_what_was_kept_is_found_for_the_same_choices_only():
    assert disk_cache.read("class", False) is None
    disk_cache.write(LAYERS, "class", False)
    assert disk_cache.read("class", False) == LAYERS
    assert disk_cache.read("class", True) is None
    assert disk_cache.read("vec", False) is None


def test_layers_of_another_model_are_not_found_and_go(folder, monkeypatch):
    disk_cache.write(LAYERS, "class", False)
    monkeypatch.setattr(disk_cache, "_version", lambda: "another")
    assert disk_cache.read("class", False) is None
    disk_cache.write(LAYERS, "vec", False)
    assert [path.name for path in folder.iterdir()] == ["map-another-vec.json"]


def test_the_version_follows_the_weights(tmp_path, monkeypatch):
    monkeypatch.setattr(disk_cache, "_SOURCES", {tmp_path: ("models/default/*",)})
    weights = tmp_path / "models" / "default" / "weights.safetensors"
    weights.parent.mkdir(parents=True)
    versions = set()
    for content in (b"first", b"second"):
        weights.write_bytes(content)
        versions.add(disk_cache._version.__wrapped__())
    assert len(versions) == 2


def test_a_damaged_file_or_folder_is_as_if_nothing_was_kept(folder):
    disk_cache.write(LAYERS, "class", False)
    next(folder.iterdir()).write_text("{")
    assert disk_cache.read("class", False) is None
    next(folder.iterdir()).unlink()
    folder.rmdir()
    folder.write_text("a file where the folder should be")
    disk_cache.write(LAYERS, "class", False)
    assert disk_cache.read("class", False) is None
