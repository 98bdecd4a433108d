"""``python -m verify curvature``: the Hessian of a model that a command line names."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from algebraic.shell import Budget, Parser, check_output_path, check_range, write_text

from ..subject import (
    add_model_options,
    add_run_options,
    asked_options,
    check_options,
    named_subject,
    printed_aside,
)

if TYPE_CHECKING:
    from ..subject import Subject
    from .result import Curvature

MAX_EIGENVALUES = 10**6
SAYS = """The eigenvalues of the Hessian of the loss at the weights of a torch model, each with an error bound;
how many are negative, and the rank."""


def run_curvature(arguments: Sequence[str]) -> int:
    """Compute, print the answer, write the document; the exit code."""
    options = _parser().parse_args(arguments)
    check_options(options)
    check_range("--top", options.top, 0, MAX_EIGENVALUES)
    check_range("--lowest", options.lowest, 0, MAX_EIGENVALUES)
    check_output_path("--out", options.out)
    with printed_aside():
        found = _curvature(options)
    document = json.dumps(found.as_dict(), indent=1, ensure_ascii=False)
    if options.out is not None:
        write_text(Path(options.out), document + "\n")
    if options.json:
        print(document)
    else:
        _print(found)
        if options.out is not None:
            print(f"written: {options.out}")
    return found.exit_code


def find_curvature(subject: Subject, *, seed: int, budget: Budget) -> Curvature:
    """The curvature of a model that was read, as the audit asks for it; nothing is loaded before it is called.

    Args:
        subject: the model with its data.
        seed: of what is drawn.
        budget: of time.

    Raises:
        WrongInput: the loss has no second derivative.
        OutOfBudget: the time was over before the eigenvalues were found.
    """
    from .entry import curvature_of

    return curvature_of(subject, seed=seed, budget=budget)


def _print(found: Curvature) -> None:
    from .result import Eigenvalue
    from .sentences import LONGEST, line

    print("\n".join(found.sentences))
    told = list(found.eigenvalues)
    middle = [] if len(told) <= 2 * LONGEST else [f"  … {len(told) - 2 * LONGEST:,} more intervals"]
    shown = [line(each) for each in told]
    print("\n".join(shown if not middle else shown[:LONGEST] + middle + shown[-LONGEST:]))
    for block in found.layers or ():
        print(f"{block.layer}: {block.num_params:,} weights")
        print("\n".join(line(Eigenvalue(**each, exact=block.whole)) for each in block.eigenvalues[:3]))


def _parser() -> Parser:
    parser = Parser(prog="python -m verify curvature", description=SAYS)
    add_model_options(parser)
    words = "the K largest eigenvalues (default: all of a small model, 10 of a large one)"
    parser.add_argument("--top", type=int, metavar="K", help=words)
    words = "the K least (default: all of a small model, 1 of a large one)"
    parser.add_argument("--lowest", type=int, metavar="K", help=words)
    words = "dense (the whole matrix), lanczos (products with vectors), or auto (default): by the size"
    parser.add_argument("--method", choices=("auto", "dense", "lanczos"), default="auto", help=words)
    parser.add_argument("--per-layer", action="store_true", help="also the diagonal block of each layer")
    parser.add_argument("--out", metavar="FILE", help="write the document of --json into this file")
    add_run_options(parser)
    return parser


def _curvature(options: argparse.Namespace) -> Curvature:
    """The curvature that the options ask for."""
    from .entry import curvature_of

    budget = Budget(options.timeout)
    subject = named_subject(options, budget)
    return curvature_of(
        subject,
        top=options.top,
        lowest=options.lowest,
        method=options.method,
        per_layer=options.per_layer,
        seed=options.seed,
        budget=budget,
        options=asked_options(options),
    )
