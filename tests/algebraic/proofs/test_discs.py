"""Polydiscs in float64: enclosure against exact arithmetic, verdicts against complex balls, cases that must fail."""

from fractions import Fraction
from functools import cache

import flint
import numpy as np
import pytest
from hypothesis import given, strategies as st

from algebraic.networks.finite_symmetry import Group
from algebraic.proofs import discs as float_boxes
from algebraic.proofs.boxes import BallSystem, enclose, is_real
from algebraic.proofs.discs import Discs, certify_batch, pairwise_disjoint
from algebraic.shell.errors import WrongInput
from algebraic.systems.families import coefficient_family, critical_family, zero_error_family
from algebraic.systems.straight_line import Program, Tape
from algebraic.systems.system import PolynomialSystem
from algebraic.tracking.monodromy import find_fibre
from algebraic.tracking.paths import polish, track
from tests.networks import SQUARES

NAMES = ("S4", "S5", "S8", "S13")
SEARCHED = 60  # solutions at which the search for more ends
SAMPLE = 6  # solutions compared with balls
MOST_SETS = 5


# Exact complex numbers, as pairs of fractions.


def exact(value):
    return Fraction(float(np.real(value))), Fraction(float(np.imag(value)))


def plus(a, b):
    return a[0] + b[0], a[1] + b[1]


def times(a, b):
    return a[0] * b[0] - a[1] * b[1], a[0] * b[1] + a[1] * b[0]


def holds(middle, radius, point):
    re, im = plus(point, times((Fraction(-1), Fraction(0)), exact(middle)))
    return re * re + im * im <= Fraction(float(radius)) ** 2


class ExactNumber:
    """What a program can run on to give the exact result."""

    def __init__(self, pairs):
        self.pairs = pairs  # a list, or one pair

    def _with(self, other, operation):
        a, b = self.pairs, other.pairs
        if isinstance(a, list) or isinstance(b, list):
            count = len(a) if isinstance(a, list) else len(b)
            a, b = (x if isinstance(x, list) else [x] * count for x in (a, b))
            return ExactNumber([operation(x, y) for x, y in zip(a, b, strict=True)])
        return ExactNumber(operation(a, b))

    def __add__(self, other):
        return self._with(other, plus)

    def __mul__(self, other):
        return self._with(other, times)

    def sum(self, axis):
        total = (Fraction(0), Fraction(0))
        for pair in self.pairs:
            total = plus(total, pair)
        return ExactNumber(total)


REALS = st.one_of(
    st.floats(-4, 4), st.floats(-1e-300, 1e-300), st.floats(-1e25, 1e25), st.sampled_from([0.0, 0.1, 1 / 3, 1 - 2**-53])
)
RADII = st.one_of(st.just(0.0), st.floats(0, 1e-12), st.floats(0, 2), st.floats(0, 1e25))


@st.composite
def pointed_discs(draw):
    """A disc and an exact point in it, often on its edge."""
    middle, radius = complex(draw(REALS), draw(REALS)), draw(RADII)
    s, inwards = draw(st.fractions(-20, 20, max_denominator=99)), draw(st.sampled_from([Fraction(1), Fraction(1, 3)]))
    unit = ((1 - s * s) / (1 + s * s) * inwards, 2 * s / (1 + s * s) * inwards)
    return middle, radius, plus(exact(middle), times(unit, (Fraction(radius), Fraction(0))))


def discs(items):
    return Discs(np.array([m for m, _, _ in items]), np.array([r for _, r, _ in items]))


@given(st.lists(st.tuples(pointed_discs(), pointed_discs()), min_size=1, max_size=8))
def test_sums_and_products_hold_the_exact_ones(pairs):
    left, right = discs([a for a, _ in pairs]), discs([b for _, b in pairs])
    for result, operation in ((left + right, plus), (left * right, times)):
        for k, (a, b) in enumerate(pairs):
            assert holds(result.middle[k], result.radius[k], operation(a[2], b[2]))
    everything = ExactNumber([a[2] for a, _ in pairs]).sum(0)
    total = left.sum(0)
    assert holds(total.middle, total.radius, everything.pairs)


