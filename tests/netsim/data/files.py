"""CIFAR-10 and MNIST files of the right format, almost all of them zeros."""

import gzip

import numpy as np

from netsim.data.cifar import FILES as CIFAR_FILES
from netsim.data.mnist import FILES as MNIST_FILES

CIFAR_BYTES = 30_730_000


def write_at(path, offset, content):
    with path.open("r+b") as handle:
        handle.seek(offset)
        handle.write(bytes(content))


def write_cifar(folder):
    """Six files of the right size; zeros take no room on the disk."""
    folder.mkdir(parents=True)
    for name in CIFAR_FILES:
        with (folder / name).open("wb") as handle:
            handle.truncate(CIFAR_BYTES)
    return folder


def idx(magic, *dimensions):
    return b"".join(number.to_bytes(4, "big") for number in (magic, *dimensions))


def write_mnist(folder, packed=()):
    folder.mkdir(parents=True)
    for name, magic, shape in zip(
        MNIST_FILES,
        (2051, 2049, 2051, 2049),
        ((60_000, 28, 28), (60_000,), (10_000, 28, 28), (10_000,)),
        strict=True,
    ):
        content = bytearray(idx(magic, *shape) + bytes(int(np.prod(shape))))
        if len(shape) == 1:
            content[8 + 7] = 9  # the eighth label
        else:
            content[16 + 7 * 784 + 3 * 28 + 5] = 200  # the eighth image, row 3, column 5
            content[16] = 11
        if name in packed:
            (folder / (name + ".gz")).write_bytes(gzip.compress(bytes(content), compresslevel=1))
        else:
            (folder / name).write_bytes(content)
    return folder
