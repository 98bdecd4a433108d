"""The dimension proved for 50,000 images on a GPU: the Jacobian and its elimination by torch, in float64.

``--prepare FILE.npz`` needs the whole package: it writes the two photographs that the images are cut from, and what
the CPU finds for the first 1,000 images.
``--measure FILE.npz`` needs numpy and torch; what else is missing there is stood in for. First the GPU must find the
same matrix (SHA-256) and rank for the first 1,000 images (part ``few``); then it takes 50,000 (part ``many``, a
matrix of 20 GB). Exit code 1 when something differs or a rank is not full, 3 without a device, 4 where the time ended
first; ``--device torch-cpu --images 100`` tries out the same code.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np
from bare_machine import describe, find_device, make_parser, name_of, packed_libraries, unpack
from gpu_parts import Part, Script, measure_parts

FEW, MANY = 1_000, 50_000
SEED = 0
GOAL = 120.0  # seconds


def prepare(path: Path, images: int) -> None:
    """Write the photographs, and the answer for a few images."""
    from sklearn.datasets import load_sample_images

    photos = np.stack(load_sample_images().images)
    found = prove(photos, images, None)
    print(f"{path}: {images} images, rank {found.rank}, SHA-256 of the matrix {found.matrix_sha256}")
    np.savez_compressed(
        path,
        photos=photos,
        images=images,
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


def compare(part: Part, given: dict[str, Any], device_name: str) -> None:
    """The same matrix, rank and prime as on the CPU."""
    found = timed_proof(part, given, int(given["images"]), device_name)
    if (found["sha256"], found["rank"], found["prime"]) != (
        str(given["sha256"]),
        int(given["rank"]),
        int(given["prime"]),
    ):
        part.problem(f"{given['images']} images: another matrix or rank than on the CPU")


def take_all(part: Part, given: dict[str, Any], device_name: str, images: int) -> None:
    """So many images, where every rank is full."""
    found = timed_proof(part, given, images, device_name)
    part.figure("within the goal", found["seconds"] < GOAL)
    if found["rank"] < images:
        part.problem(f"{images} images: rank {found['rank']}")


def timed_proof(part: Part, given: dict[str, Any], num_samples: int, device_name: str) -> dict[str, Any]:
    """Rank, prime and digest, and the seconds of the whole (cutting the images, too) and of its parts."""
    device = find_device(device_name)
    import torch

    part.record["device"] = name_of(device)
    if device.is_gpu:
        torch.cuda.reset_peak_memory_stats()
    begun = perf_counter()
    found = prove(given["photos"], num_samples, device.to_device(np.zeros(0)))
    known: dict[str, Any] = {
        "images": num_samples,
        "rank": found.rank,
        "prime": found.prime,
        "sha256": found.matrix_sha256,
        "columns": len(found.columns),
        "seconds": round(perf_counter() - begun, 2),
        "parts": {name: round(value, 2) for name, value in found.seconds.items()},
    }
    if device.is_gpu:
        known["peak GB"] = round(torch.cuda.max_memory_allocated() / 1e9, 1)
    part.figure("proof", known)
    return known


PARTS = ("few", "many")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code."""
    parser = make_parser(__doc__, PARTS)
    parser.add_argument("--images", type=int, default=None, help=f"of the part (default {FEW} and {MANY})")
    options = parser.parse_args(arguments)
    if options.prepare:
        prepare(options.prepare, options.images or FEW)
        return 0
    given = unpack(options.measure)
    script = Script(
        "dimension",
        {
            "few": partial(compare, given=given, device_name=options.device),
            "many": partial(take_all, given=given, device_name=options.device, images=options.images or MANY),
        },
    )
    return measure_parts(script, describe() | {"seed": SEED}, options)


if __name__ == "__main__":
    sys.exit(main())
