"""Whether all solutions of a one-hidden-layer linear network are one network (T3 §6.2.2)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction

import flint
import numpy as np

from ...claims import Search, Settings, Witness
from ...declare import claim, hypothesis
from ...evidence import Finding
from ...instruments import (
    LINEAR_LETTERS,
    PlainMatrix,
    column_vector,
    grow,
    identity,
    matrix,
    null_projector,
    plain_matrix,
    pseudo_inverse,
    random_matrix,
    stack_columns,
)
from ...vary import all_matrices, entries_moved
from .low_rank import Case, Fit, case_of, rational_minimisers, shown, split_level


def draw(stream: np.random.Generator, settings: Settings) -> Fit:
    """n > d, rank X = d unless that is dropped. Half of the targets have singular values that were chosen, with equal
    ones among them; the others are random."""
    d, outputs, width = (grow(settings.scale, low, 3, stream) for low in (1, 1, 1))
    copies = 2 + int(stream.integers(0, 2))
    while True:
        turn = identity(d) if stream.random() < 0.4 else matrix(random_matrix(stream, d, d, bound=2))
        if turn.rank() == d:
            break
    x = stack_columns(*[turn] * copies)  # XXᵀ = copies · TTᵀ
    if settings.drop:
        flat = identity(d)
        flat[0, 0] = 0
        x = flat * x
    targets = matrix(random_matrix(stream, outputs, x.ncols(), bound=2))
    if stream.random() < 0.6:
        values = [int(v) for v in stream.integers(0, 3, min(d, outputs))]
        if stream.random() < 0.6:
            values = [max(1, values[0])] * len(values)
        middle = flint.fmpq_mat(outputs, d)
        for k, value in enumerate(values):
            middle[k, k] = value
        chosen = _reflection(stream, outputs) * middle * _reflection(stream, d) * turn.inv()
        targets = chosen * x + (targets if stream.random() < 0.5 else 0 * targets) * null_projector(x)
    return {"X": plain_matrix(x), "Y": plain_matrix(targets), "width": width}


def draw_wide(stream: np.random.Generator, settings: Settings) -> Fit:
    """The same with more hidden units than outputs."""
    instance = draw(stream, settings)
    return {**instance, "width": len(instance["Y"]) + 1 + int(stream.integers(0, 2))}


def draw_any_rank(stream: np.random.Generator, settings: Settings) -> Fit:
    """The same with rank X < d in half of them."""
    return draw(stream, Settings(settings.scale, "overdetermined" if stream.random() < 0.5 else None))


def _reflection(stream: np.random.Generator, size: int) -> flint.fmpq_mat:
    """I, or I − 2vvᵀ/‖v‖²: orthogonal and rational."""
    v = column_vector([1 + int(a) for a in stream.integers(0, 2, size)])
    return identity(size) - v * v.transpose() * (2 / (v.transpose() * v)[0, 0]) * int(stream.random() < 0.5)


def is_unique(instance: Fit, claimed: Callable[[Case], bool]) -> Finding:
    """Whether W2W1 is the same at all global minima of the loss if, and only if, that is ``claimed``."""
    if instance["width"] < 1:
        return Finding(None, "exact", {}, "there is no hidden unit")
    case = case_of(instance)
    unique, why, found = shown(case, rational_minimisers(instance, case.levels))
    sizes = {"d": case.x.nrows(), "n": case.x.ncols(), "N": case.width, "d'": case.y.nrows(), "rank_X": case.x.rank()}
    several = [level.multiplicity for level in case.levels]
    measured = {**sizes, "rank_YXt": case.square.rank(), "multiplicities": several, **found}
    if unique is None:
        return Finding(None, "exact", measured, why)
    if claimed(case) == unique:
        return Finding(True, "exact", measured)
    return Finding(False, "exact", measured, f"not unique: {why}" if why else "the network is unique")


def _theorem(case: Case) -> bool:
    return case.overdetermined() and (case.reached() or split_level(case.levels, case.width) is None)


@hypothesis
def overdetermined(instance: Fit) -> str | None:
    """overdetermined: n > d, and rank X = d"""
    x = matrix(instance["X"])
    d, n, rank = x.nrows(), x.ncols(), x.rank()
    return None if n > d == rank else f"n = {n}, d = {d}, rank X = {rank}"


@claim(
    "T3-48",
    "In the overdetermined case the network is unique",
    source="T3 §6.2.2, “Trivial and nontrivial degeneracy”, first bullet",
    quantifier="for all",
    field="real",
    letters=LINEAR_LETTERS
    | {"N": "width", "σ_k": "singular values of YX⁺X, the projected targets, from the largest on"},
    hypotheses=(overdetermined,),
    draw=draw,
    rests_on=("T3-18",),
    num_instances=50,
    reading="of the global minima of the loss over the weights, with any number N of hidden units, as the network of "
    "the section has",
    witness=Witness(
        "X = Y = (I I I), d = d′ = 2, n = 6, N = 1: W2W1 = uuᵀ has the least loss for every unit vector u.",
        {
            "X": [["1", "0", "1", "0", "1", "0"], ["0", "1", "0", "1", "0", "1"]],
            "Y": [["1", "0", "1", "0", "1", "0"], ["0", "1", "0", "1", "0", "1"]],
            "width": 1,
        },
    ),
    note="The weights are not unique, as is printed there; the network W2W1 is, as long as its rank is not "
    "restricted. With N < min(d, d') it is the best approximation of rank N, and two equal singular values leave a "
    "choice: X = (I I), Y = (I I), n as large as one likes, d = d' = 2, N = 1: W2W1 = uuᵀ for every unit vector u has "
    "the least loss. Proof of the corrected statement: ½‖AX − Y‖² = ½‖Y(I − X⁺X)‖² + ½‖AX − YX⁺X‖², and AX runs "
    "through the matrices of rank at most N with rows in those of X; Eckart and Young give the least value, ½Σ_{k>N} "
    "σ_k², and all best approximations, one alone if σ_N > σ_{N+1} or σ_{N+1} = 0. AX determines A if rank X = d, and "
    "not else: with uzᵀ, zᵀX = 0 and u a column of W2 that is not zero, or any u if W2 = 0, A + uzᵀ is a network of "
    "the same loss. Instances with rational σ_k² are shown at minima, by the kernel of a Hessian from differences of "
    "the loss; n > d alone is not enough.",
)
def one_network(instance: Fit) -> Finding:
    """the solution in the overdetermined case yields a network that is unique, despite the degeneracy of W1 and W2"""
    return is_unique(instance, lambda case: True)


@one_network.reading("borrowed", draw=draw_wide, hypotheses=(overdetermined,), num_instances=15)
def wide(instance: Fit) -> Finding:
    """with more hidden units than outputs, d' < N, as is supposed some paragraphs before"""
    return is_unique(instance, lambda case: True)


