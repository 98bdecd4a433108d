import json
from itertools import product

import flint
import pytest
from hypothesis import given, strategies as st

from algebraic import Network, ladder, zero_error_system
from algebraic.data.sources import random_data
from algebraic.ideals import nullstellensatz
from algebraic.ideals.by_ideals import ModularSolutions
from algebraic.ideals.nullstellensatz import Cofactors, check_cofactors, find_cofactors
from algebraic.networks.rings import Polynomials
from algebraic.shell.budget import Budget
from algebraic.shell.errors import OutOfBudget, TooLarge
from algebraic.shell.random import random_primes
from algebraic.systems.system import PolynomialSystem

PLAIN = {"hidden_bias": False, "output_bias": False}
NAMES = ("x", "y")
X, Y = Polynomials(NAMES).variables


def system(*polynomials):
    return PolynomialSystem(NAMES, polynomials)


def one(equations, cofactors, denominator):
    """Σ c_i p_i by Python's own integers and dictionaries: the second route to what the checker expands."""
    total = {}
    for terms, polynomial in zip(cofactors, equations.polynomials, strict=True):
        for (m, c), (e, a) in product(terms, [(tuple(map(int, e)), a) for e, a in polynomial.terms()]):
            monomial = tuple(i + j for i, j in zip(m, e, strict=True))
            total[monomial] = total.get(monomial, 0) + flint.fmpz(c) * a
    return {m: c for m, c in total.items() if c != 0} == {(0,) * len(equations.names): flint.fmpz(denominator)}


def proved(equations, **options):
    """The cofactors, after a journey through JSON and both checks."""
    found = find_cofactors(equations, **options)
    assert found.cofactors is not None
    cofactors = json.loads(json.dumps(found.cofactors))
    assert check_cofactors(equations, cofactors, found.denominator)
    assert one(equations, cofactors, found.denominator)
    degrees = [sum(m) + d for t, d in zip(cofactors, equations.total_degrees(), strict=True) for m, _ in t]
    assert max(degrees) <= found.degree
    return found


@pytest.mark.parametrize(
    ("polynomials", "degree"),
    [
        ((X, X * Y - 1), 2),
        ((X, X - 1), 1),
        ((X - X + 3,), 0),  # the constant 3
        ((X**2, (X - 1) ** 2), 3),
        ((X**3 - Y, X**3 - Y + 5, X * Y), 3),
        ((X - X, 2 * X / 3, X * Y / 7 - flint.fmpq(4, 5)), 2),
        ((X**2 + Y**2 - 1, X - 2, Y - 3), 2),
        # x = y^2 and x y^3 = 1 and y^5 = 2 say 1 = 2; three equations in degree 6
        ((X - Y**2, X * Y**3 - 1, Y**5 - 2), 5),
    ],
)
def test_known_truths(polynomials, degree):
    found = proved(system(*polynomials))
    assert found.degree == degree
    assert find_cofactors(system(*polynomials), max_degree=degree - 1).cofactors is None


@pytest.mark.parametrize(
    "polynomials",
    [(), (X - X,), (X,), (X**2 + 1,), (X - 1, Y - 2, X * Y - 2), (X**2 + Y**2 + 1, X * Y - 3), (X * Y - 1,)],
)
def test_consistent_systems_have_none(polynomials):
    """x^2 + 1 among them: no real solution is not no complex solution."""
    found = find_cofactors(system(*polynomials), max_degree=8)
    assert found.cofactors is None
    if any(p != 0 for p in polynomials):
        assert found.degree == 8


coefficients = st.integers(-5, 5)
exponents = st.tuples(st.integers(0, 2), st.integers(0, 2))
polynomials = st.dictionaries(exponents, coefficients, min_size=1, max_size=4)


@given(st.lists(polynomials, min_size=1, max_size=4), coefficients, coefficients)
def test_a_planted_solution_leaves_no_cofactors(equations, x, y):
    context = X.context()
    expanded = [context.from_dict(terms) for terms in equations]
    planted = system(*(p - p(flint.fmpq(x), flint.fmpq(y)) for p in expanded))
    assert find_cofactors(planted, max_degree=6).cofactors is None


