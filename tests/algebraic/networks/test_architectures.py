"""The networks of the papers against the formulas that are printed there."""

from itertools import pairwise

import numpy as np
import pytest

from algebraic.networks.architectures import theory2_cifar, theory2_example, theory2_tree, theory3_conv
from tests.reference import slow


def square(z):
    return z * z


def test_theory2_example_is_equation_5():
    w = dict(zip(("w1", "w2", "w3", "W1", "W2", "W3"), (2, 3, 5, 7, 11, 13), strict=True))
    x1, x2, x3, x4 = 1, -2, 4, 3
    left = square(w["w1"] * x1 + w["w2"] * x2 + w["w3"])
    right = square(w["w1"] * x3 + w["w2"] * x4 + w["w3"])
    expected = square(w["W1"] * left + w["W2"] * right + w["W3"])
    assert slow.network_value(theory2_example("z**2"), list(w.values()), [x1, x2, x3, x4]) == [expected]


@pytest.mark.parametrize("shared", [False, True])
def test_theory2_tree_is_equations_1_to_4(shared):
    network = theory2_tree("z**2", shared=shared)
    w = np.random.default_rng(0).integers(-4, 5, network.num_params).tolist()
    value = dict(zip(network.parameter_names, w, strict=True))

    def node(p, x, y):
        first, second = ("1", "2") if shared else (f"1p{p}", f"2p{p}")
        ridge = [
            square(value[f"w{first}_{u}_1"] * x + value[f"w{first}_{u}_2"] * y + value[f"b{first}_{u}"]) for u in (1, 2)
        ]
        return sum(value[f"w{second}_1_{u}"] * r for u, r in zip((1, 2), ridge, strict=True))

    h, k = node(1, 5, 7), node(2, 3, -2)
    g = sum(
        value[f"w4_1_{u}"] * square(value[f"w3_{u}_1"] * h + value[f"w3_{u}_2"] * k + value[f"b3_{u}"]) for u in (1, 2)
    )
    assert slow.network_value(network, w, [5, 7, 3, -2]) == [g]


def test_parameters_of_the_convolutional_networks():
    """Kernels 3×3 from 32×32×3, channel by channel; the readout reads 1 pixel of 144 channels, or 2×2 of 128."""
    channels = (3, 16, 16, 128, 144)
    convolutions = sum(out * (9 * into + 1) for into, out in pairwise(channels))
    assert theory2_cifar(outputs=10).num_params == convolutions + 10 * 145 == 188_810
    assert theory2_cifar(outputs=10).widths[1:] == (15 * 15 * 16, 7 * 7 * 16, 3 * 3 * 128, 144, 10)
    channels = (3, 16, 32, 64, 128)
    convolutions = sum(out * 9 * into for into, out in pairwise(channels))
    assert theory3_conv().num_params == convolutions + 10 * (4 * 128 + 1) == 102_330
