import pytest

from hea_core.verdict import Verdict
from hea_ui import verdict


@pytest.mark.parametrize(
    ("answer", "word"), [("single", "single-phase"), ("multiple", "multi-phase"), ("undecided", "undecided")]
)
def test_a_badge_says_the_word_and_carries_alloy_and_verdict(answer, word):
    drawn = verdict.badge("Al10Co90", answer)
    assert f">{word}<" in drawn
    assert 'data-formula="Al10Co90"' in drawn
    assert f'data-verdict="{answer}"' in drawn


def test_every_verdict_has_a_word():
    assert set(verdict.WORDS) == set(Verdict)


def test_a_badge_refuses_what_is_no_verdict_and_escapes_the_formula():
    with pytest.raises(ValueError, match="single-phase"):
        verdict.badge("Fe", "single-phase")
    assert "<b>" not in verdict.badge('<b>"', "single")
