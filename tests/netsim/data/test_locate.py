"""Where data files are looked for, and in what order; what is said when they are not there."""

import pytest
from platformdirs import user_cache_path

from netsim.data import load_dataset
from netsim.data.cifar import FILES as CIFAR_FILES, read_cifar10
from netsim.data.locate import data_folders, read_bytes
from netsim.data.mnist import FILES as MNIST_FILES
from netsim.shell import Missing, WrongInput

from .files import write_at, write_cifar

pytestmark = pytest.mark.usefixtures("nowhere_else")


@pytest.mark.slow
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


def test_an_archive_that_is_not_unpacked(tmp_path):
    (tmp_path / "cifar-10-binary.tar.gz").write_bytes(b"")
    with pytest.raises(Missing, match="is not unpacked yet"):
        read_cifar10(tmp_path)


def test_an_archive_that_is_too_large_is_not_read(tmp_path):
    with open(tmp_path / "a.gz", "wb") as file:
        file.truncate(10**12)  # no block of it is on the disk
    with pytest.raises(WrongInput, match="1,000,000,000,000 bytes, and 100 are expected"):
        read_bytes(tmp_path / "a.gz", 100)
