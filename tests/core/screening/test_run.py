from __future__ import annotations

import copy
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time

import numpy as np
import pandas as pd
import pytest
import torch

from hea_core.composition import Composition
from hea_core.composition.elements import elements
from hea_core.datasets.facts import element_prices
from hea_core.descriptors.function import DescriptorFunction
from hea_core.descriptors.registry import DESCRIPTORS, PAPER_DESCRIPTORS
from hea_core.design.constraints import Constraints
from hea_core.errors import RequestError
from hea_core.model import artifacts
from hea_core.model.compiled import CompiledEnsemble, GridAlloys, described, grid
from hea_core.model.ensemble import Ensemble
from hea_core.model.networks import Classifier, DescriptorModule
from hea_core.results import Domain
from hea_core.screening.block import columns_of
from hea_core.screening.block_store import read_settings
from hea_core.screening.classifier import CompiledClassifier, CompiledHead
from hea_core.screening.columns import COLUMNS, Stage, column
from hea_core.screening.conditions import parse_where
from hea_core.screening.device import DeviceClassifier
from hea_core.screening.formulas import formulas
from hea_core.screening.pareto import front
from hea_core.screening.pool_columns import PoolColumns
from hea_core.screening.run import Screen, estimate, run
from hea_core.screening.space import Space

POOL = ("Al", "Co", "Cr", "Fe", "Ni", "Ti")
SMALL = Space(POOL, step=5)
LARGE = Space((*POOL, "Mn", "V", "Cu"), step=2.5, orders=(5, 5))
"""Several blocks."""


def _wide(space, steps):
    out = np.zeros((len(steps), len(elements().symbols)))
    out[:, [elements().index[symbol] for symbol in space.pool]] = steps * space.step / 100.0
    return out


@pytest.fixture(scope="module")
def everything(predictor, tmp_path_factory):
    out = tmp_path_factory.mktemp("screen") / "all.parquet"
    done = run(Screen(SMALL), out)
    assert done.scored == done.kept == SMALL.count
    return pd.read_parquet(out)


# -- the fast path is the plain one --------------------------------------------------------------------------------------


CORNERS = [20 * np.eye(6), 10 * (np.eye(6) + np.eye(6, k=1))[:5], [[1, 1, 1, 1, 1, 15]]]
"""In steps of 5 at.%: where descriptors leave the bins they were fitted on."""


@pytest.fixture(scope="module")
def some():
    """Alloys of SMALL in whole steps, and as fractions of all elements."""
    rows = np.random.default_rng(0).permutation(SMALL.count)[:4000]
    steps = np.concatenate([SMALL.rows(0, SMALL.count)[rows], *CORNERS]).astype(np.int16)
    return steps, _wide(SMALL, steps)


def test_compiled_descriptors_are_the_models_own(some):
    steps, fractions = some
    names = tuple(descriptor.name for descriptor in DESCRIPTORS)
    wanted = DescriptorFunction(elements(), names)(fractions)
    np.testing.assert_allclose(described(steps, grid(elements().subset(POOL), 20)).T, wanted, rtol=1e-10, atol=1e-12)


def test_fast_classifiers_equal_the_plain_one(predictor, modules, some):
    """To 1e-6 of torch in float64, which torch in float32 itself misses by more."""
    steps, fractions = some
    table, names = elements().subset(POOL), predictor.engine.model.names
    with torch.inference_mode():
        wanted = modules.classifier(DescriptorModule(elements(), names).double()(torch.tensor(fractions))).T
    compiled, alloys = CompiledClassifier(predictor.engine.model), GridAlloys(steps, grid(table, 20))
    for fast in (compiled, DeviceClassifier(copy.deepcopy(modules), table, 20, "cpu")):
        found = fast.scores(alloys)
        assert np.abs(found.probability - torch.sigmoid(wanted).mean(0).numpy()).max() < 1e-6
        assert np.abs(found.spread - wanted.std(0).numpy()).max() < 1e-5


