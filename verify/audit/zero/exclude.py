"""When no weights at all give zero residuals."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from ...subject import Graph, Subject


def excluded_because(subject: Subject) -> str:
    """Why there is no zero for any weights, or nothing: equal inputs with other targets, outputs out of range.

    Args:
        subject: with the square loss.
    """
    targets = subject.targets.detach().cpu().double().numpy().reshape(subject.num_samples, -1)
    pair = contradiction(_rows(subject), targets)
    if pair:
        return f"samples {pair[0]} and {pair[1]} have equal inputs and other targets"
    return "" if subject.graph is None else out_of_range(subject.graph, targets)


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


def out_of_range(graph: Graph, targets: np.ndarray) -> str:
    """Why the last activation never takes a target, or nothing.

    Args:
        graph: of the model.
        targets: shape (N, outputs).
    """
    node = graph[-1]
    while node.kind == "flatten":
        node = graph[node.sources[0]]
    if node.kind != "activation":
        return ""
    name = node.options["name"]
    if name == "softplus" and node.options["threshold"] < 0:
        return ""  # torch's is negative where it is linear
    # GELU is least at z = −0.7518, with −0.16997, and torch's approximation by tanh with −0.17004
    low, high, sort = {
        "relu": (0.0, np.inf, "at least 0"),
        "sigmoid": (0.0, 1.0, "strictly between 0 and 1"),
        "tanh": (-1.0, 1.0, "strictly between −1 and 1"),
        "softplus": (0.0, np.inf, "positive"),
        "gelu": (-0.171, np.inf, "above −0.171"),
    }.get(name, (-np.inf, np.inf, ""))
    open_ends = name in ("sigmoid", "tanh", "softplus")
    bad = (targets < low) | (targets > high) | (open_ends & ((targets == low) | (targets == high)))
    if not bad.any():
        return ""
    sample, output = (int(n) for n in np.argwhere(bad)[0])
    return f"outputs of {name} are {sort}, and target {output} of sample {sample} is {targets[sample, output]:g}"
