"""The bounds and the counts of small dense networks with one output, on as many random data as weights.

With an activation P after the last layer the equations are P(g(x_i)) = y_i. For generic targets each g(x_i) is one of ℓ
different numbers, so that there are ℓ^N times as many solutions as without it. Where BKK allows too many for a count of
their own, they are counted so.
"""

from __future__ import annotations

from typing import TypedDict

from ..census import real_counts
from ..data import load_data
from ..ideals import make_problem
from ..networks import Network
from ..ranks import RankResult, data_rank
from ..shell import UNLIMITED, Attempts, Budget, OutOfBudget
from .counts import count_rungs
from .from_shape import degree_rungs
from .from_supports import newton_rungs
from .question import Question
from .shapes import DenseShape

MAX_DEGREE = 30  # of the equations, for a Gröbner basis
PATHS = 5_000  # that the real solutions of a network may take
MAX_DATA_SETS = 1_000
ALSO_COUNTED = 100  # BKK up to which networks with an activation at the end are counted by themselves, too
COUNTED, EMPTY = ("exact", "exact_mod_p"), "empty"


class RealsSeen(TypedDict):
    """Real solutions over random data sets, as :class:`algebraic.census.RealCounts` has them."""

    data_sets: int
    undecided: int
    min: int
    mean: float
    max: int
    complex_count: int


class NetworkRow(DenseShape):
    """What is known of a square system.

    Attributes:
        activated: how many layers have an activation.
        complex_count: isolated complex solutions.
        complex_count_status: as that of the ladder; ``not_counted`` where BKK allows too many. "exact" where BKK is 0,
            or the solutions of random data sets, as many as BKK allows, have a proof each.
        proved: whether the count is, or that there are none; otherwise it is so modulo primes.
        counted: the same where it was counted, and does not follow from that without the last activation.
        reals: where all complex solutions were found.
    """

    num_params: int
    activated: int
    degree: int
    bezout: int
    bkk: int | None
    complex_count: int | None
    complex_count_status: str
    proved: bool
    counted: int | None
    reals: RealsSeen | None


def network_row(shape: DenseShape, *, most: int, seed: int, budget: Budget = UNLIMITED) -> NetworkRow:
    """The bounds and the counts of one network on random data; counted where BKK allows no more than ``most``.

    Raises:
        OutOfBudget: the time was over before everything was known.

    >>> from algebraic.bezout import dense_shapes
    >>> row = network_row(dense_shapes(2, ["z**2+z"])[0], most=10, seed=0)
    >>> row["widths"], row["bezout"], row["bkk"], row["complex_count"], row["complex_count_status"]
    ([1, 1], 2, 2, 2, 'exact')
    """
    network = _network(shape)
    size = network.num_params
    data = load_data("random", network, size, seed=seed)
    attempt = Attempts(budget)
    asked = Question(make_problem(network, size, data, seed=seed), seed, attempt)
    degrees, _ = degree_rungs(asked)
    bkk = newton_rungs(asked).bkk
    rank = data_rank(network, data.inputs, seed=seed, budget=budget)
    row: NetworkRow = {
        **shape,
        "num_params": size,
        "activated": len(shape["widths"]) - 2 + shape["output_activation"],
        "degree": max(degrees.equation_degrees or [0]),
        "bezout": degrees.bezout or 0,
        "bkk": bkk,
        "complex_count": None,
        "complex_count_status": "not_counted",
        "proved": False,
        "counted": None,
        "reals": None,
    }
    last = shape["output_activation"]
    if bkk == 0:  # an isolated solution would count
        row["complex_count"], row["complex_count_status"], row["proved"] = 0, COUNTED[0], True
    elif (bkk is not None and bkk <= (min(most, ALSO_COUNTED) if last else most)) or (rank.rank < size and not last):
        if rank.rank == size and bkk is not None:
            row["reals"] = attempt("reals", lambda: _reals(network, bkk, seed, budget))
        _count(row, asked, rank, bkk)
    elif last:
        within = network_row({**shape, "output_activation": False}, most=most, seed=seed, budget=budget)
        if within["complex_count"] is not None:
            row["complex_count"] = within["complex_count"] * network.activations[-1].degree ** size
        row["complex_count_status"], row["proved"] = within["complex_count_status"], within["proved"]
    if attempt.cut_short:
        raise OutOfBudget(
            f"the time was over: {', '.join(attempt.cut_short)}",
            hint="give it more time; a record that was begun is gone on with",
            kind="time_limit",
        )
    return row


def _count(row: NetworkRow, asked: Question, rank: RankResult, bkk: int | None) -> None:
    """The complex solutions: as many boxes as BKK allows, or a Gröbner basis where the degree is not too high."""
    seen = row["reals"]["complex_count"] if row["reals"] else None
    if seen is not None and seen == bkk:
        row["complex_count"], row["complex_count_status"], row["proved"] = seen, COUNTED[0], True
    elif rank.rank == row["num_params"] and row["degree"] > MAX_DEGREE:
        row["complex_count"], row["complex_count_status"], row["reals"] = seen, "lower_bound", None
    else:
        found = count_rungs(asked, rank, bkk)
        row["complex_count_status"] = found.complex_count_status
        row["complex_count"] = 0 if found.complex_count_status == EMPTY else found.complex_count
        row["proved"] = bool(found.complex_count_evidence.get("proved"))
        if row["complex_count"] != seen:  # fewer were found: numbers of real ones would be, too
            row["reals"] = None
    row["counted"] = row["complex_count"]


def _network(shape: DenseShape) -> Network:
    return Network.dense(
        shape["widths"],
        shape["activation"],
        hidden_bias=shape["hidden_bias"],
        output_bias=shape["output_bias"],
        output_activation=shape["output_activation"],
    )


def _reals(network: Network, bkk: int, seed: int, budget: Budget) -> RealsSeen:
    num = min(MAX_DATA_SETS, max(10, PATHS // bkk))
    found = real_counts(network, num, known_bound=bkk, seed=seed, budget=budget)
    return {
        "data_sets": found.data_sets,
        "undecided": found.undecided,
        "min": found.min,
        "mean": found.mean,
        "max": found.max,
        "complex_count": found.complex_count,
    }
