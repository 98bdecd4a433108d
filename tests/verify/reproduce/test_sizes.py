"""Neurons of convolutional networks, by hand and by two routes."""

import pytest

from verify.reproduce.sizes import added, neurons, neurons_by_strides


def test_by_hand():
    """28 pixels, 14 after a stride of 2, 7 after another."""
    assert neurons(28, [[1, 3], [2, 5], [2, 2]]).low == 28**2 * 3 + 14**2 * 5 + 7**2 * 2


@pytest.mark.parametrize("side", [1, 2, 7, 8, 13])
@pytest.mark.parametrize("stride", [1, 2, 3])
def test_the_graph_and_the_division_agree(side, stride):
    layers = [[stride, 4], [1, 2], [stride, 1]]
    assert neurons(side, layers).low == neurons_by_strides(side, layers).low


def test_a_sum():
    assert added([1, 2, 3]).text() == "6"
