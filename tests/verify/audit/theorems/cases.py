"""Cases for the theorems: models with data, and what a rank and a zero were measured to be."""

from dataclasses import dataclass

import pytest

from verify.audit.theorems import Case, theorems_for
from verify.subject import make_subject

torch = pytest.importorskip("torch")
nn = torch.nn


@dataclass(frozen=True)
class Rank:
    """As measured."""

    jacobian_rank: int | None = None
    status: str = "undecided"
    rank_bound: int = 10**9
    zero_set_dimension: int | None = None


@dataclass(frozen=True)
class Zero:
    """As sought."""

    status: str = "not_found"
    radius: float | None = None
    because: str = "none was looked for"


PROVED = Zero("proved", 1e-9, "proved")


def seeded(build, seed=0):
    """A model of drawn weights."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        return build().double()


def drawn(*shape, seed=0):
    """Numbers from a normal distribution."""
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)


def mlp(*widths, activation=nn.Tanh, bias=True, seed=0):
    """A dense network with one activation between layers."""

    def build():
        layers = []
        for k in range(len(widths) - 1):
            layers += [nn.Linear(widths[k], widths[k + 1], bias=bias)] + [activation()] * (k < len(widths) - 2)
        return nn.Sequential(*layers)

    return seeded(build, seed)


def case(model, x, y, loss="square", rank=None, zero=None):
    """A case of a model."""
    return Case(make_subject(model, x, y, loss=loss), rank or Rank(), zero or Zero())


def told(model, x, y, loss="square", rank=None, zero=None):
    """What each theorem says, by its number."""
    found = theorems_for(make_subject(model, x, y, loss=loss), rank or Rank(), zero or Zero())
    return {each.id: each for each in found}


class Skips(nn.Module):
    """Hidden layers, each of which reads the one before, and outputs that read all."""

    def __init__(self, inputs, widths, outputs, activation=torch.sigmoid, bias=False):
        super().__init__()
        sizes = (inputs, *widths)
        self.hidden = nn.ModuleList(nn.Linear(sizes[k], sizes[k + 1]) for k in range(len(widths)))
        self.output = nn.Linear(sum(widths), outputs, bias=bias)
        self.activation = activation

    def forward(self, x):
        values = []
        for layer in self.hidden:
            x = self.activation(layer(x))
            values.append(x)
        return self.output(torch.cat(values, dim=1))
