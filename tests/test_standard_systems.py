"""Systems of other solvers' test suites: published numbers, and routes to the same numbers that follow no paths."""

from functools import cache

import pytest

from algebraic import Network
from algebraic.census import solve, solve_system
from algebraic.data import check_data
from algebraic.ideals import make_problem, solutions_modulo
from algebraic.shell import random_primes
from algebraic.systems import katsura, noon, read_equations
from algebraic.tracking import tracker_on
from benchmarks.standard_systems import SYSTEMS, written
from tests.reference.real_solutions import NotFinite, counts_by_trace_form, real_by_msolve
from tests.reference.regular_solutions import regular_degree

TRACKER = tracker_on("cpu", kernel=None)
PRIME = random_primes(1, 14)[0]
BY_NAME = {case.name: case for case in SYSTEMS}
QUICK = [
    "mickey", "lorentz", "chemequ", "redeco-5", "conform1", "wood", "rediff3", "quadfor2", "multy", "xy",
    "radical shape", "six on two cubics", "Griewank-Osborne", "solotarev",
]  # fmt: skip
cases = pytest.mark.parametrize("name", QUICK)
small = pytest.mark.parametrize("name", ["mickey", "redeco-5", "wood", "quadfor2", "six on two cubics", "solotarev"])


@cache
def found(name):
    return solve_system(BY_NAME[name].system)


@pytest.mark.slow
@cases
def test_published_numbers(name):
    case = BY_NAME[name]
    assert (found(name).count, len(found(name).suspected)) == (case.regular, case.multiple)
    assert case.real in (None, found(name).real_count)
    assert found(name).all_accounted_for


@cases
def test_the_degree_and_what_of_it_is_regular(name):
    case = BY_NAME[name]
    terms = [dict(terms) for terms in case.system.integer_terms]
    assert solutions_modulo(terms, len(case.system.names), PRIME).count == case.regular + case.multiple
    if len(case.system.names) < 6:
        assert regular_degree(case.system, PRIME) == found(name).count


@pytest.mark.msolve
@cases
def test_real_solutions_over_the_rationals(name):
    """msolve counts a singular one as well: each of these systems has at most two, and they are real."""
    singular = {"Griewank-Osborne": 1, "solotarev": 2}.get(name, 0)
    assert real_by_msolve(BY_NAME[name].system) == found(name).real_count + singular


@small
def test_complex_and_real_solutions_by_the_signature_of_a_form(name):
    singular = {"solotarev": 2}.get(name, 0)
    expected = found(name).count + singular, found(name).real_count + singular
    assert counts_by_trace_form(BY_NAME[name].system) == expected


def test_routes_that_follow_no_paths_tell_different_systems_apart():
    system = written("x y", "(x - 1)^2*(x^2 + 1); y - x")()
    assert counts_by_trace_form(system) == (3, 1)
    assert regular_degree(system, PRIME) == 2
    assert counts_by_trace_form(katsura(2)) == (4, 4)
    assert counts_by_trace_form(noon(2)) == (5, 3)
    assert counts_by_trace_form(written("x y", "x; x - 1")()) == (0, 0)
    with pytest.raises(NotFinite):
        counts_by_trace_form(written("x y", "x*y; x*y - x")())


@pytest.mark.msolve
def test_msolve_says_none_and_infinitely_many():
    assert real_by_msolve(written("x y", "x^2 + 1; y")()) == 0
    assert real_by_msolve(written("x y", "x; x - 1")()) == 0
    assert real_by_msolve(written("x y", "x; 0*x + 1")()) == 0
    with pytest.raises(NotFinite):
        real_by_msolve(written("x y", "x*y; x*y - x")())


def test_numbers_are_read_exactly():
    [polynomial] = written("x1", "0.5*x1^2 - 1.25E-1*x1 + 2/3")().polynomials
    assert {int(e[0]): str(c) for e, c in polynomial.terms()} == {2: "1/2", 1: "-1/8", 0: "2/3"}


def by_names(system):
    """Each equation as a set of terms, whose unknowns are named: independent of their order."""
    return [
        {(frozenset((n, int(k)) for n, k in zip(system.names, e, strict=True) if k), str(c)) for e, c in p.terms()}
        for p in system.polynomials
    ]


@pytest.mark.parametrize("case", SYSTEMS, ids=lambda case: case.name)
def test_written_to_a_file_and_read_again(case):
    system = case.system
    text = "\n".join(map(str, system.polynomials))
    assert by_names(read_equations(text)) == by_names(system)


NETWORKS = {  # widths, activation, system, ridge, inputs, targets
    "zero errors of a chain": ([2, 1, 1, 1], "z**2+z", "zero-error", "none",
                               [[1, 2], [3, -1], [-2, 5], [7, 3]], [1, 2, 3, -4]),
    "linear": ([1, 1, 1], "z", "critical", "entrywise", [[1]], [1]),
    "inputs that nearly coincide": ([2, 1, 1], "z**2+z", "critical", "entrywise",
                                    [[1, 1], [2, "20001/10000"]], [3, 4]),
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.msolve
@pytest.mark.parametrize("name", NETWORKS)
def test_solutions_of_networks_by_routes_that_follow_no_paths(name):
    widths, activation, system, ridge, inputs, targets = NETWORKS[name]
    network = Network.dense(widths, activation, hidden_bias=False, output_bias=False)
    ours = solve(network, inputs, targets, system=system, ridge=ridge, tracker=TRACKER)
    data = check_data(inputs, targets, network)
    expanded = make_problem(network, len(inputs), data, system=system, ridge=ridge).expand()
    assert ours.complex_count_status in ("exact", "exact_mod_p")
    assert regular_degree(expanded, PRIME) == ours.count
    assert real_by_msolve(expanded) == ours.real_count
