"""The line between two models against closed forms."""

import numpy as np
import pytest
from hypothesis import given, strategies as st

from netsim.probes.interpolation import average, barrier, excess, interpolate
from netsim.shell.errors import WrongInput

RATIOS = np.linspace(0, 1, 21)


def model(seed, dtype=np.float32, count=1):
    stream = np.random.default_rng(seed)
    shapes = {"layer1.weight": (3, 2), "layer1.bias": (3,), "layer2.weight": (4, 2, 3, 3)}
    return {name: stream.normal(size=(count, *shape)).astype(dtype) for name, shape in shapes.items()}


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_the_ends_are_the_models_exactly(dtype):
    a, b = model(0, dtype), model(1, dtype)
    line = interpolate(a, b, RATIOS)
    for name in a:
        assert line[name].shape == (21, *a[name].shape[1:])
        assert line[name].dtype == dtype
        assert (line[name][0] == a[name][0]).all()
        assert (line[name][-1] == b[name][0]).all()


@given(st.lists(st.floats(-2, 3), min_size=1, max_size=5), st.integers(0, 99))
def test_every_point_by_a_plain_loop(ratios, seed):
    a, b = model(seed, np.float64), model(seed + 100, np.float64)
    line = interpolate(a, b, ratios)
    for name in a:
        for k, ratio in enumerate(ratios):
            expected = a[name][0] + ratio * (b[name][0] - a[name][0])
            np.testing.assert_allclose(line[name][k], expected, rtol=0, atol=1e-13)


def test_average_is_the_middle_epoch_by_epoch():
    a, b = model(0, count=5), model(1, count=5)
    middle = average(a, b)
    for epoch in range(5):
        ends = [{name: array[epoch : epoch + 1] for name, array in weights.items()} for weights in (a, b)]
        alone = interpolate(*ends, [0.5])
        assert all((middle[name][epoch] == alone[name][0]).all() for name in a)
    assert all((average(a, a)[name] == a[name]).all() for name in a)


def test_a_wall_of_known_height():
    """4h·r(1−r) on a slope rises h above the slope, at the middle."""
    heights = 2 + 3 * RATIOS + 4 * 7 * RATIOS * (1 - RATIOS)
    assert excess(RATIOS, heights)[10] == pytest.approx(7)
    assert barrier(RATIOS, heights) == pytest.approx(7)


def test_a_convex_loss_has_no_barrier():
    """The square loss of a linear model along any line: its excess is −r(1−r)·|X(a − b)|²."""
    stream = np.random.default_rng(0)
    inputs, targets = stream.normal(size=(9, 4)), stream.normal(size=9)
    a, b = ({"layer1.weight": stream.normal(size=(1, 1, 4))} for _ in range(2))
    line = interpolate(a, b, RATIOS)["layer1.weight"][:, 0]
    losses = ((line @ inputs.T - targets) ** 2).sum(1)
    distance = (inputs @ (a["layer1.weight"] - b["layer1.weight"]).ravel()) ** 2
    np.testing.assert_allclose(excess(RATIOS, losses), -RATIOS * (1 - RATIOS) * distance.sum(), atol=1e-12)
    assert barrier(RATIOS, losses) == 0


@given(st.floats(-5, 5), st.floats(-5, 5), st.integers(0, 99))
def test_a_slope_changes_nothing(offset, slope, seed):
    heights = np.random.default_rng(seed).normal(size=21)
    np.testing.assert_allclose(excess(RATIOS, heights + offset + slope * RATIOS), excess(RATIOS, heights), atol=1e-13)
    assert barrier(RATIOS, heights) >= 0


def test_divergence_between_the_ends_is_shown():
    assert barrier([0, 0.5, 1], [1.0, np.inf, 1.0]) == np.inf
    assert np.isnan(barrier([0, 0.3, 0.6, 1], [1.0, np.nan, 2.0, 1.0]))


BAD_EXCESS = {
    "no end": ([0, 0.5], [1, 2], "from 0 to 1"),
    "not increasing": ([0, 0.5, 0.5, 1], [1, 2, 3, 4], "from 0 to 1"),
    "other lengths": ([0, 1], [1, 2, 3], "ratios"),
    "a diverged end": ([0, 1], [np.nan, 1], "nan and 1"),
}


@pytest.mark.parametrize("case", BAD_EXCESS)
def test_bad_lines(case):
    ratios, values, message = BAD_EXCESS[case]
    with pytest.raises(WrongInput, match=message):
        excess(ratios, values)


def test_bad_models():
    with pytest.raises(WrongInput, match="2 and 1 models"):
        interpolate(model(0, count=2), model(1), [0])
    with pytest.raises(WrongInput, match="2 models to average with 3"):
        average(model(0, count=2), model(1, count=3))
    with pytest.raises(WrongInput, match=r"layer1.bias: \(3,\) and \(2,\)"):
        interpolate(model(0), model(1) | {"layer1.bias": np.zeros((1, 2))}, [0])
    with pytest.raises(WrongInput, match=r"skip\.weight: None"):
        interpolate(model(0), model(1) | {"skip.weight": np.zeros((1, 2))}, [0])
    with pytest.raises(WrongInput, match="ratios"):
        interpolate(model(0), model(1), [0, np.nan])
