"""The models have the sizes that they say, and are made again to the bit."""

import pytest

from verify.audit import models

torch = pytest.importorskip("torch")
pytestmark = pytest.mark.torch

SIZES = {
    "relu_mlp": 64 * 20 + 20 + 20 * 10 + 10,
    "softplus_mlp": 1510,
    "tanh_mlp": 1510,
    "cubic_mlp": 1510,
    "smoolu_mlp": 65 * 20 + 21,
    "linear_network": 64 * 16 + 16 * 10,
    "skip_network": (64 * 16 + 16) + (16 * 12 + 12) + (12 * 12 + 12) + 40 * 10,
}


@pytest.mark.parametrize("name", SIZES)
def test_sizes_and_seeds(name):
    build = getattr(models, name)
    state = torch.random.get_rng_state()
    one, again, other = build(), build(), build(1)
    assert torch.equal(torch.random.get_rng_state(), state)
    weights = [torch.nn.utils.parameters_to_vector(model.parameters()) for model in (one, again, other)]
    assert len(weights[0]) == SIZES[name]
    assert f"{SIZES[name]:,}" in build.__doc__
    assert torch.equal(weights[0], weights[1])
    assert not torch.equal(weights[0], weights[2])
    assert one(torch.zeros(2, 64)).shape == (2, 1 if name == "smoolu_mlp" else 10)


def test_cubic():
    assert models.cubic_mlp()[1](torch.tensor([2.0])).item() == 10
