from fractions import Fraction

import flint
import pytest

from algebraic import Network, dimension_of
from algebraic.data.sources import load_data, random_data
from algebraic.dimension.real_paths import join_points
from algebraic.dimension.real_points import CertifiedPoint, check_point, degree_by_slice, find_points
from algebraic.ranks import rank_at
from algebraic.shell.budget import Budget
from algebraic.shell.errors import HypothesesNotMet, OutOfBudget, WrongInput
from algebraic.shell.exact import rationals
from tests.reference import slow

NETWORKS = [
    (Network.dense([2, 3, 1], "z**2", hidden_bias=False, output_bias=False), 3),
    (Network.dense([2, 2, 1], "z**3+z"), 5),
    (Network.dense([4, 5, 3, 2], "z**2+z"), 6),
    (Network.dense([2, 1, 1, 1], "z**2+z", hidden_bias=False, output_bias=False), 4),
]


@pytest.mark.parametrize(("network", "num_samples"), NETWORKS, ids=repr)
def test_points_for_real_images_are_found_proved_and_nearly_exact(network, num_samples):
    data = load_data("digits", network, num_samples, rank_of=rank_at)
    found = find_points(network, data.inputs, data.targets)
    (point,) = found.points
    assert point.local_dimension == network.num_params - data.targets.size
    assert check_point(network, data.inputs, data.targets, point)
    weights = [Fraction(text) for text in point.middle]  # plain rational arithmetic, no ball
    for x, y in zip(data.inputs, data.targets, strict=True):
        for f, t in zip(slow.network_value(network, weights, x), y, strict=True):
            assert abs(f - t) < Fraction(1, 10**20)


def test_moved_boxes_are_rejected():
    network, num_samples = NETWORKS[0]
    data = load_data("digits", network, num_samples, rank_of=rank_at)
    (point,) = find_points(network, data.inputs, data.targets).points
    for k in range(network.num_params):
        middle = list(point.middle)
        middle[k] = str(Fraction(middle[k]) + Fraction(1, 1000))
        with flint.ctx.workprec(200):
            middle[k] = flint.arb(flint.fmpq(*map(int, middle[k].split("/")))).str(40, radius=False)
        moved = CertifiedPoint(middle, point.radius, point.free, point.local_dimension)
        assert not check_point(network, data.inputs, data.targets, moved)
    changed = data.targets.copy()
    changed[0, 0] += 1
    assert not check_point(network, data.inputs, changed, point)
    fewer = CertifiedPoint(point.middle, point.radius, point.free[1:], point.local_dimension)
    assert not check_point(network, data.inputs, data.targets, fewer)


def test_a_path_is_proved_or_left_open():
    network = Network.dense([1, 2, 1], "z**2")
    data = load_data("digits", network, 1, rank_of=rank_at)
    points = find_points(network, data.inputs, data.targets, num_points=2).points
    joined = join_points(network, data.inputs, data.targets, *points)
    assert joined["joined"] is True
    assert joined["segments"] > 1
    with pytest.raises(OutOfBudget):
        join_points(network, data.inputs, data.targets, *points, budget=Budget(1e-9))


def test_points_on_different_components_are_never_joined():
    """v w = 3 with x = 1: a hyperbola; (w, v) and (−w, −v) lie on different branches."""
    network = Network.dense([1, 1, 1], "z", hidden_bias=False, output_bias=False)
    x, y = rationals([[1]]), rationals([[3]])
    points = find_points(network, x, y, num_points=4).points
    sides = [float(p.middle[0]) > 0 for p in points]
    assert {True, False} == set(sides)
    for other, side in zip(points[1:], sides[1:], strict=True):
        result = join_points(network, x, y, points[0], other)["joined"]
        assert result is (True if side == sides[0] else None)


@pytest.mark.msolve
def test_degrees():
    network = Network.dense([2, 3, 1], "z**2", hidden_bias=False, output_bias=False)
    for num_samples in (1, 2, 3):  # a complete intersection of general cubics in its linear-readout coordinates
        data = random_data(network, num_samples)
        assert degree_by_slice(network, data.inputs, data.targets)["degree"] == 3**num_samples
    hyperbola = Network.dense([1, 1, 1], "z", hidden_bias=False, output_bias=False)
    assert degree_by_slice(hyperbola, rationals([[1]]), rationals([[3]]))["degree"] == 2
    with pytest.raises(WrongInput):
        degree_by_slice(hyperbola, rationals([[1], [2], [3]]), rationals([[1], [2], [3]]))


def test_no_real_point_proves_nothing():
    """w² + v² forms: −1 is no sum of squares, so no start converges."""
    network = Network.dense([1, 1], "z**2", output_bias=False, output_activation=True)
    found = find_points(network, rationals([[1]]), rationals([[-1]]), num_starts=5)
    assert (found.points, found.tried, found.converged) == ([], 5, 0)
    assert "proves nothing" in found.statement
    with pytest.raises(HypothesesNotMet):
        find_points(network, rationals([[1], [2]]), rationals([[1], [2]]))


@pytest.mark.msolve
def test_in_one_call():
    network = Network.dense([1, 2, 1], "z**2")
    data = load_data("digits", network, 1, rank_of=rank_at)
    found = dimension_of(network, data.inputs, data.targets, degree=True, points=2)
    assert found.degree["degree"] == 3
    assert len(found.real_points["points"]) == 2
    assert found.real_points["paths"][0]["joined"] is True
    assert "joined by a path" in str(found)
    assert found.to_json()
