"""Downloads, only when asked for: a file gets its name after its size and its SHA-256 have been verified."""

from __future__ import annotations

import os
import tarfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from http.client import HTTPException
from pathlib import Path
from typing import IO
from urllib.error import HTTPError
from urllib.request import urlopen

from ..shell import Missing, WrongInput, write_whole
from . import cifar
from .checks import check_choice

TIMEOUT = 60.0  # seconds without a byte
PIECE = 1 << 20
MNIST_HOST = "https://storage.googleapis.com/cvdf-datasets/mnist/"


@dataclass(frozen=True)
class RemoteFile:
    """A file to download: where it is, how many bytes it has, their SHA-256, and where it goes in the folder.

    ``members`` are the files of an archive that are unpacked there, the archive itself is not kept; without members
    the file is kept as it is.
    """

    url: str
    num_bytes: int
    sha256: str
    folder: str
    members: tuple[str, ...] = ()


# Sizes and digests as TensorFlow Datasets publishes them (url_checksums/cifar10.txt and mnist.txt).
SOURCES: dict[str, tuple[RemoteFile, ...]] = {
    "cifar10": (
        RemoteFile(
            "https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz",
            170_052_171,
            "c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd",
            cifar.FOLDER,
            cifar.FILES,
        ),
    ),
    "mnist": (
        RemoteFile(
            MNIST_HOST + "train-images-idx3-ubyte.gz",
            9_912_422,
            "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609",
            "MNIST/raw",
        ),
        RemoteFile(
            MNIST_HOST + "train-labels-idx1-ubyte.gz",
            28_881,
            "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c",
            "MNIST/raw",
        ),
        RemoteFile(
            MNIST_HOST + "t10k-images-idx3-ubyte.gz",
            1_648_877,
            "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6",
            "MNIST/raw",
        ),
        RemoteFile(
            MNIST_HOST + "t10k-labels-idx1-ubyte.gz",
            4_542,
            "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6",
            "MNIST/raw",
        ),
    ),
}


def download(
    name: str,
    folder: str | os.PathLike[str],
    *,
    sources: Mapping[str, tuple[RemoteFile, ...]] = SOURCES,
) -> list[Path]:
    """Fetch ``cifar10`` or ``mnist`` into a folder, laid out as :func:`~netsim.data.load_dataset` reads it.

    Args:
        sources: the files of each data set; give others to use a mirror (the digest is part of them).

    Raises:
        WrongInput: the data set needs no file, its size or digest is wrong, or the folder cannot be written to.
        Missing: the server cannot be reached or does not have the file.
        OutOfBudget: the disk is full.
    """
    check_choice("data set with files", name, tuple(sources))
    written: list[Path] = []
    for remote in sources[name]:
        target = Path(folder) / remote.folder
        path = target / remote.url.rsplit("/", 1)[1]
        write_whole(path, partial(_fetch, remote))
        if remote.members:
            try:
                written += _unpack(path, remote, target)
            finally:
                path.unlink()
        else:
            written.append(path)
    return written


def _fetch(remote: RemoteFile, path: Path) -> None:
    """Write what the server sends, no more than expected, and verify it."""
    digest, received = sha256(), 0
    with path.open("wb") as out:
        for piece in _pieces(remote):
            received += len(piece)
            digest.update(piece)
            out.write(piece)
            if received > remote.num_bytes:
                break
    if received == remote.num_bytes and digest.hexdigest() == remote.sha256:
        return
    if received == remote.num_bytes:
        found = f"has the SHA-256 {digest.hexdigest()}, and {remote.sha256} is expected"
    else:
        amount = "more" if received > remote.num_bytes else f"{received:,} bytes"
        found = f"sends {amount}, and {remote.num_bytes:,} bytes are expected"
    raise WrongInput(f"{remote.url} {found}", hint="nothing was kept; try again, or another mirror", kind="bad_data")


def _pieces(remote: RemoteFile) -> Iterator[bytes]:
    """The bytes of the server; only its own errors are Missing, those of the disk are not."""
    try:
        with urlopen(remote.url, timeout=TIMEOUT) as response:
            while piece := response.read(PIECE):
                yield piece
    except (OSError, HTTPException) as problem:
        if isinstance(problem, HTTPError):
            problem.close()  # it holds the connection
        raise Missing(
            f"{remote.url} cannot be downloaded: {problem}",
            hint="check the connection, or download it by hand into the data folder",
            kind="download_failed",
        ) from problem


def _unpack(archive: Path, remote: RemoteFile, target: Path) -> list[Path]:
    """The members, by name: no other path of the archive is ever written."""
    with tarfile.open(archive, "r:*") as opened:
        found = {Path(member.name).name: member for member in opened if member.isfile()}
        lacking = [name for name in remote.members if name not in found]
        if lacking:
            raise WrongInput(
                f"{remote.url} has no file {', '.join(lacking)}", hint="try another mirror", kind="bad_data"
            )
        for name in remote.members:
            stream = opened.extractfile(found[name])
            assert stream is not None  # it is a plain file
            write_whole(target / name, partial(_copy, stream))
    return [target / name for name in remote.members]


def _copy(stream: IO[bytes], path: Path) -> None:
    with path.open("wb") as out:
        while piece := stream.read(PIECE):
            out.write(piece)
