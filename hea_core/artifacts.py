"""Save and load a trained model: models/<name>/weights.safetensors, judge.safetensors and card.json. Loading executes nothing."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from safetensors import SafetensorError, safe_open
from safetensors.numpy import save_file as save_arrays
from safetensors.torch import load_file, save_file

from hea_core.composition.elements import ElementTable
from hea_core.datasets import DATA
from hea_core.descriptors import DescriptorFunction
from hea_core.errors import ArtifactError, HeaError
from hea_core.forest import Forest
from hea_core.networks import AlloyModel, Classifier, Decoder, Encoder

MODELS = Path(__file__).resolve().parent.parent / "models"
FORMAT = 2
_WEIGHTS, _JUDGE, _CARD = "weights.safetensors", "judge.safetensors", "card.json"


def data_sha256() -> str:
    """SHA-256 over the tables a model is trained on; a card stores it, so that a model never meets other data unnoticed."""
    digest = hashlib.sha256()
    for name in ("elements.csv", "pair_enthalpies.csv", "phase_observations.csv"):
        digest.update((DATA / name).read_bytes())
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


def save(directory: Path, model: AlloyModel, card: dict[str, Any]) -> None:
    """Write weights and card; the folder is made. The card must hold `architecture` (see `build`)."""
    directory.mkdir(parents=True, exist_ok=True)
    save_file({name: value.contiguous() for name, value in model.state_dict().items()}, directory / _WEIGHTS)
    write_card(directory, {"format": FORMAT, **card})


def write_card(directory: Path, card: dict[str, Any]) -> None:
    """Write card.json, keys in the order given."""
    text = json.dumps(card, indent=1, ensure_ascii=False, allow_nan=False)
    (directory / _CARD).write_text(text + "\n", encoding="utf-8")


def merge_metrics(path: Path, metrics: dict[str, Any]) -> None:
    """Put metrics into a JSON file: into the `metrics` of a model card, keeping its other entries, or as a file of their own."""
    stored = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    stored["metrics"] = {**stored.get("metrics", {}), **metrics}
    path.write_text(json.dumps(stored, indent=1, ensure_ascii=False, allow_nan=False) + "\n", encoding="utf-8")


def read_card(name: str | Path) -> dict[str, Any]:
    """The card of a model; ArtifactError when there is none or it is not one."""
    path = folder(name) / _CARD
    try:
        card = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ArtifactError(f"There is no model '{name}' (no {_CARD}): train one with 'make train'.") from None
    except json.JSONDecodeError as error:
        raise ArtifactError(
            f"The card of model '{name}' is not JSON ({error}): train it again with 'make train'."
        ) from None
    if not isinstance(card, dict) or card.get("format") != FORMAT:
        found = card.get("format") if isinstance(card, dict) else None
        raise ArtifactError(
            f"Model '{name}' has format {found!r}, this code reads {FORMAT}: train it again with 'make train'."
        )
    return card


def load(name: str | Path, table: ElementTable) -> tuple[AlloyModel, dict[str, Any]]:
    """The model in evaluation mode, with its card.

    Raises:
        ArtifactError: a file is missing or damaged, or the weights do not fit the card's architecture.
    """
    card = read_card(name)
    try:
        model = build(card["architecture"], table)
        state = load_file(folder(name) / _WEIGHTS)
    except (KeyError, TypeError, FileNotFoundError, SafetensorError, HeaError) as error:
        raise ArtifactError(
            f"Model '{name}' cannot be built from its card: {error}; train it again with 'make train'."
        ) from error
    expected = {key: tuple(value.shape) for key, value in model.state_dict().items()}
    found = {key: tuple(value.shape) for key, value in state.items()}
    if expected != found:
        wrong = sorted(set(expected.items()) ^ set(found.items()))[0][0]
        raise ArtifactError(
            f"The weights of model '{name}' do not fit its card at '{wrong}': train it again with 'make train'."
        )
    model.load_state_dict(state)
    return model.eval().requires_grad_(False), card


def save_judge(directory: Path, forest: Forest, data: str) -> None:
    """Write the trees of a judge beside the weights, with the SHA-256 of the data that taught them."""
    save_arrays(forest.arrays(), directory / _JUDGE, {"data_sha256": data})


def load_judge(name: str | Path, data: str) -> Forest | None:
    """The trees of a model's judge; None where it has none that this data taught, or they are damaged: teaching them anew is quick."""
    try:
        with safe_open(folder(name) / _JUDGE, "numpy") as stored:
            if stored.metadata().get("data_sha256") != data:
                return None
            return Forest.read({key: stored.get_tensor(key) for key in stored.keys()})  # noqa: SIM118 - no mapping
    except (FileNotFoundError, SafetensorError, KeyError):
        return None


@dataclass(frozen=True)
class Identity:
    """Which model and which data an answer is from.

    Attributes:
        model: its name.
        trained: date.
        model_sha256, data_sha256: of the weights and of the tables it was trained on.
    """

    model: str
    trained: str
    model_sha256: str
    data_sha256: str


def identity(name: str | Path, card: Mapping[str, Any]) -> Identity:
    """The identity of a model with its card; ArtifactError where it has no weights."""
    return Identity(card["name"], card["trained"], weights_sha256(name), card["data"]["sha256"])


def weights_sha256(name: str | Path) -> str:
    """SHA-256 of a model's weights; ArtifactError where there are none."""
    try:
        return hashlib.sha256((folder(name) / _WEIGHTS).read_bytes()).hexdigest()
    except OSError:
        raise ArtifactError(f"There is no model '{name}' (no {_WEIGHTS}): train one with 'make train'.") from None
