"""What is done for every alloy of a search or screening and every coalition of an explanation, compiled by numba: no interpreter lock is held.

Functions that call each other stand in one file, since numba's cache of a function looks at the date of its own file alone. For
the same reason nothing here reads a constant of another module: what comes from elsewhere is an argument.
"""

import os
import tempfile
from pathlib import Path


def _can_write(place: Path) -> bool:
    """Whether a folder can be written, or made."""
    while not place.exists():
        place = place.parent
    return os.access(place, os.W_OK)


# Numba keeps what it has compiled beside the source or in the user's cache; where it may write neither, it would refuse to compile at all.
if not any(map(_can_write, (Path(__file__).parent / "__pycache__", Path.home() / ".cache"))):
    os.environ.setdefault("NUMBA_CACHE_DIR", tempfile.mkdtemp(prefix="latentalloy-"))