def test_compiled_ensembles_of_other_widths_and_descriptors():
    """Five inputs in another order and three members of six units: nothing of the shipped model's shape is taken for granted."""
    names = ("vec", "element_count", "mixing_enthalpy", "bulk_modulus", "sigma_window")
    table = elements().subset(POOL)
    steps = SMALL.rows(0, 500)
    classifier = Classifier(len(names), members=3, hidden=6, n_bins=9)
    values = torch.tensor(DescriptorFunction(table, names)(steps / 20.0))
    classifier.encoding.fit(values)
    with torch.inference_mode():
        wanted = copy.deepcopy(classifier).double()(values).T.numpy()
    plain = Ensemble.read({f"one.{name}": value.numpy() for name, value in classifier.state_dict().items()}, "one")
    compiled = CompiledEnsemble(plain, names)
    np.testing.assert_allclose(compiled(GridAlloys(steps, grid(table, 20)))[0], wanted, rtol=1e-5, atol=1e-5)
    assert all(part.flags.c_contiguous for part in compiled._network)  # by strides it takes five times as long


def test_compiled_heads_equal_the_plain_ones(predictor, modules, some):
    """Hardness to 2e-6 of itself and structure to 1e-6, of torch in float64."""
    steps, fractions = some
    model, alloys = predictor.engine.model, GridAlloys(steps, grid(elements().subset(POOL), 20))
    with torch.inference_mode():
        wanted = modules.heads(DescriptorModule(elements(), model.names).double()(torch.tensor(fractions)))
    hardness, structure = (CompiledHead(model, name).values(alloys) for name in ("hardness", "structure"))
    np.testing.assert_allclose(hardness, wanted["hardness"].numpy(), rtol=2e-6)
    np.testing.assert_allclose(structure, wanted["structure"].numpy(), atol=1e-6)


def test_hardness_and_structure_are_what_predict_says(predictor, everything):
    rows = everything.sample(40, random_state=1)
    for (_, row), said in zip(rows.iterrows(), predictor.predict(list(rows["formula"])), strict=True):
        hardness, structure = said.properties["hardness"], said.properties["structure"]
        for name in ("value", "low", "high"):
            column = "hardness" if name == "value" else f"hardness_{name}"
            wanted = getattr(hardness, name)
            assert row[column] == (
                pytest.approx(wanted, rel=1e-4) if wanted is not None else pytest.approx(np.nan, nan_ok=True)
            )
        likeliest = max(structure.probabilities.values())
        assert row["structure_probability"] == pytest.approx(likeliest, abs=1e-5)
        assert structure.probabilities[row["structure"]] == pytest.approx(likeliest, abs=1e-5)


def test_conditions_on_hardness_and_structure(predictor, everything, tmp_path):
    kept = run(Screen(SMALL, where="hardness>=300 and structure=bcc"), tmp_path / "kept.parquet")
    wanted = everything[(everything["hardness"] >= 300) & (everything["structure"] == "BCC")]
    assert kept.kept == len(wanted) > 0
    assert list(pd.read_parquet(tmp_path / "kept.parquet")["formula"]) == list(wanted["formula"])
    with pytest.raises(RequestError, match="take one of FCC"):
        Screen(SMALL, where="structure=amorphous")


def test_the_nearest_to_a_value_first(predictor, everything, tmp_path):
    run(Screen(SMALL, top=20, by="hardness~400"), tmp_path / "near.parquet")
    found = pd.read_parquet(tmp_path / "near.parquet")
    distance = np.sort(np.abs(everything["hardness"].to_numpy(dtype=np.float64) - 400.0))[:20]
    np.testing.assert_allclose(np.abs(found["hardness"].to_numpy(dtype=np.float64) - 400.0), distance)
    with pytest.raises(RequestError, match="no number"):
        Screen(SMALL, top=20, by="hardness~hard")
    with pytest.raises(RequestError, match="no column"):
        Screen(SMALL, top=20, by="toughness~4")


def test_interval_is_the_predictors(predictor, everything):
    examined = predictor.engine.examine(_wide(SMALL, SMALL.rows(0, 500)))
    for name in ("probability", "low", "high"):
        np.testing.assert_allclose(everything[name][:500], [getattr(e, name) for e in examined], atol=1e-5)


