"""Small subjects, made for the tests."""

import numpy as np

from tests.verify.subject.models import nn, torch
from verify.learning.cases import equations_module
from verify.subject import make_subject

NOTHING = ([[1.0]], [[0.0]])


class Eager(nn.Module):
    """A module that looks at its weights in Python, which torch does not map over several of them."""

    def __init__(self):
        super().__init__()
        self.w = nn.Parameter(torch.zeros(2, dtype=torch.float64))

    def forward(self, x):
        if self.w.detach().isnan().any():
            raise ValueError
        return (self.w * x).sum(1, keepdim=True)


def subject(*equations):
    return make_subject(equations_module(equations), [[1.0]], np.zeros((1, len(equations))))
