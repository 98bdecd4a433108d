"""Numbers of complex and real solutions of a polynomial system by two routes that follow no paths.

Both count distinct solutions, whatever their multiplicity, and want finitely many.
"""

import re
import tempfile
from itertools import pairwise
from pathlib import Path

import flint
import sympy

from algebraic.engines import find_engine
from algebraic.engines.process import run_engine
from algebraic.shell import Budget, WrongInput
from algebraic.systems.export import export_text
from tests.reference.slow import standard_monomials


class NotFinite(Exception):
    """There are infinitely many complex solutions."""


def real_by_msolve(system, seconds=60) -> int:
    """How many boxes ``msolve`` isolates over the rationals: one for each real solution."""

    try:
        text = export_text(system, "msolve")
    except WrongInput:  # an equation without unknowns
        if any(len(terms) == 1 and not any(terms[0][0]) for terms in system.integer_terms):
            return 0
        raise NotFinite from None
    with tempfile.TemporaryDirectory() as folder:
        source, answer = Path(folder, "in.ms"), Path(folder, "out.ms")
        source.write_text(text)
        run_engine(find_engine("msolve"), ["-f", str(source), "-o", str(answer)], budget=Budget(seconds))
        output = answer.read_text().strip()
    if output.startswith("[-1]"):
        return 0
    if output.startswith("[1,"):
        raise NotFinite
    assert output.startswith("[0,"), output[:200]
    return len(re.findall(r"\[[^\[\],]+,[^\[\],]+\]", output)) // len(system.names)


def counts_by_trace_form(system) -> tuple[int, int]:
    """Distinct complex and real solutions: rank and signature of Hermite's form (a, b) → trace of the product by ab.

    A Gröbner basis of sympy's, matrices over the rationals of python-flint's. Source: Cox, Little, O'Shea, Using
    Algebraic Geometry, §2.5.
    """
    symbols = sympy.symbols(system.names)
    basis = sympy.groebner(system.expressions(), *symbols, order="grevlex", domain="QQ")
    leaders = [max(p.monoms(), key=sympy.polys.orderings.grevlex) for p in basis.polys]
    if leaders == [(0,) * len(symbols)]:
        return 0, 0
    if not basis.is_zero_dimensional:
        raise NotFinite
    bounds = [max(m[k] for m in leaders if sum(m) == m[k]) for k in range(len(symbols))]
    monomials = standard_monomials(leaders, bounds)
    place = {m: i for i, m in enumerate(monomials)}
    size = len(monomials)
    products = [[None] * size for _ in range(len(symbols))]
    for k in range(len(symbols)):
        for j, m in enumerate(monomials):
            moved = tuple(e + (i == k) for i, e in enumerate(m))
            _, rest = basis.reduce(sympy.Poly({moved: 1}, *symbols).as_expr())
            column = [0] * size
            for exponents, c in sympy.Poly(rest, *symbols, domain="QQ").terms():
                if c:
                    column[place[exponents]] = flint.fmpq(int(c.p), int(c.q))
            products[k][j] = column
    matrices = [flint.fmpq_mat([list(row) for row in zip(*columns, strict=True)]) for columns in products]
    by = {}
    for m in sorted(monomials, key=sum):  # multiplication by each standard monomial
        k = next((i for i, e in enumerate(m) if e), None)
        identity = flint.fmpq_mat([[int(i == j) for j in range(size)] for i in range(size)])
        by[m] = identity if k is None else by[tuple(e - (i == k) for i, e in enumerate(m))] * matrices[k]
    traces = flint.fmpq_mat([[sum(by[m][i, i] for i in range(size)) for m in monomials]])
    form = flint.fmpq_mat([[(traces * by[a] * _unit(place[b], size))[0, 0] for b in monomials] for a in monomials])
    return form.rank(), _signature(form)


def _unit(k, size):
    return flint.fmpq_mat([[int(i == k)] for i in range(size)])


def _signature(form) -> int:
    """Positive minus negative eigenvalues, by Descartes' rule, which is exact where all roots are real."""
    coefficients = [form.charpoly()[k] for k in range(form.nrows() + 1)]
    mirrored = [c * (-1) ** k for k, c in enumerate(coefficients)]
    return _sign_changes(coefficients) - _sign_changes(mirrored)


def _sign_changes(coefficients) -> int:
    signs = [c > 0 for c in coefficients if c != 0]
    return sum(a != b for a, b in pairwise(signs))
