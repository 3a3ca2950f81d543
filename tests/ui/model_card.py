"""A small evaluated model card of the shape that `python -m hea_core evaluate` writes; its figures are made up, but for those of the properties."""

from __future__ import annotations

from typing import Any

from hea_core.model import artifacts

LEVELS = (0.1, 0.3, 0.5, 0.7, 0.9)

CLASSIFIERS = ("model", "nearest_neighbour", "random_forest", "extra_trees", "forest_and_extra_trees")


def spread(mean: float, sd: float = 0.01) -> dict[str, float]:
    return {"mean": mean, "sd": sd}


def scores(n: int, auc: float) -> dict[str, Any]:
    def around(value: float) -> dict[str, float]:
        return {"value": value, "low": value - 0.05, "high": value + 0.05}

    return {
        "n": n,
        "majority": 0.6,
        "accuracy": around(auc - 0.06),
        "auc": around(auc),
        "brier": around(0.1),
        "ece": 0.05,
    }


def _run(seed: int) -> dict[str, Any]:
    return {
        "seed": seed,
        "train": scores(864, 0.99),
        "validation": scores(75, 0.94),
        "test": scores(138, 0.93),
        "test_n4": scores(78 + seed, 0.87),
        "roc": {"false_positive_rate": [0.0, 0.5, 1.0], "true_positive_rate": [0.0, 0.9, 1.0]},
        "disentanglement": {"n": 1373, "n_n4": 836},
        "controllability": [
            {
                "asked": level,
                "n": 1373,
                "within_0.1": 0.97,
                "within_0.1_uncorrected": 0.8,
                "mean_error": 0.03,
                "right_side": None if level == 0.5 else 0.99,
                "z_distance_median": 0.12,
                "corrected_at_percent_median": 1.5,
            }
            for level in LEVELS
        ],
    }


def _paper() -> dict[str, Any]:
    summary = {
        f"{part}_{figure}": spread(0.9)
        for part in (
            "train",
            "validation",
            "test",
            "test_n4",
            "test_all_labels",
            "test_n4_all_labels",
            *CLASSIFIERS[1:4],
        )
        for figure in ("accuracy", "auc", "brier")
    }
    summary["random_forest_auc"] = spread(0.951)
    summary["random_forest_brier"] = spread(0.08)
    summary |= {f"{name}_phi_{told}": spread(-185) for name in ("elbo",) for told in ("predicted", "observed")}
    summary |= {f"auc_phi_{told}{rows}": spread(0.63) for told in ("predicted", "observed") for rows in ("", "_n4")}
    summary |= {"moved_median": spread(9.5, 0.4), "moved_median_n4": spread(6.25, 0.3)}
    summary |= {"kept": spread(0.5), "kept_n4": spread(0.7), "seconds": spread(150, 4)}
    for k, level in enumerate(LEVELS):
        summary[f"within_0.1_at_{level}"] = spread(0.99 - 0.01 * k)
        summary[f"within_0.1_uncorrected_at_{level}"] = spread(0.8)
        summary[f"z_distance_median_at_{level}"] = spread(0.12)
    return {
        "split": "random 864 labelled / 138 test",
        "seeds": 2,
        "summary": summary,
        "runs": [_run(0), _run(1)],
    }


def _by_system() -> dict[str, Any]:
    values = dict(zip(CLASSIFIERS, (0.84, 0.7, 0.82, 0.83, 0.835), strict=True))
    rows = ("all", "n4")
    figures = {name: {"accuracy": spread(v - 0.03), "auc": spread(v)} for name, v in values.items()}
    return {
        "runs": [{name: {part: scores(836, v) for part in rows} for name, v in values.items()}] * 2,
        "mean": {
            name: {
                part: {"n": 836, "majority": 0.68, "brier": spread(0.14), "ece": spread(0.04)} | found for part in rows
            }
            for name, found in figures.items()
        },
        "reliability": {part: [{"probability": 0.2, "observed": 0.25, "n": 40}] for part in rows},
    }


def _nudge() -> dict[str, Any]:
    method = {"converged": 0.99, "moved_median": 12.3, "moved_p90": 30.0, "new_elements_mean": 0.4, "judge_agrees": 0.9}
    one = {"precision_mean": 0.6, "precision_sd": 0.02, "passing": [100, 110]}
    return {
        "split": "multi-phase alloys",
        "cutoff": 0.6,
        "alloys": 500,
        "paper_weights": method | {"alloys": 608},
        "methods": {"loop": method, "minimal_cautious": method | {"seconds_median": 0.2}},
        "constraints": {"runs": 10, "violations": {"loop": 0}, "statuses": {"loop": {"converged": 9, "stuck": 1}}},
        "hit_rate": {"split": "five folds", "base_rate": 0.32, "n": 836, "mean": one, "cautious": one},
        "harder_too": {
            "alloys": 76,
            "harder": 1.2,
            "feasible": 0.3,
            "reached_of_feasible": 0.87,
            "reached_of_others": 0.04,
            "nearest_known_median": 51.7,
            "moved_median": 55.0,
            "moved_p90": 69.8,
            "seconds_median": 0.8,
            "seconds_p95": 1.2,
        },
    }


def _trust() -> dict[str, Any]:
    stratum = {
        "n": 800,
        "set_coverage": 0.9,
        "decided": 0.7,
        "right_where_decided": 0.88,
        "interval_group_coverage": 0.9,
    }
    wrong = {"n": 100, "error": 0.2}
    domain = [
        {"domain": name} | wrong | {"two_or_three": wrong, "four_or_more": {"n": 0, "error": None}}
        for name in ("in", "edge", "out")
    ]
    return {
        "split": "five folds",
        "coverage": {"two_or_three": stratum, "four_or_more": stratum},
        "domain": {"systems_held_out": domain, "elements_held_out": domain},
        "processing_flips": {"compositions": 90, "flipped": 30, "share": 1 / 3},
    }


def _published_form() -> dict[str, Any]:
    run = _run(0)
    return {
        "form": "paper",
        "seed": 0,
        "epochs": 200,
        "likelihood": {"elbo_phi_predicted": -213.0, "elbo_phi_observed": -214.0},
        "reconstruction": {
            "moved_median": 29.9,
            "moved_median_n4": 23.0,
            "kept": 0.152,
            "kept_n4": 0.236,
            "n": 138,
            "n_n4": 89,
        },
    } | {key: run[key] for key in ("test", "test_n4", "disentanglement", "controllability")}


def metrics() -> dict[str, Any]:
    """Every section."""
    point = {
        name: {"accuracy_mean": v, "accuracy_sd": 0.02}
        for name, v in (("semi_supervised", 0.8), ("supervised_only", 0.77), ("random_forest", 0.78))
    }
    curve = [{"labels": count, "seeds": 2} | point for count in (50, 864)]
    return {
        "paper": _paper(),
        "published_form": _published_form(),
        "by_system": _by_system(),
        "properties": artifacts.read_card("default")["metrics"]["properties"],
        "leave_one_element_out": [{"element": symbol} | scores(300, 0.8) for symbol in ("Fe", "Ni")],
        "data_efficiency": {"random": curve, "by_system": curve},
        "nudge": _nudge(),
        "trust": _trust(),
        "seconds": 1800.0,
    }
