"""Coverage steers the same grammars: atheris mutates the numbers that a grammar draws from. Optional: `pip install atheris`."""

from __future__ import annotations

import sys
from random import Random

from tests.fuzz.harness import Reader, attempt, drawn, encoded

_BITS = 53


class Bytes(Random):
    """A generator whose every draw comes from given bytes, and from a fixed seed when they are used up."""

    def __init__(self, content: bytes) -> None:
        """Draw from `content`."""
        super().__init__(0)
        self._content, self._at = content, 0

    def getrandbits(self, k: int) -> int:
        """The next k bits."""
        size = (k + 7) // 8
        taken = self._content[self._at : self._at + size]
        if len(taken) < size:  # not zeros: a sample without replacement draws until it gets another one
            return super().getrandbits(k)
        self._at += size
        return int.from_bytes(taken, "little") & ((1 << k) - 1)

    def random(self) -> float:
        """The next number in [0, 1)."""
        return self.getrandbits(_BITS) / 2**_BITS


def guide(reader: Reader, seconds: int) -> int:
    """Fuzz one reader for so long; atheris ends the process at the first fault, with its input on standard output."""
    import atheris

    atheris.instrument_all()

    def one(content: bytes) -> None:
        given = drawn(reader, Bytes(content))
        outcome = attempt(reader, given)
        if outcome.fault:
            sys.stdout.write(f"{reader.name}: {outcome.fault}: {encoded(given)}\n")
            raise RuntimeError(outcome.fault)

    atheris.Setup([sys.argv[0], f"-max_total_time={seconds}", "-max_len=4096"], one)
    atheris.Fuzz()
    return 0
