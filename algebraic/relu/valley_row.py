"""Components and bad minima for one random data set: a row of a table."""

from __future__ import annotations

from collections.abc import Iterator
from time import process_time
from typing import TypedDict

from ..data import load_data
from ..networks import Network
from ..shell import UNLIMITED, Budget
from .entry import Wanted, explore
from .question import question_of

LEAKS = ("0", "1/4")
LEAST_SAMPLES, MOST_SAMPLES, MOST_INPUTS = 2, 4, 2


class ValleyCase(TypedDict):
    """A network and a data set: that of ``--data random --seed`` with its number."""

    data_set: int
    num_samples: int
    inputs: int
    num_hidden: int
    leak: str
    hidden_bias: bool


class ValleyRow(ValleyCase):
    """What is known of it; ``bad_in_products`` and ``only_in_weights`` count values of bad local minima."""

    status: str
    components: int | None
    components_up_to_permutation: int | None
    dimension: int | None
    least: str | None
    bad_in_products: int | None
    only_in_weights: int | None
    cpu_seconds: float


def valley_cases(data_sets: int) -> Iterator[ValleyCase]:
    """For each data set all widths up to 3, and one more than its samples if it is small; with and without leak.

    The number of samples and of inputs, and whether there are biases, follow from the number of the data set.

    >>> cases = list(valley_cases(12))
    >>> len({(case["num_samples"], case["inputs"], case["hidden_bias"]) for case in cases})
    12
    """
    shapes = [
        (samples, inputs, bias)
        for samples in range(LEAST_SAMPLES, MOST_SAMPLES + 1)
        for inputs in range(1, MOST_INPUTS + 1)
        for bias in (True, False)
    ]
    for number in range(data_sets):
        samples, inputs, bias = shapes[number % len(shapes)]
        for leak in LEAKS:
            small = samples < MOST_SAMPLES or inputs + bias < MOST_INPUTS + 1  # else minutes
            for units in sorted({1, 2, 3} | ({samples + 1} if small else set())):
                yield ValleyCase(
                    data_set=number,
                    num_samples=samples,
                    inputs=inputs,
                    num_hidden=units,
                    leak=leak,
                    hidden_bias=bias,
                )


def valley_row(case: ValleyCase, *, most: int, seconds: float, budget: Budget = UNLIMITED) -> ValleyRow:
    """The row of a case, with local minima where there are at most ``most`` units.

    Args:
        seconds: wall time for this row; what is cut short says so by its status.
        budget: of the whole table.
    """
    started = process_time()
    shape = Network.dense([case["inputs"], case["num_hidden"], 1], "z**2")  # only its widths count
    data = load_data("random", shape, case["num_samples"], seed=case["data_set"])
    question = question_of(
        data.inputs, data.targets, case["num_hidden"], case["leak"], case["hidden_bias"], data.source
    )
    own = budget.part(1.0, at_most=seconds)
    found = explore(question, own, Wanted(case["num_hidden"] <= most), options={}, seed=case["data_set"])
    bad = None if found.minima is None else found.minima["bad"]
    return ValleyRow(
        **case,
        status=found.status,
        components=found.components,
        components_up_to_permutation=found.components_up_to_permutation,
        dimension=found.dimension,
        least=None if found.minima is None else found.minima["least"],
        bad_in_products=None if bad is None else sum(value["in_products"] is not None for value in bad),
        only_in_weights=None if bad is None else sum(value["in_products"] is None for value in bad),
        cpu_seconds=round(process_time() - started, 3),
    )
