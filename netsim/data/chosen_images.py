"""Which images a name, a seed and a number mean: one rule, word for word in ``algebraic`` and in ``netsim``.

``tests/test_twins.py`` holds the two files together. Numbers are the first of one order by the seed, so that fewer
images are the first of more. After a change of the rule :data:`RULE` counts one on.

**Images of a data set** stand in the order of one permutation.

**Patches** are cut from photographs. Each (scikit-learn's two have 427 rows × 640 columns) is cut into five vertical
strips: with two of them ten regions, ten classes. In every strip the rows of two bands belong to the test set, all
other rows to the training set, and a patch lies wholly in one strip and in one band: training and test patches share
no pixel. Patches of one set do overlap, and neighbours differ by a shift of one pixel; 50,000 of them are far from
50,000 independent images. Left out are

* flat patches (sky): each of the three channels has a standard deviation below 5 of 255 grey levels;
* duplicates: of patches that agree in every pixel one is kept, a training patch if there is one (scikit-learn's two
  photographs have none).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from zlib import crc32

import numpy as np

RULE = 2  # algebraic had another one before
TRAINING, TEST = "training", "test"
SIDE = 32
STRIPS = 5
TEST_BANDS = ((118, 166), (261, 309))  # rows; each gives room for 17 positions of a patch one above the other
FLAT = 5.0


def _stream(seed: int, role: str, index: int = 0) -> np.random.Generator:
    return np.random.default_rng([seed, crc32(role.encode()), index])


def order_of_images(number: int, seed: int, part: str) -> np.ndarray:
    """The order in which so many images of a part (``training`` or ``test``) are taken: a permutation.

    >>> order_of_images(5, 0, TRAINING).tolist()
    [4, 3, 1, 2, 0]
    """
    return _stream(seed, f"{part} subset").permutation(number)


@dataclass(frozen=True, eq=False)
class Positions:
    """Where patches may lie: rows (photograph, top, left), int64 (num_positions, 3), and their labels."""

    corners: np.ndarray
    labels: np.ndarray

    @property
    def available(self) -> int:
        """How many patches can be drawn: as many of each class as the smallest has."""
        num_classes = 2 * STRIPS
        return num_classes * int(np.bincount(self.labels, minlength=num_classes).min())


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
    factors = 1000003 ** np.arange(2 * sums.shape[-1], dtype=np.int64)  # one number that hardly ever agrees by chance
    keys = np.concatenate([sums[where], squares[where]], axis=1) @ factors
    _, group, sizes = np.unique(keys, return_inverse=True, return_counts=True)
    first = np.ones(len(corners), dtype=bool)
    seen: set[bytes] = set()
    for index in np.flatnonzero(sizes[group] > 1):
        photograph, top, left = corners[index]
        content = photographs[photograph, top : top + SIDE, left : left + SIDE].tobytes()
        first[index] = content not in seen
        seen.add(content)
    return first


def draw_positions(positions: Positions, num_patches: int, seed: int, role: str) -> Positions:
    """Without replacement, each class in turn (in a random order), so that the first n of a draw are a draw of n."""
    num_classes = 2 * STRIPS
    rounds = -(-num_patches // num_classes)
    by_class = []
    for label in range(num_classes):
        members = np.flatnonzero(positions.labels == label)
        by_class.append(members[_stream(seed, f"patches: {role}", label).permutation(len(members))[:rounds]])
    turns = _stream(seed, f"patches: turns, {role}").permuted(np.tile(np.arange(num_classes), (rounds, 1)), axis=1)
    chosen = np.take_along_axis(np.stack(by_class, axis=1), turns, axis=1).ravel()[:num_patches]
    return Positions(positions.corners[chosen], positions.labels[chosen])


def patches_at(photographs: np.ndarray, corners: np.ndarray) -> np.ndarray:
    """The patches at these corners: uint8, shape (num_patches, 3, 32, 32)."""
    windows = np.lib.stride_tricks.sliding_window_view(photographs, (SIDE, SIDE), axis=(1, 2))
    return windows[tuple(corners.T)]
