"""Gram matrices from pieces are those of torch's Jacobian."""

import dataclasses
from fractions import Fraction

import numpy as np
import pytest

from tests.verify.audit.zero.planted import planted
from tests.verify.audit.zero.test_find import NETS
from tests.verify.subject.models import nn, torch
from verify.audit.zero import find_zero, pieces as under_test
from verify.audit.zero.find import problem_of
from verify.audit.zero.passes import forward, reverse
from verify.audit.zero.rings import Floats

pytestmark = pytest.mark.torch


def float_pieces(problem):
    run = forward(problem.layers, Floats(), problem.inputs, problem.weights)
    seeds = np.tile(np.eye(problem.targets.shape[1]), (len(problem.targets), 1, 1))
    backs = reverse(problem.layers, Floats(), run, problem.weights, seeds)
    return under_test.pieces_of(problem.layers, Floats(), run, backs, problem.steps)


@pytest.mark.parametrize("name", NETS)
def test_gram_rows_and_products(name, monkeypatch):
    monkeypatch.setattr(under_test, "CHUNK", 30)
    build, shape = NETS[name]
    subject, _ = planted(build, *shape)
    problem = problem_of(subject)
    steps = [2.0 ** (n % 3 - 1) for n in range(len(problem.steps))]
    problem = dataclasses.replace(problem, steps=tuple(steps))
    columns = np.concatenate([np.full(array.size, step) for array, step in zip(problem.weights, steps, strict=True)])
    jacobian = subject.jacobian().numpy() * columns
    pieces = float_pieces(problem)
    gram, count, _ = under_test.gram_matrix(pieces)
    exact = jacobian @ jacobian.T
    assert abs(gram - exact).max() < 1e-13 * abs(exact).max()
    assert 4 < count < 10_000
    sizes = under_test.row_sizes(pieces)
    assert (sizes * (1 + 1e-12) >= np.linalg.norm(jacobian, axis=1)).all()
    one = dataclasses.replace(problem, targets=problem.targets)
    combination = np.cos(np.arange(len(jacobian)))
    run = forward(one.layers, Floats(), one.inputs, one.weights)
    backs = reverse(one.layers, Floats(), run, one.weights, combination.reshape(len(one.targets), 1, -1))
    found = under_test.transposed_product(
        under_test.pieces_of(one.layers, Floats(), run, backs, one.steps), [array.shape for array in one.weights]
    )
    flat = np.concatenate([part.reshape(-1) for part in found])
    assert abs(flat - jacobian.T @ combination).max() < 1e-12 * abs(jacobian).max() * len(jacobian)


def test_a_large_gram_matrix_is_within_its_rounding_bound():
    """Against sums in 80 bits of the same pieces: no entry is off by more than γ_n ρ_r ρ_s."""
    subject, _ = planted(NETS["tanh"][0], 40, 4)
    pieces = float_pieces(problem_of(subject))
    gram, count, _ = under_test.gram_matrix(pieces)
    total = np.zeros(gram.shape, dtype=np.longdouble)
    for piece in pieces:
        b = piece.back.astype(np.longdouble).reshape(len(gram), -1)
        x = piece.read.astype(np.longdouble).reshape(len(piece.read), -1)
        total += (b @ b.T) * np.kron(x @ x.T, np.ones((2, 2)))
    sizes = under_test.row_sizes(pieces)
    assert (abs(gram - total) <= 1.001 * count * 2.0**-53 * np.outer(sizes, sizes)).all()


class TwiceInGroups(nn.Module):
    """One weight in two convolutions, of one group and of two."""

    def __init__(self):
        super().__init__()
        self.first, self.second = nn.Conv2d(2, 4, 3), nn.Conv2d(4, 4, 3, groups=2)
        self.second.weight, self.second.bias = self.first.weight, self.first.bias
        self.last = nn.Linear(4, 2)

    def forward(self, x):
        return self.last(torch.tanh(self.second(torch.tanh(self.first(x)))).flatten(1))


def test_a_weight_in_groups_of_two_kinds():
    subject, _ = planted(TwiceInGroups, 3, 2, 5, 5)
    problem = problem_of(subject)
    jacobian = subject.jacobian().numpy()
    problem = dataclasses.replace(problem, steps=tuple(1.0 for _ in problem.steps))
    gram, _, _ = under_test.gram_matrix(float_pieces(problem))
    exact = jacobian @ jacobian.T
    assert abs(gram - exact).max() < 1e-13 * abs(exact).max()
    assert find_zero(subject).status == "proved"


def test_what_vanishes_in_products_is_bounded():
    """B of 1e150 times x of 1e-160, whose square is no float: the entries that are lost are within the third number."""
    back = np.full((2, 1, 1, 1, 1), 1e150)
    read = np.array([1.5e-154, 1e-160]).reshape(2, 1, 1, 1)
    gram, _, lost = under_test.gram_matrix([under_test.Piece(0, back, read)])
    exact = [[float(Fraction(1e150) ** 2 * Fraction(a) * Fraction(b)) for a in read.flat] for b in read.flat]
    assert 0 < np.linalg.norm(gram - exact) < lost
