"""The ranks that the Hessian of a deep linear network has by Singh, Bachmann and Hofmann (NeurIPS 2021), found exactly.

Three routes that share nothing: their formulas; ranks of integer matrices, block by block, over the rational numbers;
and the curvature of the torch model, by enclosed eigenvalues.
"""

from itertools import pairwise

import flint
import numpy as np
import pytest

import verify
from tests.verify.subject.models import nn, torch

pytestmark = pytest.mark.torch

SHAPES = [((25, 5, 10, 10), 50), ((4, 2, 3), 6), ((3, 4, 2), 5), ((3, 3, 2, 3), 2), ((2, 3, 2, 2, 3), 4)]
MOST_BY_HAND = 60  # weights, for a characteristic polynomial


def published(widths, rank):
    """Outer products, functional part and whole, for a second moment of the inputs of this rank."""
    outputs, hidden, layers = widths[-1], widths[1:-1], len(widths) - 1
    q, s = min(rank, outputs, *hidden), min(rank, outputs)
    outer = q * (rank + outputs - q)
    return (
        outer,
        2 * q * sum(hidden) + 2 * q * s - layers * q**2,
        2 * q * sum(hidden) + q * (rank + outputs) - layers * q**2,
    )


def integers(widths, num_samples, seed=0):
    """Weights W_1, …, W_L, inputs and targets, the samples in rows: whole numbers."""
    stream = np.random.default_rng(seed)
    weights = [stream.integers(-3, 4, (after, before)) for before, after in pairwise(widths)]
    return (
        weights,
        stream.integers(-3, 4, (num_samples, widths[0])),
        stream.integers(-99, 100, (num_samples, widths[-1])),
    )


def product(matrices, size):
    """… M_2 M_1, and I of no matrices."""
    found = np.eye(size, dtype=np.int64)
    for each in matrices:
        found = each @ found
    return found


def exact_parts(weights, inputs, residuals):
    """JᵀJ and Σ r_i ∇²f_i by blocks, of tr(Rᵀ W_L … W_1 Xᵀ): entry (W_b)_ij (W_a)_kl of the latter, a < b, is
    (AᵀRXC)_il M_jk with A, M, C the products above b, between, and below a."""
    widths = [inputs.shape[1], *(len(each) for each in weights)]
    above = [product(weights[k + 1 :], widths[k + 1]) for k in range(len(weights))]
    below = [inputs @ product(weights[:k], widths[0]).T for k in range(len(weights))]
    slopes = np.concatenate([np.einsum("oi,nj->noij", a, b).reshape(residuals.size, -1)
                             for a, b in zip(above, below, strict=True)], 1)  # fmt: skip
    ends = np.cumsum([0, *(each.size for each in weights)])
    bends = np.zeros((ends[-1], ends[-1]), dtype=np.int64)
    for b in range(len(weights)):
        for a in range(b):
            between = product(weights[a + 1 : b], widths[a + 1])
            block = np.einsum("il,jk->ijkl", above[b].T @ residuals.T @ below[a], between)
            block = block.reshape(weights[b].size, weights[a].size)
            bends[ends[b] : ends[b + 1], ends[a] : ends[a + 1]] = block
            bends[ends[a] : ends[a + 1], ends[b] : ends[b + 1]] = block.T
    return slopes.T @ slopes, bends


def exact_rank(matrix):
    """Over the rational numbers."""
    return flint.fmpz_mat(matrix.tolist()).rank()


def model_of(weights):
    """The same network in torch."""
    model = nn.Sequential(*[nn.Linear(w.shape[1], w.shape[0], bias=False) for w in weights]).double()
    with torch.no_grad():
        for tensor, values in zip(model.parameters(), weights, strict=True):
            tensor.copy_(torch.as_tensor(values))
    return model


def inner(outputs, targets):
    """Linear in the outputs: the whole Hessian is the functional part."""
    return (outputs * targets).sum()


def test_the_published_example():
    assert published((25, 5, 10, 10), 25) == (150, 175, 250)


@pytest.mark.parametrize(("widths", "num_samples"), SHAPES)
def test_three_routes(widths, num_samples):
    weights, inputs, targets = integers(widths, num_samples)
    outer, functional, whole = published(widths, exact_rank(inputs))
    residuals = inputs @ product(weights, widths[0]).T - targets
    first, rest = exact_parts(weights, inputs, residuals)
    assert (exact_rank(first), exact_rank(rest), exact_rank(first + rest)) == (outer, functional, whole)

    model, size = model_of(weights), len(first)
    found = verify.curvature(model, inputs, targets)
    assert (found.rank, found.rank_status) == (whole, "proved" if whole == size else "gap")
    assert found.enclosures == "proved"
    trivial = found.trivial_directions
    assert (trivial.count, trivial.status) == (size - outer, "proved")
    if size <= MOST_BY_HAND:
        positive, negative = signs(first + rest)
        assert (found.negative.at_least, found.negative.at_most) in ((negative, negative), (negative, size - positive))

    zero = verify.curvature(model, inputs, inputs @ product(weights, widths[0]).T)
    assert (zero.rank, zero.negative.at_least) == (outer, 0)  # without residuals the first part is all

    bent = verify.curvature(model, inputs, residuals, loss=f"{__name__}:inner")
    assert (bent.rank, bent.rank_status in ("gap", "estimated")) == (functional, True)


def signs(matrix):
    """How many eigenvalues are positive and negative, by Descartes' rule on the exact characteristic polynomial."""
    coefficients = [c for c in flint.fmpz_mat(matrix.tolist()).charpoly().coeffs() if c]
    positive = sum((a > 0) != (b > 0) for a, b in pairwise(coefficients))
    return positive, exact_rank(matrix) - positive


def test_the_blocks_are_those_of_the_loss():
    """The exact Hessian beside differences of the loss, which has degree 2 in each weight: no formula."""
    weights, inputs, targets = integers((2, 3, 2, 2), 3)
    first, rest = exact_parts(weights, inputs, inputs @ product(weights, 2).T - targets)
    sizes = np.cumsum([each.size for each in weights])[:-1]

    def twice_the_loss(moves):
        flat = np.concatenate([each.ravel() for each in weights])
        for place, by in moves:
            flat[place] += by
        moved = [part.reshape(each.shape) for part, each in zip(np.split(flat, sizes), weights, strict=True)]
        return int(((inputs @ product(moved, 2).T - targets) ** 2).sum())

    for i, j in ((0, 0), (0, 1), (0, 7), (3, 15), (9, 14), (5, 12)):
        if i == j:
            found = twice_the_loss([(i, 1)]) - 2 * twice_the_loss([]) + twice_the_loss([(i, -1)])
        else:
            found = sum(a * b * twice_the_loss([(i, a), (j, b)]) for a in (1, -1) for b in (1, -1)) / 4
        assert found == 2 * (first + rest)[i, j]


def test_targets_that_are_not_generic_have_another_rank():
    """Residuals of rank 1 are no generic ones: the functional part then has a smaller rank than is published."""
    weights, inputs, _ = integers((4, 3, 3), 6)
    residuals = np.outer(inputs[:, 0], [1, 2, 3])
    _, rest = exact_parts(weights, inputs, residuals)
    assert exact_rank(rest) < published((4, 3, 3), 4)[1]
    bent = verify.curvature(model_of(weights), inputs, residuals, loss=f"{__name__}:inner")
    assert bent.rank == exact_rank(rest)
