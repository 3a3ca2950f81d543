"""Conditions of a screening, read from text."""

import pytest

from hea_core.errors import RequestError
from hea_core.screening.conditions import parse_where


@pytest.mark.parametrize("text", ["structure>=BCC", "structure<mixed", "structure≥FCC"])
def test_structures_have_no_order(text):
    with pytest.raises(RequestError, match="have no order"):
        parse_where(text, ("Al", "Fe"))
    assert parse_where("structure=BCC and structure!=HCP and domain<=edge", ("Al", "Fe"))
