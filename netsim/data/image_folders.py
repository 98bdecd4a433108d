"""Images by class in folders, read with Pillow: one folder for each class, perhaps apart for training and testing."""

from __future__ import annotations

import warnings
from pathlib import Path

import numpy as np

from ..shell import Missing, shown_path
from .own_arrays import MOST_BYTES, Arrays, bad_data

ENDINGS = (".png", ".jpg", ".jpeg", ".bmp", ".gif", ".ppm", ".pgm", ".tif", ".tiff", ".webp")
PARTS = {"train", "test"}


def read_folder(path: Path) -> Arrays:
    """The images of a folder, in the order of their names; classes are numbered in the order of theirs.

    Raises:
        Missing: Pillow is not there, or a file cannot be read.
        WrongInput: a file that is no image, images of several sizes, fewer than two classes, a class without images.
    """
    folders = _folders(path)
    if {folder.name for folder in folders} == PARTS:
        train, test = (_classes(path / part) for part in ("train", "test"))
        if list(train) != list(test):
            raise bad_data(
                f"{shown_path(path)}: train has the classes {', '.join(train)}, test {', '.join(test)}",
                "give both the same classes",
            )
        files = [file for part in (train, test) for images in part.values() for file in images]
        inputs, labels = _images(files), [_labels(part) for part in (train, test)]
        count = len(labels[0])
        return Arrays(inputs[:count], labels[0], inputs[count:], labels[1], tuple(train), "as the folders say")
    classes = _classes(path)
    inputs = _images([file for images in classes.values() for file in images])
    return Arrays(inputs, _labels(classes), inputs[:0], np.zeros(0, np.int64), tuple(classes))


def _folders(path: Path) -> list[Path]:
    """Folders in a folder that holds nothing else, but for what is hidden."""
    found = sorted(each for each in path.iterdir() if not each.name.startswith("."))
    others = [each.name for each in found if not each.is_dir()]
    if others:
        raise bad_data(f"{shown_path(path)} holds the file {others[0]!r}", "give a folder of images for each class")
    return found


def _classes(path: Path) -> dict[str, list[Path]]:
    """By class its files."""
    classes: dict[str, list[Path]] = {}
    for folder in _folders(path):
        files = sorted(each for each in folder.iterdir() if not each.name.startswith("."))
        wrong = [each for each in files if each.suffix.lower() not in ENDINGS or not each.is_file()]
        if wrong:
            raise bad_data(f"{shown_path(wrong[0])} is no image file", f"images end in {', '.join(ENDINGS)}")
        if not files:
            raise bad_data(f"the class {folder.name!r} has 0 images", "give at least one, or remove its folder")
        classes[folder.name] = files
    if len(classes) < 2:
        raise bad_data(
            f"{shown_path(path)} has {len(classes)} classes", "give a folder of images for each of two or more"
        )
    return classes


def _labels(classes: dict[str, list[Path]]) -> np.ndarray:
    return np.repeat(np.arange(len(classes)), [len(files) for files in classes.values()]).astype(np.int64)


def _images(files: list[Path]) -> np.ndarray:
    """(num, channels, height, width), uint8: one channel where all are grey, three else."""
    try:
        from PIL import Image, UnidentifiedImageError
    except ImportError as problem:
        raise Missing(f"images cannot be read: {problem}", hint="pip install pillow", kind="package_missing") from None
    found: list[np.ndarray] = []
    size, read = None, 0
    for file in files:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("error", Image.DecompressionBombWarning)
                with Image.open(file) as image:
                    size = size or image.size
                    if image.size != size:
                        raise bad_data(
                            f"{shown_path(file)} has {image.size[0]}×{image.size[1]} pixels, and "
                            f"{shown_path(files[0])} has {size[0]}×{size[1]}",
                            "scale all images to one size",
                        )
                    pixels = np.asarray(image.convert("L" if image.mode in ("1", "L") else "RGB"))
        except (
            UnidentifiedImageError,
            OSError,
            ValueError,
            SyntaxError,
            Warning,
            Image.DecompressionBombError,
        ) as problem:
            raise bad_data(
                f"{shown_path(file)} cannot be read as an image: {problem}", "replace it, or leave it out"
            ) from None
        read += pixels.nbytes
        if read > MOST_BYTES:
            raise bad_data(
                f"the images of {shown_path(file.parent.parent)} are too large", "give fewer, or smaller ones"
            )
        found.append(pixels)
    grey = all(pixels.ndim == 2 for pixels in found)
    whole = np.stack([p[..., None] if grey else p if p.ndim == 3 else np.stack([p] * 3, axis=2) for p in found])
    return np.ascontiguousarray(np.moveaxis(whole, 3, 1))
