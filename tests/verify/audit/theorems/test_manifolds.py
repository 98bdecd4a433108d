"""The zero set as a manifold."""

import pytest

from tests.verify.audit.theorems.cases import PROVED, Rank, Zero, drawn, mlp, nn, seeded, told, torch
from verify.subject import smoolu

pytestmark = pytest.mark.torch

X = drawn(4, 3)


class Proved(Zero):
    """With the dimension that was proved."""

    dimension = 26


def test_one_output_and_several():
    """3-4-1 has 21 weights, 4 equations: dimension 17. 3-4-3 has 31 weights, 12 equations: 19."""
    found = told(mlp(3, 4, 1), X, drawn(4, 1))
    assert [found[name].applies for name in ("C18-01", "C18-08")] == ["yes", "yes"]
    assert "manifold of dimension 17" in found["C18-01"].follows
    found = told(mlp(3, 4, 3), X, drawn(4, 3))
    assert [found[name].applies for name in ("C18-01", "C18-08")] == ["no", "yes"]
    assert "manifold of dimension 19 (codimension 12)" in found["C18-08"].follows


def test_a_bound_on_the_rank_empties_it():
    found = told(mlp(3, 4, 3), X, drawn(4, 3), rank=Rank(rank_bound=11))["C18-08"]
    assert "at most 11 of 12 dimensions, so that for almost all targets it is empty" in found.follows
    assert not found.disagrees
    assert told(mlp(3, 4, 3), X, drawn(4, 3), rank=Rank(rank_bound=11), zero=PROVED)["C18-08"].disagrees


def test_a_dimension_that_was_proved():
    """31 − 12 = 19, and not 26."""
    assert told(mlp(3, 4, 3), X, drawn(4, 3), zero=Proved("proved", 1e-9))["C18-08"].disagrees
    assert not told(mlp(3, 4, 3), X, drawn(4, 3), zero=PROVED)["C18-08"].disagrees


class Singular(Zero):
    """Where J is not onto: samples repeat, or targets have relations."""

    onto, independent, dimension = False, 9, 22


def test_a_zero_where_the_jacobian_is_not_onto():
    """It contradicts nothing: these targets are not generic."""
    found = told(mlp(3, 4, 3), X, drawn(4, 3), zero=Singular("proved", 1e-9), rank=Rank(11, "gap", 11))
    assert not found["C18-08"].disagrees
    assert "not generic: J is not onto" in found["C18-08"].measured
    assert not found["C18-03"].disagrees
    assert "at least 9 positive eigenvalues" in found["C18-03"].follows


@pytest.mark.parametrize(("n", "kind"), [(7, "empty or a set of isolated points"), (8, "is empty")])
def test_too_few_weights(n, kind):
    """3-4-1 with biases: 16 + 5 = 21 weights; 3-2-3: 8 + 9 = 17; here 2-2-3: 6 + 9 = 15; 1-3-3: 6 + 12 = 18; 3-3-3: 24;
    2-3-3: 9 + 12 = 21 = 3·7."""
    found = told(mlp(2, 3, 3), drawn(n, 2), drawn(n, 3))["C18-08"]
    assert found.applies == "no"
    assert kind in found.follows
    assert "not needed" in found.follows


def test_the_hessian_at_a_proved_zero():
    """31 weights, 12 equations."""
    found = told(mlp(3, 4, 3), X, drawn(4, 3), zero=PROVED, rank=Rank(12, "proved", 12))["C18-03"]
    assert (found.applies, found.corrected) == ("yes", True)
    assert "12 positive eigenvalues, 19 zero ones and no negative one" in found.follows
    assert "rank 12 of 12" in found.measured
    assert not found.disagrees
    assert told(mlp(3, 4, 3), X, drawn(4, 3), zero=PROVED, rank=Rank(11, "gap", 11))["C18-03"].disagrees


