"""A model and its data as a command line names them: the same options for the audit, the curvature and the estimate."""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

from algebraic.shell import MAX_SEED, Budget, Parser, check_range

from .graph import Options

if TYPE_CHECKING:
    from .subject import Subject

MAX_SAMPLES = 10**9
OF_THE_ANSWER = ("json", "out", "check")  # options that do not change what is found


def add_model_options(parser: Parser, *, optional: bool = False) -> None:
    """``MODULE:FUNCTION``, ``--data``, ``--samples``, ``--checkpoint`` and ``--loss``.

    Args:
        optional: model and data may be left out.
    """
    words = "a function without arguments that returns the model, a torch.nn.Module"
    parser.add_argument("model", metavar="MODULE:FUNCTION", nargs="?" if optional else None, help=words)
    words = "digits, or an .npz file with inputs (or arrays named as the model's arguments) and targets"
    parser.add_argument("--data", metavar="NAME", required=not optional, help=words)
    parser.add_argument("--samples", type=int, metavar="N", help="the first N samples (default: all)")
    parser.add_argument("--checkpoint", metavar="FILE", help="a safetensors file with the weights")
    words = "square (default), cross-entropy, or module:function of outputs and targets"
    parser.add_argument("--loss", default="square", metavar="NAME", help=words)


def add_run_options(parser: Parser) -> None:
    """``--seed``, ``--timeout``, ``--device`` and ``--json``."""
    parser.add_argument("--seed", type=int, default=0, metavar="S", help="of what is drawn (default: 0)")
    parser.add_argument("--timeout", type=float, metavar="S", help="wall time in seconds (default: none)")
    parser.add_argument("--device", default="cpu", metavar="NAME", help="cpu (default), cuda or cuda:N")
    parser.add_argument("--json", action="store_true", help="print one JSON document and nothing else")


def check_options(options: argparse.Namespace) -> None:
    """Refuse numbers out of range before anything is imported.

    Raises:
        WrongInput: the seed, or the number of samples.
    """
    check_range("--seed", options.seed, 0, MAX_SEED)
    check_range("--samples", options.samples, 1, MAX_SAMPLES)


def named_subject(options: argparse.Namespace, budget: Budget) -> Subject:
    """The model that the options name, with its checkpoint, and the data.

    Raises:
        WrongInput: they cannot be taken.
        Missing: a file, a package or the device is not there.
        OutOfBudget: making or reading them took too long.
    """
    from .checkpoint import with_checkpoint
    from .devices import find_device
    from .given_data import load_data
    from .importing import import_model
    from .making import make_subject
    from .states import untouched

    device = find_device(options.device)
    import torch

    with budget.alarm("making the model and reading the data"), untouched():
        torch.manual_seed(options.seed)  # weights that the factory draws are those of the seed
        model = import_model(options.model)
        if options.checkpoint is not None:
            model = with_checkpoint(model, options.checkpoint)
        data = load_data(options.data)
        return make_subject(
            model,
            data.inputs,
            data.targets,
            loss=options.loss,
            samples=options.samples,
            device=device,
            shapes=data.shapes,
        )


def asked_options(options: argparse.Namespace) -> Options:
    """What was asked for, as results keep it."""
    return {name: value for name, value in vars(options).items() if name not in OF_THE_ANSWER}


@contextlib.contextmanager
def printed_aside() -> Iterator[None]:
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
