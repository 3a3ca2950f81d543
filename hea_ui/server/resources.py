"""Cached loaders over the core. What they return is shared by all sessions: never change it.

Streamlit's cache shows that something is being made and works it out once for all who wait. To find what is there takes it half a
millisecond, so what every click asks for, and what is quickly made, lies in `lru_cache`.
"""

from __future__ import annotations

import copy
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import streamlit as st

import hea_core
from hea_core import threads
from hea_core.evaluation import card as card_schema
from hea_core.progress import OnProgress, silent
from hea_ui.latent_map import Layers, PathStep, build_layers, disk_cache
from hea_ui.server import chosen, long_answers

if TYPE_CHECKING:
    import numpy as np

    from hea_core.checks import AlloyReport, SectionAnswer, SeriesAnswer
    from hea_core.composition import Reading
    from hea_core.design.constraints import Constraints
    from hea_core.design.latent_map import Atlas
    from hea_core.design.previews import Design
    from hea_core.explain.shapley import Explanation
    from hea_core.explain.what_if import ElementEffect
    from hea_core.model.artifacts import Identity
    from hea_core.predictor import Predictor
    from hea_core.results import Candidate, Feasibility, Prediction, Refusal, Verdict
    from hea_ui.server.long_answers import Targets

_LOADING = threading.Lock()
_BY_REPR: dict[str | type[Any], Callable[[Any], str]] = {"hea_core.design.constraints.Constraints": repr}
"""How caches tell demands apart; Streamlit's own way through a dataclass takes a millisecond a rerun."""
_WATCHED: ContextVar[OnProgress] = ContextVar("watched", default=silent)
MODELS = 3
"""Held at once: the shipped one, and those that were trained here."""


@lru_cache(MODELS)
def _load(name: str) -> Predictor:
    threads.one_for_products()
    return hea_core.load(name)


def predictor(name: str = "") -> Predictor:
    """The model of that name, by default the one that answers this session, loaded once (ArtifactError where it is damaged)."""
    with _LOADING:
        return _load(name or chosen.active())


def atlas(name: str = "") -> Atlas:
    """The measured alloys on the map of `predictor(name)`."""
    return predictor(name).atlas()


@chosen.of_model(st.cache_resource(max_entries=64, show_spinner="Drawing the map", hash_funcs=_BY_REPR))
def layers(
    colour: str, field_probability: float | None, families: bool, constraints: Constraints | None = None
) -> Layers:
    """What the map shows for these choices, ready to send; field_probability None leaves that layer out.

    `constraints` are those of the designs whose probability the field shows.
    """
    if field_probability is not None:
        field = long_answers.field(field_probability, constraints)
        return build_layers(atlas(), colour=colour, field=field, families=families)
    made = known_layers(colour, families)
    if made is None:  # the measured alloys on the map take longer to place than the first alloy to make
        made = build_layers(atlas(), colour=colour, field=None, families=families)
        if chosen.active() == chosen.SHIPPED:
            disk_cache.write(made, colour, families)
    return made


def known_layers(colour: str, families: bool) -> Layers | None:
    """The same without a field, as an earlier start drew them: at hand before the model is; of the shipped one only."""
    if chosen.active() != chosen.SHIPPED:
        return None
    return disk_cache.read(colour, families)


@contextmanager
def watching(on_progress: OnProgress) -> Iterator[None]:
    """Have the searches of this block tell how far they are; what it raises ends them, and nothing is kept."""
    told = _WATCHED.set(on_progress)
    try:
        yield
    finally:
        _WATCHED.reset(told)


@chosen.of_model(lru_cache(256))
def candidates(
    z1: float,
    z2: float,
    probability: float,
    count: int,
    seed: int,
    constraints: Constraints | None = None,
    targets: Targets = (),
) -> tuple[Candidate, ...]:
    """Candidates made at a point of the map, re-examined (HeaError where none can be made)."""
    asked = dict(targets) or None
    return tuple(predictor().generate(z1, z2, probability, count, seed, asked, constraints, _WATCHED.get()))


@chosen.of_model(lru_cache(256))
def feasible(
    z1: float,
    z2: float,
    targets: Targets,
    probability: float,
    constraints: Constraints | None = None,
) -> Feasibility:
    """Whether alloys with these targets can be had at a place of the map."""
    return predictor().feasible(z1, z2, dict(targets), probability, constraints, _WATCHED.get())


@chosen.of_model(lru_cache(256))
def film(
    z1: float,
    z2: float,
    constraints: Constraints | None = None,
    targets: Targets = (),
) -> tuple[Design, ...]:
    """The designs of one place from p = 0 to 1, with the same further targets."""
    model = predictor()
    feasible_set = constraints.on(model.vocabulary) if constraints else None
    return model.maker.film(z1, z2, dict(targets), feasible_set, _WATCHED.get())


