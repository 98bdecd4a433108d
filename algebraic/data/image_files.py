"""Images and labels from a folder: CIFAR-10 in its binary version, or MNIST as IDX files; read with numpy, checked."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ..shell import Missing, WrongInput, read_file
from .chosen_images import TRAINING, order_of_images

NUM_CLASSES = 10
CIFAR_FILES = tuple(f"data_batch_{k}.bin" for k in range(1, 6))
CIFAR_FOLDER = "cifar-10-batches-bin"  # the archive unpacks into this folder
MAX_BYTES = 2**28  # of one file
CIFAR_SHAPE = (3, 32, 32)
MNIST_FOLDERS = ("MNIST/raw", "mnist")  # the first is torchvision's
IDX_IMAGES, IDX_LABELS = "train-images-idx3-ubyte", "train-labels-idx1-ubyte"
IDX_IMAGE_NUMBER, IDX_LABEL_NUMBER = 0x803, 0x801  # unsigned bytes, three axes and one


@dataclass(frozen=True, eq=False)
class Images:
    """Images as whole numbers from 0 to 255, and their classes.

    Attributes:
        pixels: uint8, shape (num_images, height · width · channels), the channels of a pixel side by side.
        labels: uint8, shape (num_images,), from 0 to 9.
        source: the files, in words.
    """

    pixels: np.ndarray
    labels: np.ndarray
    source: str


def read_image_folder(folder: Path, num_images: int, seed: int | None = 0) -> Images:
    """The first of the training images of a folder, in the order of a seed: those that ``netsim`` takes.

    Without a seed they are the first of the files, as documents mean that know of no rule.

    Raises:
        Missing: the folder holds neither the files of CIFAR-10 (binary version) nor those of MNIST (IDX).
        WrongInput: a file of another size, with another header or with a label above 9; too few images.
    """
    for place in (folder / CIFAR_FOLDER, folder):  # in the order of netsim
        if (place / CIFAR_FILES[0]).is_file():
            return _read_cifar(place, num_images, seed)
    for place in (*(folder / name for name in MNIST_FOLDERS), folder):
        if (place / IDX_IMAGES).is_file():
            return _read_idx(place, num_images, seed)
    raise Missing(
        f"{str(folder)!r} holds no {CIFAR_FILES[0]} (CIFAR-10, binary version; also looked for in {CIFAR_FOLDER}) "
        f"and no {IDX_IMAGES} (MNIST, unpacked)",
        hint="give the folder of one of them, or --data patches, which needs no download",
        kind="data_missing",
    )


def _read_cifar(folder: Path, num_images: int, seed: int | None) -> Images:
    """Records of one label and 32 × 32 bytes for red, green and blue, one after the other; of all the files."""
    size = 1 + int(np.prod(CIFAR_SHAPE))
    read = []
    for name in CIFAR_FILES:
        raw = _bytes(folder / name)
        if not len(raw) or len(raw) % size:
            raise _wrong(folder / name, f"has {len(raw):,} bytes, which is no multiple of {size:,}")
        read.append(raw.reshape(-1, size))
        _checked_labels(read[-1][:, 0], folder / name)
    records = np.concatenate(read)
    chosen = records[_chosen(len(records), num_images, seed, folder)]
    pixels = np.ascontiguousarray(chosen[:, 1:].reshape(-1, *CIFAR_SHAPE).transpose(0, 2, 3, 1)).reshape(num_images, -1)
    return Images(
        pixels, chosen[:, 0], f"CIFAR-10: {num_images} of the {len(records):,} training images, {_order(seed)}"
    )


def _read_idx(folder: Path, num_images: int, seed: int | None) -> Images:
    """A header of big-endian 32-bit numbers (kind, lengths of the axes), then bytes."""
    raw, labels = _bytes(folder / IDX_IMAGES), _bytes(folder / IDX_LABELS)
    shape = _idx_shape(raw, IDX_IMAGE_NUMBER, 3, folder / IDX_IMAGES)
    [count] = _idx_shape(labels, IDX_LABEL_NUMBER, 1, folder / IDX_LABELS)
    if count != shape[0]:
        raise _wrong(folder / IDX_LABELS, f"has {count} labels for {shape[0]} images")
    chosen = _chosen(count, num_images, seed, folder)
    pixels = raw[16:].reshape(count, -1)[chosen]
    source = f"MNIST: {num_images} of the {count:,} images of {IDX_IMAGES}, {shape[1]}×{shape[2]}, {_order(seed)}"
    return Images(pixels, _checked_labels(labels[8:], folder / IDX_LABELS)[chosen], source)


def _idx_shape(raw: np.ndarray, number: int, num_axes: int, path: Path) -> list[int]:
    header = raw[: 4 + 4 * num_axes]
    found = header.view(">u4").tolist() if len(header) == 4 + 4 * num_axes else [0]
    if found[0] != number:
        raise _wrong(path, f"does not begin with the number {number} of such a file")
    size = len(header) + math.prod(found[1:])
    if len(raw) != size or 0 in found[1:]:
        raise _wrong(path, f"has {len(raw):,} bytes, and its header says {size:,}")
    return found[1:]


def _bytes(path: Path) -> np.ndarray:
    return np.frombuffer(read_file(path, MAX_BYTES, kind="bad_data"), dtype=np.uint8)


def _chosen(available: int, num_images: int, seed: int | None, folder: Path) -> np.ndarray:
    if available < num_images:
        raise WrongInput(
            f"{str(folder)!r} has {available:,} training images, and {num_images:,} are wanted",
            hint=f"pass --samples {available}",
            kind="too_few_samples",
        )
    return np.arange(num_images) if seed is None else order_of_images(available, seed, TRAINING)[:num_images]


def _order(seed: int | None) -> str:
    return "the first" if seed is None else f"seed {seed}"


def _checked_labels(labels: np.ndarray, path: Path) -> np.ndarray:
    if len(labels) and labels.max() >= NUM_CLASSES:
        raise _wrong(path, f"has the label {labels.max()}, and there are {NUM_CLASSES} classes")
    return labels


def _wrong(path: Path, what: str) -> WrongInput:
    return WrongInput(f"{str(path)!r} {what}", hint="get the file again", kind="bad_data")