@one_network.reading("unused", draw=draw_any_rank, num_instances=15)
def whatever_the_rank(instance: Fit) -> Finding:
    """with n > d alone, whatever the rank of X is"""
    return is_unique(instance, lambda case: True)


def small_fits() -> Iterator[Fit]:
    """Two inputs, two samples and two outputs with entries −1, 0, 1, and one hidden unit or two."""
    for x in all_matrices(2, 2):
        for y in all_matrices(2, 2):
            for width in (1, 2):
                yield {"X": x, "Y": y, "width": width}


def gap(instance: Fit) -> float:
    """How far the sides of the equivalence are from changing: a gap of singular values of YX⁺X, or the least one of
    X.
    """
    x, y = (np.array([[float(Fraction(v)) for v in row] for row in instance[key]]) for key in ("X", "Y"))
    of_x = np.linalg.svd(x, compute_uv=False)
    values = [*np.linalg.svd(y @ np.linalg.pinv(x) @ x, compute_uv=False), 0.0, 0.0]
    width = min(instance["width"], len(values) - 1)
    apart = values[width - 1] - values[width]
    return float(min(of_x[-1] if len(of_x) == len(x) else 0.0, apart if values[width - 1] > 1e-9 else values[0]))


def _at(x: PlainMatrix, y: PlainMatrix, width: int) -> Fit:
    return {"X": x, "Y": y, "width": width}


_TWO, _THREE = [[1, 0, 1, 0], [0, 1, 0, 1]], [[1, 0, 0], [0, 1, 0], [0, 0, 1]]


