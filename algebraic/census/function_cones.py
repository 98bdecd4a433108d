"""The space that the functions of a network span, and whether the zero function is singular in their set."""

from __future__ import annotations

import flint

from ..ideals import FunctionProblem
from ..networks import scales_outputs
from ..shell import ROLE_FUNCTIONS, TooLarge, as_fmpq, random_stream
from ..systems import Gauge, Program, comparison


def span_dimension(problem: FunctionProblem) -> int | None:
    """The dimension of the linear span of all functions, by their coefficients; ``None`` where these are too many.

    It is the rank of the coefficients at as many random points as there are coefficients, exactly: never more than the
    dimension of the span, and less with a probability that is negligible.
    """
    asked = problem.question
    try:
        compared = comparison(asked.network, Gauge(asked.network.num_params, {}), "frobenius")
    except TooLarge:
        return None
    program, count = Program(compared.tape, compared.values), len(compared.values)
    stream, rows = random_stream(0, ROLE_FUNCTIONS, 4), []
    for _ in range(count):
        point = stream.integers(-(10**4), 10**4, asked.network.num_params).tolist()
        values = program({("w", k): flint.fmpq(value) for k, value in enumerate(point)}, as_fmpq)
        rows.append([flint.fmpq(value) for value in values])
    return int(flint.fmpq_mat(rows).rank())


def zero_is_apart(problem: FunctionProblem, dimension: int) -> bool:
    """Whether the functions are a cone that is no linear space: then its vertex, the zero function, is singular.

    They are a cone where some scaling of the weights multiplies every function.
    """
    if not scales_outputs(problem.question.network):
        return False
    span = span_dimension(problem)
    return span is not None and dimension < span
