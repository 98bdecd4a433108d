"""(c) The generic rank of a wide network: where the time goes, beside the speed of float64 BLAS."""

from __future__ import annotations

from typing import Any

import numpy as np
from cases import SEED, Case
from measuring import stopwatch

from algebraic.modular import as_nmod
from algebraic.networks import PrimeField, jacobian
from algebraic.ranks import generic_rank
from algebraic.shell import random_primes

MATMUL_SIZE = 2000

STAGES = ("Jacobian", "to python-flint", "rank", "generic_rank in all", "matmul")


def split_rank(case: Case, repetitions: int) -> dict[str, Any]:
    """Time the steps of :func:`algebraic.ranks.generic_rank`, the whole of it, and a float64 product, in turn."""
    network, prime = case.network, random_primes(1, SEED)[0]
    stream = np.random.default_rng(SEED)
    weights = stream.integers(0, prime, network.num_params, dtype=np.int64)
    inputs = stream.integers(0, prime, (network.num_params + 1, network.input_dim), dtype=np.int64)
    dense = stream.standard_normal((MATMUL_SIZE, MATMUL_SIZE))
    stages: dict[str, dict[str, list[float]]] = {name: {"wall": [], "cpu": []} for name in STAGES}
    ranks = set()

    def timed(stage: str, task: Any) -> Any:
        answer, wall, cpu = stopwatch(task)
        stages[stage]["wall"].append(wall)
        stages[stage]["cpu"].append(cpu)
        return answer

    for _ in range(repetitions):
        matrix = timed("Jacobian", lambda: jacobian(network, PrimeField(prime), weights, inputs))
        converted = timed("to python-flint", lambda matrix=matrix: as_nmod(matrix, prime))
        ranks.add(int(timed("rank", converted.rank)))
        ranks.add(timed("generic_rank in all", lambda: generic_rank(network, seed=SEED)).rank)
        timed("matmul", lambda: dense @ dense)
    return {
        "case": case.name,
        "network": case.describe(),
        "num_params": network.num_params,
        "ranks": sorted(ranks),
        "matmul_size": MATMUL_SIZE,
        "stages": stages,
    }
