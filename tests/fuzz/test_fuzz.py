"""A few seconds of `make fuzz` for the suite: every reader, its corpus of found faults, and the harness itself."""

from __future__ import annotations

import time
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hea_core.errors import RequestError
from tests.fuzz import harness
from tests.fuzz.guided import Bytes
from tests.fuzz.harness import Reader, attempt, corpus, damaged, decoded, drawn, encoded, fuzz, inputs
from tests.fuzz.readers import READERS

SOME = 400
LEAST_VALID = 0.3
each = pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.name)


@each
def test_answers_or_refuses_in_a_sentence_and_in_time(reader):
    fuzz(reader, 20, seed=1)  # imports and tables are loaded before anything is timed
    report = fuzz(reader, SOME, seed=0)
    assert report.faults == {}
    assert report.valid >= LEAST_VALID


@each
def test_what_was_a_fault_once_is_none_now(reader):
    assert {encoded(one)[:200]: fault for one in corpus(reader) if (fault := attempt(reader, one).fault)} == {}


@each
@given(draw=st.randoms(use_true_random=False))
@settings(max_examples=60, database=None, suppress_health_check=list(HealthCheck))
def test_hypothesis_finds_nothing_either(reader, draw):
    assert attempt(reader, drawn(reader, draw)).fault == ""


def test_every_corpus_file_belongs_to_a_reader():
    assert {file.stem for file in harness.CORPUS.glob("*.jsonl")} <= {reader.name for reader in READERS}


def refuse(_given):
    raise RequestError("no: yes, for example")


def fail(_given):
    raise KeyError("x")


@pytest.mark.parametrize(
    ("read", "accepted", "fault"),
    [(len, True, ""), (refuse, False, ""), (fail, False, "KeyError at test_fuzz.py"), (int, False, "ValueError")],
)
def test_only_a_named_error_is_a_refusal(read, accepted, fault):
    outcome = attempt(Reader("any", Random.random, read), "12x")
    assert outcome.accepted == accepted
    assert outcome.fault.startswith(fault)
    assert bool(outcome.fault) == bool(fault)


def test_what_takes_long_is_a_fault_and_waiting_is_not(monkeypatch):
    monkeypatch.setattr(harness, "MOST_MS", 5.0)

    def work(_given):
        end = time.thread_time() + 0.01
        while time.thread_time() < end:
            pass

    assert attempt(Reader("any", Random.random, work), "").fault.startswith("slower than")
    assert attempt(Reader("any", Random.random, lambda _given: time.sleep(0.02)), "").fault == ""


def test_a_report_keeps_the_shortest_input_of_each_fault():
    report = fuzz(Reader("any", lambda draw: "x" * draw.randint(5, 50), fail), 200, seed=3)
    assert report.inputs == 200
    assert report.accepted == 0
    assert len(report.faults) == 1
    assert len(next(iter(report.faults.values()))) < 8


@pytest.mark.parametrize("given", ["a\0\u2009\ud83d", b"\x00\xff", {"a": ["b", None, 1.5]}, ["--where=x"]])
def test_the_corpus_holds_every_kind_of_input(given):
    assert decoded(encoded(given)) == given


def test_the_same_seed_draws_the_same_and_another_does_not():
    reader = READERS[0]
    assert list(inputs(reader, 20, seed=1)) == list(inputs(reader, 20, seed=1))
    assert list(inputs(reader, 20, seed=1)) != list(inputs(reader, 20, seed=2))


def test_damage_changes_one_place_of_what_is_nested():
    before = {"a": ["Fe", "Co"], "b": "Ni"}
    changed = [damaged(before, Random(seed)) for seed in range(200)]
    assert all(sum(one.get(key) != before[key] for key in before) <= 1 for one in changed)
    assert sum(one != before for one in changed) > 150


@each
def test_every_grammar_can_be_steered_by_bytes(reader):
    assert drawn(reader, Bytes(b"")) is not None
    assert drawn(reader, Bytes(bytes(range(256)) * 8)) is not None