def model_card() -> dict[str, Any]:
    """The model card, a copy."""
    return copy.deepcopy(predictor().card)


@chosen.of_model(lru_cache(MODELS))
def measured_trust() -> Mapping[str, Any]:
    """What was measured of interval, verdict and domain: the part of the model card that a trust panel shows, {} where it has none."""
    return card_schema.section(predictor().card, "trust")


@st.cache_resource(max_entries=512, show_spinner=False)
def reading(formula: str) -> Reading:
    """What a text stands for, read once for all that is said of it (HeaError where it cannot be read)."""
    return predictor().engine.read(formula)


@chosen.of_model(st.cache_resource(max_entries=128, show_spinner="Checking the alloy"))
def checked(formula: str) -> AlloyReport:
    """Everything about one alloy but its explanation (HeaError where the formula cannot be read)."""
    return predictor().report(reading(formula))


@chosen.of_model(lru_cache(512))
def prediction(formula: str) -> Prediction | Refusal:
    """What is known of one alloy, without all that a page about it alone says."""
    return predictor().predict([formula])[0]


@chosen.of_model(st.cache_resource(max_entries=256, show_spinner=False))
def explanation(formula: str) -> Explanation:
    """Exact Shapley values of one alloy; takes longer than all else about it."""
    return predictor().explain(reading(formula))


@chosen.of_model(st.cache_resource(max_entries=128, show_spinner=False))
def explanations(formulas: tuple[str, ...]) -> tuple[Explanation, ...]:
    """The same of some alloys among many, without holding up other sessions; ask `long_answers.EXPLAINED` at a time."""
    return long_answers.explanations(formulas)


@chosen.of_model(st.cache_resource(max_entries=64, show_spinner="Following the series"))
def series(text: str) -> SeriesAnswer:
    """A series in x, examined (HeaError where it cannot be read)."""
    return predictor().series(text)


@chosen.of_model(st.cache_resource(max_entries=32, show_spinner="Examining the section"))
def section(corners: tuple[str, ...], base: str | None, base_at_percent: float, step: float) -> SectionAnswer:
    """A ternary section, examined (HeaError where it cannot be)."""
    return predictor().section(corners, base, base_at_percent, step)


@st.cache_resource(max_entries=32, show_spinner=False)
def section_descriptors(
    corners: tuple[str, ...], base: str | None, base_at_percent: float, step: float
) -> dict[str, np.ndarray]:
    """{descriptor: its value at each composition of the section, (n,)}; HeaError as of `section`."""
    import numpy as np

    from hea_core.composition.elements import elements

    compositions = section(corners, base, base_at_percent, step).section.compositions
    rows = predictor().engine.descriptors(elements().fractions(compositions))
    return {name: np.array([row[name] for row in rows]) for name in rows[0]}


@st.cache_resource(show_spinner=False)
def symbols() -> tuple[str, ...]:
    """Elements that the tables describe."""
    from hea_core.composition.elements import elements

    return elements().symbols


@chosen.of_model(lru_cache(MODELS))
def identity() -> Identity:
    """Which model and data answer, with their hashes."""
    from hea_core.model import artifacts

    return artifacts.identity(chosen.active(), predictor().card)


def vocabulary() -> tuple[str, ...]:
    """Elements that the model generates."""
    return predictor().vocabulary


@chosen.of_model(st.cache_resource(max_entries=64, show_spinner=False))
def verdicts(formulas: tuple[str, ...]) -> tuple[Verdict, ...]:
    """The verdict on each of these alloys, by the one function that all pages ask."""
    from hea_core.composition import Composition
    from hea_core.composition.elements import elements

    fractions = elements().fractions([Composition.parse(formula) for formula in formulas])
    return tuple(one.verdict for one in predictor().engine.examine(fractions))


@chosen.of_model(st.cache_resource(max_entries=256, show_spinner=False))
def what_if(formula: str) -> tuple[ElementEffect, ...]:
    """What ±1 at.% of each element does to the probability of an alloy."""
    return tuple(predictor().what_if(reading(formula)))


@chosen.of_model(st.cache_resource(max_entries=128, show_spinner=False))
def marks(formulas: tuple[str, ...]) -> tuple[tuple[PathStep, ...], int]:
    """These alloys on the latent map, and how many of them have no place on it."""
    from hea_core.composition import Composition
    from hea_core.composition.elements import elements

    known = set(vocabulary())
    parsed = [composition for composition in map(Composition.parse, formulas) if known.issuperset(composition.elements)]
    examined = predictor().engine.examine(elements().fractions(parsed)) if parsed else []
    placed = zip(predictor().encode(parsed), examined, strict=True)
    steps = tuple(PathStep(*at.z, at.formula, one.probability, one.verdict) for at, one in placed)
    return steps, len(formulas) - len(parsed)
