"""Whether a model interpolates at an alloy: the rule, which is the same for one alloy and for a screening of millions, and its reasons in words."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import combinations

import numpy as np

from hea_core.composition import Composition
from hea_core.results import Domain

NEAR, FAR = 25.0, 40.0
"""At.% to the nearest measured alloy: up to NEAR the model has seen something alike, beyond FAR (four or more elements) nothing."""
SUPPORT, SCARCE = 40, 15
"""Measured alloys of four or more elements that hold an element: below SUPPORT the model knows little of it there, below SCARCE
next to nothing. These two separate errors on held-out systems best; the figures stand on the model card."""
MEASURED_AT_ALL = 3
"""Measured alloys of any kind that must hold an element of an alloy of two or three."""
DILUTE = 72.0
"""At.% of one element from which on an alloy of three or more is the dilute kind: fewer than SUPPORT measured ones hold so much, too few to tell the
error on them. Of two elements there are many, and the model errs less on them (docs/decisions/trust.md)."""
ISOLATED = 99.0
"""Percentile of isolation among the measured alloys' own, in standardised descriptors."""
THIN = 1.0
"""Percentile of density on the latent map."""
DOMAINS = tuple(Domain)
_IN, _EDGE, _OUT = map(DOMAINS.index, (Domain.IN, Domain.EDGE, Domain.OUT))


def is_dilute(composition: Mapping[str, float]) -> bool:
    """Whether {symbol: at.%} is mostly one element, of a kind too few were measured of to tell how often the model is wrong."""
    return len(composition) >= 3 and max(composition.values()) >= DILUTE


def are_dilute(fractions: np.ndarray) -> np.ndarray:
    """The same of atomic fractions (n, n_elements), bool (n,)."""
    return np.asarray(((fractions > 0).sum(axis=1) >= 3) & (fractions.max(axis=1) >= DILUTE / 100.0))


@dataclass(frozen=True, eq=False)
class _Scarcity:
    """How often the elements were measured in alloys of one kind, and below how often a model knows too little of them.

    Attributes:
        counts: measured alloys of the kind that hold each element, int (n_elements,).
        too_few, few: an element with fewer than these puts an alloy of the kind out of the domain, or at its edge.
        kind: in words.
    """

    counts: np.ndarray
    too_few: int
    few: int
    kind: str

    def any_below(self, least: int, present: np.ndarray) -> np.ndarray:
        """Which alloys hold an element that fewer than `least` measured ones do, bool (n,); present is bool (n, n_elements)."""
        return np.asarray((present & (self.counts < least)).any(axis=1))

    def of_pool(self, at: np.ndarray) -> _Scarcity:
        """Of some of the elements only."""
        return replace(self, counts=self.counts[at])


