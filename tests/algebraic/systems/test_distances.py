"""The distance on a slice: its gradient by finite differences, samples that solve it, slices at other places."""

from fractions import Fraction

import numpy as np
import pytest

from algebraic.networks import Network
from algebraic.systems import Gauge, comparison, elsewhere, function_family

NET = Network.dense([2, 2, 2], "z**2", hidden_bias=False, output_bias=False)
FIXED = Gauge(8, {0: [Fraction(3, 2)], 3: [Fraction(-1, 2)]})
RANDOM = Gauge(8, {k: [Fraction(i + 1, k + 2) for i in range(7)] for k in (0, 3)})
INPUTS = np.array([[1, 2], [3, -1], [2, 5]], dtype=object)


def family_of(gauge, metric):
    inputs = INPUTS if metric == "data" else None
    scales = [Fraction(a + 1, 3) for a in range(6)]
    compared = comparison(NET, gauge, metric, inputs, scales)
    family = function_family(compared, gauge, metric_moves=metric == "generic")
    family = family.over(lambda values: np.array([complex(float(v)) for v in values.tolist()]))
    return compared, family


@pytest.mark.parametrize("gauge", [FIXED, RANDOM], ids=["fixed", "random"])
@pytest.mark.parametrize("metric", ["generic", "frobenius", "data"])
def test_the_equations_are_the_gradient_of_the_distance(gauge, metric):
    compared, family = family_of(gauge, metric)
    stream = np.random.default_rng(1)
    t, u = stream.normal(size=6), stream.normal(size=len(compared.values))

    def distance(t):
        w = np.array(gauge.weights(list(t), float), dtype=float)
        if metric == "data":
            values = NET(w, INPUTS.astype(float)).ravel()
        else:  # v_o (a x1 + b x2)^2 summed over the hidden units, written out
            (a, b), (c, d) = w[:2], w[2:4]
            values = [p * v * v + q * s * s for p, q in (w[4:6], w[6:]) for v, s in ((a, c), (b, d))]
            mixed = [2 * (p * a * b + q * c * d) for p, q in (w[4:6], w[6:])]
            values = np.array([values[0], mixed[0], values[1], values[2], mixed[1], values[3]])
        weights = {"generic": np.arange(1, 7) / 3, "frobenius": np.array([1, 0.5, 1] * 2), "data": np.ones(6)}[metric]
        return 0.5 * (weights * (values - u) ** 2).sum()

    found, _, _ = family.evaluate(t[:, None] + 0j, u[:, None] + 0j, u[:, None] + 0j)
    step = 1e-6 * np.eye(6)
    expected = [(distance(t + h) - distance(t - h)) / 2e-6 for h in step]
    assert np.allclose(found[:, 0].real, expected, rtol=1e-5, atol=1e-4)


@pytest.mark.parametrize("metric", ["generic", "frobenius", "data"])
def test_samples_solve_the_equations(metric):
    _, family = family_of(RANDOM, metric)
    t, u = family.sample(np.random.default_rng(0), 7)
    residuals, _, _ = family.evaluate(t, u, u)
    others, _, _ = family.evaluate(t, u + 1, u)
    assert abs(residuals).max() < 1e-8 * abs(u).max() < abs(others).max()


def test_another_place_has_another_slice_and_another_generic_metric():
    for metric, moves in (("generic", True), ("frobenius", False)):
        _, family = family_of(FIXED, metric)
        other = elsewhere(family, np.random.default_rng(0))
        names = {name[0] for name in other.fixed}
        assert names == ({"gauge", "metric"} if moves else {"gauge"})
        t, u = other.sample(np.random.default_rng(1), 3)
        assert abs(other.evaluate(t, u, u)[0]).max() < 1e-8 < abs(family.evaluate(t, u, u)[0]).max()


def test_a_slice_gives_all_weights():
    assert FIXED.free == [1, 2, 4, 5, 6, 7]
    whole = RANDOM.weights([Fraction(k) for k in range(6)])
    assert [whole[k] for k in RANDOM.free] == list(range(6))
    assert whole[3] == Fraction(1, 5) + sum(Fraction(i + 2, 5) * i for i in range(6))
