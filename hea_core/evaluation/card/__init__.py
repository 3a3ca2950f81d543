"""The schema of a model card's "metrics": what each protocol writes, and what the pages may rely on.

A section is checked before it is drawn, which says in one sentence where a card does not fit. What the schema does not name passes through:
a newer evaluation may write more. What the shipped card holds is named whole.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hea_core.errors import ArtifactError
from hea_core.evaluation.card.classifiers import BySystem, DataEfficiency, LeftOut
from hea_core.evaluation.card.nudging import Nudging
from hea_core.evaluation.card.paper import Paper, PublishedForm
from hea_core.evaluation.card.properties import Properties
from hea_core.evaluation.card.shape import fault
from hea_core.evaluation.card.trust import Traces, Trust

SECTIONS: Mapping[str, Any] = {
    "paper": Paper,
    "published_form": PublishedForm,
    "by_system": BySystem,
    "leave_one_element_out": list[LeftOut],
    "data_efficiency": DataEfficiency,
    "trust": Trust,
    "traces": Traces,
    "properties": Properties,
    "nudge": Nudging,
}
"""What each entry of "metrics" looks like; entries that are not named here are not checked."""


def check(metrics: Mapping[str, Any], name: str) -> None:
    """Make sure that a section, if the schema knows it, fits (ArtifactError says which figure does not)."""
    found = fault(metrics[name], SECTIONS[name], name) if name in SECTIONS else None
    if found:
        raise ArtifactError(f"The card's figures are of another version of the evaluation: {found}.")


def section(card: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """One group of a model card's metrics, {} where it was not measured; ArtifactError where it does not fit."""
    metrics = card.get("metrics", {})
    if name not in metrics:
        return {}
    check(metrics, name)
    found: Mapping[str, Any] = metrics[name]
    return found
