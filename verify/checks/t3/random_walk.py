"""Perturb and retrain in a degenerate linear problem: the random walk in the null space (T3 §4.1)."""

from __future__ import annotations

from functools import partial
from itertools import product
from typing import NamedTuple, TypedDict

import flint
import numpy as np

from ...claims import Settings, Witness
from ...declare import claim, exact, hypothesis
from ...evidence import Finding
from ...instruments import PlainMatrix, grow, matrix, matrix_trace, null_projector, random_matrix, rational
from ...trained import OneCheck, checks_of, decide, draw as draw_check


class TwoDataSets(TypedDict):
    """Inputs with null spaces of two dimensions, the number of perturbations, one of them, and the step of GD."""

    X: PlainMatrix
    other: PlainMatrix
    m: int
    move: PlainMatrix
    step: str


class Walk(NamedTuple):
    """N and d of a data set, and the mean squares after one perturbation and after all."""

    N: int
    d: int
    one: flint.fmpq
    many: flint.fmpq


def draw(stream: np.random.Generator, settings: Settings) -> TwoDataSets:
    """Two data sets with the same d weights and null spaces of dimensions N, seldom the same, and m perturbations."""
    d = grow(settings.scale, 3, 6, stream)
    ranks = [int(v) for v in stream.choice(np.arange(1, d), 2, replace=False)]
    if stream.random() < 0.2:
        ranks[1] = ranks[0]
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


def mean_square(projector: flint.fmpq_mat, num_steps: int) -> flint.fmpq:
    """E‖P(u_1 + … + u_m)‖², m = ``num_steps``, for independent unit vectors, E u = 0, E uuᵀ = I/d (uniform ones)."""
    return num_steps * matrix_trace(projector) / projector.nrows()


def enumerated(projector: flint.fmpq_mat, num_steps: int) -> flint.fmpq:
    """The same mean for unit vectors ±e_i, all equally likely, over all (2d)^m sequences."""
    d = projector.nrows()
    values = [[projector[i, j] for j in range(d)] for i in range(d)]
    total = flint.fmpq(0)
    signed = [(i, sign) for i in range(d) for sign in (1, -1)]
    for walk in product(signed, repeat=num_steps):
        total += sum((a * b * values[i][j] for i, a in walk for j, b in walk), flint.fmpq(0))
    return total / len(signed) ** num_steps


def _retraining_keeps(instance: TwoDataSets, projector: flint.fmpq_mat, x: flint.fmpq_mat) -> bool:
    """Whether five steps of GD after a perturbation leave the degenerate part as it is."""
    step, w = rational(instance["step"]), matrix(instance["move"])
    kept = projector * w
    for _ in range(5):
        w = w - x.transpose() * x * w * step
    return projector * w == kept


def grows_like(instance: TwoDataSets, power: int, dimension: str, *, off: int = 0) -> Finding:
    """Whether the mean square grows like m^power, and is ``dimension`` (N/d, or a constant over N) for one step."""
    m, found = instance["m"], []
    for x in (matrix(instance["X"]), matrix(instance["other"])):
        projector = null_projector(x)
        null = x.ncols() - x.rank() + off
        one, many = mean_square(projector, 1), mean_square(projector, m)
        found.append(Walk(null, x.ncols(), one, many))
        if matrix_trace(projector) != null:
            return Finding(False, "exact", {}, f"the trace of the projector is {matrix_trace(projector)}, not {null}")
        if m * (2 * x.ncols()) ** m < 5000 and enumerated(projector, m) != many:
            return Finding(False, "exact", {}, "the sum over all sequences is not m tr P / d")
        if not _retraining_keeps(instance, projector, x):
            return Finding(False, "exact", {}, "gradient descent changes a degenerate component")
        if many != one * m**power:
            return Finding(False, "exact", {}, f"the mean square after {m} perturbations is {m} times that after one")
    measured = {"m": m, "walks": [{key: str(value) for key, value in each._asdict().items()} for each in found]}
    if dimension == "N/d":
        wrong = any(each.one != flint.fmpq(each.N, each.d) for each in found)
        return Finding(not wrong, "exact", measured, "the mean square of one step is not N/d" if wrong else "")
    a, b = found
    if a.one * a.N != b.one * b.N:
        seen = f"d = {a.d}: mean squares {a.one} and {b.one} for N = {a.N} and {b.N}"
        why = f"{seen}: the constant is √(N/d), and grows with N"
        return Finding(False, "exact", measured, why)
    return Finding(True, "exact", measured)


@hypothesis
def degenerate(instance: TwoDataSets) -> str | None:
    """the null space is not zero"""
    both = {"X": matrix(instance["X"]), "other": matrix(instance["other"])}
    full = [key for key, x in both.items() if x.rank() == x.ncols()]
    return f"no null space for {', '.join(full)}" if full else None


