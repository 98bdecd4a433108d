"""How far the nearest kink is: where a ReLU reads 0, the Hessian that torch gives ignores that the gradient jumps.

For each ReLU and leaky ReLU of a graph and each sample z is what it reads. The smallest |z| are divided by the norm of
the derivative of z by the weights: about so far, to first order, the weights have to move until the gradient jumps.
Beyond this distance the Hessian says nothing of the loss.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from ..subject import evaluate_graph

if TYPE_CHECKING:
    from ..subject import Subject

BENT = ("relu", "leaky_relu")
TRIED = 24  # of the smallest |z|


@dataclass(frozen=True)
class Kinks:
    """The nearest kink.

    Attributes:
        there: whether the model has any; ``None`` without a graph, where nobody looked.
        value: the smallest |z|, over all samples and units.
        distance: of the weights to a kink, to first order, the least of some; ``None`` where z does not depend on them.
        on_kink: how many z are exactly 0.
        because: in words.
    """

    there: bool | None
    value: float | None
    distance: float | None
    on_kink: int
    because: str


def nearest_kink(subject: Subject) -> Kinks:
    """Of a graph; maxima over windows are named and not measured."""
    import torch

    if subject.graph is None:
        return Kinks(None, None, None, 0, f"the model is no graph, and nobody looked: {subject.graph_reason}")
    bent = [k for k, node in enumerate(subject.graph)
            if node.kind == "activation" and node.options["name"] in BENT]  # fmt: skip
    windows = any(node.kind == "max_pool" for node in subject.graph)
    said = "; maxima over windows have kinks, too, which were not measured" if windows else ""
    if not bent:
        return Kinks(windows, None, None, 0, ("no ReLU" if windows else "no operation has a kink") + said)
    parameters = [tensor.detach() for tensor in subject.parameters()]
    with torch.no_grad():
        values = evaluate_graph(subject.graph, parameters, subject.batch())
    found: list[tuple[float, int, int, int]] = []
    zeros = 0
    for place in bent:
        read = values[subject.graph[place].sources[0]].reshape(subject.num_samples, -1).abs().cpu().numpy()
        zeros += int((read == 0).sum())
        for flat in np.argsort(read, axis=None)[:TRIED]:
            sample, unit = divmod(int(flat), read.shape[1])
            found.append((float(read[sample, unit]), place, sample, unit))
    found.sort()
    distances = [d for each in found[:TRIED] if (d := _distance(subject, *each)) is not None]
    name = subject.graph[found[0][1]].options["name"]
    words = f"unit {found[0][3]} of a {name}, in sample {found[0][2]}, reads the number nearest to 0"
    return Kinks(True, found[0][0], min(distances, default=None), zeros, words + said)


def _distance(subject: Subject, size: float, place: int, sample: int, unit: int) -> float | None:
    import torch

    assert subject.graph is not None
    weights = subject.weights.detach().clone().requires_grad_()
    with torch.enable_grad():
        graph = subject.graph[: subject.graph[place].sources[0] + 1]
        read = evaluate_graph(graph, subject.parameters(weights), subject.batch(slice(sample, sample + 1)))[-1]
        if not read.requires_grad:
            return None
        (slope,) = torch.autograd.grad(read.reshape(-1)[unit], weights)
    norm = float(slope.norm())
    return size / norm if norm > 0 else None
