"""Scikit-learn's digits: 1,797 real images of 8×8 pixels that need no download."""

from __future__ import annotations

import numpy as np

from .images import Images

NUM_TRAIN = 1437  # four fifths
ATTRIBUTION = (
    "Optical Recognition of Handwritten Digits, E. Alpaydin and C. Kaynak, UCI Machine Learning Repository "
    "(its test set), as distributed with scikit-learn (load_digits)"
)


def read_digits() -> Images:
    """Intensities 0 to 16, shape (·, 1, 8, 8): the first 1,437 images train, the last 360 test, whatever the seed.

    Scikit-learn gives no split of its own.

    >>> images = read_digits()
    >>> images.train_inputs.shape, images.test_inputs.shape, images.white
    ((1437, 1, 8, 8), (360, 1, 8, 8), 16)
    """
    from sklearn.datasets import load_digits  # 0.7 s

    pixels, labels = load_digits(return_X_y=True)
    inputs = pixels.astype(np.uint8).reshape(-1, 1, 8, 8)
    labels = labels.astype(np.int64)
    return Images(
        train_inputs=inputs[:NUM_TRAIN],
        train_labels=labels[:NUM_TRAIN],
        test_inputs=inputs[NUM_TRAIN:],
        test_labels=labels[NUM_TRAIN:],
        num_classes=10,
        white=16,
        origin={
            "attribution": ATTRIBUTION,
            "split": f"images 1 to {NUM_TRAIN} of scikit-learn's order train, {NUM_TRAIN + 1} to {len(labels)} test",
            "files": [],
        },
    )
