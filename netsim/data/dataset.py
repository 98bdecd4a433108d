"""A data set for training: chosen, relabelled, preprocessed, and with everything on record that made it."""

from __future__ import annotations

import os
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import numpy as np

from ..shell import random_stream
from .checks import check_choice, check_seed
from .cifar import read_cifar10
from .digits import read_digits
from .images import Images
from .mnist import read_mnist
from .own import OwnImages, read_own
from .patches import draw_patches
from .preprocess import PREPROCESSING, channel_moments, preprocess as prepare

NAMES = ("digits", "patches", "cifar10", "mnist")
VARIANTS = ("true", "random")
IMAGE_SHAPES = {"digits": (1, 8, 8), "patches": (3, 32, 32), "cifar10": (3, 32, 32), "mnist": (1, 28, 28)}
NUM_CLASSES = 10  # of each of them


@dataclass(frozen=True, eq=False)
class Dataset:
    """Training and test samples.

    Attributes:
        name: one of :data:`NAMES`.
        train_inputs: float32, shape (num_train, channels, height, width).
        train_labels: int64, shape (num_train,), from 0 to num_classes − 1.
        test_inputs: float32, shape (num_test, channels, height, width).
        test_labels: int64, shape (num_test,).
        num_classes: how many classes.
        source: plain JSON: the name, every option, the seed, the constants of the preprocessing, SHA-256 of the four
            arrays (their bytes in C order), attribution, split and files.
    """

    name: str
    train_inputs: np.ndarray
    train_labels: np.ndarray
    test_inputs: np.ndarray
    test_labels: np.ndarray
    num_classes: int
    source: dict[str, Any]


def load_dataset(
    name: str,
    *,
    num_train: int | None = None,
    num_test: int | None = None,
    seed: int = 0,
    labels: str = "true",
    inputs: str = "true",
    preprocess: str = "standard",
    data_dir: str | os.PathLike[str] | None = None,
    own: OwnImages | None = None,
) -> Dataset:
    """Real images, or their random counterparts; nothing is downloaded and nothing unpickled.

    Args:
        name: ``digits`` (8×8), ``patches`` (32×32×3, of two photographs), ``cifar10`` (binary version) or ``mnist``
            (IDX). The first two need no file.
        num_train, num_test: how many; ``None`` takes all (50,000 and 10,000 patches). A smaller subset is part of a
            larger one with the same seed, and the two numbers do not affect each other's images.
        seed: of the subsets, the random labels and the random inputs.
        labels: ``random`` draws every label anew, uniformly, of the training and of the test set.
        inputs: ``random`` replaces every image by Gaussian noise with the mean and the standard deviation that the
            channel has in the training subset; the labels stay.
        preprocess: one of :data:`~netsim.data.PREPROCESSING`.
        data_dir: looked through first, see :func:`~netsim.data.data_folders`.
        own: images of one's own, see :func:`~netsim.data.own_images`; ``name`` is theirs then.

    Raises:
        WrongInput: an unknown name or option, more samples than there are, a damaged file.
        Missing: the files are not there.

    >>> data = load_dataset("digits", num_train=500, labels="random")
    >>> data.train_inputs.shape, data.train_inputs.dtype, data.test_labels.shape
    ((500, 1, 8, 8), dtype('float32'), (360,))
    """
    if own is None or name != own.name:
        check_choice("data set", name, NAMES)
    check_choice("kind of labels", labels, VARIANTS)
    check_choice("kind of inputs", inputs, VARIANTS)
    check_choice("preprocessing", preprocess, tuple(PREPROCESSING))
    check_seed(seed)
    images = _read(name, num_train, num_test, seed, data_dir, own)
    train_inputs, test_inputs = images.train_inputs, images.test_inputs
    if inputs == "random":
        mean, deviation = channel_moments(train_inputs)
        train_inputs, test_inputs = (
            _noise(array.shape, mean, deviation, seed, role)
            for array, role in ((train_inputs, "random training inputs"), (test_inputs, "random test inputs"))
        )
    train_labels, test_labels = images.train_labels, images.test_labels
    if labels == "random":
        train_labels, test_labels = (
            random_stream(seed, role).integers(images.num_classes, size=len(array))
            for array, role in ((train_labels, "random training labels"), (test_labels, "random test labels"))
        )
    train_inputs, test_inputs, constants = prepare(train_inputs, test_inputs, preprocess, white=images.white)
    arrays = {
        "train_inputs": train_inputs,
        "train_labels": train_labels,
        "test_inputs": test_inputs,
        "test_labels": test_labels,
    }
    source = {
        "name": name,
        "num_train": len(train_labels),
        "num_test": len(test_labels),
        "seed": seed,
        "labels": labels,
        "inputs": inputs,
        "preprocess": preprocess,
        **constants,
        "sha256": {key: sha256(np.ascontiguousarray(array).data).hexdigest() for key, array in arrays.items()},
        **images.origin,
    }
    return Dataset(name=name, num_classes=images.num_classes, source=source, **arrays)


def _read(
    name: str,
    num_train: int | None,
    num_test: int | None,
    seed: int,
    data_dir: str | os.PathLike[str] | None,
    own: OwnImages | None,
) -> Images:
    if own is not None and name == own.name:
        return read_own(own).subset(name, num_train, num_test, seed)
    if name == "patches":
        return draw_patches(num_train, num_test, seed)
    if name == "digits":
        images = read_digits()
    else:
        images = read_cifar10(data_dir) if name == "cifar10" else read_mnist(data_dir)
    return images.subset(name, num_train, num_test, seed)


def _noise(shape: tuple[int, ...], mean: np.ndarray, deviation: np.ndarray, seed: int, role: str) -> np.ndarray:
    """Independent Gaussian pixels with these moments in each channel; the first n images of a longer draw."""
    noise = random_stream(seed, role).standard_normal(shape, dtype=np.float32)
    noise *= deviation[:, None, None].astype(np.float32)
    noise += mean[:, None, None].astype(np.float32)
    return noise
