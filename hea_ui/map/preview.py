"""What clicks on the ground of the map would give, worked out in the background and sent to the browser once for each setting."""

from __future__ import annotations

import json
import threading
import zlib
from collections import OrderedDict
from collections.abc import Iterable
from contextlib import suppress
from typing import TYPE_CHECKING

import numpy as np
import streamlit as st

from hea_core.errors import HeaError
from hea_ui import latent_map
from hea_ui.latent_map import disk_cache
from hea_ui.map import state
from hea_ui.server import chosen, long_answers, resources, warm_up

if TYPE_CHECKING:
    from hea_core.design.constraints import Constraints
    from hea_core.design.previews import Design

NODES = 56
"""Nodes of each axis: a cell is about a dot's width."""
_ROWS = 8
"""Rows asked of the worker at once, so that other questions need not wait for all of them."""
_KEPT = 48
_EVERY = 1.0
_USUAL = "preview"
"""Name under which the preview of the settings of a first visit is kept on disk."""

Settings = tuple[str, float, "Constraints | None", long_answers.Targets]
"""Name of the model, probability, demands, targets."""


class Previews:
    """Packed previews by settings, worked out one at a time by a thread; safe to use from many sessions.

    Settings are worked on while somebody looks at them: what is asked while another preview is in the making is asked again.
    """

    def __init__(self, usual: Settings) -> None:
        """`usual` is kept on disk, too."""
        self._usual = usual
        self._done: OrderedDict[str, bytes] = OrderedDict()
        self._lock = threading.Lock()
        self._busy = False

    def get(self, settings: Settings) -> bytes | None:
        """The preview, b"" where there can be none; None while it is not known, and it is begun if nothing else is in the making.

        That of a first visit is known at once, if an earlier server kept it: to wait for it would cost the page another run.
        """
        name = repr(settings)
        with self._lock:
            if name not in self._done and name == repr(self._usual) and (kept := disk_cache.read_bytes(_USUAL)):
                self._done[name] = kept
            if name in self._done:
                self._done.move_to_end(name)
                return self._done[name]
            if self._busy:
                return None
            self._busy = True
        threading.Thread(target=self._work, args=(settings,), name="preview", daemon=True).start()
        return None

    def _work(self, settings: Settings) -> None:
        packed = b""
        try:
            packed = self._made(settings)
        except (HeaError, OSError):  # the card beside the map says what is wrong
            pass
        finally:
            with self._lock:
                self._busy = False
                self._done[repr(settings)] = packed
                while len(self._done) > _KEPT:
                    self._done.popitem(last=False)

    def _made(self, settings: Settings) -> bytes:
        model, probability, constraints, asked = settings
        (left, right), (low, high) = latent_map.frame(resources.atlas(model).z).values()
        z1, z2 = np.linspace(left, right, NODES), np.linspace(low, high, NODES)
        found: list[Design | None] = []
        for row in range(0, NODES, _ROWS):
            found += long_answers.designs_on(
                model, z1.tolist(), z2[row : row + _ROWS].tolist(), probability, constraints, asked
            )
        packed = pack(found, (left, right), (low, high), NODES)
        if repr(settings) == repr(self._usual):
            disk_cache.write_bytes(_USUAL, packed)
        return packed


def pack(found: Iterable[Design | None], z1: tuple[float, float], z2: tuple[float, float], count: int) -> bytes:
    """Designs of a grid as `latent_map.designs` takes them; each different one is written once."""
    numbered: dict[tuple[str, float, str], int] = {}
    node = [
        -1
        if one is None
        else numbered.setdefault((one.formula, round(one.probability, 2), str(one.verdict)), len(numbered))
        for one in found
    ]
    head = json.dumps(
        {"z1": list(z1), "z2": list(z2), "count": count, "designs": list(numbered)}, separators=(",", ":")
    ).encode()
    return zlib.compress(len(head).to_bytes(4, "big") + head + np.asarray(node, "<i2").tobytes(), 9)


@st.cache_resource(show_spinner=False)
def _previews() -> Previews:
    return Previews((chosen.SHIPPED, state.DEFAULT.p, state.DEFAULT.constraints(), state.DEFAULT.targets))


@st.fragment(key=state.PREVIEW)
def show() -> None:
    """Send the preview of the view's settings, now or as soon as it is known; none where they cannot hold."""
    view, settings = state.current(), None
    with st.container(key="preview_place"):
        with suppress(HeaError):  # the card beside the map says it
            settings = None if warm_up.loading() else (chosen.active(), view.p, view.constraints(), view.targets)
        packed = _previews().get(settings) if settings else b""
        if settings and packed is None:
            st.fragment(_wait, run_every=_EVERY)(settings)
        latent_map.designs(packed or b"")


def _wait(settings: Settings) -> None:
    if _previews().get(settings) is not None:
        st.rerun()
