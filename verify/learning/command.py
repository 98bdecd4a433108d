"""``python -m verify learning``: the learning coefficient of a model that a command line names."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

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
    from .result import LearningEstimate

PLANNED = ("radius", "chains", "temperatures", "decades", "draws", "steps")
SAYS = """Estimate the learning coefficient of a torch model at its weights, with its multiplicity, by chains at several
temperatures in two boxes; undecided, with the reason, where they do not agree."""


def run_learning(arguments: Sequence[str]) -> int:
    """Estimate, print the answer; the exit code."""
    options = _parser().parse_args(arguments)
    check_options(options)
    with printed_aside():
        found = _estimate(options)
    print(json.dumps(found.as_dict(), indent=1, ensure_ascii=False) if options.json else found)
    return found.exit_code


def _parser() -> Parser:
    parser = Parser(prog="python -m verify learning", description=SAYS)
    add_model_options(parser)
    words = "standard deviation of each weight in the wider box (default: 0.3 of the size of the weights)"
    parser.add_argument("--radius", type=float, metavar="R", help=words)
    parser.add_argument("--chains", type=int, metavar="N", help="in each box for each temperature (48, or 16)")
    parser.add_argument("--temperatures", type=int, metavar="N", help="in each box (20; 8 above 64 weights)")
    parser.add_argument("--decades", type=float, metavar="D", help="that the inverse temperatures span (16, or 3)")
    parser.add_argument("--draws", type=int, metavar="N", help="kept of each chain after twice as many (150, or 300)")
    parser.add_argument("--steps", type=int, metavar="N", help="at most, of one trajectory (2, or 6)")
    add_run_options(parser)
    return parser


def _estimate(options: argparse.Namespace) -> LearningEstimate:
    """The estimate that the options ask for."""
    from .entry import estimate_for

    budget = Budget(options.timeout)
    subject = named_subject(options, budget)
    asked = asked_options(options)
    own = {name: asked[name] for name in PLANNED}
    return estimate_for(subject, own, seed=options.seed, budget=budget, options=asked)
