"""Conditions of a screening, read from text."""

import pytest

from hea_core.errors import RequestError
from hea_core.screening.conditions import parse_where


@pytest.mark.parametrize("text", ["structure>=BCC", "structure<mixed", "structure≥FCC"])
def test_structures_have_no_order(text):
    with pytest.raises(RequestError, match="have no order"):
        parse_where(text, ("Al", "Fe"))
    assert parse_where("structure=BCC and structure!=HCP and domain<=edge", ("Al", "Fe"))


@pytest.mark.parametrize(
    ("name", "instead"),
    [
        ("hardnes", "perhaps hardness"),
        ("Probabilty", "perhaps probability"),
        ("melting_temp", "perhaps melting_temperature"),
        ("VECs", "perhaps vec"),
        ("Cu", "of elements take one that is screened, Al, Fe"),
        ("colour", "such as probability, hardness, density, price or VEC, or an element for its at.%"),
    ],
)
def test_a_name_that_is_no_column_is_told_what_to_take_instead(name, instead):
    with pytest.raises(RequestError, match=instead) as refused:
        parse_where(f"{name}>1", ("Al", "Fe"))
    assert len(str(refused.value)) < 250
