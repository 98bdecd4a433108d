"""Models whose Hessian is known: a quadratic form in the weights, with any spectrum."""

import numpy as np

from tests.verify.subject.models import nn, torch


class Weights(nn.Module):
    """The output for each sample is x·w: with the square loss the Hessian is XᵀX, whatever the weights."""

    def __init__(self, size):
        super().__init__()
        self.w = nn.Parameter(torch.zeros(size))

    def forward(self, x):
        return (x * self.w).sum(1, keepdim=True)


def with_spectrum(values, seed=0):
    """Inputs X with XᵀX of these eigenvalues, all at least 0, and the orthonormal vectors."""
    stream = np.random.default_rng(seed)
    turned, _ = np.linalg.qr(stream.standard_normal((len(values), len(values))))
    return np.sqrt(np.array(values))[:, None] * turned.T, turned


class Quadratic(nn.Module):
    """½ wᵀAw as the output for every sample, for a symmetric A with any spectrum."""

    def __init__(self, matrix):
        super().__init__()
        self.w = nn.Parameter(torch.zeros(len(matrix)))
        self.register_buffer("matrix", torch.as_tensor(matrix))

    def forward(self, x):
        return 0.5 * (self.w @ self.matrix @ self.w).reshape(1, 1) * x


def mean(outputs, targets):
    """A loss that is linear in the outputs."""
    return (outputs - targets).mean()


def quartic(outputs, targets):
    """A loss whose Hessian by the outputs depends on them."""
    return ((outputs - targets) ** 4).sum() + outputs[0, 0] * outputs[-1, -1]
