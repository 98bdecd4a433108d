"""Zeros of ReLU networks with any number of layers, strictly inside of the regions of activation patterns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any, Literal

from ..engines import versions
from ..shell import Budget, OutOfBudget, WrongInput, check_seed
from .deep_census import explore_region
from .deep_question import DeepQuestion, Pattern, all_patterns, deep_question_of, pattern_at, read_pattern
from .deep_result import RegionDocument, RegionStatus, ReluRegions
from .paths import numbers_in
from .result import Option, ReluData


def relu_regions(
    inputs: Any,
    targets: Any,
    widths: Any,
    leak: Any = 0,
    *,
    hidden_bias: bool = False,
    pattern: Any = None,
    at: Any = None,
    seed: int = 0,
    timeout: float | None = None,
) -> ReluRegions:
    """The zeros of a deep ReLU network strictly inside of the regions of activation patterns, each one certified.

    With a pattern, σ(z) = max(z, leak · z) multiplies by 1 or by the leak, so that f is a polynomial, linear in the
    weights of each layer. Its zeros are those of the network where the signs are those of the pattern, which is proved
    by intervals. Positive factors of the units are set aside: each unit takes in 1 or −1 from the first sample.

    Args:
        inputs: exact numbers, shape (num_samples, input_dim).
        targets: exact numbers, shape (num_samples, output_dim).
        widths: of inputs, hidden layers and outputs.
        leak: slope of the activation below 0, a rational number from 0 on and below 1, such as "1/4".
        hidden_bias: whether hidden units have biases; the outputs have none.
        pattern: 1 or 0 of each layer, unit and sample, such as ``10,01/11``; or nested lists.
        at: weights whose pattern is taken, as exact numbers in the order of the parameters: layer by layer, weights
            unit by unit, then biases.
        seed: of the search and of slices.
        timeout: wall time in seconds; what is cut short is a bound, and says so.

    Raises:
        WrongInput: data, widths, a leak or a pattern that are none; weights on a boundary; a pattern and weights, or
            neither, and too many patterns.
        OutOfBudget: the time was over before the patterns were known.

    >>> found = relu_regions([[1], [2]], [3, 6], [1, 1, 1, 1])
    >>> found.count, found.status, found.regions[0]["points"][0]["weights"]
    (1, 'exact', ['1', '1', '3'])
    """
    question, seed = deep_question_of(inputs, targets, widths, leak, hidden_bias), check_seed(seed)
    return explore_regions(question, Budget(timeout), pattern, at, options={"timeout": timeout}, seed=seed)


def explore_regions(
    question: DeepQuestion,
    budget: Budget,
    pattern: Any = None,
    at: Any = None,
    *,
    options: Mapping[str, Option],
    seed: int,
) -> ReluRegions:
    """:func:`relu_regions` of a question."""
    if pattern is not None and at is not None:
        raise WrongInput("there are a pattern and weights", hint="give one of them", kind="bad_pattern")
    patterns: Iterable[Pattern]
    weights: Sequence[Fraction] | None = None
    if pattern is not None:
        patterns = [read_pattern(pattern, question)]
    elif at is not None:
        weights = numbers_in(at)
        patterns = [pattern_at(question, weights)]
    else:
        patterns = all_patterns(question, budget)
    regions, number, reasons = list[RegionDocument](), 0, dict[str, str]()
    given = pattern is not None or at is not None
    try:
        for each in patterns:
            budget.check("the regions of activation patterns were being looked at")
            region = explore_region(question, each, seed, budget, weights)
            number += 1 if given else region["copies"]
            if given or region["census"] is not None or region["points"] or region["undecided"]:
                regions.append(region)
    except OutOfBudget as problem:
        reasons["regions"] = str(problem)
    status = status_of(regions, whole="regions" not in reasons)
    return ReluRegions(
        widths=list(question.widths),
        num_samples=len(question.inputs),
        leak=str(question.leak),
        hidden_bias=question.hidden_bias,
        status=status,
        count=count_in(regions, status, given=given),
        dimension=dimension_in(regions),
        undecided=total_of(regions, "undecided", given=given),
        chosen="given" if given else "all",
        num_patterns=number,
        regions=regions,
        reasons=reasons,
        data=data_in(question),
        options=options,
        seed=seed,
        versions=versions(),
    )


def status_of(regions: list[RegionDocument], *, whole: bool) -> RegionStatus:
    """What is known of all regions together; ``whole`` says that none is missing."""
    found = {region["status"] for region in regions}
    if "positive_dimensional" in found:
        return "positive_dimensional"
    if whole and found <= {"exact"}:
        return "exact"
    return "lower_bound" if any(region["points"] for region in regions) else "undecided"


def count_in(regions: list[RegionDocument], status: RegionStatus, *, given: bool) -> int | None:
    """The number of isolated zeros."""
    return None if status in ("positive_dimensional", "undecided") else total_of(regions, "count", given=given)


def total_of(regions: list[RegionDocument], name: Literal["count", "undecided"], *, given: bool) -> int:
    """A sum over the given region, or over all, in every order of the units."""
    return sum((region[name] or 0) * (1 if given else region["copies"]) for region in regions)


def dimension_in(regions: list[RegionDocument]) -> int | None:
    """The largest dimension that is proved."""
    return max((region["dimension"] for region in regions if region["dimension"] is not None), default=None)


def data_in(question: DeepQuestion) -> ReluData:
    """The data as plain text."""
    return ReluData(
        source=question.source,
        inputs=[[str(value) for value in row] for row in question.inputs],
        targets=[[str(value) for value in row] for row in question.targets],
    )
