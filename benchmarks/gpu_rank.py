"""Ranks modulo a prime on a GPU, beside the speed of its float64 matrix products.

``--prepare FILE.npz`` needs the whole package: ranks and pivot columns of some matrices, by numpy and by python-flint.
``--measure FILE.npz`` needs numpy and torch: everything else is in the file or stood in for. It compares the ranks on
the device with those in the file (part ``checked``), and times eliminations of larger random matrices (part
``eliminations``). Exit code 1 when a rank is wrong, 3 without a device, 4 where the time ended first;
``--device torch-cpu --sizes 200`` tries out the same code.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np
from bare_machine import describe, find_device, make_parser, name_of, packed_libraries, unpack, waiting
from gpu_parts import Part, Script, measure_parts

SEED = 1
PRIME = 4_194_301  # the largest below 2^22
CHECKED = ((300, 400, 250), (400, 300, 300), (1500, 1500, 1400))  # rows, columns, planted rank
SIZES = (4000, 8000, 20_000, 50_000)
PRODUCT_SIZE = 8000
ROWS_AT_A_TIME = 1000


def planted(num_rows: int, num_columns: int, rank: int) -> np.ndarray:
    """A random integer matrix of this rank modulo the prime, int64."""
    stream = np.random.default_rng([SEED, num_rows, num_columns, rank])
    left, right = stream.integers(0, PRIME, (num_rows, rank)), stream.integers(0, PRIME, (rank, num_columns))
    found = left @ right % PRIME
    found[:: num_rows // 7], found[:, 3] = 0, 0
    return found


def prepare(path: Path) -> None:
    """Write the ranks and pivot columns, and the library that a bare machine lacks."""
    from algebraic.modular import modular_rank
    from algebraic.ranks import rank_mod_prime

    known: dict[str, Any] = {}
    for shape in CHECKED:
        matrix = planted(*shape)
        found = rank_mod_prime(matrix, prime=PRIME)
        if found.rank != modular_rank(matrix, PRIME):
            sys.exit(f"{shape}: rank {found.rank}, python-flint {modular_rank(matrix, PRIME)}")
        known["x".join(map(str, shape))] = found.pivot_columns
    np.savez_compressed(path, libraries=packed_libraries(), **known)
    print(f"{path}: ranks {[len(columns) for columns in known.values()]}, the same by python-flint")


def check(part: Part, given: dict[str, Any], device_name: str) -> None:
    """Ranks and pivot columns are those of the file."""
    device = find_device(device_name)
    from algebraic.modular import eliminate, residues_of

    part.record["device"] = name_of(device)
    for shape in CHECKED:
        found = eliminate(residues_of(device.to_device(planted(*shape)), PRIME), PRIME)
        name = "x".join(map(str, shape))
        part.figure(name, found.rank)
        if not np.array_equal(found.pivot_columns, given[name]):
            part.problem(f"{shape}: rank {found.rank}, or other pivot columns")


def time_eliminations(part: Part, device_name: str, sizes: Sequence[int]) -> None:
    """Random matrices, the smaller ones first, beside the rate of a product."""
    device = find_device(device_name)
    import torch

    from algebraic.modular import eliminate

    wait, where = waiting(device), device.to_device(np.zeros(1)).device
    part.record["device"] = name_of(device)
    rate = product_rate(torch, where, wait)
    part.figure("product flops", rate)
    for size in sizes:
        matrix = random_residues(torch, where, size)
        wait()
        begun = perf_counter()
        rank = eliminate(matrix, PRIME).rank
        wait()
        wall = perf_counter() - begun
        del matrix
        share = 2 / 3 * size**3 / wall / rate
        part.figure(f"n = {size}", {"size": size, "rank": rank, "wall": wall, "share of the product": share})
        if rank != size:
            part.problem(f"a random matrix of size {size}: rank {rank}")


def random_residues(torch: Any, where: Any, size: int) -> Any:
    """A random matrix on the device, some rows at a time."""
    stream = torch.Generator(device=where).manual_seed(SEED)
    matrix = torch.empty((size, size), dtype=torch.float64, device=where)
    for rows in matrix.split(ROWS_AT_A_TIME):
        rows.copy_(torch.randint(0, PRIME, rows.shape, device=where, generator=stream))
    return matrix


def product_rate(torch: Any, where: Any, wait: Any) -> float:
    """Floating-point operations per second of a float64 matrix product; the first one warms up."""
    size = PRODUCT_SIZE if str(where) != "cpu" else PRODUCT_SIZE // 8
    factor = random_residues(torch, where, size)
    wall = 0.0
    for _ in range(2):
        wait()
        begun = perf_counter()
        factor @ factor
        wait()
        wall = perf_counter() - begun
    return 2.0 * size**3 / wall


PARTS = ("checked", "eliminations")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code."""
    parser = make_parser(__doc__, PARTS)
    parser.add_argument("--sizes", type=int, nargs="*", default=SIZES, help="of the random matrices that are timed")
    options = parser.parse_args(arguments)
    if options.prepare:
        prepare(options.prepare)
        return 0
    given = unpack(options.measure)
    script = Script(
        "rank",
        {
            "checked": partial(check, given=given, device_name=options.device),
            "eliminations": partial(time_eliminations, device_name=options.device, sizes=options.sizes),
        },
    )
    return measure_parts(script, describe() | {"seed": SEED, "prime": PRIME, "repetitions": 1}, options)


if __name__ == "__main__":
    sys.exit(main())
