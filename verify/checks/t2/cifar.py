"""Is the CIFAR-10 network overparametrised as §2 of T2 uses the word? Weights against data points and equations."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise, product
from typing import Literal, NotRequired, TypedDict

import numpy as np

from algebraic.networks import Network, Rationals, forward, theory2_cifar
from algebraic.ranks import data_rank

from ...claims import Search, Settings, Witness
from ...declare import claim, exact, hypothesis
from ...evidence import Finding
from ...instruments import exact_rows, grow, random_matrix


class Counted(TypedDict):
    """The widths of a dense network, or the name of the paper's, and what is counted; inputs where it is small."""

    network: list[int] | Literal["theory2_cifar"]
    num_samples: int
    outputs: int
    num_params: int
    inputs: NotRequired[list[list[int]]]


def draw(stream: np.random.Generator, settings: Settings) -> Counted:
    """The paper's network at scale 0; otherwise small dense networks with more weights than data points."""
    if settings.scale == 0 and settings.drop is None:
        return {"network": "theory2_cifar", "num_samples": 50_000, "outputs": 10, "num_params": 188_810}
    widths = [grow(settings.scale, 1, 4, stream) for _ in range(2)] + [grow(settings.scale, 1, 4, stream)]
    num_params = _network(widths).num_params
    if settings.drop == "overparametrised":
        num_samples = num_params + int(stream.integers(0, 3))
    else:
        num_samples = int(stream.integers(1, num_params))
    return {
        "network": widths,
        "num_samples": num_samples,
        "outputs": widths[-1],
        "num_params": num_params,
        "inputs": random_matrix(stream, num_samples, widths[0]),
    }


def _network(widths: list[int] | Literal["theory2_cifar"]) -> Network:
    return theory2_cifar(outputs=10) if widths == "theory2_cifar" else Network.dense(widths, "z**3+z")


def _measure(instance: Counted) -> dict[str, int]:
    num_params = _network(instance["network"]).num_params
    equations = instance["num_samples"] * instance["outputs"]
    return {
        "weights": num_params,
        "data_points": instance["num_samples"],
        "equations": equations,
        "unknowns_less_equations": num_params - equations,
        "counted_as_printed": num_params == instance["num_params"],
    }


@hypothesis
def overparametrised(instance: Counted) -> str | None:
    """more weights than data points (§2)"""
    num_params, num_samples = instance["num_params"], instance["num_samples"]
    return None if num_params > num_samples else f"{num_params:,} weights for {num_samples:,} data points"


@claim(
    "T2-22",
    "The CIFAR-10 network is overparametrised in the sense of §2",
    source="T2 §2 (first paragraph), §3 (assumption 1), §4.1 (188,810 parameters, 50,000 images)",
    quantifier="for all",
    field="none",
    letters={"K": "num_params", "N": "num_samples", "m": "outputs"},
    draw=draw,
    hypotheses=(overparametrised,),
    size=lambda instance: 0 if instance["network"] == "theory2_cifar" else len(str(instance)),
    witness=Witness(
        "f_j(x) = v_j σ(wx + b) + c_j, j = 1, 2: K = 6 weights, N = 4 data points, x = 0, 1, 2, 3, and N·m = 8 "
        "equations, two more than unknowns; whatever σ, the outputs fill at most 6 of 8 dimensions. CIFAR-10: N·m = "
        "10 · 50,000 = 500,000 > K = 188,810.",
        {"network": [1, 1, 2], "num_samples": 4, "outputs": 2, "num_params": 6, "inputs": [[0], [1], [2], [3]]},
    ),
    note="§2 defines overparametrisation as “more weights than data points”, which the network meets (3.8 times), "
    "and concludes that “the system of equations is underdetermined (more unknowns than equations, e.g. data "
    "points)”. That is right for one output, as in the equations f(x_i) − y_i = 0, i = 1, …, N of §3. The "
    "network of §4.1 has ten classes. §4.1 says that regression bounds the number of solutions of the "
    "classification problem from below; with more equations than weights that bound is 0 for generic targets. "
    "Zero classification error needs no such count: it is an open condition (T2-13). The channels are not "
    "printed: algebraic.networks.theory2_cifar is one network with this number of parameters.",
)
def underdetermined(instance: Counted) -> Finding:
    """a network with more weights K than data points N (such as that for CIFAR-10, K = 188,810 and N = 50,000) has an
    underdetermined system of zero-error equations: more unknowns than equations"""
    measured = _measure(instance)
    if not measured["counted_as_printed"]:
        return Finding(None, "exact", measured, "the network has another number of weights")
    if measured["unknowns_less_equations"] > 0:
        return Finding(True, "exact", measured)
    more = "more" if measured["weights"] > measured["data_points"] else "no more"
    reason = (
        f"{more} weights ({measured['weights']:,}) than data points ({measured['data_points']:,}), each with outputs: "
        f"{instance['outputs']}; with {measured['equations']:,} equations the system is not underdetermined"
    )
    return Finding(False, "exact", measured, reason)


