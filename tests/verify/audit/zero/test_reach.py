"""Outputs lie within their reach for all weights that are drawn, and ends are what can be derived by hand."""

from fractions import Fraction

import numpy as np
import pytest

from tests.verify.audit.zero.mutations import node
from tests.verify.audit.zero.planted import planted
from tests.verify.audit.zero.test_find import NETS
from verify.audit.zero.find import problem_of
from verify.audit.zero.polish import run_floats
from verify.audit.zero.reach import polynomial_range, reach_of
from verify.audit.zero.reading import read_layers

pytestmark = pytest.mark.torch


@pytest.mark.parametrize("name", NETS)
def test_no_weights_leave_it(name):
    build, shape = NETS[name]
    problem = problem_of(planted(build, *shape)[0])
    reach, draw = reach_of(problem.layers, problem.inputs), np.random.default_rng(0)
    for size in (0.0, 0.1, 1.0, 30.0):
        outputs = run_floats(problem, [size * draw.standard_normal(w.shape) for w in problem.weights]).values[-1]
        assert not reach.misses(outputs).any()


def activation(name, shape=(1,), **options):
    return node("activation", (1,), shape, name=name, **options)


def ends(*layers, x=((1.0, 0.0),)):
    """The interval of the first output of the first sample."""
    shapes = [(1, 2), (1,), (2, 2)]
    found = reach_of(read_layers([node("input", shape=(2,), name="x"), *layers], shapes), {"x": np.array(x)})
    return tuple(part[0, 0] for part in found.parts)


FREE = node("dense", (0,), (1,), (0, None))


def test_ends_by_hand():
    everything = (-np.inf, np.inf, False, False)
    assert ends(FREE) == everything
    assert ends(FREE, x=((0.0, 0.0),)) == (0, 0, False, False)
    assert ends(node("dense", (0,), (1,), (0, 1)), x=((0.0, 0.0),)) == everything
    assert ends(node("dense", (0,), (1,), (0, None), {"bias": [3.0]}), x=((0.0, 0.0),)) == (3, 3, False, False)
    assert ends(FREE, activation("relu")) == (0, np.inf, False, False)
    assert ends(FREE, activation("tanh")) == (-1, 1, True, True)
    assert ends(FREE, activation("tanh"), x=((0.0, 0.0),)) == (0, 0, False, False)
    assert ends(FREE, activation("leaky_relu", slope=0.1)) == everything
    assert ends(FREE, activation("softplus", beta=1, threshold=20)) == (0, np.inf, True, False)
    assert ends(FREE, activation("softplus", beta=1, threshold=-1)) == everything
    assert ends(FREE, activation("polynomial", coefficients=[0, 1, 0, 1])) == everything


def test_constants_keep_signs():
    """−2·max(0, z₁) − 3·max(0, z₂) + 1 is at most 1, and a mixture of signs is anything."""
    free, rectified = node("dense", (0,), (2,), (2, None)), activation("relu", (2,))
    for weights, high in (([[-2.0, -3.0]], 1.0), ([[-2.0, 0.0]], 1.0), ([[2.0, -3.0]], np.inf)):
        last = node("dense", (2,), (1,), (None, None), {"weight": weights, "bias": [1.0]})
        assert ends(free, rectified, last) == (-np.inf, high, False, False)


@pytest.mark.parametrize(
    ("coefficients", "low", "high"),
    [
        ([1, 0, 1], 1, np.inf),
        ([0, 0, -1], -np.inf, 0),
        ([0, 1], -np.inf, np.inf),
        ([0, 0, 0, 1], -np.inf, np.inf),
        ([5], 5, 5),
        ([], 0, 0),
        ([0, -4, 0, 0, 1], -3, np.inf),
        (["1/3", 0, 0], "1/3", "1/3"),
        ([1, -2, 3, -4, 5, 0, 0], None, np.inf),
    ],
)
def test_ranges_of_polynomials(coefficients, low, high):
    found = polynomial_range([Fraction(c) for c in coefficients])
    if low is None:
        z = np.linspace(-3, 3, 100_001)
        low = np.polyval([float(c) for c in reversed(coefficients)], z).min()
        assert found[0] <= low + 1e-12
        assert found[0] == pytest.approx(low, abs=1e-8)
    else:
        for end, exact, side in zip(found, (low, high), (1, -1), strict=True):
            exact = exact if isinstance(exact, float) else Fraction(exact)
            assert side * end <= side * exact
            assert end == exact or abs(end - exact) < 1e-9
