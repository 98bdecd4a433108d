"""The quadratic part of the loss of a polynomial network at a zero minimiser (T3 §4, Proposition 1)."""

from __future__ import annotations

from typing import Any

import flint

from ...claims import Claim, Hypothesis, Variant
from ...evidence import Finding, Instance
from ...instruments import inertia
from .flat_minima import LETTERS, ZERO, count, draw, line, unit


def _second_derivatives(instance: Instance) -> flint.fmpq_mat:
    """H from the coefficients of t² along e_i and e_i + e_j: no Jacobian."""
    size = count(instance)
    alone = [line(instance, unit(size, i))[0][2] for i in range(size)]
    found = flint.fmpq_mat(size, size)
    for i in range(size):
        found[i, i] = 2 * alone[i]
        for j in range(i):
            found[i, j] = found[j, i] = line(instance, unit(size, i, j))[0][2] - alone[i] - alone[j]
    return found


def _quadratic(instance: Instance) -> tuple[dict[str, Any], flint.fmpq_mat, list[tuple[Any, flint.fmpq_poly]]]:
    whole = _second_derivatives(instance)
    lines = [
        (flint.fmpq_mat([[v] for v in direction]), line(instance, direction)[0])
        for direction in [*instance["directions"], *(unit(count(instance), i) for i in range(count(instance)))]
    ]
    measured = {
        "weights": whole.nrows(),
        "equations": len(instance["Y"]) * len(instance["Y"][0]),
        "d_e": whole.rank(),
        "degree_along_lines": max(c.degree() for _, c in lines),
    }
    return measured, whole, lines


def _form(w: flint.fmpq_mat, values: flint.fmpq_mat) -> flint.fmpq:
    return (w.transpose() * values * w)[0, 0]


def decide_2(instance: Instance) -> Finding:
    """As printed: L(W* + w) = wᵀHw = Σ λ_k²α_k², exactly quadratic, with 0 < d_e < d."""
    measured, whole, lines = _quadratic(instance)
    faults: dict[str, str] = {}
    for w, c in lines:
        form, square, at = _form(w, whole), _form(w, whole * whole), [int(v.p) for v in w.entries()]
        if c[2] != form:
            faults.setdefault("factor", f"the quadratic part of L(W* + w) is {c[2]}, wᵀHw = {form} for w = {at}")
        if form != square:
            faults.setdefault("squares", f"wᵀHw = {form}, Σ λ_k²α_k² = wᵀH²w = {square} for w = {at}")
        if c.degree() > 2:
            faults.setdefault("higher order", f"L(W* + tw) = {str(c).replace('x', 't')} for w = {at}")
    if not 0 < whole.rank() < whole.nrows():
        faults["rank"] = f"d_e = {whole.rank()}, d = {whole.nrows()}"
    measured["faults"] = list(faults)
    return Finding(not faults, "exact", measured, "; ".join(faults.values()))


def _taylor(instance: Instance, *, exact: bool = False, off: int = 0) -> Finding:
    measured, whole, lines = _quadratic(instance)
    size = whole.nrows()
    jacobian = flint.fmpq_mat([[r[1] for r in line(instance, unit(size, i))[1]] for i in range(size)]).transpose()
    rank = jacobian.rank() + off
    measured |= {"rank_J": rank, "inertia": inertia(whole)}
    if whole != 2 * jacobian.transpose() * jacobian:
        return Finding(False, "exact", measured, "H is not 2JᵀJ")
    for w, c in lines:
        if c[0] or c[1] or 2 * c[2] != _form(w, whole):
            return Finding(False, "exact", measured, "the terms up to t² are not ½t²wᵀHw")
        if exact and c.degree() > 2:
            return Finding(False, "exact", measured, f"terms of higher order: {c}")
    if whole.rank() != rank or rank > measured["equations"] or inertia(whole)[2]:
        return Finding(False, "exact", measured, f"rank H = {whole.rank()}, rank J = {rank}")
    if rank >= size:
        return Finding(False, "exact", measured, "H is not degenerate")
    return Finding(True, "exact", measured)


def decide_2_corrected(instance: Instance) -> Finding:
    """L(W* + w) = ½wᵀHw + O(‖w‖³), H = 2JᵀJ, d_e = rank J ≤ equations < d."""
    return _taylor(instance)


def decide_2_no_rest(instance: Instance) -> Finding:
    """A planted falsehood: the factor repaired, and no terms of higher order."""
    return _taylor(instance, exact=True)


def decide_2_off(instance: Instance) -> Finding:
    """A broken check: the rank of J off by one."""
    return _taylor(instance, off=1)


def _few_weights(instance: Instance) -> str | None:
    size, equations = count(instance), len(instance["Y"]) * len(instance["Y"][0])
    return None if size > equations else f"{size} weights, {equations} equations"


def _size(instance: Instance) -> float:
    """Small; with a zero layer or zero inputs last, so that the smallest counterexample is no exceptional point."""
    dead = any(not any(v for row in layer for v in row) for layer in instance["weights"])
    return len(str(instance)) + 1000 * (dead or not any(v for row in instance["X"] for v in row))


OVER = Hypothesis("overparametrised", "more weights than equations (the title of Lemma 1)", _few_weights)
CLAIMS = (
    Claim(
        id="T3-02",
        title="The loss is locally quadratic and degenerate at a zero minimiser",
        source="T3 §4, Proposition 1 and eq. (5)",
        statement="at a stable equilibrium W* with L(W*) = 0, L(W* + w) = wᵀHw = Σ λ_k²α_k²: quadratic in w, and "
        "degenerate, with 0 < d_e < d non-degenerate directions",
        quantifier="for all",
        field="real",
        letters=LETTERS,
        hypotheses=(ZERO, OVER),
        draw=draw,
        decide=decide_2,
        corrected=Variant(
            "Taylor",
            "L(W* + w) = ½wᵀHw + O(‖w‖³) with ½wᵀHw = ½Σ λ_kα_k², H = 2JᵀJ positive semidefinite of rank "
            "d_e = rank J ≤ (number of equations) < d; d_e = 0 where J = 0; in general L is not quadratic near W*",
            decide_2_corrected,
        ),
        planted=(
            Variant("no rest", "L(W* + w) = ½wᵀHw with no further terms", decide_2_no_rest, "higher order"),
            Variant("rank", "broken: the rank of J off by one", decide_2_off, "rank H"),
        ),
        num_instances=30,
        size=_size,
        note="In (5) the factor ½ is missing for H as defined in (2), and Σ λ_k²α_k² is wᵀH²w: wᵀHw is Σ λ_kα_k². "
        "Beyond these slips L is not quadratic in w: it has terms up to its degree. d_e > 0 fails where all "
        "derivatives of the outputs vanish (all weights zero, two layers). A zero minimiser of a polynomial loss is "
        "stable in Liapunov's sense anyway; overparametrisation, which Lemma 1 names and Proposition 1 does not, is "
        "needed for d_e < d.",
    ),
)
