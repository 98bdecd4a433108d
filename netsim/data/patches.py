"""CIFAR-shaped real images without a download: patches of scikit-learn's two sample photographs.

Each photograph (china.jpg and flower.jpg, 427 rows × 640 columns) is cut into five vertical strips of 128 columns:
ten regions, ten classes. In every strip the rows of two bands belong to the test set, all other rows to the training
set, and a patch lies wholly in one strip and in one band: training and test patches share no pixel. Patches of one
set do overlap, and neighbours differ by a shift of one pixel; 50,000 of them are far from 50,000 independent images.

Left out are

* flat patches (sky): each of the three channels has a standard deviation below 5 of 255 grey levels;
* duplicates: of patches that agree in every pixel one is kept, a training patch if there is one (these two
  photographs have none).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

import numpy as np

from ..shell import Missing, random_stream
from .checks import check_count
from .images import Images
from .locate import FileRecord

SIDE = 32
STRIPS = 5
TEST_BANDS = ((118, 166), (261, 309))  # rows; each gives room for 17 positions of a patch one above the other
FLAT = 5.0
NUM_TRAIN, NUM_TEST = 50_000, 10_000  # the sizes of CIFAR-10


@dataclass(frozen=True, eq=False)
class Photographs:
    """``pixels``: uint8 (photograph, row, column, channel), and where they come from."""

    pixels: np.ndarray
    attribution: str
    files: list[FileRecord]


@dataclass(frozen=True, eq=False)
class Positions:
    """Where patches may lie: rows (photograph, top, left), int64 (num_positions, 3), and their labels."""

    corners: np.ndarray
    labels: np.ndarray


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


def usable_positions(photographs: np.ndarray) -> tuple[Positions, Positions]:
    """Positions for training and for test: inside one band of one strip, not flat, no patch twice.

    Args:
        photographs: uint8, shape (num_photographs, rows, columns, 3).
    """
    sums, squares = _window_sums(photographs), _window_sums(photographs.astype(np.int64) ** 2)
    num_pixels = SIDE**2
    variance = (squares - sums * sums / num_pixels) / num_pixels
    textured = (variance >= FLAT**2).any(axis=-1)
    _, rows, columns = textured.shape
    width = photographs.shape[2] // STRIPS
    strip = np.arange(columns) // width
    inside = np.arange(columns) % width <= width - SIDE
    test_rows = _rows_of_bands(TEST_BANDS, rows)
    edges = [0, *(edge for band in TEST_BANDS for edge in band), photographs.shape[1]]
    train_rows = _rows_of_bands(list(zip(edges[::2], edges[1::2], strict=True)), rows)
    found = []
    for in_band in (train_rows, test_rows):
        corners = np.argwhere(textured & in_band[:, None] & inside)
        found.append(Positions(corners, STRIPS * corners[:, 0] + strip[corners[:, 2]]))
    corners = np.concatenate([positions.corners for positions in found])
    first = _first_of_equal(photographs, corners, sums, squares)
    keep = np.split(first, [len(found[0].corners)])
    train, test = (Positions(p.corners[k], p.labels[k]) for p, k in zip(found, keep, strict=True))
    return train, test


def _rows_of_bands(bands: Sequence[tuple[int, int]], num_rows: int) -> np.ndarray:
    """Which top rows let a patch lie inside one band."""
    allowed = np.zeros(num_rows, dtype=bool)
    for start, stop in bands:
        allowed[start : stop - SIDE + 1] = True
    return allowed


def _window_sums(photographs: np.ndarray) -> np.ndarray:
    """Sum over the patch at every position, exactly (integral images), by channel."""
    total = np.pad(photographs.astype(np.int64), ((0, 0), (1, 0), (1, 0), (0, 0))).cumsum(axis=1).cumsum(axis=2)
    return total[:, SIDE:, SIDE:] - total[:, :-SIDE, SIDE:] - total[:, SIDE:, :-SIDE] + total[:, :-SIDE, :-SIDE]


def _first_of_equal(photographs: np.ndarray, corners: np.ndarray, sums: np.ndarray, squares: np.ndarray) -> np.ndarray:
    """Mark the first of the patches that agree in every pixel; only those of equal sums need to be looked at."""
    where = tuple(corners.T)
    keys = np.ascontiguousarray(np.concatenate([sums[where], squares[where]], axis=1))
    _, group, sizes = np.unique(
        keys.view([("", np.int64)] * keys.shape[1]).ravel(), return_inverse=True, return_counts=True
    )
    first = np.ones(len(corners), dtype=bool)
    seen: set[bytes] = set()
    for index in np.flatnonzero(sizes[group] > 1):
        photograph, top, left = corners[index]
        content = photographs[photograph, top : top + SIDE, left : left + SIDE].tobytes()
        first[index] = content not in seen
        seen.add(content)
    return first


@lru_cache(maxsize=1)
def _positions() -> tuple[Positions, Positions]:
    return usable_positions(read_photographs().pixels)


def draw_positions(positions: Positions, num_patches: int, seed: int, role: str) -> Positions:
    """Without replacement, each class in turn (in a random order), so that the first n of a draw are a draw of n."""
    num_classes = 2 * STRIPS
    rounds = -(-num_patches // num_classes)
    by_class = []
    for label in range(num_classes):
        members = np.flatnonzero(positions.labels == label)
        by_class.append(members[random_stream(seed, f"patches: {role}", label).permutation(len(members))[:rounds]])
    turns = random_stream(seed, f"patches: turns, {role}").permuted(
        np.tile(np.arange(num_classes), (rounds, 1)), axis=1
    )
    chosen = np.take_along_axis(np.stack(by_class, axis=1), turns, axis=1).ravel()[:num_patches]
    return Positions(positions.corners[chosen], positions.labels[chosen])


def cut_patches(photographs: np.ndarray, corners: np.ndarray) -> np.ndarray:
    """The patches at these corners: uint8, shape (num_patches, 3, 32, 32)."""
    windows = np.lib.stride_tricks.sliding_window_view(photographs, (SIDE, SIDE), axis=(1, 2))
    return windows[tuple(corners.T)]


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
    available = [2 * STRIPS * int(np.bincount(p.labels, minlength=2 * STRIPS).min()) for p in (train, test)]
    num_train = check_count("num_train", num_train, available[0], "the training set of patches", NUM_TRAIN)
    num_test = check_count("num_test", num_test, available[1], "the test set of patches", NUM_TEST)
    train = draw_positions(train, num_train, seed, "training")
    test = draw_positions(test, num_test, seed, "test")
    bands = " and ".join(f"{start} to {stop - 1}" for start, stop in TEST_BANDS)
    return Images(
        train_inputs=cut_patches(photographs.pixels, train.corners),
        train_labels=train.labels,
        test_inputs=cut_patches(photographs.pixels, test.corners),
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
