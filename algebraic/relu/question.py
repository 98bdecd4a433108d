"""What is asked: a two-layer network with the activation max(z, αz), its data, and the space where one unit lives."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from typing import Any

import flint

from ..shell import (
    HypothesesNotMet,
    WrongInput,
    as_fmpq,
    as_fraction,
    check_truth,
    check_whole,
    exact_samples,
    shown_value,
)

MAX_UNITS = 16
MAX_SAMPLES = 100
Row = tuple[Fraction, ...]


@dataclass(frozen=True)
class Question:
    """f(x) = Σ_j a_j σ(w_j · x) with σ(z) = z for z ≥ 0 and αz below, and N samples that it shall fit.

    Attributes:
        inputs: N rows; a hidden bias is a last input that is 1.
        targets: N rows.
        num_hidden: the number of units j.
        leak: α, from 0 on and below 1.
        hidden_bias: whether the last input is that of a bias.
        columns: inputs that are independent on the data and span the others: what a unit computes on the data depends
            on as many coordinates of w_j, and a w_j with only these has every pattern that there is.
        source: where the data come from, in words.
    """

    inputs: tuple[Row, ...]
    targets: tuple[Row, ...]
    num_hidden: int
    leak: Fraction
    hidden_bias: bool
    columns: tuple[int, ...]
    source: str = "given"

    @property
    def input_dim(self) -> int:
        """Numbers of w_j, that of a bias included."""
        return len(self.inputs[0])

    @property
    def output_dim(self) -> int:
        """Numbers of a_j."""
        return len(self.targets[0])

    @property
    def widths(self) -> list[int]:
        """As ``--widths`` has them: without the bias."""
        return [self.input_dim - self.hidden_bias, self.num_hidden, self.output_dim]

    def reduced(self) -> list[Row]:
        """The inputs in the chosen columns."""
        return [tuple(row[k] for k in self.columns) for row in self.inputs]

    def target_vector(self) -> Row:
        """All targets, sample by sample."""
        return tuple(value for row in self.targets for value in row)

    def activated(self, value: Fraction) -> Fraction:
        """σ."""
        return value if value >= 0 else self.leak * value

    def outputs(self, output_weights: Any, hidden_weights: Any) -> list[Row]:
        """What a network computes: ``output_weights`` has a row a_j of Fractions for each unit, as the hidden ones."""
        found = []
        for x in self.inputs:
            signals = [
                self.activated(sum((a * b for a, b in zip(row, x, strict=True)), Fraction(0))) for row in hidden_weights
            ]
            found.append(
                tuple(
                    sum((a[k] * s for a, s in zip(output_weights, signals, strict=True)), Fraction(0))
                    for k in range(self.output_dim)
                )
            )
        return found


def question_of(
    inputs: Any, targets: Any, num_hidden: Any, leak: Any = 0, hidden_bias: Any = False, source: str = "given"
) -> Question:
    """A question, with every number exact.

    Raises:
        WrongInput: data that do not fit, no number of units, a leak that is no rational number from 0 on below 1.
        HypothesesNotMet: several outputs and inputs of more than one dimension.

    >>> question_of([[1], [2]], [3, 4], 2, "1/4", True).columns
    (0, 1)
    """
    units = check_whole("num_hidden", num_hidden, 1, MAX_UNITS)
    bias, slope = check_truth("hidden_bias", hidden_bias), read_leak(leak)
    rows, values = exact_samples(_table(inputs), _table(targets), _width(inputs, "inputs"), _width(targets, "targets"))
    check_whole("the number of samples", len(rows), 1, MAX_SAMPLES, kind="bad_samples")
    table = tuple((*row, Fraction(1)) if bias else tuple(row) for row in rows.tolist())
    columns = _independent(table)
    if values.shape[1] > 1 and len(columns) > 1:
        raise HypothesesNotMet(
            f"{values.shape[1]} outputs and inputs of rank {len(columns)}: the products of a unit's weights are then "
            "matrices of rank one, and the set is no union of polyhedra",
            hint="take one output, or inputs on one line (a bias counts as an input)",
            kind="several_outputs",
        )
    return Question(table, tuple(map(tuple, values.tolist())), units, slope, bias, columns, source)


def read_leak(leak: Any) -> Fraction:
    """The slope of the activation below 0.

    >>> read_leak("1/4"), read_leak(0.5)
    (Fraction(1, 4), Fraction(1, 2))
    """
    try:
        value = as_fraction(leak)
    except (TypeError, ValueError, OverflowError, ZeroDivisionError):
        value = Fraction(-1)
    if not 0 <= value < 1:
        raise WrongInput(
            f"the leak is {shown_value(leak)}",
            hint="give a rational number from 0 on and below 1, such as 1/4; 0 is ReLU",
            kind="bad_leak",
        )
    return value


def whole_rows(rows: list[Row]) -> list[list[int]]:
    """Each row times its common denominator.

    >>> whole_rows([(Fraction(1, 2), Fraction(1, 3))])
    [[3, 2]]
    """
    found = []
    for row in rows:
        common = lcm(*(value.denominator for value in row)) if row else 1
        found.append([int(value * common) for value in row])
    return found


def _independent(table: tuple[Row, ...]) -> tuple[int, ...]:
    """The first columns that are independent of those before."""
    reduced, rank = flint.fmpq_mat([[as_fmpq(value) for value in row] for row in table]).rref()
    pivots = []
    for i in range(rank):
        pivots.append(next(j for j in range(len(table[0])) if reduced[i, j] != 0))
    return tuple(pivots)


def _table(values: Any) -> Any:
    return values.tolist() if hasattr(values, "tolist") and not hasattr(values, "detach") else values


def _width(values: Any, what: str) -> int:
    """How many numbers the first sample has, whatever it is given as."""
    rows = values.detach().cpu().tolist() if hasattr(values, "detach") else _table(values)
    if hasattr(rows, "to_numpy"):
        rows = rows.to_numpy().tolist()
    first: Any = next(iter(rows), None) if isinstance(rows, list | tuple) else None
    if hasattr(first, "tolist"):
        first = first.tolist()
    width = len(first) if isinstance(first, list | tuple) else 1
    if width == 0:
        raise WrongInput(f"the first sample has no {what}", hint="give at least one number", kind="bad_data")
    return width
