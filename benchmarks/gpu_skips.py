"""VGG11 with the sigmoid at full width on a GPU, with skip-connections to the output and without, on 50,000 patches.

Each part trains one network, epoch by epoch, as E16 does at paper size, says what each epoch gave, and ends when its
share of the seconds is used; ``docs/results/gpu-skips-PART.json`` is its record. Exit code 3 without a device.
``--device cpu --quick`` tries out the same code. CIFAR-10 at all sizes and rates: ``python -m netsim run E16 --size
paper --device cuda --shard I/N``.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from time import perf_counter
from typing import Any

from output import say
from record import describe_run

from netsim.experiments.e16_skip_networks import EXPERIMENT, Settings, network
from netsim.models import walk
from netsim.shell import NetsimError, check_device, describe, write_json
from netsim.training import DataSpec, TrainTask, train

PARTS = ("plain", "skip", "few", "shallow")
RATES = {"plain": 0.01, "skip": 0.01, "few": 0.01, "shallow": 0.01}  # as printed
FOLDER = Path(__file__).resolve().parent.parent / "docs/results"
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


def measure(part: str, device: str, seconds: float, quick: bool) -> dict[str, Any]:
    """Epochs until the time is used; the record."""
    task = task_of(part, quick)
    spec, count = task.network, int(task.data.num_train or 0)
    work = PASSES * count * sum(node.multiplications for node in walk(spec.layers, spec.input_shape))
    say(f"{part}: {spec.num_params:,} parameters, {spec.num_neurons:,} neurons, {work:.2g} multiplications an epoch")
    rows: list[dict[str, float]] = []
    begun = perf_counter()
    for epoch in range(task.epochs):
        before = perf_counter()
        found = train(task, device, (epoch, epoch + 1))
        task = replace(task, start=found.weights, velocity=found.velocity)
        names = ("train_loss", "train_error", "test_error")
        row = {"epoch": epoch + 1, "seconds": perf_counter() - before}
        rows.append(row | {name: float(found.final(name)[0]) for name in names})
        say(f"{part}: " + ", ".join(f"{name} {value:.4g}" for name, value in rows[-1].items()))
        if perf_counter() - begun > seconds:
            break
    return {"part": part, "device": describe(device), "seed": SEED, "epochs": rows, "multiplications": work} | {
        "num_params": spec.num_params,
        "num_skips": spec.drawn_skips.count if spec.drawn_skips else 0,
        **describe_run(),
    }


def main(arguments: Sequence[str]) -> int:
    """Run the command and return its exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--device", default="cuda", help="cuda, cuda:N, or cpu to try it out (default cuda)")
    parser.add_argument("--only", choices=PARTS, help="one part (default: all)")
    parser.add_argument("--seconds", type=float, default=420, help="for all parts together (default 420)")
    parser.add_argument("--quick", action="store_true", help="a few images, and a sixteenth of all channels")
    options = parser.parse_args(arguments)
    parts = [options.only] if options.only else list(PARTS)
    try:
        device = check_device(options.device)
        for part in parts:
            record = measure(part, device, options.seconds / len(parts), options.quick)
            if device != "cpu" and not options.quick:
                write_json(FOLDER / f"gpu-skips-{part}.json", record)
    except NetsimError as problem:
        say(f"not measured: {problem}")
        return problem.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
