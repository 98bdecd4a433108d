"""What is asked of a ReLU network with any number of layers: its data, and which units are active on which samples."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations_with_replacement, product
from math import comb, factorial, prod
from typing import Any

from ..networks import Network
from ..shell import Budget, WrongInput, check_truth, check_whole, exact_samples, shown_value
from .question import MAX_SAMPLES, MAX_UNITS, Row, question_of, read_leak
from .unit import unit_of

MAX_LAYERS = 8
MAX_PATTERNS = 2_000  # up to the order of units, that are taken one after the other
Pattern = tuple[tuple[str, ...], ...]  # of each hidden layer, of each unit: 1 where it is active, sample by sample


@dataclass(frozen=True)
class DeepQuestion:
    """A dense network with σ(z) = max(z, αz) after each layer but the last, and N samples that it shall fit.

    Attributes:
        inputs, targets: N rows each; a bias is no input here.
        widths: of inputs, hidden layers, outputs.
        leak: α, from 0 on and below 1.
        hidden_bias: whether hidden units have biases; outputs have none.
        source: where the data come from, in words.
    """

    inputs: tuple[Row, ...]
    targets: tuple[Row, ...]
    widths: tuple[int, ...]
    leak: Fraction
    hidden_bias: bool
    source: str = "given"

    @property
    def num_hidden(self) -> int:
        """All hidden units."""
        return sum(self.widths[1:-1])

    @property
    def names(self) -> tuple[str, ...]:
        """The weights, in order."""
        shape = Network.dense(list(self.widths), "z**2", hidden_bias=self.hidden_bias, output_bias=False)
        return shape.parameter_names

    def signals(self, weights: Sequence[Fraction]) -> list[list[list[Fraction]]]:
        """What each hidden unit takes in: layer by layer, unit by unit, sample by sample."""
        named, found = dict(zip(self.names, weights, strict=True)), []
        values = [list(row) for row in self.inputs]
        for layer, width in enumerate(self.widths[1:-1], 1):
            here = []
            for unit in range(1, width + 1):
                bias = named[f"b{layer}_{unit}"] if self.hidden_bias else Fraction(0)
                own = [named[f"w{layer}_{unit}_{k}"] for k in range(1, self.widths[layer - 1] + 1)]
                here.append([sum((w * v for w, v in zip(own, row, strict=True)), bias) for row in values])
            found.append(here)
            values = [[z if z >= 0 else self.leak * z for z in row] for row in zip(*here, strict=True)]
        return found


def deep_question_of(
    inputs: Any, targets: Any, widths: Any, leak: Any = 0, hidden_bias: Any = False, source: str = "given"
) -> DeepQuestion:
    """A question, with every number exact.

    Raises:
        WrongInput: widths that are none, data that do not fit them, a leak that is no rational from 0 on below 1.

    >>> deep_question_of([[1], [2]], [3, 4], [1, 2, 1, 1]).num_hidden
    3
    """
    if not isinstance(widths, list | tuple) or not 3 <= len(widths) <= MAX_LAYERS + 1:
        raise WrongInput(
            f"the widths are {shown_value(widths)}",
            hint=f"give from 3 to {MAX_LAYERS + 1} numbers: inputs, hidden layers, outputs",
            kind="bad_widths",
        )
    sizes = tuple(check_whole("a width", width, 1, MAX_UNITS) for width in widths)
    bias, slope = check_truth("hidden_bias", hidden_bias), read_leak(leak)
    rows, values = exact_samples(inputs, targets, sizes[0], sizes[-1])
    check_whole("the number of samples", len(rows), 1, MAX_SAMPLES, kind="bad_samples")
    return DeepQuestion(
        tuple(map(tuple, rows.tolist())), tuple(map(tuple, values.tolist())), sizes, slope, bias, source
    )


def read_pattern(given: Any, question: DeepQuestion) -> Pattern:
    """A pattern from text, such as ``10,01/11``: layers, units, samples; or from nested lists of such text.

    Raises:
        WrongInput: it does not fit the network and the samples.

    >>> read_pattern("10,01/11", deep_question_of([[1], [2]], [3, 4], [1, 2, 1, 1]))
    (('10', '01'), ('11',))
    """
    layers: Any = [layer.split(",") for layer in given.split("/")] if isinstance(given, str) else given
    try:
        pattern = tuple(tuple("".join(unit) for unit in layer) for layer in layers)
    except TypeError:
        pattern = ()
    size = len(question.inputs)
    fits = tuple(map(len, pattern)) == question.widths[1:-1]
    if not fits or any(len(unit) != size or set(unit) - set("01") for layer in pattern for unit in layer):
        hidden, samples = ", ".join(map(str, question.widths[1:-1])), "1 sample" if size == 1 else f"{size} samples"
        example = "/".join(",".join("1" * size for _ in range(width)) for width in question.widths[1:-1])
        raise WrongInput(
            f"the pattern is {shown_value(given)}, and the hidden layers have {hidden} units, on {samples}",
            hint=f"give 1 or 0 for each sample, unit by unit, layers apart by /, such as {example}",
            kind="bad_pattern",
        )
    return pattern


def pattern_at(question: DeepQuestion, weights: Sequence[Fraction]) -> Pattern:
    """The pattern of some weights.

    Raises:
        WrongInput: not as many weights as the network has, or a unit that is at its kink for a sample.
    """
    if len(weights) != len(question.names):
        raise WrongInput(
            f"there are {len(weights)} weights, and the network has {len(question.names)}",
            hint=f"give them in the order {', '.join(question.names[:6])}, …",
            kind="bad_weights",
        )
    signals = question.signals(weights)
    for layer, units in enumerate(signals, 1):
        for number, row in enumerate(units, 1):
            zeros = [k for k, z in enumerate(row, 1) if z == 0]
            if zeros:
                raise WrongInput(
                    f"unit {number} of layer {layer} takes in 0 from sample {zeros[0]}: the weights lie on a boundary "
                    "between patterns",
                    hint="give other weights, or a pattern",
                    kind="on_a_boundary",
                )
    return tuple(tuple("".join("1" if z > 0 else "0" for z in row) for row in units) for units in signals)


def first_patterns(question: DeepQuestion, budget: Budget) -> list[str]:
    """What one unit of the first layer can do on the samples, with no input 0."""
    flat = question_of(question.inputs, [0] * len(question.inputs), 1, question.leak, question.hidden_bias)
    if not all(map(any, flat.reduced())):
        return []
    return sorted({piece.pattern for piece in unit_of(flat, budget).pieces})


def num_patterns(question: DeepQuestion, first: int) -> int:
    """How many patterns there are, up to the order of the units in each layer.

    >>> num_patterns(deep_question_of([[1], [2]], [3, 4], [1, 2, 1, 1]), 2)
    12
    """
    choices = [first, *[2 ** len(question.inputs)] * (len(question.widths) - 3)]
    return prod(comb(n + width - 1, width) for n, width in zip(choices, question.widths[1:-1], strict=True))


def all_patterns(question: DeepQuestion, budget: Budget) -> Iterator[Pattern]:
    """Every pattern that the first layer can have, one of each order of the units in every layer.

    Raises:
        WrongInput: there are too many.
    """
    first = first_patterns(question, budget)
    number = num_patterns(question, len(first))
    if number > MAX_PATTERNS:
        raise WrongInput(
            f"{len(question.widths) - 1} layers of weights without a pattern: {number:,} patterns up to the order of "
            f"the units (limit {MAX_PATTERNS:,})",
            hint="give a pattern (--pattern), or weights that have one (--at); or fewer samples or units",
            kind="no_pattern",
        )
    deeper = ["".join(bits) for bits in product("10", repeat=len(question.inputs))]
    choices = [first, *[deeper] * (len(question.widths) - 3)]
    layers = [
        combinations_with_replacement(sorted(c), width) for c, width in zip(choices, question.widths[1:-1], strict=True)
    ]
    return product(*layers)


def copies_of(pattern: Pattern) -> int:
    """How many patterns differ from one in the order of the units only.

    >>> copies_of((("10", "10"), ("11", "00")))
    2
    """
    return prod(factorial(len(layer)) // prod(factorial(n) for n in Counter(layer).values()) for layer in pattern)
