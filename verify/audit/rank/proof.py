"""A rank proved from below: by residues modulo a prime, by rational numbers, or by floats that are rounded outward.

**Floats.** Let M = D J E with positive diagonal matrices, of rows n ≤ columns (or its transpose), M̃ the floats
computed for it and |M − M̃| ≤ Δ entry by entry, from a pass in balls. With any float matrix T of r rows, here Σ⁻¹Uᵀ
of the largest r singular values of M̃, and the computed B ≈ T M̃:

    ‖I − B Bᵀ‖ ≤ α < 1 and ‖T M − B‖ ≤ ε < √(1 − α)  ⇒  σ_r(T M) ≥ √(1 − α) − ε > 0  ⇒  rank J ≥ r,

and the r-th singular value of M is at least (√(1 − α) − ε) / ‖T‖. Row i of T M − B has norm at most
Σ_f |T_if| (‖Δ_f‖ + (n + 2) u ‖M̃_f‖), from Δ and from the rounding of the product; ‖I − BBᵀ‖ is bounded by the
Frobenius norm of what is computed for it and (columns + 2) u ‖B‖² for its rounding (S. M. Rump, Verification
methods, Acta Numerica 19 (2010), Sections 3 and 10). No inverse, no factorisation and no singular value is trusted:
T is any matrix.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import prod
from typing import TYPE_CHECKING, Any

import numpy as np

from algebraic.modular import eliminate, random_small_prime

from ...subject import evaluate_graph
from .arithmetic import Arithmetic, Unprovable
from .balls import UP, Balls, RealBalls, U
from .passes import Pass
from .rationals import exact_rank
from .residues import PrimeResidues
from .spectrum import Spectrum

if TYPE_CHECKING:
    from ...subject import Subject

CHUNK_ENTRIES = 4_000_000  # of the Jacobian that are enclosed at a time
SAMPLES_AT_ONCE = 64
MAX_MODULAR = 30_000_000  # entries of a Jacobian modulo a prime
MAX_RATIONAL = 4_000  # entries of one over the rational numbers
DOWN = 1 - 2.0**-30
LARGEST_SCALE = 1e150  # of a column: underflow before it, below 2^-1074, is then less than UNDERFLOW
UNDERFLOW = 2.0**-400  # more than underflow loses in a norm


@dataclass(frozen=True)
class Enclosed:
    """What floats that are rounded outward prove.

    Attributes:
        proved: that the rank is at least as asked.
        smallest: a lower bound of the last singular value that counts, of the scaled Jacobian.
        of_jacobian: the same of the Jacobian itself.
        because: in words.
    """

    proved: bool
    smallest: float | None
    of_jacobian: float | None
    because: str


def rank_modulo(subject: Subject, seed: int, index: int = 0) -> int | None:
    """The rank at the given weights modulo a random prime; ``None`` for a model that is no polynomial."""
    if subject.graph is None or subject.num_equations * subject.num_params > MAX_MODULAR:
        return None
    prime = random_small_prime(seed, index=index)
    found = np.zeros((subject.num_equations, subject.num_params))
    try:
        for first, block in _blocks(subject, PrimeResidues(prime)):
            for start, part in block:
                found[first : first + len(part.values), start : start + part.values.shape[1]] = part.values
    except Unprovable:
        return None
    return eliminate(found, prime).rank


def rank_over_rationals(subject: Subject) -> int | None:
    """The rank at the given weights, exactly; ``None`` where the model is no polynomial, or not small."""
    if subject.graph is None or subject.num_equations * subject.num_params > MAX_RATIONAL:
        return None
    return exact_rank(subject)


def prove_singular_value(
    subject: Subject, spectrum: Spectrum, rows: np.ndarray, columns: np.ndarray, rank: int
) -> Enclosed:
    """Prove that the Jacobian has at least this rank.

    Args:
        spectrum: of diag(rows) J diag(columns).

    Raises:
        Unprovable: the model cannot be enclosed.
    """
    if subject.graph is None:
        raise Unprovable(subject.graph_reason)
    if columns.max(initial=0.0) > LARGEST_SCALE:
        raise Unprovable(f"a column of the Jacobian is smaller than {1 / LARGEST_SCALE:.0e}: underflow could hide it")
    scaled = np.zeros((subject.num_equations, subject.num_params))
    wide = np.zeros(len(rows) if spectrum.of_rows else len(columns))  # squares of the norms of Δ
    for first, block in _blocks(subject, RealBalls()):
        for start, part in block:
            height, width = part.shape
            r, c = rows[first : first + height, None], columns[None, start : start + width]
            scaled[first : first + height, start : start + width] = part.middle * r * c
            square = np.square((part.spread * r * c) * UP).sum(axis=1 if spectrum.of_rows else 0)
            where = slice(first, first + height) if spectrum.of_rows else slice(start, start + width)
            wide[where] += square
    matrix = scaled if spectrum.of_rows else scaled.T
    with np.errstate(all="ignore"):  # infinities and nan prove nothing
        turned = np.ascontiguousarray(spectrum.left[:, :rank].T / spectrum.values[:rank, None])
        product = turned @ matrix
        sizes = np.sqrt(np.einsum("ij,ij->i", matrix, matrix)) * UP + UNDERFLOW
        errors = (np.sqrt(wide) + (3 + len(matrix) + 2) * U * sizes) * UP + UNDERFLOW
        off = float(np.linalg.norm(abs(turned) @ errors)) * UP + UNDERFLOW
        size = float(np.linalg.norm(product)) * UP + UNDERFLOW
        square = product @ product.T
        square[np.diag_indices(rank)] -= 1.0
        alpha = (float(np.linalg.norm(square)) + (matrix.shape[1] + 3) * U * size * size) * UP
        left = float(np.sqrt(max(0.0, (1 - alpha) * DOWN))) * DOWN - off if alpha < 1 else -1.0
        norm = float(np.linalg.norm(turned)) * UP
    if not left > 0:
        return Enclosed(False, None, None, f"the floats prove no rank of {rank:,}: α = {alpha:.1e}, ε = {off:.1e}")
    smallest = left / norm * DOWN
    of_jacobian = smallest / (float(rows.max()) * float(columns.max())) * DOWN
    words = f"verified in float64 rounded outward: singular value number {rank:,} is at least {of_jacobian:.2e}"
    return Enclosed(True, smallest, of_jacobian, words)


def dead_units(subject: Subject) -> dict[int, np.ndarray]:
    """For each ReLU of a graph, the units that are proved to be 0 with derivative 0 in all samples."""
    graph = subject.graph
    relus = [k for k, node in enumerate(graph or ()) if node.kind == "activation" and node.options["name"] == "relu"]
    relus = _seem_dead(subject, relus) if relus else relus
    if graph is None or not relus:
        return {}
    found: dict[int, np.ndarray] = {}
    inputs = {name: tensor.detach().cpu().numpy() for name, tensor in subject.inputs.items()}
    parameters = [tensor.detach().cpu().numpy() for tensor in subject.parameters()]
    step = max(1, CHUNK_ENTRIES // (sum(prod(node.shape) for node in graph) * 10))
    try:
        for first in range(0, subject.num_samples, step):
            part = {name: array[first : first + step] for name, array in inputs.items()}
            done = Pass(RealBalls(), graph, parameters, part)
            for place in relus:
                values: Balls = done.values[place]
                slopes: Balls = done.slopes[place]
                off = (values.middle == 0) & (values.spread == 0) & (slopes.middle == 0) & (slopes.spread == 0)
                off = off.reshape(*off.shape[:2], -1).all(axis=(0, 2))
                found[place] = off & found.get(place, True)
    except Unprovable:
        return {}
    return found


def _seem_dead(subject: Subject, relus: list[int]) -> list[int]:
    """Those with a unit that is 0 in all samples by plain floats: only for these a proof is tried."""
    import torch

    assert subject.graph is not None
    positive: dict[int, Any] = {}
    with torch.no_grad():
        for first in range(0, subject.num_samples, SAMPLES_AT_ONCE):
            part = subject.batch(slice(first, first + SAMPLES_AT_ONCE))
            values = evaluate_graph(subject.graph, subject.parameters(), part)
            for place in relus:
                seen = (values[place].flatten(2) if values[place].dim() > 2 else values[place][:, :, None]) > 0
                positive[place] = seen.any(2).any(0) | positive.get(place, False)
    return [place for place in relus if not bool(positive[place].all())]


def _blocks(subject: Subject, ring: Arithmetic) -> Iterator[tuple[int, list[tuple[int, Any]]]]:
    """The Jacobian by some samples: the first row, and the blocks of the parameters with their first columns."""
    assert subject.graph is not None
    inputs = {name: tensor.detach().cpu().numpy() for name, tensor in subject.inputs.items()}
    parameters = [tensor.detach().cpu().numpy() for tensor in subject.parameters()]
    starts = np.cumsum([0, *map(prod, subject.shapes)])
    step = max(1, CHUNK_ENTRIES // max(1, subject.num_params * subject.output_dim))
    for first in range(0, subject.num_samples, step):
        part = {name: array[first : first + step] for name, array in inputs.items()}
        blocks = Pass(ring, subject.graph, parameters, part).jacobian(subject.shapes)
        placed = [
            (int(start), block.map(lambda a: a.reshape(-1, a.shape[2])))
            for start, block in zip(starts, blocks, strict=False)
            if block is not None
        ]
        yield first * subject.output_dim, placed
