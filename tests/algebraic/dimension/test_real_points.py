from fractions import Fraction

import flint
import numpy as np
import pytest

from algebraic import Network
from algebraic.data.sources import load_data
from algebraic.dimension.real_points import CertifiedPoint, certify_point, check_point, find_points, is_new
from algebraic.ranks import rank_at
from algebraic.shell.errors import HypothesesNotMet
from algebraic.shell.exact import rationals
from tests.reference import slow

NETWORKS = [
    (Network.dense([2, 3, 1], "z**2", hidden_bias=False, output_bias=False), 3),
    (Network.dense([2, 2, 1], "z**3+z"), 5),
    (Network.dense([4, 5, 3, 2], "z**2+z"), 6),
    (Network.dense([2, 1, 1, 1], "z**2+z", hidden_bias=False, output_bias=False), 4),
]


@pytest.mark.slow
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


def test_no_real_point_proves_nothing():
    """w² + v² forms: −1 is no sum of squares, so no start converges."""
    network = Network.dense([1, 1], "z**2", output_bias=False, output_activation=True)
    found = find_points(network, rationals([[1]]), rationals([[-1]]), in_vain=5)
    assert (found.points, found.tried, found.converged) == ([], 5, 0)
    assert "proves nothing" in found.statement
    with pytest.raises(HypothesesNotMet):
        find_points(network, rationals([[1], [2]]), rationals([[1], [2]]))


def test_a_point_that_is_found_again_is_one_point():
    """w² = 4: two points, however often they are found; the search ends when nothing new comes."""
    network = Network.dense([1, 1], "z**2", output_bias=False, output_activation=True)
    x, y = rationals([[1]]), rationals([[4]])
    found = find_points(network, x, y, num_points=5, in_vain=6)
    assert sorted(round(float(point.middle[0])) for point in found.points) == [-2, 2]
    assert found.converged > 2
    assert found.statement.startswith("2 different certified real points")


@pytest.mark.slow
def test_as_many_points_are_found_as_are_asked_for():
    network = Network.dense([1, 1, 1], "z", hidden_bias=False, output_bias=False)
    found = find_points(network, rationals([[1]]), rationals([[3]]), num_points=55)
    assert len({tuple(point.middle) for point in found.points}) == 55


def test_a_point_is_new_only_with_a_proof():
    one = CertifiedPoint(["1", "2"], 1e-6, [0], 1)
    assert is_new(one, [])
    assert not is_new(one, [one])
    assert not is_new(CertifiedPoint(["1.0000015", "2"], 1e-6, [0], 1), [one])
    assert is_new(CertifiedPoint(["1", "2.0000000001"], 1e-6, [0], 1), [one])  # in a weight that is fixed


def test_a_singular_point_has_no_certificate():
    """v w = 0 at the origin: two lines cross there, and the derivative vanishes."""
    network = Network.dense([1, 1, 1], "z", hidden_bias=False, output_bias=False)
    x, y = rationals([[1]]), rationals([[0]])
    assert certify_point(network, x, y, np.array([0.0, 0.0])) is None
    point = certify_point(network, x, y, np.array([1.0, 0.0]))
    assert point.local_dimension == 1
    assert point.as_dict() == vars(point)
