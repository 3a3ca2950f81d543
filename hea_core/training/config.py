"""The settings of a training, as the model card stores them."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, replace
from typing import Any

from hea_core.descriptors.registry import DESCRIPTORS
from hea_core.errors import RequestError, check_seed
from hea_core.training.distillation import Descent

CONTINUOUS: tuple[str, ...] = tuple(d.name for d in DESCRIPTORS if d.name != "element_count")
"""Descriptors without the number of elements, which jumps where a trace comes in; the entropy tells how many there are in effect."""


@dataclass(frozen=True, slots=True)
class TrainConfig:
    """Every setting of a training run; the card stores them.

    How free alloys are drawn (hea_core.training.augmentation), the forms of the teachers and the scales within the losses are no settings:
    they are the recipe's code.

    Attributes:
        seed: of everything random in the run.
        descriptors: columns of f(x) that the classifier reads.
        members, hidden, bins: ensemble size, width, and bins of the piecewise-linear inputs.
        trees: of each of the teacher's two forests.
        teacher_alloys: augmented alloys the teacher labels for the classifier; 0 trains it on the measured alloys alone.
        classifier_steps, classifier_descent: of its optimiser.
        real_weight: of a measured alloy against a free one.
        trace_pairs, steadiness: pairs of alloys that differ by a trace of an element, and the weight of what the probability
            differs by: half a per cent of a new metal must not move it.
        free_alloys: augmented alloys for the coders.
        width, blocks: of encoder and decoder.
        steps, rate, decay: of AdamW with one learning-rate cycle, and its weight decay.
        clip: largest norm of a gradient.
        real_batch, free_batch: alloys of each kind in a batch.
        gamma: γ, the expected number of supervised terms beside each unsupervised one of a labelled alloy.
        divergence_from, divergence_until: the KL term of z starts with this weight, and has weight 1 from this share of training on.
        anchor, anchor_until: weight that draws z to the principal axes of composition, and the share of training after
            which it is gone: every training starts from the same layout, so the map's axes keep their meaning.
        independence: weight of reading from z the class, with φ as observed and as predicted, and the `independent` further targets.
        independence_from, independence_ramp: share of training after which it acts, and share over which it comes up to its weight: the map
            forms first, then it is stirred.
        leak_batch, leak_every: labelled alloys it is measured on, and how often.
        obedience, obedience_from, obedience_every: weight of the decoder's obedience to φ, the share of training after which it acts, and how
            often: at the last of so many steps, the leak at the first.
        requests, requests_hidden: of the obedience term in a batch, half of them of φ alone, and how often a further target is hidden in the
            other half.
        choose_from: share of training after which a checkpoint may be chosen.
        staying: weight, within the obedience term, of the decoded alloy's place being the one asked at.
        masked: how often all further targets are hidden from the decoder, and how often each of them otherwise.
        palette_share: share of alloys that are decoded within a palette.
        independent: further targets that z must not give away.
        check_every, validation_samples: steps between validations, of which the best is kept, and draws of z in one: with a single draw
            the noise chooses.
    """

    seed: int = 0
    descriptors: tuple[str, ...] = CONTINUOUS
    members: int = 8
    hidden: int = 32
    bins: int = 32
    trees: int = 300
    teacher_alloys: int = 24_000
    classifier_steps: int = 2_000
    classifier_descent: Descent = field(default_factory=Descent)
    real_weight: float = 0.5
    trace_pairs: int = 30_000
    steadiness: float = 50.0
    free_alloys: int = 40_000
    width: int = 256
    blocks: int = 2
    steps: int = 6_000
    rate: float = 2e-3
    decay: float = 1e-4
    clip: float = 50.0
    real_batch: int = 90
    free_batch: int = 134
    gamma: float = 1.0
    divergence_from: float = 0.05
    divergence_until: float = 0.5
    anchor: float = 20.0
    anchor_until: float = 0.5
    independence: tuple[float, float, float] = (15.0, 25.0, 4.0)
    independence_from: float = 0.5
    independence_ramp: float = 0.05
    leak_batch: int = 400
    leak_every: int = 2
    obedience: float = 25.0
    obedience_from: float = 0.8
    obedience_every: int = 2
    requests: int = 96
    requests_hidden: float = 0.25
    choose_from: float = 0.85
    staying: float = 0.5
    masked: tuple[float, float] = (0.4, 0.3)
    palette_share: float = 0.25
    independent: tuple[str, ...] = ("hardness",)
    check_every: int = 500
    validation_samples: int = 8

    def __post_init__(self) -> None:
        """Refuse what cannot be trained (RequestError)."""
        check_seed(self.seed)
        if self.steps < 1 or self.classifier_steps < 1:
            raise RequestError(
                f"A training needs at least one step of the coders and one of the classifier, got {self.steps} and "
                f"{self.classifier_steps}: for example steps 6000."
            )


def smaller(config: TrainConfig, steps: int) -> TrainConfig:
    """The same recipe cut down to `steps`, for tests and smoke runs."""
    return replace(
        config,
        steps=steps,
        classifier_steps=30,
        trees=40,
        teacher_alloys=600,
        trace_pairs=600,
        free_alloys=600,
        check_every=max(1, steps // 2),
    )


def settings(config: TrainConfig) -> dict[str, Any]:
    """The settings as a card stores them."""
    return {key: list(value) if isinstance(value, tuple) else value for key, value in asdict(config).items()}
