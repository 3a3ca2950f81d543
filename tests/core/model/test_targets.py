import numpy as np
import pytest

from hea_core.errors import RequestError
from hea_core.model.targets import HARDNESS, SINGLE_PHASE, STRUCTURE, TARGETS, Kind, target


def test_missing_values_are_never_a_value():
    for one in TARGETS:
        values = np.full((3, one.width), np.nan)
        inputs, known = one.encode(values)
        assert not known.any()
        assert (inputs == 0.0).all()


def test_one_missing_class_masks_the_whole_row():
    inputs, known = STRUCTURE.encode(np.array([[1.0, 0.0, 0.0, 0.0, np.nan], [0.0, 1.0, 0.0, 0.0, 0.0]]))
    assert known.tolist() == [False, True]
    assert (inputs[0] == 0.0).all()


def test_values_enter_a_network_centred():
    assert SINGLE_PHASE.encode(np.array([0.0, 0.5, 1.0]))[0][:, 0].tolist() == [-1.0, 0.0, 1.0]
    hard, _ = HARDNESS.encode(np.exp([6.0, 6.6]))
    np.testing.assert_allclose(hard[:, 0], [0.0, 1.0])
    assert STRUCTURE.encode(np.eye(5))[0].sum(axis=1) == pytest.approx(0.0)


@pytest.mark.parametrize("one", TARGETS, ids=lambda t: t.name)
def test_priors_are_of_their_kind(one):
    if one.kind is Kind.CLASS:
        assert len(one.prior) == len(one.classes)
        assert sum(one.prior) == pytest.approx(1.0)
    else:
        assert len(one.prior) == 2
        assert not one.classes


def test_requests_are_read_or_refused_with_an_example():
    assert HARDNESS.read(" 500 ") == 500.0
    assert STRUCTURE.read("bcc") == "BCC"
    for one, text in (
        (HARDNESS, "-5"),
        (HARDNESS, "nan"),
        (HARDNESS, "hard"),
        (STRUCTURE, "L12"),
        (SINGLE_PHASE, "1.2"),
    ):
        with pytest.raises(RequestError, match=f"for example {one.name}="):
            one.read(text)
    with pytest.raises(RequestError, match="single_phase, structure, hardness"):
        target("toughness")
