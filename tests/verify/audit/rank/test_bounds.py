"""Bounds are theorems: none is below an exact rank; and they say what the data do."""

import pytest
from hypothesis import given, strategies as st

from tests.verify.audit.rank.cases import Polynomial, dense, digits, draw_subject, nn, rank_of, torch
from verify.audit.rank.bounds import different_inputs, least, upper_bounds
from verify.audit.rank.proof import dead_units
from verify.subject import make_subject

pytestmark = pytest.mark.torch


@pytest.mark.slow
@given(st.integers(0, 10**6))
def test_no_bound_is_below_the_rank(seed):
    subject = draw_subject(seed)
    rank = rank_of(subject.jacobian())
    if rank is not None:
        assert least(upper_bounds(subject, dead_units(subject))).bound >= rank


@pytest.mark.slow
@given(st.integers(0, 10**6), st.integers(0, 3))
def test_no_bound_for_all_weights_is_below_the_rank_at_others(seed, other):
    """What is said of one point to hold everywhere, tried at points of another kind."""
    subject = draw_subject(seed)
    stream = torch.Generator().manual_seed(other)
    weights = torch.randint(-9 if other else -1, 10 if other else 2, subject.weights.shape, generator=stream).double()
    rank = rank_of(subject.jacobian(weights))
    if rank is not None:
        assert least(upper_bounds(subject), everywhere=True).bound >= rank


def test_digits_cap_the_rank():
    """1,400 equations in 1,510 weights, and at most Σ_j min(20, 10·s_j) + 20 + 210 = 1,260."""
    images, labels = digits(140)
    subject = make_subject(dense(nn.Linear(64, 20), nn.Softplus(), nn.Linear(20, 10)), images, labels)
    bounds = upper_bounds(subject)
    lit = (images != 0).sum(axis=0)
    assert sum(min(20, 10 * int(s)) for s in lit) + 230 == 1260
    assert [each.bound for each in bounds] == [1260, 1400, 1510]
    assert all(each.everywhere for each in bounds)
    assert "11 of the 65 columns that it reads are zero in all samples" in bounds[0].because
    assert "3 are not zero in so few samples" in bounds[0].because


def test_equal_inputs_count_once():
    images, labels = digits(6)
    images[4] = images[1]
    images[5, 0] = -0.0  # a zero is a zero
    images[2] = images[5]
    subject = make_subject(dense(nn.Linear(64, 30), nn.Tanh(), nn.Linear(30, 10)), images, labels)
    assert len(different_inputs(subject)["input"]) == 4
    best = upper_bounds(subject)[0]
    assert (best.bound, best.everywhere) == (40, True)
    assert "only 4 of the 6 inputs are different" in best.because


def test_a_model_without_a_graph_keeps_what_needs_none():
    class Odd(nn.Module):
        def __init__(self):
            super().__init__()
            self.layer = nn.Linear(2, 1)

        def forward(self, x):
            return torch.cos(self.layer(x))

    subject = make_subject(Odd(), [[1.0, 2.0], [1.0, 2.0], [0.0, 1.0], [3.0, 1.0]], [[0.0]] * 4)
    assert subject.graph is None
    assert [each.bound for each in upper_bounds(subject)] == [3, 3, 4]


def test_rescaling_is_a_reason():
    subject = make_subject(dense(nn.Linear(3, 4), nn.ReLU(), nn.Linear(4, 2)), torch.randn(40, 3), torch.zeros(40, 2))
    assert upper_bounds(subject)[0].bound == 26 - 4
    assert any("4: that many units can be rescaled" in each.because for each in upper_bounds(subject))


def test_functions_are_a_reason():
    """Quadratic forms of four numbers: a space of 10 dimensions."""
    model = dense(nn.Linear(4, 9, bias=False), Polynomial(0, 0, 1), nn.Linear(9, 1, bias=False))
    subject = make_subject(model, torch.randn(40, 4), torch.zeros(40, 1))
    best = upper_bounds(subject)[0]
    assert best.bound == 10
    assert "polynomials of degree at most 2" in best.because
