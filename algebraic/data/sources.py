"""Where exact data come from: real digits or random integers by name, or a file."""

from __future__ import annotations

from collections.abc import Callable
from math import gcd
from pathlib import Path

import numpy as np

from ..networks import Network
from ..shell import ROLE_DATA, ROLE_DIGITS, TooLarge, WrongInput, object_array, random_stream
from .exact_data import DataSet, check_data
from .tables import file_data, samples_in

RankOf = Callable[[Network, np.ndarray, int], int]  # of a network, inputs and a seed

NAMES = ("digits", "patches", "random")  # nothing else is ever built again, and no file is opened
RANDOM_RANGE = 10**6
DIGIT_ATTEMPTS = 20
MAX_IN_GENERAL_POSITION = 100
MAX_NUMBERS = 2_000_000  # exact ones
MAX_RANDOM = 2**28  # of 64 bits


def load_data(
    name: str,
    network: Network,
    num_samples: int,
    *,
    seed: int = 0,
    rank_of: RankOf | None = None,
    why: str = "",
    repeated: bool = False,
) -> DataSet:
    """``digits``, ``random`` or a file: the data set for a network, exact and checked.

    Args:
        rank_of: the rank of the Jacobian for some inputs, by which :func:`digits_data` avoids special images.
        why: so many samples of a file are taken, in words, for its description.
        repeated: whether an input may be there more than once.

    Raises:
        WrongInput: the data cannot be used: too few samples, NaN, ragged rows, equal inputs.
        Missing: the file is not there.
    """
    if name in ("digits", "random"):
        size = num_samples * (network.input_dim + network.output_dim)
        if size > MAX_NUMBERS:
            raise TooLarge(
                f"{num_samples:,} samples of {network.input_dim:,} inputs and {network.output_dim:,} targets "
                f"(limit {MAX_NUMBERS:,} numbers)",
                hint="pass fewer --samples",
                kind="too_much_data",
            )
        if name == "random":
            return random_data(network, num_samples, seed=seed)
        return digits_data(network, num_samples, seed=seed, rank_of=rank_of)
    return file_data(Path(name), network, num_samples, why, repeated=repeated)


def num_samples_of(name: str, network: Network) -> int | None:
    """How many samples a file has; ``None`` for names, and for folders.

    Raises:
        WrongInput: it cannot be used.
        Missing: it is not there.
    """
    path = Path(name)
    if name in NAMES or is_folder(name):
        return None
    return samples_in(path, network)


def is_folder(name: str) -> bool:
    """Whether there is a folder of that name."""
    try:
        return Path(name).is_dir()
    except (OSError, ValueError):  # a name that no file can have
        return False


def random_data(network: Network, num_samples: int, *, seed: int = 0) -> DataSet:
    """Integers uniform in ±10^6, for inputs and targets; an input that was drawn before is drawn again.

    >>> data = random_data(Network.dense([2, 1]), 2)
    >>> data.inputs.shape, data.targets.shape
    ((2, 2), (2, 1))
    """
    inputs, targets, source = random_integers(network, num_samples, seed)
    return check_data(inputs, targets, network, source)


def random_integers(network: Network, num_samples: int, seed: int) -> tuple[np.ndarray, np.ndarray, str]:
    """Inputs and targets of :func:`random_data` as int64 arrays, and what they are, in words."""
    stream, width = random_stream(seed, ROLE_DATA, 0), network.input_dim
    numbers_wanted = num_samples * (width + network.output_dim)
    if numbers_wanted > MAX_RANDOM or (width == 1 and num_samples > RANDOM_RANGE):
        raise TooLarge(
            f"{num_samples:,} random samples of {width:,} inputs and {network.output_dim:,} targets (limit "
            f"{MAX_RANDOM:,} numbers, and {RANDOM_RANGE:,} samples of a single input)",
            hint="pass fewer --samples",
            kind="too_much_data",
        )
    rows: dict[bytes, np.ndarray] = {}  # by input: a single input dimension repeats itself sooner or later
    while len(rows) < num_samples:
        for row in stream.integers(-RANDOM_RANGE, RANDOM_RANGE + 1, (num_samples, width + network.output_dim)):
            rows.setdefault(row[:width].tobytes(), row)
    numbers = np.stack(list(rows.values())[:num_samples])
    return numbers[:, :width], numbers[:, width:], f"random: integers uniform in ±10^6, seed {seed}"


