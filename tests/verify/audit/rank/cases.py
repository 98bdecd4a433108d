"""Small models with whole numbers as weights and data, whose Jacobian floats hold exactly: its rank is known."""

from __future__ import annotations

from itertools import pairwise

import flint
import numpy as np

from tests.verify.subject.models import nn, torch
from verify.subject import make_subject


class Polynomial(nn.Module):
    """A polynomial, constant first."""

    def __init__(self, *coefficients):
        super().__init__()
        self.coefficients = coefficients

    def forward(self, x):
        return sum((c * x**k for k, c in enumerate(self.coefficients) if c and k), start=float(self.coefficients[0]))


class Joined(nn.Module):
    """Layers that are passed by: ``skip`` concatenates, ``residual`` adds, ``tied`` uses a layer twice."""

    def __init__(self, kind, inputs, width, outputs, activation, first_bias, second_bias):
        super().__init__()
        self.kind, self.activation = kind, activation
        skip = kind == "skip"
        self.first = nn.Linear(inputs, width, bias=first_bias)
        self.second = nn.Linear(width + inputs * skip, width, bias=second_bias)
        self.last = nn.Linear(width * (1 + skip), outputs, bias=first_bias)

    def forward(self, x):
        first = self.activation(self.first(x))
        if self.kind == "skip":
            return self.last(torch.cat([self.activation(self.second(torch.cat([first, x], 1))), first], 1))
        second = self.activation(self.second(first))
        return self.last(first + second if self.kind == "residual" else self.activation(self.second(second)))


def whole(rng, bound, *shape):
    """Whole numbers as floats."""
    return rng.integers(-bound, bound + 1, shape).astype(float)


def draw_activation(rng):
    """Piecewise linear or polynomial."""
    kinds = [
        nn.ReLU(), nn.LeakyReLU(0.5), nn.Identity(), Polynomial(0, 0, 1), Polynomial(0, 1, 0, 1), Polynomial(0, 1, 1),
        Polynomial(0, 0, 0, 1), Polynomial(3, 2, 1), nn.ReLU(),
    ]  # fmt: skip
    return kinds[rng.integers(len(kinds))]


def draw_model(rng):
    """A model, and the shape of one input."""
    inputs, outputs, kind = int(rng.integers(1, 5)), int(rng.integers(1, 4)), int(rng.integers(8))

    def flip():
        return bool(rng.integers(2))

    if kind < 4:
        widths = [inputs, *(int(w) for w in rng.integers(1, 4, rng.integers(0, 3))), outputs]
        layers = []
        for k, (read, width) in enumerate(pairwise(widths)):
            layers.append(nn.Linear(read, width, bias=flip()))
            if k < len(widths) - 2 or rng.random() < 0.2:
                layers.append(draw_activation(rng))
        frozen = layers[0].weight if rng.random() < 0.5 else layers[0].bias
        if frozen is not None and rng.random() < 0.2 and len(widths) > 2:
            frozen.requires_grad_(False)
        return nn.Sequential(*layers), (inputs,)
    if kind < 7:
        name = ("skip", "residual", "tied")[kind - 4]
        width = int(rng.integers(1, 3))
        return Joined(name, inputs, width, outputs, draw_activation(rng), flip(), flip()), (inputs,)
    channels, padding = int(rng.integers(1, 3)), int(rng.integers(2))
    groups = channels if flip() else 1
    maps, size = groups * int(rng.integers(1, 3)), 2 + 2 * padding
    layers = [nn.Conv2d(channels, maps, 2, padding=padding, groups=groups, bias=flip()), draw_activation(rng)]
    if flip():
        layers.append((nn.MaxPool2d if flip() else nn.AvgPool2d)(2))
        size //= 2
    if size > 1 and flip():
        layers += [nn.Conv2d(maps, 2, 2, bias=flip()), draw_activation(rng)]
        maps, size = 2, size - 1
    return nn.Sequential(*layers, nn.Flatten(), nn.Linear(maps * size * size, outputs, bias=flip())), (channels, 3, 3)


def spoil(rng, model):
    """Copy units, with proportional or other weights after them; let some do nothing."""
    layers = [each for each in model.modules() if isinstance(each, nn.Linear | nn.Conv2d)]
    for layer, reader in pairwise(layers):
        if len(layer.weight) > 1 and rng.random() < 0.4:
            layer.weight[1] = layer.weight[0]
            if layer.bias is not None:
                layer.bias[1] = layer.bias[0]
            flat = isinstance(reader, nn.Linear) and isinstance(layer, nn.Conv2d)
            step = reader.weight.shape[1] // len(layer.weight) if flat else 1
            if reader.weight.shape[1] >= 2 * step and rng.random() < 0.6:
                reader.weight[:, step : 2 * step] = reader.weight[:, :step] * float(rng.choice([-1, 0, 2, 0.5]))
        if rng.random() < 0.2:
            layer.weight[0] = 0
        if rng.random() < 0.2:
            reader.weight[:, 0] = 0


def draw_subject(seed):
    """A subject: its data have zeros, repetitions and dependences, its weights copies."""
    rng = np.random.default_rng(seed)
    model, shape = draw_model(rng)
    count = int(rng.integers(1, 8))
    inputs = rng.integers(0, 3, (count, *shape)) * (rng.random((count, *shape)) < rng.choice([0.2, 0.5, 1]))
    if rng.random() < 0.3:
        inputs[-1] = inputs[0]
    if rng.random() < 0.3:
        inputs[:, -1] = 0
    if rng.random() < 0.3 and len(shape) == 1 and shape[0] > 2:
        inputs[:, 0] = inputs[:, 1] + 2 * inputs[:, 2]
    bound = int(rng.choice([1, 2, 9]))
    with torch.no_grad():
        for tensor in model.parameters():
            tensor.copy_(torch.from_numpy(whole(rng, bound, *tensor.shape)))
        spoil(rng, model)
        outputs = model.double()(torch.from_numpy(inputs).double()).shape[1]
    return make_subject(model, inputs.astype(float), whole(rng, 3, count, outputs))


def subject_of(model, inputs):
    """A model with data, all targets zero."""
    inputs = torch.as_tensor(inputs, dtype=torch.float64)
    with torch.no_grad():
        targets = torch.zeros_like(model.double()(inputs))
    return make_subject(model, inputs, targets)


def rank_of(jacobian):
    """The exact rank of a Jacobian whose entries times 2^20 are whole numbers; ``None`` if they are not."""
    scaled = np.asarray(jacobian) * 2.0**20
    if (scaled != np.round(scaled)).any() or abs(scaled).max(initial=0.0) >= 2.0**52:
        return None
    return flint.fmpz_mat([[int(v) for v in row] for row in scaled]).rank()


def dense(*layers):
    """Layers as a model in float64."""
    return nn.Sequential(*layers).double()


def digits(count):
    """The first images of the digits, with their labels."""
    from sklearn.datasets import load_digits

    found = load_digits()
    return found.data[:count], found.target[:count]
