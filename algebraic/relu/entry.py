"""The zero-error set of a two-layer ReLU network and data that a person has."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..engines import versions
from ..shell import (
    UNLIMITED,
    Budget,
    HypothesesNotMet,
    OutOfBudget,
    TooLarge,
    WrongInput,
    check_truth,
    shown_value,
    without_alarm,
)
from .cells import MAX_CELLS, Cell, check_number, nonempty_cells, orders, rays_of
from .components import Joined, Kind, connected_by_width, join_cells
from .dimensions import Largest, largest
from .known import Known, Lenient
from .minima_document import MinimaDocument, minima_of
from .path_document import path_between
from .paths import numbers_in, weights_of
from .plain import certificate_of, data_of
from .points import Point, point_of
from .question import Question, question_of
from .result import KindOfComponent, Option, ReluZeroSet
from .unit import Unit, unit_of

ENDS = ("the first point", "the second point")
MAX_AFTERWARDS = 20_000  # cells, up to order, that are joined when the time is over
MAX_LISTED = 2_000  # cells, up to order, that a result lists


def relu_zero_set(
    inputs: Any,
    targets: Any,
    num_hidden: int,
    leak: Any = 0,
    *,
    hidden_bias: bool = False,
    minima: bool = False,
    path: Any = None,
    timeout: float | None = None,
) -> ReluZeroSet:
    """The set of all (a, w) with Σ_j a_j σ(w_j · x_i) = y_i for every sample: its components and dimension, proved.

    σ(z) = max(z, leak · z). The set is a finite union of polyhedra in the products u_j = |a_j| w_j and the signs of the
    a_j, and its components are those of that union (docs/relu-networks.md has the proofs). Everything is decided by
    whole numbers; the result carries the proofs, and ``zerolocus check`` takes them.

    Args:
        inputs: exact numbers, shape (num_samples, input_dim). Floats count with their exact binary value.
        targets: exact numbers, shape (num_samples, output_dim); several outputs only with inputs on one line.
        num_hidden: the number of hidden units.
        leak: slope of the activation below 0, a rational number from 0 on and below 1, such as "1/4".
        hidden_bias: whether the hidden units have biases; there is no output bias.
        minima: also all local minima of ½ Σ (f(x_i) − y_i)², in the products and in weights; for one output.
        path: two points with zero error: also a path between them, or the proof that there is none. Each has all
            weights as exact numbers, nested or not: hidden weights unit by unit, hidden biases, output weights.
        timeout: wall time in seconds; what is cut short is a bound, and says so.

    Raises:
        WrongInput: data that do not fit, or a leak that is none.
        HypothesesNotMet: several outputs, and inputs that are not on a line.
        OutOfBudget: the time was over before anything was known.
        TooLarge: too many samples for one unit's patterns to be listed.

    >>> found = relu_zero_set([[1], [2]], [3, -5], 2, hidden_bias=True)
    >>> found.components, found.components_up_to_permutation, found.dimension
    (2, 1, 4)
    >>> relu_zero_set([[1], [2]], [3, -5], 1, hidden_bias=True).status
    'empty'
    """
    question = question_of(inputs, targets, num_hidden, leak, hidden_bias)
    wanted = Wanted(check_truth("minima", minima), None if path is None else ends_of(question, path))
    return explore(question, Budget(timeout), wanted, options={"timeout": timeout}, seed=None)


@dataclass(frozen=True)
class Wanted:
    """What is wanted beyond the components, and how many cells may be listed for it."""

    minima: bool = False
    path: tuple[Point, Point] | None = None
    most_cells: int = MAX_CELLS


NOTHING = Wanted()


def ends_of(question: Question, path: Any) -> tuple[Point, Point]:
    """The two points of a path.

    Raises:
        WrongInput: there are not two, or one has not zero error.
    """
    if not isinstance(path, list | tuple) or len(path) != 2:
        raise WrongInput(f"the path is {shown_value(path)}", hint="give two lists of all weights", kind="bad_path")
    first, last = (weights_of(question, numbers_in(each), what) for each, what in zip(path, ENDS, strict=True))
    return first, last


def explore(
    question: Question,
    budget: Budget,
    wanted: Wanted = NOTHING,
    *,
    options: Mapping[str, Option],
    seed: int | None,
) -> ReluZeroSet:
    """:func:`relu_zero_set` of a question."""
    if wanted.minima and question.output_dim > 1:
        raise HypothesesNotMet(
            f"local minima of a network with {question.output_dim} outputs",
            hint="take one output",
            kind="several_outputs",
        )
    unit = unit_of(question, budget)
    known = Known(unit, question.target_vector())
    reasons: dict[str, str] = {}
    cells: list[Cell] | None = None
    joined: Joined | None = None
    wide = False
    size = question.num_hidden
    if known.can((1 << len(unit.rays)) - 1):
        try:
            check_number(unit, size, wanted.most_cells)
            cells = nonempty_cells(unit, size, known, budget)
            joined = join_cells(unit, cells, known, budget)
        except (OutOfBudget, TooLarge) as problem:
            wide = connected_by_width(known, size)
            reasons["dimension" if wide else "components"] = str(problem)
            with without_alarm():
                joined = None if wide else _as_far_as_known(unit, cells, known)
            cells = None if joined is None else cells  # nothing was joined: there is at least one component
    else:
        cells = []
        reasons["components"] = "no number of hidden units fits these data: a separator holds for all rays"
    with without_alarm():
        kinds: list[Kind] = [] if joined is None else joined.kinds()
    if cells is None:
        found = _some_point(question, unit, known)
        points = [] if found is None else [found]
        status = "undecided" if found is None else "exact" if wide else "lower_bound"
        total = up_to = None if found is None else 1
    else:
        points = [_described(question, unit, kind, known, budget, reasons) for kind in kinds]
        status = "empty" if not cells else "upper_bound" if "components" in reasons else "exact"
        total, up_to = sum(kind.copies for kind in kinds), len(kinds)
    dimensions = [point["dimension"] for point in points]
    minima = _minima(question, unit, budget, wanted, reasons) if wanted.minima else None
    path = None
    if wanted.path is not None:
        whole = joined if status == "exact" else None
        path, why = path_between(question, unit, known, whole, wanted.path, budget)
        reasons |= {"path": why} if why else {}
    with without_alarm():
        return ReluZeroSet(
            widths=question.widths,
            num_samples=len(question.inputs),
            leak=str(question.leak),
            hidden_bias=question.hidden_bias,
            status=status,  # type: ignore[arg-type]
            components=total,
            components_up_to_permutation=up_to,
            dimension=max((d for d in dimensions if d is not None), default=None) if None not in dimensions else None,
            num_cells=len(unit.pieces) ** size,
            num_nonempty_cells=None if cells is None else sum(map(orders, cells)),
            points=points,
            certificate=certificate_of(question, unit, known),
            minima=minima,
            path=path,
            reasons=reasons,
            data=data_of(question),
            options=options,
            seed=seed,
            versions=versions(),
        )


def _as_far_as_known(unit: Unit, cells: Sequence[Cell] | None, known: Known) -> Joined | None:
    """What the proofs that are there join, when the time is over; nothing if that would take long, too."""
    if not cells or len(cells) > MAX_AFTERWARDS:
        return None
    return join_cells(unit, cells, Lenient(known), UNLIMITED)


def _minima(
    question: Question, unit: Unit, budget: Budget, wanted: Wanted, reasons: dict[str, str]
) -> MinimaDocument | None:
    try:
        check_number(unit, question.num_hidden, wanted.most_cells)
        return minima_of(question, unit, budget)
    except (OutOfBudget, TooLarge) as problem:
        reasons["minima"] = str(problem)
        return None


def _described(
    question: Question, unit: Unit, kind: Kind, known: Known, budget: Budget, reasons: dict[str, str]
) -> KindOfComponent:
    best: Largest | None = None
    if "dimension" not in reasons:
        try:
            best = largest(unit, kind.cells, known, budget)
        except OutOfBudget as problem:
            reasons["dimension"] = str(problem)
    if best is not None:
        cell, point = best.cell, point_of(question, unit, best.cell, best.live, best.combination)
    else:
        cell = kind.cells[0]
        point = point_of(question, unit, cell, cell, known.combination_in(rays_of(unit, cell)))
    listed = [list(each) for each in kind.cells] if len(kind.cells) <= MAX_LISTED else None
    count = sum(map(orders, kind.cells))
    return _component(kind.copies, None if best is None else best.dimension, count, listed, cell, point)


def _component(
    copies: int, dimension: int | None, count: int, cells: list[list[int]] | None, cell: Cell, point: Point
) -> KindOfComponent:
    def text(rows: tuple[Any, ...]) -> list[list[str]]:
        return [[str(value) for value in row] for row in rows]

    return KindOfComponent(
        copies=copies,
        dimension=dimension,
        num_cells=count,
        cells=cells,
        cell=list(cell),
        signs=list(point.signs),
        products=text(point.products),
        output_weights=text(point.output_weights),
        hidden_weights=text(point.hidden_weights),
    )


def _some_point(question: Question, unit: Unit, known: Known) -> KindOfComponent | None:
    """A point of a set whose cells were not all looked at: of any combination that few enough pieces have."""
    for mask, combination in known.combinations:
        cell, left = list[int](), mask
        while left and len(cell) < question.num_hidden:
            piece = max(range(len(unit.pieces)), key=lambda k: (unit.pieces[k].rays & left).bit_count())
            cell.append(piece)
            left &= ~unit.pieces[piece].rays
        if not left:
            whole = tuple(sorted((*cell, *[cell[0] if cell else 0] * (question.num_hidden - len(cell)))))
            return _component(1, None, orders(whole), None, whole, point_of(question, unit, whole, whole, combination))
    return None
