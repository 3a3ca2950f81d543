"""What was measured: the alloys, what curation found, and how widely the quantities spread over them.

What these functions return is shared by all sessions: never change it.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import streamlit as st

from hea_ui.server import chosen, resources

if TYPE_CHECKING:
    from hea_core.datasets.alloys import Alloys
    from hea_core.datasets.curation import CurationReport


def alloys() -> Alloys:
    """The measured alloys, of all collections."""
    from hea_core.datasets import statements

    return statements.measured_alloys()


@st.cache_resource(show_spinner="Reading the observations")
def curation_report() -> CurationReport:
    """What curation found."""
    from hea_core.datasets import curation

    return curation.curation_report()


def data_card() -> dict[str, Any]:
    """The data card."""
    from hea_core.datasets import observations

    return observations.data_card()


@chosen.of_model(st.cache_resource(max_entries=resources.MODELS, show_spinner=False))
def spans() -> dict[str, float]:
    """{quantity: from the 5th to the 95th percentile of the measured alloys}: what is much or little of a difference."""
    import numpy as np

    from hea_core.datasets.facts import facts_of

    def span(values: object) -> float:
        low, high = np.nanpercentile(np.asarray(values, dtype=float), [5, 95])
        return float(high - low)

    found = resources.atlas()
    facts = [facts_of(composition) for composition in alloys().compositions]
    return {name: span(found.descriptors[:, place]) for place, name in enumerate(found.descriptor_names)} | {
        "density": span([one.density_g_cm3 for one in facts]),
        "log_price": span([math.log(one.price_usd_per_kg) for one in facts if one.price_usd_per_kg]),
    }


@chosen.of_model(st.cache_resource(max_entries=resources.MODELS, show_spinner=False))
def ranges() -> dict[str, tuple[float, float]]:
    """{descriptor: the 5th and 95th percentile of the measured alloys}."""
    import numpy as np

    found = resources.atlas()
    ends = np.nanpercentile(found.descriptors, [5, 95], axis=0)
    return {name: (float(ends[0, k]), float(ends[1, k])) for k, name in enumerate(found.descriptor_names)}


@chosen.of_model(lru_cache(resources.MODELS))
def held_out() -> tuple[str, ...]:
    """Measured alloys that the model was not trained on."""
    import numpy as np

    from hea_core.datasets.splits import split_of_card
    from hea_core.datasets.statements import learnt_from

    card = resources.predictor().card
    measured = learnt_from(card, resources.vocabulary())
    # in the order of the data
    return measured.select(np.sort(split_of_card(measured, card).validation)).formulas