@pytest.mark.parametrize(
    ("model", "n", "words"),
    [
        (lambda: mlp(3, 4, 1, activation=nn.ReLU), 4, "ReLU is rectified, but not smooth"),
        (lambda: mlp(3, 4, 1), 4, "tanh is not 0 for all z ≤ 0"),
        (lambda: mlp(3, 4, 1, bias=False), 4, "a layer has no bias of its own"),
        (lambda: mlp(3, 4, 1), 6, "4 units for 6 samples: 2 too few"),
        (lambda: mlp(3, 1), 4, "there is no activation"),
    ],
)
def test_theorem_4_1_needs_all_its_hypotheses(model, n, words):
    found = told(model(), drawn(n, 3), drawn(n, 1))["C18-07"]
    assert (found.applies, found.corrected) == ("no", True)
    assert words in found.because


@pytest.mark.parametrize(
    ("layers", "n", "expected", "words"),
    [
        # 3-4-1: 16 + 5 = 21 weights. h = 4 = d: it applies, M has dimension 21 − 4
        ((3, 4, 1), 4, "yes", "smooLU is smooth, 0 for z ≤ 0"),
        ((3, 4, 1), 5, "no", "4 units for 5 samples: 1 too few"),
        ((3, 4, 2), 4, "no", "there are 2 outputs"),
        ((3, 2, 5, 1), 5, "yes", "5 units for 5 samples"),
        ((3, 5, 4, 1), 5, "no", "4 units for 5 samples"),  # the last hidden layer, not the widest
    ],
)
def test_theorem_4_1_at_its_boundary(layers, n, expected, words):
    model = mlp(*layers, activation=smoolu)
    found = told(model, drawn(n, 3), drawn(n, layers[-1]))["C18-07"]
    assert found.applies == expected
    assert words in found.because
    weights = sum(tensor.numel() for tensor in model.parameters())
    assert expected == "no" or f"dimension {weights - n}, for almost all targets" in found.follows


def test_what_theorem_4_1_misses_by_one_hypothesis():
    """Each of them dropped alone."""
    x, y = drawn(4, 3), drawn(4, 1)
    again = torch.cat([x[:3], x[:1]])
    assert "1 input of 4 repeated" in told(mlp(3, 4, 1, activation=smoolu), again, y)["C18-07"].because
    assert "no bias of its own" in told(mlp(3, 4, 1, activation=smoolu, bias=False), x, y)["C18-07"].because
    mixed = seeded(lambda: nn.Sequential(nn.Linear(3, 4), smoolu(), nn.Linear(4, 4), nn.Tanh(), nn.Linear(4, 1)))
    assert told(mixed, x, y)["C18-07"].because == "tanh is not 0 for all z ≤ 0"
    frozen = mlp(3, 4, 1, activation=smoolu)
    frozen[0].weight.requires_grad_(False)
    assert "frozen weights" in told(frozen, x, y)["C18-07"].because
    other = told(mlp(3, 4, 1, activation=nn.SiLU), x, y)["C18-07"]
    assert (other.applies, "verify.subject.smoolu()" in other.because) == ("unknown", True)
    found = told(mlp(3, 4, 1, activation=smoolu), x, y)
    assert found["NMH-02"].because.startswith("3.1.1: smooLU is not analytic")
    assert [found[key].applies for key in ("C18-01", "C18-08", "T3-08")] == ["yes", "yes", "yes"]


def test_shared_layers_and_convolutions():
    class Twice(nn.Module):
        def __init__(self):
            super().__init__()
            self.a, self.b = nn.Linear(3, 3), nn.Linear(3, 1)

        def forward(self, x):
            return self.b(self.a(self.a(x).tanh()).tanh())

    assert "two layers share weights" in told(seeded(Twice), X, drawn(4, 1))["C18-07"].because

    def images():
        return nn.Sequential(nn.Conv2d(1, 2, 2), nn.Tanh(), nn.Flatten(), nn.Linear(8, 1))

    found = told(seeded(images), drawn(4, 1, 3, 3), drawn(4, 1))["C18-07"]
    assert "a convolution shares weights" in found.because
