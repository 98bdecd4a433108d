"""The text of a kernel, and the numbers that are handed over with it."""

from dataclasses import replace

import numpy as np
import pytest

from algebraic.networks.network import Network
from algebraic.shell.errors import WrongInput
from algebraic.systems.families import zero_error_family
from algebraic.tracking.source import fixed_values, kernel_source
from tests.algebraic.tracking.test_devices import paths


def test_the_text_depends_on_the_network_not_on_the_data():
    texts = {kernel_source(paths("S5", count=1, seed=seed)[0]) for seed in (0, 1)}
    assert len(texts) == 1
    assert "@" not in texts.pop()


def test_fixed_values_are_complex_only_where_the_data_are():
    net = Network.dense([2, 1], "z", output_bias=False)
    real = np.array([[1.0, 2.0], [3.0, 4.0]])
    assert fixed_values(zero_error_family(net, real, 2)).tolist() == [1, 3, 2, 4]
    assert fixed_values(zero_error_family(net, real + 5j, 2)).tolist() == [1, 5, 3, 5, 2, 5, 4, 5]
    assert fixed_values(zero_error_family(net, None, 2)).tolist() == []  # the inputs are parameters


def test_what_does_not_fit_one_kernel_is_refused():
    wide = Network.dense([1, 1, 2], "z", hidden_bias=False, output_bias=False)  # three weights, two outputs a sample
    with pytest.raises(WrongInput, match="not square"):
        kernel_source(zero_error_family(wide, np.ones((2, 1)), 2))
    net = Network.dense([2, 1], "z", output_bias=False)
    two = zero_error_family(net, np.ones((2, 2)), 2)
    mixed = replace(two, fixed={name: np.ones(5) if k == 0 else v for k, (name, v) in enumerate(two.fixed.items())})
    with pytest.raises(WrongInput, match="samples in one family"):
        kernel_source(mixed)
