"""The domain's reasons, the evidence of neighbours, facts that can be cited, and what the routes decide."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pytest

from hea_core.composition import Composition
from hea_core.composition.elements import elements
from hea_core.datasets.facts import density_g_cm3, facts_of
from hea_core.datasets.observations import curated_alloys
from hea_core.datasets.processing_routes import count_flips, processing_flips
from hea_core.datasets.statements import measured_alloys
from hea_core.results import Refusal
from hea_core.trust.density import MapDensity
from hea_core.trust.domain import DILUTE, DOMAINS, FAR, NEAR, SCARCE, SUPPORT, DomainRule
from hea_core.trust.measured import MeasuredAlloys

SYMBOLS = elements().symbols


@pytest.fixture(scope="module")
def evidence():
    return MeasuredAlloys(curated_alloys(), SYMBOLS)


class Said(NamedTuple):
    domain: str
    reasons: tuple[str, ...]


def domain_of(evidence, formula, nearest=None, isolation=np.nan, density_percentile=np.nan):
    composition = Composition.parse(formula)
    fractions = elements().fractions([composition])
    nearest = evidence.distances(fractions).min() if nearest is None else nearest
    (code,) = evidence.domain.codes(fractions, *(np.array([one]) for one in (nearest, isolation, density_percentile)))
    return Said(DOMAINS[code], evidence.domain.reasons(composition, nearest, isolation, density_percentile))


@pytest.mark.parametrize(
    ("formula", "dilute"),
    [
        ("Ti-6Al-4V", True),
        ("Fe98Mn1Si1", True),
        ("Al80Cu10Mg10", True),
        ("Ti90Al10", False),
        ("W", False),
        ("Fe70Cr20Ni10", False),
        ("Fe-18Cr-8Ni", True),
        ("Cr78Fe12Ni10", True),
        ("Cr78Fe22", False),
    ],
)
def test_a_dilute_alloy_of_three_or_more_elements_is_at_the_edge_and_said_to_be_hardly_measured(
    evidence, formula, dilute
):
    measured = sum(
        max(amount for _, amount in one.amounts) >= DILUTE and len(one.elements) >= 3
        for one in curated_alloys().compositions
    )
    said = f"only {measured} of the measured alloys of three or more elements have {DILUTE:g} at.% of one"
    found = domain_of(evidence, formula, nearest=0.0)
    assert any(said in reason for reason in found.reasons) is dilute
    assert found.domain == ("edge" if dilute else "in")


def test_dilute_is_where_fewer_alloys_than_support_were_measured():
    alloys = measured_alloys()
    fractions = alloys.fractions(SYMBOLS)
    several = fractions[(fractions > 0).sum(axis=1) >= 3].max(axis=1)
    assert (several >= DILUTE / 100.0).sum() < SUPPORT <= (several >= DILUTE / 100.0 - 0.01).sum()


def test_elements_that_were_never_measured_together_are_named():
    learnt = np.array([[0.5, 0.5, 0.0], [0.0, 0.5, 0.5]])
    rule = DomainRule.of(learnt, ("Al", "Co", "Cr"))
    assert "No measured alloy holds Al and Cr together." in rule.reasons(Composition.parse("AlCoCr"), 0.0)
    assert not any("together" in reason for reason in rule.reasons(Composition.parse("AlCo"), 0.0))


def test_cantor_is_in_the_domain(evidence):
    found = domain_of(evidence, "CoCrFeMnNi")
    assert found.domain == "in"
    assert found.reasons == ("The nearest measured alloy is 0.0 at.% away.",)


@pytest.mark.parametrize(("formula", "symbol"), [("IrOsPtRh", "Os"), ("CoCrFeNiSc", "Sc"), ("CoCrFeNiPt0.1", "Pt")])
def test_hardly_measured_elements_are_out(evidence, formula, symbol):
    found = domain_of(evidence, formula)
    assert found.domain == "out"
    assert any(symbol in reason for reason in found.reasons)
    assert evidence.domain.support[symbol] < SCARCE


def test_little_measured_elements_are_at_the_edge(evidence):
    symbol = next(s for s in ("Sn", "W", "Si", "Zn") if SCARCE <= evidence.domain.support[s] < SUPPORT)
    found = domain_of(evidence, f"CoCrFeNi{symbol}0.1")
    assert found.domain == "edge"
    assert str(evidence.domain.support[symbol]) in found.reasons[1]


def test_distance_alone_decides_for_binaries(evidence):
    assert domain_of(evidence, "CoNi").domain in ("in", "edge")
    assert domain_of(evidence, "CoNi", nearest=NEAR + 1.0).domain == "edge"
    assert domain_of(evidence, "CoCrFeNi", nearest=FAR + 1.0).domain == "out"


def test_isolation_and_thin_places_are_at_the_edge(evidence):
    assert domain_of(evidence, "CoCrFeMnNi", isolation=99.5).domain == "edge"
    assert domain_of(evidence, "CoCrFeMnNi", density_percentile=0.5).domain == "edge"


def test_an_alloy_exactly_at_the_limit_is_within_it(evidence):
    # A quarter of each of these moves: 25 at.%, however 0.1 and 0.2 add up in binary.
    at_limit = evidence.distances(elements().fractions([Composition.parse("Co10Cr20Fe20Mn10Ni15Os25")]))
    row = curated_alloys().formulas.index("CoCrFeMnNi")
    assert at_limit[0, row] == NEAR


def test_density_of_known_alloys():
    # Handbook: Ti-6Al-4V 4.43 g/cm³, CoCrFeMnNi about 8.0 g/cm³, MoNbTaW 13.8 g/cm³ (Senkov et al. 2010: 13.75).
    formulas = ["Ti-6Al-4V", "CoCrFeMnNi", "MoNbTaW", "W"]
    found = density_g_cm3(elements().fractions([Composition.parse(f) for f in formulas]))
    np.testing.assert_allclose(found, [4.43, 8.0, 13.75, 19.3], rtol=0.015)


def test_facts_have_source_and_date():
    found = facts_of(Composition.parse("CoCrFeMnNi"))
    hazard = [s for s in found.statements if s.kind == "hazard"]
    assert [s.symbols for s in hazard] == [("Co",)]
    assert all(s.source and len(s.date) == 10 for s in found.statements)
    us = next(s for s in found.statements if "US" in s.statement)
    assert us.symbols == ("Co", "Cr", "Mn", "Ni")
    assert us.not_examined == ()
    assert sum(found.weight_percent.values()) == pytest.approx(100.0)
    assert found.price_usd_per_kg is not None
    assert found.price_usd_per_kg > 0


def test_nothing_is_said_of_elements_nobody_looked_up():
    found = facts_of(Composition.parse("AlCoYb"))
    us = next(s for s in found.statements if "US" in s.statement)
    assert "Yb" in us.not_examined


def test_lists_have_the_published_lengths():
    import pandas as pd

    from hea_core.datasets.observations import DATA, VOCABULARY

    table = pd.read_csv(DATA / "element_facts.csv")
    us = set(table.loc[table["statement"].str.contains("US list"), "symbols"].iloc[0].split())
    assert us == set(VOCABULARY) - {"Fe", "Mo", "Au", "Os"}
    eu = set(" ".join(table.loc[table["statement"].str.contains("EU"), "symbols"]).split())
    assert set(VOCABULARY) - eu == {"Fe", "Cr", "Mo", "Zr", "Re", "Ag", "Zn", "Sn", "Au"}


def test_flips_are_counted_over_routes():
    a, b = Composition.parse("CoCrFeNi"), Composition.parse("AlCoCrFeNi")
    seen = [(a, "FCC", "cast"), (a, "FCC", "anneal"), (b, "BCC", "cast"), (b, "BCC+FCC", "anneal"), (b, "BCC", "cast")]
    assert count_flips([*seen, (a, "BCC+FCC", ""), (a, "", "powder")]).share == 0.5
    shipped = processing_flips()
    assert shipped.compositions > 25
    assert 0.1 < shipped.share < 0.5


def test_predictions_carry_the_panel(predictor):
    found, refused = predictor.predict(["Al0.5CoCrFeNi", "Xx"])
    assert found.verdict in ("single", "multiple", "undecided")
    assert 0 <= found.low <= found.probability <= found.high <= 1
    assert found.density_percentile is not None
    assert found.rules_rate is not None
    assert found.rules_measured > 0
    assert found.rules_for_single <= found.rules_asked
    assert found.flips == processing_flips()
    assert "Xx" in refused.error
    outside = predictor.predict(["AlCoYb"])[0]
    assert outside.density_percentile is None
    assert (outside.rules_rate, outside.rules_measured) == (None, 0)


def test_many_alloys_at_once_are_answered_as_one_by_one(predictor):
    formulas = [*curated_alloys().formulas[::25], "AlCoYb", "Xx", "Ti-6Al-4V", "IrOsPtRh"]
    together, nearest_only = predictor.predict(formulas), predictor.predict(formulas, neighbours=1)
    for formula, found, short in zip(formulas, together, nearest_only, strict=True):
        (alone,) = predictor.predict([formula])
        assert type(found) is type(alone)
        if isinstance(alone, Refusal):
            assert found == alone == short
            continue
        assert found.neighbours == alone.neighbours
        assert short.neighbours == alone.neighbours[:1]
        for name in ("formula", "domain", "reasons", "rules_for_single", "rules_rate"):
            assert getattr(found, name) == getattr(alone, name) == getattr(short, name)
        assert found.probability == pytest.approx(alone.probability, abs=1e-5)
        assert (found.low, found.high) == pytest.approx((alone.low, alone.high), abs=1e-4)
        assert found.density_percentile == alone.density_percentile


def test_generated_alloys_and_steps_of_a_nudge_carry_the_same_panel(predictor):
    made = predictor.generate(0.5, 0.5, 0.8, count=2)
    steps = predictor.nudge("Al1.4Co0.9Cr1.4Cu0.5Fe0.9Ni1").steps
    for one in (*made, *steps):
        p = one.prediction
        assert (p.formula, p.probability, p.low, p.high) == (one.formula, one.probability, one.low, one.high)
        assert p.composition == one.composition
        assert len(p.neighbours) == 5
    (again,) = predictor.predict([made[0].formula])
    assert (again.domain, again.reasons, again.neighbours) == (made[0].domain, made[0].reasons, made[0].nearest)
    assert again.rules_rate == made[0].prediction.rules_rate


def test_report_has_everything(predictor):
    found = predictor.report("Al0.5CoCrFeNi")
    assert found.prediction.input == "Al0.5CoCrFeNi"
    assert found.receipt is not None
    assert 0 <= found.receipt.moved_at_percent <= 100
    assert found.facts.density_g_cm3 == pytest.approx(found.prediction.density_g_cm3)
    assert found.rules.votes == found.prediction.rules_for_single
    for name, value in found.prediction.descriptors.items():
        assert sum(found.contributions[name].values()) == pytest.approx(value, rel=1e-3, abs=1e-3), name
    assert predictor.report("AlCoYb").receipt is None


def test_series_answer_carries_measured_alloys(predictor):
    found = predictor.series("AlxCoCrFeNi, x=0:1:0.5")
    assert len(found.examinations) == 3
    assert {m.formula for m in found.measured} >= {"CoCrFeNi", "Al0.3CoCrFeNi"}
    (alone,) = predictor.predict(["Al0.5CoCrFeNi"])
    assert found.examinations[1].probability == pytest.approx(alone.probability, abs=1e-5)


def test_section_answer_is_examined(predictor):
    found = predictor.section(("Al", "Ti", "V"), "CoCrFeNi", 80.0, step=50)
    assert len(found.examinations) == len(found.section.compositions) == 6
    over = predictor.section(("Al", "Co", "Fe"), "CrNi", 50.0, step=50)
    point = next(m for m in over.measured if m.formula == "CoCrFeNi")
    assert point.shares == pytest.approx((0.0, 0.5, 0.5))
    assert 0.8 < point.single_phase < 1.0  # summaries of the literature count some papers that disagree
    assert point.doi.startswith("10.")


def test_map_density_is_scipys_kernel_density():
    from scipy.stats import gaussian_kde

    draw = np.random.default_rng(1)
    z = draw.normal(size=(300, 2)) @ np.array([[1.0, 0.4], [0.0, 0.7]])
    ours, theirs = MapDensity(z), gaussian_kde(z.T)
    grid = ours.grid()
    first, second = np.meshgrid(grid.z1, grid.z2)
    np.testing.assert_allclose(grid.value, theirs(np.stack([first.ravel(), second.ravel()])).reshape(first.shape), 1e-9)
    places = draw.normal(size=(100, 2))
    thinner = (theirs(z.T)[:, None] < theirs(places.T)).mean(axis=0)
    np.testing.assert_allclose(ours.percentile(places), 100.0 * thinner, atol=1e-9)
