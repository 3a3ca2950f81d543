"""The model card in words and tables: the paper's values, the scoreboard, and what each figure means. Pure and escaped.

Every figure of ours comes from the card's "metrics"; the paper's stand in hea_core.evaluation.paper_values.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from hea_core.evaluation.paper_values import PAPER, Source
from hea_ui.common.wording import counted, number

Metrics = Mapping[str, Any]
PEER_NAMES = {
    "random_forest": "random forest",
    "extra_trees": "extra trees",
    "forest_and_extra_trees": "forest + extra trees",
    "nearest_neighbour": "nearest neighbour",
}


_MARKS = {Source.ARTICLE: "", Source.RERUN: "†"}


def spread(figure: Mapping[str, float], digits: int = 3) -> str:
    """A mean with its standard deviation, where there is one."""
    mean = number(figure["mean"], digits)
    return f"{mean} ± {number(figure['sd'], digits)}" if figure["sd"] else mean


def percent(share: float | None) -> str:
    """A share as a percentage, with a decimal where rounding would make it all."""
    return "–" if share is None else f"{number(100 * share, 1 if 0.99 < share < 1 else 0)}\u00a0%"


def paper(name: str) -> str:
    """The paper's value with the mark of its source, or a dash."""
    known = PAPER.get(name)
    return f"{spread(known.spread, known.digits)}{_MARKS[known.source]}" if known else "–"


