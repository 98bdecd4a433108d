"""``python -m algebraic.bezout``: the ladder of bounds for a network on a data set. A thin shell over ``ladder``."""

from __future__ import annotations

if __name__ == "__main__":  # what is imported below takes a moment
    from ..shell import end_on_interrupt

    end_on_interrupt()

import sys
import time
from collections.abc import Sequence

from ..options import (
    LATE,
    add_data_options,
    add_network_options,
    add_run_options,
    add_system_options,
    data_from,
    network_from,
    num_samples_from,
)
from ..shell import Parser, check_plot_path, deliver, run_command
from ..systems import FORMATS, check_export, export_files


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code."""
    return run_command(_run, arguments)


def _run(arguments: Sequence[str]) -> int:
    started = time.monotonic()  # what is imported below counts
    parser = Parser(
        prog="python -m algebraic.bezout",
        description="How many complex solutions can the zero-error equations of a network have, and how many do "
        "they have?\nDegrees, Bézout, multihomogeneous Bézout, BKK and the count, beside the papers' formulas.",
    )
    add_network_options(parser)
    add_data_options(parser)
    add_system_options(parser)
    add_run_options(parser)
    parser.add_argument(
        "--export",
        nargs=2,
        action="append",
        metavar=("FORMAT", "FILE"),
        help=f"write the system as an input file of {', '.join(FORMATS[:-1])} or {FORMATS[-1]}; may be repeated",
    )
    options = parser.parse_args(arguments)
    check_plot_path("--plot", options.plot)
    for format, path in options.export or ():
        check_export(format, path)

    from ..engines import ENGINES, find_engine
    from ..ideals import make_problem
    from ..shell import Budget, OutOfBudget, TooLarge
    from .rungs import climb

    budget = Budget(options.timeout, options.memory, started)
    for engine in ENGINES:
        find_engine(engine)  # an engine named by the environment must be there
    with budget.alarm("the network was being built", late=LATE):
        network = network_from(options)
    with budget.alarm("the data were being read", late=LATE):
        num_samples = num_samples_from(options, network)
    data, no_data = None, ""
    try:
        with budget.alarm("the data were being read"):
            data = data_from(options, network, num_samples)
    except (OutOfBudget, TooLarge) as reason:
        if options.export:
            raise
        no_data = str(reason)
    if options.export and data is not None:
        problem = make_problem(
            network, num_samples, data, system=options.system, ridge=options.ridge, seed=options.seed
        )
        with budget.alarm("the system was being exported"):
            export_files(problem.expand(), options.export)
    with budget.alarm("the ladder was being climbed", late=LATE):
        found = climb(
            network,
            num_samples,
            data,
            system=options.system,
            ridge=options.ridge,
            seed=options.seed,
            budget=budget,
            no_data=no_data,
            options=options,
        )
    failed = deliver(
        found.to_json() if options.json else str(found),
        then=None if options.plot is None else lambda: found.plot(options.plot),
    )
    return failed or (4 if found.undecided() else 0)


if __name__ == "__main__":
    sys.exit(main())
