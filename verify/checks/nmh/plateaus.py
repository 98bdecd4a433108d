"""Local minima of NMH's networks that are neither strict nor optimal: a proof, its assumptions in rational numbers.

One hidden layer of M units with weights and biases of their own, all of which read all inputs, and two classes with
n₊ ≠ n₋ samples: the difference of the outputs is f = Σ v_k σ(w_k·x + b_k). Let p = n₊/N, ℓ = log(n₊/n₋), r_i = p − 1
for a sample of the first class and p for one of the second, and R = Σ r_i x_i x_iᵀ.

Theorem. Let Σ r_i x_i = 0, that is, let both classes have the same mean. Let w_k = 0 for all k and Σ v_k σ(b_k) = ℓ,
and let v_k σ″(b_k) R be positive definite for all k. Then this is a local minimum of Φ, with the value of the
entropy of p, and all points near it with w = 0 and Σ v_k σ(b_k) = ℓ have this value, so that it is not strict.

Proof. Z = {w = 0, Σ v_k σ(b_k) = ℓ} is a submanifold, as ∂/∂v_1 of the sum is σ(b_1) > 0, and f = ℓ on it. There the
first derivative of N Φ is Σ r_i ∂f_i. The derivatives of f_i by v and b do not depend on i, and the one by w_k is
v_k σ′(b_k) x_i: the sums over r are 0. In a direction with the parts s_k of the w_k, let δ be the change of Σ v_k
σ(b_k) and u = Σ v_k σ′(b_k) s_k. The second derivative of N Φ is p(1 − p) Σ (δ + u·x_i)² + Σ r_i ∂²f_i. What does
not depend on x_i in ∂²f_i, or is linear in it, drops out of the sum over r; Σ_k v_k σ″(b_k) s_kᵀ R s_k is left. So
the second derivative is positive but for s = 0 and δ = 0, the tangents of Z: near each point as in the theorem Φ is
larger off Z than on it. ∎

The infimum is 0 by Theorem 3.4.1. Theorem 3.4.2 does not forbid such minima: on Z they are connected to points where
v_k σ″(b_k) R is negative for a k, and from which Φ falls.
"""

from __future__ import annotations

from typing import TypedDict

import flint
import numpy as np

from ...claims import Settings
from ...instruments import grow, inertia, rational

BITS = 192
MOST_WEIGHTS = 6  # in the first layer, for which the Hessian is looked at besides


class Plateau(TypedDict):
    """Data, and a point: w = 0, biases b_k, and v_k = shares[k] ℓ/σ(b_k), where the shares add up to 1."""

    activation: str
    inputs: list[list[int]]
    labels: list[int]
    biases: list[str]
    shares: list[str]
    seed: int


def draw(stream: np.random.Generator, settings: Settings) -> Plateau:
    """One class around the other, on both sides of a common mean along every axis, and M from N on."""
    scale, drop = settings.scale, settings.drop
    activation = "linear" if drop == "activation" else str(stream.choice(["sigmoid", "arctan", "softplus"]))
    dim = grow(scale, 1, 3, stream)
    outer, inner = int(stream.integers(2)), [[0] * dim]
    if activation == "softplus" or stream.random() < 0.5:  # n_inner > n_outer
        inner += [[sign * (j + 1) if j == k else 0 for k in range(dim)] for j in range(dim) for sign in (1, -1)]
    near = len(inner) > 1
    far = [[sign * (1 + j + near) if j == k else 0 for k in range(dim)] for j in range(dim) for sign in (1, -1)]
    rows = inner + far
    labels = [1 - outer] * len(inner) + [outer] * len(far)
    shift, size = stream.integers(-5, 6, dim), int(stream.choice([1, 1, 1000]))
    inputs = [[size * (v + int(s)) for v, s in zip(row, shift, strict=True)] for row in rows]
    if drop == "patches":
        inputs, labels = [*inputs, inputs[0], inputs[0]], [*labels, labels[0], labels[0]]
    count = len(inputs) - 1 if drop == "width" else len(inputs) + grow(scale, 0, 3, stream)
    shares = [flint.fmpq(1, count)] * count
    if activation != "softplus" and count > 1 and stream.random() < 0.5:
        shares = [flint.fmpq(int(v), 3) for v in stream.choice([-2, -1, 1, 2], count)]
        shares[0] += 1 - sum(shares, flint.fmpq(0))
        shares = shares if shares[0] else [flint.fmpq(1, count)] * count
    found: Plateau = {"activation": activation, "inputs": inputs, "labels": labels, "biases": [],
                      "shares": [str(v) for v in shares], "seed": int(stream.integers(2**31))}  # fmt: skip
    up = bend(found)
    for share in shares:  # σ″(b) has the sign of −b
        b = flint.fmpq(int(stream.integers(1, 10)), 4)
        found["biases"].append(str(-b if (share > 0) == up else b))
    return found


