"""Flat directions: those that change no output to first order, and others.

The null space of the Jacobian J has the directions that change no output, to first order; its dimension is the number
of weights less the rank of J, which the audit bounds, measures or proves. The directions that are known to be among
them have their names (:mod:`.symmetries`). Of a whole Hessian, the space N of eigenvalues that are not told apart from
0 is split: what J maps to 0 changes no output; what S J maps to 0 and J does not changes outputs and, to second order,
no loss; the rest is flat because the second derivatives of the model make up for the Gauss–Newton part. A direction
that changes no output may still have curvature where the gradient of the loss is not 0: H has the second derivatives
of the outputs in it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from algebraic.shell import ROLE_PROBES, random_stream

from ..audit import measure_rank
from ..spectra import Cluster, Pairs, gap_between
from .products import Products
from .symmetries import known_directions

if TYPE_CHECKING:
    from ..subject import Subject

OPERATIONS = 2e11  # of a decomposition of J
SMALL = 1e-7  # of the largest singular value: what J maps to 0, in float64
MOST = 2_000  # vectors of a null space that are split


@dataclass(frozen=True)
class Flat:
    """Of the eigenvalues that are not told apart from 0, how many directions are flat for which reason.

    Attributes:
        count: of these eigenvalues.
        no_output: directions that J maps to 0.
        no_loss: directions that change outputs, and S J maps to 0.
        others: the rest.
        status: ``gap``: what counts as 0 is 1,000 times smaller than the rest; else ``undecided``.
    """

    count: int
    no_output: int
    no_loss: int
    others: int
    status: str


@dataclass(frozen=True)
class Named:
    """Directions that are known: what they are, how many, and whether they change outputs and no loss."""

    what: str
    count: int
    changes_outputs: bool


@dataclass(frozen=True)
class Trivial:
    """Directions of the weights that change no output, to first order.

    Attributes:
        count: the number of weights less the rank of the Jacobian; ``None`` where that was not measured.
        status: of the rank: ``proved``, ``gap`` or ``undecided``.
        at_least: what the named ones come to.
        because: in words.
        named: the known ones.
        flat: of a whole Hessian, the eigenvalues around 0.
    """

    count: int | None
    status: str
    at_least: int
    because: str
    named: tuple[Named, ...]
    flat: Flat | None


def trivial_directions(
    subject: Subject, products: Products, pairs: Pairs, clusters: Sequence[Cluster], seed: int
) -> Trivial:
    """What changes no output, and what the flat directions of the Hessian are."""
    known = known_directions(subject, products, seed)
    named = tuple(Named(each.what, each.count, each.changes_outputs) for each in known)
    least = sum(each.count for each in known if not each.changes_outputs)
    small, large = sorted((subject.num_equations, subject.num_params))
    flat = split_flat(products, pairs, clusters) if pairs.whole else None
    if float(small) * small * large > OPERATIONS:
        because = f"the Jacobian has {subject.num_equations:,} × {subject.num_params:,} entries and was not decomposed"
        return Trivial(None, "undecided", least, because, named, flat)
    rank = measure_rank(subject, seed=seed)
    count = None if rank.jacobian_rank is None else subject.num_params - rank.jacobian_rank
    because = "the number of weights less the rank of the Jacobian"
    if rank.status == "undecided":
        because += f", which is undecided: it is at least {rank.lower_bound:,} and at most {rank.rank_bound_here:,}"
        count = None
    return Trivial(count, rank.status, least, because, named, flat)


def split_flat(products: Products, pairs: Pairs, clusters: Sequence[Cluster]) -> Flat | None:
    """The directions of eigenvalues that are not told apart from 0."""
    around = [m for each in clusters if each.low <= 0 <= each.high for m in each.members]
    if not around or len(around) > MOST:
        return None
    space, _ = np.linalg.qr(pairs.vectors[:, around])
    moved = np.stack([products.jacobian(column).cpu().numpy() for column in space.T])
    first, sure = _small(moved, _size(products, pairs))
    still = first
    turned = products.turned(_as_changes(products, moved)).cpu().numpy().reshape(len(moved), -1)
    both, sure_too = _small(turned, _size(products, pairs, turned=True))
    count = len(around)
    status = "gap" if sure and sure_too and both >= still else "undecided"
    return Flat(count, still, max(0, both - still), count - max(both, still), status)


def _as_changes(products: Products, moved: np.ndarray) -> object:
    weights = products.subject.weights
    return weights.new_tensor(moved).reshape(len(moved), -1, products.subject.output_dim)


def _size(products: Products, pairs: Pairs, *, turned: bool = False) -> float:
    """A norm of J, or of SJ, from the vectors of the largest eigenvalues and random ones."""
    stream = random_stream(0, ROLE_PROBES, 0)
    tried = np.concatenate([pairs.vectors[:, :3], stream.standard_normal((len(pairs.vectors), 3))], 1)
    tried /= np.linalg.norm(tried, axis=0)
    moved = np.stack([products.jacobian(column).cpu().numpy() for column in tried.T])
    if turned:
        moved = products.turned(_as_changes(products, moved)).cpu().numpy().reshape(len(moved), -1)
    return float(np.linalg.norm(moved, axis=1).max())


def _small(rows: np.ndarray, size: float) -> tuple[int, bool]:
    """How many directions are mapped to 0, and whether a gap shows it."""
    values = np.zeros(len(rows))
    found = np.linalg.svd(rows, compute_uv=False)
    values[: len(found)] = found
    zero = values <= SMALL * size
    rest, gone = np.sort(values[~zero])[::-1], values[zero]
    return int(zero.sum()), not len(rest) or not len(gone) or gap_between(rest, float(gone.max())).counts
