"""Standard systems with published numbers: an independent check of the tracker and of the certificates."""

from fractions import Fraction
from math import log, prod, sqrt

import flint
import numpy as np
import pytest

from algebraic import PolynomialSystem
from algebraic.bounds.newton import mixed_volume
from algebraic.census import isolated
from algebraic.census.arrival import certify
from algebraic.census.isolated import coefficient_branch, solve_system
from algebraic.ideals.by_ideals import solutions_modulo
from algebraic.networks.rings import Polynomials
from algebraic.proofs.boxes import conjugate, holds_one, is_real, overlapping, precision_of, read_box
from algebraic.shell.errors import HypothesesNotMet, Missing, WrongInput
from algebraic.shell.random import random_primes
from algebraic.systems.families import coefficient_family
from algebraic.systems.zoo import cyclic, eco, kac, katsura, kostlan, noon
from algebraic.tracking.monodromy import find_fibre, follow
from algebraic.tracking.paths import ARRIVED

KATSURA = [(f"katsura-{n}", katsura(n), 2**n) for n in (3, 4, 5, 6)]
NOON = [(f"noon-{n}", noon(n), 3**n - 2 * n) for n in (3, 4)]
ECO = [(f"eco-{n}", eco(n), 2 ** (n - 2)) for n in (5, 6, 7)]
CYCLIC = [("cyclic-5", cyclic(5), 70), ("cyclic-6", cyclic(6), 156)]
ZOO = [pytest.param(system, count, id=name) for name, system, count in KATSURA + NOON + ECO + CYCLIC]

FAILURE = 1e-7  # probability that a right program fails one of the statistical tests, before the seed is fixed


def system_of(names, equations):
    return PolynomialSystem(tuple(names), tuple(equations(*Polynomials(tuple(names)).variables)))


def residuals(system, box):
    """The equations on a whole box, term by term as they are written."""
    with flint.ctx.workprec(precision_of(box)):
        _, w = read_box(box)
        return [
            sum((prod((x ** int(k) for x, k in zip(w, e, strict=True)), start=flint.acb(c)) for e, c in p.terms()))
            for p in system.polynomials
        ]


def check_boxes(system, found):
    exact = coefficient_branch(system).exact
    boxes = found.boxes
    assert all(holds_one(exact, box) for box in boxes)
    assert all(value.contains(0) for box in boxes for value in residuals(system, box))
    assert overlapping(boxes) == []
    assert found.real_count == sum(is_real(box) is True for box in boxes)
    assert None not in [is_real(box) for box in boxes]
    met = [(i, j) for i, j in overlapping([*boxes, *map(conjugate, boxes)]) if i < len(boxes) <= j]
    assert sorted(i for i, _ in met) == sorted(j - len(boxes) for _, j in met) == list(range(len(boxes)))


def numbers(found):
    """Certified, at infinity, suspected; these account for all paths."""
    assert not found.cut_short
    assert found.duplicates == found.conjugates_missing == 0
    ends = (found.count, found.at_infinity, len(found.suspected))
    assert sum(ends) == found.generic_count
    assert found.mixed_volume in (None, found.generic_count)
    assert found.all_accounted_for == (found.mixed_volume is not None)
    return ends


@pytest.mark.parametrize(("system", "count"), ZOO)
def test_published_numbers_of_solutions(system, count):
    found = solve_system(system)
    assert numbers(found) == (count, 0, 0)
    assert found.proved_complete == (found.mixed_volume is not None)
    check_boxes(system, found)


@pytest.mark.gfan
@pytest.mark.parametrize(("n", "volume"), [(5, 70), (6, 156), (7, 924)])
def test_published_mixed_volumes_of_cyclic_roots(n, volume):
    assert mixed_volume(cyclic(n).supports()) == volume


@pytest.mark.gfan
def test_solutions_with_zero_coordinates_need_the_origin_in_the_supports():
    system = katsura(3)
    assert mixed_volume(system.supports()) == 6  # two of the 8 solutions have a zero coordinate
    found = solve_system(system)
    assert found.mixed_volume == found.count == 8
    zeros = [any(re == im == "0" or (flint.arb(re, r).contains(0) and flint.arb(im, r).contains(0)) for re, im, r in b)
             for b in found.boxes]  # fmt: skip
    assert sum(zeros) == 2


def test_a_box_beside_a_solution_is_refused():
    system = noon(2)
    [box, *_] = solve_system(system).boxes
    moved = [[str(float(re) + 1e-3), im, radius] for re, im, radius in box]
    assert holds_one(coefficient_branch(system).exact, box)
    assert not holds_one(coefficient_branch(system).exact, moved)
    assert not all(value.contains(0) for value in residuals(system, moved))


def test_another_seed_finds_the_same_solutions():
    one, other = solve_system(noon(3), seed=1), solve_system(noon(3), seed=2)
    met = overlapping([*one.boxes, *other.boxes])
    assert sorted(i for i, _ in met) == sorted(j - 21 for _, j in met) == list(range(21))


def test_without_the_mixed_volume_the_search_ends_by_itself(monkeypatch):
    def missing(*_, **__):
        raise Missing("no engine")

    monkeypatch.setattr(isolated, "bkk_bound", missing)
    found = solve_system(noon(2))
    assert found.mixed_volume is None
    assert numbers(found) == (5, 0, 0)
    assert not found.proved_complete


