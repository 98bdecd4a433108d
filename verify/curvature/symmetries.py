"""Directions of the weights that are known to change no output, or no loss, and why.

* A weight that no output depends on, near these weights: nothing reads it, its inputs are 0 in all samples, or the
  unit behind it is dead. Its column of the Jacobian is exactly 0.
* A unit of ReLU or leaky ReLU, all of whose weights are its own, can be rescaled: its incoming weights and bias
  multiplied by 1 + t, its outgoing ones divided by it. The direction is (w, b, −v).
* Under the cross-entropy the same number can be added to all outputs of a sample: to the rows of the last layer the
  same vector, to its biases the same number. The outputs change, and the loss does not.

Permutations of units have no direction: they are finitely many. Each direction is tried: a product with the Jacobian
must vanish beside that of one half of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import prod
from typing import TYPE_CHECKING

import numpy as np

from ..audit import Wiring, rescaled_units
from .products import Products

if TYPE_CHECKING:
    from ..subject import Subject

SMALL = 1e-10  # relative: what vanishes
PROBES = 3
MOST = 2_000  # directions that are tried one by one
BENT = ("relu", "leaky_relu")


@dataclass(frozen=True, eq=False)
class Known:
    """Directions with a reason.

    Attributes:
        what: why they change nothing. count: how many are independent.
        changes_outputs: whether the outputs change, though the loss does not.
        vectors: (num_params, count), or the places of single weights where ``places``.
    """

    what: str
    count: int
    changes_outputs: bool
    vectors: np.ndarray
    places: bool = False


def known_directions(subject: Subject, products: Products, seed: int) -> list[Known]:
    """All of the kinds above that a graph shows; without a graph the weights that no output depends on."""
    still = _still(subject, seed)
    found = [Known("weights that no output depends on near here", len(still), False, still, places=True)]
    for what, changes, tried in (
        ("rescalings of units of ReLU", False, _rescalings(subject)),
        ("the same number added to all outputs of a sample", True, _shifts(subject)),
    ):
        kept = [vector for vector, half in tried if _vanishes(subject, products, vector, half, changes)]
        if kept:
            stacked = np.stack(kept, 1)
            stacked[still] = 0
            count = _independent(stacked)
            if count:
                found.append(Known(what, count, changes, stacked))
    return [each for each in found if each.count]


def _still(subject: Subject, seed: int) -> np.ndarray:
    """The places of weights whose columns of J are 0: so is uᵀJ there for every u, and random u miss no other."""
    stream = np.random.default_rng([seed, 3])
    moving = np.zeros(subject.num_params, bool)
    for _ in range(PROBES):
        probe = subject.weights.new_tensor(stream.standard_normal(subject.num_equations))
        moving |= subject.vjp(probe).cpu().numpy() != 0
    return np.flatnonzero(~moving)


def _rescalings(subject: Subject) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Each direction, and its incoming half."""
    if subject.graph is None:
        return
    inputs = {name: tensor.cpu().numpy()[:1] for name, tensor in subject.inputs.items()}
    wiring = Wiring(subject.graph, inputs, subject.parameter_names)
    starts = np.cumsum([0, *map(prod, subject.shapes)])
    weights = subject.weights.cpu().numpy()
    tried = 0
    for each in rescaled_units(wiring):
        node = subject.graph[each.activation]
        source, reader = subject.graph[node.sources[0]], subject.graph[each.reader]
        if node.options["name"] not in BENT or source.kind == "scale" or reader.parameters[0] is None:
            continue
        own, bias, read = source.parameters[0], source.parameters[1], reader.parameters[0]
        width = subject.shapes[read][1] // each.units if own is not None else 0
        if own is None or not width or subject.shapes[read][1] % each.units:
            continue
        for unit in range(each.units):
            tried += 1
            if tried > MOST:
                return
            half = np.zeros(subject.num_params)
            _part(half, starts, own, subject.shapes[own])[unit] = _part(weights, starts, own, subject.shapes[own])[unit]
            if bias is not None:
                half[starts[bias] + unit] = weights[starts[bias] + unit]
            vector = half.copy()
            columns = slice(unit * width, (unit + 1) * width)
            _part(vector, starts, read, subject.shapes[read])[:, columns] -= _part(
                weights, starts, read, subject.shapes[read]
            )[:, columns]
            yield vector, half


def _shifts(subject: Subject) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    if subject.graph is None or subject.loss != "cross-entropy" or subject.graph[-1].kind != "dense":
        return
    weight, bias = subject.graph[-1].parameters
    starts = np.cumsum([0, *map(prod, subject.shapes)])
    for column in range(subject.shapes[weight][1] if weight is not None else 0):
        assert weight is not None
        vector, half = np.zeros(subject.num_params), np.zeros(subject.num_params)
        _part(vector, starts, weight, subject.shapes[weight])[:, column] = 1
        _part(half, starts, weight, subject.shapes[weight])[:1, column] = 1
        yield vector, half
    if bias is not None:
        vector, half = np.zeros(subject.num_params), np.zeros(subject.num_params)
        vector[starts[bias] : starts[bias + 1]] = 1
        half[starts[bias]] = 1
        yield vector, half


def _part(flat: np.ndarray, starts: np.ndarray, index: int | None, shape: tuple[int, ...]) -> np.ndarray:
    """A parameter of a flat vector, as a view."""
    assert index is not None
    view: np.ndarray = flat[starts[index] : starts[index + 1]].reshape(shape)
    return view


def _vanishes(
    subject: Subject, products: Products, vector: np.ndarray, half: np.ndarray, changes_outputs: bool
) -> bool:
    moved, other = products.jacobian(vector), products.jacobian(half)
    if changes_outputs:
        shape = (1, -1, subject.output_dim)
        moved, other = products.turned(moved.reshape(shape)), products.turned(other.reshape(shape))
    return float(moved.norm()) <= SMALL * float(other.norm())


def _independent(vectors: np.ndarray) -> int:
    sizes = np.linalg.norm(vectors, axis=0)
    kept = vectors[:, sizes > 0] / sizes[sizes > 0]
    values = np.linalg.eigvalsh(kept.T @ kept)
    return int((values > 1e-8).sum())
