"""Shapley values of many measured alloys at once, for the global picture: computed once per model and kept beside its card."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.stats import spearmanr

from hea_core.composition import Reading
from hea_core.datasets.splits import split_of_card
from hea_core.datasets.statements import learnt_from
from hea_core.errors import ArtifactError, RequestError
from hea_core.explain.alloys import AlloyExplainer
from hea_core.explain.shapley import Explanation
from hea_core.files.whole_files import write_whole
from hea_core.model import artifacts
from hea_core.progress import OnProgress
from hea_core.trust.examiner import Examiner

FILE = "beeswarm.json"


@dataclass(frozen=True, eq=False)
class Beeswarm:
    """Exact Shapley values of n measured alloys.

    Attributes:
        quantities: names of the G groups of descriptors.
        formula: canonical (n).
        single_phase: observed (n,), 0 to 1.
        probability: the classifier's (n,).
        values: Shapley values (n, G).
        descriptors: (n, G), the descriptor that names each group.
        validation: bool (n,), kept out of the model's training.
        trend: (G,), rank correlation of descriptor and value: above 0, more of it speaks for one phase.
    """

    quantities: tuple[str, ...]
    formula: tuple[str, ...]
    single_phase: np.ndarray
    probability: np.ndarray
    values: np.ndarray
    descriptors: np.ndarray
    validation: np.ndarray
    trend: np.ndarray

    def held_out(self) -> tuple[Explanation, ...]:
        """The explanations of the alloys kept out of training, each as `explain` gives it."""
        return tuple(
            Explanation(
                self.formula[row],
                float(self.probability[row] - self.values[row].sum()),
                float(self.probability[row]),
                dict(zip(self.quantities, self.values[row].tolist(), strict=True)),
                dict(zip(self.quantities, self.descriptors[row].tolist(), strict=True)),
            )
            for row in np.flatnonzero(self.validation)
        )


def build(engine: Examiner, count: int, on_progress: OnProgress | None = None) -> Beeswarm:
    """Explain the validation alloys of the model and, up to `count`, training alloys drawn with its split's seed."""
    if count < 2:
        raise RequestError(f"count is {count}: give at least 2, for example 200.")
    alloys = learnt_from(engine.card, engine.vocabulary)
    split = split_of_card(alloys, engine.card)
    rows = np.concatenate([split.validation, split.labelled])[:count]
    some = alloys.select(rows)
    found = AlloyExplainer(engine).explain_all([Reading(c.formula, c) for c in some.compositions], on_progress)
    quantities = tuple(found[0].values)
    values = np.array([[e.values[name] for name in quantities] for e in found])
    descriptors = np.array([[e.descriptors[name] for name in quantities] for e in found])
    return Beeswarm(
        quantities,
        some.formulas,
        some.single_phase,
        np.array([e.probability for e in found]),
        values,
        descriptors,
        np.arange(len(rows)) < len(split.validation),
        trends(descriptors, values),
    )


def trends(descriptors: np.ndarray, values: np.ndarray) -> np.ndarray:
    """Spearman's correlation of each column of descriptors with the same of values, both (n, G), (G,)."""
    return np.array([float(spearmanr(d, v).statistic) for d, v in zip(descriptors.T, values.T, strict=True)])


def write(name: str | Path, found: Beeswarm) -> str:
    """Keep it beside the model's card, which takes its SHA-256; returns the path written."""
    directory = artifacts.folder(name)
    stored = {
        "weights": artifacts.read_card(name)["files"][artifacts.WEIGHTS],
        "quantities": found.quantities,
        "formula": found.formula,
        "single_phase": found.single_phase.tolist(),
        "probability": found.probability.round(6).tolist(),
        "values": found.values.round(6).tolist(),
        "descriptors": found.descriptors.round(6).tolist(),
        "validation": found.validation.tolist(),
    }
    write_whole(directory / FILE, json.dumps(stored, ensure_ascii=False) + "\n")
    artifacts.stamp(directory, FILE)
    return str(directory / FILE)


def read(name: str | Path) -> Beeswarm | None:
    """What `write` kept for a model, or None where there is nothing, or what there is explains other weights than the model's.

    Raises:
        ArtifactError: the file is not what the card says.
    """
    card = artifacts.read_card(name)
    if FILE not in card["files"] or not (artifacts.folder(name) / FILE).exists():
        return None
    try:
        stored = json.loads(artifacts.read_file(name, FILE, card))
        # a card stamped after training names the file of the model before
        if stored.get("weights") != card["files"][artifacts.WEIGHTS]:
            return None
        values, descriptors = np.array(stored["values"]), np.array(stored["descriptors"])
        return Beeswarm(
            tuple(stored["quantities"]),
            tuple(stored["formula"]),
            np.array(stored["single_phase"]),
            np.array(stored["probability"]),
            values,
            descriptors,
            np.array(stored["validation"], dtype=bool),
            trends(descriptors, values),
        )
    except ArtifactError:
        raise
    except (KeyError, ValueError) as error:
        raise ArtifactError(
            f"{FILE} of model '{name}' is of another version ({error}): run 'beeswarm' again."
        ) from error