@given(st.lists(polynomials, min_size=1, max_size=3), polynomials)
def test_equations_made_to_contradict_each_other_always_have_some(equations, multiplier):
    """p_1, …, p_k and q·p_1 + 1: 1 = (q·p_1 + 1) − q·p_1."""
    context = X.context()
    expanded = [context.from_dict(terms) for terms in equations]
    contradiction = system(*expanded, context.from_dict(multiplier) * expanded[0] + 1)
    assert proved(contradiction).degree <= 8


def test_spoiled_cofactors_are_rejected():
    equations = system(X**2, (X - 1) ** 2)
    good = [[[[0, 0], "3"], [[1, 0], "-2"]], [[[0, 0], "1"], [[1, 0], "2"]]]
    assert check_cofactors(equations, good)
    assert check_cofactors(equations, [[[m, f"{2 * int(c)}"] for m, c in terms] for terms in good], "2")
    assert check_cofactors(equations, [[[m, f"{2 * int(c)}/2"] for m, c in terms] for terms in good])
    first, second = good
    spoiled = [
        [[[[0, 0], "3"], [[1, 0], "2"]], second],  # a sign
        [[[[0, 0], "3"], [[2, 0], "-2"]], second],  # an exponent
        [[[[0, 0], "3"], [[-1, 0], "-2"]], second],
        [[[[0, 0], "3"], [[True, 0], "-2"]], second],
        [[[[0, 0], "3"], [[1], "-2"]], second],
        [[[[0, 0], "3"], [[1, 0], "-2/0"]], second],
        [[[[0, 0], "3"], [[1, 0], "two"]], second],
        [[[[0, 0], "3"], [[1, 0], -2]], second],
        [[[[0, 0], "3"], [[1, 0], "-2"], [[1, 0], "-2"]], second],  # the second would hide the first
        [second, first],
        [first],
        [first, second, first],
        [[], []],
        [None, second],
        None,
    ]
    for cofactors in spoiled:
        assert not check_cofactors(equations, cofactors), cofactors
    for denominator in ("2", "-1", "0", "1/0", "", "one"):
        assert not check_cofactors(equations, good, denominator), denominator
    # 0 = 0 is no proof, although it is what a denominator 0 asks for.
    assert not check_cofactors(equations, [[], []], "0")
    assert not check_cofactors(system(), [])


def test_an_unlucky_prime_proves_nothing():
    """p·x = 1 has no solution modulo p, and one over the complex numbers."""
    prime = random_primes(1, seed=0)[0]
    assert find_cofactors(system(prime * X - 1)).cofactors is None
    assert find_cofactors(system(prime * X - 1, Y - 1), max_degree=4) == Cofactors(4)
    # Inconsistent over Q, while modulo p the first equation alone says 1 = 0: another prime is taken.
    assert proved(system(prime * X - 1, X)).degree == 1


def test_sizes_are_estimated_first(monkeypatch):
    monkeypatch.setattr(nullstellensatz, "_solving_columns", None)  # nothing is begun
    many = tuple(f"x{k}" for k in range(12))
    variables = Polynomials(many).variables
    with pytest.raises(TooLarge, match=r"terms \(limit 500,000\)"):
        find_cofactors(PolynomialSystem(many, (variables[0] ** 12, variables[1] - 1)))
    monkeypatch.setattr(nullstellensatz, "MAX_ENTRIES", 2)
    with pytest.raises(TooLarge, match="a matrix of 2 × 2 "):
        find_cofactors(system(X, X - 1))


def test_beyond_the_size_limit_it_stops(monkeypatch):
    monkeypatch.setattr(nullstellensatz, "MAX_ENTRIES", 12)
    assert find_cofactors(system(X**2, (X - 1) ** 2)) == Cofactors(2)
    monkeypatch.undo()
    monkeypatch.setattr(nullstellensatz, "MAX_DIGITS", 2)
    with pytest.raises(TooLarge, match="digits"):
        find_cofactors(system(X**2 - 7, (X - 1) ** 2))


def test_time_is_asked_beforehand():
    with pytest.raises(OutOfBudget):
        find_cofactors(system(X, X * Y - 1), budget=Budget(1e-9))


