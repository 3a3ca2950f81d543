"""A small made-up atlas and candidate, so that the interface is tested without a model."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np

from hea_core.design.regions import Region
from hea_core.results import Candidate, Decoded, Flips, Neighbour, Prediction

NAMES = (
    "bulk_modulus",
    "molar_volume",
    "melting_temperature",
    "vec",
    "atomic_size_difference",
    "electronegativity_difference",
    "mixing_entropy",
    "mixing_enthalpy",
)


def atlas() -> SimpleNamespace:
    """Five alloys around the origin, one of every class."""
    axis = np.linspace(-3, 3, 31)
    first, second = np.meshgrid(axis, axis)
    return SimpleNamespace(
        formula=("CoCrFeMnNi", "FeNi", "Al0.3CoCrFeNi", "MoNbTaW", "AlCu"),
        z=np.array([[0, 0], [1, 0.5], [-0.5, 0.25], [0.2, -1], [2, 2]], dtype=float),
        single_phase=np.array([1.0, 1.0, 0.0, 0.5, np.nan]),
        probability=np.array([0.95, 0.9, 0.2, 0.6, 0.5]),
        verdict=("single", "single", "multiple", "undecided", "undecided"),
        n_elements=np.array([5, 2, 5, 4, 2]),
        source=("yan2021", "yan2021", "yan2021 + borg2020", "borg2020", "yan2021"),
        descriptors=np.arange(40, dtype=float).reshape(5, 8),
        descriptor_names=NAMES,
        density=SimpleNamespace(z1=axis, z2=axis, value=np.exp(-(first**2 + second**2) / 2)),
        families={"refractory": (("MoNbTaW", 0.2, -1.0),)},
        hardness=np.array([150.0, np.nan, 400.0, 520.0, np.nan]),
        structure=("FCC", "", "mixed", "BCC", "intermetallic"),
        regions=(Region("3d metals, FCC", 0.1, 0.2, 40),),
    )


def prediction(**changes) -> Prediction:
    """A checked alloy with one neighbour on which two statements disagree; `changes` replaces fields."""
    near = Neighbour(
        "CoCrFeMnNi", 4.0, 0.5, "yan2021 + borg2020", "10.1000/a", "FCC", "cast", 2, True, ("10.1000/a", "10.1000/b")
    )
    fields = {
        "input": "Co Cr Fe Ni",
        "reading": None,
        "formula": "CoCrFeNi",
        "composition": {"Co": 25.0, "Cr": 25.0, "Fe": 25.0, "Ni": 25.0},
        "probability": 0.8,
        "low": 0.6,
        "high": 0.9,
        "descriptors": dict.fromkeys(NAMES, 1.5),
        "domain": "in",
        "reasons": ("The nearest measured alloy is 4.0 at.% away.",),
        "neighbours": (near,),
        "verdict": "undecided",
        "density_percentile": None,
        "density_g_cm3": 8.1,
        "rules_for_single": 7,
        "rules_asked": 8,
        "rules_measured": 31,
        "rules_rate": 0.83,
        "flips": Flips(33, 8, 8 / 33),
    }
    return Prediction(**(fields | changes))


def candidate(**changes) -> Candidate:
    """An alloy that obeys, in a dense place; `changes` replaces fields, those of its prediction too."""
    said = {
        "formula": "Al10Co25Cr20Fe25Ni20",
        "composition": {"Al": 10.0, "Co": 25.0, "Cr": 20.0, "Fe": 25.0, "Ni": 20.0},
        "probability": 0.86,
        "low": 0.8,
        "high": 0.92,
        "descriptors": dict.fromkeys(NAMES, -1.5),
        "neighbours": (Neighbour("CoCrFeMnNi", 4.0, 1.0, "yan2021 + borg2020", "10.1000/example"),),
    }
    fields = {
        "requested": 0.9,
        "decoded": Decoded(0.71, 6.0),
        "second_opinion": 0.64,
        "z": (0.7, -0.45),
        "z_distance": 0.11,
        "density_percentile": 48.0,
    }
    own = {name: value for name, value in changes.items() if name in fields}
    changed = {name: value for name, value in changes.items() if name not in fields}
    return Candidate(**(fields | own), prediction=prediction(**(said | changed)))
