"""Targets out of the span of what outputs are linear in; those of weights that are there never are."""

import numpy as np
import pytest

from tests.verify.audit.zero.planted import dense, planted
from tests.verify.audit.zero.test_find import NETS
from tests.verify.subject.models import nn, numbers, seeded
from verify.audit.zero import find_zero
from verify.audit.zero.find import problem_of
from verify.audit.zero.spans import differences, rank_at_least, spans_because, whole_numbers
from verify.subject import make_subject

pytestmark = pytest.mark.torch


def because(build, inputs, targets):
    problem = problem_of(make_subject(seeded(build), inputs, targets))
    return spans_because(problem.layers, problem.inputs, problem.targets)


@pytest.mark.parametrize("name", NETS)
def test_targets_that_weights_give_are_never_out_of_reach(name):
    build, shape = NETS[name]
    problem = problem_of(planted(build, *shape)[0])
    assert spans_because(problem.layers, problem.inputs, problem.targets) == ""


def test_a_narrow_last_layer():
    """Three classes as vectors span three dimensions, their differences two."""
    x, y = numbers(9, 4), np.eye(3)[np.arange(9) % 3]
    assert "differences of targets span 2 dimensions" in because(dense(4, 1, 3), x, y)
    assert because(dense(4, 2, 3), x, y) == ""
    assert "targets span 3 dimensions" in because(dense(4, 2, 3, bias=False), x, y)
    assert because(dense(4, 3, 3, bias=False), x, y) == ""
    assert find_zero(make_subject(seeded(dense(4, 1, 3)), x, y)).status == "excluded"


def test_relations_of_the_inputs():
    linear = dense(2, 3, 1, act=nn.Identity)
    x = np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0], [1.0, 1.0]])
    assert because(linear, x, np.array([[1.0], [2.0], [3.0], [4.0]])) == ""
    assert "linear relations" in because(linear, x, np.array([[1.0], [2.0], [3.0], [4.0 + 2**-40]]))
    assert because(dense(2, 3, 1), x, np.array([[1.0], [2.0], [3.0], [5.0]])) == ""  # tanh may


def test_floats_are_rational_numbers():
    """0.3 is not 3·0.1, and x = 0.1, 0.3 with y = 1, 3 has no slope."""
    flat = dense(1, 1, act=nn.Identity, bias=False)
    assert "relations" in because(flat, np.array([[0.1], [0.3]]), np.array([[1.0], [3.0]]))
    assert because(flat, np.array([[0.125], [0.375]]), np.array([[1.0], [3.0]])) == ""


def test_raw_digits_and_ranks_that_dead_pixels_lower():
    """100 digits, of which 64-16-10 without biases has at most as many directions as pixels are lit."""
    from verify.audit.models import linear_network

    digits = pytest.importorskip("sklearn.datasets").load_digits()
    for count, status in ((30, False), (200, True)):
        subject = make_subject(linear_network(), digits.data[:count], digits.target[:count])
        problem = problem_of(subject)
        found = spans_because(problem.layers, problem.inputs, problem.targets)
        assert ("linear relations" in found) == status
        x, y = problem.inputs["input"], problem.targets
        least = np.linalg.norm(x @ np.linalg.lstsq(x, y, rcond=None)[0] - y)
        assert (least > 1e-8) == status


def test_exact_matrices():
    assert whole_numbers(np.zeros((1, 300_000))) is None
    assert whole_numbers(np.array([[2.0**-1000, 1.0]])) is not None
    assert differences(np.array([[1.0, 2.0]])) is None
    assert differences(np.array([[0.5, 2.0], [1.0, 2.0]])).tolist() == [[1, 0]]
    assert rank_at_least(whole_numbers(np.array([[0.1, 0.3], [0.2, 0.6]]))) == 2 - 1
