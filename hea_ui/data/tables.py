"""The measured alloys as a table that can be searched: pure, on pandas."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from hea_core.composition import Composition, typeset
from hea_ui.common.wording import phase_name, source_name

if TYPE_CHECKING:
    from hea_core.datasets.alloys import Alloys


def alloy_table(alloys: Alloys) -> pd.DataFrame:
    """One row an alloy: formula, observed class, label (0 to 1), observations, elements, system, sources, DOIs.

    Most observed first; the index is the alloy's position.
    """
    table = pd.DataFrame(
        {
            "formula": alloys.formulas,
            "observed": [phase_name(label) for label in alloys.single_phase],
            "label": alloys.single_phase,
            "observations": [len(seen) for seen in alloys.observations],
            "elements": alloys.n_elements,
            "system": alloys.systems,
            "source": [source_name(source) for source in alloys.sources],
            "doi": ["; ".join(dois) for dois in alloys.dois],
        }
    )
    return table.sort_values("observations", ascending=False, kind="stable")


def search(
    table: pd.DataFrame, alloys: Alloys, text: str, observed: tuple[str, ...] = (), elements: tuple[int, int] = (1, 99)
) -> pd.DataFrame:
    """The rows that fit, a copy.

    Args:
        table: of `alloy_table(alloys)`.
        alloys: the same alloys.
        text: a formula: only alloys with all its elements stay, nearest first, with a column "at_percent_moved";
            "" keeps all. FormulaError where it cannot be read.
        observed: classes to keep; none keeps all.
        elements: fewest and most elements.
    """
    keep = table["elements"].between(*elements)
    if observed:
        keep &= table["observed"].isin(observed)
    if not text.strip():
        return table[keep].copy()
    wanted = Composition.parse(text)
    keep &= np.array([set(wanted.elements) <= set(alloys.compositions[row].elements) for row in table.index])
    found = table[keep].copy()
    found.insert(1, "at_percent_moved", [wanted.at_percent_moved(alloys.compositions[row]) for row in found.index])
    return found.sort_values("at_percent_moved", kind="stable")


def shown(table: pd.DataFrame) -> pd.DataFrame:
    """The table with typeset formulas, for the eye; files keep them plain."""
    return table.assign(formula=table["formula"].map(typeset))
