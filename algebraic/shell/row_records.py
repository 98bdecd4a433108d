"""Records that are gone on with: settings, versions, and rows, each with the SHA-256 of itself and the settings."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

from .errors import WrongInput
from .files import write_text
from .output import say
from .reading import read_json_file


def intact_rows(path: Path, settings: Mapping[str, int]) -> list[Any]:
    """The rows of a record that is there, without those that are no longer as they were written.

    Args:
        settings: that the rows depend on.

    Raises:
        WrongInput: it is no record, or one of other settings.
    """
    if not path.exists():
        return []
    found = read_json_file(str(path))
    theirs, rows = (found.get(name) if isinstance(found, dict) else None for name in ("settings", "rows"))
    if not isinstance(theirs, dict) or not isinstance(rows, list):
        raise WrongInput(
            f"{path.name} is no record: it has no rows, or no settings", hint="give another --out", kind="no_record"
        )
    if theirs != settings:
        raise WrongInput(
            f"{path.name} is a record of {theirs}, not of {dict(settings)}",
            hint="give the same options, or another --out",
            kind="other_record",
        )
    whole = [row for row in rows if isinstance(row, dict) and row.pop("sha256", "") == _digest(row, settings)]
    if len(whole) < len(rows):
        say(f"{len(rows) - len(whole)} rows of {path.name} are damaged and left out")
    return whole


def write_rows(path: Path, settings: Mapping[str, int], versions: Mapping[str, str], rows: Iterable[Any]) -> None:
    """Write a record, a line for each row."""
    lines = ",\n".join(f"  {json.dumps({**row, 'sha256': _digest(row, settings)})}" for row in rows)
    head = json.dumps({"settings": settings, "versions": versions})[:-1]
    write_text(path, f'{head},\n "rows": [\n{lines}\n ]}}\n')


def _digest(row: Any, settings: Mapping[str, int]) -> str:
    return sha256(json.dumps([row, settings], sort_keys=True).encode()).hexdigest()
