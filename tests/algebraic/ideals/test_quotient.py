"""Bases that are believed: true ones of every engine, none that is spoiled, none of another system."""

import random

import numpy as np
import pytest

from algebraic.engines import ModularTerms
from algebraic.ideals.quotient import Quotient, _apply, _commute_exactly, _product, all_regular, read_quotient, solves
from algebraic.modular import as_nmod
from algebraic.shell.budget import UNLIMITED, Budget
from algebraic.shell.errors import OutOfBudget

P = 101
# x (x − 1) (x − 2) = 0, y = 2 x + 3 x² : three points; a double one, (x − 4)² = 0, y = x.
CUBIC = [{(3, 0): 1, (2, 0): P - 3, (1, 0): 2}, {(0, 1): 1, (1, 0): P - 2, (2, 0): P - 3}]
DOUBLE = [{(2, 0): 1, (1, 0): P - 8, (0, 0): 16}, {(0, 1): 1, (1, 0): P - 1}]


def groebner(equations: list[ModularTerms], unknowns: int = 2, prime: int = P) -> list[ModularTerms]:
    """The reduced basis by sympy."""
    import sympy

    symbols = sympy.symbols(f"x1:{unknowns + 1}")
    polynomials = [
        sum(c * sympy.prod([s**e for s, e in zip(symbols, m, strict=True)]) for m, c in terms.items())
        for terms in equations
    ]
    basis = sympy.groebner(polynomials, *symbols, modulus=prime, order="grevlex")
    return [{m: int(c) % prime for m, c in sympy.Poly(g, *symbols).terms()} for g in basis.exprs]


def holds(basis, equations, prime=P):
    quotient = read_quotient(basis, len(next(iter(equations[0]))), prime, UNLIMITED)
    return quotient is not None and solves(quotient, equations, UNLIMITED) and quotient.size


@pytest.mark.parametrize(("equations", "count", "regular"), [(CUBIC, 3, True), (DOUBLE, 2, False)])
def test_a_true_basis_is_believed(equations, count, regular):
    basis = groebner(equations)
    assert holds(basis, equations) == count
    assert all_regular(read_quotient(basis, 2, P, UNLIMITED), equations, UNLIMITED) is regular


def test_random_systems_of_three_unknowns():
    draw = random.Random(0)
    for _ in range(5):
        equations = [
            {(2, 0, 0): 1, **{m: draw.randrange(1, P) for m in [(0, 1, 1), (1, 0, 0), (0, 0, 0)]}},
            {(0, 2, 0): 1, **{m: draw.randrange(1, P) for m in [(1, 0, 1), (0, 1, 0), (0, 0, 0)]}},
            {(0, 0, 2): 1, **{m: draw.randrange(1, P) for m in [(1, 1, 0), (0, 0, 1), (0, 0, 0)]}},
        ]
        basis = groebner(equations, 3)
        assert holds(basis, equations) == 8
        for element in basis:
            spoilt = [dict(e) for e in basis]
            at = basis.index(element)
            monomial = draw.choice(sorted(element))
            spoilt[at][monomial] = element[monomial] % (P - 1) + 1
            assert not holds(spoilt, equations)
        assert not holds([e for e in basis[1:]], equations)


@pytest.mark.parametrize(
    "basis",
    [
        [{(0, 0): 1}],
        [],
        [{}],
        [{(1, 0): 1}, {(0, 1): 1}],  # the origin is no solution of DOUBLE
        [{(1, 0): 1}],  # a line
        [{(2, 0): 1}, {(1, 1): 1}, {(0, 2): 1}],
        [{(1, 0): 1, (0, 0): 0}, {(0, 1): 1}],
        [{(2, 0): 1, (0, 5): 1}, {(0, 3): 1}],
        [{(900, 0): 1}, {(0, 900): 1}],
    ],
)
def test_what_is_no_basis_of_it_is_not_believed(basis):
    assert not holds(basis, DOUBLE)


def test_a_part_of_the_solutions_is_a_lower_bound():
    """x = 1, y = 5 alone: true as far as it goes."""
    assert holds([{(1, 0): 1, (0, 0): P - 1}, {(0, 1): 1, (0, 0): P - 5}], CUBIC) == 1


def test_matrices_that_do_not_commute_stand_for_nothing():
    """x·y ≠ y·x on 1, x, y: y x = 1 from one side, 0 from the other."""
    basis = [{(2, 0): 1, (0, 1): P - 1}, {(1, 1): 1, (0, 0): P - 1}, {(0, 2): 1}]
    quotient = read_quotient(basis, 2, P, UNLIMITED)
    assert not solves(quotient, [], UNLIMITED)


def test_large_matrices_are_applied_to_random_vectors():
    """x^19 = 5 x + 1, y^19 = x y + 2: 361 points; and bases whose matrices do not commute, or of another system."""
    equations = [
        {(19, 0): 1, (1, 0): P - 5, (0, 0): P - 1},
        {(0, 19): 1, (1, 1): P - 1, (0, 0): P - 2},
    ]
    assert holds(equations, equations) == 361
    assert not holds([*equations, {(18, 18): 1}], equations)
    assert not holds([equations[0], {(0, 19): 1, (0, 1): 1}], equations)


def test_limits():
    too_many = [{(50, 0): 1}, {(0, 50): 1}]
    assert read_quotient(too_many, 2, P, UNLIMITED) is None
    basis = groebner(CUBIC)
    with pytest.raises(OutOfBudget):
        read_quotient(basis, 2, P, Budget(1e-9))
    quotient = read_quotient(basis, 2, P, UNLIMITED)
    assert all_regular(quotient, CUBIC[:1], UNLIMITED) is None


def test_products_of_residues_are_exact():
    prime, stream = 2**31 - 1, np.random.default_rng(0)
    for size in (1, 3, 60):
        a, b, v = (stream.integers(prime - 5, prime, shape) for shape in ((size, size), (size, size + 2), size))
        assert np.array_equal(_product(a, b, prime), a.astype(object) @ b.astype(object) % prime)
        assert np.array_equal(_apply(a, v, prime), a.astype(object) @ v.astype(object) % prime)
    largest = np.full(2_000, prime - 1)
    assert set(_apply(np.tile(largest, (2, 1)), largest, prime)) == {2_000}


def test_whether_matrices_commute_is_seen_as_by_whole_products():
    """Permutations, zeros and ones, multiples of the identity, anything: with columns that are unit vectors or not."""
    stream, answers = np.random.default_rng(0), set()
    for trial in range(150):
        size, count, prime = int(stream.integers(1, 6)), int(stream.integers(1, 4)), (2, 3, 101)[trial % 3]
        kinds = (
            np.stack([np.eye(size, dtype=int)[stream.permutation(size)] for _ in range(count)]),
            stream.integers(0, 2, (count, size, size)),
            np.stack([stream.integers(0, 3) * np.eye(size, dtype=int) for _ in range(count)]),
            stream.integers(0, prime, (count, size, size)),
        )
        matrices = kinds[trial % 4] % prime
        whole = [as_nmod(matrix, prime) for matrix in matrices]
        expected = all(a * b == b * a for a in whole for b in whole)
        assert _commute_exactly(Quotient(prime, ((),) * size, matrices), UNLIMITED) == expected
        answers.add((expected, trial % 4))
    assert len(answers) == 7  # some of each kind do and some do not, but multiples of the identity always do
