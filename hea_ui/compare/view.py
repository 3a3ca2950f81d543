"""The Compare page: the alloys of the tray as columns, and all of them as files."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import streamlit as st

from hea_core.datasets import own_prices
from hea_core.errors import HeaError
from hea_ui.common import links, markup, messages
from hea_ui.common.drawing import download
from hea_ui.common.wording import counted
from hea_ui.compare import exports
from hea_ui.compare.rows import Row, rows
from hea_ui.compare.table import table
from hea_ui.lab import learning_view
from hea_ui.server import measured_data, resources
from hea_ui.shell.tray import kept

if TYPE_CHECKING:
    from hea_core.checks import AlloyReport

_EMPTY = (
    "<p>No alloy is kept yet. Press an alloy's name on any page and choose Keep, or type one in the box above: "
    "what you keep is compared here, and travels with the link.</p>"
    '<div class="la-acts"><a data-act="go" href="Compare?tray=CoCrFeMnNi~AlCoCrFeNi~HfNbTaTiZr">Try three alloys</a></div>'
)


def show() -> None:
    """Compare what the tray holds."""
    reports, refused = _reports(tuple(kept()))
    for why in refused:
        messages.warning(why)
    if not reports:
        st.html(_EMPTY)
        return
    found = rows(reports, measured_data.spans(), _own_prices())
    st.html(table(reports, found, resources.measured_trust()))
    learning_view.show([one.reading.composition for one in reports])
    if len(reports) > 1:
        st.html(
            markup.note(
                "Quantities stand in the order in which these alloys differ, measured in widths of what 90 % of all measured alloys "
                "span. Prices are of the elements, not of the alloy; Check and Screen take yours."
            )
        )
    _downloads(reports, found)


def _own_prices() -> dict[str, float]:
    """The prices that the address holds; none where they cannot be read, which is said."""
    try:
        return own_prices.read(st.query_params.get(links.PRICES, ""))
    except HeaError as error:
        messages.error(error)
        return {}


def _reports(formulas: Sequence[str]) -> tuple[list[AlloyReport], list[str]]:
    found, refused = [], []
    for formula in formulas:
        try:
            found.append(resources.checked(formula))
        except HeaError as error:
            refused.append(str(error))
    return found, refused


def _downloads(reports: Sequence[AlloyReport], found: Sequence[Row]) -> None:
    def report() -> str:
        whys = [resources.explanation(one.prediction.formula) for one in reports]
        return exports.as_report(
            reports, found, whys, resources.identity(), resources.measured_trust(), measured_data.data_card()
        )

    st.html(markup.note(f"{counted(len(reports), 'alloy')} to take away:"))
    with st.container(horizontal=True, gap="small"):
        download("CSV", lambda: exports.as_csv(reports), "alloys.csv", "compare_csv")
        download("XLSX", lambda: exports.as_xlsx(reports), "alloys.xlsx", "compare_xlsx")
        download("JSON", lambda: exports.as_json(reports, resources.identity()), "alloys.json", "compare_json")
        download("Report", report, "alloys.html", "compare_report")
