"""Dimension K − N with probability one: of random systems, and of networks with random data (T2 §3, A.2)."""

from __future__ import annotations

from typing import NotRequired, TypedDict, final

import numpy as np

from algebraic.ideals import count_solutions
from algebraic.networks import Network, Rationals
from algebraic.ranks import RankResult, data_rank, generic_rank
from algebraic.systems import estimate_terms

from ...claims import Settings
from ...declare import claim, hypothesis
from ...evidence import Finding
from ...instruments import SmallFit, exact_rows, network_of, system_of
from . import random_system
from .dimension import draw_shape, outputs_at, rank_at
from .random_system import RandomSystem, decide_system, draw_system

EXPANDED_TERMS = 300
COUNTED_PARAMS = 5


@final
class RandomData(SmallFit):
    """A network with random data, or with weights that fit the targets."""

    weights: NotRequired[list[int]]


class Counted(TypedDict):
    """What is known of the solutions for the targets of an instance."""

    status: str
    kind: str | None


class Measured(TypedDict):
    """Weights, equations, their generic rank and why it is no larger; then what is claimed of the dimension."""

    K: int
    equations: int
    rank: int
    why_no_larger: str
    proved: bool
    these_targets: NotRequired[Counted]
    dimension: NotRequired[int | None]
    claimed: NotRequired[int]
    predicted: NotRequired[int]
    condition: NotRequired[bool]
    r: NotRequired[int]


def draw_random(stream: np.random.Generator, settings: Settings) -> RandomData:
    """Random inputs and targets for a random network, with fewer equations than weights."""
    drop = settings.drop
    scale = max(settings.scale, 0.6 if drop else 0.3)  # at 0 there is one weight only
    while True:
        net = draw_shape(stream, scale, 1 + int(stream.random() < 0.25))
        network = network_of(net)
        most = (network.num_params - 1) // network.output_dim
        if most > int(drop == "inputs"):
            break
    samples = int(stream.integers(1 + int(drop == "inputs"), most + 1))
    if drop == "underdetermined":
        samples = network.num_params // network.output_dim + 1
    numbers = np.delete(np.arange(-999, 1000), 999)  # without 0
    inputs = stream.permutation(numbers)[: samples * network.input_dim].reshape(samples, network.input_dim)
    if drop == "inputs":
        inputs[-1] = inputs[0]
    if drop == "targets":
        weights = stream.permutation(np.arange(1, 100))[: network.num_params].tolist()
        fitted = [[str(v) for v in row] for row in outputs_at(net, inputs.tolist(), weights).tolist()]
        return {**net, "inputs": inputs.tolist(), "weights": weights, "targets": fitted}
    random = stream.integers(-99, 100, (samples, network.output_dim)).tolist()
    return {**net, "inputs": inputs.tolist(), "targets": random}


def equations_of(instance: RandomData) -> tuple[Network, int, RankResult]:
    """The network, the number of equations, and the generic rank of their Jacobian for the inputs."""
    network = network_of(instance)
    rank = data_rank(network, np.array(exact_rows(instance["inputs"]), dtype=object))
    return network, len(instance["inputs"]) * network.output_dim, rank


def dimension_of(instance: RandomData) -> tuple[int | None, str, Measured]:
    """Dimension with probability one over the targets (−1: empty), or at the planted weights; grade; evidence."""
    network, equations, rank = equations_of(instance)
    grade = "exact" if rank.upper_bound.proved else "statistical"
    measured: Measured = {
        "K": network.num_params,
        "equations": equations,
        "rank": rank.rank,
        "why_no_larger": rank.upper_bound.statement,
        "proved": rank.upper_bound.proved,
    }
    if "weights" in instance:  # the rank is constant around weights where it is the generic one
        smooth = rank_at(network, instance["inputs"], Rationals().array(instance["weights"])) == rank.rank
        return network.num_params - rank.rank if smooth else None, grade, measured
    small = network.num_params <= COUNTED_PARAMS and equations < network.num_params
    if small and estimate_terms(network) * equations <= EXPANDED_TERMS:
        system = system_of(instance)
        inputs, targets = (
            np.array(exact_rows(each), dtype=object) for each in (instance["inputs"], instance["targets"])
        )
        found = count_solutions(system, network, inputs, targets, rank)
        measured["these_targets"] = {"status": found.status, "kind": found.evidence.get("kind")}
    return network.num_params - rank.rank if rank.rank == equations else -1, grade, measured


def _differing_status(measured: Measured, *, empty: bool) -> str:
    """What was found for the targets of an instance, where it contradicts that there is or is no solution."""
    status = measured["these_targets"]["status"] if "these_targets" in measured else "undecided"
    return status if status != "undecided" and (status == "empty") != empty else ""


def decide_random(instance: RandomData, *, extra: int = 0) -> Finding:
    """As printed: the dimension is K − N, the number of weights less the number of equations."""
    size, grade, measured = dimension_of(instance)
    claimed = measured["K"] - measured["equations"] + extra
    measured |= {"dimension": size, "claimed": claimed}
    status = _differing_status(measured, empty=size == -1)
    if status:
        reason = f"generic targets have dimension {size}, these are {status}"
        return Finding(None, grade, measured, reason)
    if size is None:
        return Finding(None, grade, measured, "the rank at the given weights is not the generic one")
    if size == claimed:
        return Finding(True, grade, measured)
    shape = f"rank {measured['rank']} of {measured['equations']} equations in {measured['K']} weights"
    if size == -1:
        return Finding(False, grade, measured, f"{shape}: no solution for almost all targets, not dimension {claimed}")
    return Finding(False, grade, measured, f"{shape}: dimension {size}, not {claimed}")


