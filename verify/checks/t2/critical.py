"""The zero-error and the critical system of a network with one hidden layer, by expansion and formal derivatives."""

from __future__ import annotations

from typing import Any, TypedDict

import flint
import numpy as np

from algebraic.networks import Network
from algebraic.systems import critical_system, zero_error_system


class Shallow(TypedDict):
    """A network with one hidden layer, and data."""

    widths: list[int]
    bias: bool
    activation: str
    inputs: list[list[int]]
    targets: list[list[int]]


def shallow_network(instance: Shallow, width: int | None = None) -> Network:
    """The network of an instance, or one with another number of units."""
    input_dim, units, outputs = instance["widths"]
    widths = [input_dim, width or units, outputs]
    return Network.dense(widths, instance["activation"], hidden_bias=instance["bias"], output_bias=False)


class System:
    """Residuals r_i, the loss ½ Σ r_i² and its derivatives, by expansion and by formal differentiation."""

    def __init__(self, instance: Shallow, width: int | None = None) -> None:
        network = shallow_network(instance, width)
        data = (np.array(instance["inputs"], dtype=object), np.array(instance["targets"], dtype=object))
        self.names = network.parameter_names
        self.residuals = zero_error_system(network, *data).polynomials
        self.loss = sum(r * r for r in self.residuals) / 2
        self.gradient = [self.loss.derivative(name) for name in self.names]
        self.printed = critical_system(network, *data).polynomials  # by one reverse pass

    def combination(self, sign: int = 1) -> list[Any]:
        """Σ_i r_i ∂f(x_i)/∂w_k, equation (8)."""
        return [sum(sign * r * r.derivative(name) for r in self.residuals) for name in self.names]

    def hessian_at_zero(self) -> flint.fmpq_mat:
        """Second derivatives of the loss at w = 0."""
        origin = (0,) * len(self.names)
        rows = [[g.derivative(name)[origin] for name in self.names] for g in self.gradient]
        return flint.fmpq_mat(rows)
