"""Standard systems with published numbers, an independent check of tracker and certificates; degenerate systems."""

import json
from dataclasses import replace
from fractions import Fraction
from math import prod

import flint
import numpy as np
import pytest

from algebraic import PolynomialSystem
from algebraic.bounds.newton import mixed_volume
from algebraic.census import routes
from algebraic.census.landing import land
from algebraic.census.of_equations import solve_system
from algebraic.ideals.by_ideals import solutions_modulo
from algebraic.ideals.coefficients import coefficient_branch
from algebraic.networks.rings import Polynomials
from algebraic.proofs.boxes import conjugate, holds_one, is_real, overlapping, precision_of, read_box
from algebraic.shell.errors import HypothesesNotMet, Missing, WrongInput
from algebraic.shell.random import random_primes
from algebraic.systems.zoo import cyclic, eco, katsura, noon

KATSURA = [(f"katsura-{n}", katsura(n), 2**n) for n in (3, 4, 5, 6)]
NOON = [(f"noon-{n}", noon(n), 3**n - 2 * n) for n in (3, 4)]
ECO = [(f"eco-{n}", eco(n), 2 ** (n - 2)) for n in (5, 6, 7)]
CYCLIC = [("cyclic-5", cyclic(5), 70), ("cyclic-6", cyclic(6), 156)]
ZOO = [pytest.param(system, count, id=name) for name, system, count in KATSURA + NOON + ECO + CYCLIC]


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
    real = sum(is_real(box) is True for box in boxes)
    assert found.real_count == (None if found.status == "infinite" else real)
    assert None not in [is_real(box) for box in boxes]
    met = [(i, j) for i, j in overlapping([*boxes, *map(conjugate, boxes)]) if i < len(boxes) <= j]
    assert sorted(i for i, _ in met) == sorted(j - len(boxes) for _, j in met) == list(range(len(boxes)))


def numbers(found):
    """Certified, at infinity, suspected; these account for all paths."""
    assert not found.cut_short
    assert found.overlapping_boxes == 0
    assert "conjugation" not in [route["route"] for route in found.routes]
    ends = (found.count, found.at_infinity, len(found.suspected))
    assert sum(ends) + found.gave_up == found.generic_count
    assert found.mixed_volume in (None, found.generic_count)
    if found.ends is not None:
        assert (found.at_infinity > 0) == (found.ends["infinity_support"] is not None)
    return ends


@pytest.mark.slow
@pytest.mark.parametrize(("system", "count"), ZOO)
def test_published_numbers_of_solutions(system, count):
    found = solve_system(system)
    assert numbers(found) == (count, 0, 0)
    assert found.proved_complete == (found.mixed_volume is not None)
    check_boxes(system, found)


@pytest.mark.gfan
def test_solutions_with_zero_coordinates_need_the_origin_in_the_supports():
    system = katsura(3)
    assert mixed_volume(system.supports()) == (6, True)  # two of the 8 solutions have a zero coordinate
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


@pytest.mark.slow
def test_without_the_mixed_volume_the_search_ends_by_itself(monkeypatch):
    def missing(*_, **__):
        raise Missing("no engine")

    monkeypatch.setattr(routes, "bkk_with_proof", missing)
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
    "a line and parallel lines": (system_of("xy", lambda x, y: [x * (x - y), x * (y - x - 1)]), 0, 0, 1),
    "a simple solution at the origin": (system_of("xy", lambda x, y: [x**2 + y, x * y + x]), 3, 0, 0),
    "the same equation twice": (system_of("xyz", lambda x, y, z: [x * y - z, x * y - z, x + y + z * x - 1]), 0, 0, 2),
    "cyclic-4, two curves": (cyclic(4), 0, 0, 16),
    "parallel lines": (system_of("xy", lambda x, y: [x + y - 1, x + y - 2]), 0, 1, 0),
    "circles": (system_of("xy", lambda x, y: [x**2 + y**2 - 1, (x - 1) ** 2 + y**2 - 2]), 2, 2, 0),
    "a contradiction": (system_of("xy", lambda x, y: [x - 1, 0 * x + 1]), 0, 0, 0),
    "large solutions": (system_of("xy", lambda x, y: [x**2 - 10**12, x * y - 10**9]), 2, 0, 0),
    "small solutions": (system_of("xy", lambda x, y: [10**12 * x**2 - 1, y - 10**6 * x]), 2, 0, 0),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", DEGENERATE)
