"""Images of one's own: an npz file of arrays, or a folder with a folder of images for each class.

They are known by the SHA-256 of what they hold, so that a run on them has an identity wherever the file is. The name
``own:…`` stands for it in options and records; the images are there only where somebody has given the file, on a
command line or to :func:`own_images`: a name opens nothing.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

import numpy as np

from ..shell import Missing, WrongInput, random_stream, shown_path, shown_value
from .image_folders import read_folder
from .images import Images
from .own_arrays import Arrays, read_npz

PREFIX = "own:"
DIGITS = 16  # of the hash, in a name
TEST_SHARE = 5  # one image in five is for testing, where nothing says which


@dataclass(frozen=True)
class OwnImages:
    """Where they are, what they hold, and their sizes.

    Attributes:
        path: of the file or folder.
        sha256: of all arrays.
        shape: (channels, height, width) of an image.
        num_classes: labels are from 0 to num_classes − 1.
        num_train, num_test: how many there are.
        classes: names of the classes, where there are any.
    """

    path: str
    sha256: str
    shape: tuple[int, int, int]
    num_classes: int
    num_train: int
    num_test: int
    classes: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """What stands for them in options: ``own:`` and the beginning of the hash."""
        return PREFIX + self.sha256[:DIGITS]


_known: dict[str, OwnImages] = {}


def own_images(path: str | os.PathLike[str]) -> OwnImages:
    """Read images of one's own, and know them by name from here on, in this process.

    An ``.npz`` file has ``train_inputs``, ``train_labels``, ``test_inputs`` and ``test_labels``; or ``inputs`` and
    ``labels``, of which a fifth, drawn once for all, is for testing. Inputs are (num, channels, height, width),
    (num, height, width, channels) with 1, 3 or 4 channels, (num, height, width) or (num, features); whole grey levels
    from 0 to 255, or numbers. Labels are whole numbers from 0 on.
    A folder has one folder of images for each class, or ``train`` and ``test`` with these; images are of one size.

    Raises:
        Missing: there is nothing at the path, or Pillow is not there to read images with.
        WrongInput: what is there is no data set: it is said which file or array, and why.
    """
    text = os.fspath(path) if isinstance(path, str | os.PathLike) else None
    if not isinstance(text, str) or "\0" in text:
        raise WrongInput(f"the data is {shown_value(path)}", hint="give an .npz file, or a folder", kind="bad_data")
    arrays = _read(os.path.abspath(text))
    num_classes = int(max(arrays.train_labels.max(), arrays.test_labels.max())) + 1
    if num_classes < 2:
        raise WrongInput("all labels are 0", hint="give images of two classes or more", kind="bad_data")
    found = OwnImages(
        path=os.path.abspath(text),
        sha256=_digest(arrays),
        shape=_shape(arrays),
        num_classes=num_classes,
        num_train=len(arrays.train_labels),
        num_test=len(arrays.test_labels),
        classes=arrays.classes,
    )
    _known[found.name] = found
    return found


def find_own(name: str) -> OwnImages:
    """The images that a name stands for.

    Raises:
        WrongInput: nobody has given them here.
    """
    if name not in _known:
        raise WrongInput(
            f"data={name[:60]} was not given here",
            hint="give the file or folder with --data: a name opens nothing",
            kind="unknown_data",
        )
    return _known[name]


def read_own(own: OwnImages) -> Images:
    """The images, which are still those that were given.

    Raises:
        WrongInput: the file has changed.
    """
    arrays = _unchanged(own)
    is_grey = arrays.train_inputs.dtype == np.uint8
    return Images(
        train_inputs=arrays.train_inputs,
        train_labels=arrays.train_labels,
        test_inputs=arrays.test_inputs,
        test_labels=arrays.test_labels,
        num_classes=own.num_classes,
        white=255 if is_grey else 1,
        origin={
            "attribution": "the user's own images",
            "split": arrays.split,
            "files": [{"name": Path(own.path).name, "bytes": arrays.train_inputs.nbytes + arrays.test_inputs.nbytes,
                       "sha256": own.sha256}],
        },
    )  # fmt: skip


@lru_cache(maxsize=2)
def _unchanged(own: OwnImages) -> Arrays:
    """Read once in each process."""
    arrays = _read(own.path)
    if _digest(arrays) != own.sha256:
        raise WrongInput(
            f"{shown_path(own.path)} has changed since the run began", hint="start again, with --data", kind="bad_data"
        )
    return arrays


def _read(path: str) -> Arrays:
    if os.path.isdir(path):
        try:
            found = read_folder(Path(path))
        except OSError as problem:
            said = f"{shown_path(path)} cannot be read: {problem.strerror or problem}"
            raise Missing(said, hint="is it there, and yours to read?", kind="data_missing") from None
    elif os.path.exists(path):
        found = read_npz(Path(path))
    else:
        raise Missing(
            f"there is nothing at {shown_path(path)}", hint="give an .npz file, or a folder", kind="data_missing"
        )
    return found if len(found.test_labels) else _split(found)


def _split(arrays: Arrays) -> Arrays:
    """A fifth for testing, the same whatever the seed of a run is."""
    count = len(arrays.train_labels)
    if count < 2:
        raise WrongInput(f"{count} images", hint="give at least 2, so that one is for testing", kind="bad_data")
    order = random_stream(0, "own images for testing").permutation(count)
    test, train = np.sort(order[: max(1, count // TEST_SHARE)]), np.sort(order[max(1, count // TEST_SHARE) :])
    inputs, labels = arrays.train_inputs, arrays.train_labels
    said = f"{len(test)} of {count} images, drawn once for all, are for testing"
    return Arrays(inputs[train], labels[train], inputs[test], labels[test], arrays.classes, said)


def _shape(arrays: Arrays) -> tuple[int, int, int]:
    channels, height, width = arrays.train_inputs.shape[1:]
    return channels, height, width


def _digest(arrays: Arrays) -> str:
    digest = sha256()
    for array in (arrays.train_inputs, arrays.train_labels, arrays.test_inputs, arrays.test_labels):
        digest.update(f"{array.shape}{array.dtype}".encode() + np.ascontiguousarray(array).tobytes())
    return digest.hexdigest()