def html_table(caption: str, head: Sequence[str], rows: Sequence[Sequence[str]], strong: str = "") -> str:
    """A table of text: the first column names the row, columns of figures stand to the right; a row of one cell is a heading.

    The column headed `strong` is set in bold.
    """
    kinds = [
        "" if all(row[k][:1].isalpha() for row in rows if len(row) > 1) else ' class="la-num"'
        for k in range(1, len(head))
    ]
    body = "".join(
        f'<tr><th colspan="{len(head)}" scope="colgroup" class="la-quiet">{escape(row[0])}</th></tr>'
        if len(row) == 1
        else f'<tr><th scope="row">{escape(row[0])}</th>'
        + "".join(
            f"<td{kind}>{f'<b>{escape(cell)}</b>' if name == strong else escape(cell)}</td>"
            for kind, name, cell in zip(kinds, head[1:], row[1:], strict=True)
        )
        + "</tr>"
        for row in rows
    )
    columns = "".join(
        f'<th scope="col"{kind}>{escape(name)}</th>' for kind, name in zip(["", *kinds], head, strict=True)
    )
    return (
        f'<div class="la-scroll" tabindex="0" role="region" aria-label="{escape(caption)}"><table class="la-table la-plain">'
        f"<caption>{escape(caption)}</caption><thead><tr>{columns}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def best_peer(found: Mapping[str, Mapping[str, float]], *, lower: bool = False) -> str:
    """The peer that is best by its mean, chosen for this measure alone: its figure and its name."""
    name = (min if lower else max)(found, key=lambda key: found[key]["mean"])
    return f"{spread(found[name], 3)} {PEER_NAMES[name]}"


SCOREBOARD_HEAD = ("measure", "this model", "paper", "best peer, same rows", "n, split")
SCOREBOARD_NOTE = (
    "± is the standard deviation over seeds (random split) or over assignments of systems to folds. The best peer is picked for each measure "
    "afterwards, which favours it; published form: the paper's networks trained anew on our tables, one seed. "
    "† the paper's published weights, the best of its five seeds, run again on the same data; no mark: as the article states. "
    "Every figure is of the recipe trained anew on the split it names; the shipped model is that recipe on all the data."
)


def scoreboard(metrics: Metrics) -> list[tuple[str, ...]]:
    """The rows of the scoreboard, as far as measured; a tuple of one is a heading."""
    rows: list[tuple[str, ...]] = []
    if "paper" in metrics:
        rows += _paper_rows(metrics["paper"], _flat(metrics.get("published_form", {})))
    if "by_system" in metrics:
        at = len(rows) and next(k for k, row in enumerate(rows) if row == _GENERATOR)
        rows[at:at] = _system_rows(metrics["by_system"])
    return rows


_GENERATOR = ("Generator, same seeds",)


def _flat(plain: Metrics) -> dict[str, float]:
    """The generator's figures of the published form, trained anew, by their names in the summary."""
    return {
        key: value
        for part in ("likelihood", "reconstruction", "disentanglement")
        for key, value in plain.get(part, {}).items()
    }


def _paper_rows(found: Metrics, plain: Mapping[str, float]) -> list[tuple[str, ...]]:
    summary, run = found["summary"], found["runs"][0]
    sizes = [one["test_n4"]["n"] for one in found["runs"]]
    n, n4 = run["test"]["n"], " to ".join(str(size) for size in sorted({min(sizes), max(sizes)}))
    everything, multinary = run["disentanglement"]["n"], run["disentanglement"]["n_n4"]

    def row(name: str, key: str, rows: str, digits: int = 3, peers: str = "–") -> tuple[str, ...]:
        if key in plain:
            peers = f"{number(plain[key], digits)} published form"
        return (name, spread(summary[key], digits), paper(key), peers, rows)

    def peers(figure: str) -> str:
        return best_peer({name: summary[f"{name}_{figure}"] for name in PEER_NAMES if f"{name}_{figure}" in summary})

    levels = {level: summary[f"within_0.1_at_{level}"] for level in asked_levels(found)}
    worst = min(levels, key=lambda level: levels[level]["mean"])
    farthest = max((summary[f"z_distance_median_at_{level}"] for level in levels), key=lambda one: one["mean"])
    worst_paper = min((PAPER[f"within_0.1_at_{level}"] for level in levels), key=lambda one: one.value)
    controlled = f"{run['controllability'][0]['n']:,}, data's latents"
    return [
        (f"Random split, {counted(found['seeds'], 'seed')}, {summary_split(found)}",),
        row("accuracy", "test_accuracy", f"{n}, test", peers=peers("accuracy")),
        row("AUC", "test_auc", f"{n}, test", peers=peers("auc")),
        row("accuracy, n ≥ 4", "test_n4_accuracy", f"{n4}, test"),
        row("AUC, n ≥ 4", "test_n4_auc", f"{n4}, test"),
        row("accuracy, taught by all other labels", "test_all_labels_accuracy", f"{n}, test"),
        row("AUC, taught by all other labels", "test_all_labels_auc", f"{n}, test"),
        _GENERATOR,
        row("test ELBO, φ from the classifier (nats an alloy)", "elbo_phi_predicted", f"{n}, test", 0),
        row("test ELBO, φ observed (nats an alloy)", "elbo_phi_observed", f"{n}, test", 0),
        row("reconstruction, all: median at.% moved", "moved_median", f"{n}, test", 1),
        row("reconstruction, n ≥ 4: median at.% moved", "moved_median_n4", f"{n4}, test", 1),
        row("element set kept, all", "kept", f"{n}, test", 2),
        row("element set kept, n ≥ 4", "kept_n4", f"{n4}, test", 2),
        row("class read off z, φ predicted (AUC, 0.5 is best)", "auc_phi_predicted", f"{everything:,}, 5-fold"),
        row("φ predicted, n ≥ 4", "auc_phi_predicted_n4", f"{multinary:,}, 5-fold"),
        row("class read off z, φ observed (AUC, 0.5 is best)", "auc_phi_observed", f"{everything:,}, 5-fold"),
        row("φ observed, n ≥ 4", "auc_phi_observed_n4", f"{multinary:,}, 5-fold"),
        (
            f"asked against got within 0.1, worst level ({worst})",
            spread(levels[worst]),
            f"{number(worst_paper.value, worst_paper.digits)}{_MARKS[worst_paper.source]}",
            "–",
            controlled,
        ),
        ("|z′ − z|, median at the worst level", spread(farthest), "–", "–", controlled),
        (
            "training (processor s)",
            f"{summary['seconds']['mean']:,.0f}",
            f"about {PAPER['seconds'].value:,.0f}†",
            "–",
            "one fit",
        ),
    ]


def summary_split(found: Metrics) -> str:
    """The split in words, without its first word."""
    return str(found["split"]).removeprefix("random ")


def asked_levels(found: Metrics) -> list[float]:
    """Probabilities asked for in the `paper` protocol."""
    return [row["asked"] for row in found["runs"][0]["controllability"]]


def _system_rows(found: Metrics) -> list[tuple[str, ...]]:
    mean, runs = found["mean"], len(found["runs"])
    rows: list[tuple[str, ...]] = [
        (f"Chemical systems not seen: five folds, {runs} assignment{'s' if runs > 1 else ''}",)
    ]
    for part, key, name in (
        ("n4", "accuracy", "accuracy, n ≥ 4"),
        ("n4", "auc", "AUC, n ≥ 4"),
        ("n4", "brier", "Brier score, n ≥ 4 (0 is best)"),
        ("n4", "ece", "calibration error, n ≥ 4 (0 is best)"),
        ("all", "accuracy", "accuracy, all"),
        ("all", "auc", "AUC, all"),
    ):
        peers = best_peer(
            {peer: mean[peer][part][key] for peer in PEER_NAMES if peer in mean}, lower=key in ("brier", "ece")
        )
        ours = mean["model"][part]
        rows.append((name, spread(ours[key]), "–", peers, f"{ours['n']:,}, by system"))
    return rows


def _corrected(note: Mapping[str, Any]) -> str:
    """What scripts/accept_values.py found when values were corrected under a trained model."""
    return (
        f"{', '.join(note['values'])}: probabilities of {note['alloys_moved']} of {note['alloys']:,} alloys move, by "
        f"{note['largest_change']:.2f} at most, {note['sides_of_one_half_changed']} of them across one half ({note['date']})"
    )


def card_facts(card: Mapping[str, Any]) -> str:
    """What the shipped model is: when and how long it was trained, on what, and with which versions."""
    data = card.get("data", {})
    facts = {
        "Name": card.get("name"),
        "Trained": f"{card.get('trained', '–')}, in {card.get('seconds', '–')} s",
        "Data": ", ".join(f"{data[key]:,} {key}" for key in ("alloys", "labelled", "validation") if key in data),
        "Data SHA-256": data.get("sha256"),
        "Elemental values corrected since": "; ".join(_corrected(note) for note in data.get("corrected", ())),
        "Versions": ", ".join(f"{name} {version}" for name, version in card.get("versions", {}).items()),
    }
    items = "".join(
        f'<dt>{escape(name)}</dt><dd style="overflow-wrap:anywhere">{escape(str(value or "–"))}</dd>'
        for name, value in facts.items()
    )
    return f'<dl class="la-facts">{items}</dl>'