@given(st.lists(pointed_discs(), min_size=1, max_size=5), pointed_discs(), st.fractions(max_denominator=1000))
def test_a_program_on_discs_holds_the_exact_result(items, single, number):
    tape = Tape(len(items))
    x, w = tape.input("x", sampled=len(items) > 1), tape.input("w")
    rest = x * w + tape.constant(number)
    program = Program(tape, [tape.sum(rest * rest * x) + w, rest])
    values = {"x": discs(items), "w": discs([single])}
    if len(items) > 1:
        values["x"] = Discs(values["x"].middle[:, None], values["x"].radius[:, None])
    points = [item[2] for item in items]
    expected = program(
        {"x": ExactNumber(points if len(items) > 1 else points[0]), "w": ExactNumber(single[2])},
        lambda value: ExactNumber((value, Fraction(0))),
    )
    for found, wanted in zip(program(values, Discs.constant), expected, strict=True):
        pairs = wanted.pairs if isinstance(wanted.pairs, list) else [wanted.pairs]
        for middle, radius, pair in zip(found.middle.ravel(), found.radius.ravel(), pairs, strict=True):
            assert holds(middle, radius, pair)


@given(st.fractions())
def test_constants_hold_their_number(number):
    disc = Discs.constant(number)
    assert holds(disc.middle, disc.radius, (number, Fraction(0)))
    assert (disc.radius == 0) == (Fraction(float(number)) == number)
    assert disc.radius <= 1.2e-16 * abs(disc.middle)


def test_discs_are_tight():
    a, b = Discs(np.array([3 + 4j]), 1e-3), Discs(np.array([1j]), 1e-3)
    np.testing.assert_allclose((a * b).radius, 6e-3 + 1e-6, rtol=1e-8)
    np.testing.assert_allclose((a + b).radius, 2e-3, rtol=1e-8)


def test_without_the_bounds_of_rounding_errors_nothing_would_be_held(monkeypatch):
    number = Discs(np.array([0.1 + 0.7j]))
    point = exact(0.1 + 0.7j)
    square, total = times(point, point), plus(times(point, point), point)
    for _ in range(2):
        product = number * number
        both = Discs(product.middle) + number
        assert holds(product.middle[0], product.radius[0], square) == (float_boxes.U > 0)
        assert holds(both.middle[0], both.radius[0], plus(exact(product.middle[0]), point)) == (float_boxes.U > 0)
        monkeypatch.setattr(float_boxes, "U", 0.0)
        monkeypatch.setattr(float_boxes, "TINY", 0.0)
    assert total != square


# Networks with known numbers of solutions.


@cache
def solved(name):
    """A family (inputs and targets move), solutions at complex data, solutions at two real data sets."""
    row = next(row for row in SQUARES if row.name == name)
    size, stream = row.num_params, np.random.default_rng(3)
    family = zero_error_family(row.network, None, size)
    trivial = Group(np.arange(size)[None], np.ones((1, size), dtype=int))
    fibre = find_fibre(family, trivial, stream, known_bound=min(row.count, SEARCHED))
    count = fibre.points.shape[1]
    ends = np.repeat(stream.normal(size=(family.num_parameters, 2)), count, axis=1)
    moved = track(family, np.tile(fibre.points, 2), np.repeat(fibre.parameters[:, None], 2 * count, axis=1), ends)
    points = np.concatenate([fibre.points, moved.points], axis=1)
    parameters = np.concatenate([np.repeat(fibre.parameters[:, None], count, axis=1), ends], axis=1)
    points, _ = polish(family, points, parameters)
    return family, points, parameters, np.repeat(np.arange(3), count)


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_float_and_ball_verdicts_agree(name):
    family, points, parameters, labels = solved(name)
    found = certify_batch(family, points, parameters)
    assert found.proved.mean() > 0.95
    assert not (found.real & found.not_real).any()
    assert not (found.real | found.not_real)[~found.proved].any()
    assert not found.real[labels == 0].any()  # complex data
    whole = [label for label in range(3) if found.proved[labels == label].all()]
    chosen = np.isin(labels, whole)
    assert pairwise_disjoint(found.middles[:, chosen], found.radii[:, chosen], labels[chosen]).all()
    on_real_data = np.flatnonzero(found.proved & (labels > 0))  # balls take no complex data
    for k in np.random.default_rng(0).choice(on_real_data, SAMPLE, replace=False):
        system = BallSystem(family, [Fraction(value) for value in parameters[:, k].real])
        box = enclose(system, points[:, k], np.ones(len(points)), real=bool(found.real[k]))
        assert box is not None
        assert is_real(box) is (True if found.real[k] else False if found.not_real[k] else None)
        for (re, im, _), middle, radius in zip(box, found.middles[:, k], found.radii[:, k], strict=True):
            assert holds(middle, radius, (Fraction(re), Fraction(im)))