def moments(instance: Plateau) -> tuple[flint.fmpq_mat, flint.fmpq_mat]:
    """Σ r_i x_i and R; the first class is that with the label 0."""
    x = flint.fmpq_mat([[flint.fmpq(v) for v in row] for row in instance["inputs"]])
    p = flint.fmpq(instance["labels"].count(0), len(instance["labels"]))
    r = flint.fmpq_mat([[p - (y == 0)] for y in instance["labels"]])
    weighted = flint.fmpq_mat([[a * s for a in row] for row, (s,) in zip(x.tolist(), r.tolist(), strict=True)])
    return x.transpose() * r, x.transpose() * weighted


def bend(instance: Plateau) -> bool:
    """Whether σ″(b_k) has to be positive where the share is: the signs of ℓ and R agree."""
    first = instance["labels"].count(0)
    return bool((2 * first > len(instance["labels"])) == (inertia(moments(instance)[1])[0] > 0))


def why_not(instance: Plateau) -> str:
    """What the theorem assumes and is not so; all in rational numbers."""
    first, count, dim = instance["labels"].count(0), len(instance["labels"]), len(instance["inputs"][0])
    slope, r = moments(instance)
    shares, biases = [rational(v) for v in instance["shares"]], [rational(v) for v in instance["biases"]]
    if first in (0, count) or 2 * first == count or sum(shares, flint.fmpq(0)) != 1:
        return "no two classes of different sizes, or shares that do not add up to 1"
    if any(slope.entries()):
        return "the classes have different means: the gradient is not 0"
    if dim not in inertia(r)[::2]:
        return "R is not definite"
    for share, b in zip(shares, biases, strict=True):
        curved = 1 if instance["activation"] == "softplus" else (b < 0) - (b > 0)
        if not share or curved == 0 or ((curved > 0) == (share > 0)) != bend(instance):
            return "v_k σ″(b_k) R is not positive definite for each k"
    return ""


def output_weights(instance: Plateau) -> list[flint.arb]:
    """v_k = shares[k] ℓ/σ(b_k)."""
    first = instance["labels"].count(0)
    log_odds = flint.arb(flint.fmpq(first, len(instance["labels"]) - first)).log()
    values = [sigma(instance["activation"], flint.arb_series([rational(b)], 1))[0] for b in instance["biases"]]
    return [log_odds * rational(s) / v for s, v in zip(instance["shares"], values, strict=True)]


def sigma(name: str, z: flint.arb_series) -> flint.arb_series:
    if name == "sigmoid":
        return 1 / (1 + (-z).exp())
    return (1 + z.exp()).log() if name == "softplus" else z.atan() / flint.arb.pi() + flint.arb(0.5)


def along(instance: Plateau, v: list[flint.arb], step: list[flint.arb], order: int = 3) -> flint.arb_series:
    """Φ on the line from w = 0, b and v in a direction (w_1, …, w_M, v), as a power series."""
    total, dim = flint.arb_series([0], order), len(instance["inputs"][0])
    units = len(v)
    for x, y in zip(instance["inputs"], instance["labels"], strict=True):
        f = flint.arb_series([0], order)
        for k, (b, weight) in enumerate(zip(instance["biases"], v, strict=True)):
            slope = sum((s * a for s, a in zip(step[k * dim : (k + 1) * dim], x, strict=True)), flint.arb(0))
            z = flint.arb_series([flint.arb(rational(b)), slope], order)
            f += flint.arb_series([weight, step[units * dim + k]], order) * sigma(instance["activation"], z)
        total += (1 + (-f if y == 0 else f).exp()).log()
    return total / len(instance["labels"])


def positive_definite(instance: Plateau, v: list[flint.arb]) -> bool | None:
    """Whether the second derivatives in all w and v_1, from power series on lines, have positive leading minors.

    ``False`` where one is proved negative.
    """
    units, dim = len(v), len(instance["inputs"][0])
    size = units * dim + 1

    def second(*places: int) -> flint.arb:
        return along(instance, v, [flint.arb(int(k in places)) for k in range(units * dim + units)])[2]

    single = [second(k) for k in range(size)]
    entries = [[2 * single[i] if i == j else flint.arb(0) for j in range(size)] for i in range(size)]
    for i in range(size):
        for j in range(i):
            entries[i][j] = entries[j][i] = second(i, j) - single[i] - single[j]
    minors = [flint.arb_mat([row[:k] for row in entries[:k]]).det() for k in range(1, size + 1)]
    return False if any(m < 0 for m in minors) else True if all(m > 0 for m in minors) else None
