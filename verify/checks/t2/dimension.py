"""Consistent underdetermined equations have infinitely many solutions, of dimension at least K − N (T2 §3, A.2)."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import product
from typing import Any

import flint
import numpy as np

from algebraic.ideals import solutions_modulo
from algebraic.networks import Network, Rationals, forward, jacobian
from algebraic.ranks import RankResult, data_rank
from algebraic.shell import ROLE_PROBES, random_stream
from algebraic.systems import estimate_terms

from ...claims import Search, Settings
from ...declare import claim, hypothesis
from ...evidence import Finding
from ...instruments import (
    SmallFit,
    SmallNet,
    design,
    exact_rows,
    grow,
    network_of,
    random_activation,
    rational,
    system_of,
)

PRIME = 2**30 + 3
EXPANDED_TERMS = 300
GROEBNER_PARAMS = 4


class Planted(SmallFit):
    """A network with data that it fits at these weights."""

    weights: list[int]


def draw_shape(stream: np.random.Generator, scale: float, outputs: int) -> SmallNet:
    """A network of one to three layers; sometimes without biases and with a pure power, which has symmetries."""
    depth = grow(scale, 1, 3, stream)
    widths = [grow(scale, 1, 3, stream) for _ in range(depth)] + [outputs]
    power = stream.random() < 0.4
    degree = int(stream.integers(1, 4 if depth < 3 else 3))
    activation = ["0"] * degree + ["1"] if power else random_activation(stream, degree)
    bias = not power and bool(stream.random() < 0.5)
    return {"widths": widths, "activation": activation, "bias": bias, "readout": depth > 1 and stream.random() < 0.7}


def draw_planted(stream: np.random.Generator, settings: Settings) -> Planted:
    """An instance whose generic rank has a proof (nearly all have)."""
    while True:
        instance = draw_any(stream, settings)
        if settings.drop is not None or rank_of_distinct(instance).upper_bound.proved:
            return instance


def rank_of_distinct(instance: Planted) -> RankResult:
    """The generic rank for the inputs without repetitions."""
    distinct = [list(row) for row in dict.fromkeys(tuple(row) for row in instance["inputs"])]
    return data_rank(network_of(instance), np.array(exact_rows(distinct), dtype=object))


def draw_any(stream: np.random.Generator, settings: Settings) -> Planted:
    """Fewer samples than weights, targets from integer weights; corners: zero weights, a zero last layer, repeats."""
    drop = settings.drop
    scale = max(settings.scale, 0.6 if drop else 0.3)  # at 0 there is one weight only
    while True:
        net = draw_shape(stream, scale, 2 if drop == "scalar" else 1)
        if drop in ("scalar", "underdetermined"):
            net |= {"widths": [grow(scale, 1, 3, stream), net["widths"][-1]], "readout": False}
        size = network_of(net).num_params
        if size > (2 if drop == "consistent" else 1) or drop == "underdetermined":
            break
    lowest, samples = (2 if drop == "consistent" else 1), size
    if drop == "scalar":
        samples = 1
    elif drop != "underdetermined":
        samples = int(stream.integers(lowest, size))
    while True:
        inputs = stream.integers(-5, 6, (samples, net["widths"][0])).tolist()
        if len(net["widths"]) > 2 or design(inputs, net["bias"]).rank() == min(samples, size):
            break
    weights = stream.choice([-1, 1], size) * stream.integers(1, 100, size)
    corner = stream.random() if drop is None and net["readout"] else 1.0
    if corner < 0.15:
        weights[:] = 0
    elif corner < 0.3:
        weights[network_of(net).layer_labels(-1)] = 0
    elif corner < 0.4 and samples > 1:
        inputs[-1] = inputs[0]
    if drop == "consistent":
        inputs[-1] = inputs[0]
    targets = [[str(v) for v in row] for row in outputs_at(net, inputs, weights.tolist()).tolist()]
    if drop == "consistent":
        targets[-1] = [str(rational(v) + 1) for v in targets[-1]]
    return {**net, "inputs": inputs, "weights": weights.tolist(), "targets": targets}


def outputs_at(net: SmallNet, inputs: list[list[int]], weights: list[int]) -> np.ndarray:
    """f(x_i; w), exact."""
    ring = Rationals()
    return forward(network_of(net), ring, ring.array(weights), ring.array(exact_rows(inputs))).output


def rank_at(network: Network, inputs: list[list[Any]], weights: np.ndarray) -> int:
    """Rank over Q of the Jacobian of all outputs at rational weights."""
    ring = Rationals()
    values = jacobian(network, ring, weights, ring.array(exact_rows(inputs)))
    return flint.fmpq_mat(values.tolist()).rank()


def rank_by_expansion(instance: Planted) -> int | None:
    """The same from the derivatives of the expanded equations, where these are short."""
    if estimate_terms(network_of(instance)) > EXPANDED_TERMS:
        return None
    system = system_of(instance)
    point = [flint.fmpq(w) for w in instance["weights"]]
    return flint.fmpq_mat([[p.derivative(n)(*point) for n in system.names] for p in system.polynomials]).rank()


def local_dimension(instance: Planted) -> tuple[int | None, dict[str, int | str]]:
    """Dimension of the solution set at a solution, with what was measured and by which route.

    K − rank J(w) where that is the generic rank for these inputs (the rank is then constant around w). Otherwise at
    another solution: random hidden weights and a linear system for the readout; or by a Gröbner basis modulo a prime.
    """
    network, ring = network_of(instance), Rationals()
    distinct = [list(pair) for pair in dict.fromkeys(tuple(row) for row in instance["inputs"])]
    generic = rank_of_distinct(instance)
    weights = ring.array(instance["weights"])
    rank = rank_at(network, distinct, weights)
    found: dict[str, int | str] = {
        "generic_rank": generic.rank,
        "proved": generic.upper_bound.proved,
        "rank": rank,
    }
    if rank == generic.rank:
        return network.num_params - generic.rank, found | {"route": "rank at the given weights"}
    if instance["readout"]:
        stream = random_stream(0, ROLE_PROBES, 0)
        labels = network.layer_labels(-1)
        targets = ring.array([Fraction(str(v)) for row in instance["targets"] for v in row])[:, None]
        for _ in range(5):
            weights = ring.array(stream.integers(-9, 10, network.num_params))
            weights[labels] = ring.array([0] * len(labels))
            matrix = jacobian(network, ring, weights, ring.array(exact_rows(instance["inputs"])))[:, labels]
            free = ring.array(stream.integers(-9, 10, len(labels)))
            solution = _solve(flint.fmpq_mat(matrix.tolist()), flint.fmpq_mat(targets.tolist()), free)
            if solution is not None:
                weights[labels] = solution
            if solution is not None and rank_at(network, distinct, weights) == generic.rank:
                return network.num_params - generic.rank, found | {"route": "another solution", "point": str(weights)}
        if not any(wanted != 0 for wanted in targets.flat):
            return network.num_params - len(labels), found | {
                "route": "all weights with a last layer of 0 (at least)",
                "proved": True,
            }
    if network.num_params <= GROEBNER_PARAMS:
        terms = [dict(t) for t in system_of(instance).integer_terms]
        return solutions_modulo(terms, network.num_params, PRIME).dimension, found | {
            "route": "modulo a prime",
            "proved": False,
        }
    return None, found


def _solve(matrix: flint.fmpq_mat, wanted: flint.fmpq_mat, free: np.ndarray) -> np.ndarray | None:
    """A rational solution of linear equations, if there is one; the free unknowns take the values ``free``."""
    unknowns = matrix.ncols()
    joined = flint.fmpq_mat([a + b for a, b in zip(matrix.tolist(), wanted.tolist(), strict=True)])
    echelon, rank = joined.rref()
    pivots = [next(j for j in range(unknowns + 1) if echelon[k, j] != 0) for k in range(rank)]
    if unknowns in pivots:
        return None
    values = free.copy()
    for k, pivot in enumerate(pivots):
        others = (echelon[k, j] * free[j] for j in range(unknowns) if j not in pivots)
        values[pivot] = echelon[k, unknowns] - sum(others, flint.fmpq(0))
    return values


def decide_at_least(instance: Planted, *, extra: int = 0, broken: bool = False) -> Finding:
    """Infinitely many solutions, and dimension at least K − N (+ ``extra``)."""
    network, samples = network_of(instance), len(instance["inputs"])
    claimed = network.num_params - samples + extra
    measured: dict[str, int | str | None] = {
        "num_params": network.num_params,
        "num_samples": samples,
        "claimed": claimed,
    }
    if consistent.violated(instance):
        equal = len({tuple(row) for row in instance["inputs"]}) < samples
        reason = "one sample has two targets: no solution at all"
        return Finding(False if equal else None, "exact", measured, reason if equal else "the weights are no solution")
    again = rank_by_expansion(instance)
    given = instance["inputs"][:-1] if broken and samples > 1 else instance["inputs"]
    once = rank_at(network, given, Rationals().array(instance["weights"]))
    measured |= {"rank": once, "rank_by_expansion": again}
    if again is not None and again != once:
        return Finding(False, "exact", measured, f"two routes to the rank give {once} and {again}")
    if len(instance["widths"]) == 2 and design(instance["inputs"], instance["bias"]).rank() == samples:
        # P(z) = y for every unit and sample: finitely many z, and w in parallel linear spaces.
        size = network.output_dim * (network.num_params // network.output_dim - samples)
        measured["route"] = "one layer, independent samples"
        exactly = True
    else:
        found, how = local_dimension(instance)
        measured |= how
        if found is None:
            return Finding(None, "exact", measured, "no solution with the generic rank was found")
        size, exactly = found, False
        if size < claimed and "at least" in str(how["route"]):
            return Finding(None, "exact", measured, f"dimension at least {size}: not enough to decide")
    measured["dimension"] = size
    # The generic rank may lack a proof that it is no larger: it was the same at independent random points.
    grade = "exact" if measured.get("proved", True) else "statistical"
    if size < claimed:
        where = "" if exactly else "at a solution "
        return Finding(False, grade, measured, f"{where}the dimension is {size}, less than {claimed}")
    return Finding(size > 0, grade, measured, "" if size else "finitely many solutions: dimension 0")


@hypothesis
def consistent(instance: Planted) -> str | None:
    """there is a solution"""
    left = [
        rational(str(v)) for row in outputs_at(instance, instance["inputs"], instance["weights"]).tolist() for v in row
    ]
    right = [rational(v) for row in instance["targets"] for v in row]
    wrong = sum(a != b for a, b in zip(left, right, strict=True))
    return f"{wrong} equations are not met by the weights" if wrong else None


@hypothesis
def underdetermined(instance: Planted) -> str | None:
    """fewer data points than weights (“underconstrained”)"""
    samples, size = len(instance["inputs"]), network_of(instance).num_params
    return None if samples < size else f"{samples} data points, {size} weights"


@hypothesis
def scalar(instance: Planted) -> str | None:
    """one output, as in (1) and (5), so that N data points are N equations"""
    outputs = instance["widths"][-1]
    return None if outputs == 1 else f"{outputs} outputs"


def small_fits() -> Iterator[Planted]:
    """Up to six weights, all 0, 1, −1 or of both signs, with samples that are 0, equal, opposite or proportional."""
    shapes = (([1, 1], False), ([2, 1], False), ([1, 1, 1], False), ([1, 2, 1], True), ([2, 2, 1], True))
    for (widths, readout), p, bias in product(shapes, ("0,1", "0,0,1", "1,0,-1", "0,1,0,1"), (False, True)):
        net: SmallNet = {"widths": widths, "activation": p.split(","), "bias": bias, "readout": readout}
        size, dim = network_of(net).num_params, widths[0]
        for signs, factors in product(
            ((0, 0), (1, 1), (-1, -1), (1, -1), (0, 1)), ((0,), (1,), (1, 1), (1, -1), (1, 2))
        ):
            inputs, weights = [[k] * dim for k in factors], [signs[k % 2] for k in range(size)]
            targets = [[str(v) for v in row] for row in outputs_at(net, inputs, weights).tolist()]
            yield {**net, "inputs": inputs, "weights": weights, "targets": targets}


@claim(
    "T2-07",
    "Consistent equations: infinitely many solutions, dimension at least K − N",
    source="T2 §3 and A.2 (“Otherwise, it has infinitely many complex solutions: the set of all solutions …”)",
    quantifier="for all",
    field="complex",
    letters={"K": "num_params", "N": "num_samples"},
    draw=draw_planted,
    hypotheses=(consistent, underdetermined, scalar),
    size=lambda instance: len(instance["weights"]) + len(str(instance)) / 1000,
    search=Search(cases=small_fits, most_cases=80),
    num_instances=40,
    note="The sentences before it speak of an “underconstrained” system of “a much larger number K of unknown "
    "weights”: with K = N it fails (finitely many solutions), and so it does for m outputs if N is the number of "
    "data points: then read K − N·m. All three hypotheses are needed.",
)
def at_least(instance: Planted) -> Finding:
    """If N equations of a network in K > N weights have a solution, they have infinitely many complex ones, and the set
    of all solutions has dimension at least K − N"""
    return decide_at_least(instance)


@at_least.false(because="less than")
def more(instance: Planted) -> Finding:
    """every component has dimension at least K − N + 1"""
    return decide_at_least(instance, extra=1)


@at_least.broken(because="two routes")
def sample(instance: Planted) -> Finding:
    """the Jacobian forgets the last sample"""
    return decide_at_least(instance, broken=True)
