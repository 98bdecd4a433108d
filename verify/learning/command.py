"""``python -m verify learning``: the learning coefficient of a model that a command line names."""

from __future__ import annotations

import argparse
import contextlib
import json
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from algebraic.shell import MAX_SEED, Budget, Parser, check_range

if TYPE_CHECKING:
    from .result import LearningEstimate

MAX_SAMPLES = 10**9
PLANNED = ("radius", "chains", "temperatures", "decades", "draws", "steps")
SAYS = """Estimate the learning coefficient of a torch model at its weights, with its multiplicity, by chains at several
temperatures in two boxes; undecided, with the reason, where they do not agree."""


def run_learning(arguments: Sequence[str]) -> int:
    """Estimate, print the answer; the exit code."""
    options = _parser().parse_args(arguments)
    check_range("--seed", options.seed, 0, MAX_SEED)
    if options.samples is not None:
        check_range("--samples", options.samples, 1, MAX_SAMPLES)
    with contextlib.redirect_stdout(sys.stderr):  # what the user's code prints is no answer
        found = _estimate(options)
    print(json.dumps(found.as_dict(), indent=1, ensure_ascii=False) if options.json else found)
    return found.exit_code


def _parser() -> Parser:
    parser = Parser(prog="python -m verify learning", description=SAYS)
    words = "a function without arguments that returns the model, a torch.nn.Module"
    parser.add_argument("model", metavar="MODULE:FUNCTION", help=words)
    words = "digits, or an .npz file with inputs (or arrays named as the model's arguments) and targets"
    parser.add_argument("--data", metavar="NAME", required=True, help=words)
    parser.add_argument("--samples", type=int, metavar="N", help="the first N samples (default: all)")
    parser.add_argument("--checkpoint", metavar="FILE", help="a safetensors file with the weights")
    words = "square (default), cross-entropy, or module:function of outputs and targets"
    parser.add_argument("--loss", default="square", metavar="NAME", help=words)
    words = "standard deviation of each weight in the wider box (default: 0.3 of the size of the weights)"
    parser.add_argument("--radius", type=float, metavar="R", help=words)
    parser.add_argument("--chains", type=int, metavar="N", help="in each box for each temperature (48, or 16)")
    parser.add_argument("--temperatures", type=int, metavar="N", help="in each box (20; 8 above 64 weights)")
    parser.add_argument("--decades", type=float, metavar="D", help="that the inverse temperatures span (16, or 3)")
    parser.add_argument("--draws", type=int, metavar="N", help="kept of each chain after twice as many (150, or 300)")
    parser.add_argument("--steps", type=int, metavar="N", help="at most, of one trajectory (2, or 6)")
    parser.add_argument("--seed", type=int, default=0, metavar="S", help="of what is drawn (default: 0)")
    parser.add_argument("--timeout", type=float, metavar="S", help="wall time in seconds (default: none)")
    parser.add_argument("--device", default="cpu", metavar="NAME", help="cpu (default), cuda or cuda:N")
    parser.add_argument("--json", action="store_true", help="print one JSON document and nothing else")
    return parser


def _estimate(options: argparse.Namespace) -> LearningEstimate:
    """The estimate that the options ask for."""
    budget = Budget(options.timeout)
    from ..subject import find_device, import_model, load_data, make_subject, with_checkpoint
    from .entry import estimate_for

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
    asked = {name: value for name, value in vars(options).items() if name != "json"}
    own = {name: asked[name] for name in PLANNED}
    return estimate_for(subject, own, seed=options.seed, budget=budget, options=asked)
