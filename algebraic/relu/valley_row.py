"""Components and bad minima for one random data set: a row of a table."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from time import process_time
from typing import TypedDict

from ..data import load_data
from ..networks import Network
from ..shell import UNLIMITED, Budget
from .cells import MAX_CELLS
from .entry import Wanted, explore
from .question import question_of

LEAKS = ("0", "1/4")
LEAST_SAMPLES, MOST_SAMPLES, MOST_INPUTS, MOST_UNITS = 2, 4, 3, 3
BEYOND = 10  # data sets of each shape with one more sample, one more unit, and with N + 1 and 2N units
MOST_CELLS = 100_000  # above, with more units than samples, only the theorem is asked


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


def valley_cases(data_sets: int, up_to: int = MOST_SAMPLES + 1) -> Iterator[ValleyCase]:
    """So many data sets of every shape, with and without leak; what takes longest comes after the first ten of each.

    A shape is a number of samples and of inputs, with or without biases; it follows from the number of the data set.
    Up to four samples have all widths up to three. The first ten data sets of each shape have a fourth unit, N + 1 and
    2N units, too, and only these have five samples. Of more than ``up_to`` samples there is none.

    >>> cases = list(valley_cases(1))
    >>> len({(case["num_samples"], case["inputs"], case["hidden_bias"]) for case in cases})
    24
    """
    shapes = [
        (samples, inputs, bias)
        for samples in range(LEAST_SAMPLES, MOST_SAMPLES + 2)
        for inputs in range(1, MOST_INPUTS + 1)
        for bias in (True, False)
    ]
    later = list[ValleyCase]()
    for number in range(data_sets * len(shapes)):
        if number == BEYOND * len(shapes):
            yield from later
            later = []
        samples, inputs, bias = shapes[number % len(shapes)]
        more = number < BEYOND * len(shapes)
        if samples > (up_to if more else min(up_to, MOST_SAMPLES)):
            continue
        few = set(range(1, MOST_UNITS + 1))
        for leak, units in product(LEAKS, sorted(few | ({MOST_UNITS + 1, samples + 1, 2 * samples} if more else few))):
            case = ValleyCase(
                data_set=number, num_samples=samples, inputs=inputs, num_hidden=units, leak=leak, hidden_bias=bias
            )
            if samples > MOST_SAMPLES and units == MOST_UNITS + 1:
                later.append(case)
            else:
                yield case
    yield from later


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
    wide = case["num_hidden"] > max(case["num_samples"], MOST_UNITS + 1)
    wanted = Wanted(case["num_hidden"] <= most, most_cells=MOST_CELLS if wide else MAX_CELLS)
    found = explore(question, own, wanted, options={}, seed=case["data_set"])
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
