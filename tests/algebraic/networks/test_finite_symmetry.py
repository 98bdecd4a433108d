"""Permutations and changes of sign that keep the function, and how many there are."""

import numpy as np
import pytest

from algebraic.networks.finite_symmetry import Group, finite_symmetries
from algebraic.networks.network import Network
from algebraic.networks.passes import forward
from algebraic.networks.rings import FloatingPoint
from algebraic.shell.errors import TooLarge
from tests.networks import every_kind_of_layer


@pytest.mark.parametrize(
    ("widths", "activation", "order"),
    [([2, 2, 1], "z**3+z", 8), ([2, 2, 1], "z**2+z", 2), ([1, 3, 1], "z**2", 48), ([2, 2, 2, 1], "z**3", 64)],
)
def test_finite_symmetries_keep_the_function(widths, activation, order):
    net = Network.dense(widths, activation)
    group = finite_symmetries(net)
    assert group.order == order
    stream = np.random.default_rng(0)
    w, x = stream.normal(size=(net.num_params, 1)), stream.normal(size=(3, widths[0]))
    ring = FloatingPoint(np.float64)
    expected = forward(net, ring, w[:, 0], x).output
    images = group.images(w)[:, :, 0]
    assert len(np.unique(images.round(9), axis=1).T) == order
    for image in images.T:
        np.testing.assert_allclose(forward(net, ring, image, x).output, expected, rtol=1e-10)
    signs = group.stabiliser(np.arange(net.num_params), list(range(net.num_params)))
    assert (signs.sources == np.arange(net.num_params)).all()  # different ridges leave the changes of sign


def test_a_group_is_closed():
    group = finite_symmetries(Network.dense([2, 2, 2, 1], "z**3"))
    w = np.arange(1.0, group.sources.shape[1] + 1)[:, None]
    images = {tuple(image) for image in group.images(w)[:, :, 0].T}
    again = group.images(group.images(w)[:, :, 0])
    assert {tuple(image) for image in again.reshape(len(w), -1).T} == images
    assert len(images) == group.order
    assert (group.images(w)[:, 0] == w).all()  # the identity comes first


def test_a_stabiliser_keeps_values_and_support():
    group = finite_symmetries(Network.dense([1, 3, 1], "z**2", hidden_bias=False, output_bias=False))
    assert group.order == 48  # 3! · 2³; weights w1, w2, w3, v1, v2, v3
    assert group.stabiliser(np.array([1, 1, 2, 5, 5, 6]), list(range(6))).order == 2 * 8
    assert group.stabiliser(np.ones(6), [0, 3]).order == 2  # on the set, six permutations are two changes of sign
    assert group.trivial().order == 1


def test_other_networks_have_the_identity_alone():
    for name in ("tree nodes", "shared and missing edges", "locally connected"):
        group = finite_symmetries(every_kind_of_layer()[name])
        assert (group.order, (group.signs == 1).all()) == (1, True)


def test_a_planted_sign_is_noticed():
    """z² + z is not even: the change of sign that z² allows changes the function."""
    net = Network.dense([1, 1, 1], "z**2+z", hidden_bias=False, output_bias=False)
    wrong = Group(np.array([[0, 1], [0, 1]]), np.array([[1, 1], [-1, 1]]))
    first, second = wrong.images(np.array([[0.5], [1.0]]))[:, :, 0].T
    ring, x = FloatingPoint(np.float64), np.array([[1.0]])
    assert forward(net, ring, first, x).output != forward(net, ring, second, x).output
    assert finite_symmetries(net).order == 1


@pytest.mark.slow
def test_large_groups_are_refused():
    with pytest.raises(TooLarge, match="50,000"):
        finite_symmetries(Network.dense([1, 9, 1], "z**2"))
