"""CIFAR-10 in its binary version: six files of 10,000 records, each a label and 3 × 32 × 32 pixels."""

from __future__ import annotations

import os

import numpy as np

from .images import Images
from .locate import check_labels, find_files, read_bytes

IMAGES_PER_FILE = 10_000
SHAPE = (3, 32, 32)  # red, green, blue; row by row
RECORD = 1 + 3 * 32 * 32
NUM_CLASSES = 10
FOLDER = "cifar-10-batches-bin"
FILES = (*(f"data_batch_{i}.bin" for i in range(1, 6)), "test_batch.bin")
PICKLED = "is the Python version, a pickle, which is never opened: the binary version is needed"
UNPACKED = "is not unpacked yet"
REMARKS = {
    "cifar-10-batches-py": PICKLED,
    "cifar-10-python.tar.gz": PICKLED,
    "data_batch_1": PICKLED,
    "cifar-10-binary.tar.gz": UNPACKED,
}
ATTRIBUTION = "CIFAR-10, A. Krizhevsky, Learning Multiple Layers of Features from Tiny Images, 2009"


def read_cifar10(data_dir: str | os.PathLike[str] | None = None) -> Images:
    """50,000 training and 10,000 test images, shape (·, 3, 32, 32).

    Raises:
        Missing: the files are not in any of the folders.
        WrongInput: a file has another size, or a label above 9.
    """
    paths = find_files("CIFAR-10", FILES, subfolders=(FOLDER, "."), remarks=REMARKS, data_dir=data_dir)
    inputs, labels, files = [], [], []
    for path in paths:
        content, record = read_bytes(path, IMAGES_PER_FILE * RECORD)
        rows = content.reshape(IMAGES_PER_FILE, RECORD)
        labels.append(check_labels(path, rows[:, 0], NUM_CLASSES))
        inputs.append(rows[:, 1:].reshape(IMAGES_PER_FILE, *SHAPE))
        files.append(record)
    return Images(
        train_inputs=np.concatenate(inputs[:-1]),
        train_labels=np.concatenate(labels[:-1]),
        test_inputs=inputs[-1],
        test_labels=labels[-1],
        num_classes=NUM_CLASSES,
        white=255,
        origin={"attribution": ATTRIBUTION, "split": "the files' own", "files": files},
    )
