"""Every number the model card states, measured by `python -m hea_core evaluate`.

Each protocol returns plain JSON-able figures that carry their split, their n and an interval. Nothing here is selected on:
settings are fixed in TrainConfig before a protocol runs, and checkpoints are chosen on validation rows alone.
"""

from __future__ import annotations

import time
from typing import Any

from hea_core.composition.elements import elements
from hea_core.errors import RequestError, quoted
from hea_core.evaluation import PROTOCOLS
from hea_core.evaluation.by_system import by_system_protocol, data_efficiency, leave_one_element_out
from hea_core.evaluation.nudging import nudge_protocol
from hea_core.evaluation.paper_model import EPOCHS, compare
from hea_core.evaluation.paper_protocol import paper_protocol
from hea_core.evaluation.properties import properties_protocol
from hea_core.evaluation.traces import traces
from hea_core.evaluation.uncertainty import trust_protocol
from hea_core.model import artifacts
from hea_core.progress import OnProgress
from hea_core.training.config import TrainConfig
from hea_core.training.heads import HeadConfig


def evaluate(
    protocol: str, config: TrainConfig | None = None, seeds: int = 5, *, on_progress: OnProgress
) -> dict[str, Any]:
    """Run a protocol, or all.

    Args:
        protocol: "paper" (the paper's sizes, five seeds, classifier and generator; once, the published form of the model),
            "by-system" (folds and elements left out), "efficiency" (fewer labels), "trust" (intervals, sets and domains
            on held-out systems, with the calibration that predictions use; what traces do), "properties" (structure and hardness by system,
            with their calibration), "nudge" (the goal table of nudging, for the shipped model), or "all".
        config: recipe to measure; its seed is replaced by the protocol's.
        seeds: how many random splits the seeded protocols take.
        on_progress: called with what is being measured, done, total.

    Returns:
        {"paper": …, "by_system": …, "leave_one_element_out": …, "data_efficiency": …} as far as asked for.
    """
    if protocol not in PROTOCOLS:
        raise RequestError(f"There is no protocol {quoted(protocol)}: choose one of {', '.join(PROTOCOLS)}.")
    config = config or TrainConfig()
    started = time.perf_counter()
    metrics: dict[str, Any] = {}
    if protocol in ("paper", "all"):
        metrics["paper"] = paper_protocol(config, seeds, on_progress)
        metrics["published_form"] = compare(0, EPOCHS, on_progress)
    if protocol in ("by-system", "all"):
        metrics["by_system"] = by_system_protocol(config, on_progress)
        metrics["leave_one_element_out"] = leave_one_element_out(config, on_progress)
    if protocol in ("efficiency", "all"):
        metrics["data_efficiency"] = data_efficiency(config, seeds, on_progress)
    if protocol in ("trust", "all"):
        metrics["trust"] = trust_protocol(config, on_progress)
        metrics["traces"] = traces(artifacts.load("default", elements())[0])
    if protocol in ("properties", "all"):
        metrics["properties"] = properties_protocol(config, HeadConfig(), on_progress)
    if protocol in ("nudge", "all"):
        metrics["nudge"] = nudge_protocol(config, on_progress)
    metrics["seconds"] = round(time.perf_counter() - started, 1)
    return metrics
