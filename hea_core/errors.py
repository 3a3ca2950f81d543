"""The errors the core raises; each carries one sentence that a page or the command line shows as it is."""

from __future__ import annotations


class HeaError(ValueError):
    """Bad input or a broken artefact.

    The message is one sentence for the user: which argument or token, what was got, what is expected, and an
    example that works.
    """


class FormulaError(HeaError):
    """An alloy formula or set of amounts that cannot be read without guessing."""


class DataError(HeaError):
    """A shipped table, or an observation file, that does not hold what it should."""


class ArtifactError(HeaError):
    """A saved model that is damaged or does not fit this code."""


class ConstraintError(HeaError):
    """Constraints on an alloy that are malformed or cannot hold together."""


class RequestError(HeaError):
    """Any other argument out of its range."""


MOST_SEED = 2**32 - 1
"""The largest seed that every generator of random numbers takes."""


def check_seed(seed: int) -> None:
    """Refuse a seed that not every generator of random numbers takes (RequestError)."""
    if not 0 <= seed <= MOST_SEED:
        raise RequestError(f"seed is {seed}: give a whole number from 0 to {MOST_SEED}, for example 1.")


def shortened(text: str, most: int) -> str:
    """The text, printable and with at most so many characters of it."""
    short = text if len(text) <= most else text[: most - 4] + "…"
    return "".join(character if character.isprintable() else f"\\x{ord(character):02x}" for character in short)


def quoted(token: str) -> str:
    """The token in quotes, short and printable; with the code point where it may only look like ASCII."""
    shown = shortened(token, 40)
    code = f" (U+{ord(token):04X})" if len(token) == 1 and not token.isascii() else ""
    return f"'{shown}'{code}"
