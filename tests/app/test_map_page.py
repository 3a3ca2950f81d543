from __future__ import annotations

import runpy
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
import streamlit as st

from hea_core.composition import Composition
from hea_core.errors import ConstraintError
from hea_core.predictor import Predictor
from hea_ui.common.wording import number
from hea_ui.map import start
from hea_ui.server import measured_data, resources, warm_up
from tests import ROOT
from tests.app.pages import formula, opened, shown


def test_the_page_opens_with_an_alloy_that_was_re_examined():
    app = opened("app.py")
    assert not app.exception
    assert not app.error
    assert "Decoder alone" in shown(app)
    assert "Nearest measured alloys" in shown(app)
    assert formula(app)


def test_a_server_has_made_the_alloys_of_a_bare_address_before_anybody_opens_it(monkeypatch):
    assert isinstance(runpy.run_path(str(ROOT / "app.py"))["app"], st.App)  # outside a session
    start.prepare()
    monkeypatch.setattr(Predictor, "generate", None)
    app = opened("app.py")
    assert not app.exception
    assert formula(app)


def test_the_alloy_at_the_point_has_the_whole_trust_panel():
    html = shown(opened("app.py"))
    for part in (
        "data-verdict=",
        "<dt>Designed for</dt>",
        "<dt>Decoder alone</dt>",
        "<dt>Second opinion</dt>",
        "<dt>Domain</dt>",
        "<dt>Rules</dt>",
        "<dt>Processing</dt>",
    ):
        assert part in html
    assert html.split("id=evidence")[1].split("</table>")[0].count('<th scope="row">') == 5


def test_typing_a_coordinate_makes_another_alloy():
    app = opened("app.py")
    before = formula(app)
    app.number_input(key="z1").set_value(-2.5).run()
    assert not app.exception
    assert formula(app) != before


def test_the_probability_asked_for_is_shown_beside_the_answer():
    app = opened("app.py")
    app.slider(key="p").set_value(0.15).run()
    assert ">0.15<" in shown(app)


def test_count_gives_that_many_distinct_candidates():
    app = opened("app.py", count="7")
    assert shown(app).count('<tr><td class="la-num">') == 7


def test_a_link_restores_the_whole_view():
    app = opened("app.py", z1="1.25", z2="-0.5", p="0.8", colour="mixing enthalpy", families="true")
    assert not app.warning
    assert app.number_input(key="z1").value == 1.25
    assert app.slider(key="p").value == 0.8
    assert app.selectbox(key="colour").value == "mixing enthalpy"
    assert app.toggle(key="families").value is True


def test_a_bad_link_falls_back_with_a_notice_that_goes_when_the_view_changes():
    app = opened("app.py", z1="abc", p="7")
    assert [("z1 = 'abc'" in box.value, "p = '7'" in box.value) for box in app.warning] == [
        (True, False),
        (False, True),
    ]
    assert app.number_input(key="z1").value == 0.8
    app.number_input(key="z2").set_value(0.25).run()
    assert not app.exception
    assert not app.warning


def test_an_error_of_the_core_is_one_sentence_and_no_traceback(monkeypatch):
    def refuse(*_args: object) -> None:
        raise ConstraintError("Fe cannot be 120 at.%: give at most 100.")

    monkeypatch.setattr(resources, "candidates", refuse)
    app = opened("app.py")
    assert not app.exception
    assert [box.value for box in app.error] == ["Fe cannot be 120 at.%: give at most 100."]


def measured(kind):
    """A measured alloy whose dot lies on the map: "outlier" farthest out, "multiple" with a verdict of several phases."""
    atlas = resources.atlas()
    row = abs(atlas.z).max(axis=1).argmax() if kind == "outlier" else atlas.verdict.index(kind)
    return atlas.formula[row], atlas.z[row]


@pytest.mark.parametrize("kind", ["outlier", "multiple", "undecided"])
def test_a_measured_alloy_on_the_map_is_itself_with_its_record_and_designs_come_second(kind):
    alloy, z = measured(kind)
    app = opened("app.py", alloy=alloy)
    assert not app.exception
    assert not app.error
    html = shown(app)
    said = resources.predictor().predict([alloy])[0]
    card = html.split("la-card la-trust")[1].split("</section>")[0]
    assert f'data-formula="{said.formula}" data-verdict="{said.verdict}"' in card
    assert f"({number(float(z[0]))}, {number(float(z[1]))})" in html.split("Its own place")[1], "folded under numbers"
    record = html.split("id=record")[1].split("</table>")[0]
    assert record.count("<tr>") == 1 + len(statements(alloy))
    assert 'href="https://doi.org/' in record
    assert "Designed at the marked place" in [box.value for box in app.header]
    assert html.split("id=candidates")[1].count('<tr><td class="la-num">') == 4


def statements(alloy):
    alloys = measured_data.alloys()
    return alloys.observations[alloys.formulas.index(alloy)]


def test_my_own_alloy_is_shown_in_its_own_place_and_let_go_again():
    app = opened("app.py", alloy="Al9Co29Cr20Fe15Ni27")
    assert not app.exception
    assert formula(app) == "Al9Co29Cr20Fe15Ni27"
    assert "id=record" not in shown(app)
    assert "z1" not in [box.key for box in app.number_input]
    app.button(key="let_go").click().run()
    assert not app.exception
    assert "alloy" not in app.query_params
    assert "z1" in [box.key for box in app.number_input]


