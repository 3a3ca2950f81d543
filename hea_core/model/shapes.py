"""Which weights a model of an architecture has, and their shapes: what a file of weights is held to before anything is made of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hea_core.model.latent import LATENT
from hea_core.model.targets import target

Shapes = dict[str, tuple[int, ...]]
"""By the names of torch's modules, hea_core.model.networks and hea_core.model.heads, whose default settings these are too."""
_BLOCKS = 2


def blocks(coder: Mapping[str, Any]) -> int:
    """Residual blocks of a coder with these settings."""
    return int(coder.get("blocks", _BLOCKS))


def tells(coder: Mapping[str, Any]) -> bool:
    """Whether such a coder reads what is known of the further targets."""
    return int(coder.get("told", 0)) > 0


def of_model(architecture: Mapping[str, Any]) -> Shapes:
    """The shape of every weight of a model with this architecture, by the names of torch's modules; KeyError or TypeError where it is none."""
    n_elements, n_descriptors = len(architecture["vocabulary"]), len(architecture["descriptors"])
    shapes = _ensemble("classifier", n_descriptors, (), **architecture["classifier"])
    for name, inputs, outputs in (
        ("encoder", 2 * n_elements + 1, 2 * LATENT),
        ("decoder", LATENT + 1, n_elements),
    ):
        shapes |= _coder(name, inputs, outputs, **architecture[name])
    return {**shapes, "decoder.temperature": (), "decoder.background": ()}


def of_heads(architecture: Mapping[str, Any], heads: Mapping[str, Mapping[str, Any]]) -> Shapes:
    """The same of the heads of other targets, {target: settings}; RequestError where one is none."""
    n_descriptors = len(architecture["descriptors"])
    shapes: Shapes = {}
    for name, settings in heads.items():
        shapes |= _ensemble(f"of.{name}", n_descriptors, (target(name).width,), **settings)
    return shapes


def _ensemble(
    of: str, n_descriptors: int, outputs: tuple[int, ...], members: int = 8, hidden: int = 32, n_bins: int = 32
) -> Shapes:
    return {
        f"{of}.encoding.edges": (n_descriptors, n_bins + 1),
        f"{of}.first.weight": (members * hidden, n_descriptors * n_bins),
        f"{of}.first.bias": (members * hidden,),
        f"{of}.last": (*outputs, members, hidden),
        f"{of}.bias": (*outputs, members),
    }


def _coder(of: str, inputs: int, outputs: int, width: int = 256, blocks: int = _BLOCKS, told: int = 0) -> Shapes:
    layers = {"first": (width, inputs + told), "last": (outputs, width)}
    for k in range(blocks):
        layers |= {f"blocks.{k}.first": (width, width), f"blocks.{k}.second": (width, width)}
    found: Shapes = {}
    for name, shape in layers.items():
        found |= {f"{of}.{name}.weight": shape, f"{of}.{name}.bias": shape[:1]}
    return found
