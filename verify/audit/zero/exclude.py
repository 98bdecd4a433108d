"""When no weights at all give zero residuals."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from .layers import Layer
from .prove import Problem
from .reach import reach_of
from .spans import spans_because

if TYPE_CHECKING:
    from ...subject import Subject


def excluded_because(subject: Subject) -> str:
    """Why there is no zero for any weights, whatever the model is, or nothing: equal inputs with other targets.

    Args:
        subject: with the square loss.
    """
    targets = subject.targets.detach().cpu().double().numpy().reshape(subject.num_samples, -1)
    pair = contradiction(_rows(subject), targets)
    return f"samples {pair[0]} and {pair[1]} have equal inputs and other targets" if pair else ""


def distinct_samples(subject: Subject) -> list[int]:
    """The places of the samples whose inputs are not those of an earlier one."""
    first = _first_places(_rows(subject))
    return [sample for sample, before in enumerate(first) if sample == before]


def _rows(subject: Subject) -> list[np.ndarray]:
    tensors = [subject.inputs[name] for name in sorted(subject.inputs)]
    return [tensor.detach().cpu().numpy().reshape(subject.num_samples, -1) for tensor in tensors]


def _first_places(inputs: list[np.ndarray]) -> list[int]:
    """For each sample the first one with the same inputs, number by number."""
    seen: dict[bytes, int] = {}
    keys = (
        b"|".join(np.ascontiguousarray(rows[sample] + 0).tobytes() for rows in inputs)  # + 0: −0 is 0
        for sample in range(len(inputs[0]))
    )
    return [seen.setdefault(key, sample) for sample, key in enumerate(keys)]


def contradiction(inputs: list[np.ndarray], targets: np.ndarray) -> tuple[int, int] | None:
    """Two samples with equal inputs and other targets, number by number.

    Args:
        inputs: arrays with the samples first.
        targets: shape (N, outputs).

    >>> contradiction([np.array([[1.0], [2.0], [1.0]])], np.array([[0.0], [0.0], [1.0]]))
    (0, 2)
    >>> contradiction([np.array([[1.0], [2.0], [1.0]])], np.array([[0.0], [3.0], [0.0]])) is None
    True
    """
    for sample, before in enumerate(_first_places(inputs)):
        if (targets[before] != targets[sample]).any():
            return before, sample
    return None


def never_because(problem: Problem, places: Sequence[int]) -> str:
    """Why a network never takes its targets, or nothing.

    Args:
        problem: with every sample once.
        places: of its samples among those that were given.
    """
    reach = reach_of(problem.layers, problem.inputs)
    missed = reach.misses(problem.targets)
    if missed.any():
        sample, output = (int(n) for n in np.argwhere(missed)[0])
        told, target = reach.told(sample, output), problem.targets[sample, output]
        last = _last_activation(problem.layers)
        by = f"; it is an output of {last}" if last else ""
        where = f"output {output} of sample {places[sample]}"
        return f"{where} is {told} for all weights, and its target is {target:g}{by}"
    return spans_because(problem.layers, problem.inputs, problem.targets)


def _last_activation(layers: Sequence[Layer]) -> str:
    layer = layers[-1]
    while layer.kind == "same":
        layer = layers[layer.sources[0]]
    return layer.name if layer.kind == "activation" else ""
