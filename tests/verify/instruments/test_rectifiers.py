from fractions import Fraction

import flint
import pytest

from verify.instruments.rectifiers import (
    RECTIFIERS,
    SMOOTH_RECTIFIERS,
    Unclear,
    float_residual,
    memorize,
    projections,
    rectified,
)

INPUTS, LABELS, DIRECTION = [[3, 1], [-2, 0], [0, 5], [7, -4]], [4, -1, 0, 9], [1, 2]


def fmpq(value: Fraction) -> flint.fmpq:
    return flint.fmpq(value.numerator, value.denominator)


def build(widths, activation="relu", labels=LABELS, **options):
    return memorize(INPUTS, labels, DIRECTION, widths, activation, **options)


@pytest.mark.parametrize("activation", RECTIFIERS)
def test_the_network_fits_and_its_features_are_triangular(activation):
    built = build([5], activation)
    assert built.is_triangular
    fits, error = built.worst_error(INPUTS, LABELS)
    assert fits
    assert error < 1e-8


def test_the_weights_are_those_of_a_rational_solve():
    """With ReLU all numbers are rational: A and m from their definitions, in fractions."""
    built = build([4])
    points = sorted(x + 2 * y for x, y in INPUTS)
    before = [points[0] - 1, *points[:-1]]
    thresholds = [Fraction(a + b, 2) for a, b in zip(before, points, strict=True)]
    a = flint.fmpq_mat([[fmpq(max(Fraction(0), p - b)) for b in thresholds] for p in points])
    labels = flint.fmpq_mat([[LABELS[i]] for i in built.order])
    exact = a.solve(labels)
    with flint.ctx.workprec(built.bits):
        assert all(m.contains(exact[i, 0]) for i, m in enumerate(built.output_weights))
    assert [projections(INPUTS, DIRECTION)[i] for i in built.order] == points


@pytest.mark.parametrize("activation", ["relu", "smoolu"])
def test_deeper_networks_pass_the_projection_on(activation):
    built = build([3, 1, 6], activation)
    assert [len(layer.rows) for layer in built.layers] == [3, 1, 6, 1]
    assert built.worst_error(INPUTS, LABELS)[0]


def test_one_unit_fewer_and_the_output_bias():
    assert build([3], skip=1).worst_error(INPUTS, LABELS)[0]


def test_a_wrong_label_is_noticed():
    fits, error = build([4]).worst_error(INPUTS, [4, -1, 0, 8])
    assert not fits
    assert error == pytest.approx(1)


@pytest.mark.parametrize(("widths", "options"), [([4], {"shift": Fraction(0)}), ([2, 4], {"single": True})])
def test_planted_errors_leave_no_positive_diagonal(widths, options):
    built = build(widths, **options)
    assert not built.is_triangular
    assert not built.worst_error(INPUTS, LABELS)[0]


def test_points_that_cannot_be_told_apart(monkeypatch):
    monkeypatch.setattr("verify.instruments.rectifiers.MAX_BITS", 256)
    assert memorize([[1], [1]], [0, 1], [1], [2], "relu") is None


def test_rectified_wants_the_sign():
    assert rectified("square", flint.arb(-1)) == 0
    assert rectified("square", flint.arb(3)) == 9
    with pytest.raises(Unclear):
        rectified("relu", flint.arb(0, 1))


@pytest.mark.parametrize("name", SMOOTH_RECTIFIERS)
def test_smooth_ones_are_flat_at_zero(name):
    """σ(x)/x^k is tiny near 0, for every k that is tried."""
    near = rectified(name, flint.arb(1) / 1000)
    assert all(near < flint.arb(1) / 1000**k for k in range(1, 100))


def test_float64_solves_the_small_system_and_breaks_down_for_close_points():
    assert float_residual(INPUTS, LABELS, DIRECTION, "relu") < 1e-12
    close = [str(Fraction(1, 10**4)), 0]
    assert float_residual(INPUTS, LABELS, close, "exp(-1/x)") is None
    assert memorize(INPUTS, LABELS, close, [4], "exp(-1/x)").worst_error(INPUTS, LABELS)[0]


def test_projections_are_exact():
    assert projections([[3, 4]], ["1/3", 2]) == [Fraction(9)]
