"""One screening as the Screen page asks for it, and the space and the Screen of the core that it stands for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from hea_core.composition import Composition, read
from hea_core.composition.symbols import symbols
from hea_core.datasets import own_prices
from hea_core.errors import HeaError, RequestError
from hea_ui.common.demands import typed
from hea_ui.screen.columns import SIGNED
from hea_ui.server import chosen

if TYPE_CHECKING:
    from hea_core.composition import Reading
    from hea_core.screening.request import Screen
    from hea_core.screening.space import Space

ALL, SAMPLE, AROUND = "every alloy", "a sample", "around one alloy"
SPACES = (ALL, SAMPLE, AROUND)
STEPS = ("0.5", "1", "2", "2.5", "4", "5", "10", "12.5", "20")
EACH, BEST, FRONT = "all of them", "the best", "the Pareto front"
KEEPS = (EACH, BEST, FRONT)


@dataclass(frozen=True)
class ScreenRequest:
    """One screening as the page asks for it.

    Attributes:
        space: one of SPACES.
        elements: the pool, as typed.
        joining: with `around`, elements that may join, as typed.
        orders: least and most elements.
        grid: step in at.%, one of STEPS.
        least, most: at.% of an element where it is present.
        sample: size of the sample; `draw` is its seed.
        around, within: centre of a neighbourhood, and how many at.% each element may differ by.
        banned, locked, ranges: constraints as typed: "Os,Be", "Fe=20", "Al=0-10".
        up_to: at most so many elements.
        ceiling: USD per kg of alloy at most.
        prices: the user's own of elements, as typed: "Co=33, Ni=16.5".
        where: conditions on every alloy kept, or "".
        keep: one of KEEPS, of those that fulfil `where`.
        top, by: how many of the best, and by what, a key of SIGNED.
        pareto: two or three keys of SIGNED.
    """

    space: str = ALL
    elements: str = "Al, Co, Cr, Fe, Ni, Ti"
    joining: str = ""
    orders: tuple[int, int] = (4, 6)
    grid: str = "5"
    least: float = 5.0
    most: float = 35.0
    sample: int = 100_000
    draw: int = 0
    around: str = ""
    within: float = 5.0
    banned: str = ""
    locked: str = ""
    ranges: str = ""
    up_to: int | None = None
    ceiling: float | None = None
    prices: str = ""
    where: str = "probability>=0.5"
    keep: str = EACH
    top: int = 1000
    by: str = "high probability"
    pareto: tuple[str, ...] = ("high probability", "low density")

    @cached_property
    def takes_all(self) -> bool:
        """Whether the sample asked for is as large as the space, so that all of it is taken (HeaError as of `asked_space`)."""
        return self.space == SAMPLE and replace(self, space=ALL).asked_space().count <= self.sample

    def asked_space(self) -> Space:
        """The space (HeaError says what is wrong with it); a sample that would be larger than it is all of it."""
        from hea_core.screening.space import Space

        around = self.space == AROUND
        sampled = self.space == SAMPLE and not self.takes_all
        if around and not self.around:
            raise RequestError("Type the alloy to search around, for example CoCrFeMnNi.")
        return Space(
            elements=symbols(self.joining if around else self.elements),
            step=float(self.grid),
            minimum=self.least,
            maximum=self.most,
            orders=self.orders,
            constraints=typed(self.banned, self.locked, self.ranges, max_elements=self.up_to, max_price=self.ceiling),
            sample=self.sample if sampled else None,
            seed=self.draw if sampled else 0,
            around=Composition.parse(self.around) if around else None,
            within=self.within,
        )

    def screen(self) -> Screen:
        """The screening (HeaError says what is wrong with it)."""
        from hea_core.screening.request import Screen

        best = self.keep == BEST
        return Screen(
            self.asked_space(),
            where=self.where.strip(),
            top=self.top if best else None,
            by=SIGNED[self.by] if best else "probability",
            pareto=tuple(SIGNED[words] for words in self.pareto) if self.keep == FRONT else (),
            model=chosen.active(),
            prices=tuple(own_prices.read(self.prices).items()),
        )


DEFAULT = ScreenRequest()


def from_job(request: Mapping[str, Any]) -> ScreenRequest | None:
    """The request that a job was started with; None where its folder holds none that can be read."""
    try:
        return from_held(request) if request else None
    except (TypeError, ValueError):
        return None


def from_held(held: Mapping[str, Any]) -> ScreenRequest:
    """A request from values as widgets hold them."""
    fields = {name: held.get(name, default) for name, default in asdict(DEFAULT).items()}
    for name in ("elements", "joining", "around", "banned", "locked", "ranges", "prices", "where"):
        fields[name] = str(fields[name] or "").strip()
    first, last = fields["orders"]
    fields["orders"] = int(first), int(last)
    fields["pareto"] = tuple(fields["pareto"])
    return ScreenRequest(**fields)


def centre(text: str) -> Reading | None:
    """The alloy that is searched around; None where there is none, or while it cannot be read, which the size says."""
    try:
        return read(text) if text.strip() else None
    except HeaError:
        return None


def centre_amounts(request: ScreenRequest) -> dict[str, int]:
    """Whole at.% of the alloy that is searched around; none where there is none."""
    from hea_core.design.transfers import whole_amounts  # numpy comes with it

    around = centre(request.around) if request.space == AROUND else None
    return whole_amounts(around.composition) if around else {}