@pytest.mark.parametrize("name", NAMES)
def test_weights_that_were_chosen_are_found_and_real(name):
    """The truth is built in: real weights and inputs first, then targets, which are rounded."""
    family, *_ = solved(name)
    size, stream = family.num_unknowns, np.random.default_rng(1)
    weights = stream.normal(size=(size, 40))
    parameters = np.concatenate([stream.normal(size=(family.num_parameters - size, 40)), np.zeros((size, 40))])
    parameters[-size:] = family.evaluate(weights, parameters, parameters)[0]
    found = certify_batch(family, weights + 1e-14j, parameters)
    assert found.proved.mean() > 0.9
    assert (found.real == found.proved).all()
    inside = abs(weights - found.middles.real) <= found.radii
    assert inside[:, found.proved].all()


@pytest.mark.parametrize("name", NAMES)
def test_moved_points_and_points_in_between_are_not_proved(name):
    family, points, parameters, labels = solved(name)
    stream = np.random.default_rng(0)
    assert not certify_batch(family, points * (1 + 1e-3 * stream.normal(size=points.shape)), parameters).proved.any()
    middles = (points + np.roll(points, 1, axis=1)) / 2
    inside = labels == np.roll(labels, 1)
    assert not certify_batch(family, middles[:, inside], parameters[:, inside]).proved.any()


def test_a_proved_polydisc_stands_alone_in_its_batch():
    """What is next to a point, how many there are, nan and infinity do not matter."""
    family, points, parameters, _ = solved("S4")
    expected = certify_batch(family, points, parameters)
    spoilt = points.copy()
    spoilt[0, 0], spoilt[1, 1], spoilt[:, 2], spoilt[:, 3] = np.nan, np.inf, 0, 1e200
    found = certify_batch(family, np.tile(spoilt, 30), np.tile(parameters, 30))
    assert not found.proved.reshape(30, -1)[:, :4].any()
    assert (found.proved.reshape(30, -1)[:, 4:] == expected.proved[4:]).all()
    one = certify_batch(family, points[:, 5:6], parameters[:, 5:6])
    np.testing.assert_allclose(one.radii, expected.radii[:, 5:6], rtol=0.5)
    nothing = certify_batch(family, points[:, :0], parameters[:, :0])
    assert nothing.radii.shape == (4, 0)


def test_critical_points_with_sums_over_samples():
    row = next(row for row in SQUARES if row.name == "S2")
    family = critical_family(row.network, np.random.default_rng(0).normal(size=(5, 2)), [0, 1, 3])
    assert any(step[0] == "sum" for step in family.program._steps)
    weights, parameters = family.sample(np.random.default_rng(1), 50)
    found = certify_batch(family, weights, parameters)
    assert found.proved.mean() > 0.9
    system_at = [family.evaluate(m, parameters, parameters)[0] for m in (found.middles, weights + 1e-3)]
    assert abs(system_at[0]).max() < 1e-6 * abs(system_at[1]).max()
    assert not certify_batch(family, weights * (1 + 1e-3), parameters).proved.any()


def test_a_useless_inverse_proves_nothing(monkeypatch):
    family, points, parameters, _ = solved("S4")
    inverses = float_boxes._inverses
    for factor, proves in ((1.0, True), (0.9, True), (0.0, False), (2.5, False), (np.nan, False)):
        monkeypatch.setattr(float_boxes, "_inverses", lambda matrices, factor=factor: factor * inverses(matrices))
        assert certify_batch(family, points, parameters).proved.any() == proves


# Small systems with solutions that meet.


def quadrics(*constants):
    """x² − 2 b x + c = 0 and y − 1 = 0, for each (b, c)."""
    context = flint.fmpq_mpoly_ctx.get(("x", "y"), flint.Ordering.degrevlex)
    x, y = context.gens()
    family, _ = coefficient_family(PolynomialSystem(("x", "y"), (x * x + x + 1, y + 1)))
    parameters = np.zeros((family.num_parameters, len(constants)))
    for row, (name, _) in enumerate(family.parameters):
        _, equation, exponents = name
        if equation == 0:
            parameters[row] = [{2: 1.0, 1: -2 * b, 0: c}[exponents[0]] for b, c in constants]
        else:
            parameters[row] = 1.0 if exponents[1] else -1.0
    return family, parameters


