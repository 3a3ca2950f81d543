"""Ten million alloys: ours, the forest, the processor's peak; one Dask worker against two; how cost grows."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from time import process_time
from typing import TYPE_CHECKING

import numpy as np
import torch

import hea_core
from benchmarks.measure import ROOT, Row, Timing, seconds, timed
from hea_core.composition.elements import elements
from hea_core.datasets.observations import curated_alloys
from hea_core.descriptors.function import DescriptorFunction
from hea_core.model.ensemble import Ensemble
from hea_core.model.targets import SINGLE_PHASE
from hea_core.predictor import Predictor
from hea_core.screening.run import Screen, run
from hea_core.screening.space import Space
from hea_core.screening.workers import cores

if TYPE_CHECKING:
    from sklearn.ensemble import RandomForestClassifier

_POOL = ("Al", "Co", "Cr", "Fe", "Ni", "Ti", "V", "Mn", "Cu", "Mo")
TOP = 1000
_PHASE, _THREE = "descriptors and probability", "descriptors, probability, hardness and structure"
_OF_ALL, _AS_ASKED = "hardness >= 0 and structure_probability >= 0", "hardness >= 200 and structure == FCC"
"""Conditions that every alloy passes, so that all three are computed of all; and conditions as somebody would ask."""


def space_of(size: float) -> Space:
    """Five-element alloys in steps of 1 at.%, about `size` of them: the pool and the least amount are chosen to come near."""
    spaces = [
        Space(_POOL[:n], step=1, minimum=least, maximum=100, orders=(5, 5))
        for n in range(5, 11)
        for least in range(1, 16)
    ]
    return min(spaces, key=lambda space: abs(space.count / size - 1))


def arithmetic(classifier: Ensemble) -> tuple[float, float]:
    """Floating-point operations of the network for one alloy: as written, and with the first layer looked up."""
    units, width = classifier.first.shape
    descriptors = len(classifier.edges)
    return 2.0 * units * width + 2.0 * units, 2.0 * units * 2 * descriptors + 2.0 * units


def rows(size: float, repeats: int) -> list[Row]:
    """Descriptors and probability of `size` alloys on all cores, beside two forests and the peak."""
    from sklearn.ensemble import RandomForestClassifier

    space, predictor = space_of(size), hea_core.load("default")
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "top.parquet"
        ours = timed(lambda: run(Screen(space, top=TOP), out), repeats, warm=False)
        begun = process_time()
        run(Screen(space, top=TOP), out)
        busy = process_time() - begun
    per_alloy = ours.median / space.size
    remark = f"{seconds(per_alloy * 1e7)} for 10⁷; {seconds(busy)} of processor time; best {TOP} and Parquet included"
    plain = RandomForestClassifier(100, n_jobs=cores(), random_state=0)
    card = RandomForestClassifier(300, min_samples_leaf=3, max_features=4, n_jobs=cores(), random_state=0)
    all_three, as_asked = _of_three(space, _OF_ALL, repeats), _of_three(space, _AS_ASKED, repeats)
    more = "hardness and structure of every alloy too, the forest's phase alone"
    fewer = "the best by probability: structure of those hard enough, probability of those of that structure, the forest's phase of all"
    name = "scikit-learn forest, 100 trees, its default settings"
    found = [
        _forest_row(space, predictor, _PHASE, ours, name, plain, 5.0, remark),
        _forest_row(space, predictor, _THREE, all_three, name, plain, 8.0, more),
        _forest_row(space, predictor, f"screened for {_AS_ASKED}", as_asked, name, plain, 8.0, fewer),
        _forest_row(
            space,
            predictor,
            _PHASE,
            ours,
            "scikit-learn forest, 300 trees, the peer of the model card, as right as ours",
            card,
            5.0,
            remark,
        ),
    ]
    peak = peak_flops()
    written, done = arithmetic(predictor.engine.model.ensembles[SINGLE_PHASE.name])
    return [
        *found,
        Row(
            "share of the cores' measured float32 matrix-multiply peak",
            f"{done / per_alloy / 1e9:.0f} GFLOP/s done, {written / per_alloy / 1e9:.0f} GFLOP/s as the network is written",
            f"peak {peak / 1e9:.0f} GFLOP/s (2048 × 2048 products, all cores)",
            f"{done / per_alloy / peak:.0%} done, {written / per_alloy / peak:.0%} as written",
            "reported",
            None,
            "the hidden layer is looked up, not multiplied: 26 rows of 1 kB an alloy; docs/decisions/screening.md says what takes the time",
        ),
    ]


def _of_three(space: Space, where: str, repeats: int) -> Timing:
    """The same under conditions on hardness and structure."""
    screen = Screen(space, where=where, top=TOP)
    with tempfile.TemporaryDirectory() as folder:
        return timed(lambda: run(screen, Path(folder) / "top.parquet"), repeats, warm=False)


def _forest_row(
    space: Space,
    predictor: Predictor,
    what: str,
    ours: Timing,
    name: str,
    forest: RandomForestClassifier,
    goal: float,
    remark: str,
) -> Row:
    """A forest on our descriptors, taught by the measured alloys; describing and predicting a sample, scaled."""
    alloys = curated_alloys(predictor.vocabulary)
    decided = alloys.select(alloys.decided)
    names = predictor.engine.model.names
    describe = DescriptorFunction(elements().subset(predictor.vocabulary), names)
    of_pool = DescriptorFunction(elements().subset(space.pool), names)
    known = describe(decided.fractions(predictor.vocabulary))
    # stretches from the whole space, so that the forest meets all kinds of alloys
    starts = range(0, space.size - 1000, space.size // 100)
    sample = np.concatenate([space.rows(start, start + 1000) for start in starts]) / 100.0
    forest.fit(known, decided.single_phase > 0.5)

    def score() -> None:
        forest.predict_proba(np.ascontiguousarray(of_pool(sample)))

    theirs = timed(score, 3).scaled(space.size / len(sample))
    ratio = theirs.median / ours.median
    quick = ours.median / space.size * 1e7 <= 60.0
    return Row(
        f"{what}, {space.size:,} alloys of five elements in 1 at.% steps, {cores()} cores",
        str(ours),
        f"{name}, on the same descriptors: {theirs}",
        f"{ratio:.1f}×",
        f"10⁷ in ≤ 60 s, ≥ {goal:g}×",
        quick and ratio >= goal,
        f"{remark}; forest: {len(sample):,} scaled",
    )


def peak_flops() -> float:
    """Floating-point operations a second of a large float32 product on all cores."""
    torch.set_num_threads(cores())
    a, b = torch.rand(2048, 2048), torch.rand(2048, 2048)
    best = timed(lambda: torch.mm(a, b), 9)
    return 2.0 * 2048**3 / best.least


def dask_rows(size: float, repeats: int) -> list[Row]:
    """One worker process against two, of one scheduler, one thread each."""
    screen = Screen(space_of(size), top=TOP)
    taken: dict[int, Timing] = {}
    for count in (1, 2):
        with _cluster(count) as address, tempfile.TemporaryDirectory() as folder:
            out = Path(folder) / "top.parquet"
            taken[count] = timed(partial(run, screen, out, scheduler=address), repeats)
    ratio = taken[1].median / taken[2].median
    return [
        Row(
            f"two Dask workers against one, {screen.space.size:,} alloys",
            str(taken[2]),
            str(taken[1]),
            f"{ratio:.2f}×",
            "≥ 1.85×",
            ratio >= 1.85,
            "limited by the cores: scheduler, client and the final merge share them with the workers",
        )
    ]


@contextmanager
def _cluster(count: int) -> Iterator[str]:
    environment = os.environ | {"OMP_NUM_THREADS": "1", "PYTHONPATH": str(ROOT)}
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "scheduler.json"

        def start(*words: str) -> subprocess.Popen[bytes]:
            command = [sys.executable, "-m", *words, "--scheduler-file", str(file)]
            return subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

        running = [start("distributed.cli.dask_scheduler", "--port", "0", "--no-dashboard")]
        worker = ("distributed.cli.dask_worker", "--nthreads", "1", "--no-nanny", "--no-dashboard")
        running += [start(*worker) for _ in range(count)]
        try:
            while not (file.exists() and file.read_text(encoding="utf-8")):
                time.sleep(0.1)
            address = str(json.loads(file.read_text(encoding="utf-8"))["address"])
            from distributed import Client

            with Client(address, set_as_default=False) as client:
                client.wait_for_workers(count, timeout=120)
            yield address
        finally:
            # a worker asked to end waits for its scheduler, so they are not asked
            for process in running:
                process.kill()
                process.wait()


_ONE = """
import json, resource, sys, tempfile
from pathlib import Path
from benchmarks.screening import TOP, space_of
from hea_core.screening.run import Screen, run
with tempfile.TemporaryDirectory() as folder:
    space = space_of(float(sys.argv[1]))
    run(Screen(space, top=TOP), Path(folder) / "first.parquet", stopped=lambda: True)  # loads the model, for one block
    done = run(Screen(space, top=TOP), Path(folder) / "top.parquet")