@claim(
    "T3-07",
    "The random walk in the degenerate directions",
    source="T3 §4.1, third bullet",
    quantifier="with probability",
    field="real",
    letters={"m": "num_perturbations", "N": "dimension of the null space of X", "d": "num_weights"},
    hypotheses=(degenerate,),
    draw=draw,
    num_instances=20,
    reading="of the norm of the part in the null space, as printed",
    witness=Witness(
        "d = 3: a random unit vector has on a null space of dimension N = 1 a projection of mean square "
        "1/3, and for N = 2 one of 2/3, which is more.",
        {"X": [[1, 3, 0], [-1, 2, 0]], "other": [[0, 2, 1]], "m": 3, "move": [[3], [3], [2]], "step": "1/196"},
    ),
    note="√m is right. The radical sign around 1/N is displaced in our copy of the text, but 1 over N is legible, "
    "with “where N is the dimensionality of the null space”. The text says of the norm of the projection on the "
    "null space that it undergoes the random walk; for that the constant grows with N. The text says “depends on "
    "≈”: it is read as proportionality in N for given d. Read for a single coordinate, and N ≈ d, it is right; and "
    "of two data sets with the same N the constants are the same, as it says. The experiment E11 measures the same in "
    "a regression: `python -m netsim show E11`.",
)
def degenerate_walk(instance: TwoDataSets) -> Finding:
    """in the linear case the norm of the degenerate components, after m perturbations of unit norm each followed by GD,
    grows like √m, with a constant of proportionality that depends on √(1/N) (is proportional to it, other things being
    equal)
    """
    return grows_like(instance, 1, "1/N")


@degenerate_walk.reading(
    "borrowed", draw=partial(draw_check, "T3-07"), num_instances=len(checks_of("T3-07")), open=True
)
def measured(instance: OneCheck) -> Finding:
    """of the regression of Fig. 4, as E11 measures it, whose noise is Gaussian and not of unit norm"""
    return decide(instance)


BOUNDARIES: tuple[TwoDataSets, ...] = (
    {"X": [[0]], "other": [["1/1000000"]], "m": 3, "move": [[1]], "step": "1/2"},  # N = d, and N = 0
    {"X": [[1, 0, 0]], "other": [[1, 0, 0], [0, 1, 0]], "m": 2, "move": [[1], [1], [1]], "step": "1/4"},  # N = 2 and 1
    {
        "X": [[1, 1], [1, 1]],
        "other": [[10**6, 0]],
        "m": 4,
        "move": [[1], [-1]],
        "step": "7",
    },  # equal samples; GD diverges
    {"X": [[1, 2, 3, 4]], "other": [[0, 0, 0, 0]], "m": 0, "move": [[0]] * 4, "step": "1"},  # no perturbation
)


@degenerate_walk.corrected_at(*BOUNDARIES)
def constant(instance: TwoDataSets) -> Finding:
    """in the linear case the root mean square of the degenerate part of the sum of m independent perturbations of unit
    norm is √m·√(N/d), d the number of weights, for every isotropic distribution; GD between them does not change it.
    (Each of its coordinates has √(m/d), which is about √(m/N) if nearly all directions are degenerate.)
    """
    return grows_like(instance, 1, "N/d")


@constant.false(because="the same perturbation")
def dependent(instance: TwoDataSets) -> Finding:
    """also for perturbations that are not independent"""
    m, projector = instance["m"], null_projector(matrix(instance["X"]))
    repeated, claimed = m * m * mean_square(projector, 1), mean_square(projector, m)  # E‖P(mu)‖²
    reason = f"the same perturbation {m} times has the mean square {repeated}, not {claimed}"
    return exact(repeated == claimed, "" if repeated == claimed else reason)


@constant.false(because="not one over N")
def one_over(instance: TwoDataSets) -> Finding:
    """each of the coordinates of the degenerate part has √(m/N)"""
    found = []
    for x in (matrix(instance["X"]), matrix(instance["other"])):
        null = x.ncols() - x.rank()
        if null:
            found.append((null, mean_square(null_projector(x), 1) / null))
    wrong = [f"{square}, not one over N = {null}" for null, square in found if square * null != 1]
    return Finding(not wrong, "exact", {}, f"the mean square of a coordinate is {wrong[0]}" if wrong else "")


@degenerate_walk.false(because="times that after one")
def linear(instance: TwoDataSets) -> Finding:
    """the norm grows like m"""
    return grows_like(instance, 2, "N/d")


@degenerate_walk.broken(because="trace of the projector")
def off(instance: TwoDataSets) -> Finding:
    """a null space larger by one"""
    return grows_like(instance, 1, "N/d", off=1)
