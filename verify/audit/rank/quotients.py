"""The rank, bounded by how many weights are left when all movements that change no output are taken away.

The columns of the Jacobian that belong to a layer, J[(i, k), (u, j)] = Σ δ_i[k, u] a_i[j], depend on the weights' moves
only through what is left of them where the a_j depend on each other, and the δ_u: J = J̃ Π with a matrix Π, layer by
layer. For a first layer Π applies independent rows of its data, so that dead pixels and dependent inputs vanish; at
given weights it adds the columns of equal values, and rows of proportional δ (:mod:`.alike`). With movements V, J V = 0
(:mod:`.movements`):

    rank J ≤ (rows of Π) − rank(Π V),

and where a set of layers has rank at most B by other reasons (:mod:`.shares`), rank J ≤ B + the same of all others, for
a movement makes columns of these combinations of columns of those.

The rank of Π V is computed modulo a prime, at the given weights or, for what holds at all weights, at random ones: it
cannot be larger than the true one, or the one for generic weights, and the bound is then only weaker. (A bound for
generic weights is one for all: for given slopes of kinks J is a continuous function of the weights.)
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import prod

import numpy as np

from algebraic.modular import eliminate, random_small_prime
from algebraic.shell import ROLE_PROBES, random_stream

from ...subject import Node
from .alike import Alike
from .movements import Movement, Movements, residues
from .shares import Share, Shares
from .wiring import Wiring

MAX_ENTRIES = 20_000_000  # of data
MAX_WORK = 200_000_000  # movements times weights
MORE = 64  # entries that a folded row has than twice the rows


@dataclass(frozen=True)
class QuotientBound:
    """A bound of the rank.

    Attributes:
        bound: the rank is at most this.
        left: weights that are left after Π; movements: independent ones.
        limited: what layers that were bounded otherwise add, in sentences.
    """

    bound: int
    left: int
    movements: int
    limited: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Part:
    """Π for a layer: moves (units, numbers read) become left @ moves @ right; the bias is the last number read."""

    place: int
    weight: int
    bias: int | None
    left: np.ndarray | None
    right: np.ndarray | None
    height: int
    width: int

    @property
    def size(self) -> int:
        return self.height * self.width


def bound_by_movements(
    wiring: Wiring, parameters: Sequence[np.ndarray], shares: Shares, alike: Alike | None, known: int
) -> QuotientBound | None:
    """The bound at the given weights where it is known what is alike there, else at all weights.

    Args:
        parameters: the weights.
        known: a bound that is there.

    Returns:
        ``None`` where it is not less, or there would be too many numbers.
    """
    prime = random_small_prime(0)
    stream = random_stream(0, ROLE_PROBES, 0)
    at = [residues(p, prime) if alike is not None else stream.integers(0, prime, p.shape) for p in parameters]
    used = sorted(wiring.uses)
    numbers = sum(at[index].size for index in used)
    movements = Movements(wiring, at, prime)
    if len(movements) * numbers > MAX_WORK:
        movements = Movements(wiring, at, prime, mixing=False)
    if len(movements) * numbers > MAX_WORK:
        return None
    found = {place: share for place in range(len(wiring.graph)) if (share := _share(wiring, shares, place, alike))}
    inside = {i for place in found for i in wiring.graph[place].parameters if wiring.is_own(i)}
    least = sum(each.bound for each in found.values()) + sum(at[i].size for i in used if i not in inside)
    if least - len(movements) >= known:
        return None
    parts = [part for place in found if (part := _part(wiring, shares, place, alike, prime))]
    inside = {index for part in parts for index in (part.weight, part.bias) if index is not None}
    others = [index for index in used if index not in inside]
    sizes = [part.size for part in parts] + [at[index].size for index in others]
    small = {k: found[part.place] for k, part in enumerate(parts) if found[part.place].bound < part.size}
    if sum(small[k].bound if k in small else size for k, size in enumerate(sizes)) - len(movements) >= known:
        return None
    whole, rest = (_Folded(sizes, chosen, len(movements), prime) for chosen in (set(), set(small)))
    for movement in movements:
        row = [_projected(part, movement, at, prime) for part in parts]
        row += [movement[index].ravel() % prime if index in movement else None for index in others]
        whole.add(row)
        rest.add(row)
    independent = whole.rank()
    best = QuotientBound(whole.size - independent, whole.size, independent)
    independent = rest.rank() if small else 0
    bound = sum(share.bound for share in small.values()) + rest.size - independent
    if bound >= best.bound:
        return best if best.bound < known else None
    said = (
        f"layer {wiring.name(parts[k].place)} adds at most {share.bound:,}{share.because and ': ' + share.because}"
        for k, share in small.items()
    )
    return QuotientBound(bound, rest.size, independent, tuple(said)) if bound < known else None


class _Folded:
    """The rank of rows that are too long to keep: random sums of their entries do, and have no larger rank.

    Args:
        sizes: of the parts of a row.
        without: parts that are left out.
        count: of the rows, at most.
    """

    def __init__(self, sizes: Sequence[int], without: set[int], count: int, prime: int) -> None:
        self.kept = [(k, size) for k, size in enumerate(sizes) if k not in without]
        self.size = sum(size for _, size in self.kept)
        self.width, self.prime = min(max(1, self.size), 2 * count + MORE), prime
        stream = random_stream(0, ROLE_PROBES, 1)
        self.factors = {k: stream.integers(1, prime, size) for k, size in self.kept}
        self.rows: list[np.ndarray] = []

    def add(self, row: Sequence[np.ndarray | None]) -> None:
        total, start = np.zeros(self.width, dtype=np.int64), 0
        for k, size in self.kept:
            part = row[k]
            if part is not None and size:
                found = np.flatnonzero(part)
                terms = part[found] * self.factors[k][found] % self.prime
                sums = np.bincount((start + found) % self.width, weights=terms, minlength=self.width)
                total += sums.astype(np.int64)  # of less than 2^29 terms below 2^23: exact
            start += size
        if total.any():
            self.rows.append(total % self.prime)

    def rank(self) -> int:
        return eliminate(np.array(self.rows, dtype=np.float64), self.prime).rank if self.rows else 0


def _share(wiring: Wiring, shares: Shares, place: int, alike: Alike | None) -> Share | None:
    """Of a layer whose weights are its own."""
    own = wiring.is_alive(place) and wiring.is_own(wiring.graph[place].parameters[0])
    return shares.share(place, alike=alike) if own else None


def _part(wiring: Wiring, shares: Shares, place: int, alike: Alike | None, prime: int) -> _Part | None:
    """Π for a layer whose weights are its own; ``None`` where nothing is taken away."""
    node = wiring.graph[place]
    weight, bias = node.parameters
    if node.kind not in ("dense", "convolution") or not wiring.is_alive(place) or weight is None:
        return None
    if not wiring.is_own(weight) or int(node.options.get("groups", 1)) > 1:
        return None
    bias = bias if wiring.is_own(bias) else None
    inner = wiring.graph[node.sources[0]].shape[0] * (prod(node.options["kernel"]) if node.kind == "convolution" else 1)
    inner += bias is not None
    left = right = None
    found = shares.spanning(place, bias=bias is not None)
    if found is not None:
        right = _data_rows(shares, place, bias is not None, found.rank, prime)
    elif alike is not None:
        right = _merged(alike.value_labels(place), node, bias is not None)
    if alike is not None:
        left = _grouped(alike.slopes(place), prime)
    height = node.shape[0] if left is None else len(left)
    return _Part(place, weight, bias, left, right, height, inner if right is None else right.shape[1])


def _data_rows(shares: Shares, place: int, bias: bool, rank: int, prime: int) -> np.ndarray | None:
    """Independent rows of the data, as columns, if they are as many as the rank is."""
    rows = shares.rows(place, bias=bias)
    if rows.size > MAX_ENTRIES:
        return None
    found = residues(rows, prime)
    reduced = eliminate(found.astype(np.float64), prime)
    if reduced.rank != rank:
        return None
    return found[[int(i) for i in reduced.pivot_rows]].T.copy()


def _merged(labels: np.ndarray, node: Node, bias: bool) -> np.ndarray:
    """Adds what is read of equal values, and leaves out those that are zero."""
    kernel = prod(node.options["kernel"]) if node.kind == "convolution" else 1
    different = sorted(set(labels.tolist()) - {0})
    found = np.zeros((len(labels) * kernel + bias, len(different) * kernel + bias), dtype=np.int64)
    for column, label in enumerate(labels.tolist()):
        if label:
            start, to = column * kernel, different.index(label) * kernel
            found[start : start + kernel, to : to + kernel] = np.eye(kernel, dtype=np.int64)
    if bias:
        found[-1, -1] = 1
    return found


def _grouped(slopes: Sequence[tuple[int, object]], prime: int) -> np.ndarray:
    """Adds the rows of units whose δ are proportional, and leaves out those that have none."""
    classes = sorted({number for number, _ in slopes} - {0})
    found = np.zeros((len(classes), len(slopes)), dtype=np.int64)
    for unit, (number, factor) in enumerate(slopes):
        if number:
            numerator, denominator = factor.numerator, factor.denominator  # type: ignore[attr-defined]
            found[classes.index(number), unit] = int(numerator) * pow(int(denominator), -1, prime) % prime
    return found


def _projected(part: _Part, movement: Movement, at: Sequence[np.ndarray], prime: int) -> np.ndarray | None:
    """What is left of a movement in a layer."""
    if not {part.weight, part.bias} & set(movement):
        return None
    moved: Mapping[int, np.ndarray] = movement
    height = len(at[part.weight])
    block = moved.get(part.weight, np.zeros_like(at[part.weight])).reshape(height, -1)
    if part.bias is not None:
        last = moved.get(part.bias, np.zeros_like(at[part.bias])).reshape(-1, 1)
        block = np.concatenate([block, last], axis=1)
    block = block % prime
    if part.right is not None:
        block = _product(block, part.right, prime)
    if part.left is not None:
        block = _product(part.left, block, prime)
    return block.ravel()


def _product(one: np.ndarray, other: np.ndarray, prime: int) -> np.ndarray:
    """Modulo a prime below 2^23: 2^16 products add up to less than 2^63."""
    total = np.zeros((len(one), other.shape[1]), dtype=np.int64)
    for start in range(0, one.shape[1], 2**16):
        total = (total + one[:, start : start + 2**16] @ other[start : start + 2**16]) % prime
    return total
