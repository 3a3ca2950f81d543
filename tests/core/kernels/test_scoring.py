"""Compiled functions and the cache that numba keeps of them on disk."""

from __future__ import annotations

import ast
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import hea_core.kernels
from hea_core.datasets.observations import DATA
from hea_core.descriptors.registry import DESCRIPTORS
from hea_core.kernels.describing import Columns

PACKAGE = Path(hea_core.__file__).parent

DESCRIBE = """
import json, numpy as np
from hea_core.kernels.describing import describe
from hea_core.composition.elements import elements
from hea_core.descriptors.function import DescriptorFunction
from hea_core.descriptors.registry import DESCRIPTORS
from hea_core.model.compiled import described, grid

pool = elements().subset(["Al", "Co", "Cr", "Fe", "Ni"])
steps = np.array([[3, 5, 5, 2, 5]], dtype=np.int16)
names = [d.name for d in DESCRIPTORS]
compiled = described(steps, grid(pool, 20))[:, 0].tolist()
plain = DescriptorFunction(pool, names)(steps / 20)[0].tolist()
print(json.dumps({"compiled": compiled, "plain": plain, "names": names, "hits": sum(describe.stats.cache_hits.values())}))
"""


def test_a_changed_constant_is_noticed_in_spite_of_the_cache(tmp_path):
    """The package is copied, run, run again with constants of descriptors edited; numba's cache lives on between the runs."""
    shutil.copytree(PACKAGE, tmp_path / "hea_core", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(DATA, tmp_path / "data")

    def described() -> dict[str, list[float]]:
        environment = {**os.environ, "PYTHONPATH": str(tmp_path), "NUMBA_CACHE_DIR": str(tmp_path / "cache")}
        done = subprocess.run(
            [sys.executable, "-c", DESCRIBE], cwd=tmp_path, env=environment, check=True, capture_output=True, text=True
        )
        return json.loads(done.stdout)

    before = described()
    source = tmp_path / "hea_core" / "descriptors" / "function.py"
    text = source.read_text(encoding="utf-8")
    for old, new in (
        ("GAS_CONSTANT = 8.314462618", "GAS_CONSTANT = 10.0"),
        ("PACKING_FRACTIONS = (0.68, 0.74)", "PACKING_FRACTIONS = (0.60, 0.65)"),
        ("SIGMA_EDGE, SIGMA_TRACE = 0.08, 0.02", "SIGMA_EDGE, SIGMA_TRACE = 0.2, 0.05"),
        ("SIGMA_VEC = (6.88, 7.84)", "SIGMA_VEC = (6.5, 7.5)"),
        ("COUNT_TRACE = 0.01", "COUNT_TRACE = 0.05"),
        ("TINY = 1e-6", "TINY = 1e-2"),
        ("IDEAL = 0.01", "IDEAL = 10.0"),
    ):
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    source.write_text(text, encoding="utf-8")
    after = described()

    assert after["hits"] > before["hits"] == 0, "the second run must take its code from the cache"
    by_name = [dict(zip(run["names"], run["compiled"], strict=True)) for run in (before, after)]
    changed = {name for name in by_name[0] if abs(by_name[0][name] - by_name[1][name]) > 1e-9}
    assert changed == {
        "atomic_size_difference",
        "electronegativity_difference",
        "vec_spread",
        "mixing_entropy",
        "ye_phi",
        "sigma_window",
        "element_count",
    }
    for run in (before, after):
        for compiled, plain in zip(run["compiled"], run["plain"], strict=True):
            assert abs(compiled - plain) < 1e-9


def test_compiled_files_import_nothing_of_ours():
    """An imported constant would live on in the cache after it has been changed."""
    for path in Path(hea_core.kernels.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            assert not [name for name in names if name.startswith("hea_core")], path.name


def test_every_descriptor_has_its_column():
    assert set(Columns._fields) == {descriptor.name for descriptor in DESCRIPTORS}
