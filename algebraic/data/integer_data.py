"""Large data sets as whole numbers over a common denominator: images, random integers, or rows of a file."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from math import lcm, prod
from pathlib import Path
from typing import Any

import numpy as np

from ..networks import Network
from ..shell import WrongInput
from .chosen_images import (
    RULE,
    SIDE,
    TEST,
    TRAINING,
    Positions,
    draw_positions,
    order_of_images,
    patches_at,
    usable_positions,
)
from .exact_data import DataSet
from .image_files import read_image_folder
from .sources import RankOf, is_folder, load_data, random_integers

IMAGE_SHAPE = (SIDE, SIDE, 3)
DIGIT_SCALE = 4  # a digit has 8×8 pixels
DIGITS_TO_TRAIN = 1437  # come first: those that netsim trains with
LARGEST = 2**62
_CHUNK = 1024  # samples that are handled at a time


@dataclass(frozen=True, eq=False)
class IntegerData:
    """Samples as whole numbers: the network sees ``inputs / denominator``.

    Attributes:
        inputs: integers, shape (num_samples, input_dim).
        targets: shape (num_samples, number of targets): whole numbers, or exact rationals.
        denominator: a positive integer.
        source: what they are and where they come from.
        seed: of images the seed that gave their order, by the rule of :mod:`algebraic.data.chosen_images`.

    >>> data = IntegerData(np.array([[1, 2], [3, 4], [1, 2]]), np.array([[7], [8], [9]]), 10, "by hand")
    >>> data.distinct.tolist(), data.contradictions
    ([0, 1], 1)
    """

    inputs: np.ndarray
    targets: np.ndarray
    denominator: int
    source: str
    seed: int | None = None

    def residues(self, samples: np.ndarray, prime: int) -> np.ndarray:
        """Some inputs modulo a prime, float64.

        Raises:
            WrongInput: the prime divides the denominator.
        """
        if self.denominator % prime == 0:
            raise WrongInput(
                f"the prime {prime} divides the common denominator {self.denominator} of the inputs",
                hint="take another prime",
                kind="bad_prime",
            )
        numerators = self.inputs[samples].astype(np.int64) % prime
        return (numerators * pow(self.denominator, -1, prime) % prime).astype(np.float64)

    @cached_property
    def distinct(self) -> np.ndarray:
        """The first of each group of samples with the same input, ascending."""
        first: dict[bytes, int] = {}
        for index, row in enumerate(self.inputs):
            first.setdefault(row.tobytes(), index)
        return np.fromiter(first.values(), dtype=np.int64)

    @property
    def contradictions(self) -> int:
        """How many samples have the input of an earlier one, and other targets."""
        first: dict[bytes, list[Any]] = {}
        return sum(
            first.setdefault(row.tobytes(), target.tolist()) != target.tolist()
            for row, target in zip(self.inputs, self.targets, strict=True)
        )

    def digests(self) -> dict[str, str]:
        """SHA-256 of the inputs (shape, denominator, numbers as 64-bit little-endian) and of the targets (as text)."""
        inputs = hashlib.sha256(f"{self.inputs.shape} {self.denominator}\n".encode())
        for chunk in self._chunks(self.inputs):
            inputs.update(np.ascontiguousarray(chunk, dtype="<i8").tobytes())
        targets = hashlib.sha256()
        for chunk in self._chunks(self.targets):
            targets.update("\n".join(",".join(map(str, row)) for row in chunk.tolist()).encode() + b"\n")
        return {"inputs": inputs.hexdigest(), "targets": targets.hexdigest()}

    @staticmethod
    def _chunks(values: np.ndarray) -> Iterator[np.ndarray]:
        for start in range(0, len(values), _CHUNK):
            yield values[start : start + _CHUNK]


def is_image_source(name: str, network: Network) -> bool:
    """Whether ``--data`` names images: ``patches``, a folder, or digits for a network that needs them enlarged."""
    return is_named_images(name, network.input_dim) or is_folder(name)


def is_named_images(name: str | None, input_dim: int) -> bool:
    """Whether images are built from this name, by the rule of :mod:`algebraic.data.chosen_images`."""
    return name == "patches" or (name == "digits" and input_dim == prod(IMAGE_SHAPE))


def load_integer_data(
    name: str, network: Network, num_samples: int, *, seed: int = 0, rank_of: RankOf | None = None, why: str = ""
) -> IntegerData:
    """``digits``, ``patches``, ``random``, a folder (CIFAR-10 binary, MNIST IDX) or a file of :mod:`algebraic.data`.

    Digits for a network with 32·32·3 inputs are enlarged: each pixel 4×4 times, in three equal channels. ``rank_of``
    and ``why`` are those of :func:`algebraic.data.load_data`.

    Raises:
        WrongInput: too few images, images of another size than the network's input, numbers that are too long.
        Missing: a file or folder is not there.
    """
    if name == "random":
        inputs, targets, source = random_integers(network, num_samples, seed)
        return IntegerData(inputs, targets, 1, source)
    if name == "patches":
        data = photo_patches(num_samples, seed=seed)
    elif is_named_images(name, network.input_dim):
        data = _large_digits(num_samples, seed)
    elif is_folder(name):
        return folder_data(Path(name), network, num_samples, seed)
    else:
        return whole_numbers(load_data(name, network, num_samples, seed=seed, rank_of=rank_of, why=why))
    return _fitting(data, network)


def folder_data(folder: Path, network: Network, num_samples: int, seed: int | None) -> IntegerData:
    """Images of a folder in the order of a seed; in the order of the files, as it once was, where that is ``None``."""
    images = read_image_folder(folder, num_samples, seed)
    return _fitting(IntegerData(images.pixels, images.labels[:, None], 1, images.source, seed), network)


def _fitting(data: IntegerData, network: Network) -> IntegerData:
    if data.inputs.shape[1] != network.input_dim:
        raise WrongInput(
            f"an image has {data.inputs.shape[1]:,} numbers, and the network has input_dim {network.input_dim:,}",
            hint="take a network with as many inputs, such as --network theory2-cifar for 32×32×3",
            kind="bad_shape",
        )
    return data


def photo_patches(num_samples: int, *, seed: int = 0) -> IntegerData:
    """32×32×3 patches of scikit-learn's two sample photographs, with whole numbers from 0 to 255; no download.

    They are the patches that ``netsim`` trains with, see :mod:`algebraic.data.chosen_images`. The label of a patch,
    0 to 9, is the strip that it lies in.

    >>> data = photo_patches(3)
    >>> data.inputs.shape, data.targets.shape
    ((3, 3072), (3, 1))
    """
    from sklearn.datasets import load_sample_images  # 0.7 s

    return cut_patches(np.stack(load_sample_images().images), num_samples, seed=seed)


def cut_patches(photos: np.ndarray, num_samples: int, *, seed: int = 0) -> IntegerData:
    """:func:`photo_patches` of any two photographs, uint8, shape (2, height, width, 3).

    Raises:
        WrongInput: there are not so many.
    """
    positions = _training_positions(photos.tobytes(), photos.shape)
    if positions.available < num_samples:
        raise WrongInput(
            f"the photographs have {positions.available:,} patches, as many of each class, and {num_samples:,} are "
            "wanted",
            hint=f"pass --samples {positions.available}",
            kind="too_few_samples",
        )
    drawn = draw_positions(positions, num_samples, seed, TRAINING)
    pixels = patches_at(photos, drawn.corners).transpose(0, 2, 3, 1).reshape(num_samples, -1)
    source = f"patches (rule {RULE}): {num_samples} of 32×32×3 pixels from scikit-learn's two photographs, seed {seed}"
    return IntegerData(pixels, drawn.labels[:, None], 1, source, seed)


@lru_cache(maxsize=1)
def _training_positions(content: bytes, shape: tuple[int, ...]) -> Positions:
    return usable_positions(np.frombuffer(content, dtype=np.uint8).reshape(shape))[0]


def _large_digits(num_samples: int, seed: int) -> IntegerData:
    from sklearn.datasets import load_digits  # 0.7 s

    images, labels = load_digits(return_X_y=True)
    if num_samples > len(images):
        raise WrongInput(
            f"there are {len(images):,} digits, and {num_samples:,} samples are wanted",
            hint=f"pass --samples {len(images)}, or --data patches",
            kind="too_few_samples",
        )
    first = order_of_images(DIGITS_TO_TRAIN, seed, TRAINING)
    then = DIGITS_TO_TRAIN + order_of_images(len(images) - DIGITS_TO_TRAIN, seed, TEST)
    chosen = np.concatenate([first, then])[:num_samples]
    small = images[chosen].astype(np.uint8).reshape(-1, 8, 8)
    large = small.repeat(DIGIT_SCALE, axis=1).repeat(DIGIT_SCALE, axis=2)
    pixels = np.repeat(large[..., None], IMAGE_SHAPE[2], axis=3).reshape(num_samples, -1)
    source = (
        f"digits as images (rule {RULE}): {num_samples} of scikit-learn's, each pixel 4×4 times in three equal channels"
    )
    source += f", seed {seed}"
    return IntegerData(pixels, labels[chosen][:, None].astype(np.int64), 1, source, seed)


def whole_numbers(data: DataSet) -> IntegerData:
    """Exact rationals as whole numbers over their common denominator.

    Raises:
        WrongInput: these would be above 2^62.
    """
    denominator, source = lcm(*{x.denominator for x in data.inputs.flat}), data.source
    scaled = [[x.numerator * (denominator // x.denominator) for x in row] for row in data.inputs]
    if max((abs(x) for row in scaled for x in row), default=0) > LARGEST:
        raise WrongInput(
            f"over their common denominator {denominator} the inputs are whole numbers above 2^62",
            hint="round the inputs to fewer digits, or give whole numbers",
            kind="bad_data",
        )
    if denominator > 1:
        source += f"; as whole numbers over the common denominator {denominator}, exactly"
    return IntegerData(np.array(scaled, dtype=np.int64), data.targets, denominator, source)