BOUNDARIES: tuple[Counted, ...] = (
    {"network": "theory2_cifar", "num_samples": 50_000, "outputs": 10, "num_params": 188_810},
    {"network": [1, 1], "num_samples": 1, "outputs": 1, "num_params": 2, "inputs": [[0]]},
    {"network": [1, 1], "num_samples": 2, "outputs": 1, "num_params": 2, "inputs": [[1], [2]]},  # K = N·m
    {"network": [1, 1, 2], "num_samples": 3, "outputs": 2, "num_params": 6, "inputs": [[1], [2], [3]]},  # K = N·m
    {"network": [1, 1, 2], "num_samples": 2, "outputs": 2, "num_params": 6, "inputs": [[1], [1]]},  # equal samples
    {"network": [1, 1, 2], "num_samples": 5, "outputs": 2, "num_params": 6, "inputs": [[0]] * 5},  # N < K < N·m
)


def small_networks() -> Iterator[Counted]:
    """Widths 1 and 2, up to as many samples as weights and one more: all at 0, all at 1, half of them, or different."""
    for widths in product((1, 2), repeat=3):
        num_params = _network(list(widths)).num_params
        for samples, k in product(range(1, num_params + 2), range(4)):
            inputs = [[(0, 1, i % 2, i)[k]] * widths[0] for i in range(samples)]
            yield {"network": list(widths), "num_samples": samples, "outputs": widths[-1], "num_params": num_params,
                   "inputs": inputs}  # fmt: skip


@underdetermined.corrected_at(*BOUNDARIES, search=Search(cases=small_networks, most_cases=100))
def many_outputs(instance: Counted) -> Finding:
    """the system has N·m equations for m outputs and is underdetermined if and only if K > N·m; for CIFAR-10 it has
    500,000 equations in 188,810 unknowns, and generic targets have no zero-error solution"""
    measured = _measure(instance)
    surplus = measured["unknowns_less_equations"]
    widths = instance["network"]
    if widths == "theory2_cifar":
        measured["generic_targets_attained"] = False  # K parameters fill at most K of N·m dimensions
        return exact(surplus < 0, "the system is underdetermined", **measured)
    inputs = instance.get("inputs", [[i] * widths[0] for i in range(instance["num_samples"])])
    network, ring = _network(widths), Rationals()
    weights = ring.array([k + 1 for k in range(network.num_params)])
    equations = forward(network, ring, weights, ring.array(exact_rows(inputs))).output.size
    by_hand = sum((a + 1) * b for a, b in pairwise(widths))
    if (equations, by_hand) != (measured["equations"], measured["weights"]):
        reason = f"{equations} outputs and {by_hand} weights are counted"
        return Finding(False, "exact", measured, reason)
    rank = data_rank(network, np.array(inputs, dtype=object)).rank
    measured |= {"rank_of_the_jacobian_mod_p": rank, "generic_targets_attained": rank == equations}
    possible = rank <= min(by_hand, equations)
    return exact(possible, "the rank exceeds the number of weights or of equations", **measured)


@many_outputs.false(because="more weights than data points, and no more than equations")
def by_data_points(instance: Counted) -> Finding:
    """the system is underdetermined if and only if K > N"""
    measured = _measure(instance)
    right = (measured["weights"] > measured["data_points"]) == (measured["unknowns_less_equations"] > 0)
    return exact(right, "more weights than data points, and no more than equations", **measured)


@underdetermined.false(because="fewer than")
def surplus(instance: Counted) -> Finding:
    """the equations leave at least K − N dimensions for any m"""
    measured = _measure(instance)
    claimed = measured["weights"] - measured["data_points"]
    if "inputs" not in instance:
        return Finding(None, "exact", measured, "decided on the small networks")
    rank = data_rank(_network(instance["network"]), np.array(instance["inputs"], dtype=object)).rank
    measured |= {"rank": rank, "claimed": claimed}
    left = measured["weights"] - rank
    return exact(left >= claimed, f"rank {rank} leaves {left} dimensions, fewer than K − N = {claimed}", **measured)


@underdetermined.broken(because="equations counted for")
def outputs(instance: Counted) -> Finding:
    """one equation for each image"""
    measured = _measure(instance)
    counted = measured["equations"] // instance["outputs"]
    shape = _network(instance["network"])
    right = counted == instance["num_samples"] * shape.output_dim
    return exact(right, f"{counted:,} equations counted for {shape.output_dim} outputs", **measured)
