"""``python -m algebraic.thresholds``: a learning coefficient. A thin shell over ``learning_coefficient``."""

from __future__ import annotations

if __name__ == "__main__":  # what is imported below takes a moment
    from ..shell import end_on_interrupt

    end_on_interrupt()

import argparse
import sys
import time
from collections.abc import Sequence
from typing import Any

from ..options import DEFAULT_TIMEOUT
from ..shell import Budget, Parser, WrongInput, deliver, read_json_file, read_widths, run_command


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code."""
    return run_command(_run, arguments)


def _run(arguments: Sequence[str]) -> int:
    started = time.monotonic()
    parser = Parser(
        prog="python -m algebraic.thresholds",
        description="The learning coefficient (real log canonical threshold) of a square loss at a zero, exactly.",
    )
    shape = parser.add_mutually_exclusive_group(required=True)
    shape.add_argument("--widths", metavar="5,3,5", help="widths of a dense network: linear, without biases")
    shape.add_argument("--equations", metavar="FILE", help="polynomial equations, one a line; K is half their squares")
    parser.add_argument("--activation", action="append", metavar="POLY", help="of the network: polynomial in z (z)")
    for name, what in (("hidden-bias", "biases of hidden units"), ("output-bias", "biases of the outputs")):
        parser.add_argument(f"--{name}", action=argparse.BooleanOptionalAction, help=f"{what} (off by default)")
    parser.add_argument(
        "--target-rank", type=int, metavar="R", help="of a deep linear network: the least λ of all zeros"
    )
    parser.add_argument("--weights", metavar="FILE", help="JSON: the weights, in the order of the parameters: λ there")
    parser.add_argument("--inputs", metavar="FILE", help="JSON: one list for each sample (default: all inputs)")
    parser.add_argument("--point", metavar="0,1/2", help="a zero of the equations (default: the origin)")
    parser.add_argument(
        "--timeout", type=float, default=DEFAULT_TIMEOUT, metavar="S", help=f"seconds (default: {DEFAULT_TIMEOUT:g})"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON document and nothing else")
    options = parser.parse_args(arguments)
    _check(options)

    from .entry import learning_coefficient

    budget = Budget(options.timeout, started=started)
    with budget.alarm("the learning coefficient was being computed"):
        if options.equations is not None:
            from ..systems import read_equation_file

            point = None if options.point is None else options.point.split(",")
            found = learning_coefficient(read_equation_file(options.equations), point)
        else:
            weights, inputs = _read(options.weights, "--weights"), _read(options.inputs, "--inputs")
            found = learning_coefficient(_network(options), weights, rank=options.target_rank, inputs=inputs)
    failed = deliver(found.to_json() if options.json else str(found))
    return failed or (0 if found.status == "exact" else 4)


def _check(options: argparse.Namespace) -> None:
    """Refuse options that do not go together."""
    if options.equations is not None:
        others = ("activation", "hidden_bias", "output_bias", "target_rank", "weights", "inputs")
        given = [name for name in others if getattr(options, name) is not None]
    else:
        given = [] if options.point is None else ["point"]
    if given:
        other = "--widths" if options.equations is not None else "--equations"
        raise WrongInput(f"--{given[0].replace('_', '-')} goes with {other}", hint="leave it out", kind="usage")


def _network(options: argparse.Namespace) -> Any:
    """The widths of a deep linear network, of any size; or another network."""
    widths = read_widths(options.widths)
    plain = {option.strip() for option in options.activation or ["z"]} == {"z"}
    if plain and not options.hidden_bias and not options.output_bias:
        return widths
    from ..networks import Network

    return Network.dense(
        widths,
        options.activation or "z",
        hidden_bias=bool(options.hidden_bias),
        output_bias=bool(options.output_bias),
    )


def _read(path: str | None, option: str) -> Any:
    if path is None:
        return None
    found = read_json_file(path, kind=f"bad_{option[2:]}")
    if not isinstance(found, list):
        raise WrongInput(
            f"{option} {path} has no list of numbers", hint='write [0, "1/2", …]', kind=f"bad_{option[2:]}"
        )
    return found


if __name__ == "__main__":
    sys.exit(main())
