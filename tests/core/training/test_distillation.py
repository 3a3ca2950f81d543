"""The teacher's forests, and a network that learns from them."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch import nn

from hea_core.errors import DataError
from hea_core.training.distillation import Descent, Teacher, distil, forests


@pytest.fixture(scope="module")
def lesson():
    """Descriptors (400, 5), the first of which alone decides the class, and that class."""
    descriptors = np.random.default_rng(0).normal(size=(400, 5))
    return descriptors, (descriptors[:, 0] > 0).astype(float)


def test_a_teacher_learns_what_decides(lesson):
    descriptors, labels = lesson
    teacher = Teacher(descriptors[:300], labels[:300], np.ones(300), seed=0, trees=30)
    said = teacher.probability(descriptors[300:])
    assert ((said > 0.5) == (labels[300:] > 0.5)).mean() > 0.9


def test_the_weight_of_an_alloy_counts(lesson):
    descriptors, _ = lesson
    same = np.repeat(descriptors[:1], 200, axis=0)
    labels = np.tile([1.0, 0.0], 100)
    weights = np.where(labels > 0.5, 3.0, 1.0)
    assert Teacher(same, labels, weights, seed=0, trees=30).probability(same[:1])[0] == pytest.approx(0.75, abs=0.05)


def test_a_soft_label_counts_as_both_classes(lesson):
    descriptors, _ = lesson
    same = np.repeat(descriptors[:1], 100, axis=0)
    labels = np.tile([0.8, 0.4], 50)
    assert Teacher(same, labels, np.ones(100), seed=0, trees=30).probability(same[:1])[0] == pytest.approx(
        0.6, abs=0.05
    )


def test_labels_of_one_class_are_refused(lesson):
    descriptors, _ = lesson
    with pytest.raises(DataError, match="all of one class"):
        Teacher(descriptors, np.ones(400), np.ones(400), seed=0, trees=30)


def test_three_classes_can_be_taught(lesson):
    descriptors, _ = lesson
    classes = np.digitize(descriptors[:, 1], [-0.5, 0.5])
    members = forests(descriptors, np.eye(3)[classes], np.ones(400), seed=0, trees=20)
    for member in members:
        assert (member.predict(descriptors) == classes).mean() > 0.9


def line(inputs: int) -> nn.Linear:
    """A network of one output that begins at 0."""
    network = nn.Linear(inputs, 1)
    for part in network.parameters():
        nn.init.zeros_(part)
    return network


def test_a_network_comes_to_say_what_it_is_taught():
    inputs = torch.randn(2000, 3, generator=torch.Generator().manual_seed(0))
    targets = 0.5 * inputs[:, 0] + 0.3
    network = line(3)
    told = []

    def wrong(said, wanted):
        return (said[:, 0] - wanted).square()

    def error():
        return float(wrong(network(inputs), targets).mean().detach())

    before = error()
    distil(
        network, (inputs, targets, torch.ones(2000)), wrong,
        descent=Descent(), steps=400, generator=torch.Generator().manual_seed(1), on_progress=lambda *said: told.append(said), what="line",
    )  # fmt: skip
    assert error() < 0.05 * before
    assert told == [("line", 200, 400), ("line", 400, 400)]


def test_alloys_without_weight_teach_nothing():
    inputs = torch.randn(500, 2, generator=torch.Generator().manual_seed(0))
    first = torch.arange(500) < 250
    targets, weights = torch.where(first, 1.0, -1.0), first.float()
    network = line(2)

    def wrong(said, wanted):
        return (said[:, 0] - wanted).square()

    distil(
        network, (inputs, targets, weights), wrong,
        descent=Descent(), steps=300, generator=torch.Generator().manual_seed(1), on_progress=lambda *_: None, what="one",
    )  # fmt: skip
    assert network(inputs).mean().item() > 0.7  # with equal weights it would be 0