def test_chosen_solutions():
    roots_x, roots_y = [Fraction(1), Fraction(2), Fraction(-7, 2)], [Fraction(1, 3), Fraction(-5)]
    system = system_of(
        "xy",
        lambda x, y: (
            prod(x - flint.fmpq(*r.as_integer_ratio()) for r in roots_x) * 1,
            prod(y - x - flint.fmpq(*r.as_integer_ratio()) for r in roots_y) * 1,
        ),
    )
    found = solve_system(system)
    assert (found.count, found.real_count) == (6, 6)
    for a in roots_x:
        for b in roots_y:
            inside = [
                all(abs(Fraction(re) - value) <= Fraction(r) for (re, _, r), value in zip(box, (a, a + b), strict=True))
                for box in found.boxes
            ]
            assert sum(inside) == 1


DEGENERATE = {  # system, certified, at infinity, suspected
    "a double root": (system_of("x", lambda x: [(x - 1) ** 2]), 0, 0, 2),
    "a triple root and a simple one": (system_of("x", lambda x: [(x - 1) ** 3 * (x + 2)]), 1, 0, 3),
    "a multiple point at the origin": (system_of("xy", lambda x, y: [x**2 + y**3, x**3 - y**4]), 1, 0, 8),
    "a line and a point": (system_of("xy", lambda x, y: [x * (x - 1), x * (y - 2)]), 1, 0, 1),
    "a common factor": (system_of("xy", lambda x, y: [(x + y - 1) * (x - y), (x + y - 1) * (x + 2 * y)]), 1, 0, 3),
    "a line and parallel lines": (system_of("xy", lambda x, y: [x * (x - y), x * (y - x - 1)]), 0, 1, 1),
    "a simple solution at the origin": (system_of("xy", lambda x, y: [x**2 + y, x * y + x]), 3, 0, 0),
    "the same equation twice": (system_of("xyz", lambda x, y, z: [x * y - z, x * y - z, x + y + z * x - 1]), 0, 0, 2),
    "cyclic-4, two curves": (cyclic(4), 0, 0, 16),
    "parallel lines": (system_of("xy", lambda x, y: [x + y - 1, x + y - 2]), 0, 1, 0),
    "circles": (system_of("xy", lambda x, y: [x**2 + y**2 - 1, (x - 1) ** 2 + y**2 - 2]), 2, 2, 0),
    "a contradiction": (system_of("xy", lambda x, y: [x - 1, 0 * x + 1]), 0, 0, 0),
    "large solutions": (system_of("xy", lambda x, y: [x**2 - 10**12, x * y - 10**9]), 2, 0, 0),
    "small solutions": (system_of("xy", lambda x, y: [10**12 * x**2 - 1, y - 10**6 * x]), 2, 0, 0),
}


@pytest.mark.parametrize("name", DEGENERATE)
def test_where_paths_end_in_degenerate_systems(name):
    system, *expected = DEGENERATE[name]
    found = solve_system(system)
    assert numbers(found) == tuple(expected)
    check_boxes(system, found)


def test_a_path_may_come_near_infinity_and_return():
    """a x = 1 while a moves from 1 to −1 past 1e-9 i: |x| grows to 1e9 half-way. (Met in eco-8.)"""
    family, own = coefficient_family(system_of("x", lambda x: [x - 1]))
    assert own.tolist() == [1, -1]
    begin, end = np.array([[1], [-1 + 0j]]), np.array([[-1 + 2e-9j], [-1]])
    ends, status, _ = follow(family, np.array([[1 + 0j]]), begin, end)
    assert status.tolist() == [ARRIVED]
    assert abs(ends[0, 0] - 1 / end[0, 0]) < 1e-12


@pytest.mark.parametrize("seed", [1, 2, 5, 6])
def test_random_systems_against_groebner_bases(seed):
    """Certified and suspected ends are the degree modulo a prime; the others are at infinity."""
    stream = np.random.default_rng(seed)
    names = ("x", "y", "z")[: 2 + seed % 2]
    variables = list(Polynomials(names).variables)

    def random_polynomial():
        terms = [
            int(stream.integers(1, 9)) * prod(x ** int(k) for x, k in zip(variables, e, strict=True))
            for e in stream.integers(0, 3, (3, len(names)))
        ]
        return sum(terms, sum(int(c) * x for c, x in zip(stream.integers(-2, 3, len(names)), variables, strict=True)))

    shared = random_polynomial()  # leading terms that all equations share send paths to infinity
    equations = [random_polynomial() + shared * (seed % 3) for _ in names]
    system = PolynomialSystem(names, tuple(equations))
    answer = solutions_modulo([dict(terms) for terms in system.integer_terms], len(names), random_primes(1, 0)[0])
    assert answer.dimension == 0
    certified, _, suspected = numbers(solve_system(system, seed=seed))
    assert certified + suspected == answer.count


@pytest.mark.parametrize(
    ("equations", "error", "kind"),
    [
        (lambda x, y: [x + y], HypothesesNotMet, "not_square"),
        (lambda x, y: [x + y, x - y, x * y], HypothesesNotMet, "not_square"),
        (lambda x, y: [x + y, 0 * x], HypothesesNotMet, "not_square"),
        (lambda x, y: [x + y, 1.5], WrongInput, "inexact"),
        (lambda x, y: [x + y, Polynomials(("z",)).variables[0]], WrongInput, "bad_names"),
    ],
)
def test_refused(equations, error, kind):
    with pytest.raises(error) as raised:
        solve_system(system_of("xy", equations))
    assert raised.value.kind == kind


def test_what_was_found_until_the_time_was_over():
    found = solve_system(cyclic(6), timeout=0.7)
    assert "monodromy" in found.cut_short
    assert found.count < 156
    assert not found.all_accounted_for


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
