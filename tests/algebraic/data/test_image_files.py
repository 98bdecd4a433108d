"""Folders in the formats of CIFAR-10 and MNIST, written here byte by byte, and damaged ones."""

import numpy as np
import pytest

from algebraic.data.chosen_images import order_of_images
from algebraic.data.image_files import CIFAR_FOLDER, IDX_IMAGES, IDX_LABELS, read_image_folder
from algebraic.shell.errors import Missing, WrongInput


def write_cifar(folder, counts, *, label=None):
    """Files of random records; returns images with the colours of a pixel side by side, and labels."""
    stream = np.random.default_rng(0)
    images, labels = [], []
    folder.mkdir(exist_ok=True)
    for k, count in enumerate(counts):
        planes = stream.integers(0, 256, (count, 3, 32, 32), dtype=np.uint8)
        classes = stream.integers(0, 10, count, dtype=np.uint8) if label is None else np.full(count, label, np.uint8)
        with open(folder / f"data_batch_{k + 1}.bin", "wb") as stream_out:
            for image, cls in zip(planes, classes, strict=True):
                stream_out.write(bytes([cls]) + image.tobytes())
        images += [[[plane[r][c] for plane in image] for r in range(32) for c in range(32)] for image in planes]
        labels += classes.tolist()
    return np.array(images).reshape(len(labels), -1), labels


def write_idx(folder, images, labels, *, kind=0x803):
    header = np.array([kind, *images.shape], dtype=">u4").tobytes()
    (folder / IDX_IMAGES).write_bytes(header + images.tobytes())
    (folder / IDX_LABELS).write_bytes(np.array([0x801, len(labels)], dtype=">u4").tobytes() + bytes(labels))


def test_cifar(tmp_path):
    images, labels = write_cifar(tmp_path / CIFAR_FOLDER, [3, 2, 2, 1, 1])
    for folder in (tmp_path, tmp_path / CIFAR_FOLDER):
        for seed in (None, 0, 1):
            order = np.arange(9) if seed is None else order_of_images(9, seed, "training")
            found = read_image_folder(folder, 4, seed)
            assert (found.pixels == images[order[:4]]).all()
            assert found.labels.tolist() == [labels[k] for k in order[:4]]
            assert "4 of the 9 training images" in found.source


def test_mnist(tmp_path):
    images = np.random.default_rng(0).integers(0, 256, (5, 4, 3), dtype=np.uint8)
    labels = [0, 9, 3, 2, 1]
    (tmp_path / "MNIST" / "raw").mkdir(parents=True)
    write_idx(tmp_path / "MNIST" / "raw", images, labels)
    for folder in (tmp_path, tmp_path / "MNIST" / "raw"):
        order = order_of_images(5, 7, "training")[:3]
        found = read_image_folder(folder, 3, 7)
        assert (found.pixels == images[order].reshape(3, 12)).all()
        assert found.labels.tolist() == [labels[k] for k in order]
        assert "4×3" in found.source


def test_folders_that_cannot_be_used(tmp_path):
    def refused(error, *words, num_images=2):
        with pytest.raises(error) as caught:
            read_image_folder(tmp_path, num_images)
        assert all(word in str(caught.value) for word in words), caught.value

    refused(Missing, "data_batch_1.bin", IDX_IMAGES, "--data patches")
    images = np.zeros((3, 4, 4), dtype=np.uint8)
    write_idx(tmp_path, images, [1, 2, 10])
    refused(WrongInput, "label 10", num_images=3)
    write_idx(tmp_path, images, [1, 2])
    refused(WrongInput, "2 labels for 3 images")
    write_idx(tmp_path, images, [1, 2, 3], kind=0x802)
    refused(WrongInput, "does not begin")
    write_idx(tmp_path, images, [1, 2, 3])
    refused(WrongInput, "3 training images", "--samples 3", num_images=4)
    (tmp_path / IDX_IMAGES).write_bytes((tmp_path / IDX_IMAGES).read_bytes()[:-1])
    refused(WrongInput, "63 bytes", "64")
    (tmp_path / IDX_LABELS).unlink()
    refused(Missing, IDX_LABELS)
    write_cifar(tmp_path, [2], label=10)
    refused(WrongInput, "label 10")
    write_cifar(tmp_path, [2])
    refused(Missing, "data_batch_2.bin", num_images=1)  # which images come first depends on all of them
    write_cifar(tmp_path, [2] * 5)
    refused(WrongInput, "10 training images", "--samples 10", num_images=11)
    (tmp_path / "data_batch_1.bin").write_bytes(b"123")
    refused(WrongInput, "3 bytes", "3,073")
