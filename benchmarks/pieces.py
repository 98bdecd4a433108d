"""Connected pieces of zero-error sets, and the mixed volumes that prove them, beside gfan.

It takes some minutes; ``--quick`` takes some seconds.
Exit code 1 when a number is not the known one, when a check fails, or when programs disagree.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from time import perf_counter, process_time
from typing import Any

from cases import SEED
from measuring import Peer, compare, disagreements
from output import complete, deliver, make_parser, read_options, say
from pieces_page import GFAN, OURS, render
from programs import installed
from record import describe_run

from algebraic import Network
from algebraic.bounds import Support, mixed_volume_again
from algebraic.engines import gfan_mixed_volume
from algebraic.pieces import bounds_fault, count_pieces
from algebraic.shell import UNLIMITED, Budget
from algebraic.systems import cyclic, zero_error_system


@dataclass(frozen=True)
class Question:
    """A network and a data set; ``known`` is the number of pieces where a closed form has it."""

    widths: tuple[int, ...]
    activation: str
    inputs: tuple[tuple[int, ...], ...]
    targets: tuple[int, ...]
    bias: bool = False
    known: int | None = None

    @property
    def network(self) -> Network:
        """With or without hidden biases; the output has none."""
        return Network.dense(self.widths, self.activation, hidden_bias=self.bias, output_bias=False)


def chain(length: int) -> Question:
    """The product of L weights is 2: 2^(L − 1) pieces."""
    return Question((1,) * (length + 1), "z", ((1,),), (2,), known=2 ** (length - 1))


TWO = ((1, 2), (3, -1))
QUESTIONS = [
    *map(chain, range(2, 8)),
    Question((2, 1, 1), "z**3", ((1, 2),), (3,)),
    Question((2, 2, 1), "z**2", TWO, (3, 1)),
    Question((2, 2, 1), "z**2", TWO, (3, -1)),
    Question((1, 2, 1), "z**2", ((2,), (3,)), (1, -4), bias=True),
    Question((2, 2, 1), "z**3", TWO[:1], (3,)),
    Question((2, 2, 1), "z**3", TWO, (3, -1)),
    Question((2, 3, 1), "z**2", TWO, (3, -1)),
    Question((2, 2, 1), "z**4", TWO, (3, -1)),
]
SIZES = (5, 6, 7, 8, 9, 10, 11)  # of cyclic roots


def ours(supports: Sequence[Support], limit: float) -> int | None:
    """Proved cells."""
    return mixed_volume_again(supports, budget=Budget(seconds=limit))


def by_gfan(supports: Sequence[Support], limit: float) -> int:
    """``gfan _mixedvolume``."""
    return gfan_mixed_volume(supports, budget=Budget(seconds=limit))


PEERS = [Peer(OURS, ours), Peer(GFAN, by_gfan, installed("gfan"))]


def measure_volume(size: int, *, repetitions: int, limit: float) -> dict[str, Any]:
    """Both programs in turn on the supports of the cyclic roots."""
    supports = [frozenset(tuple(map(int, e)) for e in support) for support in cyclic(size).supports()]
    results = compare(PEERS, supports, repetitions=repetitions, limit=limit)
    return {"size": size, "results": results, "problems": list(disagreements(PEERS, results).values())}


def measure_pieces(question: Question) -> dict[str, Any]:
    """One count, and its check."""
    begun = process_time()
    found = count_pieces(question.network, question.inputs, question.targets, seed=SEED)
    counted, problems = process_time(), []
    system = zero_error_system(question.network, question.inputs, question.targets)
    fault = bounds_fault(system, found, UNLIMITED)
    checked = process_time()
    if fault is not None:
        problems.append(f"{question}: {fault}")
    if question.known is not None and not found["lower"] <= question.known <= found["upper"]:
        problems.append(
            f"{question}: {question.known} pieces are known, {found['lower']} to {found['upper']} were found"
        )
    kept = ("lower", "upper", "exact", "euler_characteristic", "complex_critical_points", "at_most", "equations")
    return {
        "widths": question.widths,
        "activation": question.activation,
        "bias": question.bias,
        "inputs": question.inputs,
        "targets": question.targets,
        "known": question.known,
        "coordinates": len(found["weights"]),
        **{name: value for name, value in found.items() if name in kept},
        "cpu": counted - begun,
        "check_cpu": checked - counted,
        "problems": problems,
    }


def run(options: argparse.Namespace) -> dict[str, Any]:
    """Measure everything and return the record."""
    started = perf_counter()
    record: dict[str, Any] = {"options": {k: getattr(options, k) for k in ("quick", "limit", "repetitions")}}
    record |= {"seed": SEED, "command": " ".join(["benchmarks/pieces.py", *options.arguments])} | describe_run()
    measure = partial(measure_volume, repetitions=options.repetitions, limit=options.limit)
    record["volumes"] = [measure(size) for size in (SIZES[:3] if options.quick else SIZES)]
    record["pieces"] = []
    for question in QUESTIONS[:3] if options.quick else QUESTIONS:
        say(f"{question}")
        record["pieces"].append(measure_pieces(question))
    rows = [*record["volumes"], *record["pieces"]]
    return complete(record, started, [problem for row in rows for problem in row["problems"]])


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """The options of the command."""
    parser = make_parser("pieces.py", __doc__, quick="three of each", repetitions=3)
    parser.add_argument("--limit", type=float, default=120.0, help="seconds for one mixed volume (default 120)")
    return read_options(parser, arguments)


def main(arguments: Sequence[str]) -> int:
    """Run the command and return its exit code."""
    return deliver(parse(arguments), run, render)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
