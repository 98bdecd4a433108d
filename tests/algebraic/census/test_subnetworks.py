"""Networks with fewer units."""

import pytest

from algebraic.census.subnetworks import smaller_networks
from algebraic.networks import Network


def shapes(*arguments, **keywords):
    return [net.widths for net in smaller_networks(Network.dense(*arguments, **keywords))[0]]


def test_of_linear_networks_one_for_each_rank():
    linear = {"activation": "z", "hidden_bias": False, "output_bias": False}
    assert shapes([4, 3, 3], **linear) == [(4, 1, 3), (4, 2, 3)]
    assert shapes([4, 2, 3, 3], **linear) == [(4, 1, 1, 3)]


def test_of_others_all_that_are_smaller_with_the_same_biases_and_activations():
    net = Network.dense([2, 2, 2, 1], ["z**2", "z**3"], hidden_bias=True, output_bias=False)
    found, reason = smaller_networks(net)
    assert [each.widths for each in found] == [(2, 1, 1, 1), (2, 1, 2, 1), (2, 2, 1, 1)]
    assert reason is None
    assert all(each.hidden_bias and not each.output_bias and each.activations == net.activations for each in found)


@pytest.mark.parametrize(("widths", "words"), [([2, 5, 5, 1], "24 smaller networks")])
def test_why_they_are_not_named(widths, words):
    found, reason = smaller_networks(Network.dense(widths, "z**2"))
    assert not found
    assert words in reason
