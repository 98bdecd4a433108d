"""``python -m verify audit``: the audit of a model that a command line names."""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import sys
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from algebraic.shell import MAX_SEED, Budget, Parser, check_range

if TYPE_CHECKING:
    from .result import Audit

MAX_SAMPLES = 10**9
SAYS = """Audit a torch model with its data: which theorems of the papers apply, because of which hypothesis,
what follows, and what was measured and proved: the rank of the Jacobian with its bounds, an exact zero nearby."""


def run_audit(arguments: Sequence[str]) -> int:
    """Audit the model, print the answer, write the folder; the exit code."""
    parser = _parser()
    options = parser.parse_args(arguments)
    if options.check is not None:
        if options.model is not None or options.data is not None:
            parser.error("--check takes a file and no model")
        from .again import run_check

        return run_check(options.check, options.json)
    if options.model is None or options.data is None:
        parser.error("the following arguments are required: MODULE:FUNCTION, --data (or --check FILE alone)")
    check_range("--seed", options.seed, 0, MAX_SEED)
    check_range("--samples", options.samples, 1, MAX_SAMPLES)
    from .folder import check_folder, write_folder

    if options.out is not None:
        check_folder(options.out)
    with _aside():
        audit = _audit(options)
    if options.out is not None:
        write_folder(options.out, audit)
    if options.json:
        print(json.dumps(audit.as_dict(), indent=1, ensure_ascii=False))
    else:
        print("\n".join(audit.sentences))
        for each in audit.told_theorems:
            print(f"  {each.id:<8}{each.applies:<8}{each.because}")
            if each.applies == "yes":
                print(f"{'':<18}hence {each.follows}")
        if options.out is not None:
            print(f"written: {options.out}")
    return audit.exit_code


@contextlib.contextmanager
def _aside() -> Iterator[None]:
    """What the user's code prints is no answer: it goes to stderr, also what is not printed by Python."""
    with contextlib.redirect_stdout(sys.stderr):
        try:
            kept = os.dup(1)
            os.dup2(2, 1)
        except OSError:  # one of them is closed
            yield
            return
        try:
            yield
        finally:
            sys.stderr.flush()
            os.dup2(kept, 1)
            os.close(kept)


def _parser() -> Parser:
    parser = Parser(prog="python -m verify audit", description=SAYS)
    words = "a function without arguments that returns the model, a torch.nn.Module"
    parser.add_argument("model", metavar="MODULE:FUNCTION", nargs="?", help=words)
    words = "digits, or an .npz file with inputs (or arrays named as the model's arguments) and targets"
    parser.add_argument("--data", metavar="NAME", help=words)
    parser.add_argument("--samples", type=int, metavar="N", help="the first N samples (default: all)")
    parser.add_argument("--checkpoint", metavar="FILE", help="a safetensors file with the weights")
    words = "square (default), cross-entropy, or module:function of outputs and targets"
    parser.add_argument("--loss", default="square", metavar="NAME", help=words)
    words = "bound the smallest singular value from below by verified arithmetic"
    parser.add_argument("--prove", action="store_true", help=words)
    parser.add_argument("--out", metavar="DIR", help="a new folder for page, document and certificate")
    words = "prove the certificate of an exact zero again, from zero.json alone; 1 if it does not hold"
    parser.add_argument("--check", metavar="FILE", help=words)
    parser.add_argument("--seed", type=int, default=0, metavar="S", help="of what is drawn (default: 0)")
    parser.add_argument("--timeout", type=float, metavar="S", help="wall time in seconds (default: none)")
    parser.add_argument("--device", default="cpu", metavar="NAME", help="cpu (default), cuda or cuda:N")
    parser.add_argument("--json", action="store_true", help="print one JSON document and nothing else")
    return parser


def _audit(options: argparse.Namespace) -> Audit:
    """The audit that the options ask for."""
    budget = Budget(options.timeout)
    from ..subject import find_device, import_model, load_data, make_subject, untouched, with_checkpoint
    from .entry import audit_subject

    device = find_device(options.device)
    import torch

    with budget.alarm("making the model and reading the data"), untouched():
        torch.manual_seed(options.seed)  # weights that the factory draws are those of the seed
        model = import_model(options.model)
        if options.checkpoint is not None:
            model = with_checkpoint(model, options.checkpoint)
        data = load_data(options.data)
        subject = make_subject(
            model,
            data.inputs,
            data.targets,
            loss=options.loss,
            samples=options.samples,
            device=device,
            shapes=data.shapes,
        )
    asked = {name: value for name, value in vars(options).items() if name not in ("json", "out", "check")}
    return audit_subject(subject, prove=options.prove, seed=options.seed, budget=budget, options=asked)
