"""A trace test: the sum of a probe value over a complete fibre is a rational function of the parameters.

Along a line p + t d the sum T(t) over *all* solutions is single-valued, and rational. Over a part of them it is not:
going round a branch point turns it into the sum over another part. The Loewner matrix (T(a) − T(b)) / (a − b) of
samples has the rank of the degree of T (Antoulas and Anderson 1986), so a rational function shows as a sharp drop of
its singular values, and an incomplete sum as a slow decay. A network with a linear output has T(λ y) = λ T(y), and
where no solution with a finite probe value is lost to infinity T is even linear: rank 1.

This is numerical evidence, not a proof. A complete sum of high degree is not recognised.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..shell import UNLIMITED, Budget
from ..systems import Family, complex_normal
from ..tracking import ARRIVED, Fibre, follow

HALF = 16  # samples on either side of the Loewner matrix
LARGEST_RANK = 6
DROP = 1e-5  # from the last singular value that counts to the first that does not
NOISE = 1e-10  # of the largest, below which all that follow must lie
RADIUS = 3.0  # of the circle in t, in units of the size of the parameters


@dataclass(frozen=True)
class Trace:
    """Degree of the trace, or ``None`` where no rational function of low degree was recognised; the drop found."""

    degree: int | None
    drop: float
    num_paths: int


def trace_test(family: Family, fibre: Fibre, stream: np.random.Generator, *, budget: Budget = UNLIMITED) -> Trace:
    """Sample the trace of the first probe value on a circle in a random complex line.

    >>> from algebraic.networks.finite_symmetry import finite_symmetries
    >>> from algebraic.systems.families import zero_error_family
    >>> from algebraic.tracking.monodromy import find_fibre
    >>> from algebraic.networks.network import Network
    >>> net, stream = Network.dense([1, 1, 1], "z**3+z", output_bias=False), np.random.default_rng(0)
    >>> family = zero_error_family(net, np.array([[0.5], [1.0], [-0.7]]), 3)
    >>> fibre = find_fibre(family, finite_symmetries(net), stream)
    >>> trace_test(family, fibre, stream).degree
    1
    """
    num_classes = fibre.points.shape[1]
    size = np.sqrt((abs(fibre.parameters) ** 2).mean())
    direction = complex_normal(stream, (family.num_parameters,)) * size
    times = RADIUS * np.exp(2j * np.pi * np.arange(2 * HALF) / (2 * HALF))
    ends = fibre.parameters[:, None] + np.repeat(times, num_classes) * direction[:, None]
    points, status, num_paths = follow(
        family, np.tile(fibre.points, len(times)), fibre.parameters[:, None], ends, budget
    )
    arrived = (status == ARRIVED).reshape(len(times), num_classes).all(axis=1)
    values = family.probe(points)[0].reshape(len(times), num_classes).sum(axis=1)
    left, right = np.flatnonzero(arrived[::2]) * 2, np.flatnonzero(arrived[1::2]) * 2 + 1
    if min(len(left), len(right)) <= LARGEST_RANK + 1:
        return Trace(None, 1.0, num_paths)
    difference = values[left][:, None] - values[right][None, :]
    singular = np.linalg.svd(difference / (times[left][:, None] - times[right][None, :]), compute_uv=False)
    singular = singular / max(singular[0], 1e-300)
    drops = singular[1:] / np.maximum(singular[:-1], 1e-300)
    for rank in range(1, LARGEST_RANK + 1):
        if singular[rank] < NOISE and drops[rank - 1] < DROP:
            return Trace(rank, float(drops[rank - 1]), num_paths)
    return Trace(None, float(drops[:LARGEST_RANK].min()), num_paths)
