"""Dimension and degree of the zero-error set for these very targets, by Gröbner bases modulo two primes."""

from __future__ import annotations

import numpy as np

from ..ideals import confirm_answer, engine_name, solutions_modulo
from ..networks import Network, Polynomials, forward
from ..shell import ROLE_SLICE, UNLIMITED, Budget, WrongInput, random_primes, random_stream
from ..systems import IntegerTerms, primitive_terms, zero_error_system
from .result import GroebnerDimension, SliceDegree


def groebner_dimension(
    network: Network,
    inputs: np.ndarray,
    targets: np.ndarray,
    *,
    expected: int | None = None,
    seed: int = 0,
    budget: Budget = UNLIMITED,
) -> GroebnerDimension:
    """Dimension of the set modulo two primes; ``empty`` where there is no solution modulo either.

    Args:
        inputs, targets: exact rationals, shapes (num_samples, input_dim) and (num_samples, output_dim).
        expected: the dimension that a rank gives for generic targets, which confirms the same one for these.

    >>> from algebraic.shell import rationals
    >>> net = Network.dense([1, 1, 1], "z", hidden_bias=False, output_bias=False)  # v w x = y
    >>> found = groebner_dimension(net, rationals([[1]]), rationals([[3]]))
    >>> found["dimension"], found["empty"], found["statement"]
    (1, False, 'dimension 1 modulo two primes')
    """
    system = zero_error_system(network, inputs, targets)
    equations = [dict(terms) for terms in system.integer_terms]
    answers = [solutions_modulo(equations, len(system.names), p, budget=budget) for p in random_primes(2, seed)]
    dimensions = [answer.dimension for answer in answers]
    agreed = dimensions[0] if len(set(dimensions)) == 1 else None
    words = "no solution" if agreed == -1 else f"dimension {agreed}" if agreed is not None else "no agreement"
    statement = f"{words} modulo two primes"
    if agreed is not None:
        confirmed = confirm_answer(equations, len(system.names), answers[0], budget=budget)
        if confirmed.holds is False or (confirmed.holds is None and agreed != expected):
            agreed, statement = None, f"{engine_name()} claims {statement}; not believed: {confirmed.statement}"
    return GroebnerDimension(
        dimension=agreed if agreed != -1 else None,
        agrees=None,
        empty=None if agreed is None else agreed == -1,
        primes=[answer.prime for answer in answers],
        dimensions=dimensions,
        statement=statement,
    )


def degree_by_slice(
    network: Network, inputs: np.ndarray, targets: np.ndarray, *, seed: int = 0, budget: Budget = UNLIMITED
) -> SliceDegree:
    """Degree of the set: its number of points on a random affine slice of complementary dimension, modulo two primes.

    The weights become random integer affine forms w = a + B t in as many unknowns t as equations.

    Raises:
        WrongInput: more equations than weights.
    """
    num_equations, num_params = targets.size, network.num_params
    if num_equations > num_params:
        raise WrongInput(f"{num_equations} equations in {num_params} weights leave no slice", kind="not_square")
    ring = Polynomials([f"t{i + 1}" for i in range(num_equations)])
    numbers = random_stream(seed, ROLE_SLICE, 1).integers(-99, 100, (num_params, num_equations + 1))
    weights = np.empty(num_params, dtype=object)
    for k, (constant, *slopes) in enumerate(numbers.tolist()):
        weights[k] = sum((s * t for s, t in zip(slopes, ring.variables, strict=True)), ring.constant(constant))
    residuals = forward(network, ring, weights, ring.array(inputs)).output - ring.array(targets)
    equations: list[IntegerTerms] = [primitive_terms(p) for p in residuals.ravel()]
    terms = [dict(e) for e in equations]
    answers = [solutions_modulo(terms, num_equations, p, budget=budget) for p in random_primes(2, seed)]
    counts = [answer.count for answer in answers]
    agreed = counts[0] if len(set(counts)) == 1 else None
    statement = f"degree {agreed} modulo two primes" if agreed is not None else "the primes do not agree"
    if agreed is not None:
        confirmed = confirm_answer(terms, num_equations, answers[0], budget=budget)
        if not confirmed.holds:
            agreed, statement = None, f"{engine_name()} claims {statement}; not believed: {confirmed.statement}"
    return SliceDegree(degree=agreed, primes=[answer.prime for answer in answers], counts=counts, statement=statement)
