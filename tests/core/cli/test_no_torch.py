"""What answers does without torch: two seconds of every start, and more memory than all the rest."""

from __future__ import annotations

import json
import subprocess
import sys

from tests import ROOT

COMMANDS = (
    ["predict", "CoCrFeMnNi", "Al0.5CoCrFeNi"],
    ["encode", "MoNbTaW"],
    ["generate", "--z", "0.3", "-0.2", "--probability", "0.9", "--count", "4"],
    ["generate", "--z", "0.3", "-0.2", "--probability", "0.9", "--target", "hardness=400", "--max-elements", "5"],
    ["nudge", "AlCoCrCuFeNi"],
    ["nudge", "AlCoCrCuFeNi", "--method", "steer", "--target", "hardness=350"],
    ["nudge", "AlCoCrCuFeNi", "--method", "minimal", "--lock", "Fe"],
    ["series", "AlxCoCrFeNi, x=0:1:0.5"],
    ["explain", "CoCrFeMnNi", "--to", "CoCrFeNi"],
    ["screen", "--elements", "Co,Cr,Fe,Ni", "--step", "5", "--top", "3", "--out", "OUT"],
)
CODE = """
import json, sys
from hea_core.cli.main import main
status = [main([*command, "--json"]) for command in json.loads(sys.argv[1])]
from hea_core import load
model = load("default")
model.atlas(), model.field(0.9, 9), model.what_if("CoCrFeNi"), model.section(["Al", "Co", "Cr"], step=25.0)
sys.exit(f"{status}, torch" if "torch" in sys.modules else max(status))
"""


def test_no_answer_imports_torch(tmp_path):
    commands = [[word.replace("OUT", str(tmp_path / "top.parquet")) for word in command] for command in COMMANDS]
    done = subprocess.run(
        [sys.executable, "-c", CODE, json.dumps(commands)], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
