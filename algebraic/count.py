"""``python -m algebraic.count``: all solutions, certified; ``check FILE`` proves a result again from the file alone."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from .commandline import (
    Parser,
    add_data_options,
    add_network_options,
    add_run_options,
    add_system_options,
    check_plot_path,
    network_from,
    num_samples_from,
    run_command,
)
from .errors import Missing, WrongInput

STARTED = time.monotonic()


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code."""
    return run_command(_run, arguments)


def _run(arguments: Sequence[str]) -> int:
    return _check(arguments[1:]) if arguments[:1] == ["check"] else _count(arguments)


def _count(arguments: Sequence[str]) -> int:
    parser = Parser(
        prog="python -m algebraic.count",
        description="All complex zero-error solutions of a network, or all critical points of its loss, each with a "
        "proof.\npython -m algebraic.count check FILE proves a result again.",
    )
    add_network_options(parser)
    add_data_options(parser)
    add_system_options(parser)
    add_run_options(parser)
    parser.add_argument("--solutions", metavar="FILE", help="write the whole result, every solution included, as JSON")
    options = parser.parse_args(arguments)
    check_plot_path(options.plot)

    from .budget import Budget
    from .census import census
    from .data import load_data

    budget = Budget(options.timeout, options.memory, STARTED)
    network = network_from(options)
    data = load_data(options.data, network, num_samples_from(options, network), seed=options.seed)
    found = census(
        network,
        data,
        system=options.system,
        ridge=options.ridge,
        seed=options.seed,
        budget=budget,
        options=vars(options),
    )
    if options.solutions:
        Path(options.solutions).write_text(found.to_json() + "\n", encoding="utf-8")
    print(found.to_json() if options.json else found)
    return 4 if found.cut_short else 0


def _check(arguments: Sequence[str]) -> int:
    parser = Parser(prog="python -m algebraic.count check", description="Prove the solutions in a file again.")
    parser.add_argument("file", metavar="FILE", help="what --solutions or --json wrote")
    parser.add_argument("--json", action="store_true", help="print one JSON document and nothing else")
    options = parser.parse_args(arguments)

    from .solution_check import check_solutions

    try:
        document = json.loads(Path(options.file).read_text(encoding="utf-8"))
    except OSError as problem:
        raise Missing(f"{options.file!r} cannot be read: {problem.strerror}", kind="data_missing") from None
    except ValueError as problem:
        raise WrongInput(f"{options.file!r} is not JSON: {problem}", kind="bad_certificate") from None
    problems = check_solutions(document)
    if options.json:
        print(json.dumps({"verified": not problems, "problems": problems}, ensure_ascii=False))
    else:
        print("\n".join(problems) or f"verified: {document['count']} solutions, each proved")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
