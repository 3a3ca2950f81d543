"""The generative side of a trained model: likelihood, reconstruction, disentanglement, controllability."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from sklearn.ensemble import RandomForestClassifier, RandomForestRegressor
from sklearn.model_selection import KFold, StratifiedKFold, cross_val_predict

from hea_core.composition.arrays import at_percent_moved
from hea_core.design.generate import TRACE, corrected, decode_onto
from hea_core.design.transfers import TOTAL, whole_percent
from hea_core.design.wanted import Wanted
from hea_core.evaluation.metrics import auc
from hea_core.model.modules import Modules
from hea_core.model.networks import AlloyModel
from hea_core.model.targets import HARDNESS, SINGLE_PHASE
from hea_core.training.elbo import evidence_lower_bound

LEVELS = (0.1, 0.3, 0.5, 0.7, 0.9)
TREES = 200
"""Of the forests that read class and hardness off z."""


def likelihood(model: AlloyModel, fractions: np.ndarray, labels: np.ndarray) -> dict[str, float]:
    """Mean test ELBO in nats an alloy, φ from the classifier and φ as observed, and with all targets given; see hea_core.training.elbo.

    The encoder knows what the heads say. Given more than φ, the decoder has side information: such a bound says how much of an alloy its
    targets tell, and is not to be compared with that of a model of φ alone.
    """
    x, observed = _tensor(fractions), _tensor(labels)
    with torch.no_grad():
        predicted, told = model.probability(x), model.told(model.descriptors(x))
    figures = {
        "elbo_phi_predicted": float(evidence_lower_bound(model, x, predicted, told).mean()),
        "elbo_phi_observed": float(evidence_lower_bound(model, x, observed, told).mean()),
    }
    if told is not None:
        figures["elbo_all_given"] = float(evidence_lower_bound(model, x, predicted, told, told).mean())
    return figures


def reconstruction(
    model: AlloyModel, fractions: np.ndarray, all_given: bool = False, own_elements: bool = False
) -> dict[str, np.ndarray]:
    """Encode and decode once: at.% moved (n,) and whether the element set is kept (n,), traces under 3 at.% dropped.

    The decoder is given φ; with `all_given` all targets, with `own_elements` the alloy's own palette: side information both, which is
    reported apart.
    """
    asked = Modules(model)
    z, phi = asked.place(fractions)
    further = asked.values(fractions, asked.heads) if all_given else {}
    whole = whole_percent(np.exp(asked.log_theta(z, phi, further, fractions > 0 if own_elements else None)), TRACE)
    return {
        "moved": at_percent_moved(whole, TOTAL * fractions, TOTAL),
        "kept": ((whole > 0) == (fractions > 0)).all(axis=1),
    }


def reconstruction_figures(found: dict[str, np.ndarray], multinary: np.ndarray) -> dict[str, float]:
    """Medians and shares over all alloys and over those of four or more elements (bool (n,))."""
    moved, kept = found["moved"], found["kept"]
    return {
        "moved_median": float(np.median(moved)),
        "moved_median_n4": float(np.median(moved[multinary])),
        "kept": float(kept.mean()),
        "kept_n4": float(kept[multinary].mean()),
        "n": len(moved),
        "n_n4": int(multinary.sum()),
    }


def class_read_from_z(z: np.ndarray, labels: np.ndarray) -> float:
    """AUC with which a random forest, five-fold, reads the class 0/1 (n,) off z (n, 2): 0.5 is disentangled."""
    folds = StratifiedKFold(5, shuffle=True, random_state=0)
    forest = RandomForestClassifier(TREES, random_state=0, n_jobs=2)
    read = cross_val_predict(forest, z, labels > 0.5, cv=folds, method="predict_proba")[:, 1]
    return auc(labels, read)


def disentanglement(
    model: AlloyModel, fractions: np.ndarray, labels: np.ndarray, multinary: np.ndarray
) -> dict[str, float]:
    """Class read off z, for all alloys and four or more elements, encoded with φ predicted and with φ observed; and the hardness predicted."""
    figures: dict[str, float] = {"n": len(labels), "n_n4": int(multinary.sum())}
    asked = Modules(model)
    for kind, phi in (("predicted", None), ("observed", labels)):
        z, _ = asked.place(fractions, phi)
        figures[f"auc_phi_{kind}"] = class_read_from_z(z, labels)
        figures[f"auc_phi_{kind}_n4"] = class_read_from_z(z[multinary], labels[multinary])
    hardness = asked.values(fractions).get(HARDNESS.name)
    if hardness is not None:
        z, _ = asked.place(fractions)
        figures["r2_ln_hardness"] = number_read_from_z(z, np.log(hardness))
        figures["r2_ln_hardness_n4"] = number_read_from_z(z[multinary], np.log(hardness[multinary]))
    return figures


def number_read_from_z(z: np.ndarray, values: np.ndarray) -> float:
    """R² with which a random forest, five-fold, reads a number (n,) off z (n, 2): 0 or less is disentangled."""
    folds = KFold(5, shuffle=True, random_state=0)
    read = cross_val_predict(
        RandomForestRegressor(TREES, min_samples_leaf=3, random_state=0, n_jobs=2), z, values, cv=folds
    )
    return float(1.0 - ((read - values) ** 2).sum() / ((values - values.mean()) ** 2).sum())


def controllability(model: AlloyModel, fractions: np.ndarray) -> list[dict[str, Any]]:
    """Asked against got at LEVELS, at the latents of these alloys: decoded only, and corrected as `generate` does.

    Per level: share within 0.1, mean absolute error, median |z′ − z|, share on the right side of 0.5.
    """
    asked = Modules(model)
    z, _ = asked.place(fractions)
    rows = []
    for level in LEVELS:
        wanted = Wanted.of(level, n=len(z))
        decoded = decode_onto(asked, z, wanted, None)
        given = corrected(asked, z, wanted, decoded).alloys
        got, uncorrected = (asked.values_of_whole(alloys)[SINGLE_PHASE.name] for alloys in (given, decoded.alone))
        again, _ = asked.place(given / TOTAL)
        rows.append(
            {
                "asked": level,
                "n": len(z),
                "within_0.1": float((np.abs(got - level) <= 0.1).mean()),
                "within_0.1_uncorrected": float((np.abs(uncorrected - level) <= 0.1).mean()),
                "mean_error": float(np.abs(got - level).mean()),
                "right_side": float(((got > 0.5) == (level > 0.5)).mean()) if level != 0.5 else None,
                "z_distance_median": float(np.median(np.linalg.norm(again - z, axis=1))),
                "corrected_at_percent_median": float(np.median(at_percent_moved(given, decoded.alone, TOTAL))),
            }
        )
    return rows


def _tensor(values: np.ndarray) -> torch.Tensor:
    return torch.tensor(values, dtype=torch.float32)
