"""Samples from a file: a table as text or in numpy's formats, exactly as it stands there."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import numpy as np

from ..networks import Network
from ..shell import Missing, WrongInput, exact_number
from .exact_data import DataSet, check_data


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
