"""Where gradient descent on a one-hidden-layer linear network ends (T3 §6.2.2, Theorem 2)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import flint
import numpy as np

from ...claims import Claim, Hypothesis, Settings, Variant
from ...evidence import Finding, Instance
from ...instruments import LETTERS, beyond, grow, least_loss, least_squares, matrix, parts, random_matrix, slopes, stack
from .linear_minimisers import SHAPES
from .linear_row_space import FREE, draw_19


def draw_21(stream: np.random.Generator, settings: Settings) -> Instance:
    """Starts from which the limit of GD is known: on a line (one sample, one output), at a solution, or with an
    output that is never learned."""
    drop = settings.drop
    kind = "rest" if drop in ("free_rows", "nonzero") else ("line", "line", "rest", "deaf")[int(stream.integers(0, 4))]
    if drop in ("width", "dimension", "outputs"):
        kind = "deaf"
    if kind == "line":
        d, width = (grow(settings.scale, 1, 3, stream) for _ in range(2))
        side = ([1], [2], [3, 4], [1, 2, 2], [2, 3, 6])[int(stream.integers(0, 5)) if d > 2 else int(d - 1)]
        x = [[v] for v in side] + [[0]] * (d - len(side))
        u = [1 + int(v) for v in stream.integers(0, 2, width)]
        squared, q2 = sum(v * v for v in u), sum(v * v for v in side)
        q, alpha = flint.fmpz(q2).isqrt(), flint.fmpq(1, int(stream.integers(1, 4)))
        height = q**3 * squared * alpha * alpha
        y = -int(stream.integers(1, 4)) if stream.random() < 0.5 else int(flint.fmpq(height).ceil()) + 1
        step = flint.fmpq(1, 4) / (q * (height + abs(y)))
        w1 = [[str(alpha * a * b) for (b,) in x] for a in u]
        return {"X": x, "Y": [[y]], "W1": w1, "W2": [[str(alpha * q * a) for a in u]], "step": str(step)}
    if kind == "deaf":
        return _deaf(stream, drop, grow(settings.scale, 2, 4, stream))
    instance = draw_19(stream, replace(settings, drop="free_rows" if drop == "free_rows" else None))
    if drop == "nonzero":
        zero = [[0] * len(instance["W1"][0]) for _ in instance["W1"]]
        return {"X": instance["X"], "Y": instance["Y"], "W1": zero, "W2": [[0] * len(zero)] * len(instance["Y"]),
                "step": "1/8"}  # fmt: skip
    found = {"X": instance["X"], "Y": instance["Y"], **instance["solution"], "step": "1/8"}
    if all(str(v) == "0" for row in found["W2"] for v in row):  # then Y is orthogonal to the data
        found |= {"W1": [[0] * len(instance["X"])] * len(instance["W1"]), "W2": [[1] * len(instance["W1"])] +
                  [[0] * len(instance["W1"])] * (len(instance["Y"]) - 1)}  # fmt: skip
    return found


def _deaf(stream: np.random.Generator, drop: str | None, n: int) -> Instance:
    """Identity inputs, diagonal targets, the last row of W2 zero and the last column of W1 zero."""
    outputs, d, samples, width = n, n, n, n + int(stream.integers(0, 2))
    outputs += 1 if drop == "outputs" else -int(stream.integers(0, n - 1))
    samples += 1 if drop == "dimension" else 0
    width = max(width, samples)
    width = 1 if drop == "width" else width
    if drop == "outputs":
        samples, d = n, n
    last = min(outputs, n) - 1
    y = [[int(stream.integers(1, 5)) if i == j and i <= last else 0 for j in range(samples)] for i in range(outputs)]
    w1, w2 = random_matrix(stream, width, d, bound=2), random_matrix(stream, outputs, width, bound=2)
    for row in w1:
        row[last:] = [0] * (d - last)
    for row in w2[last:]:
        row[:] = [0] * width
    w2[0][0] = 1
    x = [[int(i == j) for j in range(samples)] for i in range(d)]
    return {"X": x, "Y": y, "W1": w1, "W2": w2, "step": "1/16"}


def _never_learned(instance: Instance) -> list[int]:
    """Outputs k with W2_k = 0 and Y_kXᵀ orthogonal to every row that W1 can ever get: W2_k stays 0 for every step."""
    x, y, w1, w2 = parts(instance)
    gram, targets = x * x.transpose(), (y * x.transpose()).tolist()
    found = []
    for k, row in enumerate(w2.tolist()):
        if any(row) or not any(targets[k]):
            continue
        span = stack(w1, *(flint.fmpq_mat([t]) for j, t in enumerate(targets) if j != k))
        while (wider := stack(span, span * gram)).rank() > span.rank():
            span = flint.fmpq_mat(wider.rref()[0].tolist()[: wider.rank()])
        if not any((span * flint.fmpq_mat([[v] for v in targets[k]])).entries()):
            found.append(k)
    return found


def _limit(instance: Instance) -> dict[str, Any]:
    """Where GD ends, if that can be proved: a dictionary with ``proof`` (empty if there is none), the rank of W2 in
    the limit (an upper bound for ``deaf``), and whether the limit is YXᵀ(XXᵀ)⁺."""
    x, y, w1, w2 = parts(instance)
    best, step = least_squares(x, y), matrix([[instance["step"]]])[0, 0]
    rise = slopes(x, y, w1, w2)
    if not any(rise[0].entries()) and not any(rise[1].entries()):
        return {"proof": "the start is stationary", "rank": w2.rank(), "minimum_norm": w2 * w1 == best}
    deaf = _never_learned(instance)
    if deaf:
        return {"proof": f"row {deaf[0]} of W2 is 0 for ever", "rank": w2.nrows() - len(deaf), "minimum_norm": False}
    if x.ncols() == y.nrows() == 1 and any(x.entries()):
        q2 = (x.transpose() * x)[0, 0]
        u = w2.transpose()
        line = w1 * q2  # invariant: W1 ‖x‖ = W2ᵀ xᵀ, with ‖x‖ = q rational
        q = flint.fmpq(flint.fmpz(q2.p).isqrt(), flint.fmpz(q2.q).isqrt())
        if q * q == q2 and line == u * x.transpose() * q:
            top, target = (w2 * w1 * x)[0, 0], y[0, 0]
            rate, goal = step * q * (top - target), step * q * target
            if target < 0 and 0 < rate < 1:
                return {"proof": "E ≥ −y > 0 on the line W1‖x‖ = W2ᵀxᵀ: W1, W2 → 0", "rank": 0, "minimum_norm": False}
            if target > 0 and 0 < top <= target and 0 < 2 * goal <= 1:
                return {"proof": "monotone on the line W1‖x‖ = W2ᵀxᵀ: W2W1x → y", "rank": 1, "minimum_norm": True}
    return {"proof": "", "rank": 0, "minimum_norm": False}


def _theorem_2(instance: Instance, needed: int | None) -> Finding:
    """Whether GD ends in YXᵀ(XXᵀ)⁺ — if ``needed`` is given, only where W2 has that rank in the limit."""
    x, y, w1, w2 = parts(instance)
    found = _limit(instance) | {"least_loss": str(least_loss(x, y)), "outputs": y.nrows(), "rank_W2": w2.rank()}
    if not found["proof"]:
        return Finding(None, "exact", found, "the limit of GD from this start is not known exactly")
    if needed is not None and found["rank"] < needed:
        return Finding(True, "exact", found | {"claimed": False})
    if not found["minimum_norm"]:
        return Finding(False, "exact", found, f"{found['proof']}: the limit is not YXᵀ(XXᵀ)⁺")
    if any((w1 * beyond(x)).entries()):
        return Finding(False, "exact", found, "the rows of W1 have elements in Null(Xᵀ)")
    return Finding(True, "exact", found)


def decide_21(instance: Instance) -> Finding:
    """As printed: W2 ≠ 0 at the start."""
    return _theorem_2(instance, None)


def decide_21_corrected(instance: Instance) -> Finding:
    """A limit with W2 of full row rank."""
    return _theorem_2(instance, len(instance["Y"]))


def decide_21_limit(instance: Instance) -> Finding:
    """A planted falsehood: W2 ≠ 0 in the limit."""
    deaf = _limit(instance)["proof"].startswith("row")
    return _theorem_2(instance, None if deaf else 1)


def decide_21_broken(instance: Instance) -> Finding:
    """A broken check: the limit is compared with twice the minimum-norm solution."""
    found = decide_21_corrected(instance)
    x, y, _, _ = parts(instance)
    if found.holds and "claimed" not in found.measured and 2 * least_squares(x, y) != least_squares(x, y):
        return Finding(False, "exact", found.measured, "the limit is not 2YXᵀ(XXᵀ)⁺")
    return found


def _vanishes(instance: Instance) -> str | None:
    return None if any(matrix(instance["W2"]).entries()) else "W2 = 0"


CLAIMS = (
    Claim(
        id="T3-21",
        title="Gradient descent converges to a minimum-norm solution",
        source="T3 §6.2.2, Theorem 2",
        statement="if the rows of W1 start with no element in Null(Xᵀ), and W2 ≠ 0, GD (and SGD) converges to a "
        "minimum-norm solution W2W1 = YXᵀ(XXᵀ)⁺",
        quantifier="limit",
        field="real",
        letters=LETTERS,
        hypotheses=(FREE, Hypothesis("nonzero", "W2 ≠ 0", _vanishes), *SHAPES),
        draw=draw_21,
        decide=decide_21,
        corrected=Variant(
            "full row rank in the limit",
            "if the rows of W1 start with no element in Null(Xᵀ), and GD converges to a point at which W2 has full row "
            "rank d' (for one output: W2 ≠ 0 in the limit), then W2W1 = YXᵀ(XXᵀ)⁺ there",
            decide_21_corrected,
        ),
        planted=(
            Variant("limit", "W2 ≠ 0 in the limit is enough", decide_21_limit, "for ever"),
            Variant("twice", "broken: compared with 2YXᵀ(XXᵀ)⁺", decide_21_broken, "not 2YXᵀ"),
        ),
        rests_on=("T3-19", "T3-20"),
        num_instances=30,
        note="Two different failures, both for every small step. (1) f = w2·w1·x at w1 = w2 = 1, x = 1, y = −1: the "
        "path stays on w1 = w2 > 0 and ends in the saddle (0, 0). (2) With two outputs a row of W2 that is zero, and "
        "whose targets are orthogonal to what W1 can become, stays zero; W2 ≠ 0 all the time and in the limit. "
        "Instances are starts whose limit is proved (scalar dynamics on an invariant line, an invariant subspace, or "
        "rest); both exceptional sets have measure zero. No condition on the step is named in the paper.",
    ),
)
