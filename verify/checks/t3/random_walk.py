"""Perturb and retrain in a degenerate linear problem: the random walk in the null space (T3 §4.1)."""

from __future__ import annotations

from itertools import product
from typing import Any

import flint
import numpy as np

from ...claims import Claim, Hypothesis, Settings, Variant
from ...evidence import Finding, Instance
from ...instruments import grow, identity, matrix, pseudo_inverse, random_matrix


def draw(stream: np.random.Generator, settings: Settings) -> Instance:
    """Two data sets with the same d weights and null spaces of different dimension N, and m perturbations."""
    d = grow(settings.scale, 3, 6, stream)
    ranks = [int(v) for v in stream.choice(np.arange(1, d), 2, replace=False)]
    if settings.drop == "degenerate":
        ranks[0] = d
    data = []
    for rank in ranks:
        while True:
            x = random_matrix(stream, rank, d, bound=3)
            if matrix(x).rank() == rank:
                break
        data.append(x + [[2 * v for v in x[0]]] * int(stream.integers(0, 2)))
    return {
        "X": data[0],
        "other": data[1],
        "m": int(stream.integers(2, 4 if d < 5 else 3)),
        "move": random_matrix(stream, d, 1, bound=3),
        "step": str(flint.fmpq(1, int(stream.integers(2, 200)))),
    }


def _null_projector(x: flint.fmpq_mat) -> flint.fmpq_mat:
    """I − X⁺X, on the degenerate directions of ½‖Xw − y‖²."""
    return identity(x.ncols()) - pseudo_inverse(x) * x


def _trace(values: flint.fmpq_mat) -> flint.fmpq:
    return sum((values[i, i] for i in range(values.nrows())), flint.fmpq(0))


def mean_square(projector: flint.fmpq_mat, num_steps: int) -> flint.fmpq:
    """E‖P(u_1 + … + u_m)‖², m = ``num_steps``, for independent unit vectors, E u = 0, E uuᵀ = I/d (uniform ones)."""
    return num_steps * _trace(projector) / projector.nrows()


def enumerated(projector: flint.fmpq_mat, num_steps: int) -> flint.fmpq:
    """The same mean for unit vectors ±e_i, all equally likely, over all (2d)^m sequences."""
    d = projector.nrows()
    values = [[projector[i, j] for j in range(d)] for i in range(d)]
    total = flint.fmpq(0)
    signed = [(i, sign) for i in range(d) for sign in (1, -1)]
    for walk in product(signed, repeat=num_steps):
        total += sum((a * b * values[i][j] for i, a in walk for j, b in walk), flint.fmpq(0))
    return total / len(signed) ** num_steps


def _retraining_keeps(instance: Instance, projector: flint.fmpq_mat, x: flint.fmpq_mat) -> bool:
    """Whether five steps of GD after a perturbation leave the degenerate part as it is."""
    step, w = matrix([[instance["step"]]])[0, 0], matrix(instance["move"])
    kept = projector * w
    for _ in range(5):
        w = w - x.transpose() * x * w * step
    return projector * w == kept


def _walk(instance: Instance, power: int, dimension: str, *, off: int = 0) -> Finding:
    """Whether the mean square grows like m^power, and is ``dimension`` (N/d, or a constant over N) for one step."""
    m: int = instance["m"]
    found: list[dict[str, Any]] = []
    for key in ("X", "other"):
        x = matrix(instance[key])
        projector = _null_projector(x)
        null = x.ncols() - x.rank() + off
        one, many = mean_square(projector, 1), mean_square(projector, m)
        found.append({"N": null, "d": x.ncols(), "one": one, "many": many})
        if _trace(projector) != null:
            return Finding(False, "exact", {}, f"the trace of the projector is {_trace(projector)}, not {null}")
        if m * (2 * x.ncols()) ** m < 5000 and enumerated(projector, m) != many:
            return Finding(False, "exact", {}, "the sum over all sequences is not m tr P / d")
        if not _retraining_keeps(instance, projector, x):
            return Finding(False, "exact", {}, "gradient descent changes a degenerate component")
        if many != one * m**power:
            return Finding(False, "exact", {}, f"the mean square after {m} perturbations is {m} times that after one")
    measured = {"m": m, "walks": [{key: str(value) for key, value in each.items()} for each in found]}
    if dimension == "N/d":
        wrong = any(each["one"] != flint.fmpq(each["N"], each["d"]) for each in found)
        return Finding(not wrong, "exact", measured, "the mean square of one step is not N/d" if wrong else "")
    a, b = found
    if a["one"] * a["N"] != b["one"] * b["N"]:
        why = (
            f"d = {a['d']}: mean squares {a['one']} and {b['one']} for N = {a['N']} and {b['N']}: the constant is "
            "√(N/d), and grows with N"
        )
        return Finding(False, "exact", measured, why)
    return Finding(True, "exact", measured)


def decide(instance: Instance) -> Finding:
    """As printed: √m times a constant proportional to √(1/N)."""
    return _walk(instance, 1, "1/N")


def decide_corrected(instance: Instance) -> Finding:
    """√m √(N/d)."""
    return _walk(instance, 1, "N/d")


def decide_linear(instance: Instance) -> Finding:
    """A planted falsehood: the norm grows like m."""
    return _walk(instance, 2, "N/d")


def decide_off(instance: Instance) -> Finding:
    """A broken check: the dimension of the null space off by one."""
    return _walk(instance, 1, "N/d", off=1)


def _regular(instance: Instance) -> str | None:
    full = [key for key in ("X", "other") if matrix(instance[key]).rank() == len(instance[key][0])]
    return f"no null space for {', '.join(full)}" if full else None


CLAIMS = (
    Claim(
        id="T3-07",
        title="The random walk in the degenerate directions",
        source="T3 §4.1, third bullet",
        statement="in the linear case the norm of the degenerate components, after m perturbations of unit norm each "
        "followed by GD, grows like √m, with a constant of proportionality that depends on √(1/N) (is proportional "
        "to it, other things being equal)",
        quantifier="with probability",
        field="real",
        letters={"m": "num_perturbations", "N": "dimension of the null space of X", "d": "num_weights"},
        hypotheses=(Hypothesis("degenerate", "the null space is not zero", _regular),),
        draw=draw,
        decide=decide,
        corrected=Variant(
            "constant",
            "the root mean square of the degenerate part of the sum of m unit-norm perturbations is √m·√(N/d), d the "
            "number of weights, for every isotropic distribution; GD between them does not change it. (Each of its "
            "coordinates has √(m/d), which is about √(m/N) if nearly all directions are degenerate.)",
            decide_corrected,
        ),
        planted=(
            Variant("linear", "the norm grows like m", decide_linear, "times that after one"),
            Variant("off", "broken: a null space larger by one", decide_off, "trace of the projector"),
        ),
        num_instances=20,
        note="√m is right. The radical sign around 1/N is displaced in our copy of the text, but 1 over N is legible, "
        "with “where N is the dimensionality of the null space”. The text says of the norm of the projection on the "
        "null space that it undergoes the random walk; for that the constant grows with N. The text says “depends on "
        "≈”: it is read as proportionality in N for given d. Read for a single coordinate, and N ≈ d, it is right. The "
        "experiment E11 measures the same in a regression, with both results: `python -m netsim show E11`.",
    ),
)
