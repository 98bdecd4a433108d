"""The architectures of an atlas: dense networks and convolutions with the activation z^r, and their names."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from math import comb, prod
from typing import TypedDict

from ..networks import Builder, Network
from ..shell import WrongInput

LABEL = re.compile(r"(pnn|cnn)((?:\.\d+)+)(?:\.s((?:\d+\.)*\d+))?\.r(\d+)(\.b)?")
LONGEST_LABEL = 400


class Names(TypedDict, total=False):
    """What names an architecture in a row: ``widths`` and ``bias``, or ``sizes`` and ``strides``."""

    kind: str
    widths: list[int]
    bias: bool
    sizes: list[int]
    strides: list[int]
    degree: int


@dataclass(frozen=True)
class Dense:
    """A dense network d_0 → d_1 → … → d_L with z^r after each layer but the last; biases on all layers or on none.

    Attributes:
        widths: d_0, …, d_L.
        degree: r ≥ 2.
        bias: whether every layer has biases.

    >>> one = Dense((2, 3, 4), 2)
    >>> one.label, one.num_params, one.num_scalings, one.ambient, one.expected
    ('pnn.2.3.4.r2', 18, 3, 12, 12)
    """

    widths: tuple[int, ...]
    degree: int
    bias: bool = False

    kind = "dense"

    @property
    def label(self) -> str:
        """``pnn``, the widths, ``r`` and the degree; ``b`` at the end with biases."""
        return f"pnn.{'.'.join(map(str, self.widths))}.r{self.degree}{'.b' if self.bias else ''}"

    @property
    def depth(self) -> int:
        """L, the number of weight layers."""
        return len(self.widths) - 1

    @property
    def num_params(self) -> int:
        """K."""
        inputs, outputs = self.widths[:-1], self.widths[1:]
        return sum((a + self.bias) * b for a, b in zip(inputs, outputs, strict=True))

    @property
    def num_scalings(self) -> int:
        """One for each hidden unit: its weights and bias times t, those that read it times t^−r."""
        return sum(self.widths[1:-1])

    @property
    def ambient(self) -> int:
        """Coefficients of d_L polynomials in d_0 variables, homogeneous of degree r^(L−1), or up to it with biases."""
        return self.widths[-1] * forms(self.widths[0] + self.bias, self.degree ** (self.depth - 1))

    @property
    def expected(self) -> int:
        """min(ambient, K − scalings), the expected dimension of Kileel, Trager, Bruna 2019."""
        return min(self.ambient, self.num_params - self.num_scalings)

    @property
    def predecessors(self) -> tuple[Dense, ...]:
        """With one unit less in one hidden layer. A network that fills its space still does with a unit more."""
        hidden = range(1, self.depth)
        return tuple(
            Dense((*self.widths[:k], self.widths[k] - 1, *self.widths[k + 1 :]), self.degree, self.bias)
            for k in hidden
            if self.widths[k] > 1
        )

    @cached_property
    def network(self) -> Network:
        """As a network whose equations can be written."""
        return Network.dense(list(self.widths), f"z**{self.degree}", hidden_bias=self.bias, output_bias=self.bias)

    def columns(self) -> Names:
        """What names this architecture in a row."""
        return {"kind": self.kind, "widths": list(self.widths), "degree": self.degree, "bias": self.bias}


@dataclass(frozen=True)
class Convolution:
    """Filters in one dimension, one channel, no biases, z^r after each layer but the last; r = 1 is the linear one.

    The input is as long as one output needs: further outputs are translates of the same function.

    Attributes:
        sizes: k_1, …, k_L of the filters.
        strides: s_1, …, s_L; the last moves the output only, and is 1.
        degree: r ≥ 1.

    >>> one = Convolution((3, 2), (2, 1), 2)
    >>> one.label, one.input_length, one.num_params, one.expected, one.network.output_dim
    ('cnn.3.2.s2.1.r2', 5, 5, 4, 1)
    """

    sizes: tuple[int, ...]
    strides: tuple[int, ...]
    degree: int

    kind = "convolution"

    @property
    def label(self) -> str:
        """``cnn``, the filter sizes, ``s`` and the strides, ``r`` and the degree."""
        return f"cnn.{'.'.join(map(str, self.sizes))}.s{'.'.join(map(str, self.strides))}.r{self.degree}"

    @property
    def depth(self) -> int:
        """L, the number of filters."""
        return len(self.sizes)

    @property
    def input_length(self) -> int:
        """Inputs that one output sees: 1 + Σ (k_l − 1)·s_1⋯s_{l−1}."""
        return 1 + sum((size - 1) * prod(self.strides[:k]) for k, size in enumerate(self.sizes))

    @property
    def num_params(self) -> int:
        """K, the sum of the filter sizes."""
        return sum(self.sizes)

    @property
    def num_scalings(self) -> int:
        """One between any two layers."""
        return self.depth - 1

    @property
    def ambient(self) -> int:
        """Coefficients of a form of degree r^(L−1) in the inputs that one output sees."""
        return forms(self.input_length, self.degree ** (self.depth - 1))

    @property
    def expected(self) -> int:
        """min(ambient, K − (L − 1)): Kohn, Montúfar, Shahverdi, Trager 2022 (r = 1); Shahverdi 2024 (r ≥ 2)."""
        return min(self.ambient, self.num_params - self.num_scalings)

    @property
    def predecessors(self) -> tuple[Convolution, ...]:
        """None: a smaller filter sees fewer inputs, so that it is compared with another space."""
        return ()

    @cached_property
    def network(self) -> Network:
        """As a network whose equations can be written."""
        builder = Builder((1, self.input_length, 1))
        for k, (size, stride) in enumerate(zip(self.sizes, self.strides, strict=True)):
            activation = f"z**{self.degree}" if k < self.depth - 1 and self.degree > 1 else None
            builder.convolution(1, (1, size), stride=(1, stride), activation=activation, bias=False)
        return builder.network()

    def columns(self) -> Names:
        """What names this architecture in a row."""
        return {"kind": self.kind, "sizes": list(self.sizes), "strides": list(self.strides), "degree": self.degree}


Architecture = Dense | Convolution


def forms(num_variables: int, degree: int) -> int:
    """Monomials of this degree in so many variables.

    >>> forms(3, 4)
    15
    """
    return comb(degree + num_variables - 1, num_variables - 1)


def architecture_of(label: str) -> Architecture:
    """The architecture of this name.

    Raises:
        WrongInput: it is no such name.

    >>> architecture_of("pnn.2.3.4.r2.b")
    Dense(widths=(2, 3, 4), degree=2, bias=True)
    """
    found = LABEL.fullmatch(label) if isinstance(label, str) and len(label) <= LONGEST_LABEL else None
    if found:
        kind, numbers, strides, degree, bias = found.groups()
        first = tuple(int(number) for number in numbers[1:].split("."))
        if kind == "pnn" and strides is None and len(first) > 1 and min(first) > 0 and int(degree) > 1:
            return Dense(first, int(degree), bias is not None)
        if kind == "cnn" and strides is not None and bias is None and int(degree) > 0:
            second = tuple(int(number) for number in strides.split("."))
            if len(second) == len(first) and min(first + second) > 0:
                return Convolution(first, second, int(degree))
    raise WrongInput(
        f"{str(label)[:LONGEST_LABEL]!r} names no architecture",
        hint="pnn.2.3.4.r2 or cnn.3.2.s1.1.r2",
        kind="bad_label",
    )
