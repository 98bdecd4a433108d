"""``check FILE``: the same for every kind of document. Nothing that the file names is run, imported or opened."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..shell import (
    UNLIMITED,
    Budget,
    OutOfBudget,
    Parser,
    TooLarge,
    WrongInput,
    ZerolocusError,
    interruption,
    read_json_file,
)
from .findings import Findings
from .forms import KINDS
from .parts import schema_name
from .schema import form_faults

DEFAULT_SECONDS = 600.0
OLDER = ("schema", "network_data", "data_set")  # what a document of an earlier version may lack
MARKS = {  # of documents that carry no schema
    "functions": ("compared", "gauge_forms", "solutions"),
    "count": ("network", "solutions", "complex_count_status"),
    "equations": ("names", "equations", "solutions"),
    "dimension": ("certificate", "data_rank", "num_params"),
    "bezout": ("bezout", "complex_count_status", "num_params"),
    "relu": ("leak", "points"),
    "regions": ("leak", "regions"),
    "rank": ("claim",),
}
NONSENSE = (KeyError, TypeError, ValueError, IndexError, ArithmeticError, AttributeError, RecursionError)


@dataclass(frozen=True)
class Circumstances:
    """What a check has beside the file: its limits, and where the user says that the data are.

    Attributes:
        data: ``--data``, a file or folder.
    """

    budget: Budget = UNLIMITED
    data: Path | None = None


Check = Callable[[Any, Findings, Circumstances], None]


def kind_of(document: Any) -> str:
    """The kind of a document, by its ``schema`` or, where it carries none, by its fields.

    Raises:
        WrongInput: it is of no kind that is known.

    >>> kind_of({"schema": "zerolocus/count/1"})
    'count'
    """
    if isinstance(document, dict):
        if "schema" in document:
            for kind in KINDS:
                if document["schema"] == schema_name(kind):
                    return kind
        for kind in KINDS if "schema" not in document else ():
            if all(mark in document for mark in MARKS[kind]):
                return kind
    raise WrongInput(
        "the file holds no result or certificate that can be checked",
        hint=f"give what a command wrote with --json or --solutions ({', '.join(map(schema_name, KINDS))})",
        kind="bad_certificate",
    )


def check_document(document: Any, kinds: Mapping[str, Check], here: Circumstances = Circumstances()) -> Findings:
    """Check a document of one of these kinds.

    Raises:
        WrongInput: it is of another kind.
    """
    kind = kind_of(document)
    if kind not in kinds:
        raise WrongInput(
            f"this is a document of another kind ({kind})",
            hint="python -m algebraic.check takes all of them",
            kind="bad_certificate",
        )
    findings = Findings(kind)
    findings.problems += form_faults(document, kind, lacking=() if "schema" in document else OLDER)
    if findings.problems:
        return findings
    try:
        with here.budget.alarm("the document was being checked"):
            if "schema" in document:
                findings.proved("schema")
            else:
                findings.left("schema")
            kinds[kind](document, findings, here)
            findings.covers(document)
    except (OutOfBudget, TooLarge) as limit:
        findings.open(str(limit))
    except ZerolocusError as reason:
        findings.false(str(reason))
    except NONSENSE as reason:
        findings.false(f"the document makes no sense: {type(reason).__name__}: {reason}")
    if ended := interruption():  # what went wrong then says nothing of the document
        raise ended
    return findings


def run_check(prog: str, kinds: Callable[[], Mapping[str, Check]], arguments: Sequence[str]) -> int:
    """The command: 0 proved, 1 false, 2 no such document, 4 not decided; ``kinds`` is called when they are needed."""
    parser = Parser(
        prog=prog,
        description="Prove what a document states again, from the document alone: nothing that it names is run, "
        "imported or opened.",
    )
    parser.add_argument("file", metavar="FILE", help="what a command wrote with --json or --solutions")
    parser.add_argument("--json", action="store_true", help="print one JSON document and nothing else")
    parser.add_argument(
        "--timeout", type=float, default=DEFAULT_SECONDS, metavar="S", help=f"(default: {DEFAULT_SECONDS:g})"
    )
    parser.add_argument(
        "--data", metavar="PATH", help="a file or folder with the data, where the document names but does not hold them"
    )
    options = parser.parse_args(arguments)
    here = Circumstances(Budget(options.timeout), None if options.data is None else Path(options.data))
    findings = check_document(read_json_file(options.file), kinds(), here)
    with suppress(BrokenPipeError):  # of who reads no more; what was found stays the exit code
        print(json.dumps(findings.as_dict(), ensure_ascii=False) if options.json else findings, flush=True)
    return findings.exit_code()
