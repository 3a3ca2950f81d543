"""Results and versions as HTML: marked for scripts, foreign text escaped."""

from __future__ import annotations

from hea_core.composition import Composition
from hea_core.lab import Alloy, Measurement, Result
from hea_core.results import Verdict
from hea_ui.lab import exports
from hea_ui.lab import markup as lab_markup
from hea_ui.server.book import Said, said_then

ALLOY = Alloy(Composition.parse("AlCoCrFeNi"))
FOUND = Result("multiple", ("FCC", "B2"), (Measurement("hardness", 512.0, "HV", 8.0),), route="<b>cast</b>")
SAID = Said(Verdict.SINGLE, 0.8, 0.6, 0.9)


def test_one_result_is_a_sentence():
    html = lab_markup.headline([(ALLOY, FOUND, SAID)], example=False)
    assert "The model said 0.80 for AlCoCrFeNi, you found FCC + B2." in html
    assert "0 of 1 right, 1 wrong" in html


def test_results_without_a_clear_one_claim_nothing():
    html = lab_markup.headline([(ALLOY, None, SAID), (ALLOY, Result("unclear"), SAID)], example=False)
    assert "right" not in html


def test_a_row_carries_formula_verdict_and_mark_and_escapes_what_was_typed():
    html = lab_markup.results_table([(4, ALLOY, FOUND, SAID, True)])
    assert 'data-formula="AlCoCrFeNi" data-verdict="single"' in html
    assert 'data-mark="wrong"' in html
    assert "hardness 512 ± 8 HV" in html
    assert "in the lab book already" in html
    assert "<b>cast" not in html


def test_a_card_says_of_a_line_what_a_phone_has_no_column_for_and_escapes_it():
    line = {
        "alloy": "AlCoCrFeNi", "status": "measured", "found": "multiple", "phases": "FCC + <b>", "hardness (HV)": 512.0,
        "when kept": 0.8, "model now": 0.75, "model was": "✕ wrong",
    }  # fmt: skip
    idea = line | dict.fromkeys(("found", "phases", "hardness (HV)", "when kept", "model now")) | {"model was": ""}
    told = lab_markup.cards([line, idea], 30)
    assert "measured<br>multi-phase, FCC + &lt;b&gt;, 512 HV<br><small>model 0.80, now 0.75, ✕ wrong</small>" in told
    assert "no result yet<br><small>model –, now –</small>" in told
    assert "The first 2 of 30 lines" in told
    assert "The first" not in lab_markup.cards([line], 1)


def test_an_alloy_that_the_model_does_not_cover_has_a_row():
    assert "not covered" in lab_markup.results_table([(1, ALLOY, FOUND, None, False)])


def test_versions_show_what_differs_and_escape():
    html = lab_markup.differences({"notes": "<i>x", "batch": "B1"}, {"notes": "y", "batch": "B1"})
    assert "&lt;i&gt;x" in html
    assert "B1" not in html
    assert "(deleted)" in lab_markup.differences({"notes": "x"}, None)


def test_a_kept_prediction_that_is_damaged_counts_as_none():
    kept = Alloy(ALLOY.composition, prediction={"probability": "high"})
    assert said_then(kept) is None
    assert said_then(ALLOY) is None


def test_the_weigh_out_sheet_is_in_grams_and_its_rounded_rows_add_up():
    sheet = exports.weigh_out([ALLOY, Alloy(Composition.parse("CoCrFeMnNi"))], 20.0)
    assert "total (g)" in lab_markup.weigh_out_table(sheet)
    head, first, _ = exports.sheet_csv(sheet).splitlines()
    assert head == "formula,Al (g),Co (g),Cr (g),Fe (g),Mn (g),Ni (g),total (g)"
    grams = [float(cell) for cell in first.split(",")[1:]]
    assert abs(sum(grams[:-1]) - grams[-1]) < 1e-3
    assert grams[-1] == 20.0
    assert exports.sheet_xlsx(sheet)[:2] == b"PK"
