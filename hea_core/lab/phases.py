"""What a lab writes about phases: their names, each in one spelling."""

from __future__ import annotations

import re

_PARTS = re.compile(r"\s*(?:[+;,&/]|\band\b|\n)\s*")
_NAMES = {
    "fcc": "FCC", "bcc": "BCC", "hcp": "HCP", "kfz": "FCC", "krz": "BCC", "hdp": "HCP", "cfc": "FCC",
    "b2": "B2", "l12": "L1₂", "l1_2": "L1₂", "l1₂": "L1₂", "d022": "D0₂₂", "d0_22": "D0₂₂", "d0₂₂": "D0₂₂",
    "laves": "Laves", "sigma": "σ", "σ": "σ", "mu": "μ", "μ": "μ", "eta": "η", "η": "η", "amorphous": "amorphous",
    "γ'": "γ′", "γ′": "γ′", "gamma'": "γ′", "gamma prime": "γ′", "γ''": "γ″", "γ″": "γ″", "gamma''": "γ″", "gamma double prime": "γ″",
    "α'": "α′", "α′": "α′", "α2": "α₂", "α₂": "α₂", "alpha2": "α₂", "delta": "δ", "δ": "δ", "chi": "χ", "χ": "χ", "omega": "ω", "ω": "ω",
    "glass": "amorphous", "glassy": "amorphous", "alpha": "α", "α": "α", "beta": "β", "β": "β", "gamma": "γ", "γ": "γ",
}  # fmt: skip
"""How the field writes the names of phases, by what is typed. α, β and γ stay letters: their lattices depend on the base metal."""
SOLUTIONS = frozenset({"FCC", "BCC", "HCP", "A1", "A2", "A3"})
"""Disordered solid solutions: one of them alone is a single phase in the sense of the model."""


def phases_of(text: str) -> tuple[str, ...]:
    """The phases that a cell names, "fcc + sigma" as FCC and σ, each once."""
    found = [part for part in _PARTS.split(text.strip()) if part]
    return tuple(dict.fromkeys(_NAMES.get(part.lower(), part) for part in found))
