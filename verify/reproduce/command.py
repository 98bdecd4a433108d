"""``python -m verify reproduce``: printed numbers, computed again."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, cast

from algebraic.shell import (
    MAX_SEED,
    Parser,
    WrongInput,
    check_output_path,
    check_range,
    read_json_file,
    shown_path,
    write_text,
)

if TYPE_CHECKING:
    from .documents import Document
    from .registry import Source

SAYS = """Compute numbers that the literature prints once more. Each is equal to what we prove, differs from it, or is
out of reach, since what we prove does not decide it."""


def run_reproduce(arguments: Sequence[str]) -> int:
    """Decide, print a line for each number; the exit code: 1 where the registry is contradicted."""
    parser = Parser(prog="python -m verify reproduce", description=SAYS)
    parser.add_argument(
        "--source", action="append", default=[], metavar="KEY", help="this source only; may be repeated"
    )
    parser.add_argument("--list", action="store_true", help="the sources and how many numbers each has")
    parser.add_argument("--seed", type=int, default=0, metavar="S", help="seed of all random choices (default: 0)")
    parser.add_argument("--from", dest="record", metavar="FILE", help="what --json printed, instead of computing")
    parser.add_argument("--page", metavar="FILE", help="write all that is shown as a page of the documentation")
    parser.add_argument("--json", action="store_true", help="print one JSON document and nothing else")
    options = parser.parse_args(arguments)
    check_range("--seed", options.seed, 0, MAX_SEED)
    from .page import page_of
    from .registry import find_sources

    sources = find_sources(options.source)
    if options.list:
        rows = [{"key": s.key, "numbers": len(s.entries), "title": s.title, "reference": s.reference} for s in sources]
        if options.json:
            print(json.dumps({"sources": rows}, indent=1, ensure_ascii=False))
        else:
            print("\n".join(f"{row['key']:<20}{row['numbers']:>4}  {row['title']}" for row in rows))
        return 0
    if options.page:
        check_output_path("--page", options.page)
    if options.record:
        if options.source:
            raise WrongInput("a record has the sources of its run", hint="leave out --source or --from", kind="usage")
        document = read_record(options.record)
    else:
        document = _computed(sources, options)
    if options.page:
        write_text(Path(options.page), page_of(document))
    if options.json:
        print(json.dumps(document, indent=1, ensure_ascii=False))
    elif not options.record or not options.page:
        print(", ".join(f"{status}: {number}" for status, number in document["counts"].items()))
    return 1 if document["problems"] else 0


def _computed(sources: Sequence[Source], options: argparse.Namespace) -> Document:
    """Everything as one document; a line for each number meanwhile."""
    from .run import decide_all, document_of

    decided, shown = [], ""
    for row in decide_all(sources, options.seed):
        decided.append(row)
        if options.json:
            continue
        if row.source.key != shown:
            shown = row.source.key
            print(f"{shown}: {row.source.authors}, {row.source.title}")
        said = f"{row.entry.what}: {row.entry.printed} printed, ours {row.found.text()}"
        print(f"  {row.status:<13}{said}" + (f"  {row.problem}" if row.problem else ""), flush=True)
    return document_of(decided, options.seed)


def read_record(path: str) -> Document:
    """A document that ``--json`` printed.

    Raises:
        WrongInput: a file of another form.
    """
    found = read_json_file(path)
    if not is_document(found):
        raise WrongInput(
            f"{shown_path(path)} is no record of printed numbers",
            hint="make one: python -m verify reproduce --json",
            kind="bad_record",
        )
    return cast("Document", found)


def is_document(found: object) -> bool:
    """Whether plain data have all that a page is written from."""
    from .documents import Document, NumberData, RouteData, SourceData

    def has(each: object, form: type) -> bool:
        return isinstance(each, dict) and set(form.__annotations__) <= set(each)

    def every(each: object, form: type) -> bool:
        return isinstance(each, list) and all(has(one, form) for one in each)

    if not (isinstance(found, dict) and has(found, Document) and every(found["sources"], SourceData)):
        return False
    if not all(every(source["numbers"], NumberData) for source in found["sources"]):
        return False
    numbers = [number for source in found["sources"] for number in source["numbers"]]
    texts = all(isinstance(n[key], str) for n in numbers for key in ("what", "at", "printed", "ours", "status", "call"))
    counts = isinstance(found["counts"], dict) and all(isinstance(n, int) for n in found["counts"].values())
    return (
        counts
        and texts
        and isinstance(found["cpu_seconds"], int | float)
        and all(every(number["routes"], RouteData) for number in numbers)
    )
