"""The learning coefficient at a zero-loss point of a small network, and what it says of the loss beside its Hessian.

Near a zero of an analytic L ≥ 0 with Hessian H of rank r there are analytic coordinates in which L is
x_1² + … + x_r² + g(y), g of order 3 at least (the splitting lemma). Volumes of independent parts multiply, so that
λ = r/2 + λ(g), and λ(g) > 0 unless g = 0. Hence 2λ ≥ r, with equality if and only if L is a quadratic form in suitable
coordinates, its zeros near the point being a manifold of codimension r.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from algebraic.networks import Activation, Network
from algebraic.shell import TooLarge, WrongInput
from algebraic.thresholds import LearningCoefficient, learning_coefficient

from .lines import DeepNetwork


@dataclass(frozen=True)
class LocalCoefficient:
    """λ at a point: exact, between bounds, or not computed.

    Attributes:
        lower, upper: bounds of λ that are proved; ``None`` where nothing was computed.
        multiplicity: ``None`` where it is not known.
        because: why, or why not.
    """

    lower: Fraction | None
    upper: Fraction | None
    multiplicity: int | None
    because: str

    def quadratic(self, rank: int) -> bool | None:
        """Whether L is a quadratic form in suitable analytic coordinates, its Hessian being of this rank.

        >>> LocalCoefficient(Fraction(3, 4), Fraction(3, 4), 1, "").quadratic(1)
        False
        """
        if self.lower is not None and 2 * self.lower > rank:
            return False
        return True if self.upper is not None and 2 * self.upper <= rank else None

    def contradicts(self, rank: int) -> bool:
        """Whether 2λ is below the rank of the Hessian: then one of the two is wrong."""
        return self.upper is not None and 2 * self.upper < rank

    def told(self) -> dict[str, str | int | None]:
        """Plain data; λ as text such as 3/4, or its bounds.

        >>> LocalCoefficient(None, None, None, "a ReLU").told()
        {'lambda': None, 'multiplicity': None, 'because': 'a ReLU'}
        """
        between = None if self.lower is None else str(self.lower)
        if self.lower != self.upper:
            between = f"{self.lower} to {self.upper}"
        return {"lambda": between, "multiplicity": self.multiplicity, "because": self.because}


def coefficient_at(network: DeepNetwork) -> LocalCoefficient:
    """λ for the square loss at the weights of a network, the targets being its own outputs.

    >>> coefficient_at({"X": [[1]], "weights": [[[0]], [[0]]], "activation": [0, 1]}).told()["lambda"]  # w2 w1
    '1/2'
    """
    powers = network["activation"]
    if isinstance(powers, str):
        return LocalCoefficient(None, None, None, f"{powers} is no polynomial")
    if not any(map(any, network["X"])) and powers[:1] == [0]:
        return LocalCoefficient(Fraction(0), Fraction(0), 1, "all inputs are 0, and so is the loss, for all weights")
    widths = [len(network["X"]), *(len(layer) for layer in network["weights"])]
    activation = Activation([Fraction(c) for c in powers])
    net = Network.dense(widths, activation, hidden_bias=False, output_bias=False, output_activation=False)
    weights = [v for layer in network["weights"] for row in layer for v in row]
    samples = [list(column) for column in zip(*network["X"], strict=True)]
    return computed(lambda: learning_coefficient(net, weights, inputs=samples))


def computed(work: Callable[[], LearningCoefficient]) -> LocalCoefficient:
    """What ``work()`` finds, or why it finds nothing: equations that are too large, or what is no zero."""
    try:
        found = work()
    except (TooLarge, WrongInput) as problem:
        return LocalCoefficient(None, None, None, problem.message)
    return LocalCoefficient(found.lower, found.upper, found.multiplicity, "; ".join(found.reasons))
