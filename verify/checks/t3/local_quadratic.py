"""The quadratic part of the loss of a polynomial network at a zero minimiser (T3 §4, Proposition 1)."""

from __future__ import annotations

import flint
import numpy as np

from ...claims import Search, Settings, Witness
from ...declare import claim, hypothesis
from ...evidence import Finding
from ...instruments import coefficient_at, column_vector, grow, inertia, matrix, plain_matrix, random_matrix
from ...spectra import enclosed_spectrum
from .flat_minima import (
    LETTERS,
    ZeroMinimiser,
    along_line,
    count_weights,
    draw as draw_deep,
    ones_at,
    own_targets,
    small_cases,
    zero_minimiser,
)
from .zero_sets import local_form


def draw(stream: np.random.Generator, settings: Settings) -> ZeroMinimiser:
    """Deep networks, and sometimes one without a hidden layer: w ↦ wX, with fewer samples than inputs."""
    if settings.drop is not None or stream.random() < 0.8:
        return draw_deep(stream, settings)
    outputs, n = grow(settings.scale, 1, 2, stream), grow(settings.scale, 1, 2, stream)
    d = n + 1 + int(stream.integers(0, 2))
    x, w = random_matrix(stream, d, n, bound=3), random_matrix(stream, outputs, d, bound=2)
    return {
        "X": x,
        "activation": [0, 1],
        "weights": [w],
        "Y": plain_matrix(matrix(w) * matrix(x)),
        "directions": random_matrix(stream, 3, outputs * d, bound=2),
    }


def second_derivatives(instance: ZeroMinimiser) -> flint.fmpq_mat:
    """H from the coefficients of t² along e_i and e_i + e_j: no Jacobian."""
    size = count_weights(instance)
    alone = [along_line(instance, ones_at(size, i))[0][2] for i in range(size)]
    found = flint.fmpq_mat(size, size)
    for i in range(size):
        found[i, i] = 2 * alone[i]
        for j in range(i):
            found[i, j] = found[j, i] = along_line(instance, ones_at(size, i, j))[0][2] - alone[i] - alone[j]
    return found


def _num_equations(instance: ZeroMinimiser) -> int:
    return len(instance["Y"]) * len(instance["Y"][0])


def _quadratic(
    instance: ZeroMinimiser,
) -> tuple[dict[str, int], flint.fmpq_mat, list[tuple[flint.fmpq_mat, flint.fmpq_poly]]]:
    """What is measured, H, and some directions with L along them."""
    whole, size = second_derivatives(instance), count_weights(instance)
    directions = [*instance["directions"], *(ones_at(size, i) for i in range(size))]
    lines = [(column_vector(direction), along_line(instance, direction)[0]) for direction in directions]
    measured = {
        "weights": size,
        "equations": _num_equations(instance),
        "d_e": whole.rank(),
        "degree_along_lines": max(c.degree() for _, c in lines),
    }
    return measured, whole, lines


def _form(w: flint.fmpq_mat, values: flint.fmpq_mat) -> flint.fmpq:
    return (w.transpose() * values * w)[0, 0]


@hypothesis
def overparametrised(instance: ZeroMinimiser) -> str | None:
    """more weights than equations (the title of Lemma 1)"""
    size, equations = count_weights(instance), _num_equations(instance)
    return None if size > equations else f"{size} weights, {equations} equations"


def _size(instance: ZeroMinimiser) -> float:
    """Small; with a zero layer or zero inputs last, so that the smallest counterexample is no exceptional point."""
    dead = any(not any(v for row in layer for v in row) for layer in instance["weights"])
    return len(str(instance)) + 1000 * (dead or not any(v for row in instance["X"] for v in row))


