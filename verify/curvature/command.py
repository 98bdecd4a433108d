"""``python -m verify curvature``: the Hessian of a model that a command line names."""

from __future__ import annotations

import argparse
import contextlib
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from algebraic.shell import MAX_SEED, Budget, Parser, check_output_path, check_range, write_text

if TYPE_CHECKING:
    from .result import Curvature

MAX_SAMPLES = 10**9
MAX_EIGENVALUES = 10**6
SAYS = """The eigenvalues of the Hessian of the loss at the weights of a torch model, each with an error bound;
how many are negative, and the rank."""


def run_curvature(arguments: Sequence[str]) -> int:
    """Compute, print the answer, write the document; the exit code."""
    options = _parser().parse_args(arguments)
    check_range("--seed", options.seed, 0, MAX_SEED)
    check_range("--samples", options.samples, 1, MAX_SAMPLES)
    check_range("--top", options.top, 0, MAX_EIGENVALUES)
    check_range("--lowest", options.lowest, 0, MAX_EIGENVALUES)
    check_output_path("--out", options.out)
    with contextlib.redirect_stdout(sys.stderr):  # what the user's code prints is no answer
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
    words = "a function without arguments that returns the model, a torch.nn.Module"
    parser.add_argument("model", metavar="MODULE:FUNCTION", help=words)
    words = "digits, or an .npz file with inputs (or arrays named as the model's arguments) and targets"
    parser.add_argument("--data", metavar="NAME", required=True, help=words)
    parser.add_argument("--samples", type=int, metavar="N", help="the first N samples (default: all)")
    parser.add_argument("--checkpoint", metavar="FILE", help="a safetensors file with the weights")
    words = "square (default), cross-entropy, or module:function of outputs and targets"
    parser.add_argument("--loss", default="square", metavar="NAME", help=words)
    words = "the K largest eigenvalues (default: all of a small model, 10 of a large one)"
    parser.add_argument("--top", type=int, metavar="K", help=words)
    words = "the K least (default: all of a small model, 1 of a large one)"
    parser.add_argument("--lowest", type=int, metavar="K", help=words)
    words = "dense (the whole matrix), lanczos (products with vectors), or auto (default): by the size"
    parser.add_argument("--method", choices=("auto", "dense", "lanczos"), default="auto", help=words)
    parser.add_argument("--per-layer", action="store_true", help="also the diagonal block of each layer")
    parser.add_argument("--out", metavar="FILE", help="write the document of --json into this file")
    parser.add_argument("--seed", type=int, default=0, metavar="S", help="of what is drawn (default: 0)")
    parser.add_argument("--timeout", type=float, metavar="S", help="wall time in seconds (default: none)")
    parser.add_argument("--device", default="cpu", metavar="NAME", help="cpu (default), cuda or cuda:N")
    parser.add_argument("--json", action="store_true", help="print one JSON document and nothing else")
    return parser


def _curvature(options: argparse.Namespace) -> Curvature:
    """The curvature that the options ask for."""
    budget = Budget(options.timeout)
    from ..subject import find_device, import_model, load_data, make_subject, with_checkpoint
    from .entry import curvature_of

    device = find_device(options.device)
    import torch

    with budget.alarm("making the model and reading the data"):
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
    asked = {name: value for name, value in vars(options).items() if name not in ("json", "out")}
    return curvature_of(
        subject,
        top=options.top,
        lowest=options.lowest,
        method=options.method,
        per_layer=options.per_layer,
        seed=options.seed,
        budget=budget,
        options=asked,
    )
