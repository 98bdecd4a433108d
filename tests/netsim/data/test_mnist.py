"""MNIST from files that the tests write to the format: pixels in place, every defect named."""

import gzip

import numpy as np
import pytest

from netsim.data.mnist import FILES as MNIST_FILES, read_mnist
from netsim.shell import Missing, WrongInput

from .files import idx, write_at, write_mnist

pytestmark = pytest.mark.usefixtures("nowhere_else")


@pytest.mark.parametrize("packed", [(), MNIST_FILES, MNIST_FILES[:1]])
def test_mnist_pixels_are_in_their_place(tmp_path, packed):
    write_mnist(tmp_path / "MNIST" / "raw", packed)
    images = read_mnist(tmp_path)
    for inputs, labels, num in (
        (images.train_inputs, images.train_labels, 60_000),
        (images.test_inputs, images.test_labels, 10_000),
    ):
        assert inputs.shape == (num, 1, 28, 28)
        assert np.argwhere(inputs).tolist() == [[0, 0, 0, 0], [7, 0, 3, 5]]
        assert inputs[0, 0, 0, 0] == 11
        assert inputs[7, 0, 3, 5] == 200
        assert np.argwhere(labels).tolist() == [[7]]
        assert labels[7] == 9
    endings = [file["name"].endswith(".gz") for file in images.origin["files"]]
    assert endings == [name in packed for name in MNIST_FILES]


@pytest.mark.parametrize(
    ("file", "offset", "content", "message"),
    [
        (0, 0, idx(2049), r"train-images-idx3-ubyte begins with 0x00000801, and 0x00000803"),
        (1, 0, b"\x1f\x8b\x08\x00", r"train-labels-idx1-ubyte begins with 0x1f8b0800"),
        (0, 4, idx(59_999), r"59999 × 28 × 28 bytes, and 60000 × 28 × 28"),
        (2, 8, idx(14, 56), r"10000 × 14 × 56"),
        (3, 8, [11], r"image 1 of .*t10k-labels-idx1-ubyte has the label 11"),
    ],
)
def test_damaged_mnist(tmp_path, file, offset, content, message):
    folder = write_mnist(tmp_path / "mnist")
    write_at(folder / MNIST_FILES[file], offset, content)
    with pytest.raises(WrongInput, match=message):
        read_mnist(tmp_path)


@pytest.mark.parametrize("defect", ["cut", "not an archive", "too long", "bad block", "truncated before"])
def test_damaged_archives(tmp_path, defect):
    folder = write_mnist(tmp_path / "mnist", MNIST_FILES[1:2])
    path = folder / (MNIST_FILES[1] + ".gz")
    stored = path.read_bytes()
    content = gzip.decompress(stored)
    damaged, message = {
        "cut": (stored[: len(stored) // 2], "damaged or truncated"),
        "not an archive": (b"nothing like it", "damaged or truncated"),
        "too long": (gzip.compress(content + b"x"), "more than 60,008 bytes unpacked"),
        "bad block": (stored[:12] + bytes(20) + stored[32:], "damaged or truncated"),
        "truncated before": (gzip.compress(content[:100]), "100 bytes unpacked"),
    }[defect]
    path.write_bytes(damaged)
    with pytest.raises(WrongInput, match=message):
        read_mnist(tmp_path)


def test_a_folder_in_place_of_a_file_is_missing(tmp_path):
    folder = write_mnist(tmp_path / "mnist")
    (folder / MNIST_FILES[0]).unlink()
    (folder / MNIST_FILES[0]).mkdir()
    with pytest.raises(Missing, match="lacks train-images"):
        read_mnist(tmp_path)
