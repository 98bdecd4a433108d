"""Whether the evidence for a number of solutions holds: proved again, the word of an engine, or false."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import flint
import numpy as np

from ..data import DataSet
from ..networks import Network, Rationals, forward
from ..ranks import data_rank
from ..shell import UNLIMITED, Budget, rationals
from ..systems import PolynomialSystem
from .by_ideals import _LIFTS
from .evidence import SolutionCount
from .nullstellensatz import check_cofactors

_NOT_BELIEVED = "{} claims: {}. That is not believed: "
COMBINATION = "the equations, multiplied by these numbers, add up to 1 = 0"


def evidence_holds(
    answer: SolutionCount,
    system: PolynomialSystem,
    network: Network | None,
    data: DataSet | None,
    *,
    zero_error: bool = True,
    budget: Budget = UNLIMITED,
) -> tuple[bool | None, str]:
    """Whether an answer of :func:`algebraic.ideals.count_solutions` holds, from its evidence alone.

    Args:
        answer: number, status and evidence, as they stand in a document.
        system: the expanded equations.
        network, data: whose equations they are, if they are those of a network.
        zero_error: whether they are those of the zero-error system, to which the rank of the Jacobian belongs.

    Returns:
        ``True`` when it is proved again, ``None`` when it rests on an engine or nothing is claimed, ``False`` when it
        is false or contradicts itself; and why.

    >>> from algebraic.data import check_data
    >>> from algebraic.systems import zero_error_system
    >>> net = Network.dense([1, 1], output_bias=False)
    >>> data = check_data([[2]], [[3]], net)
    >>> system = zero_error_system(net, data.inputs, data.targets)
    >>> said = "linear equations of rank 1, 1 with the right-hand side, in 1 unknowns"
    >>> evidence = {"kind": "linear_algebra", "proved": True, "statement": said}
    >>> [evidence_holds(SolutionCount(n, "exact", evidence), system, net, data)[0] for n in (1, 2)]
    [True, False]
    """
    kind = answer.evidence.get("kind")
    if kind == "nullstellensatz":
        return _nullstellensatz(answer, system)
    if kind == "leading_ideals":
        return _leading_ideals(answer, system, network if zero_error else None, data, budget)
    if kind == "none":
        return _nothing(answer)
    if zero_error and network is not None and data is not None and kind in _BY_KIND:
        return _BY_KIND[kind](answer, system, network, data, budget)
    return False, f"there is no evidence of the kind {kind!r} here"


def _expected(
    answer: SolutionCount, count: int | None, status: str, *, proved: bool, statement: str | None, fields: str = ""
) -> str:
    """What in an answer is not as it must be; empty when all is."""
    evidence: Any = answer.evidence
    optional = {"confirmed"} if evidence["kind"] in ("slice", "leading_ideals") else set()  # earlier ones lack it
    if set(evidence) - optional != {"kind", "proved", "statement", *fields.split()}:
        return f"evidence of the kind {evidence['kind']} has the fields {', '.join(evidence)}"
    pairs = {
        "complex_count": (answer.count, count),
        "the status": (answer.status, status),
        "proved": (evidence["proved"], proved),
        "the statement": (evidence["statement"], evidence["statement"] if statement is None else statement),
    }
    wrong = [f"{name} is {said}, but it is {true}" for name, (said, true) in pairs.items() if said != true]
    return "; ".join(wrong)


def _linear_algebra(
    answer: SolutionCount, system: PolynomialSystem, network: Network, data: DataSet, budget: Budget
) -> tuple[bool | None, str]:
    if max(system.total_degrees()) > 1:
        return False, "the equations are not linear"
    unknowns = len(system.names)
    rows = np.zeros((len(system.polynomials), unknowns + 1), dtype=object)
    for row, polynomial in zip(rows, system.polynomials, strict=True):
        for exponents, coefficient in polynomial.terms():
            place = next((k for k, e in enumerate(exponents) if e), unknowns)
            row[place] = coefficient
    extended, rank = flint.fmpq_mat(rows.tolist()).rank(), flint.fmpq_mat(rows[:, :-1].tolist()).rank()
    words = f"linear equations of rank {rank}, {extended} with the right-hand side, in {unknowns} unknowns"
    count, status = (0, "empty") if extended > rank else (1, "exact") if rank == unknowns else (None, "infinite")
    wrong = _expected(answer, count, status, proved=True, statement=words)
    return not wrong, wrong


def _linear_combination(
    answer: SolutionCount, system: PolynomialSystem, network: Network, data: DataSet, budget: Budget
) -> tuple[bool | None, str]:
    wrong = _expected(answer, 0, "empty", proved=True, statement=COMBINATION, fields="multipliers")
    if wrong:
        return False, wrong
    multipliers = [[([0] * len(system.names), text)] for text in answer.evidence["multipliers"]]
    holds = len(multipliers) == len(system.polynomials) and check_cofactors(system, multipliers)
    return holds, "" if holds else "the equations, multiplied by these numbers, do not add up to 1"


def _rational_point(
    answer: SolutionCount, system: PolynomialSystem, network: Network, data: DataSet, budget: Budget
) -> tuple[bool | None, str]:
    wrong = _expected(answer, None, "infinite", proved=True, statement=None, fields="point")
    if wrong:
        return False, wrong
    ring, point = Rationals(), rationals(answer.evidence["point"])
    if len(point) != network.num_params:
        return False, "the point has another number of coordinates than the network parameters"
    residuals = forward(network, ring, ring.array(point), ring.array(data.inputs)).output - ring.array(data.targets)
    if any(value != 0 for value in residuals.flat):
        return False, "the point is no solution"
    rank = data_rank(network, data.inputs, budget=budget)
    if rank.rank >= network.num_params or not rank.upper_bound.proved:
        return False, "the Jacobian is not proved to have a rank below the number of parameters"
    words = (
        f"this point is a solution, and through every solution the set has dimension at least {network.num_params} − "
        f"{rank.rank}, since the Jacobian has rank at most {rank.rank} everywhere"
    )
    wrong = _expected(answer, None, "infinite", proved=True, statement=words, fields="point")
    return not wrong, wrong


def _slice(
    answer: SolutionCount, system: PolynomialSystem, network: Network, data: DataSet, budget: Budget
) -> tuple[bool | None, str]:
    wrong = _expected(answer, None, "infinite", proved=True, statement=None, fields="fixed primes")
    more = len(system.names) - len(system.polynomials)
    if wrong or more <= 0:
        return False, wrong or "the slice is not one of these equations"
    fixed, primes = len(answer.evidence["fixed"]), answer.evidence["primes"]
    before, _, after = answer.evidence["statement"].partition(" solutions modulo ")
    holds = (
        before.startswith(f"with {fixed} unknowns fixed, ")
        and before.rpartition(" ")[2].strip("0123456789") == ""
        and before.rpartition(" ")[2] not in ("", "0")
        and after
        == f"{primes[0] if primes else None}, finitely many: they lift to the complex numbers, and without the {fixed} "
        f"conditions the dimension is at least {more}"
        and fixed == more
        and len(primes) == 1
        and _different_primes(primes)
    )
    return (None, "an engine counted the solutions on a slice") if holds else (False, "the slice contradicts itself")


def _different_primes(numbers: list[int]) -> bool:
    return len(set(numbers)) == len(numbers) and all(flint.fmpz(number).is_prime() for number in numbers)


def _nullstellensatz(answer: SolutionCount, system: PolynomialSystem) -> tuple[bool | None, str]:
    evidence = answer.evidence
    words = (
        f"the equations, multiplied by polynomials (products of degree at most {evidence.get('degree')}), add up to "
        "1 = 0"
    )
    wrong = _expected(answer, 0, "empty", proved=True, statement=words, fields="degree denominator cofactors")
    if wrong:
        return False, wrong
    cofactors, unknowns = evidence["cofactors"], len(system.names)
    if len(cofactors) != len(system.polynomials) or any(len(e) != unknowns for terms in cofactors for e, _ in terms):
        return False, "the cofactors are not those of as many equations in as many unknowns"
    most = max(
        (sum(e) + degree for terms, degree in zip(cofactors, system.total_degrees(), strict=True) for e, _ in terms),
        default=0,
    )
    if most > evidence["degree"]:
        return False, f"a product has degree {most}, and at most {evidence['degree']} is said"
    holds = check_cofactors(system, cofactors, evidence["denominator"])
    return holds, "" if holds else "the equations, multiplied by the cofactors, do not add up to 1"


def _leading_ideals(
    answer: SolutionCount, system: PolynomialSystem, network: Network | None, data: DataSet | None, budget: Budget
) -> tuple[bool | None, str]:
    """The word of an engine: only that it does not contradict itself can be said."""
    evidence, square = answer.evidence, len(system.polynomials) == len(system.names)
    engine = evidence.get("engine")
    fields = "engine primes dimensions counts"
    wrong = _expected(answer, answer.count, answer.status, proved=False, statement=None, fields=fields)
    if wrong.startswith("evidence of"):
        return False, wrong
    columns = (evidence["primes"], evidence["dimensions"], evidence["counts"])
    if len({len(column) for column in columns}) != 1 or not 1 <= len(columns[0]) <= 2:
        return False, "primes, dimensions and counts are not as many"
    if not _different_primes(columns[0]):
        return False, f"{', '.join(map(str, columns[0]))} are not different primes"
    answers = list(zip(*columns, strict=True))
    _, dimension, count = answers[0]
    lifted = _LIFTS.format(count)
    if len(answers) == 1:
        words = f"one prime only: {lifted}"
        wrong = _expected(answer, count, "lower_bound", proved=True, statement=words, fields=fields)
        if not square or not count or dimension != 0:
            wrong = wrong or "one prime proves no lower bound here"
    elif answers[0][1:] != answers[1][1:]:
        words = "two primes gave different answers: try another seed"
        wrong = _expected(answer, None, "undecided", proved=False, statement=words, fields=fields)
    else:
        status, words = _said(answers[0][1:], system, network, data, evidence["statement"], budget)
        if answer.status == "undecided" and evidence["statement"].startswith(_NOT_BELIEVED.format(engine, words)):
            wrong = _expected(answer, None, "undecided", proved=False, statement=None, fields=fields)
        else:
            number = None if status == "infinite" else count
            wrong = _expected(answer, number, status, proved=False, statement=words, fields=fields)
            if evidence.get("confirmed", "") is None and status != "exact_mod_p":
                wrong = wrong or "nothing confirms it"
        if (count is None) != (dimension > 0) or (dimension == -1 and count != 0) or (dimension == 0 and not count):
            wrong = wrong or "the dimensions and the counts contradict each other"
    alone = ", alone, not confirmed" if evidence.get("confirmed") is None and evidence["engine"] == "msolve" else ""
    return (False, wrong) if wrong else (None, f"an engine ({evidence['engine']}{alone}) computed Gröbner bases")


def _said(
    found: tuple[int, int | None],
    system: PolynomialSystem,
    network: Network | None,
    data: DataSet | None,
    said: str,
    budget: Budget,
) -> tuple[str, str]:
    """The status of an answer (dimension, count) that is the same modulo two primes, and in words."""
    dimension, count = found
    if dimension == -1:
        return "empty", "1 lies in the ideal modulo both primes"
    if dimension == 0:
        square = len(system.polynomials) == len(system.names)
        return "exact_mod_p", f"{count} standard monomials modulo both primes" + (
            f"; {_LIFTS.format(count)}" if square else ""
        )
    words = f"the solution set has dimension {dimension} modulo both primes"
    if network is not None and data is not None and "; the Jacobian" in said:
        rank = data_rank(network, data.inputs, budget=budget)
        if rank.upper_bound.proved and rank.rank < len(system.names):
            words += f"; the Jacobian has rank at most {rank.rank}, so a set that is not empty is infinite"
    return "infinite", words


def _nothing(answer: SolutionCount) -> tuple[bool | None, str]:
    wrong = _expected(answer, None, "undecided", proved=False, statement=None)
    return (False, wrong) if wrong else (None, "nothing was decided")


_Recheck = Callable[[SolutionCount, PolynomialSystem, Network, DataSet, Budget], tuple[bool | None, str]]
_BY_KIND: dict[str | None, _Recheck] = {
    "linear_algebra": _linear_algebra,
    "linear_combination": _linear_combination,
    "rational_point": _rational_point,
    "slice": _slice,
}
