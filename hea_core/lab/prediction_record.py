"""What the model said of an alloy when it was kept, frozen as JSON with the model and the data it is from."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from hea_core.model.artifacts import Identity
    from hea_core.results import Prediction


def prediction_record(prediction: Prediction, identity: Identity) -> dict[str, Any]:
    """The part of a prediction that a lab wants to compare with later, and whose it is."""
    return {
        "probability": prediction.probability,
        "low": prediction.low,
        "high": prediction.high,
        "verdict": str(prediction.verdict),
        "domain": str(prediction.domain),
        "when": datetime.now(UTC).isoformat(timespec="seconds"),
        **asdict(identity),
    }
