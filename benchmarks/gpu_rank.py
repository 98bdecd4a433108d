"""Ranks modulo a prime on a GPU, beside the speed of its float64 matrix products.

``--prepare FILE.npz`` needs the whole package: ranks and pivot columns of some matrices, by numpy and by python-flint.
``--measure FILE.npz`` needs numpy and torch: everything else is in the file or stood in for. It compares the ranks on
the device with those in the file, times eliminations of larger random matrices, and prints a JSON record. Exit code 1
when a rank is wrong. Without a GPU it says so and measures nothing; ``--device torch-cpu`` tries out the same code.
"""

from __future__ import annotations

import sys
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np
from bare_machine import StandIn, deliver, describe, make_parser, packed_libraries, stand_in

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


class Integer(int):
    """Stands in for ``flint.fmpz`` where python-flint is not installed: only this question is asked."""

    def is_prime(self) -> bool:
        """By trial division."""
        return self > 1 and all(self % k for k in range(2, int(self**0.5) + 1))


def measure(path: Path, device_name: str, sizes: list[int]) -> dict[str, Any]:
    """Compare, then time; the record."""
    given = dict(np.load(path))
    stand_in(given["libraries"])
    if isinstance(sys.modules.get("flint"), StandIn):
        sys.modules["flint"].fmpz = Integer  # type: ignore[attr-defined]
    from algebraic.modular import eliminate, residues_of
    from algebraic.shell import Missing
    from algebraic.tracking.devices import open_device

    record = describe() | {"seed": SEED, "prime": PRIME, "device": device_name, "repetitions": 1, "problems": []}
    try:
        device = open_device(device_name)
    except Missing as problem:
        print(f"not measured: no device ({problem})", file=sys.stderr)
        return record | {"device": "not measured: no device"}
    import torch

    if device.is_gpu:
        record["device"] = f"{device_name}: {torch.cuda.get_device_name()}"
    for shape in CHECKED:
        found = eliminate(residues_of(device.to_device(planted(*shape)), PRIME), PRIME)
        if not np.array_equal(found.pivot_columns, given["x".join(map(str, shape))]):
            record["problems"].append(f"{shape}: rank {found.rank}, or other pivot columns")
    wait = torch.cuda.synchronize if device.is_gpu else lambda: None
    where = device.to_device(np.zeros(1)).device
    record["product flops"] = product_rate(torch, where, wait)
    record["eliminations"] = []
    for size in sizes:
        matrix = random_residues(torch, where, size)
        wait()
        begun = perf_counter()
        rank = eliminate(matrix, PRIME).rank
        wait()
        wall = perf_counter() - begun
        del matrix
        share = 2 / 3 * size**3 / wall / record["product flops"]
        record["eliminations"].append({"size": size, "rank": rank, "wall": wall, "share of the product": share})
        if rank != size:
            record["problems"].append(f"a random matrix of size {size}: rank {rank}")
    return record


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


def main() -> int:
    """Run the command and return its exit code."""
    parser = make_parser(__doc__)
    parser.add_argument("--device", default="cuda", help="cuda, cuda:N or torch-cpu (default cuda)")
    parser.add_argument("--sizes", type=int, nargs="*", default=SIZES, help="of the random matrices that are timed")
    options = parser.parse_args()
    return deliver(options, prepare, lambda path: measure(path, options.device, options.sizes))


if __name__ == "__main__":
    sys.exit(main())