def test_columns_are_what_predict_says(predictor, everything):
    rows = everything.sample(60, random_state=0)
    for (_, row), said in zip(rows.iterrows(), predictor.predict(list(rows["formula"])), strict=True):
        assert said.formula == row["formula"]
        assert said.composition == pytest.approx({s: row[s] for s in POOL if row[s] > 0})
        assert said.probability == pytest.approx(row["probability"], abs=1e-5)
        assert said.neighbours[0].distance_at_percent == pytest.approx(row["distance_at_percent"], abs=0.011)
        assert said.domain == row["domain"]
        assert said.density_g_cm3 == pytest.approx(row["density"], rel=1e-6)
        for name in PAPER_DESCRIPTORS:
            assert row[name] == pytest.approx(said.descriptors[name], rel=1e-4, abs=1e-4)


def test_domain_is_what_predict_says_for_all_kinds_of_alloys(predictor):
    """Elements without a place on the map, alloys of two elements, and distances on the very limits."""
    pool = ("Al", "Co", "Cr", "Fe", "Be", "Re", "Au")
    space = Space(pool, step=12.5, minimum=0, maximum=100, orders=(1, 5))
    rows = np.random.default_rng(0).permutation(space.count)[:300]
    steps = space.rows(0, space.count)[rows]
    columns = PoolColumns(predictor.engine, pool, 8).columns(steps, ["domain", "price"])
    said = predictor.predict(formulas(steps, 12.5, pool))
    assert [list(Domain)[code] for code in columns["domain"]] == [prediction.domain for prediction in said]
    assert {prediction.domain for prediction in said} == set(Domain)


def test_every_column_comes_as_its_entry_states(predictor):
    found = PoolColumns(predictor.engine, POOL, 20).columns(SMALL.rows(0, 3), [*COLUMNS, "Fe"])
    nothing = PoolColumns(predictor.engine, POOL, 20).columns(SMALL.rows(0, 0), [*COLUMNS, "Fe"])
    for name, values in found.items():
        assert (values.shape, values.dtype) == ((3,), column(name).dtype), name
        assert (nothing[name].shape, nothing[name].dtype) == ((0,), column(name).dtype), name


def test_columns_are_computed_cheapest_first_and_only_those_that_decide():
    screen = Screen(SMALL, where="domain==in and Al<=10 and density<8", top=5)
    assert screen.stages == {
        Stage.DESCRIPTORS: ("Al", "density"),
        Stage.CLASSIFIER: ("probability",),
        Stage.DOMAIN: ("domain",),
    }
    assert screen.costliest is Stage.DOMAIN
    assert list(Screen(SMALL, where="domain==in", top=5).stages) == [
        Stage.DOMAIN,
        Stage.CLASSIFIER,
    ]  # what only ranks, last
    assert Screen(SMALL, where="hardness>=300 and structure==BCC", top=5).costliest is Stage.STRUCTURE
    assert Screen(SMALL, top=5, by="-price").costliest is Stage.DESCRIPTORS
    assert Screen(SMALL).costliest is Stage.DOMAIN  # kept without a condition: every column of every alloy


def test_price_is_that_of_the_constraints(everything):
    row = everything.iloc[1234]
    mass, price = elements().subset(POOL).properties["atomic_mass_g_mol"], element_prices(POOL)
    share = row[list(POOL)].to_numpy(dtype=float)
    assert row["price"] == pytest.approx(share @ (mass * price) / (share @ mass), rel=1e-6)


def test_formulas_are_canonical_on_any_step(tmp_path):
    for step in (5, 2.5, 12.5):
        out = tmp_path / f"{step}.parquet"
        run(Screen(Space(POOL[:5], step=step), top=300), out)
        table = pd.read_parquet(out)
        for _, row in table.iterrows():
            assert row["formula"] == Composition.from_amounts({s: row[s] for s in POOL[:5] if row[s] > 0}).formula


# -- what is kept ---------------------------------------------------------------------------------------------------------


