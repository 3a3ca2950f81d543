"""The Streamlit components: registration, and the calls that a page makes.

A map is two of them. `latent_map` is the ground with all measured alloys, the same for every point; `over_map` is what moves over it. So a
click sends a point and not the map. plotly.js comes from the installed plotly wheel, copied into the static folder that Streamlit serves,
so nothing is fetched from elsewhere. Styles are not isolated because Plotly gets no pointer events inside a shadow root.
"""

from __future__ import annotations

import filecmp
import shutil
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

import streamlit as st
from streamlit.runtime import get_instance

from hea_core.files.places import SHIPPED
from hea_core.files.whole_files import whole
from hea_core.model.latent import Z_LIMIT
from hea_ui.common import palette
from hea_ui.common.component import component, files
from hea_ui.common.verdict import WORDS
from hea_ui.latent_map.layers import Layers

_HERE = Path(__file__).parent
_STATIC = SHIPPED / "static"
_COLOURS = {"single": palette.SINGLE_PHASE, "multi": palette.MULTI_PHASE, "family": list(palette.FAMILIES)}
_GROUND = component(
    "latent_map",
    html=files(_HERE, "map.html"),
    css=files(_HERE, "map.css"),
    js=files(
        _HERE,
        "traces.js",
        "frames.js",
        "overlay.js",
        "dots.js",
        "places.js",
        "tip.js",
        "reading.js",
        "lasso.js",
        "hand.js",
        "map.js",
    ),
    isolate_styles=False,
)
_OVER = component("map_over", html='<i class="lm-over"></i>', js=files(_HERE, "over.js"), isolate_styles=False)
_DESIGNS = st.components.v2.component("map_designs", html="<i hidden></i>", js=files(_HERE, "preview.js"))


@dataclass(frozen=True)
class PathStep:
    """One step of a trajectory, or one alloy that stands out, on the map; the verdict colours it, label is a formula.

    A star is an alloy of the lab book: its verdict is what the lab found, its probability the share of results that found one phase.
    """

    z1: float
    z2: float
    label: str = ""
    probability: float | None = None
    verdict: str = ""
    star: bool = False


@cache
def serve_plotly() -> str:
    """Put plotly.js where Streamlit serves it, and return its path on the server (OSError where it cannot be put there).

    The copy is made anew when it is absent or differs, and moved into place whole, so that no browser ever reads half a file. The
    version is in the name, so that browsers can keep it.
    """
    source, target = _source(), _STATIC / f"plotly-{version('plotly')}.min.js"
    if not target.exists() or not filecmp.cmp(source, target, shallow=False):
        _STATIC.mkdir(exist_ok=True)
        with whole(target) as unfinished:
            shutil.copyfile(source, unfinished)
    return f"{_base()}/app/static/{target.name}"


def _plotly() -> str:
    """Path of plotly.js on the server; out of memory where its folder cannot be written: a read-only install, a full disk."""
    try:
        return serve_plotly()
    except OSError:
        # named in every run, without which Streamlit lets a session's files in memory go
        media = get_instance().media_file_mgr
        return _base() + media.add(str(_source()), "application/javascript", coordinates="latent_map.plotly")


def _source() -> Path:
    spec = find_spec("plotly")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("plotly is not installed")
    return Path(spec.origin).parent / "package_data" / "plotly.min.js"


def _base() -> str:
    base = str(st.get_option("server.baseUrlPath") or "").strip("/")
    return f"/{base}" if base else ""


def latent_map(layers: Layers | None, key: str = "map") -> None:
    """Draw the ground of a map; `over_map` with the same key, anywhere on the page, says what is on it.

    Args:
        layers: what is shown; the browser redraws only when its identity changes. None shows an empty frame while they are made.
        key: identity of the map; zoom and pan last as long as it does.
    """
    _GROUND(
        key=f"{key}_ground",
        data={
            "map": key,
            "plotly": _plotly(),
            "colours": _COLOURS,
            "words": WORDS,
            "limit": Z_LIMIT,
            "layers": layers.payload if layers else None,
            "layers_id": layers.identity if layers else None,
        },
    )


def over_map(
    point: tuple[float, float],
    *,
    on_click: Callable[[], None],
    echo: int,
    path: Sequence[PathStep] = (),
    marks: Sequence[PathStep] = (),
    lasso: Sequence[tuple[float, float]] | None = None,
    on_lasso: Callable[[], None] | None = None,
    fit: bool = False,
    preview: bool = False,
    rest: str = "",
    on_rest: Callable[[], None] | None = None,
    key: str = "map",
) -> None:
    """Say what lies over a map and moves, and take what is done there. Draws nothing itself.

    Args:
        point: (z1, z2) of the marker.
        on_click: called when the user has chosen a point; `st.session_state[key]["clicked"]` holds {z1, z2, n},
            and `formula` where it was the dot of a measured alloy.
        echo: the n of the last click taken, so that a late answer does not pull the marker back.
        path: a trajectory drawn over the map as far as events "latentalloy-step" with `detail.at` say; empty shows none.
        marks: alloys that stand out over the others, in no order.
        lasso: corners of the outline that is drawn, () for none; None offers no lasso.
        on_lasso: called when one was drawn; `st.session_state[key]["lassoed"]` holds {corners, n}.
        fit: whether the first view is one that the path fills, and not the one of all alloys.
        preview: whether the pointer over ground is told what a click would give; see `designs`.
        rest: a name of what is shown, "" for nobody wants to know.
        on_rest: called once the user has stayed with it for a moment; `st.session_state[key]["rested"]` holds {of: the name, n}.
        key: of the map.
    """
    _OVER(
        key=key,
        data={
            "map": key,
            "point": {"z1": point[0], "z2": point[1]},
            "echo": echo,
            "path": [asdict(step) for step in path],
            "marks": [asdict(mark) for mark in marks],
            "lasso": lasso,
            "fit": fit,
            "preview": preview,
            "rest": rest,
        },
        on_clicked_change=on_click,
        on_lassoed_change=on_lasso or _nothing,
        on_rested_change=on_rest or _nothing,
    )


def designs(packed: bytes) -> None:
    """Send what clicks on the map of this page would give, b"" for not known yet.

    In a component of its own, so that it travels once for each setting and not with every click.

    Args:
        packed: deflated; length of the head in 4 bytes, the head as JSON {"z1": [low, high], "z2": likewise, "count": nodes of each axis,
            "designs": [[formula, probability, verdict], …]}, then an int16 a node, row by row: which design, −1 for none.
    """
    _DESIGNS(key="designs", data=packed)


def _nothing() -> None:
    """For a map that offers no such act."""
