"""The rungs that follow from the shape of the network: degrees, Bézout's bound, and the papers' formulas."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from math import log2

from ..bounds import (
    activation_degree,
    bezout_bound,
    bezout_log2,
    paper_bezout_log2,
    paper_notes,
    paper_real_estimate,
)
from ..shell import HypothesesNotMet, TooLarge
from .question import MAX_DIGITS_LOG2, Question, refuse_digits

ZERO_ERROR_ONLY = "the papers give these formulas for the zero-error equations only"
MAX_LISTED_DEGREES = 10_000


@dataclass(frozen=True)
class DegreeRungs:
    """The degrees of the equations, and their product."""

    equation_degrees: list[int] | None = None
    equation_degree_log2: float | None = None
    bezout: int | None = None
    bezout_log2: float | None = None


@dataclass(frozen=True)
class PaperRungs:
    """What the papers' formulas give, as printed."""

    paper_bezout: int | float | None
    paper_bezout_log2: float | None
    paper_real_estimate: int | float | None
    paper_real_estimate_log2: float | None
    paper_notes: list[str]


def degree_rungs(asked: Question) -> tuple[DegreeRungs, str | None]:
    """The degrees, Bézout's bound, and why there are fewer equations than it seems, if there are."""
    problem, attempt = asked.problem, asked.attempt
    one, num_equations = problem.degrees(), problem.num_equations
    degrees = one if problem.data is not None else one * min(problem.num_samples, MAX_LISTED_DEGREES + 1)
    vacuous, largest, power = problem.vacuous(), max(degrees), bezout_log2(degrees)
    product_log2 = None if power is None or vacuous else power * (num_equations / len(degrees))

    def listed() -> list[int]:
        if num_equations > MAX_LISTED_DEGREES or log2(max(1, largest)) > MAX_DIGITS_LOG2:
            raise TooLarge(f"{num_equations:,} degrees up to 2^{log2(largest):.6g}: see equation_degree_log2")
        return degrees

    def product() -> int:
        if vacuous:
            raise HypothesesNotMet(vacuous)
        refuse_digits("bezout", product_log2)
        return bezout_bound(degrees)

    rungs = DegreeRungs(
        equation_degrees=attempt("equation_degrees", listed, urgent=True),
        equation_degree_log2=log2(largest) if largest else None,
        bezout=attempt("bezout", product, urgent=True),
        bezout_log2=product_log2,
    )
    return rungs, vacuous


def paper_rungs(asked: Question) -> PaperRungs:
    """The formulas of Theory II, for the zero-error equations."""
    problem = asked.problem
    num_samples, num_layers = problem.num_samples, len(problem.network.layers)
    degree = activation_degree(problem.network)
    power = None if problem.takes_ridge else paper_bezout_log2(degree, num_samples, num_layers)

    def formula(key: str, key_log2: float | None) -> int | float:
        if problem.takes_ridge:
            raise HypothesesNotMet(ZERO_ERROR_ONLY)
        refuse_digits(key, key_log2)
        if key == "paper_bezout":
            return int(degree ** (num_samples * num_layers))
        return paper_real_estimate(degree, num_samples, num_layers)

    half = None if power is None else power / 2
    return PaperRungs(
        paper_bezout=asked.attempt("paper_bezout", partial(formula, "paper_bezout", power), urgent=True),
        paper_bezout_log2=power,
        paper_real_estimate=asked.attempt(
            "paper_real_estimate", partial(formula, "paper_real_estimate", half), urgent=True
        ),
        paper_real_estimate_log2=half,
        paper_notes=[ZERO_ERROR_ONLY] if problem.takes_ridge else paper_notes(problem.network, num_samples),
    )
