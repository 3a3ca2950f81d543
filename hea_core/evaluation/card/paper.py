"""Sections of a card by the paper's protocol: the classifier and the generator on its split, and the published form beside ours."""

from __future__ import annotations

from typing import NotRequired, TypedDict

from hea_core.evaluation.card.figures import Scores, Spread


class Roc(TypedDict):
    """Points of a ROC curve."""

    false_positive_rate: list[float]
    true_positive_rate: list[float]


Control = TypedDict(
    "Control",
    {
        "asked": float,
        "n": int,
        "within_0.1": float,
        "within_0.1_uncorrected": float,
        "mean_error": float,
        "right_side": float | None,
        "z_distance_median": float,
        "corrected_at_percent_median": float,
    },
)
"""What came of one probability asked for at the places of n alloys; shares, and medians in units of the map and at.%."""


class Likelihood(TypedDict):
    """Bound of the test alloys in nats an alloy, by what the encoder is told: φ of the classifier, the observed class, all targets."""

    elbo_phi_predicted: float
    elbo_phi_observed: float
    elbo_all_given: NotRequired[float]


class Reconstruction(TypedDict):
    """What comes back of n alloys: median at.% that moved and share that keep their elements; `_n4` of those of four or more elements."""

    moved_median: float
    moved_median_n4: float
    kept: float
    kept_n4: float
    n: int
    n_n4: int


class Disentanglement(TypedDict):
    """What can be told from z of n alloys: AUC of the class, with φ predicted or observed, and R² of ln hardness."""

    n: int
    n_n4: int
    auc_phi_predicted: NotRequired[float]
    auc_phi_predicted_n4: NotRequired[float]
    auc_phi_observed: NotRequired[float]
    auc_phi_observed_n4: NotRequired[float]
    r2_ln_hardness: NotRequired[float]
    r2_ln_hardness_n4: NotRequired[float]


class Requests(TypedDict):
    """What came of n requests for several targets; shares, None of no request, and medians in units of the map and at.%."""

    n: int
    said_feasible: float
    had_of_feasible: float | None
    had_of_others: float | None
    said_rightly: float
    decoder_alone_of_feasible: float | None
    z_distance_median: float | None
    moved_median: float | None


class Published(TypedDict):
    """The article's figures of the classifier."""

    accuracy_mean: float
    accuracy_sd: float
    auc_mean: float
    auc_sd: float


class PaperRun(TypedDict):
    """One seed of the paper's split."""

    seed: int
    train: Scores
    validation: Scores
    test: Scores
    test_n4: Scores
    roc: Roc
    disentanglement: Disentanglement
    controllability: list[Control]
    seconds: NotRequired[float]
    test_all_labels: NotRequired[Scores]
    test_n4_all_labels: NotRequired[Scores]
    peers: NotRequired[dict[str, Scores]]
    likelihood: NotRequired[Likelihood]
    reconstruction: NotRequired[Reconstruction]
    reconstruction_all_given: NotRequired[Reconstruction]
    reconstruction_own_elements: NotRequired[Reconstruction]
    several_targets: NotRequired[dict[str, Requests]]


class Paper(TypedDict):
    """The paper's protocol; `summary` is over the runs, by name of the figure."""

    split: str
    seeds: int
    summary: dict[str, Spread]
    runs: list[PaperRun]
    published: NotRequired[Published]


class PublishedForm(TypedDict):
    """The paper's networks trained anew; figures as of one seed of the paper's split."""

    form: str
    seed: int
    epochs: int
    test: Scores
    test_n4: Scores
    likelihood: Likelihood
    reconstruction: Reconstruction
    disentanglement: Disentanglement
    controllability: list[Control]
