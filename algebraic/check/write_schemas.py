"""``python -m algebraic.check.write_schemas``: the JSON Schemas anew, from the forms of the documents."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from ..documents import CLOSED, schema_of

FOLDER = Path(__file__).parent / "schemas"
WIDTH = 120


def schema_text(kind: str) -> str:
    """The file with the JSON Schema of a kind of document.

    >>> json.loads(schema_text("rank"))["required"]
    ['claim']
    """
    return f"{_layout(schema_of(kind), 0)}\n"


def main() -> int:
    """Write every file."""
    FOLDER.mkdir(exist_ok=True)
    for kind in CLOSED:
        (FOLDER / f"{kind}.json").write_text(schema_text(kind), encoding="utf-8")
    return 0


def _layout(value: Any, depth: int, taken: int = 0) -> str:
    """JSON with whatever fits on one line."""
    short = json.dumps(value, ensure_ascii=False)
    if depth + taken + len(short) < WIDTH or not isinstance(value, dict | list) or not value:
        return short
    if isinstance(value, list):
        inner, ends = [_layout(item, depth + 1) for item in value], "[]"
    else:
        inner, ends = [f'"{key}": {_layout(item, depth + 1, len(key) + 4)}' for key, item in value.items()], "{}"
    space = "\n" + " " * depth
    return f"{ends[0]}{space} {f',{space} '.join(inner)}{space}{ends[1]}"


if __name__ == "__main__":
    sys.exit(main())
