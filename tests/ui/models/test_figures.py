from __future__ import annotations

import pytest

from hea_ui.common import palette
from hea_ui.models import figures, generator_figures, scoreboard, summary, tables
from hea_ui.models.dot_plot import MARKS, Series
from tests.ui.model_card import metrics


@pytest.fixture
def measured():
    return metrics()


def axis_titles(figure) -> list[str]:
    return [axis.title.text for axis in (*figure.select_xaxes(), *figure.select_yaxes()) if axis.title.text]


def test_every_axis_of_values_is_named(measured):
    runs, names = measured["by_system"]["runs"], {"model": "this model"} | scoreboard.PEER_NAMES
    spread = [{"mean": 0.9, "sd": 0.1}] * 2
    found = {
        "roc": figures.roc(measured["paper"]["runs"]),
        "system": figures.by_system(runs, names),
        "reliability": figures.reliability(measured["by_system"]["reliability"]),
        "domain": figures.errors_by_domain(measured["trust"]["domain"]["systems_held_out"][:0]),
        "left out": figures.left_out(measured["leave_one_element_out"]),
        "efficiency": figures.data_efficiency(measured["data_efficiency"]["random"]),
        "control": generator_figures.asked_got(
            [0.1, 0.9], dict.fromkeys(("corrected", "decoder alone", "paper"), spread), spread
        ),
    }
    assert {name: len(axis_titles(figure)) for name, figure in found.items()} == {
        "roc": 2,
        "system": 2,
        "reliability": 2,
        "domain": 1,
        "left out": 2,
        "efficiency": 2,
        "control": 3,
    }


def test_marks_are_told_apart_without_colour():
    assert len({mark["symbol"] for mark in MARKS.values()}) == len(MARKS)
    assert not {palette.SINGLE_PHASE, palette.MULTI_PHASE} & {mark["color"] for mark in MARKS.values()}


def test_dots_stand_in_the_order_given_and_name_each_series_once():
    rows = ["first", "second"]
    points = [
        Series("this model", {"first": (0.9, 0.1), "second": (0.8, 0.0)}),
        Series("paper", {"second": (0.7, 0.0)}),
    ]
    figure = figures.split_scores(rows, points, points)
    assert list(figure.layout.yaxis.categoryarray) == ["second", "first"]
    assert [trace.name for trace in figure.data if trace.showlegend] == ["this model", "paper"]
    assert list(figure.data[0].error_x.array) == [0.1, 0.0]
    assert figure.data[1].error_x.array is None


def test_bars_of_left_out_elements_start_at_guessing(measured):
    bar = figures.left_out(measured["leave_one_element_out"]).data[0]
    assert bar.base == 0.5
    assert [0.5 + height for height in bar.y] == pytest.approx([0.8, 0.8])
    assert list(bar.error_y.array) == pytest.approx([0.05, 0.05])


def test_a_hundred_alloys_sum_to_a_hundred_and_are_drawn_one_by_one(measured):
    found = summary.of_hundred(measured["trust"])
    assert (found.right, found.wrong, found.undecided) == (62, 8, 30)
    drawn = summary.picture(found)
    counts = [drawn.count(f'class="la-dot-{kind}"') for kind in ("right", "wrong", "open")]
    assert counts == [62 + 1, 8 + 1, 30 + 1], "and one of each in the legend"
    for decided, right in ((1 / 3, 1 / 3), (0.738, 0.8669), (1.0, 1.0), (0.005, 0.5)):
        one = {"coverage": {"four_or_more": {"decided": decided, "right_where_decided": right}}}
        made = summary.of_hundred(one)
        assert made.right + made.wrong + made.undecided == 100
        assert abs(made.right - 100 * decided * right) < 1


def test_the_sentences_say_the_cards_figures_and_how_a_forest_does(measured):
    said = summary.sentences(measured)
    assert len(said) == 4
    assert "<b>62 right</b> and 8 wrong" in said[0]
    assert "right 81 times in 100; always saying the commoner class is right 68 times" in said[1]
    assert "a random forest on the same descriptors does less well, 79" in said[1]
    assert "30 (33 %)" in said[3]
    measured["by_system"]["mean"]["random_forest"]["n4"]["accuracy"]["mean"] = 0.815
    assert "does as well, 8" in summary.sentences(measured)[1]


