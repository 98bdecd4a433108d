"""CIFAR-shaped real images without a download: patches of scikit-learn's two sample photographs.

What is cut out, and what is left out, stands in :mod:`netsim.data.chosen_images`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

import numpy as np

from ..shell import Missing
from .checks import check_count
from .chosen_images import (
    FLAT,
    STRIPS,
    TEST,
    TEST_BANDS,
    TRAINING,
    Positions,
    draw_positions,
    patches_at,
    usable_positions,
)
from .images import Images
from .locate import FileRecord

NUM_TRAIN, NUM_TEST = 50_000, 10_000  # the sizes of CIFAR-10


@dataclass(frozen=True, eq=False)
class Photographs:
    """``pixels``: uint8 (photograph, row, column, channel), and where they come from."""

    pixels: np.ndarray
    attribution: str
    files: list[FileRecord]


@lru_cache(maxsize=1)
def read_photographs() -> Photographs:
    """The photographs, attributed as scikit-learn says.

    Raises:
        Missing: there is no Pillow, which scikit-learn decodes them with.
    """
    from sklearn.datasets import load_sample_images  # 0.7 s

    try:
        bunch = load_sample_images()
    except ImportError as problem:
        raise Missing(
            f"the photographs cannot be decoded: {problem}",
            hint="pip install pillow, or use --set data=digits",
            kind="package_missing",
        ) from problem
    contents = [Path(path).read_bytes() for path in bunch.filenames]
    files: list[FileRecord] = [
        {"name": Path(path).name, "bytes": len(content), "sha256": sha256(content).hexdigest()}
        for path, content in zip(bunch.filenames, contents, strict=True)
    ]
    return Photographs(np.stack(bunch.images), " ".join(bunch.DESCR.split()), files)


@lru_cache(maxsize=1)
def _positions() -> tuple[Positions, Positions]:
    return usable_positions(read_photographs().pixels)


def draw_patches(num_train: int | None, num_test: int | None, seed: int) -> Images:
    """Patches by the seed; without numbers, as many as CIFAR-10 has (50,000 and 10,000).

    Raises:
        WrongInput: more patches are wanted than there are.

    >>> images = draw_patches(100, 20, seed=0)
    >>> images.train_inputs.shape, np.bincount(images.train_labels).tolist()
    ((100, 3, 32, 32), [10, 10, 10, 10, 10, 10, 10, 10, 10, 10])
    """
    photographs = read_photographs()
    train, test = _positions()
    num_train = check_count("num_train", num_train, train.available, "the training set of patches", NUM_TRAIN)
    num_test = check_count("num_test", num_test, test.available, "the test set of patches", NUM_TEST)
    train = draw_positions(train, num_train, seed, TRAINING)
    test = draw_positions(test, num_test, seed, TEST)
    bands = " and ".join(f"{start} to {stop - 1}" for start, stop in TEST_BANDS)
    return Images(
        train_inputs=patches_at(photographs.pixels, train.corners),
        train_labels=train.labels,
        test_inputs=patches_at(photographs.pixels, test.corners),
        test_labels=test.labels,
        num_classes=2 * STRIPS,
        white=255,
        origin={
            "attribution": photographs.attribution,
            "files": photographs.files,
            "split": f"rows {bands} (from 0) of every strip test, the others train: no pixel is shared; patches of "
            f"one set overlap; flat (standard deviation below {FLAT:g}) and duplicate patches are left out",
        },
    )
