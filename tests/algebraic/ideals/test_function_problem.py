"""Critical functions as equations: expanded twice over, slices of the right size, and what is refused."""

from fractions import Fraction

import numpy as np

from algebraic.ideals import FunctionProblem, FunctionQuestion, choose_gauge, draw_numbers
from algebraic.ideals.saturation import minor_of
from algebraic.networks import Network
from algebraic.ranks import generic_rank
from algebraic.systems import comparison


def problem_of(widths, activation, metric="generic", kind="fixed", seed=0):
    net = Network.dense(widths, activation, hidden_bias=False, output_bias=False)
    gauge = choose_gauge(net, generic_rank(net).rank, kind, seed)
    stream = np.random.default_rng(seed)
    count = len(comparison(net, gauge, "frobenius").values)
    scales, targets = draw_numbers(stream, count, positive=True), draw_numbers(stream, count)
    return FunctionProblem(FunctionQuestion(net, gauge, metric, None, scales, targets), seed)


def test_the_equations_multiplied_out_are_the_family():
    problem = problem_of([2, 2, 1], "z**3", kind="random")
    [branch] = problem.branches()
    t = np.random.default_rng(3).normal(size=4)
    residuals, _, _ = branch.family.evaluate(t[:, None] + 0j, branch.target[:, None], branch.target[:, None])
    found = problem.over_polynomials()
    expected = [sum(float(ratio(c)) * np.prod(t ** np.array(e, int)) for e, c in p.terms()) for p in found.equations]
    assert np.allclose(residuals[:, 0].real, expected, rtol=1e-9)


def ratio(value):
    return Fraction(int(value.p), int(value.q))


def test_where_the_rank_can_drop_the_equations_say_that_it_does_not():
    """On a slice of the two weights behind the unit f = 0 solves no equation, on one of the three before it does."""
    narrow, wide = problem_of([3, 1, 2], "z"), problem_of([2, 1, 3], "z")
    assert narrow.question.gauge.forms.keys() <= {3, 4}
    assert not narrow.saturated
    assert len(narrow.expand().names) == 4
    assert not wide.saturated
    tangent = problem_of([2, 1, 2], "z", kind="random")  # a random slice touches orbits
    assert tangent.saturated
    assert tangent.expand().names[-1] == "s"


def test_a_minor_vanishes_where_the_rank_drops():
    problem = problem_of([2, 1, 2], "z")
    minor = minor_of(problem.over_polynomials().slopes)
    names = problem.unknowns
    zero = [0 if name.startswith("w2") else 5 for name in names]  # all outgoing weights
    assert minor(*zero) == 0 != minor(*[7] * len(names))
