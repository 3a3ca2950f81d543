"""The command line: `latentalloy COMMAND … --json`, in a checkout `python -m hea_core COMMAND …`. Every command is one call of the core.

With --json one JSON value goes to stdout and nothing else; messages go to stderr. Exit status 0, or 2 for bad input.
"""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Sequence

from hea_core import threads
from hea_core.cli.messages import tell
from hea_core.cli.parser import parser_of
from hea_core.cli.written import printed
from hea_core.errors import HeaError, quoted, shortened

_LONGEST_PATH = 200


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit status."""
    _speak_utf8()
    words = _words() if arguments is None else arguments
    args = parser_of(__doc__).parse_args(words)
    nul = next((word for word in words if "\0" in word), None)
    if nul is not None:
        tell(f"{args.command}: {quoted(nul)} holds a NUL character, which no name or text can: leave it out.")
        return 2
    if args.command not in ("train", "evaluate"):  # theirs are large
        threads.one_for_products()
    notes: list[str] = []
    args.note = notes.append  # what was understood is told with an answer; a refusal is its reason alone
    try:
        answer = args.run(args)
        for note in notes:
            tell(note)
        sys.stdout.writelines(printed(answer, args.json))
        sys.stdout.flush()
    except HeaError as error:
        tell(f"{args.command}: {error}")
        return 2
    except OSError as error:  # a full or read-only disk, a reader that has gone
        place = shortened(str(error.filename), _LONGEST_PATH) if error.filename else "the answer"
        tell(
            f"{args.command}: {place} cannot be read or written ({error.strerror}): check the path, and that there is room."
        )
        return 2
    return 0


def _speak_utf8() -> None:
    """Write UTF-8 whatever the locale; what no text can hold becomes an escape, which JSON reads back."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def _words() -> list[str]:
    """The arguments as UTF-8, also where the locale is another."""
    return [os.fsencode(word).decode("utf-8", "surrogateescape") for word in sys.argv[1:]]
