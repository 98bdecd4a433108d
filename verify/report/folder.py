"""The folder of a report, and JSON in it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from algebraic.shell import WrongInput, ZerolocusError, read_json_file, shown_path, write_text

from .spec import Spec

PARTS = ("outcomes", "claims", "counterexamples")


def open_folder(folder: Path, spec: Spec, *, mark: str = "spec.json", parts: Sequence[str] = PARTS) -> None:
    """Make the folder of a report, or go on in it; the file ``mark``, which has the spec, says that it is one.

    Raises:
        WrongInput: it holds something else, or cannot be written.
    """
    shown, what = shown_path(folder), "report" if mark == "spec.json" else "run"
    try:
        if folder.exists() and not folder.is_dir():
            raise WrongInput(f"{shown} is a file", hint="give a folder", kind="bad_output")
        if folder.is_dir() and any(folder.iterdir()) and not (folder / mark).is_file():
            raise WrongInput(
                f"{shown} holds files that are no {what}",
                hint="give a new or an empty folder",
                kind="bad_output",
            )
        folder.mkdir(parents=True, exist_ok=True)
        write_json(folder / mark, asdict(spec))
        (folder / "DONE").unlink(missing_ok=True)
        for name in parts:
            (folder / name).mkdir(exist_ok=True)
    except (OSError, ValueError) as problem:  # a name with a NUL is a ValueError
        cause = problem.strerror if isinstance(problem, OSError) else problem
        raise WrongInput(
            f"{shown} cannot be written: {cause}", hint="choose another place", kind="bad_output"
        ) from None


def write_json(target: Path, document: object) -> None:
    """Write a document, readable."""
    write_text(target, json.dumps(document, indent=1, ensure_ascii=False) + "\n")


def read_json(path: Path) -> dict[str, Any]:
    """The document in a file; empty where there is none, or half of one, or one beyond the limits of a document."""
    try:
        found = read_json_file(str(path))
    except ZerolocusError:
        return {}
    return found if isinstance(found, dict) else {}
