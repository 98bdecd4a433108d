"""Gradient descent on a one-hidden-layer linear network keeps the rows of W1 in Col(X) (T3 §6.2.2, Lemma 4)."""

from __future__ import annotations

from typing import Any

import flint
import numpy as np

from ...claims import Claim, Hypothesis, Settings, Variant
from ...evidence import Finding, Instance
from ...instruments import (
    LETTERS,
    beyond,
    columns_of,
    grow,
    kernel,
    least_squares,
    matrix,
    parts,
    plain,
    random_matrix,
    rows_within,
    slopes,
)


def draw_19(stream: np.random.Generator, settings: Settings) -> Instance:
    """A start and a solution, both with the rows of W1 in Col(X); with elements of Null(Xᵀ) when that is dropped."""
    outputs = grow(settings.scale, 1, 2, stream)
    n = outputs + int(stream.integers(0, 2))
    d, width = n + int(stream.integers(0, 3)), n + int(stream.integers(0, 2))
    x = random_matrix(stream, d, n, bound=3)
    drop = settings.drop == "free_rows"
    if stream.random() < 0.25 or (drop and d == n):
        x[-1] = [0] * n
    data, targets = matrix(x), matrix(random_matrix(stream, outputs, n, bound=3))
    w1, s1 = (matrix(random_matrix(stream, width, n, bound=1)) * data.transpose() for _ in range(2))
    if drop:
        null = kernel(data.transpose())[0]
        extra = flint.fmpq_mat([[1 + int(v)] for v in stream.integers(0, 2, width)]) * null.transpose()
        w1, s1 = w1 + extra, s1 + extra
    s2 = matrix(random_matrix(stream, outputs, width, bound=2))
    slack = targets - least_squares(data, targets) * data  # E with EXᵀ = 0
    batches = [
        sorted(int(i) for i in stream.choice(n, int(stream.integers(1, n + 1)), replace=False)) for _ in range(3)
    ]
    return {
        "X": x,
        "Y": plain(s2 * s1 * data + slack),
        "W1": plain(w1),
        "W2": random_matrix(stream, outputs, width, bound=2),
        "solution": {"W1": plain(s1), "W2": plain(s2)},
        "batches": batches,
        "steps": [str(flint.fmpq(int(stream.integers(1, 5)), 8)) for _ in range(3)],
    }


def _iterates(instance: Instance) -> dict[str, list[tuple[flint.fmpq_mat, flint.fmpq_mat]]]:
    """Three steps of GD and of SGD on both layers, with gradients by differences."""
    x, y, w1, w2 = parts(instance)
    everything = list(range(x.ncols()))
    found = {}
    for name, batches in {"GD": [everything] * 3, "SGD": instance["batches"]}.items():
        path = [(w1, w2)]
        for batch, text in zip(batches, instance["steps"], strict=True):
            step = matrix([[text]])[0, 0]
            rise = slopes(columns_of(x, batch), columns_of(y, batch), *path[-1])
            path.append((path[-1][0] - rise[0] * step, path[-1][1] - rise[1] * step))
        found[name] = path
    return found


def _lemma_4(instance: Instance, *, span: flint.fmpq_mat | None = None, norm: str = "A") -> Finding:
    x, y, w1, _ = parts(instance)
    inside = x.transpose() if span is None else span
    for name, path in _iterates(instance).items():
        for t, (first, _) in enumerate(path):
            if not rows_within(first - w1, inside):
                return Finding(False, "exact", {}, f"{name} step {t} adds an element outside the span to a row of W1")
    s1, s2 = (matrix(instance["solution"][key]) for key in ("W1", "W2"))
    slope = (s2 * s1 * x - y) * x.transpose()
    best = least_squares(x, y)
    basis = flint.fmpq_mat(x.transpose().rref()[0].tolist()[: x.rank()]) if x.rank() else None
    measured: dict[str, Any] = {
        "iterates": 6,
        "solution_is_minimum": not any(slope.entries()),
        "A_of_the_solution": plain(s2 * s1),
        "YXᵀ(XXᵀ)⁺": plain(best),
        # A = MB with rows in Col(X) and AXXᵀ given: one solution, since BXXᵀ has full row rank
        "unique_in_Col_X": basis is None or (basis * x * x.transpose()).rank() == x.rank(),
    }
    if measured["solution_is_minimum"] and s2 * s1 != best:
        return Finding(False, "exact", measured, "GD stays at this solution, and W2W1 is not of minimum norm")
    if not measured["unique_in_Col_X"]:
        return Finding(False, "exact", measured, "two solutions have rows in Col(X)")
    if norm == "w" and any(s1.entries()) and any(s2.entries()):
        squares = [sum((v * v for v in m.entries()), flint.fmpq(0)) for m in (s1, s2)]
        ratio = 2 if squares[0] < squares[1] else flint.fmpq(1, 2)
        other = squares[0] * ratio * ratio + squares[1] / (ratio * ratio)
        if other < sum(squares, flint.fmpq(0)):
            return Finding(False, "exact", measured, f"({ratio}·W1, W2/({ratio})) is a solution with a smaller ‖w‖")
    return Finding(True, "exact", measured)


def decide_19(instance: Instance) -> Finding:
    """Both bullets; the minimum norm is that of A = W2W1."""
    return _lemma_4(instance)


def decide_19_weights(instance: Instance) -> Finding:
    """A planted falsehood: the norm of w = (W1, W2) is the least of all solutions."""
    return _lemma_4(instance, norm="w")


def decide_19_broken(instance: Instance) -> Finding:
    """A broken check: the span of all samples but the last."""
    inputs = matrix(instance["X"]).transpose().tolist()
    fewer: list[list[Any]] = [*inputs[:-1], [0] * len(inputs[0])]
    return _lemma_4(instance, span=flint.fmpq_mat(fewer))


def _elements(instance: Instance) -> str | None:
    x, _, w1, _ = parts(instance)
    starts = [w1] + ([matrix(instance["solution"]["W1"])] if "solution" in instance else [])
    return "a row of W1 has an element of Null(Xᵀ)" if any(any((w * beyond(x)).entries()) for w in starts) else None


FREE = Hypothesis("free_rows", "the rows of W1 start with no element in Null(Xᵀ)", _elements)

CLAIMS = (
    Claim(
        id="T3-19",
        title="Gradient descent adds nothing from Null(Xᵀ) to the first layer",
        source="T3 §6.2.2, Lemma 4",
        statement="GD and SGD with any mini-batches add no element of Null(Xᵀ) to the rows of W1; hence, if the rows "
        "of W1 have none, and the sequence converges to a solution, then to a minimum-norm solution, that is, to a "
        "pair with W2W1 = YXᵀ(XXᵀ)⁺",
        quantifier="for all",
        field="real",
        letters=LETTERS,
        hypotheses=(FREE,),
        draw=draw_19,
        decide=decide_19,
        planted=(
            Variant("weights", "the norm of (W1, W2) is least, too", decide_19_weights, "smaller ‖w‖"),
            Variant("fewer", "broken: the span of all samples but one", decide_19_broken, "outside the span"),
        ),
        rests_on=("T3-18",),
        num_instances=30,
        note="The norm is that of A = W2W1, for which the paper defines “the minimum norm solution”; it is not that "
        "of w. The first bullet needs no hypothesis. “A solution” is a global minimum. The limit stays in the closed "
        "set {rows of W1 in Col(X)}, in which YXᵀ(XXᵀ)⁺ is the only minimiser (decided by rank), and every solution "
        "in it is the limit of the sequence that starts there.",
    ),
)
