"""CIFAR-10 and MNIST from files that the tests write to the format: pixels in place, every defect named."""

import gzip
import pickle

import numpy as np
import pytest
from platformdirs import user_cache_path

from netsim.data import load_dataset
from netsim.data.cifar import FILES as CIFAR_FILES, read_cifar10
from netsim.data.locate import data_folders
from netsim.data.mnist import FILES as MNIST_FILES, read_mnist
from netsim.shell.errors import Missing, WrongInput

CIFAR_BYTES = 30_730_000


@pytest.fixture(autouse=True)
def nowhere_else(tmp_path, monkeypatch):
    """No data of this machine: an empty working folder, an empty cache, no variable."""
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.delenv("ZEROLOCUS_DATA", raising=False)


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


def test_cifar_pixels_are_in_their_place(tmp_path):
    folder = write_cifar(tmp_path / "cifar-10-batches-bin")
    # Record 2 of the second file: label 7; red of the first pixel, green at row 0 column 5, blue at row 31 column 30.
    write_at(folder / "data_batch_2.bin", 2 * 3073, [7, 255])
    write_at(folder / "data_batch_2.bin", 2 * 3073 + 1 + 1024 + 5, [100])
    write_at(folder / "data_batch_2.bin", 2 * 3073 + 1 + 2048 + 31 * 32 + 30, [50])
    write_at(folder / "data_batch_5.bin", CIFAR_BYTES - 1, [3])
    write_at(folder / "test_batch.bin", 9_999 * 3073, [9, 1])
    images = read_cifar10(tmp_path)
    assert (images.train_inputs.shape, images.test_inputs.shape) == ((50_000, 3, 32, 32), (10_000, 3, 32, 32))
    assert np.argwhere(images.train_inputs).tolist() == [
        [10_002, 0, 0, 0],
        [10_002, 1, 0, 5],
        [10_002, 2, 31, 30],
        [49_999, 2, 31, 31],
    ]
    assert images.train_inputs[images.train_inputs > 0].tolist() == [255, 100, 50, 3]
    assert np.argwhere(images.train_labels).tolist() == [[10_002]]
    assert images.train_labels[10_002] == 7
    assert np.argwhere(images.test_inputs).tolist() == [[9_999, 0, 0, 0]]
    assert images.test_labels[9_999] == 9


def test_cifar_as_a_data_set(tmp_path):
    folder = write_cifar(tmp_path / "anywhere")  # the folder itself may be given
    pixels = np.random.default_rng(0).integers(1, 256, 3072).astype(np.uint8)
    write_at(folder / "test_batch.bin", 1234 * 3073, [6, *pixels])
    data = load_dataset("cifar10", num_train=1000, seed=4, preprocess="scale", data_dir=folder)
    assert data.train_inputs.shape == (1000, 3, 32, 32)
    (place,) = np.flatnonzero(data.test_labels)
    assert place != 1234  # in the order of the seed
    assert data.test_labels[place] == 6
    assert (data.test_inputs[place] == pixels.reshape(3, 32, 32).astype(np.float32) / np.float32(255)).all()
    assert np.count_nonzero(data.test_inputs) == 3072
    assert [file["name"] for file in data.source["files"]] == list(CIFAR_FILES)
    assert {file["bytes"] for file in data.source["files"]} == {CIFAR_BYTES}
    assert str(tmp_path) not in str(data.source)


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


def test_search_order(tmp_path, monkeypatch):
    given, variable = tmp_path / "given", tmp_path / "variable"
    given.mkdir()
    monkeypatch.setenv("ZEROLOCUS_DATA", str(variable))
    expected = [given, variable, tmp_path / "work" / "data", user_cache_path("zerolocus")]
    assert data_folders(given) == expected
    assert data_folders() == expected[1:]
    # From the last to the first, each label shows which folder was read.
    for label, base in reversed(list(enumerate(expected))):
        folder = write_cifar(base / "cifar-10-batches-bin")
        write_at(folder / "test_batch.bin", 0, [label])
        assert read_cifar10(given).test_labels[0] == label


def test_missing_names_every_path_the_files_and_the_default(tmp_path, monkeypatch):
    monkeypatch.setenv("ZEROLOCUS_DATA", str(tmp_path / "variable"))
    for name, files, folder in (
        ("cifar10", CIFAR_FILES, "cifar-10-batches-bin"),
        ("mnist", MNIST_FILES, "MNIST/raw"),
    ):
        with pytest.raises(Missing) as caught:
            load_dataset(name, data_dir=tmp_path)
        message = str(caught.value)
        for base in (tmp_path, tmp_path / "variable", tmp_path / "work" / "data", user_cache_path("zerolocus")):
            assert str(base / folder) in message
        assert all(file in message for file in files)
        assert "--set data=patches" in message
        assert "data=digits" in message
        assert (caught.value.exit_code, caught.value.kind) == (3, "data_missing")


def test_a_given_folder_that_is_not_there(tmp_path):
    with pytest.raises(Missing, match="there is no folder"):
        load_dataset("mnist", data_dir=tmp_path / "typo")


def test_an_incomplete_folder_is_named(tmp_path):
    folder = write_cifar(tmp_path / "cifar-10-batches-bin")
    (folder / "data_batch_4.bin").unlink()
    with pytest.raises(Missing, match=r"cifar-10-batches-bin lacks data_batch_4\.bin"):
        read_cifar10(tmp_path)


@pytest.mark.parametrize("inside", [False, True])
def test_the_pickled_version_is_never_opened(tmp_path, inside):
    class Bomb:
        def __reduce__(self):
            return (exec, ("raise SystemExit('unpickled')",))

    folder = tmp_path / "cifar-10-batches-py"
    folder.mkdir()
    (folder / "data_batch_1").write_bytes(pickle.dumps(Bomb()))
    with pytest.raises(Missing, match="the binary version is needed"):
        read_cifar10(folder if inside else tmp_path)


def test_an_archive_that_is_not_unpacked(tmp_path):
    (tmp_path / "cifar-10-binary.tar.gz").write_bytes(b"")
    with pytest.raises(Missing, match="is not unpacked yet"):
        read_cifar10(tmp_path)


@pytest.mark.parametrize("num_bytes", [0, CIFAR_BYTES - 1, CIFAR_BYTES - 3073, CIFAR_BYTES + 3073])
def test_a_cifar_file_of_another_size(tmp_path, num_bytes):
    folder = write_cifar(tmp_path / "cifar-10-batches-bin")
    with (folder / "data_batch_3.bin").open("r+b") as handle:
        handle.truncate(num_bytes)
    with pytest.raises(WrongInput, match=rf"data_batch_3\.bin has {num_bytes:,} bytes, and 30,730,000") as caught:
        read_cifar10(tmp_path)
    assert ("truncated" in caught.value.hint) == (num_bytes < CIFAR_BYTES)


def test_a_cifar_label_out_of_range(tmp_path):
    folder = write_cifar(tmp_path / "cifar-10-batches-bin")
    write_at(folder / "data_batch_1.bin", 41 * 3073, [10])
    with pytest.raises(WrongInput, match=r"image 42 of .*data_batch_1\.bin has the label 10.*from 0 to 9"):
        read_cifar10(tmp_path)


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
