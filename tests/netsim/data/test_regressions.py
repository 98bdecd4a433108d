"""The regressions of T3: points, sines, monomials and the linear teacher, against closed forms."""

import json
from math import pi, sin

import numpy as np
import pytest
from hypothesis import given, strategies as st

from netsim.data import linear_teacher, polynomial_features, sine_points
from netsim.shell.errors import WrongInput


def test_nine_uniform_points_see_only_zeros():
    """The trap in T3 Figs. 4, 15, 16: spacing 1/4 is the period of the sine of frequency 4."""
    x, y = sine_points(9)
    assert x.tolist() == [-1, -0.75, -0.5, -0.25, 0, 0.25, 0.5, 0.75, 1]
    assert y.tolist() == [0] * 9
    for kind in ("chebyshev", "random"):
        assert abs(sine_points(9, kind)[1]).max() > 0.5


@given(st.integers(1, 80), st.sampled_from(["uniform", "chebyshev", "random"]), st.floats(0.1, 20), st.integers(0, 9))
def test_points_and_targets(num, kind, frequency, seed):
    x, y = sine_points(num, kind, frequency=frequency, interval=(-2, 0.5), seed=seed)
    assert x.dtype == y.dtype == np.float64
    assert x.shape == y.shape == (num,)
    assert -2 <= x.min() <= x.max() <= 0.5
    assert (np.diff(x) > 0).all()
    assert y == pytest.approx([sin(2 * pi * frequency * point) for point in x], abs=1e-12)


@pytest.mark.parametrize("num", [1, 2, 9, 76])
def test_chebyshev_points_are_the_zeros_of_the_polynomial(num):
    x = sine_points(num, "chebyshev")[0]
    assert abs(np.polynomial.chebyshev.Chebyshev.basis(num)(x)).max() < 1e-12
    assert x.tolist() == (-x[::-1]).tolist()


def test_random_points_are_uniform_and_by_seed():
    x = sine_points(4000, "random", seed=1)[0]
    steps = np.arange(1, 4001) / 4000
    assert abs((x + 1) / 2 - steps).max() < 1.95 / 4000**0.5  # Kolmogorov–Smirnov, 0.001
    assert (x == sine_points(4000, "random", seed=1)[0]).all()
    assert (x != sine_points(4000, "random", seed=2)[0]).any()


@given(st.lists(st.integers(-4, 4), min_size=1, max_size=6), st.integers(0, 12))
def test_features_are_monomials_exactly(points, degree):
    features = polynomial_features(np.array(points), degree)
    assert features.dtype == np.float64
    assert features.tolist() == [[x**k for k in range(degree + 1)] for x in points]


def test_features_of_the_captions():
    x = sine_points(76, "chebyshev")[0]
    assert polynomial_features(x, 300).shape == (76, 301)
    assert np.linalg.matrix_rank(polynomial_features(sine_points(9, "chebyshev")[0], 30)) == 9  # degenerate: 31 > 9
    assert np.linalg.matrix_rank(polynomial_features(sine_points(9, "chebyshev")[0], 4)) == 5


def test_linear_teacher_is_the_caption_of_figure_8():
    data = linear_teacher(seed=3)
    assert (data.train_inputs.shape, data.test_inputs.shape) == ((30, 31), (32, 31))
    first, second = data.teacher
    assert np.linalg.norm(second @ first) == pytest.approx(1)
    assert first.size + second.size == 32  # "1 hidden unit and thus a total of 32 weights"
    assert (data.train_inputs[:, -1] == 1).all()  # the bias
    assert (data.test_inputs[:, -1] == 1).all()
    for inputs, targets in ((data.train_inputs, data.train_targets), (data.test_inputs, data.test_targets)):
        expected = [[float(second[0, 0]) * sum(w * x for w, x in zip(first[0], row, strict=True))] for row in inputs]
        assert targets == pytest.approx(np.array(expected), abs=1e-12)
    assert np.linalg.matrix_rank(data.train_inputs) == 30  # n < d: no unique solution
    assert json.loads(json.dumps(data.source))["seed"] == 3


def test_linear_teacher_by_seed_and_with_other_sizes():
    first, again, other = (linear_teacher(seed=seed) for seed in (0, 0, 1))
    assert (first.train_targets == again.train_targets).all()
    assert (first.train_targets != other.train_targets).any()
    wide = linear_teacher(5, 6, input_dim=4, hidden=3)
    assert [w.shape for w in wide.teacher] == [(3, 4), (1, 3)]
    assert wide.train_targets.shape == (5, 1)


@pytest.mark.parametrize(
    "call",
    [
        lambda: sine_points(9, "chebychev"),
        lambda: sine_points(0),
        lambda: sine_points(3, interval=(1, 1)),
        lambda: sine_points(3, frequency=float("nan")),
        lambda: sine_points(3, "random", seed=-1),
        lambda: polynomial_features(np.ones((2, 2)), 3),
        lambda: polynomial_features(np.ones(2), -1),
        lambda: polynomial_features(np.ones(2), 1.5),
        lambda: polynomial_features(np.array([1e200]), 3),
        lambda: polynomial_features(np.array([np.nan]), 1),
        lambda: linear_teacher(0),
        lambda: linear_teacher(input_dim=1),
        lambda: linear_teacher(seed=-1),
    ],
)
def test_wrong_input(call):
    with pytest.raises(WrongInput) as caught:
        call()
    assert caught.value.hint
