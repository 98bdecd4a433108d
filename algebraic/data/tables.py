"""Samples from a file: a table as text or in numpy's formats, exactly as it stands there."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from ..networks import Network
from ..shell import Missing, TooLarge, WrongInput, exact_number, read_file, shown_path
from .exact_data import DataSet, check_data
from .headers import WHAT_A_HEADER_IS, is_name, not_counting
from .numpy_files import read_npy, read_npz

MAX_BYTES = 2**28  # of a CSV file
MAX_LINE = 2**22
MAX_LINES = 5_000_000
MAX_HEADER = 1000  # columns more than are wanted, up to which a first row is looked at for names
MAX_NUMBERS = 5_000_000  # that are made exact

# Cells with few digits, perhaps a point and a small exponent.
_PLAIN = re.compile(rb"(?:[ \t]*[+-]?[0-9]{1,40}+(?:\.[0-9]{0,40}+)?(?:[eE][+-]?[0-9]{1,2})?[ \t]*(?:,|$))+")


def file_data(path: Path, network: Network, num_samples: int, why: str = "", *, repeated: bool = False) -> DataSet:
    """Read a file: ``.csv`` (optional header), ``.npy`` (a table) or ``.npz`` (arrays ``inputs``, ``targets``).

    One sample a row; the last ``output_dim`` columns of a table are its targets. Decimals in a CSV file are
    exact rationals, fractions such as 1/3 are allowed; floats in numpy files count as their exact binary
    value. The first ``num_samples`` rows are used; the others are numbers, too, or the file is refused.

    Args:
        why: in words, for the description: why so many.
        repeated: whether an input may be there more than once.

    Raises:
        Missing: the file is not there, or cannot be read.
        WrongInput: it is no such file, or too large; TooLarge: too many numbers are wanted.
    """
    shown, numbers = shown_path(path), num_samples * (network.input_dim + network.output_dim)
    read = _reader(path)
    if numbers > MAX_NUMBERS:
        raise TooLarge(
            f"{num_samples:,} samples of {shown} are {numbers:,} numbers (limit {MAX_NUMBERS:,})",
            hint="pass fewer --samples",
            kind="too_much_data",
        )
    inputs, targets, found = read(path, network, num_samples)
    if found < num_samples:
        raise WrongInput(
            f"{shown} has {found} samples, and {num_samples} are wanted",
            hint=f"pass --samples {found}",
            kind="too_few_samples",
        )
    which = f"the first {num_samples:,} of {found:,} samples" if num_samples < found else f"all {found:,} samples"
    return check_data(inputs, targets, network, f"{path}: {which}{why and f' ({why})'}", repeated=repeated)


def samples_in(path: Path, network: Network) -> int:
    """How many samples a file has.

    Raises:
        Missing, WrongInput: as :func:`file_data`, as far as it is seen without reading every number.
    """
    if _reader(path) is not _read_csv:
        return _reader(path)(path, network, 0)[2]
    return sum(1 for _ in _samples(path, network))


Read = tuple[list[Any], list[Any], int]  # inputs and targets of the samples that are wanted, and how many there are


def _reader(path: Path) -> Callable[[Path, Network, int], Read]:
    readers = {".csv": _read_csv, ".npy": _read_npy, ".npz": _read_npz}
    if path.suffix.lower() in readers:
        return readers[path.suffix.lower()]
    if not _is_there(path):
        raise Missing(
            f"there is no file {shown_path(path)}",
            hint="give digits, random, or the path of a .csv, .npy or .npz file",
            kind="data_missing",
        )
    ending = path.suffix or "nothing"
    raise WrongInput(f"{shown_path(path)} ends in {ending}", hint="give a .csv, .npy or .npz file", kind="bad_data")


def _is_there(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):
        return False


def _read_csv(path: Path, network: Network, num_samples: int) -> Read:
    rows, found, shown = [], 0, shown_path(path)
    for number, line in _samples(path, network):
        found += 1
        if found > num_samples and _is_plain(line, network):
            continue
        cells = [cell.strip() for cell in _cells(number, line, shown)]
        _check_width(found - 1, len(cells), network, shown)
        if found <= num_samples:
            rows.append(cells)
        else:
            _check_numbers(found - 1, cells, shown)
    if not found:
        raise _no_samples(path)
    return [row[: network.input_dim] for row in rows], [row[network.input_dim :] for row in rows], found


def _samples(path: Path, network: Network) -> Iterator[tuple[int, bytes]]:
    """The lines with a sample, and their numbers."""
    wanted, shown = network.input_dim + network.output_dim, shown_path(path)
    for place, (number, line) in enumerate(_lines(path)):
        if place == 0:
            cells = _cells(number, line, shown)
            if len(cells) <= wanted + MAX_HEADER and _is_header([cell.strip() for cell in cells], path):
                continue
        yield number, line


def _lines(path: Path) -> Iterator[tuple[int, bytes]]:
    """The lines with something in them: a number has no line break in it, whatever quotes say."""
    shown = shown_path(path)
    content = read_file(path, MAX_BYTES, kind="bad_data")
    if content.count(b"\n") + content.count(b"\r") > 2 * MAX_LINES:
        raise WrongInput(f"{shown} has more than {MAX_LINES:,} lines", hint="give a smaller file", kind="bad_data")
    for number, line in enumerate(content.removeprefix(b"\xef\xbb\xbf").splitlines(), 1):
        if not line.strip():
            continue
        if len(line) > MAX_LINE:
            raise WrongInput(f"line {number} of {shown} has {len(line):,} bytes", hint=_ROWS, kind="bad_data")
        yield number, line


def _cells(number: int, line: bytes, shown: str) -> list[str]:
    try:
        text = line.decode("utf-8")
        return next(csv.reader([text], strict=True)) if '"' in text else text.split(",")
    except (UnicodeDecodeError, csv.Error) as problem:
        raise WrongInput(
            f"{shown} is not a CSV file in UTF-8: line {number}: {problem}", hint=_ROWS, kind="bad_data"
        ) from None


def _is_plain(line: bytes, network: Network) -> bool:
    """Whether a line is one of short decimals, as many as are wanted: most are, and need no closer look."""
    wanted = network.input_dim + network.output_dim
    return line.count(b",") == wanted - 1 and bool(_PLAIN.fullmatch(line))


def _check_numbers(place: int, cells: list[str], shown: str) -> None:
    """Refuse a sample that nothing is taken from for what is no number in it."""
    for cell in cells:
        why = _why_no_number(cell)
        if why:
            raise WrongInput(
                f"sample {place + 1} of {shown} has {shown_cell(cell)}, which is not a finite number; it is not used, "
                "but shows that the file is not what it seems",
                hint=f"{why}, or remove the sample",
                kind="bad_value",
            )


_ROWS = "write one sample a row, its numbers with commas between them"


def _is_header(row: list[str], path: Path) -> bool:
    """Whether a first row holds names only.

    Raises:
        WrongInput: it holds something that is neither a name nor a number.
    """
    names = [is_name(cell) for cell in row]
    if all(names):
        column = not_counting(row)
    else:
        column = next((k for k, cell in enumerate(row) if not names[k] and _why_no_number(cell)), None)
    if column is not None:
        cell = row[column]
        raise WrongInput(
            f"row 1 of {shown_path(path)} has {shown_cell(cell)} in column {column + 1}, which is neither a number "
            "nor a name",
            hint=f"{_why_no_number(cell)}; {WHAT_A_HEADER_IS}",
            kind="bad_value",
        )
    return all(names)


def _why_no_number(cell: str) -> str:
    """What is wrong with a number; empty where it is one."""
    if not cell:
        return "fill the empty cell"
    if any(dash in cell for dash in "−–—‐‑‒﹣－"):
        return "write the minus sign as the hyphen -"
    try:
        exact_number(cell)
    except ZeroDivisionError:
        return "a denominator is 0"
    except ValueError as problem:
        return f"write a number such as -1.5, 2e3 or 1/3 ({problem})"
    return ""


def shown_cell(cell: str) -> str:
    """A cell between quotes, a long one shortened."""
    return repr(cell if len(cell) <= 60 else cell[:60] + "…")


def _no_samples(path: Path) -> WrongInput:
    return WrongInput(f"{shown_path(path)} has no samples", hint="one sample a row", kind="bad_data")


def _check_width(place: int, columns: int, network: Network, shown: str) -> None:
    wanted = network.input_dim + network.output_dim
    if columns != wanted:
        raise WrongInput(
            f"sample {place + 1} of {shown} has {columns} columns, and the network needs {wanted}: "
            f"{network.input_dim} inputs and {network.output_dim} targets",
            hint="check --widths and the file",
            kind="bad_shape",
        )


def _read_npy(path: Path, network: Network, num_samples: int) -> Read:
    table = read_npy(path)
    if table.ndim != 2:
        raise WrongInput(
            f"{shown_path(path)} holds an array of shape {table.shape}",
            hint="a .npy file holds one table, a sample a row",
            kind="bad_shape",
        )
    if not len(table):
        raise _no_samples(path)
    _check_width(0, table.shape[1], network, shown_path(path))
    _check_finite(table, num_samples, path)
    rows = _plain_numbers(table[:num_samples])
    return [row[: network.input_dim] for row in rows], [row[network.input_dim :] for row in rows], len(table)


def _read_npz(path: Path, network: Network, num_samples: int) -> Read:
    inputs, targets = read_npz(path, ("inputs", "targets"))
    if targets.ndim == 1:
        targets = targets[:, None]
    if inputs.ndim != 2 or targets.ndim != 2:
        raise WrongInput(
            f"inputs of shape {inputs.shape} and targets of shape {targets.shape} in {shown_path(path)}",
            hint="both are tables, a sample a row",
            kind="bad_shape",
        )
    if len(inputs) != len(targets):
        raise WrongInput(
            f"{shown_path(path)} has {len(inputs)} inputs and {len(targets)} targets",
            hint="give one target each",
            kind="bad_shape",
        )
    _check_finite(inputs, num_samples, path)
    _check_finite(targets, num_samples, path)
    return _plain_numbers(inputs[:num_samples]), _plain_numbers(targets[:num_samples]), len(inputs)


def _check_finite(table: np.ndarray, num_samples: int, path: Path) -> None:
    """Refuse samples that nothing is taken from for what is no number in them."""
    wrong = np.argwhere(~np.isfinite(table[num_samples:]))
    if len(wrong):
        row, column = (int(k) for k in wrong[0])
        _check_numbers(num_samples + row, [repr(float(table[num_samples + row, column]))], shown_path(path))


def _plain_numbers(table: np.ndarray) -> list[Any]:
    numbers: list[Any] = table.astype(np.int64 if table.dtype.kind == "b" else table.dtype).tolist()
    return numbers
