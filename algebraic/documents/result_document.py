"""What every result can do: be written to a file, read from one, and show itself in a few lines."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, fields
from html import escape
from pathlib import Path
from typing import Any, Self, TypeAlias

from ..shell import WrongInput, check_path, printable, read_json_file, shown_path, write_text
from .parts import schema_name
from .schema import form_faults

SHOWN_LINES, SHOWN_WIDTH = 10, 160  # of repr, which has a line before and perhaps one after


Options: TypeAlias = "dict[str, Any]"  # of a command, by name; and a document as plain data


class ResultDocument:
    """A result whose fields are the keys of a JSON document, of the kind ``KIND``."""

    KIND: str
    INDENT = 2
    NOT_WRITTEN: tuple[str, ...] = ()  # fields that are not keys

    def as_dict(self) -> Options:
        """The JSON document as plain data."""
        return {"schema": schema_name(self.KIND), **asdict(self)}  # type: ignore[call-overload]

    def to_json(self) -> str:
        """The JSON document."""
        return json.dumps(self.as_dict(), indent=self.INDENT, ensure_ascii=False)

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write the JSON document, in one step: a file that exists stays as it was until the new one is complete.

        :func:`algebraic.saved.load` reads it again, and ``zerolocus check`` proves again what it states.

        Raises:
            WrongInput: the file cannot be written.
            OutOfBudget: the disk is full.
        """
        write_text(Path(check_path(path)), self.to_json() + "\n")

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> Self:
        """The result of a document of this kind and version.

        Raises:
            WrongInput: it has not the form of one.
        """
        faults = form_faults(document, cls.KIND, lacking=())
        if faults:
            raise WrongInput(
                f"the document has not the form of {schema_name(cls.KIND)}: {faults[0]}",
                hint="give what this version wrote with --json, --solutions or save",
                kind="bad_document",
            )
        written = {each.name for each in fields(cls)} - set(cls.NOT_WRITTEN)  # type: ignore[arg-type]
        return cls(**{name: document[name] for name in written if name in document})

    def __repr__(self) -> str:
        lines = [printable(line[:SHOWN_WIDTH]) for line in str(self).splitlines() if line.strip()]
        more = [] if len(lines) <= SHOWN_LINES else [f"  … ({len(lines) - SHOWN_LINES} more lines: print it)"]
        return "\n".join([f"<{type(self).__name__}>", *lines[:SHOWN_LINES], *more])

    def _repr_html_(self) -> str:
        return f"<pre>{escape(str(self))}</pre>"


def read_document(path: str | os.PathLike[str], kinds: Mapping[str, type[ResultDocument]]) -> ResultDocument:
    """The result that a file holds.

    Raises:
        WrongInput: it holds none, or one of another version; the message says which.
        Missing: there is no such file.
    """
    document = read_json_file(check_path(path), kind="bad_document", missing="document_missing")
    named = document.get("schema") if isinstance(document, dict) else None
    for kind, result in kinds.items():
        if named == schema_name(kind):
            return result.from_document(document)
    said = "names no schema" if named is None else f"is a {str(named)[:60]}"
    raise WrongInput(
        f"{shown_path(os.fspath(path))} {said}, and this version reads {', '.join(map(schema_name, kinds))}",
        hint="give what a result's save, or a command with --json or --solutions, has written",
        kind="bad_document",
    )
