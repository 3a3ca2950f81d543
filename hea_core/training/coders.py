"""Training of encoder and decoder on the evidence lower bound, with the penalties added to Pyro's loss."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

import numpy as np
import pyro
import torch
from pyro.infer import TraceMeanField_ELBO
from torch import Tensor

from hea_core.datasets.alloys import Alloys
from hea_core.datasets.observations import VOCABULARY
from hea_core.datasets.splits import Split
from hea_core.model.latent import LATENT
from hea_core.model.networks import AlloyModel
from hea_core.model.told import hidden, parts
from hea_core.progress import OnProgress
from hea_core.training.augmentation import around
from hea_core.training.config import TrainConfig
from hea_core.training.elbo import calibrate_decoder, evidence_lower_bound
from hea_core.training.losses import PrincipalAxes, Requests, controllability_loss, independence_penalty
from hea_core.training.ssvae import SSVAE, Batch

Gradients = tuple[Tensor | None, ...]
"""Of each parameter of the coders; None where a loss does not depend on it."""
OnCheck = Callable[[AlloyModel, int], None]
"""on_check(the model as it is at a validation, steps of the coders done)."""


class CoderTraining:
    """SVI of encoder and decoder over one frozen set of heads."""

    def __init__(
        self,
        model: AlloyModel,
        alloys: Alloys,
        split: Split,
        config: TrainConfig,
        rng: np.random.Generator,
    ) -> None:
        self.model, self.config = model, config
        fractions = alloys.fractions(VOCABULARY)
        self.x = torch.tensor(fractions, dtype=torch.float32)
        self.label = torch.tensor(np.nan_to_num(alloys.single_phase, nan=0.5), dtype=torch.float32)
        self.multinary = torch.as_tensor(alloys.n_elements >= 4)
        measured = np.concatenate([split.labelled, split.unlabelled])
        self.is_labelled = torch.zeros(len(self.x), dtype=torch.bool)
        self.is_labelled[torch.as_tensor(split.labelled)] = True
        self.measured, self.labelled = torch.as_tensor(measured), torch.as_tensor(split.labelled)
        self.validation = torch.as_tensor(split.validation)
        self.free = torch.tensor(around(fractions[measured], config.free_alloys, rng), dtype=torch.float32)
        self.axes = PrincipalAxes(fractions[measured])
        self.phi, self.told = _judged(model, self.x)
        self.free_phi, self.free_told = _judged(model, self.free)
        self.ssvae = SSVAE(model.encoder, model.decoder)
        self.elbo = TraceMeanField_ELBO()
        self.parameters = [*model.encoder.parameters(), *model.decoder.parameters()]

    def run(self, on_progress: OnProgress, on_check: OnCheck) -> list[dict[str, float]]:
        """Train; leaves the coders at the best checkpoint by validation loss, the decoder calibrated on validation."""
        config = self.config
        optimiser = torch.optim.AdamW(self.parameters, config.rate, weight_decay=config.decay, fused=True)
        schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, config.rate, total_steps=config.steps)
        history: list[dict[str, float]] = []
        best: tuple[float, dict[str, Tensor]] | None = None
        with pyro.validation_enabled(False), ThreadPoolExecutor(1) as beside:
            for step in range(config.steps):
                optimiser.zero_grad()
                self._add_gradients(step, beside)
                torch.nn.utils.clip_grad_norm_(self.parameters, config.clip)
                optimiser.step()
                schedule.step()
                if (step + 1) % config.check_every == 0 or step + 1 == config.steps:
                    value = self._validation_loss()
                    history.append({"step": step + 1, "validation_loss": value})
                    # Before the penalties act in full a lower loss is not a better model.
                    if step + 1 > config.choose_from * config.steps and (best is None or value < best[0]):
                        state = {k: v.clone() for k, v in self.ssvae.state_dict().items()}
                        best = value, state
                    on_check(self.model, step + 1)
                    on_progress("coders", step + 1, config.steps)
        if best is not None:
            self.ssvae.load_state_dict(best[1])
        if len(self.validation):
            told = None if self.told is None else self.told[self.validation]
            calibrate_decoder(self.model, self.x[self.validation], self.phi[self.validation], told)
        return history

    def _add_gradients(self, step: int, beside: ThreadPoolExecutor) -> None:
        """Put the gradient of the whole loss on the parameters.

        The penalties share no graph with the bound, so a second thread takes their gradients meanwhile. They are added to the bound's in a
        fixed order, so the weights do not depend on which is ready first.
        """
        config = self.config
        batch = self._batch()
        penalties: list[Future[Gradients]] = []
        since_start = step / config.steps - config.independence_from
        leaks = step % config.leak_every == 0 and since_start >= 0
        if leaks:  # before the bound, since it takes longer than all the rest of the step
            come_up = min(1.0, since_start / config.independence_ramp)
            rows = self._leak_rows_after_noise(len(batch.fractions))
            penalties.append(beside.submit(lambda: self._gradients(come_up * self._independence_penalty(rows))))
        bound = self._bound_loss(batch, step)
        if leaks:
            self._leak_rows()
        last = config.obedience_every - 1
        if step % config.obedience_every == last and step >= config.obedience_from * config.steps:
            asked = self._requests(batch, self.ssvae.placed)
            penalties.append(
                beside.submit(
                    lambda: self._gradients(config.obedience * controllability_loss(self.model, asked, config.staying))
                )
            )
        bound.backward()
        for penalty in penalties:
            for parameter, gradient in zip(self.parameters, penalty.result(), strict=True):
                if gradient is not None and parameter.grad is not None:
                    parameter.grad += gradient

    def _gradients(self, loss: Tensor) -> Gradients:
        return torch.autograd.grad(loss, self.parameters, allow_unused=True)

    def _bound_loss(self, batch: Batch, step: int) -> Tensor:
        """Pyro's −ELBO an alloy, the divergence as far as it has warmed up, and the pull to the common layout while it lasts."""
        config = self.config
        warming = (1.0 - config.divergence_from) / config.divergence_until
        warm = min(1.0, config.divergence_from + warming * step / config.steps)
        loss: Tensor = self.elbo.differentiable_loss(self.ssvae.model, self.ssvae.guide, batch, warm)
        loss = loss / len(batch.fractions)
        anchor = config.anchor * (1.0 - step / (config.anchor_until * config.steps))
        if anchor > 0:
            loss = loss + anchor * ((self.ssvae.placed - self.axes(batch.fractions)) ** 2).sum(1).mean()
        return loss

    def _batch(self) -> Batch:
        """Measured alloys, whose class is observed in γ of γ + 1 cases, and augmented ones; targets hidden and palettes drawn."""
        config = self.config
        real = self.measured[torch.randint(len(self.measured), (config.real_batch,))]
        supervised = self.is_labelled[real] & (torch.rand(config.real_batch) < config.gamma / (1.0 + config.gamma))
        drawn = torch.randint(len(self.free), (config.free_batch,))
        x = torch.cat([self.x[real], self.free[drawn]])
        phi = torch.cat([torch.where(supervised, self.label[real], self.phi[real]), self.free_phi[drawn]])
        if self.told is None or self.free_told is None:
            return Batch(x, phi)
        told = torch.cat([self.told[real], self.free_told[drawn]])
        return Batch(x, phi, told, hidden(told, *config.masked), palettes(x > 0, config.palette_share))

    def _requests(self, batch: Batch, placed: Tensor) -> Requests:
        """At the places of alloys, half of φ alone, half of what the nearest neighbour there is.

        What an alloy near the place has can be had there: a decoder that is asked for what no alloy has learns to leave the place.
        """
        rows = torch.randperm(len(placed))
        z = placed.detach()[rows]
        if batch.told is None:
            return Requests(z[: self.config.requests], torch.rand(self.config.requests))
        near, nearest = (torch.cdist(z, z) + 1e9 * torch.eye(len(z))).min(1)
        half = self.config.requests // 2
        close = near.argsort()[:half]
        told = hidden(batch.told[rows[nearest[close]]], 0.0, self.config.requests_hidden)
        return Requests(
            torch.cat([z[:half], z[close]]),
            torch.cat([torch.rand(half), batch.phi[rows[nearest[close]]]]),
            torch.cat([torch.zeros_like(told), told]),
        )

    def _leak_rows(self) -> Tensor:
        """Labelled alloys, drawn."""
        return self.labelled[torch.randperm(len(self.labelled))[: self.config.leak_batch]]

    def _leak_rows_after_noise(self, n: int) -> Tensor:
        """Those that `_leak_rows` will draw once the bound has drawn the noise of n places; nothing is drawn by looking ahead."""
        with torch.random.fork_rng(devices=[]):
            torch.randn(n, LATENT)
            return self._leak_rows()

    def _independence_penalty(self, rows: Tensor) -> Tensor:
        """Weighted reading of the targets from z of these alloys, encoded with the class as observed and as predicted."""
        x, multinary, weights = self.x[rows], self.multinary[rows], self.config.independence
        told = None if self.told is None else self.told[rows]
        both = None if told is None else torch.cat([told, told])
        loc, _ = self.model.encoder(torch.cat([x, x]), torch.cat([self.label[rows], self.phi[rows]]), both)
        observed, predicted = loc.split(len(rows))
        further = (
            []
            if told is None
            else [value for target, value, _ in parts(told) if target.name in self.config.independent]
        )
        penalty = weights[0] * independence_penalty(observed, self.label[rows], multinary)
        penalty = penalty + weights[1] * independence_penalty(predicted, self.phi[rows], multinary)
        return (
            penalty + weights[2] * independence_penalty(predicted, torch.cat(further, 1), multinary)
            if further
            else penalty
        )

    def _validation_loss(self) -> float:
        """−ELBO per validation alloy, mean of the bounds with φ alone and with all targets told; evaluated, never stepped on."""
        rows = self.validation if len(self.validation) else self.measured
        told = None if self.told is None else self.told[rows]
        bounds = [
            evidence_lower_bound(
                self.model, self.x[rows], self.phi[rows], told, shown, samples=self.config.validation_samples
            )
            for shown in ((None,) if told is None else (None, told))
        ]
        return -float(torch.stack(bounds).mean())


def palettes(present: Tensor, share: float) -> Tensor:
    """Elements that alloys may hold, bool (n, E): in `share` of the rows their own and some others drawn at random, else all.

    How many others is uniform in its square root, so that palettes of little more than the own elements are common.
    """
    n = len(present)
    others = torch.rand(present.shape) < torch.rand(n, 1) ** 2
    return present | others | (torch.rand(n, 1) >= share)


def _judged(model: AlloyModel, fractions: Tensor) -> tuple[Tensor, Tensor | None]:
    """φ (n,) and further targets (n, T) as the heads say; None where the coders read φ alone."""
    with torch.no_grad():
        described = [model.descriptors(part) for part in fractions.split(4096)]
        phi = torch.cat([model.classifier.probability(part) for part in described])
        told = [model.told(part) for part in described]
    known = [part for part in told if part is not None]
    return phi, torch.cat(known) if known else None