def digits_data(network: Network, num_samples: int, *, seed: int = 0, rank_of: RankOf | None = None) -> DataSet:
    """Real images: scikit-learn's 8×8 digits (1,797 images, integer intensities 0 to 16), on a few pixels.

    The inputs are the pixels that are most often not zero, as many as the network has inputs. The first target
    is the digit itself; further ones are the next such pixels. Images are taken in an order given by the seed,
    and an image is passed over when

    * an input or a target is zero (the equations would not share their monomials),
    * its input was taken already, or
    * the inputs and their differences would no longer point in different directions. Small integers have such
      coincidences, and they cost solutions: with x_4 − x_3 parallel to x_1 the default network has 18, not 21.

    Where the images do not suffice, the last rule is dropped, then the first. With ``rank_of`` (see
    :func:`algebraic.ranks.rank_at`) the first of up to 20 such draws is used whose Jacobian has the rank that random
    data of the same shape have; without it, the first draw.
    """
    from sklearn.datasets import load_digits  # 0.7 s

    images, labels = load_digits(return_X_y=True)
    num_pixels = network.input_dim + network.output_dim - 1
    if num_pixels > images.shape[1]:
        raise WrongInput(
            f"the digits have {images.shape[1]} pixels, and this network needs {network.input_dim} inputs and "
            f"{network.output_dim - 1} further targets",
            hint="use --data random or a file",
            kind="bad_data",
        )
    pixels = np.argsort(-(images != 0).sum(axis=0), kind="stable")[:num_pixels]
    chosen = images[:, pixels].astype(np.int64)
    table = np.concatenate([chosen[:, : network.input_dim], labels[:, None], chosen[:, network.input_dim :]], axis=1)
    reference = None
    for attempt in range(DIGIT_ATTEMPTS):
        order = random_stream(seed, ROLE_DIGITS, attempt).permutation(len(table))
        rows = _choose_images(table, order, network.input_dim, num_samples)
        inputs = table[rows, : network.input_dim]
        if rank_of is None:
            break
        try:
            if reference is None:
                reference = rank_of(network, random_data(network, num_samples, seed=seed).inputs, seed)
            if rank_of(network, object_array(inputs.tolist()), seed) == reference:
                break
        except TooLarge:
            break
    where = " ".join(f"{p // 8},{p % 8}" for p in pixels[: network.input_dim])
    source = f"digits (scikit-learn): pixels (row,column) {where}; images {' '.join(map(str, rows))}; seed {seed}"
    return check_data(inputs, table[rows, network.input_dim :], network, source)


def _choose_images(table: np.ndarray, order: np.ndarray, input_dim: int, num_samples: int) -> list[int]:
    nonzero = order[(table[order] != 0).all(axis=1)]
    wants_position = input_dim > 1 and num_samples <= MAX_IN_GENERAL_POSITION
    for candidates, in_position in ((nonzero, wants_position), (nonzero, False), (order, False)):
        taken: dict[tuple[int, ...], int] = {}
        directions: set[tuple[int, ...]] = set()
        for index in candidates.tolist():
            x = tuple(table[index, :input_dim].tolist())
            if x in taken:
                continue
            if in_position:
                fresh = [x, *(tuple(a - b for a, b in zip(x, other, strict=True)) for other in taken)]
                lines = {_direction(v) for v in fresh}
                if len(lines) < len(fresh) or lines & directions:
                    continue
                directions |= lines
            taken[x] = index
            if len(taken) == num_samples:
                return list(taken.values())
    raise WrongInput(
        f"only {len(taken)} digits differ in the {input_dim} pixels used, and {num_samples} samples are wanted",
        hint="pass fewer --samples, use more inputs, or --data random",
        kind="bad_data",
    )


def _direction(vector: tuple[int, ...]) -> tuple[int, ...]:
    """The primitive integer vector on the same line, with its first non-zero entry positive."""
    common = gcd(*vector)
    sign = 1 if next(x for x in vector if x) > 0 else -1
    return tuple(sign * x // common for x in vector)
