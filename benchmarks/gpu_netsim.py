"""Training on a GPU: experiments at paper size, ensembles beside single models, and the ways to train several at once.

The images are 50,000 patches of photographs with the shape of CIFAR-10's. It needs the whole package and a device. The
parts are experiments, and ``steps``: what one step costs in several ways. Exit code 1 when results differ, 3 without a
device, 4 where the time ended first. ``--device cpu --quick`` tries out the same code, without graphs.
"""

from __future__ import annotations

import argparse
import logging
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import replace
from functools import partial
from importlib.metadata import version
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

import numpy as np
from gpu_parts import NoDevice, Part, Script, add_part_options, measure_parts
from record import describe_run

from netsim.models import Weights, mlp, theory2_dcnn
from netsim.runs.experiment import find_experiment
from netsim.runs.session import execute, make_spec
from netsim.shell.devices import check_device, describe
from netsim.shell.errors import NetsimError
from netsim.training import DataSpec, TrainTask, train

if TYPE_CHECKING:
    import torch

SEED = 0
SAME = {"float64": 1e-8, "float32": 1e-2}  # of the largest weight; rounding grows along a trajectory
REPETITIONS = 5
TIMED_STEPS = 50
ALONE, ALONE_PLAIN = "one by one, graphs", "one by one"
GROUPED, GROUPED_PLAIN = "all at once, graphs", "all at once"
PRODUCTS = "all at once, graphs, convolutions as products of patches"


def run_experiment(part: Part, name: str, device: str, quick: bool) -> None:
    """One of the experiments on 50,000 patches at paper size, in a new folder; quick: at smoke size."""
    where = _device(part, device)
    experiment = find_experiment(name)
    size = "smoke" if quick else "paper"
    changes = {"data": "patches"} if quick else {"data": "patches", "num_train": "50000"}
    spec = make_spec(experiment, size, experiment.options(size, changes), SEED, where)
    with tempfile.TemporaryDirectory() as folder, _said(part):
        result = execute(experiment, spec, Path(folder), executor="here")
    checks = {f"{check['claim']} {check['name']}": check["outcome"] for check in result["checks"]}
    kept = {k: result[k] for k in ("size", "options", "seconds", "sample_passes", "notes")}
    part.figure("experiment", kept | {"checks": checks})
    if where != "cpu":
        import torch

        part.figure("peak bytes", torch.cuda.max_memory_allocated(where))


@contextmanager
def _said(part: Part) -> Iterator[None]:
    """Each training that is done is a figure: what is known of a run that is cut."""
    logger, begun, done = logging.getLogger("netsim.training"), perf_counter(), []

    class Said(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            if "were trained" in record.getMessage():
                done.append(round(perf_counter() - begun, 2))
                part.figure("trainings done after seconds", list(done))

    handler, level = Said(), logger.level
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    try:
        yield
    finally:
        logger.removeHandler(handler)
        logger.setLevel(level)


def _device(part: Part, name: str) -> str:
    """The device's name for netsim.

    Raises:
        NoDevice: it is not there.
    """
    try:
        found = check_device(name)
    except NetsimError as problem:
        raise NoDevice(str(problem)) from None
    part.record["device"] = describe(found)
    return found


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


def say_differences(part: Part, name: str, task: TrainTask, device: str) -> None:
    """Of an epoch of all models at once: from single models, from steps without graphs, from products of patches."""
    for dtype in SAME:
        short = replace(task, dtype=dtype, data=replace(task.data, num_train=min(1000, task.data.num_train or 1000)))
        together = train(short, device).weights
        apart = {"one by one": difference(one_by_one(short, device), together)}
        with without_graphs():
            apart["without graphs"] = difference(train(short, device).weights, together)
        with products_of_patches():
            apart["products of patches"] = difference(train(short, device).weights, together)
        part.figure(f"{name}: differences in {dtype}", apart)
        for way, value in apart.items():
            if not value <= SAME[dtype]:
                part.problem(f"{name}, {dtype}, {way}: weights differ by {value:.1e}")


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


def say_seconds_of_steps(part: Part, name: str, task: TrainTask, device: str, wait: Callable[[], None]) -> None:
    """Median seconds of one step of all models, by way, each after a warm-up."""
    singles = [task.part(slice(i, i + 1)) for i in range(len(task.models))]
    ways: dict[str, tuple[list[TrainTask], AbstractContextManager[Any]]] = {
        ALONE_PLAIN: (singles, without_graphs()),
        ALONE: (singles, nullcontext()),
        GROUPED_PLAIN: ([task], without_graphs()),
        GROUPED: ([task], nullcontext()),
        PRODUCTS: ([task], products_of_patches()),
    }
    for way, (parts, context) in ways.items():
        taken: list[float] = []
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
                    taken.append((perf_counter() - begun) / len(groups[0][1]))
        part.figure(f"{name}: seconds of a step, {way}", median(taken))


def prepared(task: TrainTask, device: str) -> tuple[Callable[..., None], list[tuple[torch.Tensor, torch.Tensor]]]:
    """A step and its batches on the device."""
    from netsim.training import loop
    from netsim.training.tensors import samples_of

    samples, _ = samples_of(task.data, device, task.dtype)
    _, _, step = loop.begin(task, device)
    chosen = loop._batches(task, samples, 1)[:TIMED_STEPS]
    return step, [(samples.rows(i), samples.labels[i]) for i in chosen]


def compare_ways(part: Part, device: str, quick: bool) -> None:
    """What the ways to train several models give, and what a step costs in each."""
    import torch

    where = _device(part, device)
    wait = partial(torch.cuda.synchronize, where) if where != "cpu" else lambda: None
    for name, task in tasks(quick).items():
        say_differences(part, name, task, where)
        with torch.backends.cudnn.flags(enabled=True, deterministic=True, allow_tf32=False):  # as in training
            say_seconds_of_steps(part, name, task, where, wait)


PARTS = ("E02", "steps", "E01", "E03", "E05")  # the most urgent first


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--device", default="cuda", help="cuda, cuda:N, or cpu to try it out (default cuda)")
    parser.add_argument("--quick", action="store_true", help="a hundred images, few models, experiments at smoke size")
    add_part_options(parser, PARTS)
    options = parser.parse_args(arguments)
    facts = {"seed": SEED, "tolerances": SAME, **describe_run()}
    facts["versions"]["torch"] = version("torch")
    given = sys.argv[1:] if arguments is None else arguments
    facts["command"] = " ".join(["benchmarks/gpu_netsim.py", *given])
    asked: dict[str, Any] = {"device": options.device, "quick": options.quick}
    parts: dict[str, Callable[[Part], None]] = {
        name: partial(compare_ways, **asked) if name == "steps" else partial(run_experiment, name=name, **asked)
        for name in PARTS
    }
    return measure_parts(Script("netsim", parts), facts, options)


if __name__ == "__main__":
    sys.exit(main())
