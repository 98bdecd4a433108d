"""MNIST in its IDX files, plain or compressed: a big-endian header, then one byte for each label or pixel."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np

from ..shell import WrongInput
from .images import Images
from .locate import FileRecord, check_labels, find_files, read_bytes

NUM_TRAIN, NUM_TEST = 60_000, 10_000
SIDE = 28
NUM_CLASSES = 10
SUBFOLDERS = ("MNIST/raw", "mnist", ".")  # the first is torchvision's
FILES = (
    "train-images-idx3-ubyte",
    "train-labels-idx1-ubyte",
    "t10k-images-idx3-ubyte",
    "t10k-labels-idx1-ubyte",
)
UNSIGNED_BYTE = 0x0800  # plus the number of dimensions: the magic number of the file
ATTRIBUTION = "MNIST, Y. LeCun, C. Cortes and C. J. C. Burges"


def read_mnist(data_dir: str | os.PathLike[str] | None = None) -> Images:
    """60,000 training and 10,000 test images, shape (·, 1, 28, 28).

    NMH §4 trains on 55,000 of them: ``num_train=55_000``.

    Raises:
        Missing: the files are not in any of the folders.
        WrongInput: a file has another magic number, other dimensions or another size, or a label above 9.
    """
    paths = find_files("MNIST", FILES, subfolders=SUBFOLDERS, endings=("", ".gz"), remarks={}, data_dir=data_dir)
    shapes = [(NUM_TRAIN, SIDE, SIDE), (NUM_TRAIN,), (NUM_TEST, SIDE, SIDE), (NUM_TEST,)]
    read = [read_idx(path, shape) for path, shape in zip(paths, shapes, strict=True)]
    (train_inputs, _), (train_labels, _), (test_inputs, _), (test_labels, _) = read
    return Images(
        train_inputs=train_inputs[:, None],
        train_labels=check_labels(paths[1], train_labels, NUM_CLASSES),
        test_inputs=test_inputs[:, None],
        test_labels=check_labels(paths[3], test_labels, NUM_CLASSES),
        num_classes=NUM_CLASSES,
        white=255,
        origin={"attribution": ATTRIBUTION, "split": "the files' own", "files": [record for _, record in read]},
    )


def read_idx(path: Path, shape: tuple[int, ...]) -> tuple[np.ndarray, FileRecord]:
    """An IDX file of unsigned bytes with exactly these dimensions, and what goes into the record.

    Raises:
        WrongInput: the size, the magic number or the dimensions differ.
    """
    num_header = 4 * (1 + len(shape))
    content, record = read_bytes(path, num_header + int(np.prod(shape)))
    magic, *dimensions = content[:num_header].view(">u4").tolist()
    if magic != UNSIGNED_BYTE + len(shape):
        raise WrongInput(
            f"{path} begins with {magic:#010x}, and {UNSIGNED_BYTE + len(shape):#010x} is expected",
            hint="it is not an IDX file of unsigned bytes with so many dimensions; download it again",
            kind="bad_data",
        )
    if tuple(dimensions) != shape:
        found, expected = (" × ".join(map(str, numbers)) for numbers in (dimensions, shape))
        raise WrongInput(
            f"{path} says that it holds {found} bytes, and {expected} are expected",
            hint="it is damaged or another file; download it again",
            kind="bad_data",
        )
    return content[num_header:].reshape(shape), record
