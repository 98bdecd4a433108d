"""Small dense networks: that there are all."""

# mypy: ignore-errors

from itertools import product

import pytest

from algebraic.bezout import dense_shapes
from algebraic.networks import Network


def key(shape):
    return tuple(map(str, (shape["widths"], shape["hidden_bias"], shape["output_bias"], shape["output_activation"])))


def by_counting(size):
    """All widths up to ``size`` each, kept if the network has few enough weights."""
    found = set()
    for depth in range(2, size + 2):
        for widths in product(range(1, size + 1), repeat=depth - 1):
            for hidden, output, last in product((False, True), repeat=3):
                layers = [*widths, 1]
                if depth == 2 and (hidden or not last):  # no hidden layer to have biases, or linear
                    continue
                network = Network.dense(
                    layers, "z**2+z", hidden_bias=hidden, output_bias=output, output_activation=last
                )
                if network.num_params <= size:
                    found.add(tuple(map(str, (layers, hidden, output, last))))
    return found


@pytest.mark.parametrize("size", [1, 2, 3, 4])
def test_all_networks_are_there_once(size):
    shapes = dense_shapes(size, ["z**2"])
    assert len({key(shape) for shape in shapes}) == len(shapes)
    assert {key(shape) for shape in shapes} == by_counting(size)
