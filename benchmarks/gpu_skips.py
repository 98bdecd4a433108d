"""VGG11 with the sigmoid at full width on a GPU, with skip-connections to the output and without, on 50,000 patches.

Each part trains one network, epoch by epoch, as E16 does at paper size, says what each epoch gave, and ends when its
share of the seconds is used. Exit code 3 without a device, 4 where the time ended within an epoch.
``--device cpu --quick`` tries out the same code. CIFAR-10 at all sizes and rates: ``python -m netsim run E16 --size
paper --device cuda --shard I/N``.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from time import perf_counter
from typing import Any

from gpu_parts import NoDevice, Part, Script, add_part_options, measure_parts
from record import describe_run

from netsim.experiments.e16_skip_networks import EXPERIMENT, Settings, network
from netsim.models import walk
from netsim.shell import NetsimError, check_device, describe
from netsim.training import DataSpec, TrainTask, train

PARTS = ("plain", "skip", "few", "shallow")
RATES = {"plain": 0.01, "skip": 0.01, "few": 0.01, "shallow": 0.01}  # as printed
SHARE = 0.9  # of the time of a part: an epoch that has begun is finished, if it can
SEED = 0
PASSES = 3  # multiplications of a step for each one of a forward pass: forward, and two backward


def task_of(part: str, quick: bool) -> TrainTask:
    """One model of E16 at paper size, on patches."""
    found = EXPERIMENT.options("paper", {"data": "patches", "networks": "vgg11", "activation": "sigmoid"})
    options = replace(found, num_train=200, num_test=100, narrow_by=16) if quick else found
    assert isinstance(options, Settings)
    return TrainTask(
        network(options, ("vgg11", "sigmoid", "none", part, "truncated"), SEED),
        DataSpec("patches", options.num_train, options.num_test, SEED, preprocess=options.preprocess),
        models=(0,),
        epochs=options.epochs,
        learning_rate=RATES[part],
        batch_size=options.batch_size,
        momentum=options.momentum,
        rate_drops=options.rate_drops,
        seed=SEED,
    )


def measure(part: Part, name: str, device: str, quick: bool, seconds: float | None) -> None:
    """Epochs until the time is used; each is a figure."""
    begun = perf_counter()
    try:
        where = check_device(device)
    except NetsimError as problem:
        raise NoDevice(str(problem)) from None
    part.record["device"] = describe(where)
    task = task_of(name, quick)
    spec, count = task.network, int(task.data.num_train or 0)
    part.figure("num_params", spec.num_params)
    part.figure("num_neurons", spec.num_neurons)
    part.figure("num_skips", spec.drawn_skips.count if spec.drawn_skips else 0)
    work = PASSES * count * sum(node.multiplications for node in walk(spec.layers, spec.input_shape))
    part.figure("multiplications of an epoch", work)
    for epoch in range(task.epochs):
        before = perf_counter()
        found = train(task, where, (epoch, epoch + 1))
        task = replace(task, start=found.weights, velocity=found.velocity)
        names = ("train_loss", "train_error", "test_error")
        row = {"seconds": perf_counter() - before}
        part.figure(f"epoch {epoch + 1}", row | {name: float(found.final(name)[0]) for name in names})
        if seconds is not None and perf_counter() - begun > seconds:
            break


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--device", default="cuda", help="cuda, cuda:N, or cpu to try it out (default cuda)")
    parser.add_argument("--quick", action="store_true", help="a few images, and a sixteenth of all channels")
    add_part_options(parser, PARTS)
    options = parser.parse_args(arguments)
    given = sys.argv[1:] if arguments is None else arguments
    facts = {"seed": SEED, **describe_run(), "command": " ".join(["benchmarks/gpu_skips.py", *given])}
    chosen = [name for name in PARTS if not options.only or name in options.only]
    share = None if options.seconds is None else SHARE * options.seconds / len(chosen)
    asked: dict[str, Any] = {"device": options.device, "quick": options.quick, "seconds": share}
    parts: dict[str, Callable[[Part], None]] = {name: partial(measure, name=name, **asked) for name in chosen}
    return measure_parts(Script("skips", parts), facts, options)


if __name__ == "__main__":
    sys.exit(main())
