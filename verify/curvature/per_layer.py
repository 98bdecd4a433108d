"""The diagonal blocks of a Hessian, one for each layer: the second derivatives by the weights of that layer alone."""

from __future__ import annotations

from dataclasses import dataclass
from math import prod
from typing import TYPE_CHECKING

import numpy as np

from ..spectra import Pairs, clusters_of, dense_pairs, residual_norms
from .lanczos import find_ends
from .products import Products
from .result import ESTIMATED
from .rounding import estimated_error

if TYPE_CHECKING:
    from ..subject import Subject

DENSE = 400  # weights of a layer up to which its block is taken as a whole
TOP, LOWEST = 3, 1


@dataclass(frozen=True)
class Block:
    """The block of a layer.

    Attributes:
        layer: its name, which its parameters share.
        num_params: how many weights it has.
        eigenvalues: value, radius and multiplicity of the intervals at the ends; all of them where ``whole``.
        whole: whether these are all.
        status: ``estimated``: the intervals are proved for the block of floats, whose error was estimated.
    """

    layer: str
    num_params: int
    eigenvalues: tuple[dict[str, float | int], ...]
    whole: bool
    status: str = ESTIMATED


def blocks_of(subject: Subject, products: Products, pairs: Pairs, seed: int) -> list[Block]:
    """The blocks, in the order of the parameters; what rounding did to the Hessian is estimated, and in the radii.

    Args:
        pairs: of the whole Hessian, whose matrix is used where it is there.
    """
    error = estimated_error(subject, pairs.vectors, products.hessian(pairs.vectors), seed)
    places: dict[str, list[np.ndarray]] = {}
    start = 0
    for name, shape in zip(subject.parameter_names, subject.shapes, strict=True):
        layer = name.rpartition(".")[0] or "the model itself"
        places.setdefault(layer, []).append(np.arange(start, start + prod(shape)))
        start += prod(shape)
    return [_block(name, np.concatenate(own), products, pairs, error, seed) for name, own in places.items()]


def _block(layer: str, own: np.ndarray, products: Products, pairs: Pairs, error: float, seed: int) -> Block:
    def apply(vectors: np.ndarray) -> np.ndarray:
        whole = np.zeros((products.num_params, vectors.shape[1]))
        whole[own] = vectors
        return products.hessian(whole)[own]

    size = len(own)
    if pairs.matrix is not None:
        found = dense_pairs(pairs.matrix[np.ix_(own, own)])
    elif size <= DENSE:
        matrix = apply(np.eye(size))
        found = dense_pairs(0.5 * (matrix + matrix.T))
    else:
        ends = find_ends(apply, size, TOP, LOWEST, seed=seed)
        residuals = residual_norms(apply(ends.vectors), 0.0, ends.vectors, ends.values)
        found = Pairs(ends.values, ends.vectors, residuals, False)
    clusters = clusters_of(found.values, found.residuals + error, found.vectors)
    told = tuple({"value": c.value, "radius": c.radius, "multiplicity": c.multiplicity} for c in clusters)
    return Block(layer, size, told, found.whole)
