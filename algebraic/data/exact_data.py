"""Data sets as exact rationals: real digits, random integers, or a file; checked before anything is computed."""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from math import gcd
from pathlib import Path
from typing import Any

import numpy as np

from ..networks import Network
from ..shell import (
    ROLE_DATA,
    ROLE_DIGITS,
    Missing,
    TooLarge,
    WrongInput,
    as_fraction,
    exact_number,
    object_array,
    random_stream,
)

RankOf = Callable[[Network, np.ndarray, int], int]  # of a network, inputs and a seed

RANDOM_RANGE = 10**6
DIGIT_ATTEMPTS = 20
MAX_IN_GENERAL_POSITION = 100
MAX_NUMBERS = 2_000_000


@dataclass(frozen=True, eq=False)
class DataSet:
    """Samples as exact rationals.

    Attributes:
        inputs: object array of Fractions, shape (num_samples, input_dim).
        targets: object array of Fractions, shape (num_samples, output_dim).
        source: what they are and where they come from.
    """

    inputs: np.ndarray
    targets: np.ndarray
    source: str


def load_data(
    name: str, network: Network, num_samples: int, *, seed: int = 0, rank_of: RankOf | None = None
) -> DataSet:
    """``digits``, ``random`` or a file: the data set for a network, exact and checked.

    Args:
        rank_of: the rank of the Jacobian for some inputs, by which :func:`digits_data` avoids special images.

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
    return file_data(Path(name), network, num_samples)


def random_data(network: Network, num_samples: int, *, seed: int = 0) -> DataSet:
    """Integers uniform in ±10^6, for inputs and targets; an input that was drawn before is drawn again.

    >>> data = random_data(Network.dense([2, 1]), 2)
    >>> data.inputs.shape, data.targets.shape
    ((2, 2), (2, 1))
    """
    stream = random_stream(seed, ROLE_DATA)
    rows: dict[bytes, np.ndarray] = {}  # by input: a single input dimension repeats itself sooner or later
    while len(rows) < num_samples:
        shape = (num_samples, network.input_dim + network.output_dim)
        for row in stream.integers(-RANDOM_RANGE, RANDOM_RANGE + 1, shape):
            rows.setdefault(row[: network.input_dim].tobytes(), row)
    numbers = np.stack(list(rows.values())[:num_samples])
    source = f"random: integers uniform in ±10^6, seed {seed}"
    return check_data(numbers[:, : network.input_dim], numbers[:, network.input_dim :], network, source)


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


def file_data(path: Path, network: Network, num_samples: int) -> DataSet:
    """Read a file: ``.csv`` (optional header), ``.npy`` (a table) or ``.npz`` (arrays ``inputs``, ``targets``).

    One sample a row; the last ``output_dim`` columns of a table are its targets. Decimals in a CSV file are
    exact rationals, fractions such as 1/3 are allowed; floats in numpy files count as their exact binary
    value. The first ``num_samples`` rows are used.
    """
    if not path.is_file():
        raise Missing(
            f"there is no file {str(path)!r}",
            hint="give digits, random, or the path of a .csv, .npy or .npz file",
            kind="data_missing",
        )
    readers = {".csv": _read_csv, ".npy": _read_npy, ".npz": _read_npz}
    if path.suffix.lower() not in readers:
        raise WrongInput(
            f"{str(path)!r} ends in {path.suffix or 'nothing'}",
            hint="give a .csv, .npy or .npz file",
            kind="bad_data",
        )
    try:
        inputs, targets = readers[path.suffix.lower()](path, network)
    except OSError as problem:
        raise Missing(f"{str(path)!r} cannot be read: {problem.strerror}", kind="data_missing") from None
    if len(inputs) < num_samples:
        raise WrongInput(
            f"{str(path)!r} has {len(inputs)} samples, and {num_samples} are wanted",
            hint=f"pass --samples {len(inputs)}",
            kind="too_few_samples",
        )
    source = f"{path}: the first {num_samples} of {len(inputs)} samples"
    return check_data(inputs[:num_samples], targets[:num_samples], network, source)


def check_data(inputs: Any, targets: Any, network: Network, source: str = "given") -> DataSet:
    """Exact, finite, of the network's shape, and no input twice.

    Two equal inputs give an equation twice, or two that contradict each other: both are refused.

    >>> check_data([[1, 2]], [["1/3"]], Network.dense([2, 1])).targets[0, 0]
    Fraction(1, 3)
    """
    exact_inputs = _exact_table(inputs, network.input_dim, "inputs", "input_dim")
    exact_targets = _exact_table(targets, network.output_dim, "targets", "output_dim")
    if len(exact_inputs) != len(exact_targets):
        raise WrongInput(
            f"{len(exact_inputs)} inputs and {len(exact_targets)} targets",
            hint="give one target each",
            kind="bad_data",
        )
    if not len(exact_inputs):
        raise WrongInput("the data set is empty", hint="give at least one sample", kind="bad_data")
    seen: dict[tuple[Fraction, ...], int] = {}
    for row, values in enumerate(map(tuple, exact_inputs.tolist())):
        if values in seen:
            first = seen[values]
            same = (exact_targets[first] == exact_targets[row]).all()
            shown = [",".join(map(str, exact_targets[r])) for r in (first, row)]
            raise WrongInput(
                f"samples {first + 1} and {row + 1} have the same input ({','.join(map(str, values))}) "
                + (f"and the same target ({shown[0]})" if same else f"and the targets {shown[0]} and {shown[1]}"),
                hint="drop one of them: the equation is there twice"
                if same
                else "drop one of them: no network fits both",
                kind="duplicate_samples" if same else "conflicting_targets",
            )
        seen[values] = row
    return DataSet(exact_inputs, exact_targets, source)


def _exact_table(values: Any, columns: int, what: str, dimension: str) -> np.ndarray:
    rows = values.tolist() if isinstance(values, np.ndarray) else list(values)
    out = np.empty((len(rows), columns), dtype=object)
    for i, row in enumerate(rows):
        entries = list(row) if isinstance(row, list | tuple | np.ndarray) else [row]
        if len(entries) != columns:
            raise WrongInput(
                f"sample {i + 1} has {len(entries)} {what}, and the network has {dimension} {columns}",
                hint="check the widths and the columns of the data",
                kind="bad_shape",
            )
        for j, entry in enumerate(entries):
            try:
                out[i, j] = as_fraction(entry)
            except (ValueError, TypeError, OverflowError, ZeroDivisionError):
                raise WrongInput(
                    f"sample {i + 1} has {entry!r} among its {what}, which is not a finite number",
                    hint="remove the sample or mend the value",
                    kind="bad_value",
                ) from None
    return out


def _read_csv(path: Path, network: Network) -> tuple[list[list[str]], list[list[str]]]:
    try:
        with path.open(newline="", encoding="utf-8-sig") as handle:
            rows = [[cell.strip() for cell in row] for row in csv.reader(handle)]
    except (UnicodeDecodeError, csv.Error) as problem:
        raise WrongInput(f"{str(path)!r} is not a CSV file in UTF-8: {problem}", kind="bad_data") from None
    rows = [row for row in rows if any(row)]
    if rows and not any(_looks_numeric(cell) for cell in rows[0]):
        rows = rows[1:]
    return _split_columns(rows, network, path)


def _looks_numeric(cell: str) -> bool:
    try:
        exact_number(cell)
    except (ValueError, ZeroDivisionError):
        return cell.lower().lstrip("+-") in ("nan", "inf", "infinity")
    return True


def _split_columns(rows: list[list[Any]], network: Network, path: Path) -> tuple[list[Any], list[Any]]:
    wanted = network.input_dim + network.output_dim
    if not rows:
        raise WrongInput(f"{str(path)!r} has no samples", hint="one sample a row", kind="bad_data")
    for i, row in enumerate(rows):
        if len(row) != wanted:
            raise WrongInput(
                f"sample {i + 1} of {str(path)!r} has {len(row)} columns, and the network needs {wanted}: "
                f"{network.input_dim} inputs and {network.output_dim} targets",
                hint="check --widths and the file",
                kind="bad_shape",
            )
    return [row[: network.input_dim] for row in rows], [row[network.input_dim :] for row in rows]


def _load_numpy(path: Path) -> Any:
    try:
        return np.load(path, allow_pickle=False)
    except (ValueError, EOFError) as problem:
        raise WrongInput(
            f"{str(path)!r} is not a numpy file of plain numbers: {problem}",
            hint="save it with numpy.save or numpy.savez, without objects",
            kind="bad_data",
        ) from None
    except Exception as problem:  # a damaged archive raises what zipfile and zlib raise
        if type(problem).__module__ not in ("zipfile", "zlib"):
            raise
        raise WrongInput(f"{str(path)!r} is damaged: {problem}", kind="bad_data") from None


def _read_npy(path: Path, network: Network) -> tuple[list[Any], list[Any]]:
    table = _load_numpy(path)
    if not isinstance(table, np.ndarray) or table.ndim != 2:
        found = f"an array of shape {table.shape}" if isinstance(table, np.ndarray) else "several arrays"
        raise WrongInput(
            f"{str(path)!r} holds {found}",
            hint="a .npy file holds one table, a sample a row",
            kind="bad_shape",
        )
    return _split_columns(_plain_numbers(table, path), network, path)


def _read_npz(path: Path, network: Network) -> tuple[list[Any], list[Any]]:
    archive = _load_numpy(path)
    names = getattr(archive, "files", [])
    if not {"inputs", "targets"} <= set(names):
        raise WrongInput(
            f"{str(path)!r} holds {', '.join(names) or 'no named arrays'}",
            hint="a .npz file holds the arrays inputs and targets",
            kind="bad_data",
        )
    try:
        inputs, targets = archive["inputs"], archive["targets"]
    except ValueError as problem:
        raise WrongInput(f"{str(path)!r} holds objects: {problem}", kind="bad_data") from None
    if targets.ndim == 1:
        targets = targets[:, None]
    if inputs.ndim != 2 or targets.ndim != 2:
        raise WrongInput(
            f"inputs of shape {inputs.shape} and targets of shape {targets.shape} in {str(path)!r}",
            hint="both are tables, a sample a row",
            kind="bad_shape",
        )
    if len(inputs) != len(targets):
        raise WrongInput(
            f"{str(path)!r} has {len(inputs)} inputs and {len(targets)} targets",
            hint="give one target each",
            kind="bad_shape",
        )
    return _plain_numbers(inputs, path), _plain_numbers(targets, path)


def _plain_numbers(table: np.ndarray, path: Path) -> list[Any]:
    if table.dtype.kind not in "biuf":
        raise WrongInput(f"{str(path)!r} holds {table.dtype}, not real numbers", kind="bad_data")
    numbers: list[Any] = table.astype(np.int64 if table.dtype.kind == "b" else table.dtype).tolist()
    return numbers
