"""Whether the model was right."""

from __future__ import annotations

import pytest

from hea_core.lab import Outcome
from hea_core.results import Verdict
from hea_ui.lab.marks import SIGNS, Mark, mark, tally


@pytest.mark.parametrize(
    ("verdict", "outcome", "found"),
    [
        (Verdict.SINGLE, Outcome.SINGLE, Mark.RIGHT),
        (Verdict.SINGLE, Outcome.MULTIPLE, Mark.WRONG),
        (Verdict.MULTIPLE, Outcome.MULTIPLE, Mark.RIGHT),
        (Verdict.MULTIPLE, Outcome.SINGLE, Mark.WRONG),
        (Verdict.UNDECIDED, Outcome.SINGLE, Mark.UNDECIDED),
        (Verdict.SINGLE, Outcome.UNCLEAR, None),
        (None, Outcome.SINGLE, None),
        (Verdict.SINGLE, None, None),
    ],
)
def test_a_verdict_against_a_result(verdict, outcome, found):
    assert mark(verdict, outcome) == found


def test_the_tally_counts_clear_results_only():
    assert tally([Mark.RIGHT, Mark.WRONG, Mark.UNDECIDED, None]) == "1 of 3 right, 1 wrong, 1 undecided"
    assert tally([Mark.RIGHT, Mark.RIGHT]) == "2 of 2 right"
    assert tally([None]) == tally([]) == ""


def test_every_mark_has_a_sign_of_its_own():
    assert len(set(SIGNS.values())) == len(Mark)
