"""Linear relations among the targets, which make every zero singular, and the smaller problem without them.

Let the last layer be z = W a + b with weights of its own, and let the targets of all samples satisfy y_P = A y_Q + a₀
for some outputs P and the others Q: vectors with a 1 at the class have the sum 1, and a class that is not there is 0.
At a zero W_P a + b_P = A (W_Q a + b_Q) + a₀ for all samples. Where these are more than a has entries (and one), and
their a are in general position, W_P = A W_Q and b_P = A b_Q + a₀ follow: then combinations of outputs do not depend on
the layers below, and J is not onto, at any zero.

So let W_P and b_P be these. Then the outputs P are right wherever the outputs Q are, for every sample, and what remains
is the network without the outputs P: fewer equations, fewer weights, and J may be onto. A zero of it is a zero of the
whole network. Whether the relations hold is decided exactly. There J is not onto, in any position: the vectors a (and
1) of more samples than they have entries satisfy Σ λ_i a_i = 0, Σ λ_i = 0, so Σ λ_i (row i of P − A · rows i of Q) = 0.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

import numpy as np
from flint import arb, fmpq, fmpq_mat

from algebraic.shell import WrongInput

from .enclosures import above, length
from .numbers_read import exact_number
from .prove import Problem, norm_above, precision

MAX_OUTPUTS = 200
APART = 1e-6  # relative to the largest, of a smallest singular value: then there are no relations


@dataclass(frozen=True)
class Relations:
    """y_P = A y_Q + a₀.

    Attributes:
        dropped: P, in order.
        matrix: A, one row for each output of P.
        offset: a₀.
    """

    dropped: tuple[int, ...]
    matrix: tuple[tuple[Fraction, ...], ...]
    offset: tuple[Fraction, ...]

    def as_json(self) -> Any:
        """As a part of a certificate."""
        return {
            "dropped": list(self.dropped),
            "matrix": [[str(entry) for entry in row] for row in self.matrix],
            "offset": [str(entry) for entry in self.offset],
        }


def has_linear_readout(problem: Problem) -> bool:
    """Whether the last layer is dense, with a weight and perhaps a bias that no other layer has."""
    *others, last = problem.layers
    places = [place for place in last.parameters if place is not None]
    shared = any(place in layer.parameters for layer in others for place in places)
    dense = last.kind == "affine" and last.index is None
    return dense and last.parameters[0] is not None and last.frozen[1] is None and not shared


def forced_relations(problem: Problem) -> Relations | None:
    """The relations of the targets that the last layer must repeat, or ``None``: there are none, or it need not.

    Args:
        problem: with all outputs.
    """
    if not has_linear_readout(problem):
        return None
    last = problem.layers[-1]
    with_offset = last.parameters[1] is not None
    inputs = problem.layers[last.sources[0]].size
    num_samples, outputs = problem.targets.shape
    if num_samples <= inputs + with_offset or outputs > MAX_OUTPUTS:
        return None
    rows = np.unique(problem.targets, axis=0)
    columns = np.hstack([np.ones((len(rows), 1)), rows]) if with_offset else rows
    sizes = np.sqrt(np.square(columns).sum(axis=0))
    if len(rows) >= columns.shape[1] and sizes.all():
        values = np.linalg.svd(columns / sizes, compute_uv=False)
        if values[-1] > APART * values[0]:
            return None
    return _exact_relations(columns, int(with_offset))


def _exact_relations(columns: np.ndarray, constants: int) -> Relations | None:
    """By elimination over the rationals: a column without a pivot is a combination of those before it."""
    entries = [fmpq(*value.as_integer_ratio()) for value in columns.reshape(-1).tolist()]
    reduced, rank = fmpq_mat(len(columns), columns.shape[1], entries).rref()
    pivots = []
    for row in range(rank):
        pivots.append(next(c for c in range(columns.shape[1]) if reduced[row, c] != 0))
    free = [c for c in range(constants, columns.shape[1]) if c not in pivots]
    if not free or len(pivots) == constants:
        return None
    kept = [c for c in range(constants, columns.shape[1]) if c in pivots]
    found = [{pivot: _fraction(reduced[row, c]) for row, pivot in enumerate(pivots)} for c in free]
    nothing = Fraction(0)
    return Relations(
        tuple(c - constants for c in free),
        tuple(tuple(each[c] for c in kept) for each in found),
        tuple(each.get(0, nothing) if constants else nothing for each in found),
    )


def _fraction(value: fmpq) -> Fraction:
    return Fraction(int(value.p), int(value.q))


def relations_hold(targets: np.ndarray, relations: Relations) -> bool:
    """Whether y_P = A y_Q + a₀ for every sample, exactly.

    >>> sums = Relations((1,), ((Fraction(-1),),), (Fraction(1),))
    >>> relations_hold(np.array([[1.0, 0.0], [0.25, 0.75]]), sums), relations_hold(np.array([[0.1, 0.9]]), sums)
    (True, False)
    """
    kept = kept_outputs(targets.shape[1], relations)
    for row in np.unique(targets, axis=0).tolist():
        y = [Fraction(value) for value in row]
        for place, entries, offset in zip(relations.dropped, relations.matrix, relations.offset, strict=True):
            if y[place] != sum((a * y[k] for a, k in zip(entries, kept, strict=True)), offset):
                return False
    return True


def kept_outputs(outputs: int, relations: Relations) -> list[int]:
    """Q, in order."""
    return [k for k in range(outputs) if k not in relations.dropped]


def reduced_problem(problem: Problem, relations: Relations) -> Problem:
    """The network without the outputs P.

    Args:
        problem: with all outputs, and a linear last layer.
        relations: of its targets.
    """
    kept = kept_outputs(problem.targets.shape[1], relations)
    last = problem.layers[-1]
    places = [place for place in last.parameters if place is not None]

    def without(arrays: Sequence[np.ndarray]) -> tuple[np.ndarray, ...]:
        return tuple(array[kept] if place in places else array for place, array in enumerate(arrays))

    return replace(
        problem,
        layers=(*problem.layers[:-1], replace(last, size=len(kept))),
        targets=problem.targets[:, kept],
        weights=without(problem.weights),
        corrections=without(problem.corrections),
    )


def dropped_parts(problem: Problem, arrays: Sequence[np.ndarray], relations: Relations) -> list[np.ndarray]:
    """The rows P of the last weight and bias among arrays for each parameter."""
    places = [place for place in problem.layers[-1].parameters if place is not None]
    return [arrays[place][list(relations.dropped)] for place in places]


def restored_problem(problem: Problem, smaller: Problem, relations: Relations) -> Problem:
    """The network with all outputs at the weights of the smaller one: P as the relations say, to the nearest floats.

    Args:
        problem: with all outputs.
        smaller: the reduced one, at other weights perhaps.
        relations: between the two.
    """
    kept, dropped = kept_outputs(problem.targets.shape[1], relations), list(relations.dropped)
    last = problem.layers[-1]
    weights, corrections = list(smaller.weights), list(smaller.corrections)
    for which, place in enumerate(last.parameters):
        if place is not None:
            found = np.zeros_like(problem.weights[place])
            found[kept] = smaller.weights[place]
            found[dropped] = _as_floats(relations, smaller.weights[place], which)
            more = np.zeros_like(found)
            more[kept] = smaller.corrections[place]
            weights[place], corrections[place] = found, more
    return replace(problem, weights=tuple(weights), corrections=tuple(corrections), steps=smaller.steps)


def _as_floats(relations: Relations, rows: np.ndarray, which: int) -> np.ndarray:
    matrix = np.array([[float(a) for a in entries] for entries in relations.matrix])
    offset = np.array([float(a) for a in relations.offset])
    return np.asarray(matrix @ rows + (offset if which else 0.0))


def whole_radius(problem: Problem, relations: Relations, radius: float) -> float:
    """Within which of the weights of the whole network its zero lies, if that of the smaller one lies within a radius.

    The rows P of the zero are A times the rows Q, which are within the radius of the floats Q: P is off by at most
    ‖A Q + a₀ − P‖ + ‖A‖_F · radius.

    Args:
        problem: with all outputs.
        relations: of its targets.
        radius: of the smaller problem, from its floats without corrections.
    """
    kept = kept_outputs(problem.targets.shape[1], relations)
    off = []
    with precision():
        matrix = np.array([[_ball(a) for a in entries] for entries in relations.matrix], dtype=object)
        for which, place in enumerate(problem.layers[-1].parameters):
            if place is None:
                continue
            array = problem.weights[place].reshape(problem.targets.shape[1], -1)
            exact = np.array([[arb(x) for x in row] for row in array.tolist()], dtype=object)
            image = matrix.dot(exact[kept])
            if which:
                image = image + np.array([[_ball(a)] for a in relations.offset], dtype=object)
            off.append(norm_above(image - exact[list(relations.dropped)]))
        size = norm_above(matrix)
    if not radius and not any(off):
        return 0.0
    return float(above(radius + above(length(off) + above(size * radius))))


def _ball(value: Fraction) -> arb:
    return arb(fmpq(value.numerator, value.denominator))


def read_relations(value: Any, problem: Problem) -> Relations | None:
    """Relations from a certificate, checked in form; ``None`` where it has none.

    Raises:
        WrongInput: they do not fit the network.
    """
    if value is None:
        return None
    outputs = problem.targets.shape[1]
    if not isinstance(value, dict) or set(value) != {"dropped", "matrix", "offset"}:
        raise WrongInput("relations have dropped, matrix and offset")
    dropped, matrix, offset = (value[name] for name in ("dropped", "matrix", "offset"))
    if not all(isinstance(part, list) for part in (dropped, matrix, offset)) or not has_linear_readout(problem):
        raise WrongInput("relations need lists, and a last layer that is linear")
    if any(type(n) is not int for n in dropped) or not dropped or sorted(set(dropped)) != dropped:
        raise WrongInput("the outputs that are dropped are in order")
    if not 0 <= dropped[0] <= dropped[-1] < outputs or len(dropped) == outputs:
        raise WrongInput("some outputs are dropped, and some are kept")
    if len(matrix) != len(dropped) or len(offset) != len(dropped):
        raise WrongInput("relations have a row for each output that is dropped")
    if any(not isinstance(row, list) or len(row) != outputs - len(dropped) for row in matrix):
        raise WrongInput("relations have a column for each output that is kept")
    found = Relations(
        tuple(dropped), tuple(tuple(map(_rational, row)) for row in matrix), tuple(map(_rational, offset))
    )
    if problem.layers[-1].parameters[1] is None and any(found.offset):
        raise WrongInput("without a bias no relation has an offset")
    return found


def _rational(value: Any) -> Fraction:
    try:
        return exact_number(value)
    except (ValueError, ArithmeticError) as error:
        raise WrongInput(f"relations have rational numbers: {error}") from error