@dataclass(frozen=True, eq=False)
class DomainRule:
    """Which alloys are in the domain of a model that learnt from some measured alloys. Read-only, so threads may share it.

    Attributes:
        symbols: the columns of the fractions that queries bring.
        multinary, small: of alloys of four or more elements, and of those of fewer.
        dilute: how many measured alloys of three or more elements are dilute.
        met: whether some measured alloy holds both of two elements, bool (n_elements, n_elements).
    """

    symbols: tuple[str, ...]
    multinary: _Scarcity
    small: _Scarcity
    dilute: int
    met: np.ndarray

    @classmethod
    def of(cls, learnt: np.ndarray, symbols: Sequence[str]) -> DomainRule:
        """The rule for a model that learnt from these alloys, atomic fractions (n_learnt, n_elements)."""
        present = learnt > 0
        n_elements = present.sum(axis=1)
        support = present[n_elements >= 4].sum(axis=0)
        return cls(
            tuple(symbols),
            _Scarcity(support, SCARCE, SUPPORT, "measured alloys of four or more elements"),
            _Scarcity(present.sum(axis=0), MEASURED_AT_ALL, MEASURED_AT_ALL, "measured alloys"),
            int(are_dilute(learnt).sum()),
            present.T.astype(np.float32) @ present.astype(np.float32) > 0,
        )

    def of_pool(self, at: np.ndarray) -> DomainRule:
        """The same for queries whose columns are a pool of these elements, `at` of `symbols`."""
        pool = tuple(self.symbols[place] for place in at.tolist())
        return replace(
            self,
            symbols=pool,
            multinary=self.multinary.of_pool(at),
            small=self.small.of_pool(at),
            met=self.met[np.ix_(at, at)],
        )

    @property
    def support(self) -> dict[str, int]:
        """{symbol: measured alloys of four or more elements that hold it}."""
        return dict(zip(self.symbols, self.multinary.counts.tolist(), strict=True))

    def codes(
        self,
        fractions: np.ndarray,
        nearest: np.ndarray,
        isolation: np.ndarray | None = None,
        density_percentile: np.ndarray | None = None,
    ) -> np.ndarray:
        """Whether the model interpolates at each of n alloys: indices into DOMAINS, int8 (n,). Why, `reasons` says.

        Isolation and density, which cost most, can only move an alloy from "in" to "edge".

        Args:
            fractions: the alloys, (n, n_elements).
            nearest: at.% to the nearest measured alloy, (n,).
            isolation: `MeasuredAlloys.isolation` of them, (n,), nan where it is not known.
            density_percentile: of their places on the latent map, (n,), nan where an alloy has none.
        """
        present = fractions > 0
        multinary = present.sum(axis=1) >= 4
        many, small = self.multinary, self.small
        too_few = np.where(multinary, many.any_below(many.too_few, present), small.any_below(small.too_few, present))
        edge = np.where(multinary, many.any_below(many.few, present), small.any_below(small.few, present))
        edge |= (nearest > NEAR) | are_dilute(fractions)
        if isolation is not None:
            edge |= isolation > ISOLATED
        if density_percentile is not None:
            edge |= density_percentile < THIN
        return domain_codes(too_few | (multinary & (nearest > FAR)), edge)

    def reasons(
        self,
        composition: Composition,
        nearest: float,
        isolation: float = math.nan,
        density_percentile: float = math.nan,
    ) -> tuple[str, ...]:
        """The domain of one alloy in words; arguments as of `codes`, nan for what is not known."""
        elements = composition.elements
        multinary = len(elements) >= 4
        scarce = [self._scarce[symbol, multinary] for symbol in elements if (symbol, multinary) in self._scarce]
        found = [
            f"The nearest measured alloy is {nearest:.1f} at.% away.",
            *(text for _, text in sorted(scarce, key=_severity)),
        ]
        apart = [(a, b) for a, b in combinations(elements, 2) if not self.met[self._index[a], self._index[b]]]
        if apart:
            more = f", nor {len(apart) - 1} other pairs of its elements" if len(apart) > 1 else ""
            found.append(f"No measured alloy holds {' and '.join(apart[0])} together{more}.")
        if len(elements) == 1:
            found.append(
                "It is a pure element: the model was taught alloys, and what it says of structure and hardness is not to be relied on."
            )
        if is_dilute(dict(composition.amounts)):
            base, most = max(composition.amounts, key=lambda one: one[1])
            found.append(
                f"{most:.0f} at.% of it is {base}: only {self.dilute} of the measured alloys of three or more elements have {DILUTE:g} at.% of "
                "one, too few to tell how often the model is wrong on alloys of this kind."
            )
        if isolation > ISOLATED:
            found.append("Its descriptors lie where hardly any measured alloy's do.")
        if density_percentile < THIN:
            found.append("It lies where the latent map is all but empty.")
        return tuple(found)

    @cached_property
    def _index(self) -> dict[str, int]:
        return {symbol: at for at, symbol in enumerate(self.symbols)}

    @cached_property
    def _scarce(self) -> dict[tuple[str, bool], tuple[int, str]]:
        """{(symbol, whether of four or more elements): (0 if it puts an alloy out of the domain, 1 if at its edge; in words)}."""
        found: dict[tuple[str, bool], tuple[int, str]] = {}
        for multinary, of in ((True, self.multinary), (False, self.small)):
            for symbol, count in zip(self.symbols, of.counts.tolist(), strict=True):
                if count < of.few:
                    how_many = "None" if count == 0 else f"Only {count}"
                    text = f"{how_many} of the {of.kind} {'holds' if count < 2 else 'hold'} {symbol}."
                    found[symbol, multinary] = 0 if count < of.too_few else 1, text
        return found


def _severity(scarce: tuple[int, str]) -> int:
    return scarce[0]


def domain_codes(out: np.ndarray, edge: np.ndarray) -> np.ndarray:
    """Indices into DOMAINS, int8 (n,), of alloys that are out, else at the edge, else in: bool (n,) each."""
    return np.where(out, _OUT, np.where(edge, _EDGE, _IN)).astype(np.int8)
