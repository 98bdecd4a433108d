"""When random data make the zero-error equations random: dimension K − N or no solution (T2 §3, A.2)."""

from __future__ import annotations

from typing import Any

import numpy as np

from algebraic.ideals import count_solutions
from algebraic.networks import Network, Rationals
from algebraic.ranks import RankResult, data_rank, generic_rank
from algebraic.systems import estimate_terms

from ...claims import Claim, Hypothesis, Settings, Variant
from ...evidence import Finding, Instance
from ...instruments import network_of, rows, system_of
from .dimension import draw_shape, outputs_at, rank_at

EXPANDED_TERMS = 300
COUNTED_PARAMS = 5
LETTERS = {
    "K": "num_params",
    "N": "number of equations: data points, times the number m of outputs",
    "r_N": "rank of the Jacobian of the outputs by the weights, at generic weights, for N data points",
    "r": "its limit for many data points",
}


def draw_random(stream: np.random.Generator, settings: Settings) -> Instance:
    """Random inputs and targets for a random network, with fewer equations than weights."""
    drop = settings.drop
    scale = max(settings.scale, 0.6 if drop else 0.3)  # at 0 there is one weight only
    while True:
        instance = draw_shape(stream, scale, 1 + int(stream.random() < 0.25))
        network = network_of(instance)
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
    instance |= {"inputs": inputs.tolist()}
    if drop == "targets":
        planted = instance | {"weights": stream.permutation(np.arange(1, 100))[: network.num_params].tolist()}
        return planted | {"targets": [[str(v) for v in row] for row in outputs_at(planted).tolist()]}
    return instance | {"targets": stream.integers(-99, 100, (samples, network.output_dim)).tolist()}


def equations_of(instance: Instance) -> tuple[Network, int, RankResult]:
    """The network, the number of equations, and the generic rank of their Jacobian for the inputs."""
    network = network_of(instance)
    rank = data_rank(network, np.array(rows(instance["inputs"]), dtype=object))
    return network, len(instance["inputs"]) * network.output_dim, rank


def dimension_of(instance: Instance) -> tuple[int | None, str, dict[str, Any]]:
    """Dimension with probability one over the targets (−1: empty), or at the planted weights; grade; evidence."""
    network, equations, rank = equations_of(instance)
    grade = "exact" if rank.upper_bound.proved else "statistical"
    measured: dict[str, Any] = {"K": network.num_params, "equations": equations, "rank": rank.rank}
    measured |= {"why_no_larger": rank.upper_bound.statement, "proved": rank.upper_bound.proved}
    if "weights" in instance:  # the rank is constant around weights where it is the generic one
        smooth = rank_at(network, instance["inputs"], Rationals().array(instance["weights"])) == rank.rank
        return network.num_params - rank.rank if smooth else None, grade, measured
    small = network.num_params <= COUNTED_PARAMS and equations < network.num_params
    if small and estimate_terms(network) * equations <= EXPANDED_TERMS:
        system = system_of(instance)
        inputs, targets = (np.array(rows(instance[key]), dtype=object) for key in ("inputs", "targets"))
        found = count_solutions(system, network, inputs, targets, rank)
        measured["these_targets"] = {"status": found.status, "kind": found.evidence.get("kind")}
    return network.num_params - rank.rank if rank.rank == equations else -1, grade, measured


def decide_random(instance: Instance, *, extra: int = 0) -> Finding:
    """As printed: the dimension is K − N, the number of weights less the number of equations."""
    size, grade, measured = dimension_of(instance)
    claimed = measured["K"] - measured["equations"] + extra
    status = measured.get("these_targets", {}).get("status")
    measured |= {"dimension": size, "claimed": claimed}
    if status not in (None, "undecided") and (status == "empty") != (size == -1):
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


def decide_condition(instance: Instance, *, short: int = 0) -> Finding:
    """Dimension K − N·m where the rank is N·m; empty where it is less; for one output N ≤ r decides."""
    network, equations, rank = equations_of(instance)
    size, grade, measured = dimension_of(instance)
    condition = rank.rank - short == equations
    predicted = network.num_params - equations if condition else -1
    measured |= {"dimension": size, "predicted": predicted, "condition": condition}
    status = measured.get("these_targets", {}).get("status")
    if status not in (None, "undecided") and (status == "empty") != (predicted == -1):
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


def decide_random_more(instance: Instance) -> Finding:
    """A planted falsehood: dimension K − N + 1."""
    return decide_random(instance, extra=1)


def decide_condition_broken(instance: Instance) -> Finding:
    """A broken check: the rank comes out one too small."""
    return decide_condition(instance, short=1)


def _repeated(instance: Instance) -> str | None:
    repeated = len(instance["inputs"]) - len({tuple(row) for row in instance["inputs"]})
    return f"{repeated} samples are repetitions" if repeated else None


def _planted(instance: Instance) -> str | None:
    return "the targets are outputs of the network" if "weights" in instance else None


def _underdetermined(instance: Instance) -> str | None:
    network = network_of(instance)
    equations = len(instance["inputs"]) * network.output_dim
    return None if equations < network.num_params else f"{equations} equations, {network.num_params} weights"


CLAIMS = (
    Claim(
        id="T2-08",
        title="Dimension K − N with probability one",
        source="T2 §3 and A.2 (“If the underdetermined system is chosen at random the dimension is equal to K − N …”)",
        statement="For random data (inputs and targets) the set of solutions of N equations of a network in K > N "
        "weights has dimension K − N with probability one",
        quantifier="with probability",
        field="complex",
        letters=LETTERS,
        draw=draw_random,
        decide=decide_random,
        hypotheses=(
            Hypothesis("underdetermined", "fewer equations than weights", _underdetermined),
            Hypothesis("inputs", "the inputs are chosen at random: none occurs twice", _repeated),
            Hypothesis("targets", "the targets are chosen at random, not as outputs of the network", _planted),
        ),
        corrected=Variant(
            "rank",
            "for almost all data (N points, m outputs) the dimension is K − N·m if r_N = N·m, and there is no solution "
            "at all if r_N < N·m, where r_N is the rank of the Jacobian at generic weights; for m = 1 the condition is "
            "N ≤ r = lim r_N",
            decide_condition,
        ),
        planted=(
            Variant("more", "the dimension is K − N + 1", decide_random_more, "not"),
            Variant("rank", "broken: the rank comes out one too small", decide_condition_broken, "predicted dimension"),
        ),
        rests_on=("T2-07",),
        size=lambda instance: network_of(instance).num_params + len(str(instance)) / 1000,
        num_instances=40,
        note="True for systems whose coefficients are all random. In a network only data are random, and the functions "
        "it computes may have fewer than K parameters: r < K by scaling symmetries of z^ℓ, by mixing of linear layers, "
        "by a small space of polynomials, or by a defect. Between r and K data points there is then no exact fit to "
        "random targets. N counts equations here; with N data points and m outputs K − N would be wrong already by "
        "that. Dropping “targets” shows the third case: for targets that the network can produce the dimension is K − "
        "r_N at a generic solution, which is more than K − N where r_N < N.",
    ),
)
