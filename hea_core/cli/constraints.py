"""What may be demanded of alloys on the command line: the options, the Constraints that they are, and the way back."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hea_core.design.constraints import Constraints


def add_arguments(sub: argparse.ArgumentParser) -> None:
    """The options of a command that makes or searches alloys."""
    group = sub.add_argument_group("constraints")
    group.add_argument("--ban", default="", metavar="A,B", help="elements that must not occur, for example Os,Be")
    group.add_argument(
        "--lock",
        default="",
        metavar="A=20,B=20",
        help="whole at.%% kept exactly, for example Fe=20,Ni=20; without an amount (Fe) that of the alloy nudged, whole or not",
    )
    group.add_argument("--range", default="", metavar="A=0-10", help="whole at.%% from-to, for example Al=0-10")
    group.add_argument(
        "--min-elements", type=int, metavar="N", help="at least so many elements, 1 at.%% or more of each"
    )
    group.add_argument("--max-elements", type=int, metavar="N", help="at most so many elements")
    group.add_argument(
        "--max-price", type=float, metavar="USD_PER_KG", help="by prices of about 2013: order of magnitude"
    )
    group.add_argument(
        "--only",
        default="",
        metavar="A,B",
        help="the palette: no other elements, for example Al,Co,Cr,Fe,Ni; of a screening --elements says it",
    )


def constraints_of(args: argparse.Namespace) -> Constraints:
    """What the arguments demand (ConstraintError names the bad entry)."""
    from hea_core.design.constraints import Constraints

    return Constraints.parse(
        args.ban, args.lock, args.range, args.max_elements, args.max_price, args.min_elements, args.only
    )


def words(constraints: Constraints) -> dict[str, object]:
    """{option: value} from which `constraints_of` makes the same again; "" and None where nothing is demanded."""
    return {
        "ban": ",".join(constraints.ban),
        "lock": ",".join(symbol if amount is None else f"{symbol}={amount}" for symbol, amount in constraints.lock),
        "range": ",".join(f"{symbol}={least}-{most}" for symbol, least, most in constraints.range),
        "min-elements": constraints.min_elements,
        "max-elements": constraints.max_elements,
        "max-price": constraints.max_price,
        "only": ",".join(constraints.only),
    }
