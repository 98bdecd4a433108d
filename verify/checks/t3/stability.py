"""Stability of a linear gradient system by its eigenvalues (T3 §4.1)."""

from __future__ import annotations

from typing import Any

import flint
import numpy as np

from ...claims import Claim, Hypothesis, Settings, Variant
from ...evidence import Finding, Instance
from ...instruments import grow, inertia, kernel, matrix, plain, random_matrix


def draw_5(stream: np.random.Generator, settings: Settings) -> Instance:
    """Hessians: 2JᵀJ at a zero minimiser (degenerate or not); a saddle or no positive trace if dropped."""
    drop = settings.drop
    size = grow(settings.scale, 1, 5, stream) + (1 if drop == "minimum" else 0)
    rows = 1 + int(stream.integers(0, size + 1))
    jacobian = matrix(random_matrix(stream, rows, size, bound=3))
    if not any(jacobian.entries()):
        jacobian[0, 0] = 1
    values = 2 * jacobian.transpose() * jacobian
    if drop == "trace":
        values = 0 * values
    elif drop == "minimum":
        values[0, 0] = -1
        values[1, 1] += 3
    return {"H": plain(values)}


def _not_decaying(values: flint.fmpq_mat) -> flint.fmpq_mat | None:
    """A vector v with vᵀHv ≤ 0, along which ‖δ‖² does not decrease at first; ``None`` if H is positive definite."""
    null = kernel(values)
    if null:
        return null[0]
    for k in range(1, values.nrows() + 1):
        block = flint.fmpq_mat([row[:k] for row in values.tolist()[:k]])
        if block.det() > 0:
            continue
        top: list[list[Any]] = [[1]]
        if k > 1:
            before = flint.fmpq_mat([row[: k - 1] for row in values.tolist()[: k - 1]])
            top[:0] = (-1 * before.inv() * flint.fmpq_mat([[values[i, k - 1]] for i in range(k - 1)])).tolist()
        return flint.fmpq_mat(top + [[0]] * (values.nrows() - k))
    return None


def _stability(instance: Instance, guaranteed: bool | None, *, skip: int = 0) -> Finding:
    """Whether δ → 0 for all solutions of (6), against ``guaranteed`` (by default: the trace)."""
    values = matrix(instance["H"])
    trace = sum((values[i, i] for i in range(values.nrows())), flint.fmpq(0))
    positive, zero, negative = inertia(values)
    v = _not_decaying(values)
    stable = positive == values.nrows()
    measured = {"sum_of_eigenvalues_of_-H": str(-trace), "inertia": [positive, zero, negative], "stable": stable}
    if stable != (v is None) or (v is not None and (v.transpose() * values * v)[0, 0] > 0):
        return Finding(False, "exact", measured, "the leading minors and the characteristic polynomial disagree")
    if guaranteed is None:
        guaranteed = True  # the hypothesis about the trace is looked at before
    elif skip:
        guaranteed = positive >= values.nrows() - skip
    if guaranteed and v is not None:
        kind = "constant" if not any((values * v).entries()) else "not decreasing at first, hence never tending to 0"
        why = f"eigenvalues of −H sum to {-trace}, and the solution from δW = {[str(a) for a in v.entries()]} is {kind}"
        return Finding(False, "exact", measured, why)
    return Finding(True, "exact", measured)


def decide_5(instance: Instance) -> Finding:
    """As printed: the sum of the eigenvalues of −H is negative."""
    return _stability(instance, None)


def decide_5_corrected(instance: Instance) -> Finding:
    """All eigenvalues of −H are negative; H positive definite, by leading minors."""
    values = matrix(instance["H"])
    blocks = [flint.fmpq_mat([row[:k] for row in values.tolist()[:k]]) for k in range(1, values.nrows() + 1)]
    definite = all(block.det() > 0 for block in blocks)
    found = _stability(instance, definite)
    if found.holds and definite != found.measured["stable"]:
        return Finding(False, "exact", found.measured, "asymptotically stable, and an eigenvalue of −H is not negative")
    return found


def decide_5_all_but_one(instance: Instance) -> Finding:
    """A planted falsehood: all eigenvalues of −H but one are negative."""
    return _stability(instance, False, skip=1)


def decide_5_broken(instance: Instance) -> Finding:
    """A broken check: positive semidefinite taken for positive definite."""
    return _stability(instance, inertia(matrix(instance["H"]))[2] == 0)


def _trace(instance: Instance) -> str | None:
    values = matrix(instance["H"])
    trace = sum((values[i, i] for i in range(values.nrows())), flint.fmpq(0))
    return None if trace > 0 else f"the eigenvalues of −H sum to {-trace}"


def _saddle(instance: Instance) -> str | None:
    negative = inertia(matrix(instance["H"]))[2]
    return f"{negative} negative eigenvalues of H" if negative else None


CLAIMS = (
    Claim(
        id="T3-05",
        title="Asymptotic stability from the sum of the eigenvalues",
        source="T3 §4.1, after eq. (6)",
        statement="asymptotic stability in the sense of Liapunov is guaranteed for (6), δẆ = −H δW, if the sum of the "
        "eigenvalues of −H is negative",
        quantifier="for all",
        field="real",
        letters={"H": "∇²L(W*), here the Hessian of ‖Jw‖²", "δW": "a perturbation of W*"},
        hypotheses=(
            Hypothesis("trace", "the sum of the eigenvalues of −H is negative", _trace),
            Hypothesis("minimum", "H has no negative eigenvalue (W* is a minimum)", _saddle),
        ),
        draw=draw_5,
        decide=decide_5,
        corrected=Variant(
            "largest",
            "(6) is asymptotically stable if and only if every eigenvalue of −H is negative, that is, H is positive "
            "definite; never at the degenerate minima of §4",
            decide_5_corrected,
        ),
        planted=(
            Variant("all but one", "all eigenvalues of −H but one are negative", decide_5_all_but_one, "constant"),
            Variant("semidefinite", "broken: semidefinite taken for definite", decide_5_broken, "constant"),
        ),
        num_instances=40,
        note="The sum is negative for every H ≠ 0 at a minimum, degenerate or not. The instances keep to minima, in "
        "favour of the statement (the paper does “not consider unstable critical points”); without that (--drop "
        "minimum) a saddle such as diag(3, −1) refutes it, too.",
    ),
)
