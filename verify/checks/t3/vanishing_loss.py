"""The loss of least squares tends to zero under GD and, in the mean, under SGD: for which steps (T3 §6.2.1, Theorem
1).
"""

from __future__ import annotations

from collections.abc import Callable

import flint
import numpy as np

from ...claims import Search, Settings
from ...declare import claim
from ...evidence import Finding
from ...instruments import (
    PlainMatrix,
    column_vector,
    grow,
    half_square,
    identity,
    inertia,
    kronecker,
    matrix,
    random_matrix,
    rational,
    stack_columns,
)
from ...vary import entries_moved
from .least_squares import LETTERS, full_row_rank, more_weights
from .mean_square import (
    Descent,
    Problem,
    below_one,
    decrease,
    largest_step,
    loss_after,
    moves_of,
    problem_at,
    safe_steps,
    shrinks,
    small_descents,
    stays_above,
)


def draw(stream: np.random.Generator, settings: Settings) -> Descent:
    """Any start, units from 1/1000 to 1000, ε down to 10^−12; steps from 0 to beyond the limits, for the reading."""
    drop = settings.drop
    n = grow(settings.scale, 2 if drop == "full_row_rank" else 1, 3, stream)
    d = n if drop == "more_weights" else n + 1 + int(stream.integers(0, 2))
    while True:
        x = matrix(random_matrix(stream, n, d, bound=3))
        if x.rank() == n:
            break
    y = matrix(random_matrix(stream, n, 1, bound=5))
    if drop == "full_row_rank":
        x = flint.fmpq_mat([*x.tolist()[:-1], x.tolist()[0]])
        if stream.random() < 0.4:
            y = flint.fmpq_mat([*y.tolist()[:-1], y.tolist()[0]])
    unit = flint.fmpq(*((1, 1), (1, 1), (1000, 1), (1, 1000))[int(stream.integers(4))])
    longest = max(sum((v * v for v in row), flint.fmpq(0)) for row in x.tolist())
    size = 2 * half_square(x)
    kind = int(stream.integers(4))
    step = (flint.fmpq(0), n / (2 * size), 2 * n / longest, 3 * n / longest)[kind] / unit**2
    sgd = (1 / longest, 1 / longest, 1 / longest, 3 / longest)[int(stream.integers(4))] / unit**2
    return {
        "X": [[str(v * unit) for v in row] for row in x.tolist()],
        "y": [[str(v)] for v in y.entries()],
        "start": random_matrix(stream, d, 1, bound=3) if stream.random() < 0.7 else [[0]] * d,
        "epsilon": f"1/{10 ** int(stream.integers(1, 13))}",
        "chances": [1] * n if stream.random() < 0.6 else [int(v) for v in stream.integers(1, 4, n)],
        "step": str(step),
        "sgd_step": str(sgd),
        "summable": kind == 1 and stream.random() < 0.5,
    }


def _solvable(instance: Descent) -> Problem | Finding:
    """The problem; or the finding where L is bounded below or 0 everywhere, or where a sample is never drawn."""
    if min(instance["chances"]) <= 0:
        return Finding(None, "exact", {}, "a sample is never drawn")
    problem = problem_at(instance)
    if problem is None:
        empty = not any(matrix(instance["y"]).entries())
        return Finding(empty, "exact", {"rank_X": 0}, "" if empty else "X = 0: L is constant and positive")
    if problem.solvable:
        return problem
    what = f"Xw = y has no solution: L ≥ {problem.least} for all w, and for SGD, too"
    return Finding(False, "exact", {"rank_X": problem.size(), "least_loss": str(problem.least)}, what)


def reaches(instance: Descent, *, factor: int = 1) -> Finding:
    """Whether there are steps with which L(w_T) ≤ ε and E L(w_T) ≤ ε: T from Lyapunov's equation, L(w_T) in a ball.

    Args:
        factor: to the steps that are found.
    """
    problem = _solvable(instance)
    if isinstance(problem, Finding):
        return problem
    epsilon, measured = rational(instance["epsilon"]), {"epsilon": instance["epsilon"], "rank_X": str(problem.size())}
    for name, moves in moves_of(instance, problem).items():
        step = safe_steps(problem)[name] * factor
        fall = decrease(problem, moves(step))
        if fall is None:
            return Finding(False, "exact", measured, f"{name} with η = {step} does not converge from every start")
        steps = fall.steps(epsilon)
        with flint.ctx.workprec(256):
            left = loss_after(problem, moves(step), steps)
        if not left <= flint.arb(epsilon):
            return Finding(
                None, "exact", measured, f"{name}: E L(w_T) = {left}, with T = {steps} of Lyapunov's equation"
            )
        measured |= {f"{name}_step": str(step), f"{name}_T": str(steps), f"{name}_loss": left.str(3)}
        measured[f"{name}_largest_step"] = largest_step(problem, moves, step)
    return Finding(True, "exact", measured)


