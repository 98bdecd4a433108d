"""``python -m algebraic.count``: all solutions, certified; ``check FILE`` proves a result again from the file alone."""

from __future__ import annotations

if __name__ == "__main__":  # what is imported below takes a moment
    from ..shell import end_on_interrupt

    end_on_interrupt()

import argparse
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ..options import (
    LATE,
    MAX_DATA_SETS,
    MAX_SEED,
    add_data_options,
    add_executor_options,
    add_network_options,
    add_run_options,
    add_system_options,
    check_executor_options,
    data_from,
    network_from,
    num_samples_from,
)
from ..shell import (
    HypothesesNotMet,
    Parser,
    WrongInput,
    check_output_path,
    check_plot_path,
    check_range,
    deliver,
    read_json_file,
    run_command,
    say,
    shown_path,
    write_text,
)
from .function_space import add_function_options, count_functions

if TYPE_CHECKING:
    from ..census import CriticalFunctions, IsolatedSolutions, SolutionSet
    from ..documents import Check

# Options that go with --equations; the others belong to a network and its data.
OF_EQUATIONS = ("seed", "timeout", "memory", "plot", "json", "solutions", "resume", "device", "kernel")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code."""
    return run_command(_run, arguments)


def _run(arguments: Sequence[str]) -> int:
    return _check(arguments[1:]) if arguments[:1] == ["check"] else _count(arguments)


def _count(arguments: Sequence[str]) -> int:
    started = time.monotonic()  # what is imported below counts
    parser = Parser(
        prog="python -m algebraic.count",
        description="All complex zero-error solutions of a network, all critical points of its loss, or all solutions\n"
        "of the equations in a file, each with a proof.\npython -m algebraic.count check FILE proves a result again.",
        words=("check",),
    )
    add_network_options(parser)
    add_data_options(parser)
    add_system_options(parser, "function-space")
    add_function_options(parser)
    add_run_options(parser)
    parser.add_argument("--solutions", metavar="FILE", help="write the whole result, every solution included, as JSON")
    parser.add_argument("--resume", metavar="FILE", help="go on from what --solutions wrote when the time was over")
    parser.add_argument(
        "--data-sets", type=int, metavar="N", help="also the number of real solutions over N random data sets"
    )
    add_executor_options(parser)
    parser.add_argument(
        "--device", default="cpu", metavar="NAME", help="cpu (numpy, the default), cuda or cuda:N, or torch-cpu"
    )
    parser.add_argument(
        "--kernel",
        choices=("auto", "arrays", "fused"),
        default="auto",
        help="how paths are tracked: array by array (numpy, torch), or by one compiled program for each path, which on "
        "the CPU needs cc; auto: compiled on the CPU where there is a compiler and one program serves all paths",
    )
    parser.add_argument(
        "--equations",
        metavar="FILE",
        help="the solutions of these equations, instead of those of a network: one polynomial a line in + - * / ^ **, "
        "numbers and names; # begins a comment",
    )
    options = parser.parse_args(arguments)
    check_plot_path("--plot", options.plot)
    check_output_path("--solutions", options.solutions)
    if options.equations is not None:
        _refuse_others(parser, arguments)
        return _finish(_of_equations(options, started), options)

    if options.system == "function-space":
        return _finish(count_functions(options, started), options)
    for name in ("metric", "gauge"):
        if getattr(options, name) is not None:
            raise WrongInput(
                f"--{name} with --system {options.system}", hint="add --system function-space", kind="usage"
            )

    from ..ideals import SYSTEMS

    system = SYSTEMS[options.system]
    check_range("--data-sets", options.data_sets, 0, MAX_DATA_SETS)
    if options.data_sets is not None and (options.data_sets < 2 or not system.one_family):
        raise WrongInput(
            f"--data-sets {options.data_sets} with --system {options.system}",
            hint="give a number from 2 on, and the zero-error system",
            kind="bad_data_sets",
        )
    check_executor_options(options)
    if (options.jobs > 1 or options.executor != "processes") and options.data_sets is None:
        raise WrongInput(
            "--jobs and --executor say where --data-sets are counted", hint="give --data-sets, too", kind="usage"
        )
    earlier = read_json_file(options.resume) if options.resume else None

    from ..census import take_census
    from ..data import within_float64
    from ..shell import Budget
    from ..tracking import tracker_on

    # A family is compiled once: that pays where there is one, as for the zero-error system.
    kernel = None if options.kernel == "auto" and system.one_family else options.kernel == "fused"
    tracker = tracker_on(options.device, kernel=kernel)
    budget = Budget(options.timeout, options.memory, started)
    with budget.alarm("network and data were being read", late=LATE):
        network = network_from(options)
        data = data_from(options, network, num_samples_from(options, network))
    with budget.alarm("the solutions were being counted", late=LATE), within_float64(data):
        found = take_census(
            network,
            data,
            system=options.system,
            ridge=options.ridge,
            seed=options.seed,
            budget=budget,
            resume=earlier,
            num_data_sets=options.data_sets,
            executor=options.executor if options.device == "cpu" else "here",
            jobs=options.jobs,
            tracker=tracker,
            options=vars(options),
        )
    if found.complex_count_status == "infinite" and not system.infinite_is_an_answer:
        raise HypothesesNotMet(
            f"{found.sentence()} So there is no finite count: {found.complex_count_evidence['statement']}",
            hint="use algebraic.dimension; without biases and with z**3+z more networks have finitely many solutions",
            kind="infinite",
        )
    return _finish(found, options)


def _of_equations(options: argparse.Namespace, started: float) -> IsolatedSolutions:
    """The solutions of the equations in a file."""
    check_range("--seed", options.seed, 0, MAX_SEED)
    earlier = read_json_file(options.resume) if options.resume else None

    from ..census import take_equations
    from ..shell import Budget
    from ..systems import check_square, read_equation_file
    from ..tracking import tracker_on

    tracker = tracker_on(options.device, kernel=None if options.kernel == "auto" else options.kernel == "fused")
    budget = Budget(options.timeout, options.memory, started)
    with budget.alarm("the equations were being read", late=LATE):
        system = read_equation_file(options.equations)
        check_square(system, shown_path(options.equations))
    chosen = {name: vars(options)[name] for name in (*OF_EQUATIONS, "equations")}
    with budget.alarm("the solutions were being counted", late=LATE):
        return take_equations(
            system,
            seed=options.seed,
            budget=budget,
            resume=earlier,
            tracker=tracker,
            source=options.equations,
            options=chosen,
        )


def _refuse_others(parser: Parser, arguments: Sequence[str]) -> None:
    """Refuse options that belong to a network or its data."""
    unset = object()
    given = parser.parse_args(arguments, argparse.Namespace(**dict.fromkeys(vars(parser.parse_args([])), unset)))
    for name, value in vars(given).items():
        if value is not unset and name not in (*OF_EQUATIONS, "equations"):
            raise WrongInput(
                f"--{name.replace('_', '-')} with --equations",
                hint="leave one of them out: equations have no network, data or ridge",
                kind="usage",
            )


def _finish(found: SolutionSet | IsolatedSolutions | CriticalFunctions, options: argparse.Namespace) -> int:
    """Print, save and draw a result; returns the exit code."""
    for key in ("resume", "kernel"):
        if key in found.reasons:
            say(f"note: {found.reasons[key]}")
    document = found.to_json() if options.json or options.solutions else ""
    failed = deliver(
        document if options.json else str(found),
        save=None if options.solutions is None else lambda: write_text(Path(options.solutions), document + "\n"),
        then=None if options.plot is None else lambda: found.plot(options.plot),
    )
    if "interrupted" in found.cut_short:
        return 130
    return failed or (4 if found.undecided() else 0)


def _check(arguments: Sequence[str]) -> int:
    from ..documents import run_check

    def kinds() -> Mapping[str, Check]:
        from .check import check_count
        from .check_distances import check_functions
        from .check_equations import check_isolated

        return {"count": check_count, "equations": check_isolated, "functions": check_functions}

    return run_check("python -m algebraic.count check", kinds, arguments)


if __name__ == "__main__":
    sys.exit(main())
