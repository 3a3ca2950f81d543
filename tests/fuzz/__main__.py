"""`make fuzz`: a million inputs and more, by a seed, or steered by coverage where atheris is installed; exit status 1 where a fault is found."""

from __future__ import annotations

import argparse
import sys
import time

from tests.fuzz.harness import CORPUS, Report, encoded, fuzz
from tests.fuzz.readers import READERS


def main() -> int:
    """Fuzz all readers, or those named, and say what became of it."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--inputs", type=float, default=1.1e6, help="in all, shared out evenly")
    parser.add_argument("--seed", type=int, default=int(time.time()), help="by default another one each time")
    parser.add_argument("--only", nargs="+", choices=[reader.name for reader in READERS])
    parser.add_argument("--atheris", type=int, metavar="SECONDS", help="let coverage steer one reader (--only) so long")
    parser.add_argument(
        "--keep", action="store_true", help="add what is found to the corpus, which the suite then reads"
    )
    args = parser.parse_args()
    chosen = [reader for reader in READERS if not args.only or reader.name in args.only]
    if args.atheris:
        from tests.fuzz.guided import guide

        return guide(chosen[0], args.atheris)
    sys.stdout.write(
        f"seed {args.seed}\n{'reader':14}{'inputs':>10}{'valid':>8}{'worst ms':>10}{'faults':>8}{'s':>7}\n"
    )
    reports: list[Report] = []
    for reader in chosen:
        begun = time.process_time()
        report = fuzz(reader, int(args.inputs / len(chosen)), args.seed)
        spent = time.process_time() - begun
        reports.append(report)
        sys.stdout.write(
            f"{report.reader:14}{report.inputs:10,}{report.valid:8.0%}{report.worst_ms:10.1f}{len(report.faults):8}{spent:7.0f}\n"
        )
        sys.stdout.flush()
    for report in reports:
        for fault, given in report.faults.items():
            sys.stdout.write(f"{report.reader}: {fault}: {encoded(given)[:300]}\n")
            if args.keep:
                with (CORPUS / f"{report.reader}.jsonl").open("a", encoding="utf-8") as file:
                    file.write(encoded(given) + "\n")
    sys.stdout.write(f"{sum(report.inputs for report in reports):,} inputs\n")
    return int(any(report.faults for report in reports))


if __name__ == "__main__":
    sys.exit(main())