def is_taylor(instance: ZeroMinimiser, *, exact: bool = False, off: int = 0) -> Finding:
    """Whether L(W* + tw) = ½t²wᵀHw + O(t³), H = 2JᵀJ of rank d_e = rank J ≤ equations < d, and λ = d_e/2 or more.

    The learning coefficient λ is found from the equations, and whether it is to be d_e/2 from the zeros near W*. The
    spectrum of H is enclosed in floats, as one more route to its signs.

    Args:
        exact: allow no terms of higher order.
        off: is added to the rank of J.
    """
    found, whole, lines = _quadratic(instance)
    size = whole.nrows()
    residuals = [along_line(instance, ones_at(size, i))[1] for i in range(size)]
    jacobian = flint.fmpq_mat([[r[1] for r in along] for along in residuals]).transpose()
    rank = jacobian.rank() + off
    spectrum, coefficient = enclosed_spectrum(whole), coefficient_at(instance)
    measured = found | {"rank_J": rank, "inertia": inertia(whole), "spectrum": spectrum.told()}
    measured["learning_coefficient"] = coefficient.told()
    if whole != 2 * jacobian.transpose() * jacobian:
        return Finding(False, "exact", measured, "H is not 2JᵀJ")
    for w, c in lines:
        if c[0] or c[1] or 2 * c[2] != _form(w, whole):
            return Finding(False, "exact", measured, "the terms up to t² are not ½t²wᵀHw")
        if exact and c.degree() > 2:
            return Finding(False, "exact", measured, f"terms of higher order: {c}")
    if whole.rank() != rank or rank > found["equations"] or inertia(whole)[2]:
        return Finding(False, "exact", measured, f"rank H = {whole.rank()}, rank J = {rank}")
    if rank >= size > found["equations"]:
        return Finding(False, "exact", measured, "H is not degenerate")
    if not spectrum.agrees(rank, 0):
        return Finding(False, "exact", measured, "the enclosed eigenvalues of H are not those of its inertia")
    quadratic, manifold = coefficient.quadratic(rank), local_form(instance).manifold
    told = f"λ is {coefficient.told()['lambda']}, d_e is {rank}"
    if quadratic is None or manifold is None:
        why = "the zeros near W* are not known" if manifold is None else coefficient.because
        return Finding(None, "exact", measured, f"whether L is quadratic in suitable coordinates is not known: {why}")
    if quadratic != manifold or coefficient.contradicts(rank):
        kind = "a" if manifold else "no"
        return Finding(
            False, "exact", measured, f"{told}, and the zeros near W* are {kind} manifold of codimension d_e"
        )
    return Finding(True, "exact", measured)


@claim(
    "T3-02",
    "The loss is locally quadratic and degenerate at a zero minimiser",
    source="T3 §4, Proposition 1 and eq. (5)",
    quantifier="for all",
    field="real",
    letters=LETTERS,
    hypotheses=(zero_minimiser, overparametrised),
    draw=draw,
    size=_size,
    num_instances=30,
    reading="with two slips of (5) repaired: L(W* + w) = ½wᵀHw = ½Σ λ_kα_k²",
    witness=Witness(
        "L = (w₂w₁ − 1)² at W* = (1, 1), w = (a, b): L(W* + w) = (a + b + ab)², and ½wᵀHw = (a + b)² with "
        "H = 2(1 1; 1 1); as printed, wᵀHw = 2(a + b)² and Σ λ_k²α_k² = 8(a + b)².",
        {
            "X": [[1]],
            "activation": [0, 1],
            "weights": [[[1]], [[1]]],
            "Y": [["1"]],
            "directions": [[1, 0], [1, 1], [0, 1]],
        },
    ),
    note="In (5) the factor ½ is missing for H as defined in (2), and Σ λ_k²α_k² is wᵀH²w: wᵀHw is Σ λ_kα_k². The "
    "printed formula is therefore false wherever H ≠ 0, which needs no counterexample; the headline is the verdict "
    "with both repaired. The text says itself that “locally quadratic” means that L(W* + w) is quadratic in w: that is "
    "so without a hidden layer, and with one L has further terms, up to its degree. d_e > 0 fails where all "
    "derivatives of the outputs vanish (all weights zero, two layers). A zero minimiser of a polynomial loss is "
    "stable in Liapunov's sense anyway; overparametrisation, which Lemma 1 names and Proposition 1 does not, is "
    "needed for d_e < d. In suitable coordinates L is quadratic where the zeros near W* are a manifold of codimension "
    "d_e, as they mostly are; not at v = w = 0 of f = vwx, where λ = ½ and d_e = 0, nor always where d_e > 0: for "
    "f = v(w·x)² and two samples it can be ¾ with d_e = 1.",
)
def proposition_1(instance: ZeroMinimiser) -> Finding:
    """at a stable equilibrium W* with L(W*) = 0, L(W* + w) = wᵀHw = Σ λ_k²α_k²: quadratic in w, and degenerate, with
    0 < d_e < d non-degenerate directions
    """
    return quadratic_and_degenerate(instance)


def quadratic_and_degenerate(instance: ZeroMinimiser, *, to_the_letter: bool = False) -> Finding:
    """Whether L(W* + w) is a quadratic form with 0 < d_e < d, and that of the printed formula where it is asked for."""
    measured, whole, lines = _quadratic(instance)
    faults: dict[str, str] = {}
    for w, c in lines:
        form, square, at = _form(w, whole), _form(w, whole * whole), [int(v.p) for v in w.entries()]
        if c[2] != form / (1 if to_the_letter else 2):
            faults.setdefault("factor", f"the quadratic part of L(W* + w) is {c[2]}, wᵀHw = {form} for w = {at}")
        if to_the_letter and form != square:
            faults.setdefault("squares", f"wᵀHw = {form}, Σ λ_k²α_k² = wᵀH²w = {square} for w = {at}")
        if c.degree() > 2:
            faults.setdefault("higher order", f"L(W* + tw) = {str(c).replace('x', 't')} for w = {at}")
    if not 0 < whole.rank() < whole.nrows():
        faults["rank"] = f"d_e = {whole.rank()}, d = {whole.nrows()}"
    return Finding(not faults, "exact", measured | {"faults": list(faults)}, "; ".join(faults.values()))