def _tends_to_zero(move: flint.fmpq_mat, error: flint.fmpq_mat) -> bool:
    """Whether Aᵗe → 0: Lyapunov's equation on the Krylov space of e."""
    if not any(error.entries()):
        return True
    basis, v = error, move * error
    while (wider := stack_columns(basis, v)).rank() > basis.ncols():
        basis, v = wider, move * v
    small = (basis.transpose() * basis).inv() * basis.transpose() * move * basis
    size = small.nrows()
    whole = identity(size * size) - kronecker(small, small).transpose()
    if whole.rank() < size * size:
        return False
    solved = whole.solve(column_vector(identity(size).entries())).entries()
    return inertia(flint.fmpq_mat(size, size, solved))[0] == size


def _with_these_steps(instance: Descent) -> Finding:
    """The same with the steps of the instance, from its start. E L(w_t) ≥ L(E w_t) decides where SGD fails."""
    problem = _solvable(instance)
    if isinstance(problem, Finding):
        return problem
    steps = {"GD": rational(instance["step"]), "SGD": rational(instance["sgd_step"])}
    if instance["summable"] and any(problem.error.entries()):
        return Finding(
            False, "exact", {}, f"GD with η_t = {steps['GD']}/(t + 1)²: Σ η_t is finite, and L stays above a bound"
        )
    for name, moves in moves_of(instance, problem).items():
        drawn = moves(steps[name])
        if decrease(problem, drawn):
            continue
        mean = sum((a * p for p, a in drawn), flint.fmpq_mat(problem.size(), problem.size()))
        if not _tends_to_zero(mean, problem.error):
            return Finding(False, "exact", {}, f"{name} with η = {steps[name]} does not converge from this start")
        if name == "SGD":
            return Finding(None, "exact", {}, "SGD does not converge from every start, and its mean does from this one")
    return Finding(True, "exact", {"GD": str(steps["GD"]), "SGD": str(steps["SGD"])})


@claim(
    "T3-11",
    "The loss tends to zero under GD, and in the mean under SGD",
    source="T3 §6.2.1, Theorem 1",
    quantifier="limit",
    field="real",
    letters=LETTERS | {"ε": "epsilon", "η": "step, sgd_step", "p_i": "chances: how often SGD draws sample i"},
    hypotheses=(full_row_rank, more_weights),
    draw=draw,
    num_instances=40,
    reading="with suitable steps, as the paper names none: there are constant ones, the same for all starts",
    note="Theorem 1 names neither steps nor a start, and has no proof in the text. The steps that are found: n/‖X‖² "
    "for GD and 1/max‖x_i‖² for SGD; the largest ones are enclosed by bisection. Proof: with e = Xw − y and a step e "
    "↦ Ae let P = E AᵀPA + Q, L = eᵀQe. If P is positive definite, V = eᵀPe falls by L in the mean, so that Σ_t E "
    "L(w_t) = V(w_0) and E L(w_t) ≤ V(w_0)(1 − 1/μ)ᵗ with μ = tr PQ⁻¹, which gives T. P is so for the steps above: "
    "E‖w_{t+1} − w*‖² = E‖w_t − w*‖² − Σp_i(2η − η²‖x_i‖²)E(x_iᵀ(w_t − w*))². E L(w_T) is enclosed a second time by "
    "the T-th power of E A⊗A. SGD draws one sample independently in each step; any probabilities p_i > 0 will do. "
    "Full row rank is needed only so far as Xw = y is solvable: else L ≥ the least loss > 0. d > n is not needed (n = "
    "d tried). “Whatever the steps are” fails for a step that is too large, for 0, and for steps with a finite sum.",
)
def theorem_1(instance: Descent) -> Finding:
    """for every ε > 0 there is a T with L(w_T) ≤ ε for GD and E L(w_T) ≤ ε for SGD"""
    return reaches(instance)


@theorem_1.reading("unused")
def whatever_the_steps(instance: Descent) -> Finding:
    """whatever the steps are"""
    return _with_these_steps(instance)


Claimed = Callable[[str, Problem, flint.fmpq], bool]


def _known(name: str, problem: Problem, step: flint.fmpq) -> bool:
    """The corrected statement: GD by the eigenvalues of XXᵀ; for SGD what is sufficient."""
    inputs = problem.inputs
    if name == "SGD":
        return 0 < step < 2 * safe_steps(problem)["SGD"]
    rest = identity(inputs.nrows()) * 2 * inputs.nrows() - inputs * inputs.transpose() * step
    return step > 0 and inertia(rest)[0] == inputs.nrows()


