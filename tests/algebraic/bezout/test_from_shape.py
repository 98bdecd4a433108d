from math import isclose, log2, prod

import pytest
import sympy

from algebraic import Network, zero_error_expressions
from algebraic.bezout.from_shape import MAX_LISTED_DEGREES, ZERO_ERROR_ONLY, degree_rungs, paper_rungs
from algebraic.bezout.question import Question
from algebraic.data import check_data, random_data
from algebraic.ideals import make_problem
from algebraic.shell import Attempts

PLAIN = {"hidden_bias": False, "output_bias": False}
NETWORK = Network.dense([2, 1, 1], "z**2+z", **PLAIN)


def asked(network, num_samples, data=None, **options):
    return Question(make_problem(network, num_samples, data, **options), 0, Attempts())


@pytest.mark.parametrize("network", [NETWORK, Network.dense([1, 2, 2], ["z**3+z"]), Network.dense([2, 1], "z")])
def test_degrees_are_those_of_the_expanded_equations(network):
    data = random_data(network, 2)
    equations = zero_error_expressions(network, data.inputs, data.targets)
    expected = [sympy.Poly(sympy.expand(equation)).total_degree() for equation in equations]
    rungs, vacuous = degree_rungs(asked(network, 2, data))
    assert (rungs.equation_degrees, rungs.bezout, vacuous) == (expected, prod(expected), None)
    assert isclose(rungs.bezout_log2, log2(prod(expected)), abs_tol=1e-12)
    shape, _ = degree_rungs(asked(network, 2))
    assert shape.equation_degrees == expected  # random data have nothing special


def test_an_equation_without_a_weight():
    zero = check_data([[0, 0], [1, 2], [3, 4]], [0, 1, 2], NETWORK)
    question = asked(NETWORK, 3, zero)
    rungs, vacuous = degree_rungs(question)
    assert "sample 1 gives the equation 0 = 0" in vacuous
    assert (rungs.equation_degrees, rungs.bezout, rungs.bezout_log2) == ([0, 3, 3], None, None)
    assert question.attempt.reasons == {"bezout": vacuous}
    contradiction = check_data([[0, 0], [1, 2], [3, 4]], [5, 1, 2], NETWORK)
    rungs, vacuous = degree_rungs(asked(NETWORK, 3, contradiction))
    assert (rungs.bezout, rungs.bezout_log2, vacuous) == (0, None, None)  # 5 = 0 has no solution


def test_many_equations_have_logarithms_only():
    question = asked(NETWORK, MAX_LISTED_DEGREES + 1)
    rungs, _ = degree_rungs(question)
    assert (rungs.equation_degrees, rungs.bezout) == (None, None)
    assert isclose(rungs.bezout_log2, (MAX_LISTED_DEGREES + 1) * log2(3))
    assert list(question.attempt.reasons) == ["equation_degrees", "bezout"]
    assert "10,001 degrees up to 2^1.58496" in question.attempt.reasons["equation_degrees"]


def test_the_papers_formulas():
    """ℓ^(N·d) and ℓ^(N·d/2), for ℓ = 2, N = 3 samples and d = 2 layers."""
    rungs = paper_rungs(asked(NETWORK, 3))
    assert (rungs.paper_bezout, rungs.paper_bezout_log2) == (64, 6)
    assert (rungs.paper_real_estimate, rungs.paper_real_estimate_log2) == (8, 3)
    assert rungs.paper_notes
    question = asked(NETWORK, 2000)
    rungs = paper_rungs(question)
    assert (rungs.paper_bezout, rungs.paper_bezout_log2) == (None, 4000)
    assert rungs.paper_real_estimate == 2**2000
    assert list(question.attempt.reasons) == ["paper_bezout"]


def test_the_papers_say_nothing_of_critical_points():
    question = asked(NETWORK, 2, random_data(NETWORK, 2), system="critical")
    rungs = paper_rungs(question)
    assert [value for value in vars(rungs).values() if value is not None] == [[ZERO_ERROR_ONLY]]
    assert question.attempt.reasons == dict.fromkeys(("paper_bezout", "paper_real_estimate"), ZERO_ERROR_ONLY)
