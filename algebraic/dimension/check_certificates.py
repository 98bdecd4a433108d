"""The three kinds of certificate, proved again for a network and data that are at hand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import flint
import numpy as np

from ..data import DataSet, IntegerData
from ..modular import PRIME_LIMIT, SMALLEST_DRAWN
from ..networks import Network, PrimeField, describe_graph
from ..options import contradictions
from ..ranks import (
    BYTE_LIMIT,
    RankProof,
    check_memory,
    check_minor,
    find_byte_kernel,
    network_digest,
    point_for,
)
from ..shell import Budget
from .certificates import counted
from .form_again import form_again, rank_again

Report = Callable[[str], None]


def minor_faults(certificate: Any, network: Network, data: DataSet | IntegerData | None) -> list[str]:
    """What does not hold in the certificate by a minor; its inputs must be the residues of the data."""
    claim, minor, found = certificate["claim"], certificate["minor"], []
    num_outputs, num_samples = network.output_dim, len(minor["inputs"])
    if certificate["graph"] != describe_graph(network):
        found.append("the graph of the certificate is not that of the network")
    equations = num_samples * num_outputs
    true = {"rank_at_least": len(minor["rows"]), "num_params": network.num_params, "num_equations": equations}
    if claim != true:
        found.append(f"the certificate claims {claim}, and it shows {true}")
    prime, rows = minor["prime"], minor["rows"]
    if any(w >= prime for w in minor["weights"]):
        found.append("the weights of the certificate are no residues")
    if not flint.fmpz(prime).is_prime() or len(set(rows)) != len(rows) or not set(rows) <= set(range(equations)):
        return [*found, "the certificate has no prime, or no rows of the Jacobian"]
    if any(len(row) != network.input_dim for row in minor["inputs"]):
        return [*found, "the inputs of the certificate are not those of the network"]
    if data is not None and minor["inputs"] != _residues(data, prime):
        found.append("the inputs of the certificate are not the residues of the data")
    if not found and not check_minor(certificate["graph"], minor):
        found.append("the minor vanishes, or it does not have the size claimed")
    return found


def _residues(data: DataSet | IntegerData, prime: int) -> list[list[int]]:
    if isinstance(data, DataSet):
        return [[int(x) for x in row] for row in PrimeField(prime).array(data.inputs).tolist()]
    inverse = pow(data.denominator, -1, prime)
    return [[int(x) * inverse % prime for x in row] for row in data.inputs.tolist()]


def counting_faults(certificate: Any, network: Network, data: IntegerData | None) -> list[str]:
    """What does not hold where only equations and parameters were counted."""
    found = _digest_faults(certificate, network, data)
    claim = certificate["claim"]
    if claim["num_params"] != network.num_params or (data is not None and claim != counted(network, data)):
        found.append(f"the certificate claims {claim}, which are other numbers")
    if claim["num_equations"] <= claim["num_params"]:
        found.append(f"there are {claim['num_equations']:,} equations and {claim['num_params']:,} parameters")
    return found


def column_proof(
    certificate: Any, network: Network, data: IntegerData, budget: Budget, report: Report
) -> tuple[RankProof | None, list[str], str]:
    """The rank that the columns of a certificate prove, what does not hold in it, and how the rank was found."""
    found = _digest_faults(certificate, network, data)
    rank = certificate["claim"]["rank_at_least"]
    claim, prime = {**counted(network, data), "rank_at_least": rank}, certificate["prime"]
    if certificate["claim"] != claim:
        found.append("the numbers of parameters and equations are not those of the network and the data")
    if not 2 <= prime < PRIME_LIMIT or not flint.fmpz(prime).is_prime():
        found.append(f"{prime} is not a prime below 2^23")
    if rank < claim["num_different_equations"] and prime < SMALLEST_DRAWN:
        found.append(f"modulo {prime} rows may depend on others that do not over the rational numbers")
    columns = np.array(certificate["columns"], dtype=np.int64)
    inside = ((columns >= 0) & (columns < network.num_params)).all()
    if not inside or len(np.unique(columns)) != len(columns):
        found.append("the columns are not different parameters")
    if found:
        return None, found, ""
    seed, index = certificate["seed"], certificate["index"]
    # A byte for each entry and half a byte for each of the echelon form; or float64 numbers.
    entry = 1.5 if prime < BYTE_LIMIT and find_byte_kernel() is not None else 8.0
    check_memory(claim["num_different_equations"], len(columns), network.output_dim, data, budget.memory_gb, entry)
    point = point_for(network, prime, seed, index)
    transposed, digest = form_again(network, data, prime, point, columns, budget, report)
    if digest != certificate["matrix_sha256"]:
        return None, ["the matrix is not the one of the certificate (another SHA-256)"], ""
    true, how = rank_again(transposed, prime, budget, report)
    if true != rank:
        return None, [f"the matrix has rank {true:,}, and {rank:,} is claimed"], ""
    rows = claim["num_different_equations"]
    return RankProof(rank, rows, columns, network.num_params, prime, seed, index, digest, "", {}), [], how


def _digest_faults(certificate: Any, network: Network, data: IntegerData | None) -> list[str]:
    given = certificate["network"]["options"], certificate["data"]["options"]
    found = [] if given[0] is None else contradictions(given[0], network, {})
    if given[1] is not None and data is not None and given[1].get("samples") not in (None, len(data.inputs)):
        found.append("the options of the certificate name another number of samples")
    if network_digest(network) != certificate["network"]["sha256"]:
        found.append("the network is not the one of the certificate (another SHA-256)")
    if data is not None and data.digests() != certificate["data"]["sha256"]:
        found.append("the data are not those of the certificate (another SHA-256)")
    return found
