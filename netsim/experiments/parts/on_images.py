"""The papers' networks on images, and their training, as the options of an experiment say."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from typing import Protocol

from ...data import IMAGE_SHAPES, NUM_CLASSES, PREFIX, find_own
from ...models import PAPERS, NetworkSpec, find_network, theory2_dcnn, theory3_cnn
from ...shell import WrongInput, refuse
from ...training import DataSpec, TrainTask

DCNN = (16, 36, 100, 152)  # channels of Theory II's network that give its 188,810 weights
CNN = (16, 32, 64, 128)  # printed, Theory III, Fig. 3

# What a figure of Theory II does not print; said beside each.
THEORY2 = (
    "The network has 3×3 convolutions with stride 2 and padding throughout, the last one, too; channels 16, 36, 100, "
    "152 (not printed) give the printed 188,810 weights. Not printed, and chosen: initial weights (Gaussian, variance "
    "2 / fan-in, biases 0), no momentum, no weight decay, batch statistics in training and those of the training set "
    "in evaluation. Under batch normalisation the biases of hidden layers and the scale of their initial weights have "
    "no effect on the outputs; a larger scale acts as a smaller rate. "
)
PICTURES = (
    "Pictures are classical scaling of 1 - cosine as the dissimilarity, as printed (`mds=root`: of its root, "
    "which makes it a distance of directions). "
)
NOISE = (
    "A bias gets the noise of its layer's weights. Of the last layer's weights 5 of 9 meet nothing but padding: they "
    "are left out of distances and pictures. "
)
NEAR_ZERO = (
    "The paper prints the degree of its polynomial, 10, and not how it was found: as in E01 it is near ReLU "
    "“especially near 0”, by least squares on [-10, 10] with the weight exp(-z²/2) + 1/100, never clipped (see "
    "netsim.models, and `ranges` in the record); `activation=polynomial:10:10` is the Chebyshev expansion, which errs "
    "most at 0. "
)


def image_shape(data: str) -> tuple[int, int, int]:
    """(channels, height, width) of a data set of images.

    Raises:
        WrongInput: there is none of this name; the nearest is named.
    """
    if data.startswith(PREFIX):
        return find_own(data).shape
    if data not in IMAGE_SHAPES:
        near = get_close_matches(data, IMAGE_SHAPES, n=1)
        hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(IMAGE_SHAPES)}"
        raise WrongInput(f"unknown data set of images {data!r}", hint=hint, kind="unknown_data")
    return IMAGE_SHAPES[data]


def num_classes(data: str) -> int:
    """Of a data set of images."""
    return find_own(data).num_classes if data.startswith(PREFIX) else NUM_CLASSES


def own_or(o: WithNetwork, papers: NetworkSpec, looked_at: Iterable[int] = ()) -> NetworkSpec:
    """The network that was given with the options, or the paper's.

    Args:
        looked_at: numbers of the layers whose weights the experiment compares.

    Raises:
        WrongInput: it has fewer layers; this is said before anything is trained.
    """
    if o.network == PAPERS:
        return papers
    found, last = find_network(o.network), max(looked_at, default=1)
    if len(found.layers) < last:
        raise refuse(
            f"the network has {len(found.layers)} layers of weights, and the experiment looks at layer {last}",
            f"give one with {last} layers or more",
        )
    return found


class WithNetwork(Protocol):
    """Options that may name a network of one's own."""

    @property
    def network(self) -> str: ...


class OnImages(Protocol):
    """Options that name images."""

    @property
    def data(self) -> str: ...
    @property
    def labels(self) -> str: ...
    @property
    def num_train(self) -> int: ...
    @property
    def num_test(self) -> int: ...


class Trained(OnImages, Protocol):
    """Options that say how a network is trained on images."""

    @property
    def epochs(self) -> int: ...
    @property
    def learning_rate(self) -> float: ...
    @property
    def batch_size(self) -> int: ...


def images(o: OnImages, seed: int) -> DataSpec:
    """The images that the options name."""
    return some_images(o.data, o.num_train, o.num_test, seed, o.labels)


def some_images(data: str, num_train: int, num_test: int, seed: int, labels: str = "true") -> DataSpec:
    """So many images of a name, ours or one's own."""
    own = find_own(data) if data.startswith(PREFIX) else None
    return DataSpec(data, num_train, num_test, seed=seed, labels=labels, own=own)


def training(o: Trained, seed: int, network: NetworkSpec, models: int = 1) -> TrainTask:
    """So many models of a network, trained as the options say."""
    return TrainTask(
        network,
        images(o, seed),
        models=tuple(range(models)),
        epochs=o.epochs,
        learning_rate=o.learning_rate,
        batch_size=o.batch_size,
        seed=seed,
    )


def dcnn(data: str, activation: str, channels: Sequence[int] = DCNN) -> NetworkSpec:
    """The network of Theory II for these images."""
    return theory2_dcnn(image_shape(data), num_classes(data), activation=activation, channels=tuple(channels))


def cnn(data: str, activation: str, channels: Sequence[int]) -> NetworkSpec:
    """The 5-layer network of Theory III for these images."""
    return theory3_cnn(tuple(channels), image_shape(data), num_classes(data), activation=activation)
