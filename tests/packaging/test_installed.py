"""An installed LatentAlloy works from any working directory: every command, the app, and nothing written where it must not."""

from __future__ import annotations

import json
import os
import subprocess
import time
import urllib.request
from pathlib import Path

import pytest

from tests import ROOT
from tests.browser.machine import free_port

COMMANDS = """
import contextlib, io, json, runpy, sys
import hea_core
from hea_core.cli.main import main
from hea_core import evaluation  # `evaluate` takes minutes: its code is imported, and `train` is cut short
runpy.run_path(sys.argv[1])["cut"]()

assert "_shipped" not in hea_core.__file__ and "environment" in hea_core.__file__, hea_core.__file__
given = json.load(sys.stdin)
found = {}
for words in given:
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        status = main([*words, "--json"])
    found[words[0]] = [status, json.loads(out.getvalue() or "null")]
json.dump(found, sys.stdout)
"""


@pytest.fixture
def elsewhere(tmp_path) -> dict[str, str]:
    """Environment of a user who has never started it: an empty home and working directory."""
    kept = {
        key: value
        for key, value in os.environ.items()
        if key not in ("PYTHONPATH", "LATENTALLOY_RUNS", "LATENTALLOY_HOME")
    }
    home = {"HOME": str(tmp_path), "PWD": str(tmp_path), "XDG_DATA_HOME": "", "XDG_CACHE_HOME": ""}
    return kept | home


def test_the_console_script_says_its_version_and_its_own_name(installed, elsewhere, tmp_path):
    version = subprocess.run(
        [installed / "latentalloy", "--version"], cwd=tmp_path, env=elsewhere, capture_output=True, text=True
    )
    metadata = subprocess.check_output(
        [installed / "python", "-c", "from importlib.metadata import version; print(version('latentalloy'))"], text=True
    )
    assert version.stdout == f"latentalloy {metadata}"
    for start in ([installed / "latentalloy"], [installed / "python", "-m", "hea_core"]):
        wrong = subprocess.run([*start, "predict", "--zz"], cwd=tmp_path, env=elsewhere, capture_output=True, text=True)
        assert (wrong.returncode, wrong.stdout) == (2, "")
        assert wrong.stderr.startswith("latentalloy: ")


def test_every_command_answers_from_an_empty_folder(installed, elsewhere, tmp_path):
    commands = [
        ["read", "CoCrFeMnNi"],
        ["series", "AlxCoCrFeNi (x = 0-1)"],
        ["predict", "CoCrFeMnNi"],
        ["encode", "MoNbTaW"],
        ["generate", "--z", "0.8", "-0.5", "--probability", "0.9"],
        ["nudge", "Al1.4Co0.9Cr1.4Cu0.5Fe0.9Ni1"],
        ["explain", "CoCrFeMnNi"],
        ["screen", "--elements", "Al,Co,Cr,Fe,Ni", "--step", "10", "--out", "screen.parquet"],
        ["lab", "list"],
        ["train", "--epochs", "2", "--out", "mine"],
    ]
    done = subprocess.run(
        [installed / "python", "-c", COMMANDS, ROOT / "tests" / "short_training.py"],
        input=json.dumps(commands), cwd=tmp_path, env=elsewhere, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert {name: status for name, (status, _) in found.items()} == dict.fromkeys(found, 0)
    assert 0.5 < found["predict"][1][0]["probability"] < 1
    assert found["nudge"][1]["status"] == "converged"
    assert (tmp_path / "screen.parquet").is_file()
    assert (tmp_path / "mine" / "card.json").is_file()


def test_the_app_answers_a_browser_from_an_empty_folder(installed, elsewhere, tmp_path, chromium):
    port = free_port()
    app = subprocess.Popen(
        [installed / "latentalloy", "app", f"--server.port={port}"],
        cwd=tmp_path, env=elsewhere, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        _wait(f"http://127.0.0.1:{port}/_stcore/health")
        page = chromium.new_page()
        page.goto(f"http://127.0.0.1:{port}/")
        page.wait_for_selector(".lm-root[data-ready=yes]", timeout=120_000)
        page.wait_for_selector(".la-formula", timeout=120_000)
        assert page.get_by_test_id("stSidebarNav").count() == 0  # as .streamlit/config.toml of the package says
        page.get_by_role("link", name="Screen").click()
        page.wait_for_selector("[data-state=finished]", timeout=120_000)  # the screening that the page opens with
        page.get_by_text("Download").first.wait_for(timeout=60_000)
        page.close()
    finally:
        app.terminate()
        app.wait(20)
    made = {path.relative_to(tmp_path).parts[:3] for path in tmp_path.rglob("*") if path.is_file()}
    assert (".local", "share", "latentalloy") in made
    assert (".cache", "latentalloy") in {parts[:2] for parts in made}


def _wait(address: str) -> None:
    for _ in range(240):
        try:
            with urllib.request.urlopen(address, timeout=2):
                return
        except OSError:
            time.sleep(0.25)
    raise TimeoutError(f"{address} did not answer within a minute")


def test_the_wheel_is_small_and_types_are_seen(wheel, installed):
    assert wheel.stat().st_size < 8e6
    packages = Path(
        subprocess.check_output(
            [installed / "python", "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"], text=True
        ).strip()
    )
    assert all((packages / name / "py.typed").is_file() for name in ("hea_core", "hea_ui"))
    assert {path.name for path in packages.iterdir()} >= {"hea_core", "hea_ui"}
    assert not {"data", "models", "pages", "app.py", "tests", "scripts"} & {path.name for path in packages.iterdir()}
