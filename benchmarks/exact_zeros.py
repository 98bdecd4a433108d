"""Proofs of an exact zero near a network, by size: processor and wall seconds, memory, the certificate and its check.

The network, two dense layers with tanh between them, has a zero that is known: its targets are outputs, and the weights
are moved from there. Every case is a process of its own. The floor is what no way around it can be faster than: the
products of the Jacobian's columns, one Gram matrix, and one Cholesky factor of it, by the same library.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import resource
import sys
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from time import perf_counter, process_time
from typing import Any

from formatting import markdown, seconds
from output import complete, deliver, make_parser, read_options, say
from page import machine_lines
from record import describe_run

from algebraic.engines import package_version

DELTA = 1e-3  # of the weights, times normal numbers
MIB = 2.0**20

INTRODUCTION = """\
# Benchmarks: exact zeros

What `verify.audit` takes to prove an exact zero near a network, and what its certificate takes. It is generated:
`benchmarks/exact_zeros.py` measures, `--large` the largest case too, and `--page FILE --from RECORD` writes the page
from the record of a run.

- The network has two dense layers with tanh between them and biases. Its targets are outputs, and its weights are moved
  from there by normal numbers times 1/1000, so that there is a zero nearby.
- Seconds of the processor are of one process, all its threads together; wall seconds depend on what else ran (the load
  is in the record). Memory is the most that the process held.
- The floor is one Gram matrix and one Cholesky factor of it in float64. A search takes both in every step, and a proof
  once more, with its matrix multiplied out again; the balls of a proof and of its check are the rest.
"""


@dataclass(frozen=True)
class Case:
    """A network with data.

    Attributes:
        samples: N.
        inputs: of a sample.
        hidden: units.
        outputs: for a sample.
        goal: seconds.
        goal_of: ``cpu`` or ``wall``.
    """

    samples: int
    inputs: int
    hidden: int
    outputs: int
    goal: float
    goal_of: str

    @property
    def equations(self) -> int:
        """Samples times outputs."""
        return self.samples * self.outputs

    @property
    def weights(self) -> int:
        """Of both layers, biases included."""
        return self.hidden * (self.inputs + 1) + self.outputs * (self.hidden + 1)


QUICK = Case(50, 10, 60, 4, 60.0, "cpu")
CASES = (Case(500, 60, 307, 4, 60.0, "cpu"),)
LARGE = Case(1000, 100, 943, 5, 1200.0, "wall")


def planted_case(case: Case) -> Any:
    """The subject of a case."""
    import torch

    from verify.subject import make_subject

    torch.manual_seed(0)
    layers = [torch.nn.Linear(case.inputs, case.hidden), torch.nn.Tanh(), torch.nn.Linear(case.hidden, case.outputs)]
    model = torch.nn.Sequential(*layers).double()
    inputs = torch.randn(case.samples, case.inputs, dtype=torch.float64)
    targets = model(inputs).detach()
    with torch.no_grad():
        for parameter in model.parameters():
            parameter += DELTA * torch.randn_like(parameter)
    return make_subject(model, inputs, targets)


def run_case(case: Case) -> dict[str, Any]:
    """What was measured, in this process."""
    import numpy as np
    from scipy.linalg import cho_factor

    from verify.audit.zero import check_zero, find_zero
    from verify.audit.zero.find import problem_of
    from verify.audit.zero.polish import float_gram

    subject = planted_case(case)
    problem = problem_of(subject)
    begun, wall = process_time(), perf_counter()
    cho_factor(float_gram(problem, problem.weights), lower=True, overwrite_a=True)
    floor = {"cpu": process_time() - begun, "wall": perf_counter() - wall}
    steps: list[float] = []
    begun, wall = process_time(), perf_counter()
    zero = find_zero(subject, report=lambda _, norm: steps.append(norm))
    found = {"cpu": process_time() - begun, "wall": perf_counter() - wall}
    text = json.dumps(zero.certificate)
    begun, wall = process_time(), perf_counter()
    checked = check_zero(json.loads(text))
    check = {"cpu": process_time() - begun, "wall": perf_counter() - wall}
    return {
        "case": asdict(case) | {"equations": case.equations, "weights": subject.num_params},
        "status": zero.status,
        "because": zero.because,
        "h": zero.h,
        "radius": zero.radius,
        "steps": len(steps),
        "floor": floor,
        "find": found,
        "check": check,
        "check_holds": bool(checked.holds),
        "certificate_bytes": len(text),
        "most_memory_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / MIB,
        "largest_weight": float(np.abs(zero.weights).max()) if zero.weights is not None else None,
    }


def problems_of(found: dict[str, Any]) -> list[str]:
    """What a measurement fails at."""
    case = found["case"]
    name = f"{case['equations']:,} equations, {case['weights']:,} weights"
    said = []
    if found["status"] != "proved" or not found["check_holds"]:
        said.append(f"{name}: {found['because']}")
    if found["find"][case["goal_of"]] > case["goal"]:
        taken = found["find"][case["goal_of"]]
        said.append(f"{name}: {taken:.0f} s ({case['goal_of']}), and {case['goal']:.0f} are asked")
    return said


def write_page(record: dict[str, Any]) -> str:
    """The page of a record."""
    heads = ["equations × weights", "steps", "find, CPU", "find, wall", "check, CPU", "floor, CPU", "floor ÷ find"]
    heads += ["certificate", "memory", "asked"]
    rows = []
    for found in record["results"]:
        case = found["case"]
        rows.append(
            [
                f"{case['equations']:,} × {case['weights']:,}",
                f"{found['steps']}",
                seconds(found["find"]["cpu"]),
                seconds(found["find"]["wall"]),
                seconds(found["check"]["cpu"]),
                seconds(found["floor"]["cpu"]),
                f"{found['floor']['cpu'] / found['find']['cpu']:.2f}",
                f"{found['certificate_bytes'] / MIB:.1f} MiB",
                f"{found['most_memory_mib']:,.0f} MiB",
                f"{case['goal']:.0f} s {case['goal_of']}",
            ]
        )
    return "\n".join([INTRODUCTION, machine_lines(record), markdown(heads, rows)])


def measure_cases(options: argparse.Namespace) -> dict[str, Any]:
    """The record: each case in a process of its own."""
    started = perf_counter()
    record = describe_run() | {
        "command": " ".join(["benchmarks/exact_zeros.py", *options.arguments]),
        "options": {"repetitions": options.repetitions},
        "seed": 0,
        "results": [],
    }
    record["versions"]["torch"] = package_version("torch")
    cases = [QUICK] if options.quick else [*CASES, *([LARGE] if options.large else [])]
    problems = []
    for case in cases:
        say(f"{case.equations:,} equations, {case.weights:,} weights …")
        with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
            found = pool.submit(run_case, case).result()
        found["load"] = round(os.getloadavg()[0], 2)
        record["results"].append(found)
        problems += problems_of(found)
        say(f"  {found['status']}, {seconds(found['find']['cpu'])} CPU, {seconds(found['find']['wall'])} wall")
    return complete(record, started, problems)


def main(arguments: Sequence[str]) -> int:
    """Measure, or take a record, and write what was asked for."""
    words = __doc__ or ""
    parser = make_parser("exact_zeros.py", words, quick="a case of 200 equations alone", repetitions=1)
    parser.add_argument("--large", action="store_true", help="5,000 equations and 100,000 weights too")
    return deliver(read_options(parser, arguments), measure_cases, write_page)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
