"""Networks with an exact zero nearby, known beforehand."""

from itertools import pairwise

import numpy as np

from tests.verify.subject.models import nn, numbers, seeded, torch
from verify.subject import make_subject


class Pooled(nn.Module):
    """Two convolutions, one in groups, with pools between them."""

    def __init__(self, act, pool=nn.AvgPool2d):
        super().__init__()
        self.first, self.second = nn.Conv2d(1, 4, 3, padding=1), nn.Conv2d(4, 4, 3, groups=2, stride=1)
        self.pool, self.act, self.last = pool(2), act, nn.Linear(16, 3)

    def forward(self, x):
        return self.last(self.act(self.second(self.pool(self.act(self.first(x))))).flatten(1))


class Tied(nn.Module):
    """One layer, twice."""

    def __init__(self):
        super().__init__()
        self.twice, self.last = nn.Linear(6, 6), nn.Linear(6, 2)

    def forward(self, x):
        return self.last(torch.tanh(self.twice(torch.tanh(self.twice(x)))))


def dense(*widths, act=nn.Tanh, bias=True):
    """A network of dense layers."""

    def build():
        layers = []
        for inputs, outputs in pairwise(widths):
            layers += [nn.Linear(inputs, outputs, bias=bias), act()]
        return nn.Sequential(*layers[:-1])

    return build


def planted(build, *shape, delta=1e-2, seed=0):
    """A subject whose targets are outputs, and whose weights were moved from those by normal numbers times delta.

    Returns:
        The subject, and the weights with the zero, but for rounding.
    """
    model = seeded(build, seed).double().eval()
    inputs = numbers(*shape, seed=seed)
    targets = model(inputs).detach()
    true = torch.cat([p.detach().reshape(-1) for p in model.parameters()]).numpy()
    generator = torch.Generator().manual_seed(seed + 1)
    with torch.no_grad():
        for parameter in model.parameters():
            parameter += delta * torch.randn(parameter.shape, generator=generator, dtype=torch.float64)
    return make_subject(model, inputs, targets), true


def scalar(weight, target, coefficients=(0, 0, 1)):
    """One weight w, one input 1, a polynomial of w, one target."""

    class Power(nn.Module):
        def forward(self, x):
            return sum(float(c) * x**k for k, c in enumerate(coefficients))

    model = nn.Sequential(nn.Linear(1, 1, bias=False), Power()).double()
    with torch.no_grad():
        model[0].weight.fill_(weight)
    return make_subject(model, np.ones((1, 1)), np.array([[float(target)]]))
