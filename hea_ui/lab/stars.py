"""The lab's own alloys on the latent map."""

from __future__ import annotations

import streamlit as st

from hea_core.composition import Composition
from hea_core.results import Verdict
from hea_ui.latent_map import PathStep
from hea_ui.server import chosen, learning, resources, warm_up

MOST = 500


def stars() -> tuple[PathStep, ...]:
    """A star for each alloy with a clear result that has a place on the map, the latest MOST; none while the model is being loaded."""
    if warm_up.loading():
        return ()
    from hea_core.lab import labels

    found = labels.measured([one for one in learning.kept_alloys() if one.results][-MOST:])
    return _placed(tuple(one.amounts for one in found.compositions), tuple(found.single_phase.tolist()))


@chosen.of_model(st.cache_resource(max_entries=32, show_spinner=False))
def _placed(amounts: tuple[tuple[tuple[str, float], ...], ...], shares: tuple[float, ...]) -> tuple[PathStep, ...]:
    known = set(resources.vocabulary())
    both = [(Composition(one), share) for one, share in zip(amounts, shares, strict=True)]
    inside = [(one, share) for one, share in both if known.issuperset(one.elements)]
    places = resources.predictor().encode([one for one, _ in inside]) if inside else []
    return tuple(
        PathStep(*at.z, one.formula, share, _found(share), star=True)
        for at, (one, share) in zip(places, inside, strict=True)
    )


def _found(share: float) -> Verdict:
    return Verdict.UNDECIDED if 0.0 < share < 1.0 else Verdict.SINGLE if share else Verdict.MULTIPLE