@pytest.mark.parametrize(
    ("written", "formula_read", "said"),
    [
        ("Ti-6Al-4V", "Al10.2Ti86.2V3.6", "Read as weight percent"),
        ("TiZrHfNbTa", "HfNbTaTiZr", "Written as TiZrHfNbTa."),
    ],
)
def test_the_map_says_how_my_alloy_was_read(written, formula_read, said):
    app = opened("app.py", alloy=written)
    assert formula(app) == formula_read
    assert said in shown(app)


def test_an_alloy_without_a_place_is_said_to_have_none_and_still_has_its_card():
    app = opened("app.py", alloy="U50Nb50")
    assert not app.exception
    html = shown(app)
    assert "has no place on the map" in html
    assert "It holds U" in html
    assert "not of this alloy" in html
    assert "Check?formula=" in html
    assert "id=candidates" in html


def test_an_alloy_that_cannot_be_read_is_a_sentence_beside_the_map():
    app = opened("app.py", alloy="FeXx")
    assert not app.exception
    assert ["'Xx'" in box.value for box in app.error] == [True]
    assert "id=candidates" in shown(app)


def counts(app):
    """How many elements each candidate has."""
    rows = shown(app).split("id=candidates")[1].split("</table>")[0].split('<tr><td class="la-num">')[1:]
    names = [row.split('data-formula="')[1].split('"')[0] for row in rows]
    return [len(Composition.parse(name).elements) for name in names]


@pytest.mark.parametrize(("z1", "z2"), [("7.5", "7.5"), ("-2", "4"), ("12", "0"), ("0.8", "-0.5")])
def test_designs_have_four_to_six_elements_anywhere_until_one_button_lifts_that(z1, z2):
    app = opened("app.py", z1=z1, z2=z2)
    assert not app.exception
    assert "Held to: 4 to 6 elements" in shown(app)
    assert all(4 <= count <= 6 for count in counts(app))
    app.button(key="lift").click().run()
    assert not app.exception
    assert app.slider(key="orders").value == (1, 10)
    assert "No limits" in shown(app)
    app.button(key="usual").click().run()
    assert all(4 <= count <= 6 for count in counts(app))


def test_the_limits_of_a_link_hold_exactly():
    app = opened("app.py", ban="Co", lock="Fe=20", range="Ni=10-30", price="40")
    assert not app.error
    rows = shown(app).split("id=candidates")[1].split("</table>")[0].split('<tr><td class="la-num">')[1:]
    for row in rows:
        held = Composition.parse(row.split('data-formula="')[1].split('"')[0]).as_dict()
        assert "Co" not in held
        assert held["Fe"] == 20
        assert 10 <= held["Ni"] <= 30


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ({"lock": "Fe=98"}, "min-elements 4 cannot hold"),
        ({"lock": "Au=5", "price": "1"}, "max-price 1 cannot hold"),
        ({"lock": "Fe"}, "lock"),
        ({"ban": "Qq"}, "'Qq'"),
    ],
)
def test_limits_that_cannot_hold_are_a_sentence_beside_the_map(query, words):
    app = opened("app.py", **query)
    assert not app.exception
    assert [words in box.value for box in app.error] == [True]
    assert "id=candidates" not in shown(app)
    app.button(key="lift").click().run()
    assert not app.error
    assert "id=candidates" in shown(app)


def test_far_out_is_warned_of():
    app = opened("app.py", z1="7.5", z2="7.5")
    assert not app.error
    assert "Low-density region" in shown(app)


def test_while_the_model_is_loaded_the_frame_stands_and_the_alloy_follows(monkeypatch):
    states = iter([True])
    seen = []
    monkeypatch.setattr(warm_up, "loading", lambda: next(states, False))
    monkeypatch.setattr(resources, "known_layers", lambda *choices: seen.append(choices))
    app = opened("app.py", colour="mixing enthalpy", families="true", z1="abc")
    assert set(seen) == {("mixing_enthalpy", True)}  # the page, and where no test before has drawn it the map as well
    assert not app.exception
    assert formula(app)
    assert "being loaded" not in shown(app)
    assert len(app.warning) == 1, "a bad link is still said after the model has come"


def test_sessions_that_come_during_the_warm_up_share_one_model():
    def come(_: int) -> int:
        warm_up.start()
        warm_up.wait()
        return id(resources.predictor())

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(come, range(8)))) == 1
    assert not warm_up.loading()
    assert [thread.name for thread in threading.enumerate()].count("warm-up") <= 1


def test_a_palette_holds_in_every_design():
    app = opened("app.py", only="Al Co Cr Fe Ni", z1="-0.7", z2="-2")
    assert not app.error
    rows = shown(app).split("id=candidates")[1].split("</table>")[0].split('<tr><td class="la-num">')[1:]
    for row in rows:
        assert set(Composition.parse(row.split('data-formula="')[1].split('"')[0]).elements) <= {
            "Al",
            "Co",
            "Cr",
            "Fe",
            "Ni",
        }
