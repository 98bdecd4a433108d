"""Dimension of the zero-error set, from the rank of the Jacobian, with a certificate that can be re-checked.

Let r_N be the rank of the Jacobian at generic weights, for N samples with m outputs each. If r_N = N·m, the set
has dimension K − N·m for generic targets; if r_N < N·m it is empty for generic targets. r_N grows with N to r.
Both sides hold over the complex numbers, for the inputs at hand: this is the exact condition under which the
papers' "dimension K − N with probability one" is true (Theory II, §3).
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from ..data import DataSet, check_data, random_data
from ..engines import versions
from ..ideals import count_solutions, solutions_modulo
from ..modular import modular_rank
from ..networks import Network, PrimeField, describe_graph, symmetries
from ..ranks import RankResult, ambient_dimension, coefficient_map_rank, data_rank, generic_rank
from ..shell import ROLE_RANK, UNLIMITED, Budget, OutOfBudget, WrongInput, ZerolocusError, random_primes, random_stream
from ..systems import zero_error_system
from .real_paths import join_points
from .real_points import degree_by_slice, find_points


@dataclass(frozen=True)
class FibreDimension:
    """What is known of the dimension of the zero-error set; the fields are the keys of the JSON document.

    ``dimension`` is that for these inputs and generic targets, ``None`` with ``empty`` true when generic targets
    have no solution. ``generic_dimension`` and ``generic_empty`` say the same for as many generic inputs.
    ``these_targets`` is what is decided for the targets given. ``function_space_dimension`` is the dimension of
    the set of functions that the network computes, which equals ``generic_rank``; ``coefficient_map_rank`` is the
    second route to it, on request. ``function_space_ambient`` is the dimension of the polynomials in x around it.
    ``unexplained`` is what remains of K − r after the ``symmetries``. Everything is over the complex numbers.
    ``elimination`` and ``left_kernel`` are there for large systems only (:mod:`algebraic.dimension.large_fibre`).
    """

    widths: list[int]
    num_params: int
    num_samples: int
    output_dim: int
    num_equations: int
    generic_rank: int | None
    rank_of_generic_samples: int | None
    data_rank: int | None
    dimension: int | None
    empty: bool | None
    generic_dimension: int | None
    generic_empty: bool | None
    proved: bool
    these_targets: dict[str, Any]
    function_space_dimension: int | None
    coefficient_map_rank: int | None
    function_space_ambient: int | None
    symmetries: dict[str, Any] | None
    unexplained: int | None
    groebner: dict[str, Any] | None
    degree: dict[str, Any] | None
    real_points: dict[str, Any] | None
    statement: str
    certificate: dict[str, Any] | None
    reasons: dict[str, str]
    cut_short: list[str]
    data: str
    options: dict[str, Any]
    seed: int
    versions: dict[str, str]
    elimination: dict[str, Any] | None = None
    left_kernel: dict[str, Any] | None = None

    def as_dict(self) -> dict[str, Any]:
        """The JSON document as plain data."""
        return asdict(self)

    def to_json(self) -> str:
        """The JSON document."""
        return json.dumps(self.as_dict(), indent=2, ensure_ascii=False)

    def __str__(self) -> str:
        def shown(value: object) -> str:
            return "unknown" if value is None else str(value)

        lines = [
            f"network {','.join(map(str, self.widths))}: "
            f"{self.num_params:,} unknowns, {self.num_equations:,} equations",
            f"data: {self.data}",
            "",
            f"  generic rank r                            {shown(self.generic_rank)}",
            f"  rank r_N for {self.num_samples} generic samples".ljust(44) + shown(self.rank_of_generic_samples),
            f"  rank for these inputs                     {shown(self.data_rank)}",
            f"  dimension of the function space           {shown(self.function_space_dimension)}",
        ]
        if self.symmetries is not None:
            kinds = ", ".join(f"{n} {kind}" for kind, n in self.symmetries["kinds"].items()) or "none"
            lines.append(f"  continuous symmetries                     {self.symmetries['dimension']} ({kinds})")
            lines.append(f"  unexplained part of K − r                 {shown(self.unexplained)}")
        lines += ["", self.statement, f"these targets: {self.these_targets['statement']}"]
        named = [("Gröbner basis", self.groebner), ("degree", self.degree), ("real points", self.real_points)]
        named.append(("relations between the rows", self.left_kernel))
        lines += [f"{name}: {found['statement']}" for name, found in named if found is not None]
        for path in (self.real_points or {}).get("paths", ()):
            lines.append(f"  points {path['from']} and {path['to']}: {path['statement']}")
        return "\n".join([*lines, *(f"{key}: {reason}" for key, reason in self.reasons.items())])


def dimension_of(
    network: Network,
    inputs: Any,
    targets: Any,
    *,
    function_space: bool = False,
    groebner: bool = False,
    degree: bool = False,
    points: int = 0,
    seed: int = 0,
    timeout: float | None = None,
    memory: float | None = None,
) -> FibreDimension:
    """Dimension of {w : f(x_i; w) = y_i for all i}, for these inputs.

    Args:
        inputs: exact numbers, shape (num_samples, input_dim).
        targets: exact numbers, shape (num_samples, output_dim).
        function_space: also compute the rank of the coefficient map, the second route to the dimension of the
            function space.
        groebner: also compute the dimension for these very targets from a Gröbner basis modulo two primes.
        degree: also compute the degree of the set, from a random slice.
        points: also look for so many real points, certify them, and try to join the first to each other one.

    >>> net = Network.dense([2, 3, 1], "z**2", hidden_bias=False, output_bias=False)
    >>> [dimension_of(net, [[1, 2], [3, 4], [5, 7], [2, 9]][:n], [1, 2, 3, 4][:n]).dimension for n in (1, 2, 3, 4)]
    [8, 7, 6, None]
    """
    data = check_data(inputs, targets, network)
    budget = Budget(timeout, memory)
    return explore(
        network,
        data,
        function_space=function_space,
        groebner=groebner,
        degree=degree,
        points=points,
        seed=seed,
        budget=budget,
    )


def explore(
    network: Network,
    data: DataSet,
    *,
    function_space: bool = False,
    groebner: bool = False,
    degree: bool = False,
    points: int = 0,
    seed: int = 0,
    budget: Budget = UNLIMITED,
    options: dict[str, Any] | None = None,
) -> FibreDimension:
    """:func:`dimension_of` for checked data."""
    num_samples = len(data.inputs)
    num_equations, num_params = num_samples * network.output_dim, network.num_params
    reasons: dict[str, str] = {}
    cut_short: list[str] = []

    def attempt(key: str, compute: Any) -> Any:
        try:
            with budget.alarm(f"{key} was being computed"):
                return compute()
        except ZerolocusError as problem:
            reasons[key] = str(problem)
            if isinstance(problem, OutOfBudget):
                cut_short.append(key)
        return None

    here = attempt("data_rank", lambda: data_rank(network, data.inputs, seed=seed, budget=budget))
    generic_inputs = random_data(network, num_samples, seed=seed).inputs
    few = attempt("rank_of_generic_samples", lambda: data_rank(network, generic_inputs, seed=seed, budget=budget))
    generic = attempt("generic_rank", lambda: generic_rank(network, seed=seed, budget=budget))
    known = attempt("symmetries", lambda: _symmetries(network, seed, budget))
    rank = generic.rank if generic else None
    dimension, empty = _fibre(num_params, num_equations, here)
    generic_dimension, generic_empty = _fibre(num_params, num_equations, few)
    targets: dict[str, Any] = {"empty": None, "infinite": None, "statement": "not decided"}
    if here is not None:
        found = attempt("these_targets", lambda: _these_targets(network, data, here, seed, budget))
        targets = found or {**targets, "statement": f"not decided: {reasons.get('these_targets', '')}"}
    coefficients = None
    if function_space:
        coefficients = attempt("coefficient_map_rank", lambda: coefficient_map_rank(network, seed=seed, budget=budget))
    basis = attempt("groebner", lambda: _by_groebner(network, data, seed, budget)) if groebner else None
    if basis is not None and empty is not None and basis["empty"] is not None:
        basis["agrees"] = (basis["dimension"], basis["empty"]) == (dimension, empty)
        basis["statement"] += ", as by the rank" if basis["agrees"] else ", not as by the rank: special targets"
    sliced = None
    if degree:
        sliced = attempt(
            "degree", lambda: degree_by_slice(network, data.inputs, data.targets, seed=seed, budget=budget)
        )
    real = attempt("real_points", lambda: _real_points(network, data, points, seed, budget)) if points else None
    certificate = None
    if here is not None and here.certificate is not None:
        certificate = {
            "claim": {"rank_at_least": here.rank, "num_params": num_params, "num_equations": num_equations},
            "graph": describe_graph(network),
            "minor": here.certificate,
            "upper_bound": asdict(here.upper_bound),
        }
    return FibreDimension(
        widths=list(network.widths),
        num_params=num_params,
        num_samples=num_samples,
        output_dim=network.output_dim,
        num_equations=num_equations,
        generic_rank=rank,
        rank_of_generic_samples=few.rank if few else None,
        data_rank=here.rank if here else None,
        dimension=dimension,
        empty=empty,
        generic_dimension=generic_dimension,
        generic_empty=generic_empty,
        proved=bool(here and here.upper_bound.proved),
        these_targets=targets,
        function_space_dimension=rank,
        coefficient_map_rank=coefficients,
        function_space_ambient=ambient_dimension(network),
        symmetries=known,
        unexplained=None if rank is None or known is None else num_params - rank - known["dimension"],
        groebner=basis,
        degree=sliced,
        real_points=real,
        statement=_statement(num_params, num_equations, here),
        certificate=certificate,
        reasons=reasons,
        cut_short=cut_short,
        data=data.source,
        options={"timeout": budget.seconds, "memory": budget.memory_gb, "groebner": groebner, **(options or {})},
        seed=seed,
        versions=versions(),
    )


def _fibre(num_params: int, num_equations: int, rank: RankResult | None) -> tuple[int | None, bool | None]:
    if rank is None:
        return None, None
    return (num_params - num_equations, False) if rank.rank == num_equations else (None, True)


def _statement(num_params: int, num_equations: int, rank: RankResult | None) -> str:
    if rank is None:
        return "The dimension is not known."
    if rank.rank == num_equations:
        return (
            f"For generic targets the set has dimension {num_params} − {num_equations} = {num_params - num_equations}: "
            f"the Jacobian has rank {num_equations} (proved)."
        )
    return (
        f"For generic targets the set is empty: {num_equations} equations, and the Jacobian has rank {rank.rank} "
        f"({'proved' if rank.upper_bound.proved else 'not proved'}: {rank.upper_bound.statement}). Through generic "
        f"weights the set has dimension {num_params} − {rank.rank} = {num_params - rank.rank}."
    )


def _symmetries(network: Network, seed: int, budget: Budget) -> dict[str, Any]:
    denominators = [c.denominator for a in network.activations for c in a.coefficients]
    prime = random_primes(1, seed, denominators=denominators)[0]
    weights = random_stream(seed, ROLE_RANK).integers(0, prime, network.num_params, dtype=np.int64)
    found = symmetries(network, PrimeField(prime), weights)
    values = np.stack([s.values for s in found]) if found else np.zeros((0, network.num_params), dtype=np.int64)
    return {
        "dimension": modular_rank(values, prime, budget),
        "kinds": dict(Counter(s.kind for s in found)),
        "layers": dict(Counter(str(s.layer) for s in found)),
    }


def _these_targets(network: Network, data: DataSet, rank: RankResult, seed: int, budget: Budget) -> dict[str, Any]:
    system = zero_error_system(network, data.inputs, data.targets)
    found = count_solutions(system, network, data.inputs, data.targets, rank, seed=seed, budget=budget)
    if found.limit is not None:
        raise found.limit
    return {
        "empty": {"empty": True, "undecided": None}.get(found.status, False),
        "infinite": {"infinite": True, "undecided": None}.get(found.status, False),
        "statement": f"{found.status}: {found.evidence['statement']}",
        "evidence": found.evidence,
    }


def _by_groebner(network: Network, data: DataSet, seed: int, budget: Budget) -> dict[str, Any]:
    system = zero_error_system(network, data.inputs, data.targets)
    equations = [dict(terms) for terms in system.integer_terms]
    answers = [solutions_modulo(equations, len(system.names), p, budget=budget) for p in random_primes(2, seed)]
    dimensions = [answer.dimension for answer in answers]
    agreed = dimensions[0] if len(set(dimensions)) == 1 else None
    words = "no solution" if agreed == -1 else f"dimension {agreed}" if agreed is not None else "no agreement"
    return {
        "dimension": agreed if agreed != -1 else None,
        "agrees": None,
        "empty": None if agreed is None else agreed == -1,
        "primes": [answer.prime for answer in answers],
        "dimensions": dimensions,
        "statement": f"{words} modulo two primes",
    }


def _real_points(network: Network, data: DataSet, wanted: int, seed: int, budget: Budget) -> dict[str, Any]:
    found = find_points(network, data.inputs, data.targets, num_points=wanted, seed=seed, budget=budget)
    paths = [
        {"from": 1, "to": other + 2}
        | join_points(network, data.inputs, data.targets, found.points[0], point, budget=budget)
        for other, point in enumerate(found.points[1:])
        if point.local_dimension > 0
    ]
    return {**asdict(found), "paths": paths}


def check_certificate(document: Any) -> tuple[bool, str]:
    """Re-verify the certificate in a document of ``algebraic.dimension`` (or the certificate itself).

    The non-zero minor is recomputed from the graph in the file, in plain integers. Returns whether it holds,
    and what it proves.
    """
    from ..ranks import check_minor

    certificate = document.get("certificate", document) if isinstance(document, dict) else None
    try:
        claim, minor = certificate["claim"], certificate["minor"]  # type: ignore[index]
        holds = check_minor(certificate["graph"], minor)  # type: ignore[index]
        size, equations, params = len(minor["rows"]), int(claim["num_equations"]), int(claim["num_params"])
        shape_fits = params == certificate["graph"]["num_params"] and equations == (  # type: ignore[index]
            len(minor["inputs"]) * len(certificate["graph"]["layers"][-1]["units"])  # type: ignore[index]
        )
        claimed = int(claim["rank_at_least"])
    except (KeyError, TypeError, IndexError, ValueError, AttributeError) as problem:
        raise WrongInput(
            f"the file holds no certificate of algebraic.dimension ({type(problem).__name__}: {problem})",
            hint="make one with algebraic.dimension --json",
            kind="bad_certificate",
        ) from None
    if not (holds and shape_fits and claimed == size):
        return False, "the minor vanishes, or it does not have the size claimed"
    if size == equations:
        dimension = params - equations
        return True, f"rank {size} = number of equations: dimension {dimension} for generic targets, proved"
    return True, f"rank at least {size} of {equations} equations, proved; the upper bound rests on: " + str(
        certificate["upper_bound"]["statement"]  # type: ignore[index]
    )