def test_where_paths_end_in_degenerate_systems(name):
    system, *expected = DEGENERATE[name]
    found = solve_system(system)
    assert numbers(found) == tuple(expected)
    assert found.gave_up == (name == "a line and parallel lines")  # nothing says where that path goes
    check_boxes(system, found)


def near(x, *distances):
    return prod((x - 1 - flint.fmpq(1, 10**9) * d for d in distances), start=0 * x + 1)


FAR_OR_NEAR = {  # system, certified, real
    "two scales": (system_of("xy", lambda x, y: [(x - 1) * (x - 10**6), y - x**2 + 1]), 2, 2),
    "scales farther apart": (system_of("xy", lambda x, y: [(x - 1) * (x - 10**9), y - x**2 + 1]), 2, 2),
    "powers of a hundred": (system_of("x", lambda x: [prod((x - 100**i for i in range(7)), start=0 * x + 1)]), 7, 7),
    "two near solutions": (system_of("x", lambda x: [near(x, 0, 1) * (x + 2)]), 3, 3),
    "three near solutions": (system_of("xy", lambda x, y: [near(x, 0, 1, -1), y**2 - x]), 6, 6),
    "Wilkinson 20": (system_of("x", lambda x: [prod((x - i for i in range(1, 21)), start=0 * x + 1)]), 20, 20),
    "large and small coefficients": (
        system_of("xy", lambda x, y: [x**2 + 10**30 * x + 1, y**2 + flint.fmpq(1, 10**30) * y - x]), 4, 0),
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("name", FAR_OR_NEAR)
def test_solutions_of_many_sizes_or_very_near_to_each_other(name):
    system, count, real = FAR_OR_NEAR[name]
    found = solve_system(system)
    assert (*numbers(found), found.real_count) == (count, 0, 0, real)
    assert found.proved_complete
    check_boxes(system, found)


@pytest.mark.slow
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
    assert found.status == "lower_bound"
    assert found.fibres is not None


@pytest.mark.slow
def test_what_is_gone_on_from_solves_the_equations(monkeypatch):
    with monkeypatch.context() as patched:
        patched.setattr("algebraic.census.stages.land", lambda *a: replace(land(*a), left=1))
        part = solve_system(noon(3))
    [fibre] = part.fibres
    assert (len(fibre["points"]), part.cut_short) == (21, ["last segment"])
    for earlier in (part, part.as_dict(), json.loads(part.to_json())):
        whole = solve_system(noon(3), resume=earlier)
        assert (whole.count, whole.status, whole.fibres, whole.reasons) == (21, "exact", None, {})
    fibre["points"][0][0][0] += 1e-3
    again = solve_system(noon(3), resume=part)
    assert (again.count, again.status) == (21, "exact")
    assert again.reasons["resume"].startswith("fibre 1 was searched again: it is damaged")
    for spoilt, words in (({}, "no result"), (3, "resume is 3"), ({**part.as_dict(), "fibres": 3}, "no result")):
        with pytest.raises(WrongInput, match=words):
            solve_system(noon(3), resume=spoilt)
    with pytest.raises(WrongInput, match="the earlier result has other names, equations"):
        solve_system(noon(2), resume=part)


@pytest.mark.parametrize("resume", ["no.json", 3, [1, 2]])
def test_what_is_no_earlier_result_is_refused(resume):
    with pytest.raises(WrongInput, match="resume is") as caught:
        solve_system("x^2 = 2", resume=resume)
    assert caught.value.kind == "bad_resume"
