"""Ten thousand formulas through `predict`, on one core, and a file of a hundred thousand through what the Check page's worker does with one."""

from __future__ import annotations

import csv
import gc
import io
import os
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time

import numpy as np
import torch

import hea_core
from benchmarks.measure import Row, Timing, seconds, timed
from hea_core.composition.tables import open_file
from hea_core.datasets.observations import VOCABULARY
from hea_core.predictor import Predictor
from hea_core.trust.measured import MANY
from hea_ui.server import chosen, long_answers, table_work
from hea_ui.server.table_work import Brought, Question

_GOAL_S, _ANSWERS_GOAL_S = 4.0, 0.6
_COMMON = VOCABULARY[:14]
_BAD = ("FeXx", "Fe20%Ni70%", "COCRFENI", "CoCrFeNi [12]")


def rows(count: int, repeats: int) -> list[Row]:
    """A row for answers, and for CSV and XLSX each: read, check all, and write the table that is taken away."""
    torch.set_num_threads(1)
    predictor = hea_core.load("default")
    predictor.predict(["CoCrFeMnNi"])
    written = formulas(count)
    return [
        _answers(written[: max(1, count // 10)], predictor, repeats),
        *(
            _row(name, content(written), written, repeats)
            for name, content in (("alloys.csv", _as_csv), ("alloys.xlsx", _as_xlsx))
        ),
    ]


def formulas(count: int) -> list[str]:
    """Distinct formulas of two to seven elements as people write them; one in a hundred cannot be read."""
    rng = np.random.default_rng(0)
    found: dict[str, None] = {}
    while len(found) < count:
        if len(found) % 100 == 50:
            found.setdefault(_BAD[len(found) // 100 % len(_BAD)] + " " * (len(found) // 100))
            continue
        pool = _COMMON if rng.random() < 0.8 else VOCABULARY
        symbols = rng.choice(pool, int(rng.integers(2, 8)), replace=False)
        amounts = rng.integers(1, 36, len(symbols))
        style = rng.random()
        if style < 0.94:
            text = "".join(f"{s}{a}" for s, a in zip(symbols, amounts, strict=True))
        else:
            unit = "at.%" if style < 0.97 else "wt.%"
            shares = rng.multinomial(90, np.full(len(symbols) - 1, 1 / (len(symbols) - 1))) + 1
            listed = [f"{s} {a} {unit}" for s, a in zip(symbols[1:], shares, strict=True)]
            text = ", ".join([f"{symbols[0]} bal.", *listed])
        found.setdefault(text)
    return list(found)


def _as_csv(written: list[str]) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows([["number", "formula"], *([str(k), text] for k, text in enumerate(written))])
    return out.getvalue().encode()


def _as_xlsx(written: list[str]) -> bytes:
    from openpyxl import Workbook

    book, out = Workbook(write_only=True), io.BytesIO()
    page = book.create_sheet()
    for row in (["number", "formula"], *([k, text] for k, text in enumerate(written))):
        page.append(row)
    book.save(out)
    return out.getvalue()


def _answers(written: list[str], predictor: Predictor, repeats: int) -> Row:
    """A list of formulas through `Predictor.predict`, every answer with all its parts."""
    gc.collect()
    gc.freeze()  # what is loaded stays: to walk through all of it is no part of an answer
    spent = timed(lambda: predictor.predict(written), repeats, clock=process_time)
    table = timed(lambda: predictor.predict(written).to_frame(), repeats, clock=process_time)
    return Row(
        what=f"answers for {len(written):,} formulas through predict: neighbours, domain, rules, percentile, properties",
        ours=f"{spent}",
        beside="",
        ratio="",
        goal=f"≤ {_ANSWERS_GOAL_S} s",
        met=spent.median * 10_000 / len(written) <= _ANSWERS_GOAL_S,
        remark=f"processor time, one core; with the table of them {seconds(table.median)}",
    )


def _row(name: str, content: bytes, written: list[str], repeats: int) -> Row:
    def work() -> int:
        with TemporaryDirectory() as folder:
            brought, answers = Brought(Path(folder) / name, name), Path(folder) / "answers"
            brought.path.write_bytes(content)
            table, count = table_work.first_rows(brought, None)
            question, done = Question(brought, None, table.column, "auto"), 0
            while done < count:
                done = table_work.answer_there(question, answers, done)
            found = table_work.summed_up(answers)
            assert found.good + found.refused == len(written)
            return table_work.file(answers, "csv").stat().st_size

    # as the worker is once it has answered something
    long_answers.model(chosen.SHIPPED).predict(["CoCrFeMnNi"] * 2 * MANY)
    wall, cores = _both(work, repeats)
    read = timed(lambda: list(open_file(name, content).entries()), 1, warm=False, clock=process_time)
    rate = len(written) / wall.median
    return Row(
        what=f"{len(written):,} distinct formulas in {name.rpartition('.')[2].upper()}, read, checked and written",
        ours=f"{wall}, {rate:,.0f} rows/s",
        beside="",
        ratio="",
        goal=f"≤ {_GOAL_S:.0f} s",
        met=wall.median * 100_000 / len(written) <= _GOAL_S,
        remark=f"wall time; {seconds(cores.median)} of processor time on two cores, {seconds(read.median)} of it to read the file and its "
        "formulas; 1 % of rows are bad",
    )


def _both(work: Callable[[], object], repeats: int) -> tuple[Timing, Timing]:
    """Wall and processor time of the same runs, the latter with that of the processes they start."""
    spent: list[float] = []

    def watched() -> None:
        begun = sum(os.times()[:4])
        work()
        spent.append(sum(os.times()[:4]) - begun)

    wall = timed(watched, repeats, warm=False)
    return wall, Timing.of(spent)
