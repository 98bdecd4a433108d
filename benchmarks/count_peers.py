"""(b) The number of solutions modulo a prime, with multiplicity."""

from __future__ import annotations

from functools import partial

from cases import Case
from measuring import Peer
from programs import installed, last_integer, polynomial, run_on_file, variable_names

from algebraic.engines import macaulay_leading_ideal, num_standard_monomials
from algebraic.ideals import solutions_modulo
from algebraic.shell import Budget

LARGE_PRIME = 2**31 - 1  # the largest for msolve and for Singular
SMALL_PRIME = 32749  # the largest for Gröbner bases in Macaulay2

MACAULAY2_DEFAULT = "gens gb I"
MACAULAY2_F4 = 'groebnerBasis(I, Strategy => "F4")'


def ours(prime: int, case: Case, limit: float) -> int | None:
    """Leading ideal by msolve (embedded engine without it), then its standard monomials."""
    budget = Budget(seconds=limit)
    return solutions_modulo(case.equations, case.num_params, prime, budget=budget).count


def by_embedded_engine(prime: int, case: Case, limit: float) -> int:
    """The same without msolve."""
    size = case.num_params
    leaders = macaulay_leading_ideal(_reduced(case, prime), size, prime, budget=Budget(seconds=limit))
    return num_standard_monomials(leaders, size)


def by_singular(prime: int, case: Case, limit: float) -> int:
    """``std``, then ``vdim`` (−1 when infinite)."""
    names, equations = _text(case, prime)
    script = f"ring r={prime},({names}),dp;\nideal i={equations};\nideal g=std(i);\nvdim(g);\nquit;\n"
    return last_integer(r"(-?\d+)", run_on_file("Singular", script, ["-q", "IN"], limit=limit))


def by_macaulay2(basis: str, prime: int, case: Case, limit: float) -> int:
    """A Gröbner basis, then the degree of the ideal of its leading terms (−1 when infinite)."""
    names, equations = _text(case, prime)
    script = (
        f"R = ZZ/{prime}[{names}];\nI = ideal({equations});\nJ = monomialIdeal leadTerm {basis};\n"
        "print if dim J == 0 then degree J else -1;\n"
    )
    return last_integer(r"(-?\d+)", run_on_file("M2", script, ["--script", "IN"], limit=limit))


def count_peers(prime: int) -> list[Peer]:
    """Everything that counts modulo this prime."""
    peers = [
        Peer("zerolocus", partial(ours, prime)),
        Peer("embedded engine", partial(by_embedded_engine, prime)),
        Peer("Singular", partial(by_singular, prime), installed("Singular")),
    ]
    if prime > SMALL_PRIME:
        return peers
    return [
        *peers,
        Peer("Macaulay2 gb", partial(by_macaulay2, MACAULAY2_DEFAULT, prime), installed("M2")),
        Peer("Macaulay2 F4", partial(by_macaulay2, MACAULAY2_F4, prime), installed("M2")),
    ]


def _reduced(case: Case, prime: int) -> list[dict[tuple[int, ...], int]]:
    return [{e: c % prime for e, c in terms.items() if c % prime} for terms in case.equations]


def _text(case: Case, prime: int) -> tuple[str, str]:
    names = variable_names(case.num_params)
    return ",".join(names), ",".join(polynomial(terms.items(), names) for terms in _reduced(case, prime))
