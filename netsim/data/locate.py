"""Where data files are looked for, and how they are read: whole, of the expected size, never unpickled."""

from __future__ import annotations

import gzip
import io
import os
import zlib
from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import TypedDict

import numpy as np

from ..shell import Missing, WrongInput

DATA_VARIABLE = "ZEROLOCUS_DATA"
MOST_EXTRA = 2**20  # bytes that an archive may have more than what is packed in it


class FileRecord(TypedDict):
    """A file that was read, with the SHA-256 of its bytes."""

    name: str
    bytes: int
    sha256: str


def data_folders(data_dir: str | os.PathLike[str] | None = None) -> list[Path]:
    """The folders looked through, in this order: the one given, ``$ZEROLOCUS_DATA``, ./data, the user cache.

    ./data is where torchvision's examples keep their data.

    Raises:
        Missing: a folder was given and is not there.
    """
    from platformdirs import user_cache_path

    folders = [Path("data"), user_cache_path("zerolocus")]
    if os.environ.get(DATA_VARIABLE):
        folders.insert(0, Path(os.environ[DATA_VARIABLE]))
    if data_dir is not None:
        if not Path(data_dir).is_dir():
            raise Missing(
                f"there is no folder {os.fspath(data_dir)!r}",
                hint="give the folder of the data files",
                kind="data_missing",
            )
        folders.insert(0, Path(data_dir))
    return [folder.absolute() for folder in folders]


def find_files(
    title: str,
    names: Sequence[str],
    *,
    subfolders: Sequence[str],
    endings: Sequence[str] = ("",),
    remarks: Mapping[str, str],
    data_dir: str | os.PathLike[str] | None = None,
) -> list[Path]:
    """The files of a data set, all from one folder: the first that has every one of them.

    Args:
        title: what is looked for, in the message.
        names: file names; each may have one of the ``endings``, the first there is counts.
        subfolders: places inside each of :func:`data_folders`.
        remarks: what to say when another form of the data is found, by file name.

    Raises:
        Missing: it names every folder tried, the file names expected and the data that need no file.
    """
    tried, notes = [], []
    for folder in (base / sub for base in data_folders(data_dir) for sub in subfolders):
        tried.append(str(folder))
        found = [next((p for e in endings if (p := folder / (name + e)).is_file()), None) for name in names]
        present = [path for path in found if path is not None]
        if len(present) == len(names):
            return present
        if present:
            lacking = [name for name, path in zip(names, found, strict=True) if path is None]
            notes.append(f"{folder} lacks {', '.join(lacking)}")
        notes += [f"{folder / other} {remark}" for other, remark in remarks.items() if (folder / other).exists()]
    also = f" (each may end in {endings[-1]})" if len(endings) > 1 else ""
    raise Missing(
        "; ".join([f"{title} is not there: expected are the files {', '.join(names)}{also}", *notes]),
        hint=f"put them into one of {', '.join(tried)}, or use data that need no file: --set data=patches or "
        "--set data=digits",
        kind="data_missing",
    )


def read_bytes(path: Path, num_bytes: int) -> tuple[np.ndarray, FileRecord]:
    """Exactly so many bytes (unpacked, if the name ends in .gz) as uint8, and what goes into the record.

    Raises:
        Missing: the file cannot be opened.
        WrongInput: it is shorter or longer than that, or a damaged archive.
    """
    packed = path.suffix == ".gz"
    try:
        # No more is read than is needed to see that a file is too long.
        found = path.stat().st_size
        with path.open("rb") as handle:
            stored = handle.read((num_bytes + MOST_EXTRA if packed else num_bytes) + 1)
    except OSError as problem:
        raise Missing(f"{path} cannot be read: {problem.strerror}", kind="data_missing") from problem
    content = stored
    if packed:
        if len(stored) > num_bytes + MOST_EXTRA:
            raise WrongInput(
                f"{path} has {found:,} bytes, and {num_bytes:,} are expected unpacked",
                hint="it is another file",
                kind="bad_data",
            )
        try:
            content = gzip.GzipFile(fileobj=io.BytesIO(stored)).read(num_bytes + 1)
        except (EOFError, OSError, zlib.error) as problem:
            raise WrongInput(
                f"{path} ({found:,} bytes) is a damaged or truncated archive: {problem}",
                hint="download it again",
                kind="bad_data",
            ) from problem
        found = len(content)
    if found != num_bytes:
        amount = f"more than {num_bytes:,}" if packed and found > num_bytes else f"{found:,}"
        raise WrongInput(
            f"{path} has {amount} bytes{' unpacked' if packed else ''}, and {num_bytes:,} are expected",
            hint="it is truncated; download it again" if found < num_bytes else "it is another file",
            kind="bad_data",
        )
    record: FileRecord = {"name": path.name, "bytes": len(stored), "sha256": sha256(stored).hexdigest()}
    return np.frombuffer(content, dtype=np.uint8), record


def check_labels(path: Path, labels: np.ndarray, num_classes: int) -> np.ndarray:
    """The labels as int64.

    Raises:
        WrongInput: one of them is not below the number of classes.
    """
    wrong = np.flatnonzero(labels >= num_classes)
    if len(wrong):
        raise WrongInput(
            f"image {wrong[0] + 1} of {path} has the label {labels[wrong[0]]}, and labels go from 0 to "
            f"{num_classes - 1} ({len(wrong):,} of {len(labels):,} labels are out of range)",
            hint="it is damaged or another file; download it again",
            kind="bad_data",
        )
    return labels.astype(np.int64)
