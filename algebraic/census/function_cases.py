"""Small networks whose critical functions stand in a table, and a row of it."""

from __future__ import annotations

from typing import TypedDict

from ..bounds import distance_degree
from ..networks import Builder, Network, lightning_attention
from ..shell import Budget, WrongInput
from .function_set import SubnetworkCount
from .of_functions import critical_functions

TIMEOUT = 600.0  # wall seconds for each count


class FunctionCase(TypedDict):
    """A network and a metric.

    Attributes:
        kind: ``dense`` (``sizes`` are the widths), ``convolution`` (filters of one channel, as many inputs as give one
            output) or ``attention`` (tokens, entries of each, outputs for each token).
        activation: after every layer but the last; of attention that of the scores; ``z`` is linear.
        bias: of dense networks: whether hidden units have a bias.
    """

    kind: str
    sizes: list[int]
    activation: str
    bias: bool
    metric: str


class FunctionRow(FunctionCase):
    """A case, and what was found of it.

    Attributes:
        again: the number by another seed: another metric (if it is generic), target, slice and search.
        theorem: the number that a theorem gives for this case, where one is known.
    """

    num_params: int
    dimension: int
    dimension_proved: bool
    ambient_dimension: int | None
    complex_count: int | None
    complex_count_status: str
    proved: bool
    statement: str
    routes: list[str]
    bkk: int | None
    real_count: int | None
    fibre_size: int | None
    zero_function: int
    strata: list[SubnetworkCount] | None
    again: int | None
    again_status: str
    theorem: int | None
    by: str | None


def case_network(case: FunctionCase) -> Network:
    """The network of a case.

    >>> case_network(FunctionCase(kind="convolution", sizes=[2, 3], activation="z**2", bias=False, metric="generic"))
    Network([4,3,1], activation=z**2, num_params=5)
    """
    sizes, activation = case["sizes"], case["activation"]
    match case["kind"]:
        case "dense":
            return Network.dense(sizes, activation, hidden_bias=case["bias"], output_bias=False)
        case "convolution":
            builder = Builder((1, 1 + sum(size - 1 for size in sizes), 1))
            for k, size in enumerate(sizes):
                builder.convolution(1, (1, size), bias=False, activation=activation if k < len(sizes) - 1 else None)
            return builder.network()
        case "attention":
            tokens, dim, outputs = sizes
            return lightning_attention(tokens, dim, outputs, None if activation == "z" else activation)
    raise WrongInput(f"there is no kind of network {case['kind']!r}", kind="bad_network")


def cases_of_table() -> list[FunctionCase]:
    """The cases of the table: every kind of network with both metrics of coefficients, in the order of the table.

    >>> len(cases_of_table()) >= 60
    True
    """
    linear = [(2, 1, 2), (3, 1, 2), (2, 1, 3), (4, 1, 2), (3, 1, 3), (5, 1, 2), (4, 1, 3), (3, 2, 3)]
    powers = [
        *(((2, 1, 1), f"z**{r}") for r in (2, 3, 4, 5, 6)),
        *(((3, 1, 1), f"z**{r}") for r in (2, 3)),
        *(((2, 1, 2), f"z**{r}") for r in (2, 3)),
        ((4, 1, 1), "z**2"),
        ((2, 2, 1), "z**4"),
        ((2, 2, 1), "z**5"),
        ((3, 2, 1), "z**2"),
        ((1, 1, 1), "z**3+z"),
        ((2, 1, 1), "z**2+z"),
        ((2, 1, 1), "z**3+z"),
        ((1, 2, 1), "z**3+z"),
        ((3, 1, 1), "z**2+z"),
        ((2, 1, 2), "z**2+z"),
        ((1, 1, 2), "z**2+z"),
        ((1, 1, 2), "z**3+z"),
        ((1, 1, 3), "z**2+z"),
        ((2, 1, 1), "z**3+z**2"),
        ((2, 1, 1), "z**4+z"),
    ]
    biased = [((1, 1, 1), "z**3"), ((1, 1, 1), "z**4"), ((2, 1, 1), "z**2"), ((1, 2, 1), "z**4")]
    biased += [((1, 1, 1), "z**5"), ((1, 1, 1), "z**6"), ((1, 1, 2), "z**2"), ((1, 1, 2), "z**3"), ((1, 1, 3), "z**2")]
    filters = [((2, 2), "z"), ((2, 3), "z"), ((3, 3), "z"), ((2, 2), "z**2"), ((2, 3), "z**2")]
    filters += [((2, 4), "z**2"), ((3, 2), "z**2"), ((2, 2), "z**3"), ((2, 3), "z**3"), ((2, 2), "z**4")]
    filters += [((2, 2), "z**2+z")]
    attention = [
        ((1, 2, 2), "z"),
        ((1, 3, 1), "z"),
        ((2, 1, 1), "z"),
        ((2, 2, 1), "z"),
        ((3, 2, 1), "z"),
        ((2, 2, 2), "z"),
        ((2, 1, 1), "z**2"),
        ((2, 1, 2), "z"),
        ((1, 2, 1), "z**2"),
        ((1, 2, 1), "z**3"),
        ((2, 1, 2), "z**2+z"),
    ]
    shapes = [
        *(("dense", sizes, "z", False) for sizes in linear),
        *(("dense", sizes, activation, False) for sizes, activation in powers),
        *(("dense", sizes, activation, True) for sizes, activation in biased),
        *(("convolution", sizes, activation, False) for sizes, activation in filters),
        *(("attention", sizes, activation, False) for sizes, activation in attention),
    ]
    return [
        FunctionCase(kind=kind, sizes=list(sizes), activation=activation, bias=bias, metric=metric)
        for kind, sizes, activation, bias in shapes
        for metric in ("generic", "frobenius")
    ]


def function_row(case: FunctionCase, *, seed: int, budget: Budget) -> FunctionRow:
    """The critical functions of a case, counted with two seeds.

    Args:
        budget: whose end interrupts the row.
    """
    network = case_network(case)
    with budget.alarm("critical functions were being counted"):
        found, other = (
            critical_functions(network, metric=case["metric"], seed=own, timeout=TIMEOUT) for own in (seed, seed + 1)
        )
    theorem = distance_degree(network, case["metric"])
    return FunctionRow(
        **case,
        num_params=network.num_params,
        dimension=found.dimension,
        dimension_proved=found.dimension_proved,
        ambient_dimension=found.ambient_dimension,
        complex_count=found.complex_count,
        complex_count_status=found.complex_count_status,
        proved=bool(found.complex_count_evidence.get("proved")),
        statement=found.complex_count_evidence["statement"],
        routes=[f"{route['route']}: {route['statement']}" for route in found.routes if route["supports"]],
        bkk=found.bkk,
        real_count=found.real_count,
        fibre_size=found.fibre_size,
        zero_function=found.zero_function,
        strata=found.strata,
        again=other.complex_count,
        again_status=other.complex_count_status,
        theorem=theorem[0] if theorem else None,
        by=theorem[1] if theorem else None,
    )
