"""Shapes, parameter counts and the forward pass, against the papers' numbers and against torch's own modules."""

import numpy as np
import pytest

from netsim.models.architectures import mlp, random_skips, theory2_dcnn, theory3_cnn
from netsim.models.initial import initial_weights
from netsim.models.layers import Layer
from netsim.models.networks import NetworkSpec, forward
from netsim.models.skips import DrawnSkips
from netsim.shell.errors import WrongInput

IMAGES = (3, 8, 8)
NETWORKS = {
    "convolutions": theory3_cnn((4, 5, 6, 7), IMAGES),
    "all convolutions": theory2_dcnn((3, 32, 32), channels=(2, 3, 4, 5)),
    "padded": theory2_dcnn(IMAGES),
    "sigmoid": theory3_cnn((4, 4, 4, 4), IMAGES, activation="sigmoid", batch_norm=False),
    "dense": mlp(5, (4, 3), 2, activation="softplus"),
    "dense, normalised": mlp(5, (4, 3), 2, activation="tanh", batch_norm=True),
    "pooled": NetworkSpec((2, 6, 7), (Layer(3, 3, 1, 1, pool="max"), Layer(4, 2, pool="mean"), Layer(3)), "sigmoid"),
    "concatenated": NetworkSpec(
        (2, 5, 5), (Layer(3, 3, 1, 1), Layer(2, 3, 1, 1), Layer(4, 1, reads=(0, 1, 2)), Layer(3, reads=(1, 3))), "tanh"
    ),
    "dense, concatenated": NetworkSpec((4,), (Layer(3), Layer(2, reads=(0, 1)), Layer(2, reads=(0, 1, 2))), "sigmoid"),
    "activation first": NetworkSpec(
        (2, 4, 4),
        (
            Layer(3, 3, 1, 1, bias=False, activation_first=True),
            Layer(2, 1, pool="mean", reads=(0, 1), activation_first=True),
            Layer(3, pool="all", activation_first=True),
        ),
        "softplus",
        batch_norm=True,
        affine=True,
    ),
    "drawn skips": NetworkSpec(
        (2, 4, 4), (Layer(3, 3, 1, 1, pool="max"), Layer(4), Layer(2)), "sigmoid", drawn_skips=DrawnSkips(20, seed=5)
    ),
    "skips of convolutions": NetworkSpec(
        (2, 4, 4), (Layer(3, 3, 1, 1), Layer(4), Layer(2)), "sigmoid", skips=((1, 0), (1, 17), (1, 47), (2, 3))
    ),
    "skips": mlp(5, (4, 3), 2, activation="softplus", skips=((1, 0), (1, 3), (2, 1))),
}


@pytest.mark.torch
@pytest.mark.parametrize("name", NETWORKS)
def test_all_models_at_once_are_each_model_by_itself(name):
    import torch

    from tests.reference.plain_training import Plain, drawn_one_by_one

    spec = NETWORKS[name]
    weights = initial_weights(spec, (0, 1, 2), seed=1)
    stream = np.random.default_rng(3)
    weights |= {key: stream.standard_normal(each.shape) for key, each in weights.items() if key.startswith("norm")}
    tensors = {key: torch.tensor(array, dtype=torch.float64) for key, array in weights.items()}
    inputs = torch.tensor(np.random.default_rng(0).standard_normal((3, 6, *spec.input_shape)))
    outputs = forward(spec.for_models((0, 1, 2)), tensors, inputs)
    shared = forward(spec.for_models((0, 1, 2)), tensors, inputs[:1])
    for model in range(3):
        plain = Plain(spec, weights, model, torch.float64, drawn_one_by_one(spec, model))
        torch.testing.assert_close(outputs[model], plain(inputs[model]))
        torch.testing.assert_close(shared[model], plain(inputs[0]))


