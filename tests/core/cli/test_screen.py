"""The command `screen` as another program uses it: arguments and back, and progress that can be read."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys

import pytest
import torch

from hea_core.cli.main import main
from hea_core.cli.screen import add_arguments, screen_of, words
from hea_core.composition import Composition
from hea_core.design.constraints import Constraints
from hea_core.errors import RequestError
from hea_core.screening.request import Screen
from hea_core.screening.run import run
from hea_core.screening.space import Space

POOL = ("Al", "Co", "Cr", "Fe", "Ni", "Ti")
PAPER = Composition.parse("Al1.4Co0.9Cr1.4Cu0.5Fe0.9Ni1")


@pytest.mark.parametrize(
    "screen",
    [
        Screen(Space(POOL)),
        Screen(Space(POOL, step=2.5, minimum=2.5, maximum=40, orders=(5, 5)), where="low>=0.9 and domain==in", top=9, by="-price"),
        Screen(Space(POOL, step=1, constraints=Constraints.parse("Ti", "Fe=20", "Al=0-10", 5, 30.5, 4), sample=999, seed=3)),
        Screen(Space(("Ti",), around=PAPER, within=5.5, step=0.5), pareto=("probability", "-price", "-density")),
    ],
)  # fmt: skip
def test_words_say_the_same_screening_again(screen):
    parser = argparse.ArgumentParser()
    add_arguments(parser)
    parser.add_argument("--model", default="default")
    assert screen_of(parser.parse_args(words(screen))) == screen


def test_an_empty_neighbourhood_is_said_in_its_own_terms():
    with pytest.raises(RequestError, match=r"within 2 at\.%"):
        Space(around=PAPER, within=2, step=5)


def test_progress_is_one_object_a_line(tmp_path):
    command = [sys.executable, "-m", "hea_core", "screen", *words(Screen(Space(POOL[:5]), top=5))]
    done = subprocess.run(
        [*command, f"--out={tmp_path / 'F.parquet'}", "--progress=json", "--json"],
        capture_output=True, text=True, timeout=120, check=True,
    )  # fmt: skip
    heard = [json.loads(line) for line in done.stderr.splitlines()]
    assert [set(one) for one in heard] == [{"scored", "size", "per_second", "seconds_left"}]
    assert heard[-1]["scored"] == heard[-1]["size"] == json.loads(done.stdout)["scored"]


def test_a_device_that_is_none_or_is_not_here_is_said(tmp_path):
    with pytest.raises(RequestError, match="take cpu, cuda"):
        Screen(Space(POOL), device="gpu7")
    if not torch.cuda.is_available():
        with pytest.raises(RequestError, match="no CUDA device on this machine"):
            run(Screen(Space(POOL[:5]), top=5, device="cuda"), tmp_path / "F.parquet")


@pytest.mark.parametrize("typed", ["Co,Cr,Fe,Ni", "Co Cr Fe Ni", "CoCrFeNi", "Co, Cr; FeNi"])
def test_elements_are_taken_as_the_page_takes_them(capsys, typed):
    assert main(["screen", "--elements", typed, "--orders", "4", "--estimate", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["size"] > 0
