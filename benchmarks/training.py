"""Training of several models beside the obvious PyTorch loop: two networks of the papers, and small dense ones.

It takes some minutes on two free cores, and many more on busy ones; ``--quick`` takes one.
Where other programs keep the machine busy, the page leaves the goals undecided.
Exit code 1 when a program ends with other losses than the loop, or when one fails.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from functools import partial
from importlib.metadata import version
from time import perf_counter
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

import numpy as np
from measuring import product_rate
from output import complete, deliver, make_parser, read_options, say
from record import describe_run
from training_page import LOOP, LOOP_ALONE, LOOPS, OURS, OURS_ALONE, VMAP, render
from training_programs import loop, loop_alone, loops, ours_in, time_program, vmapped

from netsim.models import mlp, theory2_dcnn, theory3_cnn
from netsim.training import DataSpec, TrainTask

if TYPE_CHECKING:
    import torch

SEED = 0
SAME = 0.01  # relative difference of the last losses: float32 rounding grows along a trajectory
PRODUCT_SIZE = 2000
PROGRAMS: dict[str, Callable[[], Any]] = {
    LOOP: loop,
    LOOP_ALONE: loop_alone,
    LOOPS: loops,
    VMAP: vmapped,
    OURS_ALONE: partial(ours_in, "here"),
    OURS: partial(ours_in, "processes"),
}


def cases(quick: bool, epochs: int) -> dict[str, TrainTask]:
    """What is trained, by name."""
    patches = DataSpec("patches", num_train=200 if quick else 1000, num_test=10)
    digits = DataSpec("digits", num_train=200 if quick else 1000, num_test=10)
    return {
        "theory3_cnn": _task(theory3_cnn(), patches, 8, epochs, 100),
        "theory2_dcnn": _task(theory2_dcnn(), patches, 8, epochs, 100),
        "MLP 64-32-10": _task(mlp(64, (32,), 10), digits, 64, epochs, 20),
    }


def _task(network: Any, data: DataSpec, num_models: int, epochs: int, batch_size: int) -> TrainTask:
    return TrainTask(
        network, data, tuple(range(num_models)), epochs, batch_size=batch_size, evaluate_every=epochs, seed=SEED
    )


def measure_case(name: str, task: TrainTask, repetitions: int, limit: float) -> dict[str, Any]:
    """All programs in turn (A B C A B C …), and the float32 product beside them. What fails is not asked again."""
    results: dict[str, list[dict[str, Any]]] = {program: [] for program in PROGRAMS}
    rates, loads = [], []
    for _ in range(repetitions):
        for program, start in PROGRAMS.items():
            if any("failed" in row for row in results[program]):
                continue
            found = time_program(start, task, limit)
            results[program].append(found)
            say(f"{name}, {program}: " + (found["failed"] if "failed" in found else f"{found['wall']:.2f} s"))
        rates.append(product_rate(*product_matrices()))
        loads.append(round(os.getloadavg()[0], 2))
    return {
        "case": name,
        "num_params": task.network.num_params,
        "num_models": len(task.models),
        "batch_size": task.batch_size,
        "samples": task.data.num_train,
        "epochs": task.epochs,
        "results": results,
        "flops_of_a_step": flops_of_a_step(task),
        "flops_per_second": rates,
        "load": loads,
        "problems": [f"{name}: {problem}" for problem in problems(results)],
    }


def problems(results: dict[str, list[dict[str, Any]]]) -> list[str]:
    """Programs that failed, or whose last losses are not those of the loop (of the first program that has any)."""
    found = []
    reference: Any = next((row["losses"] for rows in results.values() for row in rows if "losses" in row), None)
    for program, rows in results.items():
        for row in rows:
            if "failed" in row:
                found.append(f"{program} failed: {row['failed']}")
            elif not np.allclose(row["losses"], reference, rtol=SAME, atol=0):
                worst = np.max(np.abs(np.divide(row["losses"], reference) - 1))
                found.append(f"{program}: a last loss differs from the loop's by {worst:.1%}")
    return found


def flops_of_a_step(task: TrainTask) -> int:
    """Floating-point operations of the matrix products and convolutions of one step of all models, as torch counts.

    Torch counts its own operations, so our kernels are left out.
    """
    import torch
    from torch.utils.flop_counter import FlopCounterMode

    from netsim.models import convolutions
    from netsim.training.loop import begin

    _, _, step = begin(task.part(slice(0, 1)), "cpu")
    with patch.object(convolutions, "kernels_for", lambda *_: None), FlopCounterMode(display=False) as counter:
        step(torch.zeros(1, task.batch_size, *task.network.input_shape), torch.zeros(1, task.batch_size).long())
    return counter.get_total_flops() * len(task.models)


def product_matrices() -> torch.Tensor:
    """Two float32 matrices for the rate of products on one thread."""
    import torch

    torch.set_num_threads(1)
    return torch.rand(2, PRODUCT_SIZE, PRODUCT_SIZE, generator=torch.Generator().manual_seed(SEED))


def run(options: argparse.Namespace) -> dict[str, Any]:
    """Measure everything and return the record."""
    started = perf_counter()
    record: dict[str, Any] = {
        "options": {k: getattr(options, k) for k in ("quick", "repetitions", "epochs", "limit")},
        "seed": SEED,
    }
    record |= describe_run()
    record["versions"]["torch"] = version("torch")
    record["command"] = " ".join(["benchmarks/training.py", *options.arguments])
    record |= {"tolerance": SAME, "product_size": PRODUCT_SIZE}
    record["cases"] = [
        measure_case(*case, options.repetitions, options.limit) for case in cases(options.quick, options.epochs).items()
    ]
    return complete(record, started, [problem for row in record["cases"] for problem in row["problems"]])


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """The options of the command."""
    parser = make_parser("training.py", __doc__, quick="200 samples, one epoch", repetitions=3)
    parser.add_argument("--epochs", type=int, help="of every call (default 4)")
    parser.add_argument("--limit", type=float, default=300.0, help="seconds for one process (default 300)")
    options = read_options(parser, arguments)
    options.epochs = options.epochs or (1 if options.quick else 4)
    return options


def main(arguments: Sequence[str]) -> int:
    """Run the command and return its exit code."""
    return deliver(parse(arguments), run, render)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
