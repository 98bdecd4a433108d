"""What is believed of an engine: only what evidence of our own confirms.

msolve is another program, and a wrong answer of it comes with exit code 0 like a right one. So its answer modulo a
prime is compared with something that does not rest on its word:

* no solution: the embedded engine finds 1 in the ideal, too;
* c solutions: its Gröbner basis gives matrices that satisfy the equations (:mod:`algebraic.ideals.quotient`);
* dimension d > 0: the same on a random affine subspace of codimension d, which a smaller set would not meet.

Where it is quick, the embedded engine does all of it again. Else that there are no more than c solutions rests on the
engine's word, and on the other prime. The embedded engine is code of our own, and needs no confirmation.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from ..engines import (
    ModularTerms,
    dimension,
    find_engine,
    largest_pair,
    macaulay_leading_ideal,
    msolve_basis,
    num_standard_monomials,
)
from ..shell import ROLE_SLICE, Budget, ZerolocusError, format_number, random_stream
from .quotient import Quotient, all_regular, leader, read_quotient, solves

QUICK_COLUMNS = 210  # of a matrix of the embedded engine: a fraction of a second


@dataclass(frozen=True)
class Confirmation:
    """What our own evidence says of an engine's answer.

    Attributes:
        holds: ``None`` where there is none, ``False`` where it speaks against it.
        statement: in words.
        lifts: whether it shows that there are finitely many solutions modulo the prime, or that the Jacobian is regular
            at so many: as many equations as unknowns have so many complex solutions then.
    """

    holds: bool | None
    statement: str
    lifts: bool = False


def engine_name() -> str:
    """The engine that is asked."""
    return "msolve" if find_engine("msolve") else "embedded"


def confirm(
    equations: list[ModularTerms],
    num_variables: int,
    prime: int,
    claimed_dimension: int,
    claimed_count: int | None,
    *,
    basis: Sequence[ModularTerms] | None = None,
    lift: bool = True,
    budget: Budget,
) -> Confirmation:
    """Look for evidence of our own for what the engine says of integer polynomials modulo a prime.

    Args:
        claimed_dimension: -1 for no solution.
        claimed_count: where the dimension is 0.
        basis: of a finite set, as the engine gave it; without it, it is asked.
        lift: whether it is wanted, too, that all solutions are regular.
    """
    if engine_name() == "embedded":
        return Confirmation(True, "the engine is our own", lifts=claimed_dimension == 0)
    reduced = reduce_modulo(equations, prime)
    if not reduced or any(not any(map(any, terms)) for terms in reduced):
        return Confirmation(True, "it is seen without an engine")
    if claimed_dimension == -1:
        return _attempt(budget, lambda: _no_solution(reduced, num_variables, prime, budget))
    impossible = _impossible(reduced, num_variables, claimed_dimension, claimed_count)
    if impossible:
        return Confirmation(False, impossible)
    claim = claimed_dimension, claimed_count
    again = _attempt(budget, lambda: _again(reduced, num_variables, prime, claim, basis or (), budget))
    if again.holds is not None:
        return again
    if claimed_dimension == 0:
        return _attempt(budget, lambda: _so_many(reduced, num_variables, prime, claimed_count, basis, lift, budget))
    return _attempt(budget, lambda: _positive(reduced, num_variables, prime, claimed_dimension, budget))


def reduce_modulo(equations: list[ModularTerms], prime: int) -> list[ModularTerms]:
    """The equations modulo a prime, without those that vanish.

    >>> reduce_modulo([{(1,): 5, (0,): 8}, {(1,): 7}], 7)
    [{(1,): 5, (0,): 1}]
    """
    kept = [{e: c % prime for e, c in terms.items() if c % prime} for terms in equations]
    return [terms for terms in kept if terms]


def _impossible(equations: list[ModularTerms], num_variables: int, size: int, count: int | None) -> str:
    """Which theorem speaks against a dimension that is not -1, or a number of solutions; empty where none does.

    As many equations as unknowns, each a general combination of all, have the degrees of the largest, and as many
    solutions at most as their product says; all equations have no more.
    """
    least = num_variables - len(equations)
    if size < least:
        words = f"{len(equations)} equations in {num_variables} unknowns have no solution, or at least"
        return f"{words} a set of dimension {least}"
    degrees = sorted((max(map(sum, terms)) for terms in equations), reverse=True)
    bezout = math.prod(degrees[:num_variables])
    if size == 0 and (count is None or count > bezout):
        return f"there are at most {format_number(bezout)} solutions (Bézout), not {format_number(count or 0)}"
    return ""


def _attempt(budget: Budget, look: Callable[[], Confirmation]) -> Confirmation:
    try:
        budget.check("an engine's answer was being confirmed")
        return look()
    except ZerolocusError as problem:
        return Confirmation(None, f"nothing of our own confirms it: {problem.message}")


def _no_solution(equations: list[ModularTerms], num_variables: int, prime: int, budget: Budget) -> Confirmation:
    own = budget.part(0.5)  # where there is a limit; its sizes are limited anyway
    if dimension(macaulay_leading_ideal(equations, num_variables, prime, budget=own), num_variables) == -1:
        return Confirmation(True, f"the embedded engine finds 1 in the ideal modulo {prime}, too")
    return Confirmation(False, f"the embedded engine finds solutions modulo {prime}")


def _again(
    equations: list[ModularTerms],
    num_variables: int,
    prime: int,
    claim: tuple[int, int | None],
    basis: Sequence[ModularTerms],
    budget: Budget,
) -> Confirmation:
    """By the embedded engine, which makes no matrices that are too small for a basis like that of the claim."""
    begin = 0
    if _is_quick(equations, num_variables) and all(basis):
        begin = largest_pair([leader(polynomial) for polynomial in basis])
    leaders = macaulay_leading_ideal(
        equations, num_variables, prime, budget=budget, max_columns=QUICK_COLUMNS, begin=begin
    )
    size = dimension(leaders, num_variables)
    found = (size, num_standard_monomials(leaders, num_variables) if size < 1 else None)
    words = f"dimension {size}" if size else f"{found[1]} solutions"
    if found == claim:
        return Confirmation(True, f"the embedded engine finds {words} modulo {prime}, too", lifts=size == 0)
    return Confirmation(False, f"the embedded engine finds {words if size >= 0 else 'none'} modulo {prime}")


def _is_quick(equations: list[ModularTerms], num_variables: int) -> bool:
    """Whether the embedded engine begins at all."""
    degree = max(sum(m) for terms in equations for m in terms)
    return math.comb(num_variables + degree, num_variables) <= QUICK_COLUMNS


def _so_many(
    equations: list[ModularTerms],
    num_variables: int,
    prime: int,
    count: int | None,
    basis: Sequence[ModularTerms] | None,
    lift: bool,
    budget: Budget,
) -> Confirmation:
    basis = basis or msolve_basis(equations, num_variables, prime, budget=budget)
    quotient = read_quotient(basis, num_variables, prime, budget)
    if quotient is None:
        return Confirmation(None, f"by {engine_name()} alone, not confirmed: its basis is too large to check, or none")
    if quotient.size != count or not solves(quotient, equations, budget):
        return Confirmation(False, f"its basis modulo {prime} does not satisfy the equations")
    return Confirmation(True, _checked(quotient), lifts=lift and bool(all_regular(quotient, equations, budget)))


def _positive(
    equations: list[ModularTerms], num_variables: int, prime: int, codimension: int, budget: Budget
) -> Confirmation:
    stream = random_stream(prime, ROLE_SLICE, 2)
    forms = [_form(stream, num_variables, prime) for _ in range(codimension)]
    basis = msolve_basis([*equations, *forms], num_variables, prime, budget=budget)
    quotient = read_quotient(basis, num_variables, prime, budget)
    if quotient is None or not solves(quotient, [*equations, *forms], budget):
        return Confirmation(None, f"points of it on a random subspace of codimension {codimension} were not found")
    return Confirmation(True, f"on a random subspace of codimension {codimension}: {_checked(quotient)}")


def _form(stream: np.random.Generator, num_variables: int, prime: int) -> ModularTerms:
    """A random affine form."""
    numbers = stream.integers(1, prime, num_variables + 1).tolist()
    units = [tuple(int(i == k) for i in range(num_variables)) for k in range(num_variables)]
    return dict(zip([*units, (0,) * num_variables], numbers, strict=True))


def _checked(quotient: Quotient) -> str:
    return (
        f"multiplication matrices of size {quotient.size} modulo {quotient.prime} commute and satisfy the equations, "
        f"so there are at least {quotient.size} solutions"
    )
