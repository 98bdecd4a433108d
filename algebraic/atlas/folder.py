"""An atlas on disk: what was asked, the rows in files of equal length, and at the end a statement of completeness.

``atlas.json`` has the box, the seed and the versions; ``rows-00000.jsonl``, … a line for each architecture in the order
of the box, with what was found there (all other columns follow from it); ``complete.json``, written last, the
SHA-256 of each. Files are written whole or not at all, so that a run that was interrupted goes on where it was.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from functools import partial
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import Any, cast

from ..shell import (
    MAX_SEED,
    UNLIMITED,
    Budget,
    WrongInput,
    __version__,
    check_seed,
    parse_json,
    read_file,
    read_json_file,
    shown_path,
    spread,
    write_text,
)
from .architectures import Architecture, architecture_of
from .bounds import upper_bound
from .boxes import Box, box_of
from .rows import Certificate, Row, found_at, row_from

FORMAT = "zerolocus/atlas/1"
ROWS_PER_FILE = 500
MAX_ROW_BYTES = 2_000
FOUND = {"label", "dimension", "certificate"}
CERTIFICATE = {"prime": int, "point": int, "num_samples": int, "minor_sha256": str}


class Folder:
    """The folder of one atlas.

    Attributes:
        path: of the folder.
        box: the architectures that it has, or will have.
        seed: of all random choices.

    Raises:
        Missing: there is none.
        WrongInput: it is none, or the box is.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        document = read_json_file(str(path / "atlas.json"), kind="bad_atlas", missing="no_atlas")
        if not isinstance(document, dict) or document.get("format") != FORMAT:
            raise self._bad(f"{shown_path(path)} holds no atlas: atlas.json says no format {FORMAT}")
        self.box = box_of(document.get("box"), f"the box of {shown_path(path)}")
        seed = document.get("seed")
        if type(seed) is not int or not 0 <= seed <= MAX_SEED:
            raise self._bad(f"{shown_path(path)} has no seed")
        self.seed: int = seed
        self.versions = document.get("versions")

    @property
    def num_files(self) -> int:
        """Files of rows."""
        return -(-self.box.num_rows // ROWS_PER_FILE)

    def parts(self) -> Iterator[tuple[Path, list[Architecture]]]:
        """Each file of rows, and the architectures whose rows stand in it."""
        architectures = self.box.architectures()
        for index in range(self.num_files):
            yield self.path / f"rows-{index:05d}.jsonl", list(islice(architectures, ROWS_PER_FILE))

    def hashes(self) -> dict[str, str] | None:
        """Of the files, as the statement of completeness has them; ``None`` before there is one."""
        if not (self.path / "complete.json").exists():
            return None
        document = read_json_file(str(self.path / "complete.json"), kind="bad_atlas")
        files = document.get("files") if isinstance(document, dict) else None
        if not isinstance(files, dict) or not all(isinstance(value, str) for value in files.values()):
            raise self._bad(f"complete.json of {shown_path(self.path)} names no files")
        return files

    def rows(self) -> Iterator[Row]:
        """All rows, with all columns.

        Raises:
            WrongInput: one is missing or damaged; it is named.
        """
        for path, architectures in self.parts():
            yield from read_rows(path, architectures)

    def _bad(self, cause: str) -> WrongInput:
        return WrongInput(cause, hint="make one: python -m algebraic.atlas build", kind="bad_atlas")


def build_atlas(
    box: Box,
    path: Path,
    *,
    seed: int = 0,
    executor: str = "processes",
    jobs: int = 1,
    budget: Budget = UNLIMITED,
    report: Callable[[str], None] = lambda text: None,
) -> Folder:
    """Find the rows of all architectures of a box, or those that are still missing.

    Args:
        path: a new folder, or one with the same box and seed.

    Raises:
        WrongInput: the folder has something else in it.
        OutOfBudget: the time is over; what was found stays.
    """
    folder = _begin(box, path, check_seed(seed))
    missing = [(file, own) for file, own in folder.parts() if not _is_whole(file, own, report)]
    calls = (partial(_find, [one.label for one in own], folder.seed) for _, own in missing)
    found = spread(calls, executor=executor, jobs=jobs, budget=budget, doing="the atlas was being built")
    done = folder.num_files - len(missing)
    for (file, _), lines in zip(missing, found, strict=True):
        write_text(file, lines)
        done += 1
        report(f"{min(done * ROWS_PER_FILE, box.num_rows):,} of {box.num_rows:,} architectures")
    files = {file.name: sha256(read_rows_file(file)).hexdigest() for file, _ in folder.parts()}
    statement = f"all {box.num_rows:,} architectures of the box, none twice, none failed"
    _write_json(path / "complete.json", {"format": FORMAT, "statement": statement, "files": files})
    return folder


def _begin(box: Box, path: Path, seed: int) -> Folder:
    """A folder of this box; a new one where there is nothing yet."""
    if (path / "atlas.json").exists():
        folder = Folder(path)
        if folder.box != box or folder.seed != seed:
            raise WrongInput(
                f"{shown_path(path)} has the box {json.dumps(folder.box.as_dict())}, seed {folder.seed}",
                hint="give the same box and seed, or another folder",
                kind="other_atlas",
            )
        return folder
    try:
        path.mkdir(parents=True, exist_ok=True)
        if any(path.iterdir()):
            raise WrongInput(f"{shown_path(path)} is not empty", hint="give a new folder", kind="bad_output")
    except OSError as problem:
        raise WrongInput(
            f"{shown_path(path)}: {problem.strerror}", hint="give a folder that can be made", kind="bad_output"
        ) from None
    versions = {"zerolocus": __version__}
    _write_json(path / "atlas.json", {"format": FORMAT, "box": box.as_dict(), "seed": seed, "versions": versions})
    return Folder(path)


def _write_json(path: Path, document: Any) -> None:
    write_text(path, json.dumps(document) + "\n")


def _is_whole(file: Path, architectures: list[Architecture], report: Callable[[str], None]) -> bool:
    if not file.exists():
        return False
    try:
        read_rows(file, architectures)
    except WrongInput as problem:
        report(f"made again: {problem.message}")
        return False
    return True


def _find(labels: list[str], seed: int, budget: Budget) -> str:
    """The lines of a file."""
    lines = []
    for label in labels:
        budget.check("the atlas was being built")
        dimension, certificate = found_at(architecture_of(label), seed)
        lines.append(json.dumps({"label": label, "dimension": dimension, "certificate": certificate}) + "\n")
    return "".join(lines)


def read_rows_file(path: Path) -> bytes:
    """The bytes of a file of rows.

    Raises:
        Missing: it is not there; WrongInput: it is larger than one can be.
    """
    return read_file(
        path,
        ROWS_PER_FILE * MAX_ROW_BYTES,
        kind="damaged_row",
        missing="missing_rows",
        hint="python -m algebraic.atlas build with the same box goes on",
    )


def read_rows(path: Path, architectures: list[Architecture]) -> list[Row]:
    """The rows of a file.

    Raises:
        Missing: it is not there.
        WrongInput: a row is damaged; the first is named.
    """
    lines = read_rows_file(path).split(b"\n")
    if len(lines) != len(architectures) + 1 or lines[-1]:
        raise _damaged(path, f"{len(lines) - 1} lines, not {len(architectures)}")
    return [_read(line, own, path, k) for k, (line, own) in enumerate(zip(lines, architectures, strict=False), 1)]


def _read(line: bytes, architecture: Architecture, path: Path, number: int) -> Row:
    label = architecture.label
    try:
        found = parse_json(line, f"line {number}")
    except WrongInput as problem:
        raise _damaged(path, f"line {number} ({label}): {problem.message}") from None
    bound = upper_bound(architecture)
    fault = _fault(found, label, bound.value)
    if fault:
        raise _damaged(path, f"line {number} ({label}): {fault}")
    return row_from(architecture, bound, found["dimension"], cast(Certificate, found["certificate"]))


def _fault(found: Any, label: str, most: int) -> str | None:
    if not isinstance(found, dict) or set(found) != FOUND:
        return f"it does not have {', '.join(sorted(FOUND))} and nothing else"
    if found["label"] != label:
        return f"it has the label {str(found['label'])[:60]!r}"
    if type(found["dimension"]) is not int or not 0 <= found["dimension"] <= most:
        return f"dimension {str(found['dimension'])[:30]} is not between 0 and {most}, which is proved from above"
    certificate = found["certificate"]
    if not isinstance(certificate, dict) or {key: type(value) for key, value in certificate.items()} != CERTIFICATE:
        return "its certificate is none"
    return None


def _damaged(path: Path, cause: str) -> WrongInput:
    return WrongInput(
        f"{shown_path(path)} is damaged: {cause}",
        hint="python -m algebraic.atlas build with the same box makes it again",
        kind="damaged_row",
    )
