"""What is shipped for servers: the unit as systemd reads it, and the lock beside the plain requirements."""

from __future__ import annotations

import re
import shutil
import subprocess

import pytest

from tests import ROOT

UNIT = ROOT / "deploy" / "latentalloy.service"


def pins(name: str) -> dict[str, str]:
    """Versions of a requirements file and of those that it includes."""
    found: dict[str, str] = {}
    for line in (ROOT / name).read_text(encoding="utf-8").splitlines():
        if line.startswith("-r "):
            found |= pins(line.removeprefix("-r ").strip())
        elif pinned := re.match(r"([A-Za-z0-9._-]+)==([^ ]+)", line):
            found[pinned[1].lower()] = pinned[2]
    return found


def test_the_lock_holds_every_requirement_but_torch_at_its_version():
    asked, locked = pins("requirements-server.txt"), pins("requirements.lock")
    assert asked.pop("torch")
    assert "torch" not in locked
    assert asked.items() <= locked.items()


def test_everything_in_the_lock_has_a_hash_and_nothing_is_for_gpus():
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    entries = re.split(r"\n(?=[a-z])", text)
    assert len(entries) > 50
    assert [entry.split("==")[0] for entry in entries if "==" in entry and "--hash=sha256:" not in entry] == []
    assert not re.search(r"^(nvidia|triton|cuda)", text, re.MULTILINE)


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze is not installed")
def test_systemd_reads_the_unit_without_a_complaint(tmp_path):
    unit = tmp_path / UNIT.name
    # the one thing that this machine cannot have: the app at its place
    unit.write_text(UNIT.read_text(encoding="utf-8").replace("/opt/latentalloy/.venv/bin/streamlit", "/bin/true"))
    checked = subprocess.run(["systemd-analyze", "verify", str(unit)], capture_output=True, text=True)
    assert (checked.returncode, checked.stderr) == (0, "")


@pytest.mark.parametrize(
    "setting", ["MemoryMax", "CPUQuota", "TasksMax", "StateDirectory", "ProtectSystem", "PrivateTmp"]
)
def test_the_unit_limits_what_it_takes_and_writes(setting):
    assert re.search(rf"^{setting}=\S+", UNIT.read_text(encoding="utf-8"), re.MULTILINE)