def test_top_where_and_front_are_the_whole_sorted_filtered_and_compared(everything, tmp_path):
    best = run(Screen(SMALL, top=50), tmp_path / "top.parquet")
    assert best.kept == 50
    wanted = everything.sort_values("probability", ascending=False, kind="stable").head(50)
    got = pd.read_parquet(tmp_path / "top.parquet")
    assert list(got["formula"]) == list(wanted["formula"])
    assert list(got.columns) == ["formula", *POOL, *COLUMNS]

    text = "probability>=0.5 and density < 8 and domain==in AND Al<=10"
    run(Screen(SMALL, where=text), tmp_path / "where.parquet")
    wanted = everything.query("probability >= 0.5 and density < 8 and domain == 'in' and Al <= 10")
    pd.testing.assert_frame_equal(pd.read_parquet(tmp_path / "where.parquet"), wanted.reset_index(drop=True), atol=1e-6)

    run(Screen(SMALL, top=20, by="-density", where="probability>0.6"), tmp_path / "light.parquet")
    wanted = everything.query("probability > 0.6").sort_values("density", kind="stable").head(20)
    assert list(pd.read_parquet(tmp_path / "light.parquet")["formula"]) == list(wanted["formula"])

    run(Screen(SMALL, pareto=("probability", "-price", "-density")), tmp_path / "front.parquet")
    rows = front(everything[["probability", "price", "density"]].to_numpy(), (True, False, False))
    assert list(pd.read_parquet(tmp_path / "front.parquet")["formula"]) == list(everything["formula"].iloc[rows])


def test_nothing_found_is_an_empty_file(tmp_path):
    done = run(Screen(SMALL, where="probability>1"), tmp_path / "none.parquet")
    assert (done.scored, done.kept) == (SMALL.count, 0)
    assert len(pd.read_parquet(tmp_path / "none.parquet")) == 0


def test_price_ceiling_holds(tmp_path):
    run(Screen(Space(POOL, constraints=Constraints(max_price=5.0)), top=100), tmp_path / "cheap.parquet")
    assert pd.read_parquet(tmp_path / "cheap.parquet")["price"].max() <= 5.0


def test_sample_holds_each_alloy_once(tmp_path):
    space = Space(POOL, step=5, sample=10_000)
    done = run(Screen(space), tmp_path / "sample.parquet")
    table = pd.read_parquet(tmp_path / "sample.parquet")
    assert done.scored == 10_000
    assert table["formula"].is_unique
    assert 5_000 < done.kept == len(table)


@pytest.mark.parametrize(
    ("text", "column", "comparison", "value"),
    [
        ("VEC>8", "vec", ">", 8.0),
        ("vec > 8", "vec", ">", 8.0),
        ("δ<5", "atomic_size_difference", "<", 5.0),
        ("delta<5", "atomic_size_difference", "<", 5.0),
        ("p>0.9", "probability", ">", 0.9),
        ("p≥0,9", "probability", ">=", 0.9),
        ("ΔHmix>=-15", "mixing_enthalpy", ">=", -15.0),
        ("\u2206H_mix>=-15", "mixing_enthalpy", ">=", -15.0),
        ("ΔHₘᵢₓ>=-15", "mixing_enthalpy", ">=", -15.0),
        ("Hmix>=-15", "mixing_enthalpy", ">=", -15.0),
        ("Tm>1500", "melting_temperature", ">", 1500.0),
        ("rho<8", "density", "<", 8.0),
        ("ρ≤8", "density", "<=", 8.0),
        ("cost<20", "price", "<", 20.0),
        ("Al<=10", "Al", "<=", 10.0),
        ("Domain==in", "domain", "==", 0.0),
    ],
)
def test_a_column_is_known_by_its_symbol_as_people_type_it(text, column, comparison, value):
    (found,) = parse_where(text, POOL)
    assert (found.column, found.comparison, found.value) == (column, comparison, value)