def test_errors_by_domain_leave_out_where_nothing_was_measured():
    rows = [
        {"domain": "in", "four_or_more": {"n": 100, "error": 0.2}},
        {"domain": "out", "four_or_more": {"n": 0, "error": None}},
    ]
    (bar,) = figures.errors_by_domain(rows).data
    assert list(bar.x) == [0.2]
    assert "inside" in bar.y[0]


@pytest.mark.parametrize("share", [0.0, 0.3, 1.0])
def test_an_interval_of_a_share_holds_it_and_narrows_with_n(share):
    low, high = figures.wilson(share, 10)
    assert 0 <= low <= share <= high <= 1
    narrower = figures.wilson(share, 1000)
    assert narrower[1] - narrower[0] < high - low


def test_scoreboard_names_the_best_peer_of_each_measure_and_the_paper(measured):
    rows = {row[0]: row[1:] for row in reversed(scoreboard.scoreboard(measured))}
    assert rows["AUC"] == ("0.900 ± 0.010", "0.890 ± 0.025", "0.951 ± 0.010 random forest", "138, test")
    assert rows["test ELBO, φ observed (nats an alloy)"][1] == "−414†"
    assert rows["asked against got within 0.1, worst level (0.9)"][:3] == ("0.950 ± 0.010", "0.06†", "–")
    assert rows["element set kept, all"][2] == "0.15 published form"
    assert rows["AUC, n ≥ 4"][3] == "78 to 79, test"


def test_a_single_seed_is_no_range_and_no_plural(measured):
    paper = measured["paper"] | {"seeds": 1, "runs": measured["paper"]["runs"][:1]}
    said = [cell for row in scoreboard.scoreboard(measured | {"paper": paper}) for cell in row]
    assert any("1 seed," in cell for cell in said)
    assert not [cell for cell in said if "1 seeds" in cell or "78 to 78" in cell]


def test_scoreboard_puts_systems_before_the_generator(measured):
    rows = scoreboard.scoreboard(measured)
    headings = [row[0] for row in rows if len(row) == 1]
    assert [heading.split(",")[0].split(":")[0] for heading in headings] == [
        "Random split",
        "Chemical systems not seen",
        "Generator",
    ]
    assert any(
        row[0] == "AUC, n ≥ 4" and row[3] == "0.835 ± 0.010 forest + extra trees" for row in rows if len(row) > 1
    )


def test_scoreboard_holds_what_was_measured_alone(measured):
    del measured["paper"]
    assert len(scoreboard.scoreboard(measured)) == 7
    assert scoreboard.scoreboard({}) == []


def test_a_share_is_never_rounded_to_all():
    assert [scoreboard.percent(share) for share in (0.997, 1.0, 0.5, None)] == [
        "99.7\u00a0%",
        "100\u00a0%",
        "50\u00a0%",
        "–",
    ]


def test_tables_escape_what_a_card_says(measured):
    measured["nudge"]["split"] = "<script>"
    assert "<script>" not in tables.nudging(measured["nudge"])


def test_an_empty_domain_has_no_error_rate(measured):
    assert "none" in tables.domains(measured["trust"])


def test_a_verdict_that_no_alloy_got_has_no_share_and_words_stand_to_the_left(measured):
    drawn = tables.verdicts(
        {
            "verdicts": [
                {"elements": "three", "domain": "in", "verdict": "undecided", "n": count, "single": 0.0}
                for count in (0, 2)
            ]
        }
    )
    assert '<td class="la-num">0</td><td class="la-num">–</td>' in drawn
    assert '<td class="la-num">2</td><td class="la-num">0\u00a0%</td>' in drawn
    assert '<th scope="col">verdict</th><th scope="col" class="la-num">n</th>' in drawn


def test_facts_of_a_card_without_entries_are_dashes():
    assert "–" in scoreboard.card_facts({})


def test_more_hardness_beside_the_single_phase_is_told_with_what_could_be_had():
    told = tables.harder_too(metrics()["nudge"]["harder_too"])
    assert "20\u00a0% more hardness, from 76 starts" in told
    assert "30\u00a0% of these requests are had" in told
    assert "reaches 87\u00a0% of those and 4\u00a0% of the others, moving 55 at.%" in told
