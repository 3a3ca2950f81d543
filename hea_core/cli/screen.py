"""The command `screen`: arguments to a Screen and back, progress to stderr, interruption to a clean stop."""

from __future__ import annotations

import argparse
import json
import signal
import sys
import threading
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any

from hea_core.cli import constraints
from hea_core.errors import RequestError, quoted

if TYPE_CHECKING:
    from hea_core.screening.request import Screen
    from hea_core.screening.run import ScreenProgress


def add_arguments(sub: argparse.ArgumentParser) -> None:
    """The arguments of `screen`, but for those every command has."""
    space = sub.add_argument_group("the space")
    space.add_argument(
        "--elements", default="", metavar="A,B,…", help="the pool; with --around, elements that may join"
    )
    space.add_argument("--step", type=float, default=5.0, help="at.%% between neighbouring amounts (default 5)")
    space.add_argument("--min", type=float, default=5.0, help="at.%% of an element where present (default 5)")
    space.add_argument("--max", type=float, default=35.0, help="at.%% of an element at most (default 35)")
    space.add_argument("--orders", default="4-6", help="number of elements (default 4-6)")
    space.add_argument("--sample", type=int, metavar="N", help="a Sobol sample of N alloys instead of all")
    space.add_argument("--seed", type=int, default=0, help="of the sample")
    space.add_argument("--around", metavar="FORMULA", help="the alloys within some at.%% of this one")
    space.add_argument("--within", type=float, default=5.0, help="at.%% that each element may differ by (default 5)")
    constraints.add_arguments(sub)
    sub.add_argument(
        "--prices", default="", metavar="Co=33,Ni=16.5", help="your prices in USD per kg, before those of about 2013"
    )
    keep = sub.add_argument_group("what to keep")
    keep.add_argument("--top", type=int, metavar="N", help="the best N")
    keep.add_argument(
        "--by",
        default="probability",
        help="column that ranks them; --by=-price for the least first, hardness~500 for the nearest to a value",
    )
    keep.add_argument(
        "--where", default="", help='conditions, for example "probability>=0.9 and density<8 and structure==BCC"'
    )
    keep.add_argument(
        "--pareto", default="", metavar="A,-B", help="the front over two or three columns, '-' for the least"
    )
    sub.add_argument(
        "--out", metavar="F.parquet", help="the file to write; with its blocks beside it, a stopped run goes on"
    )
    sub.add_argument("--estimate", action="store_true", help="only count the alloys and say how long scoring takes")
    sub.add_argument("--scheduler", metavar="ADDRESS", help="a Dask scheduler, for example tcp://127.0.0.1:8786")
    sub.add_argument("--workers", type=int, help="threads, by default one for each core")
    sub.add_argument("--device", default="cpu", help="cpu or cuda, for the classifier")
    sub.add_argument(
        "--progress",
        choices=["words", "json"],
        default="words",
        help="json: one object a line on stderr, {scored, size, per_second, seconds_left}, for programs that watch",
    )


def screen_of(args: argparse.Namespace) -> Screen:
    """The Screen that the arguments ask for (HeaError names what is wrong with them)."""
    from hea_core.composition import Composition
    from hea_core.composition.symbols import symbols
    from hea_core.datasets import own_prices
    from hea_core.screening.request import Screen
    from hea_core.screening.space import Space

    space = Space(
        elements=symbols(args.elements),
        step=args.step,
        minimum=args.min,
        maximum=args.max,
        orders=_orders(args.orders),
        constraints=constraints.constraints_of(args),
        sample=args.sample,
        seed=args.seed,
        around=Composition.parse(args.around) if args.around else None,
        within=args.within,
    )
    prices = tuple(own_prices.read(args.prices).items())
    return Screen(space, args.where, args.top, args.by, _list(args.pareto), args.model, args.device, prices)


