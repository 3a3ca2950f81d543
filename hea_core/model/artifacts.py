"""Save and load a trained model: models/<name>/ with weights, heads and second opinion (safetensors) and card.json. Loading executes nothing.

The card holds the SHA-256 of every file that an answer rests on, and they are compared when it is read: a damaged file is refused.
"""

from __future__ import annotations

import errno
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from safetensors import SafetensorError
from safetensors.numpy import load as load_arrays
from safetensors.numpy import save as arrays_bytes

from hea_core.composition.elements import ElementTable
from hea_core.descriptors.function import TABULATED
from hea_core.errors import ArtifactError, HeaError, quoted
from hea_core.files.places import SHIPPED, TRAIN_AGAIN, TRAIN_ONE, put_back
from hea_core.files.shipped import shipped_bytes
from hea_core.files.whole_files import whole, write_whole
from hea_core.model import shapes
from hea_core.model.forest import Forest
from hea_core.model.trained import TrainedModel

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


def save(directory: Path, state: Mapping[str, np.ndarray], card: dict[str, Any]) -> dict[str, Any]:
    """Write weights and card; the folder is made. The card must hold `architecture`; returns it as it was written.

    Raises:
        ArtifactError: a weight is no finite number.
    """
    _require_finite(state, str(directory))
    directory.mkdir(parents=True, exist_ok=True)
    with whole(directory / WEIGHTS) as unfinished:
        unfinished.write_bytes(arrays_bytes(dict(state)))
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
    except OSError as error:
        if error.errno not in (errno.ENOENT, errno.ENOTDIR, errno.ENAMETOOLONG):
            raise ArtifactError(
                f"The card of model {quoted(str(name))} cannot be read ({error.strerror}): {_AGAIN}"
            ) from None
        raise ArtifactError(f"There is no model {quoted(str(name))} (no {CARD}): {TRAIN_ONE}.") from None
    except ValueError as error:  # not JSON, not UTF-8
        raise ArtifactError(f"The card of model {quoted(str(name))} is damaged ({error}): {_AGAIN}") from None
    if not isinstance(card, dict) or card.get("format") != FORMAT:
        found = card.get("format") if isinstance(card, dict) else None
        raise ArtifactError(f"Model {quoted(str(name))} has format {found!r}, this code reads {FORMAT}: {TRAIN_AGAIN}.")
    for key in _NEEDED:
        if not isinstance(card.get(key), dict):
            raise ArtifactError(f"The card of model {quoted(str(name))} has no '{key}': {_AGAIN}")
    return card


def card_sha256(name: str | Path) -> str:
    """SHA-256 over the card of a model, which names all files that answers rest on by theirs (ArtifactError)."""
    return hashlib.sha256(json.dumps(read_card(name), sort_keys=True).encode()).hexdigest()


def read_file(name: str | Path, file: str, card: Mapping[str, Any]) -> bytes:
    """A file beside the card, as it was when the card was written; ArtifactError where it is missing or damaged."""
    try:
        content = (folder(name) / file).read_bytes()
    except OSError as error:
        raise ArtifactError(
            f"{file} of model {quoted(str(name))} cannot be read ({error.strerror}): {_AGAIN}"
        ) from None
    if hashlib.sha256(content).hexdigest() != card["files"].get(file):
        raise ArtifactError(
            f"{file} of model {quoted(str(name))} is damaged or of another model (not the sha256 of its card): {_AGAIN}"
        )
    return content


def load(name: str | Path, table: ElementTable) -> tuple[TrainedModel, dict[str, Any]]:
    """The model, with its heads where the card names any, and its card.

    Raises:
        ArtifactError: a file is missing or damaged, or the weights do not fit the card's architecture.
    """
    card = read_card(name)
    state = read_weights(name, card)
    heads = read_heads(name, card)
    try:
        return TrainedModel(card["architecture"], table, state, tuple(card["heads"]) if heads else (), heads), card
    except (KeyError, TypeError, HeaError) as error:
        raise _not_built(name, error) from error


def read_weights(name: str | Path, card: Mapping[str, Any]) -> dict[str, np.ndarray]:
    """The weights of all but the heads, {name in torch's modules: values}; ArtifactError as of `load`."""
    content = read_file(name, WEIGHTS, card)
    try:
        expected, state = shapes.of_model(card["architecture"]), load_arrays(content)
    except (KeyError, TypeError, SafetensorError) as error:
        raise _not_built(name, error) from error
    wrong = _misfit(expected, state)
    if wrong:
        raise ArtifactError(f"The weights of model {quoted(str(name))} do not fit its card at '{wrong}': {_AGAIN}")
    _require_finite(state, str(name))
    return state


def read_heads(name: str | Path, card: Mapping[str, Any]) -> dict[str, np.ndarray]:
    """The weights of the heads, likewise; empty where the card names none, ArtifactError where they are missing or damaged."""
    if HEADS not in card["files"]:
        return {}
    content = read_file(name, HEADS, card)
    try:
        expected, state = shapes.of_heads(card["architecture"], card["heads"]), load_arrays(content)
        wrong = _misfit(expected, state)
    except (KeyError, TypeError, SafetensorError, HeaError) as error:
        wrong = str(error)
    if wrong:
        raise ArtifactError(f"The heads of model {quoted(str(name))} do not fit its card ({wrong}): {_AGAIN}")
    _require_finite(state, str(name))
    return state


def _not_built(name: str | Path, error: Exception) -> ArtifactError:
    return ArtifactError(f"Model {quoted(str(name))} cannot be built from its card ({error}): {_AGAIN}")


def _misfit(expected: shapes.Shapes, state: Mapping[str, np.ndarray]) -> str:
    """The first weight that is lacking, too many or of another shape; "" where all fit."""
    found = {key: value.shape for key, value in state.items()}
    return min((key for key, _ in expected.items() ^ found.items()), default="")


def _require_finite(state: Mapping[str, np.ndarray], name: str) -> None:
    for key, value in state.items():
        if not np.isfinite(value).all():
            raise ArtifactError(
                f"The weights of model {quoted(str(name))} at '{key}' are not all finite numbers: {_AGAIN}"
            )


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


def save_heads(directory: Path, state: Mapping[str, np.ndarray], architecture: Mapping[str, Any]) -> dict[str, Any]:
    """Write the heads of the other targets beside the weights; returns the card, which names the file and its `heads` from then on.

    Raises:
        ArtifactError: a weight is no finite number.
    """
    _require_finite(state, str(directory))
    with whole(directory / HEADS) as unfinished:
        unfinished.write_bytes(arrays_bytes(dict(state)))
    card = json.loads((directory / CARD).read_text(encoding="utf-8"))
    write_card(directory, {**card, "heads": architecture})
    return stamp(directory, HEADS)


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
