"""The dimension proved for 50,000 images on a GPU: the Jacobian and its elimination by torch, in float64.

``--prepare FILE.npz`` needs the whole package: it writes the two photographs that the images are cut from, and what
the CPU finds for the first 1,000 images.
``--measure FILE.npz`` needs numpy, and torch for the GPU; what else is missing there is stood in for. First the GPU
must find the same matrix (SHA-256) and the same rank for the first 1,000 images; then it takes 50,000 (a matrix of
20 GB). It prints a JSON record. Exit code 1 when something differs or a rank is not full. Without a GPU it says so, and
runs torch on the CPU for the 1,000 images only.
"""

from __future__ import annotations

import sys
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np
from bare_machine import StandIn, deliver, describe, make_parser, packed_libraries, stand_in

FEW, MANY = 1_000, 50_000
SEED = 0
GOAL = 120.0  # seconds


class SmallInteger(int):
    """In place of python-flint's integers: numbers below 2^23 that know whether they are prime."""

    def is_prime(self) -> bool:
        """By trial division."""
        return self > 1 and all(self % d for d in range(2, int(self**0.5) + 1))


def prepare(path: Path) -> None:
    """Write the photographs, and the answer for a few images."""
    from sklearn.datasets import load_sample_images

    photos = np.stack(load_sample_images().images)
    found = prove(photos, FEW, None)
    print(f"{path}: {FEW} images, rank {found.rank}, SHA-256 of the matrix {found.matrix_sha256}")
    np.savez_compressed(
        path,
        photos=photos,
        rank=found.rank,
        prime=found.prime,
        sha256=np.array(found.matrix_sha256),
        libraries=packed_libraries(),
    )


def prove(photos: np.ndarray, num_samples: int, like: Any) -> Any:
    """The rank of the Jacobian of the network with 97,713 parameters for these images."""
    from algebraic.data import cut_patches
    from algebraic.networks import theory3_conv
    from algebraic.ranks import prove_rank

    data = cut_patches(photos, num_samples, seed=SEED)
    return prove_rank(theory3_conv(outputs=1), data, seed=SEED, like=like, report=lambda text: None)


def measure(path: Path) -> dict[str, Any]:
    """Compare with the CPU for a few images, then take all."""
    given = dict(np.load(path))
    stand_in(given["libraries"])
    if isinstance(sys.modules.get("flint"), StandIn):
        sys.modules["flint"].fmpz = SmallInteger  # type: ignore[attr-defined]
    record: dict[str, Any] = describe() | {"seed": SEED, "problems": []}
    try:
        import torch
    except ImportError:
        return record | {"gpu": "not measured: torch is not installed"}
    has_gpu = torch.cuda.is_available()
    device = "cuda" if has_gpu else "cpu"
    like = torch.zeros(0, dtype=torch.float64, device=device)
    few = timed_proof(given["photos"], FEW, like)
    record[f"{FEW} images, {device}"] = few
    if (few["sha256"], few["rank"], few["prime"]) != (str(given["sha256"]), int(given["rank"]), int(given["prime"])):
        record["problems"].append(f"{FEW} images: another matrix or rank than on the CPU")
    if not has_gpu:
        print("not measured: no device", file=sys.stderr)
        return record | {"gpu": "not measured: no device"}
    record["gpu"] = torch.cuda.get_device_name()
    torch.cuda.reset_peak_memory_stats()
    many = timed_proof(given["photos"], MANY, like)
    many |= {"peak GB": round(torch.cuda.max_memory_allocated() / 1e9, 1), "within the goal": many["seconds"] < GOAL}
    record[f"{MANY} images, {device}"] = many
    if many["rank"] < MANY:
        record["problems"].append(f"{MANY} images: rank {many['rank']}")
    return record


def timed_proof(photos: np.ndarray, num_samples: int, like: Any) -> dict[str, Any]:
    """Rank, prime and digest, and the seconds of the whole (cutting the images, too) and of its parts."""
    begun = perf_counter()
    found = prove(photos, num_samples, like)
    parts = {name: round(value, 2) for name, value in found.seconds.items()}
    known = {"rank": found.rank, "prime": found.prime, "sha256": found.matrix_sha256, "columns": len(found.columns)}
    return {**known, "seconds": round(perf_counter() - begun, 2), "parts": parts}


def main() -> int:
    """Run the command and return its exit code."""
    return deliver(make_parser(__doc__).parse_args(), prepare, measure)


if __name__ == "__main__":
    sys.exit(main())
