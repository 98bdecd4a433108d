from fractions import Fraction

import numpy as np
import pytest

from algebraic.relu.question import question_of, read_leak
from algebraic.shell import HypothesesNotMet, WrongInput


def test_numbers_are_exact_and_the_bias_comes_last():
    question = question_of(np.array([[0.5], [2.0]]), np.array([1, 2]), 3, 0.25, True)
    assert question.inputs == ((Fraction(1, 2), 1), (2, 1))
    assert (question.leak, question.widths, question.output_dim) == (Fraction(1, 4), [1, 3, 1], 1)
    assert question.target_vector() == (1, 2)


def test_columns_are_independent():
    assert question_of([[1, 2, 1], [2, 4, 0]], [1, 2], 1).columns == (0, 2)
    assert question_of([[0, 0], [0, 0]], [1, 2], 1).columns == ()


def test_outputs_are_those_of_the_network():
    question = question_of([[1, -2], [3, 5]], [[1], [2]], 2, "1/3")
    stream = np.random.default_rng(1)
    outer, inner = stream.integers(-5, 6, (2, 1)), stream.integers(-5, 6, (2, 2))
    signals = np.array([[1, -2], [3, 5]]) @ inner.T
    expected = np.where(signals >= 0, signals, signals / 3) @ outer
    rows = [[tuple(map(Fraction, row)) for row in table.tolist()] for table in (outer, inner)]
    assert np.allclose(np.array(question.outputs(*rows), dtype=float), expected)


@pytest.mark.parametrize("leak", ["1", -1, 1.5, "x", None, float("nan"), "1/0", [1], 1j])
def test_a_leak_is_rational_and_below_one(leak):
    with pytest.raises(WrongInput) as caught:
        read_leak(leak)
    assert caught.value.kind == "bad_leak"


@pytest.mark.parametrize(
    ("given", "kind"),
    [
        (([], [], 1), "bad_data"),
        (([[1], [2, 3]], [1, 2], 1), "bad_shape"),
        (([[1], [2]], [1], 1), "bad_data"),
        (([[float("nan")]], [1], 1), "bad_value"),
        (([[1]], [1], 0), "bad_num_hidden"),
        (([[1]], [1], 1.5), "bad_num_hidden"),
        (([[]], [1], 1), "bad_data"),
        (("text", [1], 1), "bad_data"),
        (([[1]], [1], 1, 0, "yes"), "bad_hidden_bias"),
    ],
)
def test_bad_input(given, kind):
    with pytest.raises(WrongInput) as caught:
        question_of(*given)
    assert caught.value.kind == kind
    assert caught.value.hint


def test_several_outputs_need_inputs_on_a_line():
    assert question_of([[1, 2], [2, 4]], [[1, 2], [3, 4]], 1).columns == (0,)
    for given in ([[1, 2], [2, 5]], [[1, 2], [3, 4]], 1), ([[1], [2]], [[1, 2], [3, 4]], 1, 0, True):
        with pytest.raises(HypothesesNotMet, match="rank one"):
            question_of(*given)