@pytest.mark.torch
def test_statistics_of_a_reference_set_make_a_sample_independent_of_its_batch():
    import torch

    spec = NETWORKS["convolutions"]
    weights = {key: torch.tensor(array) for key, array in initial_weights(spec, (0, 1), seed=0).items()}
    inputs = torch.randn(1, 20, *IMAGES, generator=torch.Generator().manual_seed(0))
    collected = []
    whole = forward(spec, weights, inputs, collect=collected)
    assert len(collected) == len(spec.layers) - 1
    torch.testing.assert_close(forward(spec, weights, inputs[:, :3], collected), whole[:, :3])
    assert (forward(spec, weights, inputs[:, :3]) - whole[:, :3]).abs().max() > 0.1


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: NetworkSpec((3, 4, 4), (Layer(2, 5), Layer(2))), "leaves nothing"),
        (lambda: NetworkSpec((3,), (Layer(2, 3), Layer(2))), "is a convolution, its input"),
        (lambda: NetworkSpec((3, 8, 8), (Layer(2, 3),)), "leaves 6×6 numbers for every output"),
        (lambda: NetworkSpec((2,), (Layer(3), Layer(1)), affine=True), "affine without batch_norm"),
        (lambda: mlp(2, (3,), 1, skips=((1, 0),), drawn_skips=DrawnSkips(1)), "given and drawn"),
        (lambda: mlp(2, (3,), 1, skips=((2, 0),)), "skip-connection from layer 2"),
        (lambda: mlp(2, (3,), 1, skips=((1, 3),)), "neuron 3"),
        (lambda: mlp(2, (3,), 1, skips=((1, 2), (1, 0))), "not sorted"),
        (lambda: mlp(2, (3,), 1, activation="rleu"), "unknown activation"),
        (lambda: mlp(2, (3,), 1, init="zero"), "init"),
        (lambda: mlp("64", (8,), 10), "input_dim is '64'"),
        (lambda: mlp(64, 8, 10), "hidden is 8"),
        (lambda: mlp(64, (0,), 10), "hidden is 0"),
        (lambda: mlp(64, (8,), -10), "outputs is -10"),
        (lambda: mlp(64, (8,), 10, activation=None), "activation None"),
        (lambda: mlp(64, (8,), 10, activation="coefficients:0,nan"), "activation 'coefficients:0,nan'"),
        (lambda: mlp(64, (8,), 10, batch_norm="yes"), "batch_norm is 'yes'"),
        (lambda: mlp(64, (8,), 10, skips=(1, 2)), "skips has 1"),
        (lambda: mlp(64, (8,), 10, skips=((1, 2, 3),)), r"skips has \(1, 2, 3\)"),
        (lambda: NetworkSpec((64,), ()), "layers has 0 values"),
        (lambda: NetworkSpec((64,), (10,)), "layers is 10"),
        (lambda: NetworkSpec(64, (Layer(10),)), "input_shape is 64"),
        (lambda: Layer(8, 3, 0), "stride is 0"),
        (lambda: Layer(8, padding=-1), "padding is -1"),
        (lambda: theory2_dcnn((32,)), "input_shape has 1 values"),
        (lambda: theory3_cnn(16), "channels is 16"),
        (lambda: random_skips(mlp(2, (3,), 1), 4, 0), "4 skip-connections from 3"),
        (lambda: random_skips(mlp(2, (3,), 1), -1, 0), "count is -1"),
    ],
)
def test_what_does_not_fit_is_named(make, words):
    with pytest.raises(WrongInput, match=words) as caught:
        make()
    assert caught.value.hint
    assert caught.value.kind != "error"


def test_lists_are_taken():
    assert mlp(64, [8, 4], 10, skips=[[1, 0]]) == mlp(64, (8, 4), 10, skips=((1, 0),))


@pytest.mark.torch
def test_drawn_skips_need_the_numbers_of_the_models():
    import torch

    spec = mlp(5, (4,), 2, drawn_skips=DrawnSkips(2))
    weights = {key: torch.tensor(array) for key, array in initial_weights(spec, (0, 1), 0).items()}
    for wrong in (spec, spec.for_models((0,))):
        with pytest.raises(WrongInput, match=r"drawn for \d models, and there are 2"):
            forward(wrong, weights, torch.zeros(1, 3, 5))
