"""`make bench`: run the parts, keep their rows in results.json, and write results.md from it."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

os.environ.setdefault("OMP_NUM_THREADS", str(os.cpu_count()))

from benchmarks.measure import Row, machine

_HERE = Path(__file__).resolve().parent
_STORE, _TABLE = _HERE / "results.json", _HERE / "results.md"


def app(_args: argparse.Namespace) -> list[Row]:
    """The app in a browser, on its server, and under load."""
    from benchmarks import browsing, sessions

    return [*browsing.start_rows(), *browsing.click_rows(), *sessions.rerun_rows(), *sessions.load_rows()]


def crowded(_args: argparse.Namespace) -> list[Row]:
    """45 sessions beside a heavy user."""
    from benchmarks import crowded

    return crowded.rows()


def load(args: argparse.Namespace) -> list[Row]:
    """A hundred sessions for ten minutes, and one for thousands of reruns: memory."""
    from benchmarks import endurance

    return endurance.rows(60.0 * args.minutes, int(args.reruns))


def batch(args: argparse.Namespace) -> list[Row]:
    """A file of formulas."""
    from benchmarks import batch

    return batch.rows(int(args.rows), args.repeats)


def single(args: argparse.Namespace) -> list[Row]:
    """One alloy: the command line, a nudge, an explanation."""
    from benchmarks import single

    return single.rows(args.repeats)


def descriptors(_args: argparse.Namespace) -> list[Row]:
    """The eight descriptors."""
    from benchmarks import descriptors

    return descriptors.rows()


def screening(args: argparse.Namespace) -> list[Row]:
    """Ten million alloys."""
    from benchmarks import screening

    return screening.rows(args.alloys, args.repeats)


def dask(args: argparse.Namespace) -> list[Row]:
    """Two workers against one."""
    from benchmarks import screening

    return screening.dask_rows(args.alloys, args.repeats)


def shapley(_args: argparse.Namespace) -> list[Row]:
    """Exact Shapley values."""
    from benchmarks import shapley

    return shapley.rows()


def growth(args: argparse.Namespace) -> list[Row]:
    """How the cost of a screening grows."""
    from benchmarks import screening

    return screening.growth_rows([10.0**power for power in range(5, args.largest + 1)], _HERE / "growth.svg")


def training(_args: argparse.Namespace) -> list[Row]:
    """The default model, trained."""
    from benchmarks import training

    return training.rows()


def replay(_args: argparse.Namespace) -> list[Row]:
    """Whether choosing what to make pays, on the shipped data; about ten minutes on one core."""
    from benchmarks import replay

    return replay.rows()


def correction(_args: argparse.Namespace) -> list[Row]:
    """What a lab's own results change at once, on systems left out; about three minutes on one core."""
    from benchmarks import correction

    return correction.rows()


_PARTS: dict[str, Callable[[argparse.Namespace], list[Row]]] = {
    part.__name__: part
    for part in (
        app,
        crowded,
        load,
        batch,
        single,
        descriptors,
        screening,
        dask,
        shapley,
        growth,
        training,
        replay,
        correction,
    )
}
"""By the names that --only takes. Each imports for itself, so that one part does not load the libraries of another."""


def write_table(results: dict[str, Any]) -> None:
    """results.md from everything measured so far, each part with the machine and commit of its run."""
    lines = [
        "# Benchmarks",
        "",
        "Written by `make bench`. Every ratio is from one run, ours and the peer in turn on the same machine; times are medians with least and",
        "most. Load is the machine's load average before a part: above about 0.5 other work shared the cores, and absolute times are too long.",
        "",
    ]
    for part, result in results.items():
        said = result["machine"]
        lines += [f"## {part}", "", ", ".join(f"{key} {value}" for key, value in said.items()) + ".", ""]
        lines += ["| what | ours | beside | ratio | goal | reached | remark |", "|---|---|---|---|---|---|---|"]
        for row in result["rows"]:
            met = "–" if row["met"] is None else "yes" if row["met"] else "no"
            cells = [row["what"], row["ours"], row["beside"], row["ratio"], row["goal"], met, row["remark"]]
            lines.append("| " + " | ".join(cells) + " |")
        lines.append("")
    _TABLE.write_text("\n".join(lines), encoding="utf-8")


def main() -> None:
    """Run all parts, or those named with --only."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", nargs="+", choices=_PARTS)
    parser.add_argument("--alloys", type=float, default=1e7, help="of the screening part")
    parser.add_argument("--rows", type=float, default=1e5, help="of the batch part")
    parser.add_argument("--largest", type=int, default=7, help="power of ten where growth ends; 8 takes minutes")
    parser.add_argument("--minutes", type=float, default=10, help="of the load part")
    parser.add_argument("--reruns", type=float, default=5000, help="of the load part")
    parser.add_argument("--repeats", type=int, default=3)
    args = parser.parse_args()
    results: dict[str, Any] = json.loads(_STORE.read_text(encoding="utf-8")) if _STORE.exists() else {}
    for name, part in _PARTS.items():
        if args.only and name not in args.only:
            continue
        sys.stderr.write(f"bench: {name}\n")
        said = machine()
        results[name] = {"machine": said, "rows": [asdict(row) for row in part(args)]}
        _STORE.write_text(json.dumps(results, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        write_table(results)


if __name__ == "__main__":
    main()
