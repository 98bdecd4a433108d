"""``python -m algebraic.relu``: zeros of ReLU networks. A thin shell over ``relu_zero_set`` and ``relu_regions``."""

from __future__ import annotations

if __name__ == "__main__":  # what is imported below takes a moment
    from ..shell import end_on_interrupt

    end_on_interrupt()

import argparse
import sys
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

from ..options import DEFAULT_TIMEOUT, LATE, MAX_SAMPLES, SOURCES
from ..shell import (
    MAX_SEED,
    PLOT_FORMATS,
    Budget,
    Parser,
    WrongInput,
    check_plot_path,
    check_range,
    deliver,
    parse_json,
    read_json_file,
    read_widths,
    run_command,
)

if TYPE_CHECKING:
    from ..data import DataSet
    from .question import Question


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code."""
    return run_command(_run, arguments)


def _run(arguments: Sequence[str]) -> int:
    started = time.monotonic()
    parser = Parser(
        prog="python -m algebraic.relu",
        description="The weights with which a two-layer ReLU or leaky-ReLU network fits its data: how many connected\n"
        "components they have, and of which dimension, exactly. Of more layers, or with --pattern or --at: its zeros\n"
        "strictly inside of the regions of activation patterns, each one certified.",
    )
    parser.add_argument("--widths", metavar="2,3,1", required=True, help="inputs, hidden units layer by layer, outputs")
    parser.add_argument("--leak", default="0", metavar="1/4", help="slope below 0, from 0 on and below 1 (default: 0)")
    parser.add_argument("--hidden-bias", action="store_true", help="biases of hidden units (off by default)")
    parser.add_argument("--minima", action="store_true", help="also all local minima of the square loss")
    parser.add_argument(
        "--path",
        nargs=2,
        metavar=("FROM", "TO"),
        help="also a path of zero error between two points, each a JSON list of all weights, or a file with one",
    )
    parser.add_argument(
        "--pattern",
        metavar="10,01/11",
        help="of more layers: on which samples each unit is active, layers apart by / (default: all patterns, if few)",
    )
    parser.add_argument("--at", metavar="WEIGHTS", help="the pattern of these weights, a JSON list, or a file with one")
    parser.add_argument("--data", default="digits", metavar="NAME|FILE", help=SOURCES)
    parser.add_argument("--samples", type=int, metavar="N", help="number of samples (default: all of a file)")
    parser.add_argument("--seed", type=int, default=0, metavar="S", help="seed of the data (default: 0)")
    parser.add_argument(
        "--timeout", type=float, default=DEFAULT_TIMEOUT, metavar="S", help=f"seconds (default: {DEFAULT_TIMEOUT:g})"
    )
    parser.add_argument("--plot", metavar="FILE", help=f"draw the products of the units ({', '.join(PLOT_FORMATS)})")
    parser.add_argument("--json", action="store_true", help="print one JSON document and nothing else")
    options = parser.parse_args(arguments)
    check_range("--samples", options.samples, 1, MAX_SAMPLES)
    check_range("--seed", options.seed, 0, MAX_SEED)

    check_plot_path("--plot", options.plot)

    if len(read_widths(options.widths)) > 3 or options.pattern is not None or options.at is not None:
        return _deep(options, Budget(options.timeout, started=started))
    from .entry import Wanted, ends_of, explore

    budget = Budget(options.timeout, started=started)
    with budget.alarm("the data were being read", late=LATE):
        question = _question(options)
        ends = None if options.path is None else ends_of(question, [_weights(given) for given in options.path])
    with budget.alarm("the zero-error set was being explored", late=LATE):
        found = explore(question, budget, Wanted(options.minima, ends), options=vars(options), seed=options.seed)
    then = None if options.plot is None else lambda: found.plot(options.plot)
    failed = deliver(found.to_json() if options.json else str(found), then=then)
    return failed or (0 if found.decided() else 4)


def _deep(options: argparse.Namespace, budget: Budget) -> int:
    """Regions of activation patterns, of any number of layers."""
    for name in ("minima", "path", "plot"):
        if getattr(options, name):
            raise WrongInput(
                f"--{name} is for two layers of weights without a pattern",
                hint=f"leave --{name} out, or give three widths and no --pattern or --at",
                kind="usage",
            )
    from .deep_entry import explore_regions
    from .deep_question import deep_question_of

    with budget.alarm("the data were being read", late=LATE):
        widths = read_widths(options.widths)
        data = _data(options, widths)
        question = deep_question_of(
            data.inputs, data.targets, widths, options.leak, options.hidden_bias, source=data.source
        )
        at = None if options.at is None else _weights(options.at, "--at")
    with budget.alarm("the regions of activation patterns were being looked at", late=LATE):
        found = explore_regions(question, budget, options.pattern, at, options=vars(options), seed=options.seed)
    failed = deliver(found.to_json() if options.json else str(found))
    return failed or (0 if found.decided() else 4)


def _weights(given: str, option: str = "--path") -> object:
    """A JSON list of weights, or the file of one."""
    if not given.lstrip().startswith("["):
        return read_json_file(given, kind="bad_weights")
    return parse_json(given.encode(), option, kind="bad_weights")


def _question(options: argparse.Namespace) -> Question:
    """The network and the data."""
    widths = read_widths(options.widths)
    if len(widths) != 3:
        raise WrongInput(
            f"--widths {options.widths} has {len(widths) - 1} layers of weights",
            hint="give three widths or more, such as 2,3,1",
            kind="bad_widths",
        )
    from .question import MAX_UNITS, question_of, read_leak

    if not 1 <= widths[1] <= MAX_UNITS:
        raise WrongInput(
            f"--widths {options.widths} has {widths[1]} hidden units",
            hint=f"give from 1 to {MAX_UNITS}",
            kind="bad_hidden_units",
        )
    leak = read_leak(options.leak)
    data = _data(options, widths)
    return question_of(data.inputs, data.targets, widths[1], leak, options.hidden_bias, data.source)


def _data(options: argparse.Namespace, widths: list[int]) -> DataSet:
    """The data of the options."""
    from ..data import load_data, num_samples_of
    from ..networks import Network
    from .question import MAX_SAMPLES as MOST

    shape = Network.dense(widths, "z**2")  # only its widths count here
    samples = options.samples or num_samples_of(options.data, shape)
    if samples is None:
        raise WrongInput("--samples is missing", hint="say how many samples, such as --samples 3", kind="usage")
    check_range("--samples", samples, 1, MOST)
    return load_data(options.data, shape, samples, seed=options.seed, repeated=True)


if __name__ == "__main__":
    sys.exit(main())