@one_network.corrected_at(
    _at(_TWO, _TWO, 1),  # σ_1 = σ_2 > 0
    _at(_TWO, _TWO, 2),  # N = rank
    _at(_TWO, _TWO, 5),
    _at(_TWO, [[1000, 0, 1000, 0], [0, 999, 0, 999]], 1),  # beside the tie
    _at(_TWO, [[0] * 4] * 2, 1),  # σ_1 = σ_2 = 0
    _at(_TWO, [[1, 0, -1, 0], [0, 1, 0, -1]], 1),  # the same, with targets that no network reads
    _at(_THREE, [[2, 0, 0], [0, 1, 0], [0, 0, 1]], 1),  # a tie below N, at N, above N
    _at(_THREE, [[2, 0, 0], [0, 1, 0], [0, 0, 1]], 2),
    _at(_THREE, [[2, 0, 0], [0, 2, 0], [0, 0, 1]], 2),
    _at(_THREE, [[1, 0, 0], [0, 1, 0], [0, 0, 0]], 2),  # a tie with N = rank YXᵀ
    _at([[1, 1], [0, 0]], [[1, 1]], 1),  # rank X < d
    _at([[1, 1], [0, 0]], [[1, -1]], 1),  # rank X < d, and the best network is zero
    _at([[0, 0]], [[1, 1]], 2),  # X = 0
    _at(_TWO, [[1, 1, 1, 1], [1, 2, 1, 2]], 1),  # irrational σ_1 > σ_2
    _at([[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1]],
        [[1, 1, 0, 0], [1, 2, 0, 0], [0, 0, 1, 1], [0, 0, 1, 2]], 1),  # irrational σ_1 = σ_2
    search=Search(margin=gap, vary=entries_moved("X", "Y"), evaluations=120, cases=small_fits, most_cases=120),
)  # fmt: skip
def rank_and_gap(instance: Fit) -> Finding:
    """Let L = ½‖W2W1X − Y‖² with N ≥ 1 hidden units, and σ_1 ≥ σ_2 ≥ … the singular values of YX⁺X. W2W1 is the same at
    all global minima of L if and only if rank X = d, and N ≥ rank YXᵀ or σ_N > σ_{N+1}
    """
    return is_unique(instance, _theorem)


@rank_and_gap.false(because="not unique")
def rank_alone(instance: Fit) -> Finding:
    """unique if rank X = d"""
    return is_unique(instance, lambda case: case.overdetermined() or _theorem(case))


@rank_and_gap.false(because="not unique")
def gap_alone(instance: Fit) -> Finding:
    """unique if N ≥ rank YXᵀ or σ_N > σ_{N+1}, whatever the rank of X is"""
    return is_unique(instance, lambda case: case.reached() or split_level(case.levels, case.width) is None)


@rank_and_gap.false(
    because="with 3 more samples",
    printed="T3 §6.2.2, “Trivial and nontrivial degeneracy”, first bullet: “more data cannot change this situation”",
    instead="It can where N < rank YXᵀ: samples of the same linear function may make σ_N = σ_{N+1}, or take it back.",
)
def more_data(instance: Fit) -> Finding:
    """where the network is unique and rank X = d, it stays so with more samples of the best linear function"""
    x, y = matrix(instance["X"]), matrix(instance["Y"])
    before = is_unique(instance, lambda case: True)
    if not before.holds or x.nrows() < 2 or x.rank() < x.nrows():
        return Finding(None, "exact", before.measured, "not unique before, or one input")
    second = column_vector([int(k == 1) for k in range(x.nrows())])
    for count in range(1, 5):
        x, y = stack_columns(x, second), stack_columns(y, y * pseudo_inverse(x) * second)
        found = is_unique({"X": plain_matrix(x), "Y": plain_matrix(y), "width": instance["width"]}, lambda case: True)
        if found.holds is False:
            return Finding(False, "exact", found.measured, f"with {count} more samples {found.reason}")
    return Finding(True, "exact", before.measured)


@rank_and_gap.false(because="is unique")
def all_different(instance: Fit) -> Finding:
    """only if all singular values are different"""
    return is_unique(instance, lambda case: _theorem(case) and all(s.multiplicity == 1 for s in case.levels))


@rank_and_gap.false(because="is unique")
def strictly(instance: Fit) -> Finding:
    """only if σ_N > σ_{N+1}, also where both are zero"""
    return is_unique(
        instance,
        lambda case: _theorem(case) and not any(s.above < case.width < s.above + s.multiplicity for s in case.levels),
    )


@one_network.false(because="have the least loss", draw=draw_any_rank)
def enough_units(instance: Fit) -> Finding:
    """with at least as many hidden units as outputs it is unique, for any X"""
    return is_unique(instance, lambda case: case.width >= case.y.nrows() or _theorem(case))


@one_network.broken(because="not unique")
def one_too_many(instance: Fit) -> Finding:
    """the singular values are counted from N + 1 on"""
    return is_unique(instance, lambda case: case.overdetermined() and split_level(case.levels, case.width + 1) is None)