def test_a_double_root_is_never_proved():
    stream = np.random.default_rng(0)
    offsets = np.concatenate([[0], 10.0 ** stream.uniform(-17, 0, size=400)]) * np.exp(1j * stream.normal(size=401))
    for b in (1.0, 0.0):
        family, parameters = quadrics((b, b * b))
        found = certify_batch(family, np.stack([b + offsets, np.ones(401)]), parameters)
        assert not found.proved.any()


def test_close_roots_are_proved_apart_and_not_together():
    family, parameters = quadrics((1.0, 1 - 2.0**-20), (1.0, 1 - 2.0**-20), (1.0, 1 - 2.0**-20))
    middles = np.array([[1 - 2.0**-10, 1 + 2.0**-10, 1], [1, 1, 1]])
    found = certify_batch(family, middles, parameters)
    assert found.proved.tolist() == found.real.tolist() == [True, True, False]
    assert pairwise_disjoint(found.middles[:, :2], found.radii[:, :2], np.zeros(2)).all()


def test_roots_close_to_the_real_axis_are_not_called_real():
    family, parameters = quadrics((0.0, 2.0**-60), (0.0, 2.0**-60), (0.0, 2.0**-60))
    found = certify_batch(family, np.array([[2.0**-30 * 1j, -(2.0**-30) * 1j, 0], [1, 1, 1]]), parameters)
    assert found.proved.tolist() == found.not_real.tolist() == [True, True, False]
    assert not found.real.any()


def test_complex_data_have_no_real_solutions_that_are_proved_so():
    family, parameters = quadrics((0.0, -4.0))
    point = np.array([[2.0], [1.0]])
    assert certify_batch(family, point, parameters).real.all()
    assert not certify_batch(family, point, parameters, real=False).not_real.any()
    nearly = certify_batch(family, point, parameters + 1e-18j)
    assert nearly.proved.all()
    assert not nearly.real.any()


def test_fixed_data_count_as_the_floats_that_they_are():
    row = next(row for row in SQUARES if row.name == "S4")
    stream = np.random.default_rng(0)
    inputs, weights = stream.normal(size=(4, 2)), stream.normal(size=(4, 1))
    family = zero_error_family(row.network, inputs, 4)
    targets = family.evaluate(weights, np.zeros((4, 1)), np.zeros((4, 1)))[0]
    assert certify_batch(family, weights, targets).real.all()
    assert not certify_batch(zero_error_family(row.network, inputs + 1e-20j, 4), weights, targets).real.any()
    as_fractions = family.over(lambda values: np.vectorize(Fraction, otypes=[object])(values))
    with pytest.raises(WrongInput, match="object"):
        certify_batch(as_fractions, weights, targets)


def test_disjointness_against_all_pairs():
    stream = np.random.default_rng(0)
    for _ in range(30):
        count = 60
        points = stream.integers(0, 4, size=(2, count)) + 1j * stream.integers(0, 4, size=(2, count))
        radii, labels = stream.choice([0.25, 0.5, 0.75], size=(2, count)), stream.integers(0, 12, size=count)
        expected = []
        for label in np.unique(labels):
            mine = np.flatnonzero(labels == label)
            gaps = points[:, mine, None] - points[:, None, mine]
            parts = np.maximum(abs(gaps.real), abs(gaps.imag))
            meets = ~(parts > radii[:, mine, None] + radii[:, None, mine]).any(axis=0)
            expected.append(not np.triu(meets, 1).any())
        assert pairwise_disjoint(points, radii, labels).tolist() == expected
        assert 0 < sum(expected) < len(expected)


def test_touching_and_insane_polydiscs_are_not_proved_disjoint():
    labels = np.array([0, 0])
    assert not pairwise_disjoint(np.array([[0, 1.0]]), np.array([[0.5, 0.5]]), labels).any()
    assert pairwise_disjoint(np.array([[0, 1.0]]), np.array([[0.5, 0.499999]]), labels).all()
    for bad in (np.nan, np.inf):
        assert pairwise_disjoint(np.array([[bad, 1, 2.0]]), np.full((1, 3), 0.1), np.array([0, 0, 1])).tolist() == [
            False,
            True,
        ]
        assert not pairwise_disjoint(np.array([[0, 1.0]]), np.array([[0.1, bad]]), labels).any()
    assert pairwise_disjoint(np.empty((2, 0)), np.empty((2, 0)), np.empty(0)).tolist() == []
