"""Read a great many generated texts: `python -m tests.fuzz.reading --count 1000000 --seed 0`.

Every text gives a composition that sums to 100 ± 1e-6 or a HeaError of one short line, within a second. Prints what was met, exit 1 on
any breach.
"""

from __future__ import annotations

import argparse
import math
import random
import sys
import time
import traceback

from hea_core.composition import read
from hea_core.composition.series import is_series, parse_series
from hea_core.errors import HeaError
from tests.fuzz.grammars import series_texts, texts

SLOW = 1.0
"""Seconds of processor time that no text may take."""


def check(text: str, as_series: bool) -> str:
    """What became of a text: "read", "noted" or "refused"; AssertionError or any other exception for a breach."""
    try:
        readings = parse_series(text).readings if as_series and is_series(text) else (read(text),)
    except HeaError as error:
        _one_line(str(error))
        return "refused"
    for reading in readings:
        _one_line(reading.assumption or "No assumption.")
        total = math.fsum(amount for _, amount in reading.composition.amounts)
        assert abs(total - 100.0) <= 1e-6, reading
    return "noted" if any(reading.assumption for reading in readings) else "read"


def _one_line(sentence: str) -> None:
    assert 10 < len(sentence) < 420, sentence
    assert sentence.isprintable(), sentence


def main() -> int:
    """Run the fuzz; returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    rng = random.Random(args.seed)
    single, families = texts(rng), series_texts(rng)
    met: dict[str, int] = {}
    breaches, worst = 0, (0.0, "")
    for k in range(args.count):
        as_series = k % 20 == 0
        text = next(families if as_series else single)
        start = time.process_time()
        try:
            said = check(text, as_series)
        except Exception:
            breaches += 1
            said = "breach"
            if breaches <= 10:
                sys.stdout.write(f"breach: {text!r}\n{traceback.format_exc(limit=-2)}\n")
        took = time.process_time() - start
        worst = max(worst, (took, text[:80]))
        name = ("series " if as_series else "") + said
        met[name] = met.get(name, 0) + 1
    slow = worst[0] > SLOW
    sys.stdout.write(f"{args.count} texts, seed {args.seed}: {met}; slowest {worst[0]:.4f} s for {worst[1]!r}\n")
    return 1 if breaches or slow else 0


if __name__ == "__main__":
    sys.exit(main())
