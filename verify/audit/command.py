"""``python -m verify audit``: the audit of a model that a command line names."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from algebraic.shell import Budget, Parser

from ..subject import (
    add_model_options,
    add_run_options,
    asked_options,
    check_options,
    named_subject,
    printed_aside,
)

if TYPE_CHECKING:
    from .hessian import Hessian
    from .result import Audit

SAYS = """Audit a torch model with its data: which theorems of the papers apply, because of which hypothesis,
what follows, and what was measured and proved: the rank of the Jacobian with its bounds, an exact zero nearby."""


def run_audit(arguments: Sequence[str], curvature: Callable[..., Any] | None = None) -> int:
    """Audit the model, print the answer, write the folder; the exit code.

    Args:
        arguments: of the command line.
        curvature: what ``--curvature`` calls with the model that was read, ``seed`` and ``budget``.
    """
    parser = _parser()
    options = parser.parse_args(arguments)
    if options.check is not None:
        if options.model is not None or options.data is not None:
            parser.error("--check takes a file and no model")
        from .again import run_check

        return run_check(options.check, options.json)
    if options.model is None or options.data is None:
        parser.error("the following arguments are required: MODULE:FUNCTION, --data (or --check FILE alone)")
    check_options(options)
    from .folder import check_folder, write_folder

    if options.out is not None:
        check_folder(options.out)
    with printed_aside():
        audit = _audit(options, curvature)
    if options.out is not None:
        write_folder(options.out, audit)
    if options.json:
        print(json.dumps(audit.as_dict(), indent=1, ensure_ascii=False))
    else:
        print("\n".join([*audit.sentences, *audit.more_sentences]))
        for each in audit.told_theorems:
            print(f"  {each.id:<8}{each.applies:<8}{each.because}")
            if each.applies == "yes":
                print(f"{'':<18}hence {each.follows}")
        if options.out is not None:
            print(f"written: {options.out}")
    return audit.exit_code


def _parser() -> Parser:
    parser = Parser(prog="python -m verify audit", description=SAYS)
    add_model_options(parser, optional=True)
    words = "bound the smallest singular value from below by verified arithmetic"
    parser.add_argument("--prove", action="store_true", help=words)
    words = "also the Hessian at these weights: rank, negative eigenvalues, flat directions"
    parser.add_argument("--curvature", action="store_true", help=words)
    parser.add_argument("--out", metavar="DIR", help="a new folder for page, document and certificate")
    words = "prove the certificate of an exact zero again, from zero.json alone; 1 if it does not hold"
    parser.add_argument("--check", metavar="FILE", help=words)
    add_run_options(parser)
    return parser


def _audit(options: argparse.Namespace, curvature: Callable[..., Any] | None) -> Audit:
    """The audit that the options ask for."""
    from .entry import audit_subject

    budget = Budget(options.timeout)
    subject = named_subject(options, budget)
    hessian: Hessian | None = None
    if options.curvature and curvature is not None:
        hessian = partial(curvature, subject, seed=options.seed, budget=budget)
    return audit_subject(
        subject, prove=options.prove, seed=options.seed, budget=budget, options=asked_options(options), hessian=hessian
    )