def test_conditions_stand_between_several_signs_and_an_element_is_not_a_symbol():
    found = parse_where("VEC>8, δ<5; p>0,9 & Al<=10 AND density<8", POOL)
    assert [one.column for one in found] == ["vec", "atomic_size_difference", "probability", "Al", "density"]
    assert parse_where("Tm<10", (*POOL, "Tm"))[0].column == "Tm", "thulium, where it is of the pool"
    for text, named in (("P>0.9", "'P'"), ("price<1,500", "1,500"), ("x>1", "'x'")):
        with pytest.raises(RequestError, match=named):
            parse_where(text, POOL)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "probability",
        "probability>=high",
        "__import__('os')>1",
        "probability>0.5 or low>1",
        "colour>1",
        "low>=nan",
        "domain==far",
    ],
)
def test_conditions_are_read_not_evaluated(text):
    with pytest.raises(RequestError, match="for example"):
        parse_where(text, POOL)


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        ({"by": "beauty"}, "beauty"),
        ({"top": 0}, "top is 0"),
        ({"pareto": ("probability",)}, "two or three"),
        ({"pareto": ("probability", "-price"), "top": 5}, "top and pareto"),
        ({"space": Space(POOL, step=0.5)}, "would be kept"),
    ],
)
def test_refusals_name_the_argument(arguments, named):
    with pytest.raises(RequestError, match=named):
        Screen(**{"space": SMALL, **arguments})


# -- the same file, whatever happens --------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def reference(tmp_path_factory):
    screen = Screen(LARGE, top=500, by="low")
    assert screen.blocks >= 5
    out = tmp_path_factory.mktemp("reference") / "one.parquet"
    run(screen, out, workers=1)
    return screen, out.read_bytes()


def test_two_workers_give_the_same_file_and_tell_how_far_they_are(reference, tmp_path):
    screen, wanted = reference
    heard = []
    done = run(screen, tmp_path / "two.parquet", workers=2, on_progress=heard.append)
    assert (tmp_path / "two.parquet").read_bytes() == wanted
    assert [p.scored for p in heard] == sorted(p.scored for p in heard)
    assert heard[-1].scored == done.scored == LARGE.count
    assert heard[-1].seconds_left == 0
    assert all(p.per_second > 0 for p in heard)
    assert not list(tmp_path.glob("*.parts"))


def test_stopped_keeps_what_is_done_and_goes_on(reference, tmp_path):
    screen, wanted = reference
    out = tmp_path / "stopped.parquet"
    partial = run(screen, out, workers=1, stopped=lambda: True)
    assert 0 < partial.scored < LARGE.count
    assert read_settings(out)["complete"] is False
    assert partial.kept == len(pd.read_parquet(out))
    heard = []
    done = run(screen, out, workers=1, on_progress=heard.append)
    assert heard[0].scored > partial.scored
    assert done.scored == LARGE.count
    assert out.read_bytes() == wanted
    assert read_settings(out)["complete"] is True


def test_blocks_of_another_screening_are_not_taken_over(reference, tmp_path):
    screen, wanted = reference
    out = tmp_path / "other.parquet"
    run(Screen(LARGE, top=10), out, workers=1, stopped=lambda: True)
    run(screen, out)
    assert out.read_bytes() == wanted


def test_metadata_says_what_was_done(reference, tmp_path, predictor):
    _, wanted = reference
    (tmp_path / "a.parquet").write_bytes(wanted)
    said = read_settings(tmp_path / "a.parquet")
    assert said["data_sha256"] == artifacts.data_sha256()
    assert len(said["model_sha256"]) == 64
    assert said["scored"] == LARGE.count
    assert Space.from_settings(said["space"]) == LARGE
    with pytest.raises(RequestError, match="not the result"):
        read_settings(tmp_path / "b.parquet")