def for_these_steps(instance: Descent, claimed: Claimed = _known, *, necessary: bool = False) -> Finding:
    """Whether GD and SGD with these constant steps converge from every start where that is ``claimed``; for GD also
    only where it is, for SGD if that is called ``necessary``. Or whether steps with a finite sum keep L above its
    bound.
    """
    problem = _solvable(instance)
    if isinstance(problem, Finding):
        return problem if problem.holds is None else Finding(True, "exact", {"L_is_bounded_below": problem.reason})
    if instance["summable"]:
        return stays_above(problem, rational(instance["step"]))
    measured: dict[str, str] = {}
    for name, moves in moves_of(instance, problem).items():
        step = rational(instance["step" if name == "GD" else "sgd_step"])
        stable = decrease(problem, moves(step)) is not None
        with flint.ctx.workprec(256):
            second = shrinks(problem, moves(step))
        says = claimed(name, problem, step)
        measured |= {name: str(step), f"{name}_converges": str(stable)}
        if second != stable:
            return Finding(None, "exact", measured, "Lyapunov's equation and powers of E A⊗A disagree")
        if says != stable and (says or name == "GD" or necessary):
            what = "tends" if stable else "does not tend"
            return Finding(False, "exact", measured, f"{name} with η = {step}: E L {what} to 0 from every start")
    return Finding(True, "exact", measured)


def _at(x: PlainMatrix, y: list[int], step: str, sgd: str, *, start: int = 0, summable: bool = False) -> Descent:
    chances = [1 + 2 * (i % 2) for i in range(len(x))] if start else [1] * len(x)
    return {
        "X": x,
        "y": [[v] for v in y],
        "start": [[start]] * len(x[0]),
        "epsilon": "1/1000",
        "chances": chances,
        "step": step,
        "sgd_step": sgd,
        "summable": summable,
    }


@theorem_1.corrected_at(
    _at([[1, 0]], [1], "2", "2"),  # the limits themselves
    _at([[1, 0]], [1], "1999/1000", "1999/1000"),
    _at([[1, 0]], [1], "0", "0"),
    _at([[1, 0]], [1], "1/2", "1/2", summable=True),
    _at([[1, 0]], [1], "1", "1", summable=True),  # the bound is 0
    _at([[2], [1]], [2, 1], "11/20", "11/20"),  # above 2/max‖x_i‖² = 1/2, and SGD converges
    _at([[2], [1]], [2, 1], "3/5", "3/5"),  # GD converges, SGD does not
    _at([[1], [1]], [0, 1], "1/2", "1/2"),  # no solution
    _at([[0, 0]], [0], "1", "1"),
    _at([[1000, 0, 1], [0, 1, 0]], [1, 2], "1/1000000", "1/1000000", start=3),
    _at([[1, 1], [1, 1]], [1, 1], "1/2", "1/2", start=2),  # equal samples
    _at([[3, 0], [0, 1]], [3, 1], "4/9", "2/9", start=1),  # the start is a solution; both at 2/λ
    search=Search(below_one, entries_moved("X", "sgd_step"), 120, small_descents, 80),
)
def for_which_steps(instance: Descent) -> Finding:
    """Let X ≠ 0, and L = ‖Xw − y‖²/(2n). If Xw = y has no solution, L ≥ the least loss > 0. If it has one: for GD with
    a constant step η, L(w_t) → 0 from every start if and only if 0 < η < 2n/λ for the largest eigenvalue λ of XXᵀ. For
    SGD with single samples, drawn independently with probabilities p_i > 0, and a constant step η, E L(w_t) → 0 from
    every start if 0 < η < 2/max‖x_i‖². With η_t = η/(t + 1)², 0 < η ≤ n/‖X‖², L(w_t) ≥ ¼(1 − η‖X‖²/n)²L(w_0) under GD
    """
    return for_these_steps(instance)


@for_which_steps.false(because="SGD with η = 3/5: E L does not tend")
def sgd_as_gd(instance: Descent) -> Finding:
    """SGD converges in the mean for the steps for which GD does"""
    return for_these_steps(instance, lambda name, problem, step: _known("GD", problem, step))


@for_which_steps.false(because="SGD with η = 11/20: E L tends")
def single_samples(instance: Descent) -> Finding:
    """SGD converges only if η < 2/max‖x_i‖²"""
    return for_these_steps(instance, necessary=True)


@for_which_steps.false(because="GD with η = 2: E L does not tend")
def closed(instance: Descent) -> Finding:
    """GD converges with η = 2n/λ, too"""
    return for_these_steps(instance, lambda name, problem, step: _known(name, problem, step * 99 / 100))


@theorem_1.false(because="does not converge from every start")
def twice(instance: Descent) -> Finding:
    """with η = 2n/‖X‖² for GD, too"""
    return reaches(instance, factor=2)


@theorem_1.false(
    because="has no solution", draw=lambda stream, settings: draw(stream, Settings(settings.scale, "full_row_rank"))
)
def every_data_set(instance: Descent) -> Finding:
    """for every X and y"""
    return reaches(instance)
