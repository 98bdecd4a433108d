"""The matrix of a certificate by columns, formed anew, and its rank: by code that shares little with the proof.

The rows come from the passes of :mod:`algebraic.networks.passes` over 64-bit integers, which share no code with the
float64 ones of the proof. The rank of up to ten million entries is python-flint's, or found block by block
(:mod:`algebraic.dimension.block_rank`). Beyond, it is that of the reversed and transposed matrix by the elimination
that the proof used, too, and the answer says so: by :func:`algebraic.ranks.rank_by_bytes` modulo a prime below 256.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable

import numpy as np

from ..data import IntegerData
from ..modular import eliminate, modular_rank
from ..networks import Network, PrimeField, jacobian
from ..ranks import BYTE_LIMIT, canonical_residues, rank_by_bytes
from ..shell import Budget
from .block_rank import BLOCK, columns_independent

FLINT_ENTRIES = 10_000_000
PASS_ENTRIES = 2**22  # of the derivatives that one pass forms


def form_again(
    network: Network,
    data: IntegerData,
    prime: int,
    point: np.ndarray,
    columns: np.ndarray,
    budget: Budget,
    report: Callable[[str], None],
) -> tuple[np.ndarray, str]:
    """The matrix of some columns, transposed and with its rows in reverse order, and the SHA-256 of the residues."""
    ring, outputs, samples = PrimeField(prime), network.output_dim, data.distinct
    num_rows = len(samples) * outputs
    transposed = np.empty((len(columns), num_rows), dtype=np.uint8 if prime < BYTE_LIMIT else np.float64)
    digest = hashlib.sha256()
    step = max(1, PASS_ENTRIES // (network.num_params * outputs))
    for start in range(0, len(samples), step):
        budget.check(f"row {start * outputs:,} of {num_rows:,} was being formed again")
        report(f"rows of the Jacobian: {start * outputs:,} of {num_rows:,}")
        chosen = samples[start : start + step]
        inputs = data.residues(chosen, prime).astype(np.int64)
        rows = jacobian(network, ring, point, inputs, columns)
        digest.update(canonical_residues(rows, prime).tobytes())
        last = num_rows - start * outputs
        transposed[:, last - len(rows) : last] = rows[::-1].T
    return transposed, digest.hexdigest()


def rank_again(transposed: np.ndarray, prime: int, budget: Budget, report: Callable[[str], None]) -> tuple[int, str]:
    """The rank, and how it was found; residues in [0, prime)."""

    def progress(done: int, total: int) -> None:
        budget.check(f"column {done:,} of {total:,} was being eliminated again")
        report(f"elimination: {done:,} of {total:,} columns")

    num_rows = transposed.shape[1]
    if transposed.size > FLINT_ENTRIES:
        how = "rank by the elimination of the proof, on the reversed and transposed matrix: too large for python-flint"
        if prime < BYTE_LIMIT:
            found = rank_by_bytes(transposed, prime, progress=progress)
            if found is not None:
                return found.rank, how
        return eliminate(transposed.astype(np.float64, copy=False), prime, progress=progress).rank, how
    if num_rows > BLOCK and columns_independent(transposed.astype(np.float64, copy=False), prime, progress):
        return num_rows, "rank by blocks that python-flint inverts"
    report("rank by python-flint")
    return modular_rank(transposed.astype(np.int64), prime, budget), "rank by python-flint"
