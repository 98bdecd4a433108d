"""Both systems: expanded and in balls they are the same equations; the shape alone says as much as the terms."""

import argparse

import flint
import numpy as np
import pytest

from algebraic import Network
from algebraic.data.exact_data import check_data
from algebraic.ideals.any_problem import Problem
from algebraic.ideals.problems import SYSTEMS, CriticalProblem, NetworkProblem, ZeroErrorProblem, make_problem
from algebraic.options import add_system_options
from algebraic.shell.budget import UNLIMITED
from algebraic.shell.errors import HypothesesNotMet, TooLarge, WrongInput

SMALL = Network.dense([2, 1, 1], "z**2+z", output_bias=False)
DATA = check_data([[1, 2], [3, -1], ["1/2", 5], [7, 3]], [[3], [-1], [4], [2]], SMALL)


def problem_of(system, ridge="none", network=SMALL, data=DATA):
    return make_problem(network, len(data.inputs), data, system=system, ridge=ridge)


BOTH = [("zero-error", "none"), ("critical", "none"), ("critical", "entrywise")]


def test_the_options_are_the_names_of_the_classes():
    parser = argparse.ArgumentParser()
    add_system_options(parser)
    [choices] = [action.choices for action in parser._actions if action.dest == "system"]
    assert tuple(choices) == tuple(SYSTEMS) == ("zero-error", "critical")
    assert {"zero-error": ZeroErrorProblem, "critical": CriticalProblem} == SYSTEMS


@pytest.mark.parametrize("kind", SYSTEMS.values())
def test_no_system_forgets_to_say_what_it_is(kind):
    asked = [*Problem.__annotations__, *NetworkProblem.__annotations__]
    assert asked == [
        "name",
        "one_family",
        "infinite_is_an_answer",
        "isolated_beside_others",
        "takes_ridge",
        "any_samples",
    ]
    assert all(hasattr(kind, name) for name in asked)
    assert not kind.__abstractmethods__


@pytest.mark.parametrize(("system", "ridge"), BOTH)
def test_the_balls_are_the_expanded_equations(system, ridge):
    problem = problem_of(system, ridge)
    weights = [2, -3, 5, 7]
    residuals, slopes = problem.exact.evaluate([flint.acb(w) for w in weights])
    for i, polynomial in enumerate(problem.expand().polynomials):
        assert residuals[i, 0].contains(flint.acb(polynomial(*weights)))
        for k in range(4):
            assert slopes[i, k].contains(flint.acb(polynomial.derivative(k)(*weights)))
    moved = problem_of(system, ridge, data=check_data(DATA.inputs, DATA.targets + 1, SMALL))
    assert not residuals[0, 0].contains(flint.acb(moved.expand().polynomials[0](*weights)))


@pytest.mark.parametrize(("system", "ridge"), BOTH)
def test_degrees_and_supports_are_those_of_the_terms(system, ridge):
    problem = problem_of(system, ridge)
    expanded = problem.expand()
    assert problem.num_equations == len(expanded.polynomials)
    assert problem.degrees() == expanded.total_degrees()
    for support, polynomial in zip(problem.supports(), expanded.polynomials, strict=True):
        terms = {tuple(map(int, e)) for e, _ in polynomial.terms()}
        assert support <= terms  # its corners at least
        assert max(map(sum, support)) == max(map(sum, terms))
    last = problem.degrees([3])
    assert last == [max(int(e[3]) for e, _ in polynomial.terms()) for polynomial in expanded.polynomials]


def test_the_rank_decides_whether_there_are_finitely_many():
    assert problem_of("zero-error").not_finite(0, UNLIMITED) is None
    twice = check_data([[1, 2], [3, -1], [4, 1], [2, 4]], [[3], [-1], [4], [2]], SMALL)
    assert problem_of("zero-error", data=twice).not_finite(0, UNLIMITED) is None
    linear = Network.dense([1, 1, 1], "z", hidden_bias=False, output_bias=False)
    lines = check_data([[1], [2]], [[3], [6]], linear)
    answer = problem_of("zero-error", network=linear, data=lines).not_finite(0, UNLIMITED)
    assert (answer.status, answer.count) == ("infinite", None)
    none = check_data([[1], [2]], [[3], [5]], linear)
    assert problem_of("zero-error", network=linear, data=none).not_finite(0, UNLIMITED).status == "empty"
    assert problem_of("critical", network=linear, data=none).not_finite(0, UNLIMITED) is None


def test_an_equation_without_unknowns_is_named():
    constant = Network.dense([1, 1, 1], "z", hidden_bias=False, output_bias=False)
    data = check_data([[0], [1]], [[0], [5]], constant)
    assert "sample 1" in problem_of("zero-error", network=constant, data=data).vacuous()
    assert problem_of("zero-error").vacuous() is None
    nothing = check_data([[0]], [[0]], constant)
    assert "w1_1_1" in problem_of("critical", network=constant, data=nothing).vacuous()
    assert problem_of("critical", "scalar", network=constant, data=nothing).vacuous() is None


def test_counts_with_and_without_zero_coordinates():
    """½ (v w − 2)² + ½ (Λ w² + Λ' v²): the origin and four points."""
    net = Network.dense([1, 1, 1], "z", hidden_bias=False, output_bias=False)
    problem = problem_of("critical", "entrywise", net, check_data([[1]], [[2000]], net))
    found = problem.count(None, 0, UNLIMITED)
    assert (found.count, found.status) == (5, "exact_mod_p")
    assert problem.count_without_zeros(0, UNLIMITED) == 4


@pytest.mark.parametrize(
    ("options", "data", "error", "kind"),
    [
        ({"system": "other"}, DATA, WrongInput, "bad_system"),
        ({"ridge": "other"}, DATA, WrongInput, "bad_ridge"),
        ({"ridge": "scalar"}, DATA, WrongInput, "bad_ridge"),
        ({"system": "critical"}, None, TooLarge, "no_data"),
    ],
)
def test_options_that_do_not_fit(options, data, error, kind):
    with pytest.raises(error) as problem:
        make_problem(SMALL, 4, data, **options)
    assert problem.value.kind == kind


def test_without_data_the_shape_is_left():
    problem = make_problem(SMALL, 4, None, no_data="the file is too large")
    assert problem.degrees() == [3]  # of one sample: v (a² + a)
    assert problem.num_equations == 4
    for ask in (problem.expand, problem.supports, problem.branches):
        with pytest.raises(HypothesesNotMet, match="the file is too large"):
            ask()


def test_a_ridge_is_kept_as_it_was_drawn():
    for ridge, distinct in (("none", {1}), ("scalar", {1}), ("entrywise", {2, 3, 4})):
        values = problem_of("critical", ridge).ridge
        assert len(values) == 4
        assert len(set(values)) in distinct
        assert (values == [0] * 4) == (ridge == "none")
    assert problem_of("zero-error").ridge is None
    np.testing.assert_array_equal(problem_of("critical", "scalar").penalties, problem_of("critical", "scalar").ridge)
