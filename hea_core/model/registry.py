"""The models that there are: those shipped under models/, and those that the user trained. A model is never overwritten."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hea_core.errors import ArtifactError
from hea_core.model.artifacts import CARD, MODELS, folder, read_card


@dataclass(frozen=True, eq=False)
class Entry:
    """One model.

    Attributes:
        name: to load it by: its name under models/, or the path of its folder.
        card: None where it is damaged.
        error: one sentence where it is, else "".
    """

    name: str
    card: dict[str, Any] | None
    error: str = ""


def models(more: Sequence[Path] = ()) -> list[Entry]:
    """All models under models/ and in the folders of `more`, the shipped ones first, each kind by name."""
    found = [(path.name, path) for path in _inside(MODELS)]
    found += [(str(path.absolute()), path) for place in more for path in _inside(place)]
    return [_entry(name) for name, _ in found]


def _inside(place: Path) -> Iterator[Path]:
    """Folders with a card."""
    if place.is_dir():
        yield from sorted(path for path in place.iterdir() if (path / CARD).is_file())


def _entry(name: str) -> Entry:
    try:
        return Entry(name, read_card(name))
    except ArtifactError as error:
        return Entry(name, None, str(error))


def require_free(name: str | Path) -> Path:
    """The folder for a new model; ArtifactError where one is there already."""
    path = folder(name)
    if (path / CARD).exists():
        raise ArtifactError(
            f"There is a model in {path} already, and models are not overwritten: name another folder, for example {next_free(path)}, or ask "
            "for --replace."
        )
    return path


def next_free(path: Path) -> Path:
    """The folder itself, or the first of path-2, path-3, … that holds no model."""
    number, found = 1, path
    while (found / CARD).exists():
        number += 1
        found = path.with_name(f"{path.name}-{number}")
    return found