def decide_condition(instance: RandomData, *, short: int = 0) -> Finding:
    """Dimension K − N·m where the rank is N·m; empty where it is less; for one output N ≤ r decides."""
    network, equations, rank = equations_of(instance)
    size, grade, measured = dimension_of(instance)
    condition = rank.rank - short == equations
    predicted = network.num_params - equations if condition else -1
    measured |= {"dimension": size, "predicted": predicted, "condition": condition}
    status = _differing_status(measured, empty=predicted == -1)
    if status:
        reason = f"predicted dimension {predicted}, but for these targets the set is {status}"
        return Finding(False, grade, measured, reason)
    if predicted != size:
        return Finding(False, grade, measured, f"predicted dimension {predicted}, found {size}")
    if network.output_dim == 1 and "weights" not in instance:
        limit = generic_rank(network)
        measured["r"] = limit.rank
        if rank.rank != min(equations, limit.rank):
            reason = f"rank {rank.rank} for these samples, not min(N, r) = {min(equations, limit.rank)}"
            return Finding(False, grade, measured, reason)
    return Finding(True, grade, measured)


@hypothesis
def underdetermined(instance: RandomData) -> str | None:
    """fewer equations than weights"""
    network = network_of(instance)
    equations = len(instance["inputs"]) * network.output_dim
    return None if equations < network.num_params else f"{equations} equations, {network.num_params} weights"


@hypothesis
def inputs(instance: RandomData) -> str | None:
    """the inputs are chosen at random: none occurs twice"""
    repeated = len(instance["inputs"]) - len({tuple(row) for row in instance["inputs"]})
    return f"{repeated} samples are repetitions" if repeated else None


@hypothesis
def targets(instance: RandomData) -> str | None:
    """the targets are chosen at random, not as outputs of the network"""
    return "the targets are outputs of the network" if "weights" in instance else None


@claim(
    "T2-08",
    "Dimension K − N with probability one",
    source="T2 §3 and A.2 (“If the underdetermined system is chosen at random the dimension is equal to K − N …”)",
    quantifier="with probability",
    field="complex",
    letters={
        "K": "unknowns, of a network num_params",
        "N": "number of equations; of a network: data points, times the number m of outputs",
        "r_N": "rank of the Jacobian of the outputs by the weights, at generic weights, for N data points",
        "r": "its limit for many data points",
    },
    draw=draw_system,
    hypotheses=(random_system.underdetermined, random_system.random),
    rests_on=("T2-07",),
    size=lambda instance: len(str(instance)),
    num_instances=40,
    reading="of a system of polynomials all of whose coefficients are chosen at random",
    note="True as printed, of systems whose coefficients are all random; each instance is proved by a full rank of a "
    "Macaulay matrix modulo a prime. In a network only data are random, and the functions it computes may have "
    "fewer than K parameters: r < K by scaling symmetries of z^ℓ, by mixing of linear layers, by a small space of "
    "polynomials, or by a defect. Between r and K data points there is then no exact fit to random targets. N "
    "counts equations: with N data points and m outputs K − N would be wrong already by that. For targets that "
    "the network can produce the dimension is K − r_N at a generic solution, which is more than K − N where r_N < "
    "N. The last statement is ours.",
)
def with_probability_one(instance: RandomSystem) -> Finding:
    """If an underdetermined system of N equations in K unknowns is chosen at random, the set of its solutions has
    dimension K − N with probability one
    """
    return decide_system(instance)


@with_probability_one.reading(
    "borrowed", draw=draw_random, hypotheses=(underdetermined, inputs, targets), num_instances=40
)
def of_random_data(instance: RandomData) -> Finding:
    """of the equations of a network in K weights whose data (inputs and targets) are chosen at random"""
    return decide_random(instance)


@with_probability_one.corrected_on(draw_random, 40)
def dimension_or_none(instance: RandomSystem | RandomData) -> Finding:
    """for almost all coefficients of N polynomials of given degrees ≥ 1 in K > N unknowns the dimension is K − N; for
    almost all data of a network (N points, m outputs, N·m < K) it is K − N·m if r_N = N·m, and there is no solution at
    all if r_N < N·m, where r_N is the rank of the Jacobian at generic weights; for m = 1 the condition is N ≤ r =
    lim r_N
    """
    return decide_system(instance) if "unknowns" in instance else decide_condition(instance)


@with_probability_one.false(because="the dimension is")
def more(instance: RandomSystem) -> Finding:
    """the dimension is K − N + 1"""
    return decide_system(instance, extra=1)


@with_probability_one.broken(because="the dimension is")
def forgotten(instance: RandomSystem) -> Finding:
    """the last equation is left out"""
    return decide_system(instance, forgotten=1) if len(instance["degrees"]) > 1 else Finding(True, "exact")


@dimension_or_none.false(because="no solution for almost all")
def network(instance: RandomData) -> Finding:
    """the same of a network with random data"""
    return decide_random(instance)


@dimension_or_none.broken(because="predicted dimension")
def rank(instance: RandomData) -> Finding:
    """the rank comes out one too small"""
    return decide_condition(instance, short=1)
