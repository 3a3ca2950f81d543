"""The generative side of a trained model: likelihood, reconstruction, disentanglement, controllability."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from sklearn.ensemble import RandomForestClassifier
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import StratifiedKFold, cross_val_predict

from hea_core.composition.arrays import at_percent_moved
from hea_core.design.generate import TRACE, decode, obey, probability_of
from hea_core.design.transfers import TOTAL, whole_percent
from hea_core.model.networks import AlloyModel
from hea_core.training.elbo import evidence_lower_bound

LEVELS = (0.1, 0.3, 0.5, 0.7, 0.9)


def likelihood(model: AlloyModel, fractions: np.ndarray, labels: np.ndarray) -> dict[str, float]:
    """Mean test ELBO in nats an alloy, φ from the classifier and φ as observed; definition in hea_core.training.elbo."""
    x, observed = _tensor(fractions), _tensor(labels)
    with torch.no_grad():
        predicted = model.probability(x)
    return {
        "elbo_phi_predicted": float(evidence_lower_bound(model, x, predicted).mean()),
        "elbo_phi_observed": float(evidence_lower_bound(model, x, observed).mean()),
    }


def place(model: AlloyModel, fractions: np.ndarray, phi: np.ndarray | None = None) -> tuple[np.ndarray, np.ndarray]:
    """Mean of q(z | x, φ) (n, 2) and the φ used (n,), the classifier's unless given."""
    with torch.no_grad():
        x = _tensor(fractions)
        told = model.probability(x) if phi is None else _tensor(phi)
        return model.encoder(x, told)[0].numpy(), told.numpy()


def reconstruction(model: AlloyModel, fractions: np.ndarray) -> dict[str, np.ndarray]:
    """Encode and decode once: at.% moved (n,) and whether the element set is kept (n,), traces under 3 at.% dropped."""
    z, phi = place(model, fractions)
    with torch.no_grad():
        decoded = model.decoder.fractions(_tensor(z), _tensor(phi)).numpy()
    back = whole_percent(decoded, TRACE)
    return {
        "moved": at_percent_moved(back, TOTAL * fractions, TOTAL),
        "kept": ((back > 0) == (fractions > 0)).all(axis=1),
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
    forest = RandomForestClassifier(200, random_state=0, n_jobs=2)
    read = cross_val_predict(forest, z, labels > 0.5, cv=folds, method="predict_proba")[:, 1]
    return float(roc_auc_score(labels > 0.5, read))


def disentanglement(
    model: AlloyModel, fractions: np.ndarray, labels: np.ndarray, multinary: np.ndarray
) -> dict[str, float]:
    """Class read off z, for all alloys and four or more elements, encoded with φ predicted and with φ observed."""
    figures: dict[str, float] = {"n": len(labels), "n_n4": int(multinary.sum())}
    for told, phi in (("predicted", None), ("observed", labels)):
        z, _ = place(model, fractions, phi)
        figures[f"auc_phi_{told}"] = class_read_from_z(z, labels)
        figures[f"auc_phi_{told}_n4"] = class_read_from_z(z[multinary], labels[multinary])
    return figures


def controllability(model: AlloyModel, fractions: np.ndarray) -> list[dict[str, Any]]:
    """Asked against got at LEVELS, at the latents of these alloys: decoded only, and corrected as `generate` does.

    Per level: share within 0.1, mean absolute error, median |z′ − z|, share on the right side of 0.5.
    """
    z, _ = place(model, fractions)
    rows = []
    for level in LEVELS:
        asked = np.full(len(z), level, dtype=np.float32)
        raw = decode(model, z, asked)
        given = obey(model, raw, asked)
        got, uncorrected = probability_of(model, given), probability_of(model, raw)
        again, _ = place(model, given / TOTAL)
        rows.append(
            {
                "asked": level,
                "n": len(z),
                "within_0.1": float((np.abs(got - level) <= 0.1).mean()),
                "within_0.1_uncorrected": float((np.abs(uncorrected - level) <= 0.1).mean()),
                "mean_error": float(np.abs(got - level).mean()),
                "right_side": float(((got > 0.5) == (level > 0.5)).mean()) if level != 0.5 else None,
                "z_distance_median": float(np.median(np.linalg.norm(again - z, axis=1))),
                "corrected_at_percent_median": float(np.median(at_percent_moved(given, raw, TOTAL))),
            }
        )
    return rows


def _tensor(values: np.ndarray) -> torch.Tensor:
    return torch.tensor(values, dtype=torch.float32)
