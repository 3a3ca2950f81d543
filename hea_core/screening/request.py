"""What a screening is to do: a space, what to keep of it, and with which model."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from hea_core.errors import ArtifactError, RequestError, quoted
from hea_core.model import artifacts
from hea_core.screening.columns import Stage, column
from hea_core.screening.conditions import Condition, known_column, parse_where
from hea_core.screening.objectives import objective_of
from hea_core.screening.space import Space
from hea_core.trust.conformal import conformal_of
from hea_core.trust.intervals import calibration_of

_BLOCK = 2**15
_QUICK = (Stage.DESCRIPTORS, Stage.CLASSIFIER, Stage.HARDNESS, Stage.STRUCTURE)
"""Stages at which many alloys take no longer than their file and messages."""
_QUICK_BLOCK = 2**19
"""At most, where little is asked of an alloy and few are kept: a quarter of a second's work, and its file and messages are no burden."""
_QUICK_BLOCKS = 64
"""At most of those until they reach that size: enough for many workers to end together."""
_MOST_BLOCKS = 1024
MOST_UNFILTERED = 5_000_000
MOST_TOP = 1_000_000


@dataclass(frozen=True)
class Screen:
    """What to score and what to keep.

    Attributes:
        space: the alloys.
        where: text of the conditions every alloy kept fulfils, or "".
        top: keep so many, best first, or None for all.
        by: column that ranks them, the most first; with a leading "-" the least first; "hardness~500" the nearest to a value first.
        pareto: two or three such columns: keep the front of all alloys that fulfil `where`.
        model: name under models/, or a folder.
        device: "cpu" or a CUDA device, for the classifier.
        prices: (symbol, USD per kg) that stand before the shipped prices of about 2013.
    """

    space: Space
    where: str = ""
    top: int | None = None
    by: str = "probability"
    pareto: tuple[str, ...] = ()
    model: str = "default"
    device: str = "cpu"
    prices: tuple[tuple[str, float], ...] = ()

    def __post_init__(self) -> None:
        """Refuse unknown columns and results too large to be meant (RequestError)."""
        pool = self.space.pool
        if not re.fullmatch(r"cpu|cuda(:\d+)?", self.device):
            raise RequestError(
                f"device is {quoted(self.device)}: take cpu, cuda, or one of several by its number, as cuda:1."
            )
        for name in (self.by, *self.pareto):
            known_column(objective_of(name).column, pool, "pareto" if name in self.pareto else "by")
        if self.top is not None and not 1 <= self.top <= MOST_TOP:
            raise RequestError(f"top is {self.top}: give 1 to {MOST_TOP}, for example 1000.")
        if self.pareto and (
            len(self.pareto) not in (2, 3) or len({objective_of(n).column for n in self.pareto}) < len(self.pareto)
        ):
            raise RequestError("pareto takes two or three different columns, for example probability,-price.")
        if self.pareto and self.top is not None:
            raise RequestError("top and pareto exclude each other: a front is kept whole.")
        if self.top is None and not self.pareto and not self.conditions and self.space.size > MOST_UNFILTERED:
            raise RequestError(
                f"All {self.space.size} alloys would be kept: add top, where or pareto, for example top 1000; without them at most "
                f"{MOST_UNFILTERED}."
            )

    @cached_property
    def conditions(self) -> tuple[Condition, ...]:
        """The conditions of `where`, and the price ceiling of the constraints."""
        read = parse_where(self.where, self.space.pool) if self.where.strip() else ()
        ceiling = self.space.constraints.max_price
        return read if ceiling is None else (*read, Condition("price", "<=", ceiling))

    @cached_property
    def card_sha256(self) -> str:
        """Which model it is that `model` names, as it was when first asked (ArtifactError)."""
        return artifacts.card_sha256(self.model)

    @property
    def deciding(self) -> tuple[str, ...]:
        """Columns that must be known of every alloy to decide what is kept."""
        ranked = self.pareto or ((self.by,) if self.top is not None else ())
        return tuple(
            dict.fromkeys((*(c.column for c in self.conditions), *(objective_of(name).column for name in ranked)))
        )

    @property
    def ranks(self) -> bool:
        """Whether a block keeps rows that others may yet beat."""
        return self.top is not None or bool(self.pareto)

    @property
    def stages(self) -> dict[Stage, tuple[str, ...]]:
        """The deciding columns by what they cost, cheapest first, those that only rank behind all that can fail; only stages that have any."""
        staged = {stage: tuple(name for name in self.deciding if column(name).stage is stage) for stage in Stage}
        asked = {column(condition.column).stage for condition in self.conditions}
        return {stage: staged[stage] for stage in sorted(Stage, key=lambda stage: stage not in asked) if staged[stage]}

    @property
    def costliest(self) -> Stage:
        """The stage of the deciding columns that costs most; what is kept without a condition has every column computed."""
        wanted = self.stages or set(Stage)
        return [stage for stage in Stage if stage in wanted][-1]

    @property
    def block(self) -> int:
        """Alloys per block."""
        least = _BLOCK
        if self.ranks and self.costliest in _QUICK:
            while least < _QUICK_BLOCK and self.space.size > least * _QUICK_BLOCKS:
                least *= 2
        return least * max(1, -(-self.space.size // (least * _MOST_BLOCKS)))

    @property
    def blocks(self) -> int:
        """Number of blocks."""
        return -(-self.space.size // self.block)

    def settings(self) -> dict[str, Any]:
        """Everything that fixes the result, with the hashes of the model and the data; for JSON."""
        card = artifacts.read_card(self.model)
        calibration = calibration_of(card)
        return {
            "space": self.space.settings(),
            "where": self.where,
            "top": self.top,
            "by": self.by,
            "pareto": list(self.pareto),
            "model": self.model,
            "device": self.device,
            # a screening without own prices goes on where an earlier version left it
            **({"prices": [list(one) for one in self.prices]} if self.prices else {}),
            "block": self.block,
            "model_sha256": artifacts.weights_sha256(self.model),
            "calibration": calibration.as_card() if calibration else None,
            "heads_sha256": card["files"].get(artifacts.HEADS),
            "properties": {
                name: {key: list(values) for key, values in found.as_card().items()}
                for name, found in conformal_of(card).items()
            },
            "data_sha256": artifacts.data_sha256(),
        }

    @classmethod
    def from_settings(cls, settings: Mapping[str, Any]) -> Screen:
        """The screening that `settings` describes; ArtifactError where model or data here are not those it names."""
        screen = cls(
            space=Space.from_settings(settings["space"]),
            where=settings["where"],
            top=settings["top"],
            by=settings["by"],
            pareto=tuple(settings["pareto"]),
            model=settings["model"],
            device=settings["device"],
            prices=tuple((symbol, price) for symbol, price in settings.get("prices", ())),
        )
        if screen.settings() != dict(settings):
            raise ArtifactError(
                f"This machine holds another model '{screen.model}' or other data than the screening was started with."
            )
        return screen
