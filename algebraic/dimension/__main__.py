"""``python -m algebraic.dimension``: the dimension of the zero-error set; ``check FILE`` re-verifies a result."""

from __future__ import annotations

if __name__ == "__main__":  # what is imported below takes a moment
    from ..shell import end_on_interrupt

    end_on_interrupt()

import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from ..options import (
    LATE,
    MAX_POINTS,
    add_data_options,
    add_network_options,
    add_run_options,
    data_from,
    network_from,
    num_samples_from,
    whole_data_from,
)
from ..shell import Parser, Progress, WrongInput, check_range, deliver, run_command, say


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code."""
    return run_command(_run, arguments)


def _run(arguments: Sequence[str]) -> int:
    return _check(arguments[1:]) if arguments[:1] == ["check"] else _explore(arguments)


def _explore(arguments: Sequence[str]) -> int:
    started = time.monotonic()  # what is imported below counts
    parser = Parser(
        prog="python -m algebraic.dimension",
        description="What dimension does the zero-error set of a network have, or is it empty?\n"
        "python -m algebraic.dimension check FILE proves a JSON result again.",
        words=("check",),
    )
    add_network_options(parser)
    add_data_options(
        parser,
        "digits (real images, the default), patches (of two photographs), random, a folder with CIFAR-10 (binary) or "
        "MNIST (IDX), or a .csv, .npy or .npz file",
    )
    add_run_options(parser, plot=False)
    parser.add_argument(
        "--resume",
        metavar="DIR",
        help="of a large system: keep finished blocks of the Jacobian there, and go on from them",
    )
    parser.add_argument(
        "--function-space",
        action="store_true",
        help="also the dimension of the function space by the coefficient map (samples need not make a square system)",
    )
    parser.add_argument(
        "--groebner", action="store_true", help="also the dimension for these targets, by a Gröbner basis modulo primes"
    )
    parser.add_argument("--degree", action="store_true", help="also the degree of the set, by a random slice")
    parser.add_argument(
        "--points",
        type=int,
        default=0,
        metavar="N",
        help="also look for N real points, certify them, and try to join them by a path inside the set",
    )
    parser.add_argument(
        "--components",
        action="store_true",
        help="also how many connected pieces the real set has, where it is proved to be regular",
    )
    parser.add_argument(
        "--identifiable",
        action="store_true",
        help="also which weights have the same function: the dimension of a generic fibre, and its points in a slice, "
        "up to the named symmetries",
    )
    options = parser.parse_args(arguments)
    check_range("--points", options.points, 0, MAX_POINTS)

    from ..data import is_image_source
    from ..shell import Budget
    from .explore import explore_fibre, is_large
    from .result import Extras

    budget = Budget(options.timeout, options.memory, started)
    with budget.alarm("the network was being built", late=LATE):
        network = network_from(options)
    with budget.alarm("the data were being read", late=LATE):
        num_samples = num_samples_from(options, network, square=not (options.function_space or options.identifiable))
    extras = Extras(**{name: getattr(options, name) for name in vars(Extras())})
    whole = is_image_source(options.data, network) or is_large(network, num_samples)
    if options.resume is not None and extras.asked() and not whole:
        raise WrongInput(
            f"--{extras.asked()[0].replace('_', '-')} does not go with --resume, which proves a rank modulo a prime",
            hint="leave out --resume: this system is small",
            kind="usage",
        )
    read = whole_data_from if whole or options.resume is not None else data_from
    with budget.alarm("the data were being read"):
        data = read(options, network, num_samples)
    with budget.alarm("the set was being explored", late=LATE):
        found = explore_fibre(
            network,
            data,
            extras,
            seed=options.seed,
            budget=budget,
            resume=None if options.resume is None else Path(options.resume),
            report=Progress(),
            options=options,
        )
    if "resume" in found.reasons:
        say(f"note: {found.reasons['resume']}")
    undecided = found.undecided()
    said = f"\nnot decided: {', '.join(undecided)}" if undecided else ""
    failed = deliver(found.to_json() if options.json else f"{found}{said}")
    return failed or (4 if undecided else 0)


def _check(arguments: Sequence[str]) -> int:
    from ..documents import Check, run_check

    def kinds() -> Mapping[str, Check]:
        from .check_documents import check_dimension, check_rank

        return {"dimension": check_dimension, "rank": check_rank}

    return run_check("python -m algebraic.dimension check", kinds, arguments)


if __name__ == "__main__":
    sys.exit(main())
