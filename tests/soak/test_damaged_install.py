"""The command line of an install of which one file is damaged: one line that names it and exit status 2, or an answer that is right."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys

import pytest

from tests import ROOT
from tests.disks import damaged

FILES = [
    *(f"data/{path.name}" for path in sorted((ROOT / "data").iterdir())),
    *(f"models/default/{path.name}" for path in sorted((ROOT / "models/default").iterdir())),
]


@pytest.fixture(scope="module")
def install(tmp_path_factory):
    folder = tmp_path_factory.mktemp("install")
    for name in ("hea_core", "models", "data"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    return folder


def predict(install):
    return subprocess.run(
        [sys.executable, "-m", "hea_core", "predict", "CoCrFeMnNi", "--json"],
        cwd=install,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def right(install):
    return json.loads(predict(install).stdout)


@pytest.mark.parametrize("kind", damaged(b"some content"))
@pytest.mark.parametrize("file", FILES)
def test_a_damaged_file_is_a_sentence_or_changes_nothing(install, right, file, kind):
    path = install / file
    whole = path.read_bytes()
    content = damaged(whole)[kind]
    path.unlink()
    if content is not None:
        path.write_bytes(content)
    try:
        done = predict(install)
    finally:
        path.write_bytes(whole)
    if done.returncode == 0:
        assert json.loads(done.stdout) == right
        return
    assert (done.returncode, done.stdout) == (2, "")
    (line,) = done.stderr.splitlines()
    assert path.name in line or "card" in line
