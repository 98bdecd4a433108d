"""Equations as a problem: its parts, and where nothing is to be searched for."""

import pytest

from algebraic.ideals.any_problem import Problem
from algebraic.ideals.equations_problem import EquationsProblem
from algebraic.proofs.boxes import enclose
from algebraic.shell.budget import UNLIMITED
from algebraic.shell.errors import HypothesesNotMet
from algebraic.systems.given_system import as_system
from algebraic.systems.zoo import katsura


def test_the_parts_belong_to_the_equations():
    problem = EquationsProblem(as_system(["x^2 - 2", "x*y - 1"]))
    assert problem.num_equations == 2
    assert problem.supports() == [{(2, 0), (0, 0)}, {(1, 1), (0, 0)}]
    [branch] = problem.branches()
    box = enclose(problem.exact, [1.4142 + 0j, 0.7071 + 0j], branch.units, real=True)
    assert [float(row[0]) for row in box] == pytest.approx([2**0.5, 0.5**0.5])
    assert problem.patterns_not_searched(1) == 0
    assert problem.vacuous() is None


@pytest.mark.parametrize(
    ("equations", "status"),
    [
        (["x - 1", "y - x^2"], None),
        (katsura(3), None),
        (["x*y - 1", "x*y - 2"], "empty"),
        (["x*y - 1", "2*x*y - 2"], "infinite"),  # as many as the mixed volume, 0, and not all
        (["x + y", "1 + 0*x"], "empty"),
        (["x^2*y - 1", "x^4*y^2 - x^2*y"], "infinite"),
    ],
)
def test_where_generic_systems_have_no_solution_ideals_decide(equations, status):
    answer = EquationsProblem(as_system(equations)).not_finite(0, UNLIMITED)
    assert (None if answer is None else answer.status) == status


def test_it_says_what_it_is():
    assert all(hasattr(EquationsProblem, name) for name in Problem.__annotations__)
    assert EquationsProblem.isolated_beside_others
    assert not EquationsProblem.__abstractmethods__


def test_a_system_that_is_not_square_is_refused():
    with pytest.raises(HypothesesNotMet):
        EquationsProblem(as_system(["x + y"]))
