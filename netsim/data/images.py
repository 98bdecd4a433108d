"""Images as they are read: whole numbers, not yet chosen from or preprocessed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TypedDict

import numpy as np

from .checks import check_count
from .chosen_images import TEST, TRAINING, order_of_images
from .locate import FileRecord


class Origin(TypedDict):
    """Who made the images, how training and test images are told apart, and the files."""

    attribution: str
    split: str
    files: list[FileRecord]


@dataclass(frozen=True, eq=False)
class Images:
    """Training and test images with their labels.

    Attributes:
        train_inputs: uint8, shape (num_train, channels, height, width).
        train_labels: int64, shape (num_train,), from 0 to num_classes − 1.
        test_inputs: uint8, shape (num_test, channels, height, width).
        test_labels: int64, shape (num_test,).
        num_classes: how many classes.
        white: the largest value that a pixel can have (255, or 16 for the digits).
        origin: where they come from.
    """

    train_inputs: np.ndarray
    train_labels: np.ndarray
    test_inputs: np.ndarray
    test_labels: np.ndarray
    num_classes: int
    white: int
    origin: Origin

    def subset(self, name: str, num_train: int | None, num_test: int | None, seed: int) -> Images:
        """The first images of one permutation by the seed, so that a smaller subset is part of a larger one.

        Raises:
            WrongInput: more images are wanted than there are.
        """
        num_train = check_count("num_train", num_train, len(self.train_labels), f"the training set of {name}")
        num_test = check_count("num_test", num_test, len(self.test_labels), f"the test set of {name}")
        train = order_of_images(len(self.train_labels), seed, TRAINING)[:num_train]
        test = order_of_images(len(self.test_labels), seed, TEST)[:num_test]
        return replace(
            self,
            train_inputs=self.train_inputs[train],
            train_labels=self.train_labels[train],
            test_inputs=self.test_inputs[test],
            test_labels=self.test_labels[test],
        )
