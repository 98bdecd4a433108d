"""``python -m algebraic.dimension``: the dimension of the zero-error set; ``check FILE`` re-verifies a result."""

from __future__ import annotations

import json
import sys
import time
from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ..options import add_data_options, add_network_options, add_run_options, network_from, num_samples_from
from ..shell import Missing, Parser, WrongInput, run_command

if TYPE_CHECKING:
    from ..networks import Network
    from ..shell import Budget

STARTED = time.monotonic()


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code."""
    return run_command(_run, arguments)


def _run(arguments: Sequence[str]) -> int:
    return _check(arguments[1:]) if arguments[:1] == ["check"] else _explore(arguments)


def _explore(arguments: Sequence[str]) -> int:
    parser = Parser(
        prog="python -m algebraic.dimension",
        description="What dimension does the zero-error set of a network have, or is it empty?\n"
        "python -m algebraic.dimension check FILE re-verifies the certificate in a JSON result.",
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
    options = parser.parse_args(arguments)
    if options.points < 0:
        raise WrongInput(f"--points is {options.points}", hint="give a number from 0 on", kind="bad_points")

    from ..data import is_image_source, load_data
    from ..ranks import rank_at
    from ..shell import Budget
    from .fibre import explore
    from .large_fibre import is_large

    budget = Budget(options.timeout, options.memory, STARTED)
    network = network_from(options)
    if options.function_space and options.samples is None:  # which needs no square system
        options.samples = max(1, network.num_params // network.output_dim)
    num_samples = num_samples_from(options, network)
    if options.resume is not None or is_image_source(options.data, network) or is_large(network, num_samples):
        return _prove(options, network, num_samples, budget)
    data = load_data(options.data, network, num_samples, seed=options.seed, rank_of=rank_at)
    found = explore(
        network,
        data,
        function_space=options.function_space,
        groebner=options.groebner,
        degree=options.degree,
        points=options.points,
        seed=options.seed,
        budget=budget,
        options=vars(options),
    )
    print(found.to_json() if options.json else found)
    return 4 if found.cut_short else 0


def _prove(options: Namespace, network: Network, num_samples: int, budget: Budget) -> int:
    """For images and large systems: by a rank modulo a prime."""
    from ..data import load_integer_data
    from ..ranks import rank_at
    from .large_fibre import prove_dimension

    found = prove_dimension(
        network,
        load_integer_data(options.data, network, num_samples, seed=options.seed, rank_of=rank_at),
        seed=options.seed,
        budget=budget,
        resume=None if options.resume is None else Path(options.resume),
        report=Progress(),
        options=vars(options),
    )
    print(found.to_json() if options.json else found)
    return 0


class Progress:
    """Says on stderr what is being done, every ten seconds."""

    def __init__(self) -> None:
        self._said = time.monotonic()

    def __call__(self, text: str) -> None:
        if time.monotonic() - self._said > 10:
            self._said = time.monotonic()
            print(text, file=sys.stderr, flush=True)


def _check(arguments: Sequence[str]) -> int:
    parser = Parser(
        prog="python -m algebraic.dimension check", description="Re-verify the certificate in a JSON result."
    )
    parser.add_argument("file", metavar="FILE", help="output of algebraic.dimension --json")
    parser.add_argument("--json", action="store_true", help="print one JSON document and nothing else")
    options = parser.parse_args(arguments)

    from .check_large import KINDS, check_large_certificate
    from .fibre import check_certificate

    try:
        document = json.loads(Path(options.file).read_text(encoding="utf-8"))
    except OSError as problem:
        raise Missing(f"{options.file!r} cannot be read: {problem.strerror}", kind="data_missing") from None
    except ValueError as problem:
        raise WrongInput(f"{options.file!r} is not JSON: {problem}", kind="bad_certificate") from None
    certificate = document.get("certificate", document) if isinstance(document, dict) else None
    if isinstance(certificate, dict) and certificate.get("kind") in KINDS:
        holds, statement = check_large_certificate(certificate, report=Progress())
    else:
        holds, statement = check_certificate(document)
    if options.json:
        print(json.dumps({"verified": holds, "statement": statement}, ensure_ascii=False))
    else:
        print(f"{'verified' if holds else 'NOT verified'}: {statement}")
    return 0 if holds else 1


if __name__ == "__main__":
    sys.exit(main())
