"""What the inputs of a page demand of alloys: elements as users type them, by commas, semicolons or spaces."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hea_ui.common.links import entries

if TYPE_CHECKING:
    from hea_core.design.constraints import Constraints

ONLY, BANNED, LOCKED, RANGE = "Only these elements", "Banned", "Locked (at.%)", "Range (at.%)"
FEWEST, MOST, CEILING = "Fewest elements", "Most elements", "Price ceiling (USD/kg of about 2013)"
"""Labels of the inputs, the same on every page."""


def typed(
    ban: str = "",
    lock: str = "",
    ranges: str = "",
    only: str = "",
    min_elements: int | None = None,
    max_elements: int | None = None,
    max_price: float | None = None,
) -> Constraints:
    """The constraints of these texts and numbers; ConstraintError names what is wrong with them."""
    from hea_core.design.constraints import Constraints  # the core comes with it: not at import

    ban, lock, ranges, only = (",".join(entries(text)) for text in (ban, lock, ranges, only))
    return Constraints.parse(ban, lock, ranges, max_elements, max_price, min_elements, only)
