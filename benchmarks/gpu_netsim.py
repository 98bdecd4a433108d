"""Training on a GPU: all of E02 at paper size, ensembles beside single models, and the ways to train several at once.

The images are 50,000 patches of photographs with the shape of CIFAR-10's. It needs the whole package and a device, and
writes ``docs/results/gpu-netsim.json``, from which ``benchmarks/training.py`` takes its lines about GPUs. Exit code 1
when results differ, 3 without a device. ``--device cpu --quick`` tries out the same code, without graphs.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

import numpy as np
from output import say
from record import describe_run

from netsim.models.architectures import mlp, theory2_dcnn
from netsim.models.networks import Weights
from netsim.runs.experiment import find_experiment
from netsim.runs.session import execute, make_spec
from netsim.shell.devices import check_device, describe
from netsim.shell.errors import NetsimError
from netsim.shell.records import write_json
from netsim.training.ensemble import train
from netsim.training.tasks import DataSpec, TrainTask

if TYPE_CHECKING:
    import torch

SEED = 0
RECORD = Path(__file__).resolve().parent.parent / "docs/results/gpu-netsim.json"
SAME = {"float64": 1e-8, "float32": 1e-2}  # of the largest weight; rounding grows along a trajectory
REPETITIONS = 5
TIMED_STEPS = 50
ALONE, ALONE_PLAIN = "one by one, graphs", "one by one"
GROUPED, GROUPED_PLAIN = "all at once, graphs", "all at once"
PRODUCTS = "all at once, graphs, convolutions as products of patches"


def run_experiment(device: str, size: str) -> dict[str, Any]:
    """E02 on patches, in a new folder."""
    experiment = find_experiment("E02")
    changes = {"data": "patches", "num_train": "50000"} if size == "paper" else {"data": "patches"}
    spec = make_spec(experiment, size, experiment.options(size, changes), SEED, device)
    with tempfile.TemporaryDirectory() as folder:
        result = execute(experiment, spec, Path(folder), executor="here")
    checks = {f"{check['claim']} {check['name']}": check["outcome"] for check in result["checks"]}
    return {k: result[k] for k in ("size", "options", "seconds", "sample_passes", "notes")} | {"checks": checks}


def tasks(quick: bool) -> dict[str, TrainTask]:
    """What the ways to train are compared on."""
    patches = DataSpec("patches", num_train=100 if quick else 5000, num_test=10)
    digits = DataSpec("digits", num_train=100 if quick else 1000, num_test=10)
    dcnns, mlps = (2, 3) if quick else (8, 64)
    return {
        f"{dcnns} × theory2_dcnn, batch 100": TrainTask(theory2_dcnn(), patches, tuple(range(dcnns)), 1, seed=SEED),
        f"{mlps} × MLP 64-32-10, batch 20": TrainTask(
            mlp(64, (32,), 10), digits, tuple(range(mlps)), 1, batch_size=20, seed=SEED
        ),
    }


def difference(first: Weights, second: Weights) -> float:
    """Largest difference of weights, relative to the largest weight.

    Not to that of each array: biases before a batch normalisation stay at 0, and all of them is rounding.
    """
    apart = max(abs(first[name] - second[name]).max() for name in first)
    return float(apart / max(abs(array).max() for array in second.values()))


def one_by_one(task: TrainTask, device: str) -> Weights:
    """The weights of every model trained by itself."""
    found = [train(task.part(slice(i, i + 1)), device).weights for i in range(len(task.models))]
    return {name: np.concatenate([weights[name] for weights in found]) for name in found[0]}


def differences(task: TrainTask, device: str) -> dict[str, dict[str, float]]:
    """Of an epoch of all models at once: from single models, from steps without graphs, from products of patches."""
    found = {}
    for dtype in SAME:
        short = replace(task, dtype=dtype, data=replace(task.data, num_train=min(1000, task.data.num_train or 1000)))
        together = train(short, device).weights
        found[dtype] = {"one by one": difference(one_by_one(short, device), together)}
        with without_graphs():
            found[dtype]["without graphs"] = difference(train(short, device).weights, together)
        with products_of_patches():
            found[dtype]["products of patches"] = difference(train(short, device).weights, together)
    return found


def without_graphs() -> AbstractContextManager[Any]:
    """Training that starts every kernel from Python."""
    return patch("netsim.training.loop.ReplayedStep", lambda step, recorder: step)


def products_of_patches() -> AbstractContextManager[Any]:
    """Convolutions of all models as one batched product."""
    return patch("netsim.models.networks._convolution", convolve_by_products)


def convolve_by_products(
    layer: Any, values: torch.Tensor, weight: torch.Tensor, bias: torch.Tensor | None
) -> torch.Tensor:
    """What ``netsim.models.networks._convolution`` computes, models side by side in the channels."""
    import torch
    from torch.nn.functional import unfold

    num_models = weight.shape[0]
    if values.ndim == 5:
        values = values.expand(num_models, *values.shape[1:]).transpose(0, 1).flatten(1, 2)
    height, width = ((side + 2 * layer.padding - layer.size) // layer.stride + 1 for side in values.shape[2:])
    columns = unfold(values, layer.size, padding=layer.padding, stride=layer.stride).unflatten(1, (num_models, -1))
    outputs = torch.bmm(weight.flatten(2), columns.permute(1, 2, 0, 3).flatten(2))
    if bias is not None:
        outputs = outputs + bias.unsqueeze(2)
    by_sample = outputs.unflatten(2, (len(values), -1)).permute(2, 0, 1, 3)
    return by_sample.flatten(1, 2).unflatten(2, (height, width))


def seconds_of_steps(task: TrainTask, device: str, wait: Callable[[], None]) -> dict[str, float]:
    """Median seconds of one step of all models, by way, each after a warm-up."""
    singles = [task.part(slice(i, i + 1)) for i in range(len(task.models))]
    ways: dict[str, tuple[list[TrainTask], AbstractContextManager[Any]]] = {
        ALONE_PLAIN: (singles, without_graphs()),
        ALONE: (singles, nullcontext()),
        GROUPED_PLAIN: ([task], without_graphs()),
        GROUPED: ([task], nullcontext()),
        PRODUCTS: ([task], products_of_patches()),
    }
    taken: dict[str, list[float]] = {way: [] for way in ways}
    for way, (parts, context) in ways.items():
        with context:
            groups = [prepared(part, device) for part in parts]
            for repetition in range(REPETITIONS + 1):
                wait()
                begun = perf_counter()
                for step, batches in groups:
                    for batch in batches:
                        step(*batch)
                wait()
                if repetition:  # the first one warms up
                    taken[way].append((perf_counter() - begun) / len(groups[0][1]))
    return {way: median(seconds) for way, seconds in taken.items()}


def prepared(task: TrainTask, device: str) -> tuple[Callable[..., None], list[tuple[torch.Tensor, torch.Tensor]]]:
    """A step and its batches on the device."""
    from netsim.training import loop
    from netsim.training.tensors import samples_of

    samples, _ = samples_of(task.data, device, task.dtype)
    _, _, step = loop._begin(task, device)
    chosen = loop._batches(task, samples, 1)[:TIMED_STEPS]
    return step, [(samples.rows(i), samples.labels[i]) for i in chosen]


def measure(device: str, quick: bool) -> dict[str, Any]:
    """Everything; the record."""
    import torch

    def wait() -> None:
        if device != "cpu":
            torch.cuda.synchronize(device)

    record: dict[str, Any] = {"device": describe(device), "seed": SEED, "tolerances": SAME, **describe_run()}
    record["versions"]["torch"] = version("torch")
    record["differences"], record["seconds_of_a_step"] = {}, {}
    for name, task in tasks(quick).items():
        say(name)
        record["differences"][name] = differences(task, device)
        with torch.backends.cudnn.flags(enabled=True, deterministic=True, allow_tf32=False):  # as in training
            record["seconds_of_a_step"][name] = seconds_of_steps(task, device, wait)
    say("E02")
    record["experiment"] = run_experiment(device, "smoke" if quick else "paper")
    record["peak_bytes"] = None if device == "cpu" else torch.cuda.max_memory_allocated(device)
    record["machine"]["load_at_end"] = [round(x, 2) for x in os.getloadavg()]
    record["problems"] = [
        f"{name}, {dtype}, {way}: weights differ by {value:.1e}"
        for name, by_dtype in record["differences"].items()
        for dtype, by_way in by_dtype.items()
        for way, value in by_way.items()
        if not value <= SAME[dtype]
    ]
    return record


def main(arguments: Sequence[str]) -> int:
    """Run the command and return its exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--device", default="cuda", help="cuda, cuda:N, or cpu to try it out (default cuda)")
    parser.add_argument("--quick", action="store_true", help="a hundred images, few models, and E02 at smoke size")
    parser.add_argument("--out", metavar="FILE.json", type=Path, help="write the record there")
    options = parser.parse_args(arguments)
    try:
        device = check_device(options.device)
        record = measure(device, options.quick) | {"command": " ".join(["benchmarks/gpu_netsim.py", *arguments])}
    except NetsimError as problem:
        say(f"not measured: {problem}")
        return problem.exit_code
    official = device != "cpu" and not options.quick
    if options.out or official:
        write_json(options.out or RECORD, record)
    print(json.dumps(record, indent=1))
    for found in record["problems"]:
        say(f"problem: {found}")
    return int(bool(record["problems"]))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
