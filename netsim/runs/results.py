"""The documents of a run, as they are written: what determines it, where it was computed, what came of it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any, NotRequired, TypedDict

from ..shell import WrongInput, printable, read_file, read_json, shown_path, write_text


class Environment(TypedDict):
    """Versions, device, and how the work was spread."""

    python: str
    libraries: dict[str, str]
    device: str
    device_name: str
    executor: str
    jobs: int


class Decision(TypedDict):
    """A check with its outcome."""

    claim: str
    name: str
    statement: str
    outcome: str
    measured: Any  # the numbers that it was decided on
    reason: str


class SpecDocument(TypedDict):
    """``spec.json``: everything that determines the numbers."""

    experiment: str
    size: str
    options: dict[str, Any]
    seed: int
    device: str


class Result(SpecDocument):
    """``result.json``, and a published record."""

    title: str
    source: str
    run_id: str
    environment: Environment
    seconds: float  # of the last session
    cpu_seconds: float  # of all the work
    sample_passes: int
    notes: list[str]
    measured: Any  # as the experiment's own type says, with lists for arrays
    checks: list[Decision]
    figures: list[str]


class OtherSeed(TypedDict):
    """What a record of several seeds keeps of one that is not its first."""

    seed: int
    run_id: str
    environment: NotRequired[Environment]  # where it is another than the first one's
    seconds: float
    cpu_seconds: float
    sample_passes: int
    notes: list[str]
    measured: Any
    checks: list[Decision]


class RecordDocument(Result):
    """A published record: its first seed, the version of its form, and the other seeds."""

    record: NotRequired[int]
    others: NotRequired[list[OtherSeed]]


class Listed(SpecDocument):
    """One folder of a list of runs."""

    folder: str
    state: str
    pieces: int


RESULT, DONE = "result.json", "DONE"
MOST_DONE = 1000  # bytes
_SPEC = {"experiment": str, "size": str, "options": dict, "seed": int, "device": str}
_RESULT = _SPEC | {"title": str, "source": str, "environment": dict, "seconds": (int, float), "notes": list}
_RESULT |= {"checks": list}
_SEED = {"seed": int, "notes": list, "checks": list, "measured": object}
_CHECK = {"claim": str, "statement": str, "outcome": str, "reason": str}


def read_spec(path: Path) -> SpecDocument:
    """What a run folder says of itself.

    Raises:
        Missing: it cannot be read.
        WrongInput: it is none, or lies elsewhere.
    """
    return _checked(path, _SPEC)


def read_result(path: Path) -> Result:
    """What came of a run: every field that pages are made of has its type; ``measured`` is as an experiment reads it.

    Raises:
        Missing: it cannot be read.
        WrongInput: it is none, or lies elsewhere.
    """
    found = _checked(path, _RESULT)
    _fields(path, found["environment"], {"device_name": str})
    _check_lists(path, found)
    return found


def _check_lists(path: Path, found: Any) -> None:
    for check in found["checks"]:
        _fields(path, check, _CHECK)
    if not all(isinstance(note, str) for note in found["notes"]):
        raise _damaged(path, "a note is no text")


def check_decisions(path: Path, found: Result) -> None:
    """Refuse the run of a record whose checks have no names or no numbers, by which seeds are compared.

    Raises:
        WrongInput: it says what is missing.
    """
    for check in found["checks"]:
        _fields(path, check, {"name": str, "measured": dict})


def check_seed(path: Path, found: Any) -> None:
    """Refuse what is no part of a record on a seed that is not its first.

    Raises:
        WrongInput: something is missing.
    """
    _fields(path, found, _SEED)
    _check_lists(path, found)


def write_done(folder: Path, made_by: str) -> None:
    """``DONE``, which is written last: the digest of ``result.json``, and what made it."""
    written = sha256((folder / RESULT).read_bytes()).hexdigest()
    write_text(folder / DONE, f"{written}\n{made_by}\n")


def read_finished(folder: Path, *, made_by: str | None = None) -> Result:
    """:func:`read_result` of a run that is done, if it is what was written.

    Args:
        made_by: refuse what something else made; nothing is refused for that when it is not given.

    Raises:
        Missing: it cannot be read.
        WrongInput: it is none, was changed, or something else made it.
    """
    said = _done(folder)
    path = folder / RESULT
    if len(said) < 2:
        raise WrongInput(
            f"{shown_path(path)}: there is no digest: it is not what was written, or a version before 0.1.0 wrote it",
            hint="the run makes it again",
            kind="old_record",
        )
    found = read_result(path)
    if said[:1] != [sha256(path.read_bytes()).hexdigest()]:
        raise _damaged(path, "it is not what was written")
    if made_by is not None and said[1:] != [made_by]:
        raise _damaged(path, f"another version of the code made it ({printable(said[1][:100])})")
    return found


def maker_of(folder: Path) -> str:
    """What made a run that is done: the versions of the code; ``""`` where it does not say.

    Raises:
        Missing: it cannot be read.
        WrongInput: it is too long.
    """
    return printable((_done(folder)[1:2] or [""])[0])


def _done(folder: Path) -> list[str]:
    return read_file(folder / DONE, MOST_DONE, kind="bad_record").decode(errors="replace").splitlines()


def _checked(path: Path, fields: Mapping[str, Any]) -> Any:
    if os.path.islink(path) or os.path.islink(path.parent):
        raise _damaged(path, "it is a link")  # nothing outside of the folder is opened
    found = read_json(path)
    _fields(path, found, fields)
    return found


def _fields(path: Path, found: Any, fields: Mapping[str, Any]) -> None:
    if not isinstance(found, dict):
        raise _damaged(path, "it is no object")
    for name, kind in fields.items():
        value = found.get(name)
        if not isinstance(value, kind) or isinstance(value, bool):
            raise _damaged(path, f"{name} is {'missing' if name not in found else 'of another type'}")


def _damaged(path: Path, why: str) -> WrongInput:
    return WrongInput(f"{shown_path(path)}: {why}", hint="remove the folder: the run makes it again", kind="bad_record")