@proposition_1.reading("unused")
def in_coordinates(instance: ZeroMinimiser) -> Finding:
    """in suitable analytic coordinates near W*, as “locally” may be read: L is quadratic, and 0 < d_e < d"""
    whole, coefficient = second_derivatives(instance), coefficient_at(instance)
    rank, size = whole.rank(), whole.nrows()
    measured = {"weights": size, "d_e": rank, "learning_coefficient": coefficient.told()}
    quadratic = coefficient.quadratic(rank)
    if quadratic is False:
        return Finding(False, "exact", measured, f"λ is {coefficient.told()['lambda']}, more than d_e/2 = {rank}/2")
    if not 0 < rank < size:
        return Finding(False, "exact", measured, f"d_e = {rank}, d = {size}")
    return Finding(quadratic, "exact", measured, "" if quadratic else coefficient.because)


@proposition_1.reading("unused")
def to_the_letter(instance: ZeroMinimiser) -> Finding:
    """as (5) is printed: L(W* + w) = wᵀHw = Σ λ_k²α_k²"""
    return quadratic_and_degenerate(instance, to_the_letter=True)


BOUNDARIES = (
    own_targets([[1]], [[3]]),  # as many weights as equations: H need not be degenerate
    own_targets([[0]], [[3]]),  # J = 0
    own_targets([[1]], [[0]], [[0]]),  # all weights 0: L has degree 4, and J = 0
    own_targets([[1, 1]], [[1]], [[1]]),  # equal samples: rank J = 1 of 2 equations
    own_targets([[1], [10**6]], [[10**6, -1]]),  # without a hidden layer L is quadratic
    own_targets([[1, -1]], [[1]], [[1]], activation=(0, 0, 1)),
    own_targets(
        [[1, 2], [2, 4]], [[1, 0], [0, 1]], [[1, 1], [1, -1]], activation=(0, 1, 1)
    ),  # collinear samples, d_e = 4 of 8
)


@proposition_1.corrected_at(*BOUNDARIES, search=Search(cases=small_cases))
def taylor(instance: ZeroMinimiser) -> Finding:
    """Let f be a polynomial in the weights, and L = Σ (f(x_i) − y_i)² = 0 at W*. Then L(W* + w) = ½wᵀHw + O(‖w‖³) with
    ½wᵀHw = ½Σ λ_kα_k², H = 2JᵀJ positive semidefinite of rank d_e = rank J ≤ (number of equations), which is less than
    d if there are fewer equations than weights; d_e = 0 where J = 0; with a hidden layer L need not be quadratic near
    W*. In suitable analytic coordinates near W* it is quadratic if and only if the zeros near W* are a manifold of
    codimension d_e, which is so if and only if the learning coefficient λ of L at W* is d_e/2; otherwise λ > d_e/2
    """
    return is_taylor(instance)


@taylor.false(because="rank J is")
def every_equation(instance: ZeroMinimiser) -> Finding:
    """d_e is the number of equations, if there are fewer of them than weights"""
    found = is_taylor(instance)
    rank, equations = int(found.measured["rank_J"]), int(found.measured["equations"])
    if equations >= int(found.measured["weights"]) or rank == equations:
        return found
    return Finding(False, "exact", found.measured, f"rank J is {rank}, with {equations} equations")


@taylor.false(because="more than d_e/2")
def always_in_coordinates(instance: ZeroMinimiser) -> Finding:
    """in suitable analytic coordinates near W* L is always quadratic"""
    coefficient, rank = coefficient_at(instance), second_derivatives(instance).rank()
    quadratic = coefficient.quadratic(rank)
    why = f"λ is {coefficient.told()['lambda']}, more than d_e/2 = {rank}/2" if quadratic is False else ""
    return Finding(quadratic, "exact", {}, why or ("" if quadratic else coefficient.because))


@proposition_1.false(because="higher order")
def no_rest(instance: ZeroMinimiser) -> Finding:
    """L(W* + w) = ½wᵀHw with no further terms"""
    return is_taylor(instance, exact=True)


@proposition_1.broken(because="rank H")
def rank(instance: ZeroMinimiser) -> Finding:
    """the rank of J off by one"""
    return is_taylor(instance, off=1)