def random_case(widths, activation, num_samples):
    network = Network.dense(widths, activation, **PLAIN)
    data = random_data(network, num_samples, seed=0)
    return network, zero_error_system(network, data.inputs, data.targets)


@pytest.mark.parametrize(
    ("widths", "activation", "num_samples", "degree"),
    [
        ((1, 1, 1), "z**3+z", 4, 4),
        ((2, 1, 1), "z**2+z", 4, 4),
        ((1, 1, 2), "z**3+z", 2, 6),
        ((1, 1, 1, 1), "z**2+z", 4, 9),
        ((3, 1, 1), "z**3+z", 5, 8),
        ((4, 1, 1), "z**2+z", 6, 6),
    ],
)
def test_more_samples_than_parameters(widths, activation, num_samples, degree):
    _, equations = random_case(widths, activation, num_samples)
    assert proved(equations).degree == degree


@pytest.mark.msolve
def test_the_ladder_proves_empty_and_the_json_is_enough_to_check_it():
    """[2,1,1,1], z^2+z, five samples: the matrix of 630 columns."""
    network, equations = random_case((2, 1, 1, 1), "z**2+z", 5)
    matrix = nullstellensatz._macaulay_matrix(equations, 12)
    assert (len(matrix.columns), matrix.num_rows) == (630, 738)
    found = find_cofactors(equations)
    assert found.degree == 12
    assert sum(map(len, found.cofactors)) == 144
    assert 1_000 < max(len(str(coefficient)) for cofactor in found.cofactors for _, coefficient in cofactor) < 2_000
    # In the ladder an engine has to find it empty modulo primes first. Small numbers keep the document small.
    inputs, targets = [[1, 2], [3, -1], [2, 5], [-4, 3], [5, 4]], [[3], [1], [4], [1], [5]]
    document = json.loads(ladder(network, inputs, targets).to_json())
    evidence = document["complex_count_evidence"]
    assert (document["complex_count"], document["complex_count_status"]) == (0, "empty")
    assert (evidence["kind"], evidence["proved"], evidence["degree"]) == ("nullstellensatz", True, 12)
    small = zero_error_system(network, inputs, targets)
    assert check_cofactors(small, evidence["cofactors"], evidence["denominator"])
    assert not check_cofactors(equations, evidence["cofactors"], evidence["denominator"])
    evidence["cofactors"][0][0][1] = "1"
    assert not check_cofactors(small, evidence["cofactors"], evidence["denominator"])


def empty_modulo_primes(monkeypatch, network, num_samples):
    monkeypatch.setattr(
        "algebraic.ideals.by_ideals.solutions_modulo",
        lambda equations, num_variables, prime, *, budget: ModularSolutions(prime, -1, 0),
    )
    data = random_data(network, num_samples, seed=0)
    return ladder(network, data.inputs, data.targets)


@pytest.mark.msolve
def test_a_wrong_word_of_the_engines_is_not_believed(monkeypatch):
    """Four samples for four parameters: 21 solutions, whatever an engine says."""
    monkeypatch.setattr(nullstellensatz, "MAX_ENTRIES", 40_000)
    found = empty_modulo_primes(monkeypatch, Network.dense([2, 1, 1, 1], "z**2+z", **PLAIN), 4)
    evidence = found.complex_count_evidence
    assert (found.complex_count, found.complex_count_status, evidence["proved"]) == (None, "undecided", False)
    assert "msolve claims: 1 lies in the ideal" in evidence["statement"]


@pytest.mark.parametrize("problem", [TooLarge("too large"), OutOfBudget("time is over")])
def test_limits_leave_the_answer_as_it_was(monkeypatch, problem):
    """Without cofactors the embedded engine confirms it, modulo a prime; or it was its own answer."""

    def late(*_, **__):
        raise problem

    monkeypatch.setattr("algebraic.ideals.by_ideals.find_cofactors", late)
    found = empty_modulo_primes(monkeypatch, Network.dense([2, 1, 1], "z**2+z", **PLAIN), 4)
    evidence = found.complex_count_evidence
    assert (found.complex_count_status, evidence["kind"], evidence["proved"]) == ("empty", "leading_ideals", False)
    assert evidence["confirmed"]
    assert found.cut_short == []
