"""Save and load a trained model: models/<name>/ with weights, heads and second opinion (safetensors) and card.json. Loading executes nothing.

The card holds the SHA-256 of every file that an answer rests on, and they are compared when it is read: a damaged file is refused.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors.numpy import load as load_arrays
from safetensors.numpy import save as arrays_bytes
from safetensors.torch import load as load_weights
from safetensors.torch import save as weights_bytes

from hea_core.composition.elements import ElementTable
from hea_core.descriptors.function import TABULATED, DescriptorFunction
from hea_core.errors import ArtifactError, HeaError
from hea_core.files.places import SHIPPED, TRAIN_AGAIN, TRAIN_ONE, put_back
from hea_core.files.shipped import shipped_bytes
from hea_core.files.whole_files import whole, write_whole
from hea_core.model.forest import Forest
from hea_core.model.heads import Heads
from hea_core.model.networks import AlloyModel, Classifier, Decoder, Encoder

MODELS = SHIPPED / "models"
FORMAT = 2
WEIGHTS, _SECOND_OPINION, HEADS, CARD = "weights.safetensors", "judge.safetensors", "heads.safetensors", "card.json"
EARLIER = "metrics_of_an_earlier_model"
"""Key of a card: sections of its metrics that were measured with an earlier model, each with a sentence on what has changed since."""
_NEEDED = ("architecture", "data", "files")
"""Parts of every card; `files` is {file beside the card: SHA-256}."""
_AGAIN = f"{put_back('models')}, or {TRAIN_AGAIN}."
_OBSERVATIONS = "phase_observations.csv"
_FURTHER = ("further_observations.csv", "contradicted_labels.csv", "mechanical_observations.csv")
"""What further statements on phases, and hardness, are read from."""


def data_sha256() -> str:
    """SHA-256 over the tables that answers rest on; what is exported names it."""
    digest = hashlib.sha256()
    for name in ("elements.csv", "pair_enthalpies.csv", _OBSERVATIONS, *_FURTHER):
        digest.update(shipped_bytes(name))
    return digest.hexdigest()


def training_sha256(table: ElementTable, vocabulary: Sequence[str], everything: bool = False) -> str:
    """SHA-256 over what weights depend on: the values f(x) reads of the elements they were trained on, and the observations.

    `everything`: of all collections, not of the paper's table alone.

    A card stores it, so that a model never meets other data unnoticed. A value of another element is free to change: it
    was no part of the training.
    """
    digest = hashlib.sha256(" ".join(vocabulary).encode())
    known = table.subset(vocabulary)
    for values in (*(known.properties[column] for column in TABULATED), known.pair_enthalpy):
        digest.update(values.astype("<f8").tobytes())
    for name in (_OBSERVATIONS, *(_FURTHER if everything else ())):
        digest.update(shipped_bytes(name))
    return digest.hexdigest()


def folder(name: str | Path) -> Path:
    """The artefact folder of a model: a name under models/, or a path to a folder elsewhere."""
    path = Path(name)
    return path if path.is_absolute() or len(path.parts) > 1 else MODELS / path


def build(architecture: dict[str, Any], table: ElementTable) -> AlloyModel:
    """An untrained AlloyModel from the `architecture` part of a card.

    Args:
        architecture: vocabulary, descriptors, and the keyword arguments of Classifier, Encoder and Decoder.
        table: elemental values; the descriptors are built for the vocabulary.
    """
    vocabulary = architecture["vocabulary"]
    descriptors = DescriptorFunction(table.subset(vocabulary), architecture["descriptors"])
    return AlloyModel(
        descriptors,
        Classifier(len(descriptors.names), **architecture["classifier"]),
        Encoder(len(vocabulary), **architecture["encoder"]),
        Decoder(len(vocabulary), **architecture["decoder"]),
    )


def save(directory: Path, model: AlloyModel, card: dict[str, Any]) -> dict[str, Any]:
    """Write weights and card; the folder is made. The card must hold `architecture` (see `build`); returns it as it was written.

    Raises:
        ArtifactError: a weight is no finite number.
    """
    state = {name: value.contiguous() for name, value in _own_state(model).items()}
    _require_finite(state, str(directory))
    directory.mkdir(parents=True, exist_ok=True)
    with whole(directory / WEIGHTS) as unfinished:
        unfinished.write_bytes(weights_bytes(state))
    written = {"format": FORMAT, **card, "files": {WEIGHTS: _sha256(directory / WEIGHTS)}}
    write_card(directory, written)
    return written


def write_card(directory: Path, card: dict[str, Any]) -> None:
    """Write card.json, keys in the order given."""
    write_whole(directory / CARD, json.dumps(card, indent=1, ensure_ascii=False, allow_nan=False) + "\n")


def stamp(directory: Path, *files: str) -> dict[str, Any]:
    """Put the SHA-256 of files beside a card into it, after they were written on purpose; returns the card."""
    card: dict[str, Any] = json.loads((directory / CARD).read_text(encoding="utf-8"))
    card["files"] = {**card.get("files", {}), **{name: _sha256(directory / name) for name in files}}
    write_card(directory, card)
    return card


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def merge_metrics(path: Path, metrics: dict[str, Any]) -> None:
    """Put metrics into a JSON file: into the `metrics` of a model card, keeping its other entries, or as a file of their own.

    What is measured anew is no longer of an earlier model.
    """
    stored = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    stored["metrics"] = {**stored.get("metrics", {}), **metrics}
    if EARLIER in stored:
        stored[EARLIER] = {name: why for name, why in stored[EARLIER].items() if name not in metrics}
    write_whole(path, json.dumps(stored, indent=1, ensure_ascii=False, allow_nan=False) + "\n")


def read_card(name: str | Path) -> dict[str, Any]:
    """The card of a model; ArtifactError when there is none or it is not one."""
    path = folder(name) / CARD
    try:
        card = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ArtifactError(f"There is no model '{name}' (no {CARD}): {TRAIN_ONE}.") from None
    except (OSError, ValueError) as error:  # not JSON, not UTF-8, not readable
        raise ArtifactError(f"The card of model '{name}' is damaged ({error}): {_AGAIN}") from None
    if not isinstance(card, dict) or card.get("format") != FORMAT:
        found = card.get("format") if isinstance(card, dict) else None
        raise ArtifactError(f"Model '{name}' has format {found!r}, this code reads {FORMAT}: {TRAIN_AGAIN}.")
    for key in _NEEDED:
        if not isinstance(card.get(key), dict):
            raise ArtifactError(f"The card of model '{name}' has no '{key}': {_AGAIN}")
    return card


def read_file(name: str | Path, file: str, card: Mapping[str, Any]) -> bytes:
    """A file beside the card, as it was when the card was written; ArtifactError where it is missing or damaged."""
    try:
        content = (folder(name) / file).read_bytes()
    except OSError as error:
        raise ArtifactError(f"{file} of model '{name}' cannot be read ({error.strerror}): {_AGAIN}") from None
    if hashlib.sha256(content).hexdigest() != card["files"].get(file):
        raise ArtifactError(
            f"{file} of model '{name}' is damaged or of another model (not the sha256 of its card): {_AGAIN}"
        )
    return content


def load(name: str | Path, table: ElementTable) -> tuple[AlloyModel, dict[str, Any]]:
    """The model in evaluation mode, with its heads where the card names any, and its card.

    Raises:
        ArtifactError: a file is missing or damaged, or the weights do not fit the card's architecture.
    """
    card = read_card(name)
    content = read_file(name, WEIGHTS, card)
    try:
        model = build(card["architecture"], table)
        state = load_weights(content)
    except (KeyError, TypeError, SafetensorError, HeaError) as error:
        raise ArtifactError(f"Model '{name}' cannot be built from its card ({error}): {_AGAIN}") from error
    expected = {key: tuple(value.shape) for key, value in _own_state(model).items()}
    found = {key: tuple(value.shape) for key, value in state.items()}
    if expected != found:
        wrong = sorted(set(expected.items()) ^ set(found.items()))[0][0]
        raise ArtifactError(f"The weights of model '{name}' do not fit its card at '{wrong}': {_AGAIN}")
    _require_finite(state, str(name))
    model.load_state_dict(state)
    model.heads = load_heads(name, card)
    return model.eval().requires_grad_(False), card


def _own_state(model: AlloyModel) -> dict[str, torch.Tensor]:
    """The weights of all but the heads, which have a file of their own."""
    return {name: value for name, value in model.state_dict().items() if not name.startswith("heads.")}


def _require_finite(state: Mapping[str, torch.Tensor], name: str) -> None:
    for key, value in state.items():
        if not bool(torch.isfinite(value).all()):
            raise ArtifactError(f"The weights of model '{name}' at '{key}' are not all finite numbers: {_AGAIN}")


def save_second_opinion(directory: Path, forest: Forest) -> dict[str, Any]:
    """Write the trees of a second opinion beside the weights; returns the card, which names the file from then on."""
    with whole(directory / _SECOND_OPINION) as unfinished:
        unfinished.write_bytes(arrays_bytes(forest.arrays()))
    return stamp(directory, _SECOND_OPINION)


def load_second_opinion(name: str | Path, card: Mapping[str, Any]) -> Forest | None:
    """The trees of a model's second opinion; None where the card names none, ArtifactError where they are missing or damaged."""
    return (
        Forest.read(load_arrays(read_file(name, _SECOND_OPINION, card))) if _SECOND_OPINION in card["files"] else None
    )


