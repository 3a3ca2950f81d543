"""What pip is told of the package agrees with what the app is run with."""

from __future__ import annotations

import tomllib

import pytest
from packaging.requirements import Requirement
from packaging.version import Version

import hea_core
from tests import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
DEPENDENCIES = {wanted.name: wanted for wanted in map(Requirement, PROJECT["dependencies"])}
PINS = dict(
    line.split("==")
    for line in (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()
    if "==" in line and not line.startswith("#")
)


def test_every_requirement_is_a_dependency_and_the_other_way_round():
    assert set(DEPENDENCIES) == set(PINS), "a library stands in requirements.txt or in pyproject.toml alone"


@pytest.mark.parametrize("name", sorted(PINS))
def test_the_pinned_version_is_within_the_range_of_the_package(name):
    assert DEPENDENCIES[name].specifier.contains(Version(PINS[name]))


def test_torch_is_exact_since_another_version_brings_libraries_for_gpus():
    assert str(DEPENDENCIES["torch"].specifier) == f"=={PINS['torch']}"


def test_there_is_one_version():
    assert "version" not in PROJECT
    assert str(Version(hea_core.__version__)) == hea_core.__version__