def words(screen: Screen) -> list[str]:
    """The arguments from which `screen_of` makes this Screen again; what is at its default is left out."""
    from hea_core.datasets import own_prices

    space = screen.space
    said: dict[str, object] = {
        "elements": ",".join(space.elements),
        "step": space.step,
        "min": space.minimum,
        "max": space.maximum,
        "orders": f"{space.orders[0]}-{space.orders[1]}",
        "sample": space.sample,
        "seed": space.seed,
        # in at.% to the last digit: a formula's rounding must not move the centre
        "around": "".join(f"{s}{amount!r}" for s, amount in space.around.as_dict().items()) if space.around else None,
        "within": space.within,
        **constraints.words(space.constraints),
        "prices": own_prices.written(dict(screen.prices)),
        "where": screen.where,
        "top": screen.top,
        "by": screen.by,
        "pareto": ",".join(screen.pareto),
        "model": screen.model,
        "device": screen.device,
    }
    defaults = argparse.ArgumentParser()
    add_arguments(defaults)
    usual = vars(defaults.parse_args([])) | {"model": "default"}
    return [
        f"--{name}={value:g}" if isinstance(value, float) and float(f"{value:g}") == value else f"--{name}={value}"
        for name, value in said.items()
        if value is not None and value != usual[name.replace("-", "_")]
    ]


def run(args: argparse.Namespace) -> Any:  # noqa: ANN401 - any JSON-able tree
    """Screen, or count and estimate."""
    from hea_core.screening.funnel import funnel
    from hea_core.screening.run import estimate
    from hea_core.screening.run import run as screen
    from hea_core.screening.workers import cores

    wanted = screen_of(args)
    space = wanted.space
    if args.workers is not None and args.workers < 1:
        raise RequestError(f"workers is {args.workers}: give 1 or more, for example 2.")
    if args.around:
        _note_reading(args)
    if args.estimate:
        return {"size": space.size, "seconds": estimate(wanted, args.workers or cores())}
    if not args.out:
        raise RequestError("out is missing: name the file to write, for example --out F.parquet.")
    if Path(args.out).suffix.lower() not in ("", ".parquet"):
        raise RequestError(
            f"out {quoted(args.out)} is no Parquet file, which a screening writes: name it F.parquet, which pandas.read_parquet reads; the Screen "
            "page gives its best as CSV."
        )
    stop = threading.Event()

    def halt(_signal: int, _frame: FrameType | None) -> None:
        stop.set()
        sys.stderr.write("screen: stopping; what is done is kept, the same command goes on from there\n")

    def tell(progress: ScreenProgress) -> None:
        with suppress(OSError):  # a full disk, or a reader that has gone: the work goes on
            sys.stderr.write(json.dumps(asdict(progress)) + "\n" if args.progress == "json" else _in_words(progress))
            sys.stderr.flush()

    before = {number: signal.signal(number, halt) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        done = screen(wanted, args.out, args.scheduler, args.workers, tell, stop.is_set)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    if not done.kept and done.scored == space.size:
        args.note(f"screen: no alloy is kept. {funnel(wanted).sentence}")
    return done


def _note_reading(args: argparse.Namespace) -> None:
    """Say what was assumed in reading the centre of a neighbourhood."""
    from hea_core.composition import read

    assumption = read(args.around).assumption
    if assumption:
        args.note(f"screen: {args.around}: {assumption}")


def _in_words(progress: ScreenProgress) -> str:
    alloys = "alloy" if progress.size == 1 else "alloys"
    return (
        f"screen: {progress.scored} of {progress.size} {alloys}, {progress.per_second:.0f} per second, "
        f"{progress.seconds_left:.0f} s left\n"
    )


def _list(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


def _orders(text: str) -> tuple[int, int]:
    least, dash, most = text.partition("-")
    if not (least.strip().isdecimal() and (most.strip().isdecimal() if dash else True)):
        raise RequestError(f"orders {quoted(text)} is no range of element counts: for example 4-6, or 5.")
    return int(least), int(most if dash else least)
