"""Standard systems with published mixed volumes, and random ones with published means of real solutions."""

from fractions import Fraction
from math import log, prod, sqrt

import flint
import numpy as np
import pytest

from algebraic.bounds.newton import mixed_volume
from algebraic.census.certify import certify
from algebraic.ideals.coefficients import coefficient_branch
from algebraic.proofs.boxes import is_real, overlapping
from algebraic.shell.errors import WrongInput
from algebraic.systems.zoo import cyclic, eco, kac, katsura, kostlan, noon
from algebraic.tracking.monodromy import find_fibre, follow
from algebraic.tracking.paths import ARRIVED

FAILURE = 1e-7  # probability that a right program fails one of the statistical tests, before the seed is fixed


@pytest.mark.gfan
@pytest.mark.parametrize(("n", "volume"), [(5, 70), (6, 156), (7, 924)])
def test_published_mixed_volumes_of_cyclic_roots(n, volume):
    assert mixed_volume(cyclic(n).supports()) == (volume, True)


@pytest.mark.parametrize("make", [lambda: katsura(0), lambda: noon(1), lambda: eco(1), lambda: kostlan([], None)])
def test_sizes_that_do_not_exist(make):
    with pytest.raises(WrongInput):
        make()


def follow_all(systems, bound):
    """Ends of all paths from one generic fibre to many systems with the same monomials: (K, num_systems, bound)."""
    branch = coefficient_branch(systems[0])
    family = branch.family
    targets = np.array(
        [
            [float(Fraction(str(system.polynomials[i][exponents]))) for (_, i, exponents), _ in family.parameters]
            for system in systems
        ]
    ).T.astype(complex)
    fibre = find_fibre(family, branch.group, np.random.default_rng(0), known_bound=bound)
    assert fibre.count == bound
    ends, status, _ = follow(
        family,
        np.tile(fibre.points, len(systems)),
        fibre.parameters[:, None],
        np.repeat(targets, bound, axis=1),
    )
    assert (status == ARRIVED).all()
    return ends.reshape(-1, len(systems), bound)


def nearly_real(ends):
    """How many of the ends are real to 1e-8: numerical, no proof."""
    return (abs(ends.imag).max(axis=0) < 1e-8 * abs(ends).max(axis=0)).sum(axis=-1)


def margin(counts, spread):
    """By how much the mean of independent counts, all in an interval of length ``spread``, may differ from its mean.

    Maurer, Pontil, Empirical Bernstein bounds (2009), theorem 4, on both sides: the probability of more is at most
    FAILURE, for every distribution. The sample size is fixed beforehand.
    """
    size, t = len(counts), log(4 / FAILURE)
    return sqrt(2 * counts.var(ddof=1) * t / size) + 7 * spread * t / (3 * (size - 1))


@pytest.mark.slow
@pytest.mark.parametrize(("degree", "expected"), [(1, 1), (2, 1.29702), (3, 1.49276), (4, 1.64049), (5, 1.75960)])
def test_real_roots_of_kac_polynomials(degree, expected):
    """Counted by isolating roots (exact), and by the tracker (numerical): the same for every polynomial."""
    stream = np.random.default_rng(degree)
    systems = [kac(degree, stream) for _ in range(1500)]
    coefficients = [{int(e[0]): c for e, c in system.integer_terms[0]} for system in systems]
    roots = [flint.fmpz_poly([row[k] for k in range(degree + 1)]).complex_roots() for row in coefficients]
    counts = np.array([sum(m for root, m in found if root.imag == 0) for found in roots])
    assert abs(counts.mean() - expected) < margin(counts, degree - degree % 2) + 1e-5
    assert (nearly_real(follow_all(systems, degree)) == counts).all()


@pytest.mark.slow
@pytest.mark.parametrize("degrees", [(2, 2), (2, 3), (3, 3)])
def test_real_solutions_of_kostlan_systems(degrees):
    """√(d_1 d_2) on average, counted by the tracker (numerical); for some of them certified, too."""
    stream = np.random.default_rng(sum(degrees))
    systems = [kostlan(degrees, stream) for _ in range(1000)]
    ends = follow_all(systems, prod(degrees))
    counts = nearly_real(ends)
    assert abs(counts.mean() - sqrt(prod(degrees))) < margin(counts, prod(degrees) - prod(degrees) % 2)
    for k in range(15):
        branch = coefficient_branch(systems[k])
        boxes = [certify(branch, end) for end in ends[:, k].T]
        assert overlapping(boxes) == []
        assert sum(is_real(box) is True for box in boxes) == counts[k]


def test_the_margin_tells_kac_polynomials_from_kostlan_polynomials():
    """√2 real roots instead of 1.29702: the statistical test must notice within ten times its sample."""
    stream = np.random.default_rng(0)
    a, b, c = stream.normal(size=(3, 40_000))
    counts = 2 * (2 * b**2 > 4 * a * c)  # coefficients of variance 1, 2, 1
    assert abs(counts.mean() - sqrt(2)) < margin(counts, 2)
    assert abs(counts.mean() - 1.29702) > margin(counts, 2)
