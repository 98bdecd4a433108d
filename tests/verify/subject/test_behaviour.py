"""Chance and coupling are found by calling, and named with the layer."""

import pytest

from algebraic.shell import WrongInput
from tests.verify.subject.models import nn, numbers, seeded, torch
from verify.subject.behaviour import guarded

pytestmark = pytest.mark.torch


class Depth(nn.Module):
    """Stochastic depth: whole samples are dropped in training."""

    def forward(self, x):
        return x * (torch.rand(len(x), 1) > 0.5) if self.training else x


class Centred(nn.Module):
    """Subtracts the mean of the batch."""

    def __init__(self, always):
        super().__init__()
        self.always = always

    def forward(self, x):
        return x - x.mean(0) if self.always or self.training else x


class Counting(nn.Module):
    """Another value at each call."""

    calls = 0

    def forward(self, x):
        self.calls += 1
        return x * self.calls


class Counted(nn.Module):
    """Divides by the number of samples."""

    def forward(self, x):
        return x / len(x)


class Modes(nn.Module):
    """Something else in training, without chance or coupling."""

    def forward(self, x):
        x.mul_(2)
        return x + 1 if self.training else x


class Noisy(nn.Module):
    def forward(self, x):
        return x + torch.randn_like(x)


def guards_of(*layers):
    model = nn.Sequential(nn.Linear(3, 3), *layers, nn.Linear(3, 2)).double()
    return guarded(model, {"input": numbers(3, 3)})[1]


def test_layers_of_a_users_own_are_named():
    found = guards_of(Depth(), nn.Sequential(nn.Tanh(), Centred(always=False)), nn.Dropout(), nn.Dropout(0))
    assert [guard.layer for guard in found] == ["3", "1", "2.1"]
    assert "a second call differs" in found[1].what
    assert "couples the samples" in found[2].what
    assert guards_of(nn.Tanh()) == []
    (guard,) = guards_of(nn.Tanh(), Modes())
    assert (guard.layer, "it gives something else" in guard.what) == ("2", True)


@pytest.mark.parametrize(
    ("layer", "words"),
    [
        (Centred(always=True), r"1 \(Centred\) couples"),
        (nn.BatchNorm1d(3, track_running_stats=False), r"1 \(BatchNorm1d\) couples"),
        (Counting(), r"1 \(Counting\) gives other values"),
        (Noisy(), r"1 \(Noisy\) gives other values"),
        (Counted(), r"1 \(Counted\) gives a sample another output when it comes alone"),
    ],
)
def test_what_stays_in_evaluation_mode_is_refused(layer, words):
    with pytest.raises(WrongInput, match=words):
        guards_of(layer)


def test_chance_of_the_model_itself():
    class Own(nn.Module):
        def __init__(self):
            super().__init__()
            self.a = nn.Linear(3, 2)

        def forward(self, x):
            return nn.functional.dropout(self.a(x))

    with pytest.raises(WrongInput, match="the model itself"):
        guarded(Own().double(), {"x": numbers(3, 3)})


def test_what_counts_calls_couples_nothing():
    """Spectral normalisation goes on with its power iteration in training: one guard, and no coupling."""
    model = seeded(lambda: nn.Sequential(torch.nn.utils.parametrizations.spectral_norm(nn.Linear(4, 8)), nn.Tanh()))
    _, guards = guarded(model.double(), {"input": numbers(3, 4)})
    assert [guard.layer for guard in guards] == ["0.parametrizations.weight.0"]
    assert "a second call differs" in guards[0].what
