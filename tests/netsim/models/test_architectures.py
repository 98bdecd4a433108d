"""The papers' networks by their printed numbers, and skips from distinct neurons."""

import pytest

from netsim.models.architectures import mlp, random_skips, theory2_dcnn, theory3_cnn
from netsim.models.networks import weight_shapes
from netsim.shell import WrongInput


def test_the_printed_number_of_parameters():
    assert theory2_dcnn().num_params == 188_810  # Theory II, 4.1
    assert theory3_cnn().num_params == 102_330


@pytest.mark.parametrize(("shape", "pixels"), [((3, 32, 32), 1), ((1, 28, 28), 4), ((1, 8, 8), 1)])
def test_something_is_left_of_every_image(shape, pixels):
    """Theory II's four convolutions of stride 2 leave one pixel of 32×32; those of smaller images are padded."""
    assert weight_shapes(theory2_dcnn(shape))["layer5.weight"] == (10, 144 * pixels)
    assert theory2_dcnn(shape).batch_norm


def test_random_skips_are_distinct_neurons_in_order():
    spec = mlp(4, (10,) * 5, 3)
    skips = random_skips(spec, 20, seed=0)
    assert list(skips) == sorted(set(skips))
    assert len(skips) == 20
    assert weight_shapes(mlp(4, (10,) * 5, 3, skips=skips))["skip.weight"] == (3, 20)
    with pytest.raises(WrongInput, match="51 skip-connections from 50"):
        random_skips(spec, 51, seed=0)
