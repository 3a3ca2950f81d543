"""Torch's modules from a card, to a file and back: for training and evaluation. What answers is loaded by hea_core.model.artifacts alone."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn

from hea_core.composition.elements import ElementTable
from hea_core.model import artifacts
from hea_core.model.heads import Heads
from hea_core.model.networks import AlloyModel, Classifier, Decoder, DescriptorModule, Encoder


def build(architecture: Mapping[str, Any], table: ElementTable) -> AlloyModel:
    """An untrained AlloyModel from the `architecture` part of a card.

    Args:
        architecture: vocabulary, descriptors, and the keyword arguments of Classifier, Encoder and Decoder.
        table: elemental values; the descriptors are built for the vocabulary.
    """
    vocabulary = architecture["vocabulary"]
    descriptors = DescriptorModule(table.subset(vocabulary), architecture["descriptors"])
    return AlloyModel(
        descriptors,
        Classifier(len(descriptors.names), **architecture["classifier"]),
        Encoder(len(vocabulary), **architecture["encoder"]),
        Decoder(len(vocabulary), **architecture["decoder"]),
    )


def save(directory: Path, model: AlloyModel, card: dict[str, Any]) -> dict[str, Any]:
    """Write weights, all but the heads', and card, as hea_core.model.artifacts.save."""
    state = {name: value for name, value in _arrays(model).items() if not name.startswith("heads.")}
    return artifacts.save(directory, state, card)


def save_heads(directory: Path, heads: Heads, architecture: Mapping[str, Any]) -> dict[str, Any]:
    """Write the heads, as hea_core.model.artifacts.save_heads."""
    return artifacts.save_heads(directory, _arrays(heads), architecture)


def load(name: str | Path, table: ElementTable) -> tuple[AlloyModel, dict[str, Any]]:
    """The modules in evaluation mode, with their heads where the card names any, and the card; ArtifactError as of artifacts.load."""
    card = artifacts.read_card(name)
    model = build(card["architecture"], table)
    model.load_state_dict(_tensors(artifacts.read_weights(name, card)))
    stored = artifacts.read_heads(name, card)
    if stored:
        model.heads = Heads(len(card["architecture"]["descriptors"]), card["heads"])
        model.heads.load_state_dict(_tensors(stored))
    return model.eval().requires_grad_(False), card


def _arrays(module: nn.Module) -> dict[str, np.ndarray]:
    return {name: value.detach().contiguous().numpy() for name, value in module.state_dict().items()}


def _tensors(state: Mapping[str, np.ndarray]) -> dict[str, torch.Tensor]:
    return {name: torch.from_numpy(value) for name, value in state.items()}
