"""Small modules, made for the tests."""

import pytest

torch = pytest.importorskip("torch")
nn = torch.nn


class Cubic(nn.Module):
    """z³ + z."""

    def forward(self, x):
        return x**3 + x


class Skip(nn.Module):
    """A dense layer that reads the input and a hidden layer, a batch normalisation, a residual."""

    def __init__(self):
        super().__init__()
        self.a, self.b = nn.Linear(5, 4), nn.Linear(9, 3)
        self.c, self.d = nn.BatchNorm1d(3), nn.Linear(3, 3, bias=False)

    def forward(self, x):
        h = torch.tanh(self.a(x))
        r = self.b(torch.cat([x, h], dim=1))
        q = self.c(r)
        return self.d(q * q + 0.5 * q) + r


def images():
    """A network of images with one of each layer."""
    return nn.Sequential(
        nn.Conv2d(1, 3, 3, stride=2, padding=1),
        nn.ReLU(),
        nn.BatchNorm2d(3),
        nn.MaxPool2d(2),
        nn.Dropout(),
        nn.Flatten(),
        nn.Linear(12, 4),
        Cubic(),
        nn.Linear(4, 2),
    )


def seeded(build, seed=0):
    """What ``build()`` returns, its weights drawn by a seed; nobody else's draws change."""
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        return build()


def numbers(*shape, seed=0):
    """Normal numbers in float64."""
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)
