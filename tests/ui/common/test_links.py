from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import parse_qs

import pytest

from hea_ui.check import inputs as check_inputs
from hea_ui.common import brush, links
from hea_ui.data import inputs as data_inputs
from hea_ui.lab import inputs as lab_inputs
from hea_ui.map import state
from hea_ui.nudge import state as nudge_state
from hea_ui.screen import state as screen_state
from hea_ui.shell import packing

LINKS = (state.LINK, nudge_state.LINK, check_inputs.LINK, screen_state.LINK, data_inputs.LINK)
EVERY = [(link, one) for link in LINKS for one in link.parameters]
NUMBERS = [
    (link, one) for link, one in EVERY if isinstance(one.default, int | float) and not isinstance(one.default, bool)
]


def test_what_a_page_keeps_for_itself_has_no_name_of_another_page_s_link():
    links_of = {
        "map": state,
        "nudge": nudge_state,
        "check": check_inputs,
        "screen": screen_state,
        "data": data_inputs,
        "lab": lab_inputs,
    }
    names = {page: {one.name for one in module.LINK.parameters} for page, module in links_of.items()}
    kept = re.compile(r'session_state(?:\[|\.get\(|\.pop\()"(\w+)"')
    for page, own in names.items():
        others = set.union(*(other for name, other in names.items() if name != page)) - own
        found = {key for file in Path("hea_ui", page).glob("*.py") for key in kept.findall(file.read_text())}
        assert not found & others, f"{page}: another page's link writes {found & others}"


def named(link, name):
    return next(one for one in link.parameters if one.name == name)


@pytest.mark.parametrize(("link", "one"), EVERY, ids=lambda part: getattr(part, "page", "") or part.name)
def test_every_default_comes_back_from_its_own_link(link, one):
    if one.default is not None:
        assert one.value(one.texts(one.default)) == (one.default, "")
    assert one.value([]) == (one.default, "")


@pytest.mark.parametrize("text", ["inf", "-inf", "nan", "1e400", "1e300", "9" * 400, "abc", "", "0x10", "-1e9", "١٢"])
@pytest.mark.parametrize(("link", "one"), NUMBERS, ids=lambda part: getattr(part, "page", "") or part.name)
def test_no_number_of_a_link_can_break_a_page(link, one, text):
    value, problem = one.value([text])
    assert value == one.default
    assert f"The link gave {one.name} = " in problem
    assert len(problem) < 900


@pytest.mark.parametrize(
    ("link", "name", "text"),
    [
        (state.LINK, "z1", "50.01"),
        (state.LINK, "p", "-0.1"),
        (state.LINK, "count", "2.5"),
        (state.LINK, "colour", "flavour"),
        (state.LINK, "field", "yes"),
        (nudge_state.LINK, "budget", "0"),
        (nudge_state.LINK, "method", "magic"),
        (nudge_state.LINK, "at_step", "-1"),
        (screen_state.LINK, "pareto", "tallest"),
        (screen_state.LINK, "brush", "1,2;nan,3"),
        (screen_state.LINK, "brush", "1,2"),
        (screen_state.LINK, "orders", "4"),
        (check_inputs.LINK, "corners", "Xx"),
        (check_inputs.LINK, "many", "z.nonsense"),
        (check_inputs.LINK, "many", "held.0123456789abcdef"),
        (data_inputs.LINK, "observed", "maybe"),
    ],
)
def test_a_value_that_is_none_is_named_with_what_is_used_instead(link, name, text):
    one = named(link, name)
    value, problem = one.value([text])
    assert value == one.default
    assert f"{name} = {text!r}" in problem
    assert "is used instead." in problem


def test_a_view_is_a_link_without_what_is_at_its_default():
    link = state.LINK.address(z1=-1.25, z2=state.DEFAULT.z2, colour="mixing enthalpy", families=True)
    assert parse_qs(link) == {"z1": ["-1.25"], "colour": ["mixing enthalpy"], "families": ["true"]}


def test_two_numbers_stand_in_order():
    orders = named(screen_state.LINK, "orders")
    assert orders.value(["2", "5"]) == ((2, 5), "")
    assert orders.value(["5", "2"])[0] == (4, 6)


def test_formulas_travel_joined_and_each_once():
    ticks = links.formulas("ticks", 3)
    assert ticks.value(["A~B~A~"])[0] == ["A", "B"]
    assert ticks.value(["A~B~C~D"])[0] == []
    assert ticks.value(["A" * 201])[0] == []


@pytest.mark.parametrize(
    "text", ["", "CoCrFeMnNi\nTi-6Al-4V", "\n".join(f"Co{k}Cr{k + 1}FeNi" for k in range(400)), "z.", "Fé ₂"]
)
def test_a_long_text_comes_back_from_a_link_of_bounded_length(text):
    many = packing.long_text("many")
    (written,) = many.texts(text)
    assert len(written) <= packing.LONGEST
    assert many.value([written]) == (text, "")


def test_what_no_link_can_hold_is_known_to_be_so():
    import random

    draw = random.Random(0)
    text = "\n".join(f"Co{draw.random():.6f}Cr{draw.random():.6f}Ni" for _ in range(2000))
    assert not packing.fits_a_link(text)
    assert packing.fits_a_link(text[:3000])
    # its digest alone, as after a reload
    assert "has to be given again" in packing.long_text("many").value(["held.0123456789abcdef"])[1]


def test_a_text_that_swells_is_refused():
    import base64
    import zlib

    bomb = packing._PACKED + base64.urlsafe_b64encode(zlib.compress(b"x" * 5_000_000)).decode()
    assert len(bomb) < packing.LONGEST * 2
    assert packing.long_text("many").value([bomb])[0] == ""


def test_a_brush_is_a_link_and_back():
    selection = {"box": [{"x": [1, 2], "y": [0.5, 0.25]}], "lasso": [{"x": [0, 1, 1.5], "y": [0, 1, 0]}]}
    outlines = brush.of_selection(selection)
    assert outlines == (((1, 0.5), (2, 0.25)), ((0, 0), (1, 1), (1.5, 0)))
    assert brush.read(brush.write(outlines)) == outlines
    assert brush.of_selection(None) == brush.of_selection({"box": [], "lasso": []}) == ()


def test_a_lasso_of_many_corners_is_thinned_to_what_a_link_takes():
    corners = tuple((float(k), float(k % 7)) for k in range(1000))
    assert 3 <= len(brush.thinned(corners)) <= brush.MOST_CORNERS
    assert len(brush.as_selections([corners[:2], corners[:3]])) == 2