print(json.dumps([done.scored, done.seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024]))
"""


def growth_rows(sizes: list[float], plot: Path) -> list[Row]:
    """Seconds and peak memory of fresh processes, and their plot."""
    points = []
    for size in sizes:
        answer = subprocess.run(
            [sys.executable, "-c", _ONE, str(size)], cwd=ROOT, capture_output=True, text=True, check=True
        )
        points.append(json.loads(answer.stdout))
    _plot(points, plot)
    last, before = points[-1], points[-2]
    per = (last[1] / last[0]) / (before[1] / before[0])
    return [
        Row(
            "how cost grows, " + ", ".join(f"{p[0]:,}" for p in points) + " alloys",
            ", ".join(seconds(p[1]) for p in points),
            "peak memory " + ", ".join(f"{p[2]:.0f} MB" for p in points),
            f"time per alloy × {per:.2f} over the last step",
            "linear, memory flat, ≤ 2 GB",
            0.8 <= per <= 1.25 and last[2] <= 2048,
            f"single runs, the model loaded before; plot: benchmarks/{plot.name}",
        )
    ]


def _plot(points: list[list[float]], path: Path) -> None:
    import matplotlib

    matplotlib.use("Agg")
    matplotlib.rcParams["svg.hashsalt"] = "growth"
    from matplotlib import pyplot

    figure, (time_axis, memory_axis) = pyplot.subplots(1, 2, figsize=(8, 3), layout="constrained")
    time_axis.loglog([p[0] for p in points], [p[1] for p in points], "o-")
    time_axis.set(xlabel="alloys", ylabel="time (s)")
    memory_axis.semilogx([p[0] for p in points], [p[2] for p in points], "o-")
    memory_axis.set(xlabel="alloys", ylabel="peak memory (MB)", ylim=(0, None))
    figure.savefig(path, metadata={"Date": None})
