"""One activation pattern of a deep ReLU network: polynomial equations, and signs that make them those of the network.

With a pattern, σ multiplies what a unit takes in by 1 or by the leak: the outputs are polynomials, linear in the
weights of each layer. They are those of the network where every unit takes in what its pattern says, more than 0 or
less.

A unit's weights times λ > 0, and those that it feeds divided by λ, give the same outputs and the same signs. Strictly
inside of the region a unit does not take in 0 from the first sample, so that exactly one λ makes that 1 or −1. Then all
that the hidden units do on the first sample is known; one weight of each unit, and of each output, follows from the
others by a linear equation. What is left are the equations of the other samples.
"""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any, TypeAlias

import flint

from ..networks import Polynomials
from ..shell import as_fmpq
from .deep_question import DeepQuestion, Pattern

Number: TypeAlias = Any  # a rational number, a real ball, or a polynomial in the free weights


@dataclass(frozen=True)
class Passed:
    """A network with a pattern, evaluated with some weights.

    Attributes:
        weights: all of them by name.
        signals: what each hidden unit takes in, times the sign that it should have: layer, unit, sample.
        outputs: less the targets: sample by sample, without the first if its equations were used.
    """

    weights: Mapping[str, Number]
    signals: list[list[list[Any]]]
    outputs: list[Any]


@dataclass(frozen=True)
class Region:
    """A pattern of a network, with one weight of each unit and each output eliminated where that can be.

    Attributes:
        interior: whether there may be weights strictly inside; if not, some unit takes in 0 whatever the weights are.
        consistent: whether the first sample's outputs can be what they should be.
        free: names of the weights that are left.
    """

    question: DeepQuestion
    pattern: Pattern

    @cached_property
    def _first_values(self) -> list[list[Fraction]]:
        """What each layer gives on the first sample: the inputs, then 1, −leak or 0 of each unit."""
        found = [list(self.question.inputs[0])]
        for layer in self.pattern:
            found.append([Fraction(1) if unit[0] == "1" else -self.question.leak for unit in layer])
        return found

    @cached_property
    def _solved_for(self) -> dict[tuple[int, int], str]:
        """Of each layer and unit, the outputs last, the weight that follows from the others."""
        found, last = {}, len(self.pattern) + 1
        for layer, width in enumerate(self.question.widths[1:], 1):
            for unit in range(1, width + 1):
                place = next((k for k, v in enumerate(self._first_values[layer - 1], 1) if v), None)
                if self.question.hidden_bias and layer < last:
                    found[layer, unit] = f"b{layer}_{unit}"
                elif place is not None:
                    found[layer, unit] = f"w{layer}_{unit}_{place}"
        return found

    @cached_property
    def interior(self) -> bool:
        leak, bias, inputs = self.question.leak, self.question.hidden_bias, self.question.inputs
        if bias:
            return True
        if leak:
            return all(map(any, inputs))
        dead = any(all(unit[i] == "0" for unit in layer) for layer in self.pattern[:-1] for i in range(len(inputs)))
        return all(map(any, inputs)) and not dead

    @cached_property
    def consistent(self) -> bool:
        solved = all((len(self.pattern) + 1, o) in self._solved_for for o in range(1, self.question.widths[-1] + 1))
        return solved or not any(self.question.targets[0])

    @cached_property
    def free(self) -> tuple[str, ...]:
        gone = set(self._solved_for.values())
        return tuple(name for name in self.question.names if name not in gone)

    def passed(self, values: Mapping[str, Number]) -> Passed:
        """The network with this pattern, at some values of the free weights: numbers, balls or polynomials."""
        question, first = self.question, self._first_values
        weights, signals = dict(values), []
        rows: list[list[Any]] = [[as_fmpq(v) for v in row] for row in question.inputs]
        slopes = {"1": flint.fmpq(1), "0": as_fmpq(question.leak)}
        for layer, units in enumerate(self.pattern, 1):
            here, after = [], []
            for unit, active in enumerate(units, 1):
                sign = 1 if active[0] == "1" else -1
                self._complete(weights, layer, unit, flint.fmpq(sign), first[layer - 1])
                taken = [flint.fmpq(sign), *[self._sum(weights, layer, unit, row) for row in rows[1:]]]
                here.append([z if bit == "1" else -z for z, bit in zip(taken, active, strict=True)])
                after.append([z * slopes[bit] for z, bit in zip(taken, active, strict=True)])
            signals.append(here)
            rows = [list(row) for row in zip(*after, strict=True)]
        last, outputs = len(self.pattern) + 1, []
        for unit in range(1, question.widths[-1] + 1):
            self._complete(weights, last, unit, as_fmpq(question.targets[0][unit - 1]), first[-1])
        for row, target in zip(rows[1:], question.targets[1:], strict=True):
            for unit, y in enumerate(target, 1):
                outputs.append(self._sum(weights, last, unit, row) - as_fmpq(y))
        return Passed(weights, signals, outputs)

    def equations(self) -> tuple[tuple[str, ...], list[Any]]:
        """The free weights, and polynomials in them that must be 0."""
        ring = Polynomials(self.free or ("none",))
        found = self.passed(dict(zip(self.free, ring.variables, strict=False))).outputs
        return self.free, [p if isinstance(p, flint.fmpq_mpoly) else ring.context.constant(p) for p in found]

    def _complete(
        self, weights: MutableMapping[str, Number], layer: int, unit: int, wanted: Any, row: list[Fraction]
    ) -> None:
        """The weight of a unit that follows from the others, where what it takes in from the first sample is known."""
        name = self._solved_for.get((layer, unit))
        if name is None:
            return
        rest = wanted
        for k, value in enumerate(row, 1):
            own = f"w{layer}_{unit}_{k}"
            if own != name and value:
                rest = rest - weights[own] * as_fmpq(value)
        place = 0 if name.startswith("b") else int(name.rpartition("_")[2])
        weights[name] = rest if place == 0 else rest * as_fmpq(1 / row[place - 1])

    def _sum(self, weights: Mapping[str, Number], layer: int, unit: int, row: list[Any]) -> Any:
        total: Any = weights.get(f"b{layer}_{unit}", flint.fmpq(0))
        for k, value in enumerate(row, 1):
            total = total + weights[f"w{layer}_{unit}_{k}"] * value
        return total
