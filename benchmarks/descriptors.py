"""Descriptors of a million alloys as a screening computes them, beside the loop and matminer."""

from __future__ import annotations

from time import process_time

import numpy as np

from benchmarks.measure import Row, Timing, seconds, timed
from benchmarks.peers import PaperLoop, featurize, matminer_featurizers, wen_alloys
from hea_core.composition.elements import elements
from hea_core.descriptors.registry import DESCRIPTORS, PAPER_DESCRIPTORS
from hea_core.kernels.describing import Pool
from hea_core.model.compiled import described, grid
from hea_core.screening.block import SLICE
from hea_core.screening.space import Space

ALLOYS = 1_000_000
_POOL = ("Al", "Co", "Cr", "Fe", "Ni", "Ti")


def rows() -> list[Row]:
    """Two rows; the loop and matminer on a sample, scaled."""
    space = Space(_POOL, step=1, minimum=1, maximum=100, orders=(5, 5))
    table = elements().subset(_POOL)
    pool, steps = grid(table, 100), space.rows(0, ALLOYS)
    ours = timed(lambda: _describe_all(steps, pool), 7, clock=process_time)
    sample = steps[np.random.default_rng(0).permutation(ALLOYS)[:5000]]
    alloys = [[(s, c / 100.0) for s, c in zip(_POOL, row, strict=True) if c > 0] for row in sample.tolist()]
    loop = PaperLoop(table)
    names = [descriptor.name for descriptor in DESCRIPTORS]
    eight = described(sample, pool)[[names.index(name) for name in PAPER_DESCRIPTORS]].T
    np.testing.assert_allclose(loop.describe_all(alloys), eight, rtol=1e-4, atol=1e-4)
    theirs = timed(lambda: loop.describe_all(alloys), 7, clock=process_time).scaled(ALLOYS / len(alloys))
    few = alloys[:40]
    right, wen = matminer_featurizers(), wen_alloys()
    slow = timed(lambda: featurize(right, few), 5, clock=process_time).scaled(ALLOYS / len(few))
    slower = timed(lambda: featurize(wen, few[:10]), 3, clock=process_time).scaled(ALLOYS / 10)
    return [
        _row(
            "the paper's per-alloy loop, stand-in",
            ours,
            theirs,
            100,
            "5,000 alloys scaled; the loop gives the same values",
        ),
        _row("matminer: YangSolidSolution, ElementProperty", ours, slow, 6_000, "40 alloys scaled, one process"),
        _row(
            "matminer: WenAlloys", ours, slower, 6_000, "10 alloys scaled, one process; its ΔH_mix has the wrong sign"
        ),
    ]


def _describe_all(steps: np.ndarray, pool: Pool) -> None:
    for start in range(0, len(steps), SLICE):
        described(steps[start : start + SLICE], pool)


def _row(peer: str, ours: Timing, theirs: Timing, goal: int, remark: str) -> Row:
    ratio = theirs.median / ours.median
    return Row(
        f"eight descriptors, 10⁶ alloys, beside {peer}",
        str(ours),
        str(theirs),
        f"{ratio:,.0f}×",
        f"≥ {goal:,}×",
        ratio >= goal,
        f"CPU time on one core, all thirteen in double precision as a screening computes them, {seconds(ours.median / ALLOYS)} an alloy; {remark}",
    )
