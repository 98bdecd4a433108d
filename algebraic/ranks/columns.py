"""A lower bound, proved, for the rank of a large Jacobian: the rank of some of its columns at one point modulo a prime.

rank (some columns, at a point, mod p) ≤ rank mod p ≤ rank over Q there ≤ generic rank. So as soon as it equals the
number of equations it is a proof, and about as many random columns as there are equations do. Where they do not,
more are taken, until there are no more.

For a full rank any prime is as good as another. Large matrices are tried modulo one below 256 first, with products of
bytes (:mod:`algebraic.ranks.byte_elimination`); where the rank is not full there, which says little, a larger one is
taken. A rank that is not full never comes from a small prime.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np

from ..data import IntegerData
from ..modular import eliminate, random_byte_prime, random_small_prime
from ..networks import Network
from ..shell import ROLE_COLUMNS, ROLE_RANK, UNLIMITED, Budget, TooLarge, random_stream
from .block_folder import BYTES, STEPS, BlockFolder
from .blocks import check_memory, form_matrix, form_rows
from .byte_elimination import ROWS, ByteElimination, Step
from .byte_kernel import TILE, find_byte_kernel
from .float64_passes import ModularJacobian

EXTRA_COLUMNS = 32
BYTE_EQUATIONS = 4000  # from here on a prime below 256 is tried first: the kernel takes a second to compile
BYTES_FOR_ENTRY = 0.5  # of an echelon form
MORE_COLUMNS = 2  # times as many, where the first do not suffice


@dataclass(frozen=True, eq=False)
class RankProof:
    """The rank of some columns of the Jacobian at one point modulo a prime.

    Attributes:
        rank: found; the generic rank for these inputs is at least as large.
        num_equations: rows, over the samples with different inputs.
        columns: labels of the parameters whose columns were used, in this order.
        num_params: K.
        prime, seed, index: they give the point (:func:`point_for`) and the order of the columns.
        matrix_sha256: of the residues, see :func:`algebraic.ranks.form_matrix`.
        limit: why no more columns were taken although the rank is not full; empty otherwise.
        seconds: spent on the Jacobian and on the elimination.
        remade: pieces of the folder to go on from that could not be used, each with the reason.
    """

    rank: int
    num_equations: int
    columns: np.ndarray
    num_params: int
    prime: int
    seed: int
    index: int
    matrix_sha256: str
    limit: str
    seconds: dict[str, float]
    remade: tuple[str, ...] = ()

    @property
    def full(self) -> bool:
        """Whether the rows are independent: a proof."""
        return self.rank == self.num_equations

    @property
    def all_columns(self) -> bool:
        """Whether every parameter has its column: then the rank modulo the prime at the point is known."""
        return len(self.columns) == self.num_params


def prove_rank(
    network: Network,
    data: IntegerData,
    *,
    prime: int | None = None,
    seed: int = 0,
    index: int = 0,
    budget: Budget = UNLIMITED,
    resume: Path | None = None,
    factory: str | None = None,
    report: Callable[[str], None] = lambda text: None,
    like: Any = None,
) -> RankProof:
    """The rank of the Jacobian of these samples from below; samples with the input of an earlier one are left out.

    Args:
        prime: below 2^23; by default a random one that divides no denominator: between 2^7 and 2^8 for 4,000 equations
            or more, where there is a compiler and a processor for it; between 2^21 and 2^22 otherwise, and where the
            rank is not full modulo that.
        index: another point, prime and order of the columns for the same seed.
        resume: a folder for finished blocks of the Jacobian, and of an elimination modulo a prime below 256, removed
            when the rank is known. Modulo a larger prime an elimination that was interrupted begins again.
        factory: what made the network, where that was code of the user (:func:`algebraic.networks.factory_used`): part
            of what the blocks belong to.
        report: called with what is being done.
        like: an array whose kind and device are used (default: numpy).

    Raises:
        WrongInput: the prime is none, too large, or divides a denominator.
        TooLarge: the first matrix would not fit into the memory.
        OutOfBudget: the time is over.

    >>> net = Network.dense([2, 3, 1], "z**2", hidden_bias=False, output_bias=False)
    >>> found = prove_rank(net, IntegerData(np.array([[1, 2], [3, 4], [5, 7], [2, 9]]), np.zeros((4, 1)), 1, ""))
    >>> found.rank, found.num_equations, found.all_columns  # quadratic forms in two variables: 3
    (3, 4, True)
    """
    samples = data.distinct
    num_equations = len(samples) * network.output_dim
    byte_prime = None
    if prime is None:
        prime = _draw_prime(network, data, seed, index)
        if like is None and BYTE_EQUATIONS <= num_equations <= network.num_params and find_byte_kernel() is not None:
            denominators = [*network.denominators, data.denominator]
            byte_prime = random_byte_prime(seed, index=index, denominators=denominators)
    order = random_stream(seed, ROLE_COLUMNS, index).permutation(network.num_params)
    num_columns = min(network.num_params, num_equations + EXTRA_COLUMNS)
    folder = None
    if resume is not None:
        digests = {"network": network_digest(network), "data": data.digests()["inputs"]}
        plan = {**digests, "prime": prime, "byte prime": byte_prime, "seed": seed, "index": index, "factory": factory}
        folder = BlockFolder(resume, plan)
    if byte_prime is not None:
        full = _full_by_bytes(
            network,
            data,
            order[:num_columns],
            prime=byte_prime,
            seed=seed,
            index=index,
            folder=folder,
            budget=budget,
            report=report,
        )
        if full is not None:
            return _finished(full, folder)
    seconds = {"jacobian": 0.0, "elimination": 0.0}
    best: RankProof | None = None
    while True:
        try:
            check_memory(num_equations, num_columns, network.output_dim, data, budget.memory_gb)
        except TooLarge as problem:
            if best is None:
                raise
            best = replace(best, limit=str(problem))
            break
        columns = order[:num_columns]
        begun = perf_counter()
        weights = point_for(network, prime, seed, index)
        jacobian = ModularJacobian(network, prime, weights, columns, **({} if like is None else {"like": like}))
        matrix, digest = form_matrix(jacobian, data, samples, folder=folder, budget=budget, report=report)
        seconds["jacobian"] += perf_counter() - begun
        begun = perf_counter()

        def progress(done: int, total: int) -> None:
            budget.check(f"column {done:,} of {total:,} was being eliminated")
            report(f"elimination: {done:,} of {total:,} columns")

        rank = eliminate(matrix, prime, progress=progress).rank
        del matrix
        seconds["elimination"] += perf_counter() - begun
        best = RankProof(
            rank, num_equations, columns, network.num_params, prime, seed, index, digest, "", dict(seconds)
        )
        if best.full or best.all_columns:
            break
        num_columns = min(network.num_params, MORE_COLUMNS * num_columns)
    return _finished(best, folder)


def _finished(proof: RankProof, folder: BlockFolder | None) -> RankProof:
    if folder is None:
        return proof
    folder.clear()
    return replace(proof, remade=tuple(folder.notes))


def _full_by_bytes(
    network: Network,
    data: IntegerData,
    columns: np.ndarray,
    *,
    prime: int,
    seed: int,
    index: int,
    folder: BlockFolder | None,
    budget: Budget,
    report: Callable[[str], None],
) -> RankProof | None:
    """The proof that all rows are independent, if they are so modulo a prime below 256: they are eliminated one by one.

    Raises:
        TooLarge, OutOfBudget: as :func:`prove_rank`.
    """
    samples, width = data.distinct, len(columns)
    num_rows = len(samples) * network.output_dim
    check_memory(num_rows, width, network.output_dim, data, budget.memory_gb, BYTES_FOR_ENTRY)
    jacobian = ModularJacobian(network, prime, point_for(network, prime, seed, index), columns)
    elimination, digest = ByteElimination(num_rows, width, prime), hashlib.sha256()
    begun, spent = perf_counter(), 0.0
    for first, rows in form_rows(jacobian, data, samples, kind=BYTES, folder=folder, budget=budget, report=report):
        digest.update(rows.tobytes())
        since = perf_counter()
        for start in range(0, len(rows), ROWS):
            budget.check(f"row {first + start:,} of {num_rows:,} was being eliminated")
            report(f"elimination: {first + start:,} of {num_rows:,} rows")
            _add_rows(elimination, rows[start : start + ROWS], folder)
            if elimination.rank < elimination.num_done:
                report(f"rows depend on others modulo {prime}: a larger prime is taken")
                return None
        spent += perf_counter() - since
    seconds = {"jacobian": perf_counter() - begun - spent, "elimination": spent}
    return RankProof(
        num_rows, num_rows, columns, network.num_params, prime, seed, index, digest.hexdigest(), "", seconds
    )


def _add_rows(elimination: ByteElimination, rows: np.ndarray, folder: BlockFolder | None) -> None:
    """Eliminate the next rows, or take from the folder what they gave before."""
    width, first = elimination.num_columns, elimination.num_done
    keep = folder is not None and len(rows) % TILE == elimination.rank % TILE == 0
    if folder and keep:
        stored = folder.load(width, first, (1, Step.size(len(rows), elimination.rank, width)), STEPS)
        if stored is not None:
            if elimination.restore(Step.read(stored, len(rows), elimination.rank, width), rows):
                return
            folder.refuse(width, first, "it is no part of this elimination", STEPS)
    step = elimination.add(rows, keep=keep)
    if folder and step is not None:
        folder.save(width, first, step.as_bytes(), STEPS)


def row_profile(network: Network, data: IntegerData, *, seed: int = 0, index: int = 0) -> np.ndarray:
    """The rows that do not depend on those before them, for all columns at one point modulo a prime.

    The number of them below N·m is the rank r_N for the first N samples there: one elimination gives how it grows.

    >>> net = Network.dense([2, 3, 1], "z**2", hidden_bias=False, output_bias=False)
    >>> row_profile(net, IntegerData(np.array([[1, 2], [2, 4], [5, 7], [2, 9]]), np.zeros((4, 1)), 1, "")).tolist()
    [0, 2, 3]
    """
    prime = _draw_prime(network, data, seed, index)
    weights = point_for(network, prime, seed, index)
    jacobian = ModularJacobian(network, prime, weights, np.arange(network.num_params))
    matrix, _ = form_matrix(jacobian, data, np.arange(len(data.inputs)))
    return eliminate(np.ascontiguousarray(matrix.T), prime).pivot_columns


def point_for(network: Network, prime: int, seed: int, index: int) -> np.ndarray:
    """The weights that a prime and a seed stand for."""
    return random_stream(seed, ROLE_RANK, index).integers(0, prime, network.num_params, dtype=np.int64)


def network_digest(network: Network) -> str:
    """SHA-256 of the layers: positions and labels as 64-bit little-endian numbers, activations and fixed as text."""
    digest = hashlib.sha256(f"{network.input_dim} {network.num_params}\n".encode())
    for layer in network.layers:
        for table in (layer.positions, layer.weight_labels, layer.bias_labels, layer.factors):
            if table is None:  # no product nodes
                continue
            digest.update(f"{table.shape}\n".encode())
            digest.update(np.ascontiguousarray(table, dtype="<i8").tobytes())
        digest.update(f"{layer.activation}\n".encode())
    if network.fixed:
        digest.update(f"{' '.join(map(str, network.fixed))}\n".encode())
    return digest.hexdigest()


def _draw_prime(network: Network, data: IntegerData, seed: int, index: int) -> int:
    """A random prime that divides no denominator."""
    return random_small_prime(seed, index=index, denominators=[*network.denominators, data.denominator])
