"""Paths per second on a GPU and on a CPU: array code and the fused kernel.

``--prepare FILE.npz`` needs the whole package. It finds the 105 solutions of the network [3, 1, 1, 1] with z²+z and no
biases for random targets, and writes their paths to many other targets, the ends that the numpy tracker brings them
to, and the source of the kernel.
``--measure FILE.npz`` needs numpy and torch: everything else is in the file or stood in for. It tracks the same paths
and compares the ends, by array code (part ``arrays``), by the fused ``kernel``, and on the ``cpu``. Exit code 1 when
ends differ, 3 without a device, 4 where the time ended first; ``--device torch-cpu --tiles 1`` tries out the same code.
"""

from __future__ import annotations

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")  # before numpy: one thread, so that a rate is that of one core

import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

import numpy as np
from bare_machine import describe, find_device, make_parser, name_of, packed_libraries, unpack, waiting
from gpu_parts import NoDevice, Part, Script, measure_parts

SEED = 1
NUM_SOLUTIONS = 105
NUM_TARGETS = 156  # 16,380 paths
TILES = (1, 16, 64)  # the same paths so many times: a GPU wants many
REPETITIONS = 5
SLOW_REPETITIONS = 1  # of array code on the device
SAME = 1e-6  # relative distance of ends
MOST_OTHER_ENDS = 0.01  # share of paths that rounding may bring to another end


def prepare(path: Path, targets: int) -> None:
    """Write the paths, their ends and the kernel."""
    from algebraic.networks import finite_symmetries
    from algebraic.systems import complex_normal
    from algebraic.tracking import ARRIVED, find_fibre, track
    from algebraic.tracking.source import fixed_values, kernel_source

    stream = np.random.default_rng(SEED)
    inputs = stream.normal(size=(5, 3))
    family = example(inputs)
    fibre = find_fibre(family, finite_symmetries(network()), stream, known_bound=NUM_SOLUTIONS)
    points = np.tile(fibre.points, targets)
    start = fibre.parameters[:, None]
    end = np.repeat(complex_normal(stream, (len(start), targets)), NUM_SOLUTIONS, axis=1)
    found = track(family, points, start, end)
    all_different = sum(
        len(np.unique(np.round(ends / (1 + abs(ends)), 6), axis=1).T) == NUM_SOLUTIONS
        for ends in np.split(found.points, targets, axis=1)
    )
    arrived = int((found.status == ARRIVED).sum())
    print(f"{path}: {points.shape[1]} paths, {arrived} arrive; for {all_different} of {targets} targets at 105 ends")
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


def on_the_cpu(part: Part, given: dict[str, Any]) -> None:
    """The numpy tracker and the compiled kernel, one core each."""
    from algebraic.engines import compile_for_cpu
    from algebraic.shell import Missing
    from algebraic.tracking import track
    from algebraic.tracking.fused import track_fused
    from algebraic.tracking.source import KERNEL

    family = example(given["inputs"])
    paths = (given["points"], given["start"], given["end"])
    time_way(part, "numpy", lambda: track(family, *paths), given, 1, REPETITIONS)
    try:
        compile_for_cpu(str(given["source"]), KERNEL)
    except Missing as problem:
        part.figure("kernel", f"not measured: {problem}")
        return
    time_way(part, "kernel", lambda: track_fused(family, *paths), given, 1, REPETITIONS)


def by_arrays(part: Part, given: dict[str, Any], device_name: str, tiles: Sequence[int]) -> None:
    """Array code on the device; it is slow, and repeated once."""
    device = find_device(device_name)
    from algebraic.tracking import track
    from algebraic.tracking.devices import GPU_BATCH

    part.record["device"], wait = name_of(device), waiting(device)
    there = example(given["inputs"]).over(device.to_device)
    for times in tiles:
        paths = _on(device, given, times)

        def run(paths: list[Any] = paths) -> Any:
            found = track(there, *paths, batch=GPU_BATCH)
            wait()
            return found

        name = f"{paths[0].shape[1]} paths"
        time_way(part, name, run, given, times, SLOW_REPETITIONS, device.to_numpy)


