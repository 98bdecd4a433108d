"""Paths per second on a GPU and on a CPU: array code and the fused kernel.

``--prepare FILE.npz`` needs the whole package. It finds the 105 solutions of the network [3, 1, 1, 1] with z²+z and no
biases for random targets, and writes their paths to many other targets, the ends that the numpy tracker brings them
to, and the source of the kernel.
``--measure FILE.npz`` needs numpy, and torch for the GPU: everything else is in the file or stood in for. It tracks
the same paths, compares the ends, and prints a JSON record. Exit code 1 when ends differ. Without a GPU it says so,
and measures the CPU only.
"""

from __future__ import annotations

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")  # before numpy: one thread, so that a rate is that of one core

import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

import numpy as np
from bare_machine import deliver, describe, make_parser, packed_libraries, stand_in

SEED = 1
NUM_SOLUTIONS = 105
NUM_TARGETS = 156  # 16,380 paths
TILES = (1, 16, 64)  # the same paths so many times: a GPU wants many
REPETITIONS = 5
SAME = 1e-6  # relative distance of ends
MOST_OTHER_ENDS = 0.01  # share of paths that rounding may bring to another end


def prepare(path: Path) -> None:
    """Write the paths, their ends and the kernel."""
    from algebraic.networks import finite_symmetries
    from algebraic.systems import complex_normal
    from algebraic.tracking import ARRIVED, find_fibre, track
    from algebraic.tracking.source import fixed_values, kernel_source

    stream = np.random.default_rng(SEED)
    inputs = stream.normal(size=(5, 3))
    family = example(inputs)
    fibre = find_fibre(family, finite_symmetries(network()), stream, known_bound=NUM_SOLUTIONS)
    points = np.tile(fibre.points, NUM_TARGETS)
    start = fibre.parameters[:, None]
    end = np.repeat(complex_normal(stream, (len(start), NUM_TARGETS)), NUM_SOLUTIONS, axis=1)
    found = track(family, points, start, end)
    all_different = sum(
        len(np.unique(np.round(ends / (1 + abs(ends)), 6), axis=1).T) == NUM_SOLUTIONS
        for ends in np.split(found.points, NUM_TARGETS, axis=1)
    )
    arrived = int((found.status == ARRIVED).sum())
    print(
        f"{path}: {points.shape[1]} paths, {arrived} arrive; for {all_different} of {NUM_TARGETS} targets at 105 ends"
    )
    np.savez_compressed(
        path,
        inputs=inputs,
        points=points,
        start=start,
        end=end,
        ends=found.points,
        status=found.status,
        fixed=fixed_values(family),
        source=np.array(kernel_source(family)),
        libraries=packed_libraries(),
    )


def network() -> Any:
    """The network whose solutions are tracked."""
    from algebraic.networks import Network

    return Network.dense([3, 1, 1, 1], "z**2+z", hidden_bias=False, output_bias=False)


def example(inputs: np.ndarray) -> Any:
    """The family that is tracked."""
    from algebraic.systems import zero_error_family

    return zero_error_family(network(), inputs, len(inputs))


def measure(path: Path) -> dict[str, Any]:
    """Track the paths in every way that there is here, in turn; the rates and how many ends differ."""
    given = dict(np.load(path))
    stand_in(given["libraries"])
    from algebraic.shell import Missing
    from algebraic.tracking import track
    from algebraic.tracking.devices import open_device
    from algebraic.tracking.fused import compile_for_cpu, track_fused

    family = example(given["inputs"])
    paths = (given["points"], given["start"], given["end"])
    record: dict[str, Any] = describe() | {"seed": SEED, "repetitions": REPETITIONS}
    ways: dict[str, Callable[[], Any]] = {"numpy": lambda: track(family, *paths)}
    try:
        compile_for_cpu(str(given["source"]))
        ways["kernel, CPU"] = lambda: track_fused(family, *paths)
    except Missing as problem:
        record["kernel, CPU"] = f"not measured: {problem}"
    record["cpu"] = race(ways, given, 1)
    try:
        device = open_device("cuda")
    except Missing as problem:
        print(f"not measured: no device ({problem})", file=sys.stderr)
        record["gpu"] = "not measured: no device"
        return record
    record["gpu"] = measure_gpu(device, family, given)
    return record


