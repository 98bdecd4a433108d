"""The ranks of a ladder, proved from their evidence: a minor from below, and a reason from above by another route."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..data import DataSet
from ..documents import Findings
from ..modular import modular_rank
from ..networks import (
    ModularPolynomials,
    Network,
    PrimeField,
    degree_bound,
    describe_graph,
    forward,
    input_degree,
    symmetry_fields,
)
from ..ranks import CERTIFICATE_PARAMS, Reason, ambient_dimension, check_minor, data_rank, generic_rank, proved_bound
from ..shell import ROLE_RANK, Budget, object_array, random_primes, random_stream

SEED = 314159  # of the points of a check: others than those of most searches
MAX_MONOMIALS = 5_000
RANDOM = "the same rank at 2 independent random points, each modulo a prime of its own"


def check_rank_of(
    name: str, document: Any, network: Network, data: DataSet | None, findings: Findings, budget: Budget
) -> None:
    """Check ``generic_rank`` or ``data_rank``, which the document has, and its evidence."""
    said, rank, key = document[f"{name}_evidence"], document[name], f"{name}_evidence"
    own = data if name == "data_rank" else None
    if name == "data_rank" and data is None:
        findings.false("data_rank is the rank of no data", name, key)
        return
    if said is None or said["rank"] != rank:
        findings.false(f"{key} is that of another rank", name, key)
        return
    above = _above(said["upper_bound"], rank, network, own, key, findings)
    if above:
        findings.false(f"{key}: {above}", name, key)
        return
    minor = said["certificate"]
    if minor is None and rank:
        if network.num_params <= CERTIFICATE_PARAMS:
            findings.false(f"{key}: there is no certificate", name, key)
            return
        again = (
            generic_rank(network, seed=SEED, budget=budget)
            if own is None
            else data_rank(network, own.inputs, seed=SEED, budget=budget)
        )
        findings.again(name, rank, again.rank)
    elif minor is not None:
        fault = _minor_fault(minor, rank, network, own)
        if fault:
            findings.false(f"{key}: {fault}", name, key)
            return
    if not said["upper_bound"]["proved"]:
        findings.left("upper bounds", f"{key} is no larger at random points, which is no proof")
        findings.looked_at(name)
    elif minor is not None or not rank:
        findings.proved(name)
    findings.proved(key)


def _minor_fault(minor: Any, rank: int, network: Network, data: DataSet | None) -> str:
    """Why a minor does not prove the rank from below; empty where it does."""
    prime = minor["prime"]
    if len(minor["rows"]) != rank or not check_minor(describe_graph(network), minor):
        return "the minor does not prove it"
    if any(w >= prime for w in minor["weights"]):
        return "the weights of the minor are no residues"
    if data is not None and minor["inputs"] != [
        [x.numerator * pow(x.denominator, -1, prime) % prime for x in row] for row in data.inputs.tolist()
    ]:
        return "the inputs of the minor are not those of the document"
    return ""


def _above(said: Reason, rank: int, network: Network, data: DataSet | None, key: str, findings: Findings) -> str:
    """What is wrong with the reason why a rank is no larger; empty where it holds."""
    size, equations = network.num_params, None if data is None else len(data.inputs) * network.output_dim
    prime, weights = _fresh_point(network)
    kind = said["kind"]
    true: int | None
    chance: float | None = None
    if kind == "parameters":
        true, words = size, f"there are {size} parameters"
    elif kind == "equations" and equations is not None:
        true, words = equations, f"there are {equations} equations"
    elif kind == "symmetries":
        fields = independent_fields(network, prime, weights)
        if fields is None:
            return "a vector field changes an output"
        true, words = size - fields, f"{fields} independent vector fields on the weights leave every output as it is"
    elif kind == "function_space":
        counted = num_monomials(network, prime, weights)
        true = ambient_dimension(network) if counted is None else counted
        if counted is None:
            findings.again(f"{key}, the dimension of the space of functions,", true, true)
        words = f"the outputs lie in a space of polynomials in x of dimension {true}"
    elif kind == "random_points":
        true, words = rank, RANDOM
        degree = input_degree(network) if data is None else 0
        chance = _chance((rank + 1) * (max(degree_bound(network) - 1, 0) + degree))
        if proved_bound(network, rank, prime, weights, num_equations=equations) is not None:
            return "the upper bound is by random points, and there is a proof"
    else:
        return f"there is no upper bound of the kind {kind!r} here"
    if true != rank:
        return f"the rank is at most {true}, not {rank}, by {kind}"
    expected = {"kind": kind, "statement": words, "proved": kind != "random_points", "error_probability": chance}
    wrong = [f"{name} is {said[name]}, but it is {value}" for name, value in expected.items() if said[name] != value]  # type: ignore[literal-required]
    return f"upper_bound: {'; '.join(wrong)}" if wrong else ""


def _chance(degree: int) -> float | None:
    """Schwartz and Zippel for two points, each modulo a prime above 2^30."""
    return (degree / 2**30) ** 2 if degree < 2**30 else None


def _fresh_point(network: Network) -> tuple[int, np.ndarray]:
    denominators = network.denominators
    prime = random_primes(1, SEED, denominators=denominators)[0]
    return prime, random_stream(SEED, ROLE_RANK, 0).integers(1, prime, network.num_params, dtype=np.int64)


def independent_fields(network: Network, prime: int, weights: np.ndarray) -> int | None:
    """How many of the known vector fields are independent; ``None`` if one of them changes an output.

    They are not believed: along a random combination of them, w + e·v, the coefficient of e in the outputs at random
    inputs must vanish modulo the prime.

    >>> net = Network.dense([2, 1, 1], "z**2", hidden_bias=False, output_bias=False)
    >>> independent_fields(net, 101, np.array([3, 5, 7]))
    1
    """
    fields = symmetry_fields(network, PrimeField(prime), weights)
    stream = random_stream(SEED, ROLE_RANK, 1)
    factors = object_array(stream.integers(1, prime, len(fields)).tolist())
    direction = [int(x) % prime for x in factors @ fields.astype(object)] if len(fields) else [0] * network.num_params
    ring = ModularPolynomials(["e"], prime)
    [e] = ring.context.gens()
    moved = object_array([int(w) + v * e for w, v in zip(weights, direction, strict=True)])
    inputs = stream.integers(0, prime, (2, network.input_dim))
    for value in forward(network, ring, moved, ring.array(inputs)).output.ravel():
        if int(value.to_dict().get((1,), 0)):
            return None
    return modular_rank(fields, prime)


def num_monomials(network: Network, prime: int, weights: np.ndarray) -> int | None:
    """How many monomials in x the outputs have at these weights, all outputs together: no rank is larger.

    ``None`` where they are too many to be multiplied out.

    >>> net = Network.dense([2, 3, 1], "z**2", hidden_bias=False, output_bias=False)
    >>> num_monomials(net, 101, np.arange(1, 10))
    3
    """
    size = ambient_dimension(network)
    if size is None or size > MAX_MONOMIALS:
        return None
    ring = ModularPolynomials([f"x{i + 1}" for i in range(network.input_dim)], prime)
    outputs = forward(network, ring, ring.array(weights), ring.variables[None, :]).output
    return sum(len(value.to_dict()) for value in outputs.ravel())
