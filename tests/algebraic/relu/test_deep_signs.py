from fractions import Fraction

from algebraic.census import solve_system
from algebraic.ideals import EquationsProblem
from algebraic.relu.deep_question import deep_question_of, read_pattern
from algebraic.relu.deep_region import Region
from algebraic.relu.deep_signs import decimal_weights, exact_weights, side_of_box, side_of_values
from algebraic.systems import PolynomialSystem

# f = a σ(w x) + b σ(v x) with w = 1, v = 1: one weight is left
QUESTION = deep_question_of([[1, 1], [1, 3]], [4, 6], [2, 1, 1])
REGION = Region(QUESTION, read_pattern("11", QUESTION))


def test_one_unit():
    """a = 4, w_1 + w_2 = 1 and 4 (w_1 + 3 w_2) = 6."""
    names, polynomials = REGION.equations()
    system = PolynomialSystem(names, tuple(polynomials))
    found = solve_system(system)
    box, exact = found.solutions[0]["box"], EquationsProblem(system).exact
    assert side_of_box(REGION, box, exact) == side_of_values(REGION, [Fraction(1, 4)]) == "inside"
    assert exact_weights(REGION, [Fraction(1, 4)]) == ["3/4", "1/4", "4"]
    assert [float(w) for w in decimal_weights(REGION, box)] == [0.75, 0.25, 4]
    other = Region(QUESTION, read_pattern("10", QUESTION))  # the second sample shall be dead, and is not
    assert side_of_values(other, [Fraction(1, 4)]) == side_of_box(other, box, exact) == "outside"


def test_a_boundary_is_not_decided():
    on_it = [Fraction(-1, 2)]  # w = (3/2, −1/2): w · (1, 3) = 0
    assert side_of_values(REGION, on_it) == "undecided"
    assert side_of_values(REGION, [Fraction(-1, 2) + Fraction(1, 10**30)]) == "inside"
    assert side_of_values(REGION, [Fraction(-1, 2) - Fraction(1, 10**30)]) == "outside"
    system = PolynomialSystem(("w1_1_2",), (REGION.equations()[1][0].context().gens()[0] * 2 + 1,))
    box = solve_system(system).solutions[0]["box"]
    assert side_of_box(REGION, box, EquationsProblem(system).exact) == "undecided"


def test_an_equation_that_is_left_over():
    wrong = [["0.3", "0", "1e-20"]]
    system = PolynomialSystem(("w1_1_2",), (REGION.equations()[1][0].context().gens()[0] * 10 - 3,))
    assert side_of_box(REGION, wrong, EquationsProblem(system).exact, [0]) == "outside"
    assert side_of_box(REGION, wrong, EquationsProblem(system).exact) == "inside"