def save_heads(directory: Path, heads: Heads, architecture: Mapping[str, Any]) -> dict[str, Any]:
    """Write the heads of the other targets beside the weights; returns the card, which names the file and its `heads` from then on.

    Raises:
        ArtifactError: a weight is no finite number.
    """
    state = {name: value.contiguous() for name, value in heads.state_dict().items()}
    _require_finite(state, str(directory))
    with whole(directory / HEADS) as unfinished:
        unfinished.write_bytes(weights_bytes(state))
    card = json.loads((directory / CARD).read_text(encoding="utf-8"))
    write_card(directory, {**card, "heads": architecture})
    return stamp(directory, HEADS)


def load_heads(name: str | Path, card: Mapping[str, Any]) -> Heads | None:
    """The heads of a model in evaluation mode; None where the card names none, ArtifactError where they are missing or damaged."""
    if HEADS not in card["files"]:
        return None
    content = read_file(name, HEADS, card)
    try:
        heads = Heads(len(card["architecture"]["descriptors"]), card["heads"])
        heads.load_state_dict(load_weights(content))
    except (KeyError, TypeError, RuntimeError, SafetensorError, HeaError) as error:
        raise ArtifactError(f"The heads of model '{name}' do not fit its card ({error}): {_AGAIN}") from error
    _require_finite(heads.state_dict(), str(name))
    return heads.eval().requires_grad_(False)


@dataclass(frozen=True)
class Identity:
    """Which model and which data an answer is from.

    Attributes:
        model: its name.
        trained: date.
        model_sha256, data_sha256: of the weights and of the tables it answers with.
    """

    model: str
    trained: str
    model_sha256: str
    data_sha256: str


def identity(name: str | Path, card: Mapping[str, Any]) -> Identity:
    """The identity of a model with its card; ArtifactError where it has no weights."""
    return Identity(card["name"], card["trained"], weights_sha256(name), data_sha256())


def weights_sha256(name: str | Path) -> str:
    """SHA-256 of the weights that are there; ArtifactError where there are none or they are not those of the card."""
    return hashlib.sha256(read_file(name, WEIGHTS, read_card(name))).hexdigest()
