"""The papers' networks by name, and skip-connections drawn at random."""

from __future__ import annotations

from typing import Annotated, Any, TypeAlias

from ..shell import Range, Seed, Units, Widths, check_given, plain, random_stream
from .activations import Activation
from .layers import Layer, hidden_neurons
from .networks import NetworkSpec
from .skips import draw_places, too_many

FourChannels: TypeAlias = Annotated[tuple[int, ...], Range(1, 4096, items=4, repeats=True, most_items=4)]
ImageShape: TypeAlias = Annotated[tuple[int, ...], Range(1, 10_000, items=3, repeats=True, most_items=3)]


def mlp(input_dim: Units, hidden: Widths, outputs: Units, **options: Any) -> NetworkSpec:
    """A fully connected network.

    Args:
        input_dim: numbers of a sample: 64 for an image of 8×8.
        hidden: units of each hidden layer, none for a linear network.
        outputs: of the last layer, one for each class.
        options: further fields of a :class:`NetworkSpec`.

    Raises:
        WrongInput: a width that is no whole number from 1 on, or what a :class:`NetworkSpec` refuses.

    >>> mlp(64, (32,), 10).num_params
    2410
    """
    check_given(mlp, input_dim=input_dim, hidden=hidden, outputs=outputs)
    return NetworkSpec((input_dim,), tuple(Layer(units) for units in (*plain(hidden), outputs)), **options)


def theory2_dcnn(
    input_shape: ImageShape = (3, 32, 32),
    outputs: Units = 10,
    activation: Activation = "relu",
    channels: FourChannels = (16, 36, 100, 152),
) -> NetworkSpec:
    """The 6-layer network of Theory II, 4.1 (its first layer is the input): batch norm, 188,810 weights.

    “All the layers are 3×3 convolutional layers with stride 2”: so is the last one, which gives the outputs. The paper
    does not print the channels. Padded by 1 the layers have 16, 8, 4, 2 and 1 rows for 32×32 images, and with channels
    16, 36, 100, 152 and biases the network has the printed number of weights. Under batch normalisation the biases
    of the hidden layers have no effect.

    Raises:
        WrongInput: images of more than 32×32, of which the last layer would leave several numbers for each output.

    >>> theory2_dcnn().num_params
    188810
    """
    check_given(theory2_dcnn, input_shape=input_shape, outputs=outputs, channels=channels)
    layers = tuple(Layer(units, 3, 2, 1) for units in (*plain(channels), outputs))
    return NetworkSpec(input_shape, layers, activation, True, name="theory2-dcnn")


def theory3_cnn(
    channels: Widths = (16, 32, 64, 128),
    input_shape: ImageShape = (3, 32, 32),
    outputs: Units = 10,
    activation: Activation = "relu",
    batch_norm: bool = True,
) -> NetworkSpec:
    """The 5-layer network of Theory III, Fig. 3: four 3×3 convolutions with stride 2, then fully connected.

    >>> theory3_cnn().num_params, theory3_cnn((16,) * 4).num_params
    (102330, 7994)
    """
    check_given(theory3_cnn, channels=channels, input_shape=input_shape, outputs=outputs)
    layers = (*(Layer(units, 3, 2, 1, bias=False) for units in plain(channels)), Layer(outputs))
    return NetworkSpec(input_shape, layers, activation, batch_norm, name="theory3-cnn")


def random_skips(spec: NetworkSpec, count: Annotated[int, Range(0)], seed: Seed) -> tuple[tuple[int, int], ...]:
    """Distinct hidden neurons, drawn at random, for skip-connections to the output (NMH §4, App. F).

    Raises:
        WrongInput: more than there are.
    """
    check_given(random_skips, spec=spec, count=count, seed=seed)
    available = sum(dict(hidden_neurons(spec.layers, spec.input_shape)).values())
    if count > available:
        raise too_many(count, available)
    stream = random_stream(plain(seed), "skip neurons")
    places = draw_places(spec.layers, spec.input_shape, count, stream)
    return tuple((number, neuron) for number, chosen in places.items() for neuron in chosen.tolist())
