"""What is asked for on the map beside the probability."""

from __future__ import annotations

from tests.app.pages import formula, opened, shown


def test_targets_are_off_until_wanted_and_then_have_a_receipt():
    app = opened("app.py", z1="-0.4", z2="-0.6")
    assert "hardness" not in [box.key for box in app.slider]
    assert '<p class="la-quiet" data-feasible' not in shown(app)
    app.toggle(key="hardness_wanted").set_value(True).run()
    app.selectbox(key="structure").set_value("BCC").run()
    assert not app.exception
    assert not app.error
    html = shown(app)
    assert 'data-feasible="' in html
    assert html.count("<dt>Hardness</dt>") == html.count("<dt>Structure</dt>") == 1
    assert "asked 500, decoder alone" in html
    assert "asked BCC" in html
    assert "off by" in html
    app.segmented_control(key="hardness_side").set_value("at least").run()
    assert app.query_params["hardness_side"] == "at least"
    assert "asked 500 or more" in shown(app)
    assert "500 HV or more" in shown(app)
    app.toggle(key="hardness_wanted").set_value(False).run()
    assert not {"hardness", "hardness_side"} & set(app.query_params)
    assert "asked 500" not in shown(app)


def test_a_link_asks_for_a_most_every_candidate_keeps_it_and_going_back_asks_for_it_no_more():
    app = opened("app.py", z1="-0.4", z2="-0.6", density="7.5", density_side="at most")
    assert not app.exception
    assert app.segmented_control(key="density_side").value == "at most"
    assert "7.5 g/cm³ or less" in shown(app)
    assert "asked 7.50 or less: as asked" in shown(app)
    app.query_params.clear()
    app.run()
    assert not app.exception
    assert app.toggle(key="density_wanted").value is False
    assert "density" not in [box.key for box in app.slider]


def test_what_is_computed_is_asked_for_beside_a_price_ceiling():
    app = opened("app.py", z1="-0.4", z2="-0.6", price="60", about_price="20", density="7.9")
    assert not app.exception
    assert (app.number_input(key="about_price").value, app.slider(key="density").value) == (20.0, 7.9)
    html = shown(app)
    assert "Asked: density" in html
    assert "Asked: price of about 2013" in html
    assert "at most 60 USD/kg" in html
    assert "Where the map names no alloy under the pointer" in html
    app.toggle(key="about_price_wanted").set_value(False).run()
    assert app.query_params["price"] == "60"
    assert "about_price" not in app.query_params
    assert "Asked: price" not in shown(app)


def test_what_cannot_be_had_at_a_place_is_said_in_words():
    app = opened("app.py", z1="0.4", z2="0.1", hardness="1000", structure="FCC")
    assert not app.exception
    assert 'data-feasible="false"' in shown(app)
    assert "Ask for the nearest" in shown(app)
    assert formula(app), "the design that comes nearest stands beside it"
