"""The model is loaded in a thread, once a server, and what nobody waits for comes after it."""

from __future__ import annotations

import gc
import subprocess
import sys
import threading
import time
from contextlib import suppress
from functools import cache

from hea_core.errors import HeaError
from hea_core.files.places import CODE
from hea_ui.jobs import priority, queue
from hea_ui.server import resources

_STARTING = threading.Lock()
_LOADED = threading.Event()
_LOOK = 0.2
"""Seconds between two looks at the process that compiles."""
_AFTER = 3.0
"""Seconds that the first alloy has before what it can do without is made."""
_SWITCH = 0.0005
"""Seconds between two offers of the interpreter's lock while the model is loaded; usually 0.005."""


def start() -> None:
    """Start loading the model in the background, once a process."""
    with _STARTING:
        _warming()


@cache
def _warming() -> threading.Thread:
    """The thread that loads the model, and then looks after jobs of an earlier server.

    To load the model and its data takes half a second of the interpreter's lock, while browsers fetch pages: it hands the lock over more
    often than usual, and what the first alloy can do without comes later. A full collection of garbage walks through all that was loaded
    and takes longer than a rerun, so that is exempt from it (gc.freeze).
    """

    def work() -> None:
        usual = sys.getswitchinterval()
        sys.setswitchinterval(_SWITCH)
        try:
            with suppress(HeaError):  # the page that needs the model shows it
                resources.predictor()
        finally:
            _LOADED.set()
            sys.setswitchinterval(usual)
        main = threading.main_thread()
        main.join(_AFTER)
        if not main.is_alive():  # the server ends
            return
        with suppress(HeaError):
            resources.atlas()
        gc.collect()
        gc.freeze()
        queue.job_queue().adopt()
        threading.Thread(target=_compile, name="compile", daemon=False).start()

    # no daemon, as a thread of a page would make it: a process that ends in the middle of an import may abort
    thread = threading.Thread(target=work, name="warm-up", daemon=False)
    thread.start()
    return thread


def _compile() -> None:
    """Have what searches of other processes ask compiled on disk, where nobody has yet: by a process of its own, of low priority.

    The server itself never loads it: with the compiler come 117 MB, and numpy is a quarter slower at a click.
    """
    command = [sys.executable, "-c", "import hea_core; hea_core.load('default').engine.compile()"]
    with (
        suppress(OSError),
        subprocess.Popen(
            command, cwd=CODE, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        ) as process,
    ):
        priority.lower(process.pid)
        while process.poll() is None:
            if not threading.main_thread().is_alive():  # the server ends
                process.kill()
                return
            time.sleep(_LOOK)


def loading() -> bool:
    """Whether the model is still being loaded: a page can show what needs none, and then wait."""
    start()
    return not _LOADED.is_set()


def wait() -> None:
    """Return when the model is loaded, or known to be damaged."""
    start()
    _LOADED.wait()
