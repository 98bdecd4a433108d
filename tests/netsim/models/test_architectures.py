"""The papers' networks by their printed numbers, and skips from distinct neurons."""

import pytest

from netsim.models.architectures import mlp, random_skips, theory2_dcnn, theory3_cnn
from netsim.models.networks import weight_shapes
from netsim.shell import WrongInput


def test_the_printed_number_of_parameters():
    assert theory2_dcnn().num_params == 188_810  # Theory II, 4.1
    assert theory3_cnn().num_params == 102_330


@pytest.mark.parametrize("shape", [(3, 32, 32), (1, 28, 28), (1, 8, 8)])
def test_all_layers_of_theory_2_are_convolutions(shape):
    """“All the layers are 3×3 convolutional layers with stride 2” (4.1): the last one leaves one number for each."""
    found = theory2_dcnn(shape)
    assert all((layer.size, layer.stride, layer.padding) == (3, 2, 1) for layer in found.layers)
    assert weight_shapes(found)["layer5.weight"] == (10, 152, 3, 3)
    assert found.batch_norm
    assert theory2_dcnn(shape, channels=(2, 3, 4, 5)).num_outputs == 10
    with pytest.raises(WrongInput, match="leaves 2×2 numbers for every output"):
        theory2_dcnn((3, 33, 33))
    with pytest.raises(WrongInput, match="channels has 1 values"):
        theory2_dcnn(channels=(4,))


def test_random_skips_are_distinct_neurons_in_order():
    spec = mlp(4, (10,) * 5, 3)
    skips = random_skips(spec, 20, seed=0)
    assert list(skips) == sorted(set(skips))
    assert len(skips) == 20
    assert weight_shapes(mlp(4, (10,) * 5, 3, skips=skips))["skip.weight"] == (3, 20)
    with pytest.raises(WrongInput, match="51 skip-connections from 50"):
        random_skips(spec, 51, seed=0)