def by_kernel(part: Part, given: dict[str, Any], device_name: str, tiles: Sequence[int]) -> None:
    """The fused kernel: arrays lie on the device before the clock starts, and it stops when they are done."""
    device = find_device(device_name)
    if not device.is_gpu:
        raise NoDevice("a kernel is compiled for a GPU")
    from algebraic.tracking.devices import compile_for_gpu, run_kernel

    part.record["device"], wait, begun = name_of(device), waiting(device), perf_counter()
    kernel = compile_for_gpu(str(given["source"]), device.name)
    part.figure("seconds to compile", perf_counter() - begun)
    fixed = device.to_device(given["fixed"])
    for times in tiles:
        paths = _on(device, given, times)

        def run(paths: list[Any] = paths) -> Any:
            found = run_kernel(kernel, fixed, *paths)
            wait()
            return found

        time_way(part, f"{paths[0].shape[1]} paths", run, given, times, REPETITIONS, device.to_numpy)


def _on(device: Any, given: dict[str, Any], times: int) -> list[Any]:
    """The same paths so many times, on the device."""
    return [
        device.to_device(np.tile(given[name], tiles))
        for name, tiles in (("points", times), ("start", 1), ("end", times))
    ]


def time_way(
    part: Part,
    name: str,
    way: Callable[[], Any],
    given: dict[str, Any],
    tiles: int,
    repetitions: int,
    to_numpy: Callable[[Any], Any] = np.asarray,
) -> None:
    """Median rate and spread, after a first call whose ends are compared and whose rate is said at once."""
    num_paths = tiles * given["points"].shape[1]
    seconds: list[float] = []
    for repetition in range(repetitions + 1):
        begun = perf_counter()
        tracked = way()
        taken = perf_counter() - begun
        if not repetition:  # it warms up
            others = other_ends(to_numpy(tracked.points), to_numpy(tracked.status), given, tiles)
            part.figure(f"{name}, first call", {"paths per second": round(num_paths / taken), "other ends": others})
            if others > MOST_OTHER_ENDS:
                part.problem(f"{name}: {others:.2%} of the paths have other ends")
            continue
        seconds.append(taken)
    rates = [round(num_paths / taken) for taken in (max(seconds), min(seconds))]
    part.figure(
        name,
        {"paths per second": round(num_paths / median(seconds)), "slowest, fastest": rates, "other ends": others},
    )


def other_ends(ends: np.ndarray, status: np.ndarray, given: dict[str, Any], tiles: int) -> float:
    """Share of paths that do not end where the numpy tracker brought them."""
    known = np.tile(given["ends"], tiles)
    distance = abs(ends - known).max(axis=0) / (1 + abs(known).max(axis=0))
    arrived = np.tile(given["status"], tiles) == 0
    return float(((status == 0) != arrived | (arrived & ~(distance < SAME))).mean())


PARTS = ("arrays", "kernel", "cpu")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code."""
    parser = make_parser(__doc__, PARTS)
    parser.add_argument("--tiles", type=int, nargs="*", default=TILES, help="the paths so many times, on the device")
    parser.add_argument("--targets", type=int, default=NUM_TARGETS, help="of the paths that are prepared")
    options = parser.parse_args(arguments)
    if options.prepare:
        prepare(options.prepare, options.targets)
        return 0
    given = unpack(options.measure)
    there: dict[str, Any] = {"given": given, "device_name": options.device, "tiles": options.tiles}
    parts: dict[str, Callable[[Part], None]] = {
        "arrays": partial(by_arrays, **there),
        "kernel": partial(by_kernel, **there),
        "cpu": partial(on_the_cpu, given=given),
    }
    facts = describe() | {"seed": SEED, "repetitions": REPETITIONS, "repetitions of arrays": SLOW_REPETITIONS}
    return measure_parts(Script("tracking", parts), facts, options)


if __name__ == "__main__":
    sys.exit(main())
