"""An audit, a training and what it changed, as HTML. Pure and escaped."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import TYPE_CHECKING, Any

from hea_ui.common import markup
from hea_ui.common.chip import chip
from hea_ui.common.verdict import badge
from hea_ui.common.wording import counted, number, training_name
from hea_ui.jobs.job import FAILED, RUNNING, STOPPED, STOPPING, WAITING

if TYPE_CHECKING:
    from hea_core.lab.audit import Audit, Finding
    from hea_core.results import Prediction
    from hea_ui.jobs.training_folder import Training
    from hea_ui.lab.trained import SideBySide

_FINDINGS = (
    ("contradictions", "Your results contradict each other"),
    ("conflicts", "Against what was published"),
    ("duplicates", "The same twice"),
    ("leakage", "Alloys so alike that a random test would flatter the model"),
    ("without_outcome", "Without a clear outcome"),
    ("unknown_elements", "Elements that the model does not know"),
    ("unreadable", "Not readable"),
)
_UNCALIBRATED = (
    "The trained model has no calibration of its own and leaves fewer alloys undecided: where the probability hardly moved, another verdict "
    "is no news."
)
_MOST = 20
_STATES = {
    WAITING: "Waits for its turn",
    RUNNING: "Trains",
    STOPPING: "Is being stopped",
    STOPPED: "Cancelled; nothing of it is kept",
    FAILED: "Failed",
}


def audit(found: Audit) -> str:
    """What a training would learn from, and every finding by kind; nothing is hidden, but much is folded."""
    parts = "".join(_folded(title, getattr(found, name)) for name, title in _FINDINGS if getattr(found, name))
    balance = "".join(
        f"<li>{one.elements} elements: {one.single} single-phase, {one.multiple} multi-phase. {escape(one.warning)}</li>"
        for one in found.balance
    )
    shares = f"<details><summary>By number of elements</summary><ul>{balance}</ul></details>" if balance else ""
    return (
        f'<p class="la-sentence" data-usable="{found.usable}">A training would learn from <b>{counted(found.usable, "result")}</b> of '
        f"{found.rows:,}, beside what was published.</p>{parts or markup.note('The audit found nothing wrong.')}{shares}"
    )


def _folded(title: str, findings: Sequence[Finding]) -> str:
    lines = "".join(f"<li>{escape(one.said)}</li>" for one in findings[:_MOST])
    more = markup.note(f"and {len(findings) - _MOST} more") if len(findings) > _MOST else ""
    return f"<details><summary>{escape(title)} ({len(findings)})</summary><ul>{lines}</ul>{more}</details>"


def training(one: Training) -> str:
    """How a training stands, in a sentence."""
    said = f"{_STATES.get(one.state, one.state)}."
    if one.state == RUNNING and one.stage:
        left = "" if one.seconds_left is None else f", about {_time(one.seconds_left)} left of this stage"
        said = f"Trains the {escape(one.stage)}: {one.done:,} of {one.of:,} steps{left}."
    elif one.state == RUNNING:
        said = "Starts: reads the data and teaches a forest."
    why = f'<br><span class="la-warn la-block">{escape(one.error)}</span>' if one.error else ""
    return (
        f'<p class="la-sentence" data-training="{one.id}" data-state="{one.state}"><b>Training of {training_name(one.id)}</b> '
        f'<span class="la-quiet">{one.steps:,} steps, seed {one.seed}</span><br>{said}{why}</p>'
    )


def _time(seconds: float) -> str:
    return f"{seconds / 60:.0f} min" if seconds >= 90 else f"{seconds:.0f} s"


def cards(models: Mapping[str, Mapping[str, Any]]) -> str:
    """What the cards of several models say, models as columns."""
    rows = (
        ("trained on", lambda card: str(card.get("trained", "–"))),
        ("alloys", lambda card: f"{card['data']['labelled']:,}"),
        ("of them results of your lab", lambda card: str(len(card["data"].get("lab", ())))),
        ("steps", lambda card: f"{card['settings']['steps']:,}"),
        ("ELBO on its validation alloys", _elbo),
        ("seconds", lambda card: f"{card.get('seconds', 0):,.0f}"),
    )
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in models)
    lines = "".join(
        f'<tr><th scope="row">{label}</th>'
        + "".join(f"<td>{escape(say(card))}</td>" for card in models.values())
        + "</tr>"
        for label, say in rows
    )
    return (
        '<div class="la-scroll" tabindex="0" role="region" aria-label="Models side by side"><table class="la-table" id="models">'
        f'<thead><tr><th scope="col">model</th>{head}</tr></thead><tbody>{lines}</tbody></table></div>'
    )


def _elbo(card: Mapping[str, Any]) -> str:
    history = card.get("history") or [{}]
    return number(-history[-1]["validation_loss"]) if "validation_loss" in history[-1] else "–"


def side_by_side(found: SideBySide) -> str:
    """Both models on the same alloys, and what cannot be compared of them."""
    lines = "".join(
        f'<tr><th scope="row">{escape(one.name)}</th><td class="la-num">{number(one.shipped, 3)}</td>'
        f'<td class="la-num">{number(one.trained, 3)}</td><td class="la-quiet">{escape(one.alloys)}</td></tr>'
        for one in found.figures
    )
    head = ["figure", "#shipped", "#trained", "on"]
    chance = markup.note("They chose each model's checkpoint, and are few: small differences are chance.")
    drawn = markup.table("Both models on the same alloys", head, lines, "side_by_side") + chance if lines else ""
    return drawn + "".join(markup.note(escape(why)) for why in found.not_comparable)


def moved(rows: Sequence[tuple[Prediction, Prediction]], calibrated: bool) -> str:
    """Each alloy by the shipped model and by the new one, what moved most first; `calibrated` is whether the new one is."""
    ordered = sorted(rows, key=lambda pair: -abs(pair[1].probability - pair[0].probability))
    lines = "".join(
        f'<tr><th scope="row">{chip(old.formula)}</th><td>{badge(old.formula, old.verdict)}</td><td class="la-num">{number(old.probability)}'
        f'</td><td class="la-num">{number(new.probability)}</td><td>{badge(new.formula, new.verdict)}</td></tr>'
        for old, new in ordered
    )
    head = ["alloy", "shipped: verdict", "#probability", "#trained: probability", "verdict"]
    note = "" if calibrated else markup.note(_UNCALIBRATED)
    return markup.table("What moved in the tray and the lab book", head, lines, "moved") + note
