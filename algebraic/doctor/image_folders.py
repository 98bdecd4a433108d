"""Where image files are looked for by name, as ``netsim.data`` does, which this package must not import.

``tests/test_twins.py`` holds the two together.
"""

from __future__ import annotations

import os

DATA_VARIABLE = "ZEROLOCUS_DATA"

# By name of the data: the places inside a folder, the files that must all be there, and how each may end.
IMAGE_FILES = {
    "cifar10": (
        ("cifar-10-batches-bin", "."),
        (*(f"data_batch_{k}.bin" for k in range(1, 6)), "test_batch.bin"),
        ("",),
    ),
    "mnist": (
        ("MNIST/raw", "mnist", "."),
        tuple(f"{part}-{what}-ubyte" for part in ("train", "t10k") for what in ("images-idx3", "labels-idx1")),
        ("", ".gz"),
    ),
}


def image_folders() -> list[str]:
    """The folders that are looked through, in this order: that of the variable, ./data, the user's cache."""
    folders = [os.environ.get(DATA_VARIABLE, ""), "data"]
    try:
        from platformdirs import user_cache_path

        folders.append(str(user_cache_path("zerolocus")))
    except (ImportError, OSError, RuntimeError):  # no such package, or no home
        pass
    return [_absolute(folder) for folder in folders if folder]


def find_images(name: str) -> str | None:
    """The folder with all files of a data set, or ``None``."""
    places, files, endings = IMAGE_FILES[name]
    for folder in (os.path.join(base, place) for base in image_folders() for place in places):
        if all(any(os.path.isfile(os.path.join(folder, file + end)) for end in endings) for file in files):
            return os.path.normpath(folder)
    return None


def _absolute(folder: str) -> str:
    try:
        return os.path.abspath(folder)
    except OSError:  # the current folder is gone
        return folder