def test_scheduler_with_two_workers_one_of_them_killed(reference, tmp_path):
    """Real processes: the blocks in the killed worker are scored by the other, and the file is the same."""
    screen, wanted = reference
    environment = os.environ | {"OMP_NUM_THREADS": "1", "PYTHONPATH": os.getcwd()}
    found = tmp_path / "scheduler.json"

    def start(*words):
        command = [sys.executable, "-m", *words, "--scheduler-file", str(found)]
        return subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    running = [start("distributed.cli.dask_scheduler", "--port", "0", "--no-dashboard")]
    try:
        worker = ("distributed.cli.dask_worker", "--nthreads", "1", "--no-nanny", "--no-dashboard")
        running += [start(*worker), start(*worker)]
        for _ in range(200):
            if found.exists() and found.read_text():
                break
            time.sleep(0.1)
        address = json.loads(found.read_text())["address"]
        from distributed import Client

        with Client(address, set_as_default=False) as client:
            client.wait_for_workers(2, timeout=60)
        killed = threading.Event()

        def kill_one(_progress):
            if not killed.is_set():
                running[1].send_signal(signal.SIGKILL)
                killed.set()

        done = run(screen, tmp_path / "dask.parquet", scheduler=address, on_progress=kill_one)
        assert running[1].wait(10) == -signal.SIGKILL
        assert running[2].poll() is None
        assert done.scored == LARGE.count
        assert (tmp_path / "dask.parquet").read_bytes() == wanted
    finally:
        for process in running:
            process.kill()
            process.wait()


def test_no_scheduler_there(tmp_path):
    begun = time.monotonic()
    with pytest.raises(
        RequestError, match=r"nothing answers there \(Connection refused\).*for example tcp://127.0.0.1:8786"
    ):
        run(Screen(SMALL, top=5), tmp_path / "x.parquet", scheduler="tcp://127.0.0.1:9")
    assert time.monotonic() - begun < 10


# -- the command line -----------------------------------------------------------------------------------------------------


def _command(*words, **options):
    return subprocess.run(
        [sys.executable, "-m", "hea_core", "screen", *words], capture_output=True, text=True, timeout=120, **options
    )


def test_the_command_says_what_it_scored_and_writes_what_it_kept(tmp_path):
    out = tmp_path / "F.parquet"
    answer = _command(
        "--elements", "Al,Co,Cr,Fe,Ni", "--step", "5", "--where", "probability>=0.5", "--out", str(out), "--json"
    )
    assert answer.returncode == 0, answer.stderr
    said = json.loads(answer.stdout)
    assert set(said) == {"scored", "kept", "seconds", "out"}
    assert said["scored"] == Space(POOL[:5]).count
    assert said["kept"] == len(pd.read_parquet(out))
    assert "per second" in answer.stderr
    counted = json.loads(
        _command("--elements", "Al,Co,Cr,Fe,Ni,Ti,Mn", "--step", "1", "--top", "5", "--estimate", "--json").stdout
    )
    assert counted["size"] == Space((*POOL, "Mn"), step=1).count
    assert counted["seconds"] > 1
    refused = _command("--elements", "Al,Co", "--step", "5", "--out", str(out), "--json")
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "empty" in refused.stderr


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_interrupted_command_goes_on(reference, tmp_path, number):
    screen, wanted = reference
    out = tmp_path / "cut.parquet"
    words = ["--elements", ",".join((*POOL, "Mn")), "--step", "2.5", "--orders", "5", "--top", "500", "--by", "low"]
    command = [sys.executable, "-m", "hea_core", "screen", *words, "--out", str(out), "--json", "--workers", "1"]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert "alloys" in process.stderr.readline()
    process.send_signal(number)
    process.communicate(timeout=60)
    assert list(tmp_path.glob("cut.parquet.parts/0*.parquet"))
    assert run(screen, out).scored == LARGE.count
    assert out.read_bytes() == wanted


def test_an_estimate_grows_with_the_space():
    small, large = (Screen(space, top=5) for space in (SMALL, Space(POOL, step=1)))
    assert large.space.size > 20 * small.space.size
    assert estimate(large, workers=1) > estimate(small, workers=1) > 0


def test_a_model_trained_anew_in_the_same_folder_is_read_anew(tmp_path):
    shutil.copytree(artifacts.MODELS / "default", tmp_path / "model")
    space = Space(("Co", "Cr", "Fe", "Ni"), orders=(4, 4))
    before, again = (columns_of(Screen(space, top=1, model=str(tmp_path / "model"))) for _ in range(2))
    assert again is before
    card = artifacts.read_card(tmp_path / "model")
    artifacts.write_card(tmp_path / "model", {**card, "trained": "later"})
    assert columns_of(Screen(space, top=1, model=str(tmp_path / "model"))) is not before
