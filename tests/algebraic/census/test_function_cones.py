"""Spans of functions, and where the zero function is a vertex."""

import pytest

from algebraic.census import span_dimension, zero_is_apart
from algebraic.ideals import FunctionProblem, FunctionQuestion, choose_gauge
from algebraic.networks import Network
from algebraic.ranks import generic_rank


def problem_of(widths, activation, bias=False):
    net = Network.dense(widths, activation, hidden_bias=bias, output_bias=bias)
    gauge = choose_gauge(net, generic_rank(net).rank, "fixed", 0)
    return FunctionProblem(FunctionQuestion(net, gauge, "frobenius", None, [], []))


CASES = [
    ([2, 1, 2], "z", False, 4, 3, True),
    ([2, 2, 2], "z", False, 4, 4, False),  # all matrices: nothing is singular
    ([2, 1, 1], "z**2", True, 6, 4, True),  # λ(a ℓ² + c) has the weights λa and λc of the output
    ([2, 1], "z", True, 3, 3, False),
    ([2, 1, 1, 1], "z**2", False, 5, 2, True),  # (w·x)^4 spans all quartic forms
]


@pytest.mark.parametrize(("widths", "activation", "bias", "span", "dimension", "apart"), CASES)
def test_spans_and_vertices(widths, activation, bias, span, dimension, apart):
    problem = problem_of(widths, activation, bias)
    assert span_dimension(problem) == span
    assert zero_is_apart(problem, dimension) is apart