def measure_gpu(device: Any, family: Any, given: dict[str, Any]) -> dict[str, Any]:
    """The same on a GPU: arrays lie there before the clock starts, and it stops when they are done."""
    import torch

    from algebraic.tracking import Tracked, track
    from algebraic.tracking.devices import GPU_BATCH, compile_for_gpu, run_kernel

    begun = perf_counter()
    kernel = compile_for_gpu(str(given["source"]), device.name)
    found: dict[str, Any] = {"name": torch.cuda.get_device_name(), "seconds to compile": perf_counter() - begun}
    there, fixed = family.over(device.to_device), device.to_device(given["fixed"])

    def finished(tracked: Tracked) -> Tracked:
        torch.cuda.synchronize()
        return tracked

    def by_arrays(paths: list[Any]) -> Tracked:
        return finished(track(there, *paths, batch=GPU_BATCH))

    def by_kernel(paths: list[Any]) -> Tracked:
        return finished(run_kernel(kernel, fixed, *paths))

    for tiles in TILES:
        paths = [
            device.to_device(np.tile(given[name], times))
            for name, times in (("points", tiles), ("start", 1), ("end", tiles))
        ]
        ways: dict[str, Callable[[], Any]] = {
            "arrays": partial(by_arrays, paths),
            "kernel": partial(by_kernel, paths),
        }
        found[f"{paths[0].shape[1]} paths"] = race(ways, given, tiles, device.to_numpy)
    return found


def race(
    ways: dict[str, Callable[[], Any]], given: dict[str, Any], tiles: int, to_numpy: Callable[[Any], Any] = np.asarray
) -> dict[str, Any]:
    """Run in turn A B A B …; the median rate of each, its spread, its ratio to the first, its share of other ends."""
    seconds: dict[str, list[float]] = {name: [] for name in ways}
    others = {}
    for repetition in range(REPETITIONS + 1):
        for name, way in ways.items():
            begun = perf_counter()
            tracked = way()
            if repetition:  # the first one warms up
                seconds[name].append(perf_counter() - begun)
            else:
                others[name] = other_ends(to_numpy(tracked.points), to_numpy(tracked.status), given, tiles)
    num_paths = tiles * given["points"].shape[1]
    first = median(next(iter(seconds.values())))
    return {
        name: {
            "paths per second": round(num_paths / median(taken)),
            "slowest, fastest": [round(num_paths / max(taken)), round(num_paths / min(taken))],
            "times the first": round(first / median(taken), 2),
            "other ends": others[name],
        }
        for name, taken in seconds.items()
    }


def other_ends(ends: np.ndarray, status: np.ndarray, given: dict[str, Any], tiles: int) -> float:
    """Share of paths that do not end where the numpy tracker brought them."""
    known = np.tile(given["ends"], tiles)
    distance = abs(ends - known).max(axis=0) / (1 + abs(known).max(axis=0))
    arrived = np.tile(given["status"], tiles) == 0
    return float(((status == 0) != arrived | (arrived & ~(distance < SAME))).mean())


def shares(value: Any) -> list[float]:
    """Every share of other ends in a record."""
    if not isinstance(value, dict):
        return []
    return [x for key, inner in value.items() for x in ([inner] if key == "other ends" else shares(inner))]


def main() -> int:
    """Run the command and return its exit code."""
    failed = lambda record: max(shares(record)) > MOST_OTHER_ENDS  # noqa: E731
    return deliver(make_parser(__doc__).parse_args(), prepare, measure, failed)


if __name__ == "__main__":
    sys.exit(main())
