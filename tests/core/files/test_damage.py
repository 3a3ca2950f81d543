"""Every shipped file cut, emptied, zeroed in a block or missing: one sentence that names it, never an answer."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys

import numpy as np
import pytest

from hea_core.composition.elements import elements
from hea_core.datasets import facts, observations, processing_routes, statements
from hea_core.errors import ArtifactError, DataError
from hea_core.explain import beeswarm
from hea_core.files import shipped as data_files
from hea_core.model import artifacts
from tests.disks import damaged

CACHED = (
    data_files.data_card, elements, facts._facts, facts.price_rows, observations.phase_statements, processing_routes.processing_flips,
    statements.statements, statements._contradicted,
)  # fmt: skip
READERS = {
    "corrections.csv": lambda: data_files.shipped_table("corrections.csv"),
    "elements.csv": elements,
    "pair_enthalpies.csv": elements,
    "phase_observations.csv": observations.phase_observations,
    "further_observations.csv": statements.statements,
    "contradicted_labels.csv": statements._contradicted,
    "mechanical_observations.csv": processing_routes.processing_flips,
    "element_facts.csv": facts._facts,
    "element_prices.csv": facts.price_rows,
    "datasets.json": observations.data_card,
}
KINDS = tuple(damaged(b"some content"))


@pytest.fixture
def data(tmp_path, monkeypatch):
    """A copy of data/ that the readers read, and nothing remembered of the shipped one, before and after."""
    folder = shutil.copytree(data_files.DATA, tmp_path / "data")
    monkeypatch.setattr(data_files, "DATA", folder)
    for cached in CACHED:
        cached.cache_clear()
    yield folder
    for cached in CACHED:
        cached.cache_clear()


def damage(path, kind):
    content = damaged(path.read_bytes())[kind]
    path.unlink()
    if content is not None:
        path.write_bytes(content)


def test_every_shipped_table_is_tried():
    assert set(READERS) == {path.name for path in data_files.DATA.iterdir()}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", READERS)
def test_a_damaged_table_is_a_sentence(data, name, kind):
    damage(data / name, kind)
    with pytest.raises(DataError) as raised:
        READERS[name]()
    message = str(raised.value)
    assert name in message
    assert "git checkout data" in message
    assert "\n" not in message


def test_a_changed_value_is_noticed_and_taken_after_a_refresh(data):
    text = (data / "element_prices.csv").read_text(encoding="utf-8")
    (data / "element_prices.csv").write_text(text.replace("1", "2", 1), encoding="utf-8")
    with pytest.raises(DataError, match="refresh_data_card"):
        facts.price_rows()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("file", ["weights.safetensors", "card.json", "beeswarm.json"])
def test_a_damaged_model_is_a_sentence(tmp_path, file, kind):
    model = shutil.copytree(artifacts.MODELS / "default", tmp_path / "model")
    damage(model / file, kind)
    read = (lambda: beeswarm.read(model)) if file == "beeswarm.json" else (lambda: artifacts.load(model, elements()))
    if (file, kind) == ("beeswarm.json", "missing"):
        assert read() is None, "it can be computed again"
        return
    with pytest.raises(ArtifactError) as raised:
        read()
    assert "\n" not in str(raised.value)
    assert "train" in str(raised.value)


def test_no_bit_of_the_weights_changes_unnoticed(tmp_path):
    model = shutil.copytree(artifacts.MODELS / "default", tmp_path / "model")
    content = bytearray((model / "weights.safetensors").read_bytes())
    content[1_000_000] ^= 1
    (model / "weights.safetensors").write_bytes(content)
    with pytest.raises(ArtifactError, match="sha256"):
        artifacts.load(model, elements())


@pytest.mark.parametrize(
    "card", [b"{}", b"[]", b"null", b'{"format": 2}', b'\xff\xfe{"format": 2}', b'{"format": 2, "files": []}']
)
def test_a_card_that_is_none_is_a_sentence(tmp_path, card):
    model = shutil.copytree(artifacts.MODELS / "default", tmp_path / "model")
    (model / "card.json").write_bytes(card)
    with pytest.raises(ArtifactError):
        artifacts.load(model, elements())


def test_weights_that_are_no_numbers_are_neither_saved_nor_loaded(tmp_path):
    card = artifacts.read_card("default")
    state = artifacts.read_weights("default", card)
    next(iter(state.values())).flat[0] = np.nan
    with pytest.raises(ArtifactError, match="finite"):
        artifacts.save(tmp_path / "model", state, card)
    assert not (tmp_path / "model").exists()


def test_the_command_line_speaks_utf8_and_ends_in_a_sentence_in_any_locale(tmp_path):
    """No locale, and neither of Python's two ways round it: the answer holds subscripts all the same."""
    bare = {
        **os.environ,
        "LC_ALL": "POSIX",
        "LANG": "",
        "PYTHONCOERCECLOCALE": "0",
        "PYTHONUTF8": "0",
        "PYTHONIOENCODING": "",
    }
    command = [sys.executable, "-m", "hea_core", "predict", "CoCrFeMnNi", "Alβ", "Al₀.₅CoCrFeNi", "--json"]
    done = subprocess.run(command, env=bare, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    answers = json.loads(done.stdout.decode("utf-8"))
    assert answers[1]["input"] == "Alβ"
    assert "error" in answers[1]
    assert "error" not in answers[2]


def test_an_answer_that_cannot_be_written_is_a_sentence():
    with open("/dev/full", "wb") as full:
        code = "import sys; from hea_core.cli import commands, main as m; commands.predict = lambda args: []; sys.exit(m.main(['predict', 'Fe']))"
        done = subprocess.run([sys.executable, "-c", code], stdout=full, stderr=subprocess.PIPE, check=False)
    assert done.returncode == 2
    (line,) = done.stderr.decode().splitlines()
    assert "No space left on device" in line


def test_a_pipe_or_device_is_written_to_and_not_replaced(tmp_path):
    from hea_core.files.whole_files import whole

    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with whole(pipe) as target:
        assert target == pipe
    assert pipe.is_fifo()


def test_several_may_write_one_file_at_the_same_moment(tmp_path):
    """Two servers that begin the same job: the file is that of one of them, whole, and neither fails."""
    from concurrent.futures import ThreadPoolExecutor

    from hea_core.files.whole_files import write_whole

    texts = [str(number) * 1000 for number in range(8)]
    with ThreadPoolExecutor(8) as pool:
        for _ in range(20):
            list(pool.map(lambda text: write_whole(tmp_path / "f", text), texts))
            assert (tmp_path / "f").read_text() in texts
    assert [path.name for path in tmp_path.iterdir()] == ["f"]
